/* SPDX-License-Identifier: MIT */
/*
 * The headers of a bitmap. OS/2 and old Windows have short numbers and no compression; all header
 * sizes but 40, 64, 108 and 124 count as that type, as in Qt. Versions 4 (108) and 5 (124) of
 * Windows have the masks of the channels within the header; otherwise masks follow the header.
 */
#include "image/bmp/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_HEADER = 14,
    OS2_HEADER = 12,
    WINDOWS_3 = 40,
    OS2_2 = 64,
    WINDOWS_4 = 108,
    WINDOWS_5 = 124,
    MASKS = 16,
    MAX_COLORS = 256,
    MAX_PIXELS = 16384 * 16384
};

typedef struct headers {
    uint32_t rows_at;
    uint32_t size; /* of the second header */
    unsigned planes;
    uint32_t colors;
    uint32_t masks[4]; /* red, green, blue, alpha */
} headers;

static unsigned u16(const unsigned char *bytes)
{
    return bytes[0] | (unsigned)bytes[1] << 8U;
}

static uint32_t u32(const unsigned char *bytes)
{
    return u16(bytes) | (uint32_t)u16(bytes + 2) << 16U;
}

static int32_t as_signed(uint32_t value)
{
    return value <= INT32_MAX ? (int32_t)value : (int32_t)(value - INT32_MAX - 1) + INT32_MIN;
}

static void set_height(qsm_bmp *bmp, int32_t height)
{
    bmp->top_down = height < 0;
    bmp->height = height == INT32_MIN ? 0 : abs(height);
}

/* The headers of version 4 and 5 go on: with masks, and with a colour space that Qt ignores. */
static bool read_rest(qsm_bmp_source *source, headers *read)
{
    unsigned char masks[MASKS];
    unsigned char space[WINDOWS_5 - WINDOWS_3 - MASKS];
    if (!qsm__bmp_take(source, masks, sizeof masks) ||
        !qsm__bmp_take(source, space, read->size - WINDOWS_3 - MASKS))
        return qsm__bmp_data_ends(source);
    for (size_t i = 0; i < 4; i++)
        read->masks[i] = u32(masks + 4 * i);
    return true;
}

static bool read_windows(qsm_bmp_source *source, headers *read)
{
    qsm_bmp *bmp = source->bmp;
    unsigned char info[WINDOWS_3 - 4];
    if (!qsm__bmp_take(source, info, sizeof info))
        return qsm__bmp_data_ends(source);
    bmp->width = as_signed(u32(info));
    set_height(bmp, as_signed(u32(info + 4)));
    read->planes = u16(info + 8);
    bmp->bits = (int)u16(info + 10);
    bmp->compression = u32(info + 12);
    bmp->dots_x = as_signed(u32(info + 20));
    bmp->dots_y = as_signed(u32(info + 24));
    read->colors = u32(info + 28);
    return read->size < WINDOWS_4 || read_rest(source, read);
}

static bool read_os2(qsm_bmp_source *source, headers *read)
{
    qsm_bmp *bmp = source->bmp;
    unsigned char info[OS2_HEADER - 4];
    if (!qsm__bmp_take(source, info, sizeof info))
        return qsm__bmp_data_ends(source);
    bmp->width = (int16_t)u16(info);
    set_height(bmp, (int16_t)u16(info + 2));
    read->planes = u16(info + 4);
    bmp->bits = (int)u16(info + 6);
    return true;
}

static bool read_both(qsm_bmp_source *source, headers *read)
{
    unsigned char file[FILE_HEADER + 4];
    if (!qsm__bmp_take(source, file, sizeof file))
        return qsm__bmp_fail(source->bmp, EBADMSG,
                             "the data ends at byte %zu, within or before a bitmap",
                             source->base + source->size);
    if (file[0] != 'B' || file[1] != 'M')
        return qsm__bmp_fail(source->bmp, EBADMSG, "byte %zu: no bitmap begins here", source->base);
    read->rows_at = u32(file + 10);
    read->size = u32(file + FILE_HEADER);
    bool windows = read->size == WINDOWS_3 || read->size == OS2_2 || read->size == WINDOWS_4 ||
                   read->size == WINDOWS_5;
    if (!(windows ? read_windows : read_os2)(source, read))
        return false;
    return source->at < source->size || qsm__bmp_data_ends(source);
}

static bool is_possible(const qsm_bmp *bmp)
{
    switch (bmp->compression) {
    case QSM_BMP_RGB:
        return true;
    case QSM_BMP_RLE8:
        return bmp->bits == 8;
    case QSM_BMP_RLE4:
        return bmp->bits == 4;
    case QSM_BMP_BIT_FIELDS:
        return bmp->bits == 16 || bmp->bits == 32;
    default:
        return false;
    }
}

static bool check_numbers(const qsm_bmp_source *source, const headers *read)
{
    static const int depths[] = {1, 4, 8, 16, 24, 32};
    qsm_bmp *bmp = source->bmp;
    size_t i = 0;
    while (i < sizeof depths / sizeof depths[0] && depths[i] != bmp->bits)
        i++;
    if (read->planes != 1)
        return qsm__bmp_fail(bmp, EBADMSG, "bitmap at byte %zu: its number of planes is not 1",
                             source->base);
    if (i == sizeof depths / sizeof depths[0])
        return qsm__bmp_fail(bmp, EBADMSG, "bitmap at byte %zu: %d bits a pixel do not exist",
                             source->base, bmp->bits);
    if (!is_possible(bmp))
        return qsm__bmp_fail(bmp, EBADMSG,
                             "bitmap at byte %zu: compression %u of %d bits a pixel: Qt cannot "
                             "read it either",
                             source->base, bmp->compression, bmp->bits);
    return bmp->bits > 8 || read->colors <= MAX_COLORS ||
           qsm__bmp_fail(bmp, EBADMSG, "bitmap at byte %zu: more than 256 colours", source->base);
}

