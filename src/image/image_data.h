/* SPDX-License-Identifier: MIT */
/* The image for the codec. image.c makes, changes and frees it. The codec fills it. */
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

    /* The memory of bits: owned memory (freed), wrapped memory (cleanup), or the read buffer
     * (neither). */
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
    char message[160]; /* of the last file that was read into the image */
};

/* The colour space of an image without a colour space. */
extern const qsm_color_space qsm__no_color_space;

/*
 * Gives the image this size and format, and defaults for all metadata. The bits get a capacity of
 * at least capacity bytes (>= height * bytesPerLine): in the read buffer if it is set, else in
 * owned memory, which is used again if it is large enough. The pixels are undefined. A format with
 * a default colour table gets it. False: the bytes do not fit or overflow, or memory is out. The
 * image is null then.
 */
bool qsm__image_reset(qsm_image *image, int width, int height, qsm_image_format_code format,
                      size_t capacity);

/*
 * Gives back memory that was made for a larger image. What decoding needs more than the pixels
 * stays.
 */
void qsm__image_give_back(qsm_image *image);

/* Makes the image null, and frees all but the read buffer. */
void qsm__image_clear(qsm_image *image);

/* The image. For NULL: a null image, with errno EINVAL. So getters need no check. */
const qsm_image *qsm__image_given(const qsm_image *image);

/* Makes the image null and sets its message. Returns false with errno error. */
bool qsm__image_fail(qsm_image *image, int error, const char *message);

/* Frees an image that could not be completed. Returns NULL with ENOMEM. */
qsm_image *qsm__image_no_memory(qsm_image *image);

#endif
