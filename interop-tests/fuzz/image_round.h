/* SPDX-License-Identifier: MIT */
/*
 * An image written in every form and read again. Ends the program when something does not hold.
 */
#ifndef QSM_FUZZ_IMAGE_ROUND_H
#define QSM_FUZZ_IMAGE_ROUND_H

#include <qsm/image.h>
#include <stddef.h>

/* The version and byte order of a stream. */
typedef struct round_stream {
    int version;
    qsm_data_stream_byte_order_code order;
} round_stream;

/*
 * Writes a non-null image in every form: all must give the same image, of the same size, which must
 * then come back unchanged. With other instructions the bytes must be the same. (The image itself
 * need not: as in Qt some formats come back as others. And each reading loses a byte order mark in
 * front of a text.)
 */
void fuzz_round_trip(const qsm_image *image, round_stream of);

/*
 * Which instructions the library uses for images from now on: a level of QSM_SIMD, chosen by a
 * number. All levels must give the same. fuzz_all_simd(): all that the processor has.
 */
void fuzz_choose_simd(size_t choice);
void fuzz_all_simd(void);

/* Ends the program, after saying what differs, if two images are not the same. */
void fuzz_must_be_same(const qsm_image *one, const qsm_image *other);

#endif