static bool check_size(const qsm_bmp_source *source, const qsm_image_limits *limits)
{
    qsm_bmp *bmp = source->bmp;
    uint64_t pixels = (uint64_t)bmp->width * (uint64_t)bmp->height;
    const char *why = NULL;
    if (bmp->width <= 0 || bmp->height <= 0)
        return qsm__bmp_fail(bmp, EBADMSG, "bitmap at byte %zu: width or height is 0",
                             source->base);
    if (pixels > MAX_PIXELS)
        why = "too large";
    else if (pixels * 4 > limits->max_image_bytes)
        why = "larger than the limit on bytes";
    else if (pixels > limits->max_pixels)
        why = "larger than the limit on pixels";
    return why == NULL ||
           qsm__bmp_fail(bmp, EFBIG, "bitmap at byte %zu: the image is %s", source->base, why);
}

/* Qt moves only within the data. So a header that is longer than the data does not count. */
static void move_behind_headers(qsm_bmp_source *source, const headers *read)
{
    int64_t to = FILE_HEADER + (int64_t)as_signed(read->size);
    if (to >= 0 && (uint64_t)to <= source->size)
        source->at = (size_t)to;
}

/* As in Qt, a colour that no pixel of 1 bit can have is not read: it stays 0. */
static bool read_colors(qsm_bmp_source *source, const headers *read)
{
    qsm_bmp *bmp = source->bmp;
    unsigned char table[4 * MAX_COLORS];
    size_t each = read->size == OS2_HEADER ? 3 : 4;
    bmp->color_count = read->colors != 0 ? (int)read->colors : 1 << bmp->bits;
    int count = bmp->bits == 1 && bmp->color_count > 2 ? 2 : bmp->color_count;
    if (!qsm__bmp_take(source, table, (size_t)bmp->color_count * each) ||
        source->at >= source->size)
        return qsm__bmp_data_ends(source);
    memset(bmp->colors, 0, sizeof bmp->colors);
    for (int i = 0; i < count; i++) {
        const unsigned char *at = table + (size_t)i * each;
        bmp->colors[i] = 0xFF000000U | (uint32_t)at[2] << 16U | u16(at);
    }
    return true;
}

/* A channel of more than 8 bits becomes 0, as in Qt. False for a mask of all bits. */
static bool set_channel(qsm_bmp_channel *channel, uint32_t mask)
{
    *channel = (qsm_bmp_channel){.mask = mask};
    while (mask != 0 && (mask & 1U) == 0) {
        mask >>= 1U;
        channel->shift++;
    }
    channel->scale = mask < 256 ? 256 / (mask + 1) : 0;
    return mask != UINT32_MAX;
}

/*
 * Without bit fields the masks do not count. But Qt 6 takes the alpha of 32 bits if its mask is the
 * usual one, which Qt 5.15 does not.
 */
static void choose_masks(const qsm_bmp *bmp, uint32_t masks[4])
{
    enum { USUAL_ALPHA = 24 };
    static const uint32_t rgb16[3] = {0x7C00, 0x3E0, 0x1F};
    static const uint32_t rgb32[3] = {0xFF0000, 0xFF00, 0xFF};
    if (bmp->compression == QSM_BMP_BIT_FIELDS)
        return;
    memcpy(masks, bmp->bits == 16 ? rgb16 : rgb32, sizeof rgb32);
    if (bmp->bits != 32 || masks[3] != 0xFFU << USUAL_ALPHA)
        masks[3] = 0;
}

static bool read_masks(qsm_bmp_source *source, headers *read)
{
    unsigned char masks[12];
    qsm_bmp *bmp = source->bmp;
    bool follow = bmp->compression == QSM_BMP_BIT_FIELDS && read->size < WINDOWS_4;
    if (follow && !qsm__bmp_take(source, masks, sizeof masks))
        return qsm__bmp_data_ends(source);
    for (size_t i = 0; follow && i < 3; i++)
        read->masks[i] = u32(masks + 4 * i);
    choose_masks(bmp, read->masks);
    for (size_t i = 0; i < 4; i++)
        if (!set_channel(&bmp->channels[i], read->masks[i]))
            return qsm__bmp_fail(bmp, EBADMSG, "bitmap at byte %zu: a channel of 32 bits",
                                 source->base);
    return true;
}

bool qsm__bmp_read_headers(qsm_bmp_source *source, const qsm_image_limits *limits)
{
    headers read = {.rows_at = 0};
    if (!read_both(source, &read) || !check_numbers(source, &read) || !check_size(source, limits))
        return false;
    move_behind_headers(source, &read);
    if (!(source->bmp->bits <= 8 ? read_colors(source, &read) : read_masks(source, &read)))
        return false;
    /* Only forward, and only within the data, as in Qt. */
    if (read.rows_at > source->at && read.rows_at <= source->size)
        source->at = read.rows_at;
    return true;
}
