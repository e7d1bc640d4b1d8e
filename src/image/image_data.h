/* SPDX-License-Identifier: MIT */
/*
 * The image as its codec sees it. image.c makes, changes and frees it; the codec fills it.
 */
#ifndef QSM_IMAGE_IMAGE_DATA_H
#define QSM_IMAGE_IMAGE_DATA_H

#include <qsm/image.h>

typedef struct qsm_image_text_entry {
    char *key;
    char *value;
} qsm_image_text_entry;

struct qsm_image {
    int width;
    int height;
    qsm_image_format_code format;
    ptrdiff_t bytes_per_line;
    unsigned char *bits;

    /* Where bits lie: memory of our own (freed), wrapped memory (cleanup), or the buffer given for
     * reading (neither). */
    unsigned char *owned;
    size_t owned_capacity;
    void (*cleanup)(void *context);
    void *cleanup_context;
    unsigned char *read_buffer;
    size_t read_buffer_capacity;

    uint32_t *colors;
    int color_count;
    int dots_per_meter_x;
    int dots_per_meter_y;
    int offset_x;
    int offset_y;
    qsm_image_text_entry *texts; /* sorted by the UTF-16 units of the keys */
    int text_count;
    qsm_color_space color_space;
    unsigned char *icc_profile;
    size_t icc_size;
    char *icc_name;
    char message[160]; /* of the last qsm_image_read_png() or qsm_image_load() */
};

/* The colour space of an image that has none. */
extern const qsm_color_space qsm__no_color_space;

/*
 * Makes image a fresh one of this size and format, with all that travels at its defaults, whose
 * bits have room for at least capacity bytes (>= height * bytesPerLine): the read buffer if one is
 * set, else memory of its own, used again where it is large enough. Contents are undefined, but for
 * formats with a default colour table, which is set. False: it does not fit, overflows, or memory
 * is out; image is then null.
 */
bool qsm__image_reset(qsm_image *image, int width, int height, qsm_image_format_code format,
                      size_t capacity);

/* Makes image null and lets go of everything but a read buffer. */
void qsm__image_clear(qsm_image *image);

/* The image, or a null image in place of NULL, with errno EINVAL: getters need not ask. */
const qsm_image *qsm__image_given(const qsm_image *image);

/* Makes image null with this text. False with errno error. */
bool qsm__image_fail(qsm_image *image, int error, const char *message);

/* Frees an image whose making failed for want of memory. NULL with errno ENOMEM. */
qsm_image *qsm__image_no_memory(qsm_image *image);

#endif
