/* SPDX-License-Identifier: MIT */
/*
 * Process A: writes a picture into shared memory. A Qt program or a C program reads it.
 *
 *     load_from_file KEY FILE.png
 *
 * The C twin of Dialog::loadFromFile() in qt/dialog.cpp, step by step. A comment before each step
 * shows the Qt line. qsm_shared_memory_write_image() (qsm/exchange.h) does all steps in one call.
 *
 * The program runs until standard input ends (Ctrl-D): the segment lives as long as a process is
 * attached.
 */
#include <stdio.h>
#include <string.h>

#include <qsm/qsm.h>

/* The middle of loadFromFile(): copies the streamed picture into the segment. */
static bool put_into_memory(qsm_shared_memory *shared_memory, const qsm_data_stream *out)
{
    /* int size = buffer.size(); */
    size_t size = qsm_data_stream_size(out);

    /* if (!sharedMemory.create(size)) { qDebug() << sharedMemory.errorString(); return; } */
    if (!qsm_shared_memory_create(shared_memory, (ptrdiff_t)size, QSM_SHARED_MEMORY_READ_WRITE)) {
        (void)fprintf(stderr, "Unable to create shared memory segment: %s\n",
                      qsm_shared_memory_error_string(shared_memory));
        return false;
    }

    /* sharedMemory.lock(); */
    if (!qsm_shared_memory_lock(shared_memory)) {
        (void)fprintf(stderr, "%s\n", qsm_shared_memory_error_string(shared_memory));
        return false;
    }

    /* char *to = (char *)sharedMemory.data(); const char *from = buffer.data().data(); */
    void *to = qsm_shared_memory_data(shared_memory);
    const void *from = qsm_data_stream_data(out);

    /* memcpy(to, from, qMin(sharedMemory.size(), size)); */
    size_t capacity = (size_t)qsm_shared_memory_size(shared_memory);
    memcpy(to, from, size < capacity ? size : capacity);

    /* sharedMemory.unlock(); */
    return qsm_shared_memory_unlock(shared_memory);
}

static bool load_from_file(qsm_shared_memory *shared_memory, const char *file_name)
{
    /* if (sharedMemory.isAttached()) { if (!sharedMemory.detach()) qDebug() << ...; } */
    if (qsm_shared_memory_is_attached(shared_memory)) {
        if (!qsm_shared_memory_detach(shared_memory))
            (void)fprintf(stderr, "Unable to detach from shared memory.\n");
    }

    /* QImage image; if (!image.load(fileName)) { qDebug() << ...; return; } */
    qsm_image *image = qsm_image_new();
    if (image == NULL || !qsm_image_load(image, file_name)) {
        (void)fprintf(stderr, "%s is not a picture, please select another.\n", file_name);
        qsm_image_free(image);
        return false;
    }

    /* QBuffer buffer; buffer.open(QBuffer::ReadWrite); QDataStream out(&buffer); out << image; */
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    bool ok = out != NULL && qsm_data_stream_write_image(out, image, QSM_IMAGE_STORED) &&
              put_into_memory(shared_memory, out);
    if (ok) {
        (void)printf("loaded %dx%d %s, segment %td bytes\n", qsm_image_width(image),
                     qsm_image_height(image), qsm_image_format_name(qsm_image_format(image)),
                     qsm_shared_memory_size(shared_memory));
        (void)fflush(stdout);
    }

    /* ~QDataStream, ~QBuffer, ~QImage */
    qsm_data_stream_free(out);
    qsm_image_free(image);
    return ok;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fprintf(stderr, "usage: %s KEY FILE.png\n", argv[0]);
        return 2;
    }
    /* QSharedMemory sharedMemory("KEY"); */
    qsm_shared_memory *shared_memory = qsm_shared_memory_new_key(argv[1]);
    if (shared_memory == NULL)
        return 1;

    bool ok = load_from_file(shared_memory, argv[2]);
    if (ok) {
        /* app.exec(): B must find an attached process. */
        while (getchar() != EOF)
            continue;
    }

    /* ~QSharedMemory detaches */
    qsm_shared_memory_free(shared_memory);
    return ok ? 0 : 1;
}
