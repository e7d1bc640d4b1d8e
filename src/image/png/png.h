/* SPDX-License-Identifier: MIT */
/*
 * PNG as the image stream uses it.
 *
 * Reading goes in two stages, so that a lock on shared memory is held for the first only:
 *   collect  walks the chunks over memory that may be shared, hostile and changing; reads each byte
 *            once, copies what is wanted into private memory and checks the CRC of the copy;
 *   decode   works on the private copy alone: inflate, unfilter, convert into the image.
 * Writing is one pass from rows to the destination; see write_image.h.
 */
#ifndef QSM_IMAGE_PNG_PNG_H
#define QSM_IMAGE_PNG_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/image.h>

#define QSM_PNG_SIGNATURE "\x89PNG\r\n\x1a\n"

enum {
    QSM_PNG_SIGNATURE_SIZE = 8,
    QSM_PNG_CHUNK_HEADER = 8, /* length and type */
    QSM_PNG_CRC_SIZE = 4,
    QSM_PNG_MAX_DIMENSION = 1000000,
    QSM_PNG_MAX_PALETTE = 256,
    QSM_PNG_MAX_KEYWORD = 79
};

/* Colour types are these bits added up. */
enum { QSM_PNG_PALETTE = 1, QSM_PNG_COLOR = 2, QSM_PNG_ALPHA = 4 };
enum {
    QSM_PNG_GRAY = 0,
    QSM_PNG_RGB = QSM_PNG_COLOR,
    QSM_PNG_INDEXED = QSM_PNG_COLOR | QSM_PNG_PALETTE,
    QSM_PNG_GRAY_ALPHA = QSM_PNG_ALPHA,
    QSM_PNG_RGBA = QSM_PNG_COLOR | QSM_PNG_ALPHA
};

/* A chunk type as the big endian number of its four letters. */
#define QSM_PNG_TYPE(a, b, c, d)                                                                   \
    ((uint32_t)(a) << 24U | (uint32_t)(b) << 16U | (uint32_t)(c) << 8U | (uint32_t)(d))

typedef struct qsm_png_header {
    int width;
    int height;
    int depth; /* bits of a sample */
    int color_type;
    bool interlaced;
} qsm_png_header;

/* Samples of a pixel. */
int qsm__png_channels(int color_type);

/* Bytes of a row of so many pixels without its filter byte. */
size_t qsm__png_row_bytes(const qsm_png_header *header, int width);

/* Bytes from a sample to the same sample of the pixel before, as filters count; at least 1. */
size_t qsm__png_filter_distance(const qsm_png_header *header);

/*
 * Reads 13 bytes of an IHDR. NULL when it is a legal header within PNG's and Qt's bounds, else a
 * static text what is wrong.
 */
const char *qsm__png_parse_header(const unsigned char *bytes, qsm_png_header *header);

/* The format it will be read as; transparent: a valid tRNS came. */
qsm_image_format_code qsm__png_image_format(const qsm_png_header *header, bool transparent);

/* A chunk kept whole for the second stage. */
typedef struct qsm_png_kept {
    uint32_t type;
    size_t at;     /* byte of the stream where the chunk begins */
    size_t offset; /* of its data in qsm_png.kept */
    size_t size;
} qsm_png_kept;

/* All that collecting leaves for decoding; private memory, nothing of it changes any more. */
typedef struct qsm_png {
    qsm_png_header header;

    unsigned char palette[3 * QSM_PNG_MAX_PALETTE];
    int palette_count; /* 0: no PLTE */
    unsigned char transparency[QSM_PNG_MAX_PALETTE];
    int transparency_size; /* 0: no tRNS */

    int32_t dots_x; /* 0: none */
    int32_t dots_y;
    int32_t offset_x; /* 0: none */
    int32_t offset_y;
    qsm_color_space color_space; /* iCCP is settled when decoding */

    unsigned char *idat; /* the data of all IDAT chunks in a row */
    qsm_image *place;    /* an image whose memory may take data that is not compressed; or NULL */
    bool placed;         /* it did: idat is the image's */
    size_t idat_size;
    size_t idat_capacity;
    size_t idat_at; /* byte of the stream where the first of them begins */
    unsigned seen;  /* chunks seen, a bit each; read_chunks.c's */

    unsigned char *kept; /* the data of chunks kept whole, one after the other */
    size_t kept_size;
    size_t kept_capacity;
    qsm_png_kept *chunks;
    size_t chunk_count;
    size_t chunk_capacity;

    char message[160]; /* why it failed, or the first warning */
    int error;         /* of a failure: EBADMSG, EFBIG (a limit) or ENOMEM */
} qsm_png;

void qsm__png_free(qsm_png *png);

/* Notes why it failed, over any warning: the data is damaged. Returns false. */
bool qsm__png_fail(qsm_png *png, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for what is no damage of the data: error is EFBIG or ENOMEM. */
bool qsm__png_fail_with(qsm_png *png, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes a warning if there is no message yet. */
void qsm__png_warn(qsm_png *png, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * First stage. data is what is left of the stream, its first byte being byte base of it; *used
 * receives how far was read, also on failure (png->message tells why). png is all zero, but for an
 * idat with capacity that the caller may have prepared.
 */
bool qsm__png_collect(qsm_png *png, const unsigned char *data, size_t available, size_t base,
                      const qsm_image_limits *limits, size_t *used);

/* Second stage. On failure image is null and png->message tells why. */
bool qsm__png_decode(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

/*
 * Whether an ICC profile is whole and made for the kind of image: what Qt's PNG library asks of one
 * before it writes it or hands it on.
 */
bool qsm__png_profile_fits(const unsigned char *profile, size_t size, int color_type);

/* The limits of a program, as this library knows them. False with EINVAL: not initialised. */
bool qsm__image_limits_read(qsm_image_limits *limits, const qsm_image_limits *theirs);

/* The fields of the limits with their defaults filled in; limits may be NULL. */
qsm_image_limits qsm__image_limits_complete(const qsm_image_limits *limits);

/* Big endian numbers, as PNG has them. */
static inline uint32_t qsm__png_u32(const unsigned char *bytes)
{
    return QSM_PNG_TYPE(bytes[0], bytes[1], bytes[2], bytes[3]);
}

static inline unsigned qsm__png_u16(const unsigned char *bytes)
{
    return (unsigned)bytes[0] << 8U | bytes[1];
}

static inline unsigned char *qsm__png_put_u32(unsigned char *out, uint32_t value)
{
    out[0] = (unsigned char)(value >> 24U);
    out[1] = (unsigned char)(value >> 16U);
    out[2] = (unsigned char)(value >> 8U);
    out[3] = (unsigned char)value;
    return out + 4;
}

#endif
