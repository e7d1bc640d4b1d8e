/* SPDX-License-Identifier: MIT */
/*
 * QImage::load() and QImage::save() for PNG files, as the examples need them: a QImage in a
 * QDataStream of version 2 is a PNG file and nothing else, so the stream does the work.
 */
#ifndef EXAMPLES_PNG_FILE_H
#define EXAMPLES_PNG_FILE_H

#include <stdio.h>
#include <stdlib.h>

#include <qsm/data_stream.h>
#include <qsm/image.h>

/* All bytes of a file, for free(); NULL when it cannot be read. */
static inline void *read_file(const char *file_name, size_t *size)
{
    enum { STEP = 1 << 16 };
    FILE *file = fopen(file_name, "rb");
    if (file == NULL)
        return NULL;
    unsigned char *bytes = NULL;
    size_t count = 0;
    *size = 0;
    do {
        unsigned char *more = realloc(bytes, *size + STEP);
        if (more == NULL)
            break;
        bytes = more;
        count = fread(bytes + *size, 1, STEP, file);
        *size += count;
    } while (count > 0);
    if (feof(file) == 0) {
        free(bytes);
        bytes = NULL;
    }
    (void)fclose(file);
    return bytes;
}

static inline bool write_file(const char *file_name, const void *bytes, size_t size)
{
    FILE *file = fopen(file_name, "wb");
    if (file == NULL)
        return false;
    bool written = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && written;
}

/* bool QImage::load(const QString &fileName) */
static inline bool load_png(qsm_image *image, const char *file_name)
{
    size_t size = 0;
    void *bytes = read_file(file_name, &size);
    if (bytes == NULL)
        return false;
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    bool ok = in != NULL;
    if (ok) {
        qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_2_0);
        ok = qsm_data_stream_read_image(in, image, NULL) && !qsm_image_is_null(image);
    }
    qsm_data_stream_free(in);
    free(bytes);
    return ok;
}

/* bool QImage::save(const QString &fileName) */
static inline bool save_png(const qsm_image *image, const char *file_name)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (out == NULL)
        return false;
    qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_2_0);
    bool ok = qsm_data_stream_write_image(out, image, QSM_IMAGE_FAST) &&
              write_file(file_name, qsm_data_stream_data(out), qsm_data_stream_size(out));
    qsm_data_stream_free(out);
    return ok;
}

#endif
