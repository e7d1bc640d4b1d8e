/* SPDX-License-Identifier: MIT */
/*
 * Process B: reads the picture that a Qt program or a C program has written into shared memory.
 *
 *     load_from_memory KEY OUT.png [OUT.raw]
 *
 * The C twin of MainWindow::loadFromMemory() in qt/mainwindow.cpp, step by step. A comment before
 * each step shows the Qt line. qsm_shared_memory_read_image() (qsm/exchange.h) does all steps in
 * one call.
 *
 * The Qt program shows the picture; this program writes it to a file. OUT.raw receives the bytes of
 * QImage::bits().
 */
#include <stdio.h>

#include <qsm/qsm.h>

static bool load_from_memory(qsm_shared_memory *shared_memory, qsm_image *image)
{
    /* if (!sharedMemory.attach()) { qDebug() << ...; return; } */
    if (!qsm_shared_memory_attach(shared_memory, QSM_SHARED_MEMORY_READ_WRITE)) {
        (void)fprintf(stderr, "Unable to attach to shared memory segment: %s\n",
                      qsm_shared_memory_error_string(shared_memory));
        return false;
    }

    /* sharedMemory.lock(); */
    if (!qsm_shared_memory_lock(shared_memory)) {
        (void)fprintf(stderr, "%s\n", qsm_shared_memory_error_string(shared_memory));
        (void)qsm_shared_memory_detach(shared_memory);
        return false;
    }

    /* QBuffer buffer; QDataStream in(&buffer);
     * buffer.setData((char *)sharedMemory.constData(), sharedMemory.size());
     * buffer.open(QBuffer::ReadOnly); */
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_shared_memory_const_data(shared_memory),
                                                     (size_t)qsm_shared_memory_size(shared_memory));

    /* QImage image; in >> image; */
    bool ok = in != NULL && qsm_data_stream_read_image(in, image, NULL);
    if (ok)
        (void)printf("received %dx%d %s, segment %td bytes\n", qsm_image_width(image),
                     qsm_image_height(image), qsm_image_format_name(qsm_image_format(image)),
                     qsm_shared_memory_size(shared_memory));
    else
        (void)fprintf(stderr, "No picture in shared memory: %s\n",
                      in != NULL ? qsm_data_stream_error_string(in) : "out of memory");
    qsm_data_stream_free(in);

    /* sharedMemory.unlock(); */
    (void)qsm_shared_memory_unlock(shared_memory);

    /* sharedMemory.detach(); */
    (void)qsm_shared_memory_detach(shared_memory);
    return ok && !qsm_image_is_null(image);
}

static bool write_file(const char *file_name, const void *bytes, size_t size)
{
    FILE *file = fopen(file_name, "wb");
    if (file == NULL)
        return false;
    bool written = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && written;
}

/* m_pLabel->setPixmap(QPixmap::fromImage(image)); */
static bool show(const qsm_image *image, const char *png, const char *raw)
{
    bool ok = qsm_image_save(image, png);
    if (ok && raw != NULL)
        ok = write_file(raw, qsm_image_const_bits(image), qsm_image_size_in_bytes(image));
    if (!ok)
        (void)fprintf(stderr, "The picture could not be written.\n");
    return ok;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        (void)fprintf(stderr, "usage: %s KEY OUT.png [OUT.raw]\n", argv[0]);
        return 2;
    }
    /* QSharedMemory sharedMemory("KEY"); QImage image; */
    qsm_shared_memory *shared_memory = qsm_shared_memory_new_key(argv[1]);
    qsm_image *image = qsm_image_new();
    bool ok = shared_memory != NULL && image != NULL && load_from_memory(shared_memory, image) &&
              show(image, argv[2], argc > 3 ? argv[3] : NULL);
    qsm_image_free(image);
    qsm_shared_memory_free(shared_memory);
    return ok ? 0 : 1;
}
