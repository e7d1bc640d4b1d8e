/* SPDX-License-Identifier: MIT */
/* Images, files of images and compressed data, alone and inside values of Qt. */
#include "exchange/recognise.h"

#include <string.h>

#include <qsm/image_file.h>

#include "image/image_stream.h"

/* NULL_IMAGE_SIZE: the whole stream of a null image. SMALLEST_PNG: with one row of one pixel. */
enum { NULL_IMAGE_SIZE = 4, MARKER = 4, LENGTH = 4, SMALLEST_PNG = 57, SEARCH_AT_MOST = 4096 };

static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/* Whether length bytes from a byte on are inside the segment. */
static bool is_inside(const qsm_contents *of, size_t at, uint64_t length)
{
    return at <= of->whole && length <= of->whole - at;
}

static bool has_signature(const qsm_contents *of, size_t at)
{
    return at <= of->size && of->size - at >= sizeof signature &&
           memcmp(of->bytes + at, signature, sizeof signature) == 0;
}

/* A marker that Qt writes before an image: 1, in either byte order. */
static bool has_marker(const qsm_contents *of, size_t at)
{
    return qsm__contents_u32(of, at, false) == 1 || qsm__contents_u32(of, at, true) == 1;
}

/* Reads the header of an image that begins at a byte, with a marker or without. */
static bool read_header(const qsm_contents *of, size_t at, qsm_segment_content *content)
{
    qsm_image_header header = QSM_INIT(qsm_image_header);
    if (at >= of->size || !qsm_image_peek(of->bytes + at, of->size - at, &header) ||
        header.width <= 0 || header.height <= 0)
        return false;
    content->width = header.width;
    content->height = header.height;
    content->format = header.format;
    return true;
}

/* The size of a PNG file, with a marker or without; 0 if the bytes end before it. */
static size_t png_size(const qsm_contents *of, size_t at)
{
    enum { NAME_AND_CRC = 8 };
    size_t end = qsm__image_stream_end(of->bytes + at, of->size - at, NULL);
    return end >= SMALLEST_PNG && memcmp(of->bytes + at + end - NAME_AND_CRC, "IEND", 4) == 0 ? end
                                                                                              : 0;
}

/* ---- an image ---- */

static bool is_image(const qsm_contents *of, size_t at, qsm_segment_content *content)
{
    if (!has_signature(of, at + MARKER) || qsm__contents_u32(of, at, false) == 0 ||
        !read_header(of, at, content))
        return false;
    content->type = QSM_SEGMENT_CONTENT_IMAGE;
    content->offset = at;
    return true;
}

/* ---- a file of an image ---- */

/* A bitmap with a header of 40 bytes or more. Its rows go up or, with a negative height, down. */
static void read_bmp_header(const qsm_contents *of, qsm_segment_content *content)
{
    enum { HEADER_AT = 14, WIDTH_AT = 18, HEIGHT_AT = 22, SMALLEST_HEADER = 40, MOST = 1 << 20 };
    uint32_t width = qsm__contents_u32(of, content->offset + WIDTH_AT, true);
    uint32_t height = qsm__contents_u32(of, content->offset + HEIGHT_AT, true);
    if (height > INT32_MAX)
        height = 0U - height;
    if (qsm__contents_u32(of, content->offset + HEADER_AT, true) >= SMALLEST_HEADER &&
        width <= MOST && height <= MOST) {
        content->width = (int)width;
        content->height = (int)height;
    }
}

/* The sizes that the header says; a length only if the segment is large enough. */
static void read_file_header(const qsm_contents *of, qsm_segment_content *content)
{
    uint64_t length = 0;
    if (strcmp(content->file_format, "png") == 0) {
        (void)read_header(of, content->offset, content);
        length = png_size(of, content->offset);
    } else if (strcmp(content->file_format, "bmp") == 0) {
        read_bmp_header(of, content);
        length = qsm__contents_u32(of, content->offset + 2, true);
    } else if (strcmp(content->file_format, "webp") == 0) {
        length = (uint64_t)qsm__contents_u32(of, content->offset + 4, true) + 8;
    }
    /* The length that a QByteArray says is the better one. */
    if (content->length == 0 && is_inside(of, content->offset, length))
        content->length = (size_t)length;
}

/* length: that of the QByteArray around it; 0: there is none. */
static bool is_file(const qsm_contents *of, size_t at, size_t length, qsm_segment_content *content)
{
    size_t left = at < of->size ? of->size - at : 0;
    if (length > 0 && left > length)
        left = length;
    const char *format = left > 0 ? qsm_image_file_format(of->bytes + at, left) : NULL;
    if (format == NULL)
        return false;
    content->type = QSM_SEGMENT_CONTENT_FILE;
    content->file_format = format;
    content->offset = at;
    content->length = length;
    read_file_header(of, content);
    return true;
}

/* ---- qCompress() ---- */

/*
 * The size of the data in 4 bytes, then zlib's header: deflate with a window of 32 KiB, and one of
 * four levels. deflate makes data smaller by a factor of 1032 at most.
 */
static bool is_compressed(const qsm_contents *of, size_t at, size_t length,
                          qsm_segment_content *content)
{
    static const unsigned char levels[] = {0x01, 0x5e, 0x9c, 0xda};
    enum { MOST_FACTOR = 1032, SMALLEST = 4 + 2 + 1 + 4 };
    uint32_t size = qsm__contents_u32(of, at, false);
    uint64_t given = length > 0 ? length : of->whole - at;
    if (at >= of->size || of->size - at < SMALLEST || given < SMALLEST ||
        of->bytes[at + LENGTH] != 0x78 ||
        memchr(levels, of->bytes[at + LENGTH + 1], sizeof levels) == NULL || size == 0 ||
        size > given * MOST_FACTOR || (of->bytes[at + LENGTH + 2] & 6U) == 6)
        return false;
    content->type = QSM_SEGMENT_CONTENT_COMPRESSED;
    content->offset = at + LENGTH;
    content->length = length > 0 ? length - LENGTH : 0;
    return true;
}

/* ---- inside values of Qt ---- */

/* The number before an image is its length only if the image, or the segment, ends there. */
static bool is_image_of(const qsm_contents *of, size_t at, size_t length,
                        qsm_segment_content *content)
{
    if (!has_marker(of, at) || !is_image(of, at, content))
        return false;
    size_t size = png_size(of, at);
    return size > 0 ? size == length : length == of->whole - at;
}

static bool is_in_byte_array(const qsm_contents *of, size_t at, bool little, const char *container,
                             qsm_segment_content *content)
{
    uint32_t length = qsm__contents_u32(of, at, little);
    size_t start = at + LENGTH;
    if (length == 0 || !is_inside(of, start, length))
        return false;
    if (!is_file(of, start, length, content) && !is_compressed(of, start, length, content) &&
        !is_image_of(of, start, length, content))
        return false;
    content->container = container;
    return true;
}

/* The type of a QVariant: its numbers in stream versions 1 - 6, 7 - 12, 13 - 19 and from 20 on. */
static const struct {
    const char *container;
    uint32_t numbers[3];
    bool is_image;
} variants[] = {
    {"QVariant(QImage)", {15, 70, 0x1006}, true},
    {"QVariant(QPixmap)", {6, 65, 0x1001}, true},
    {"QVariant(QBitmap)", {23, 73, 0x1009}, true},
    {"QVariant(QByteArray)", {12, 29, 12}, false},
};

static bool is_value(const qsm_contents *of, size_t at, bool little, size_t type,
                     qsm_segment_content *content)
{
    if (!variants[type].is_image)
        return is_in_byte_array(of, at, little, variants[type].container, content);
    if (!has_marker(of, at) || !is_image(of, at, content))
        return false;
    content->container = variants[type].container;
    return true;
}

/* From version 8 on a byte after the number says whether the variant is null. */
static bool is_in_variant(const qsm_contents *of, bool little, qsm_segment_content *content)
{
    uint32_t number = qsm__contents_u32(of, 0, little);
    for (size_t type = 0; type < sizeof variants / sizeof variants[0]; type++) {
        const uint32_t *numbers = variants[type].numbers;
        if (number != numbers[0] && number != numbers[1] && number != numbers[2])
            continue;
        if (of->size > LENGTH && of->bytes[LENGTH] <= 1 &&
            is_value(of, LENGTH + 1, little, type, content))
            return true;
        if (is_value(of, LENGTH, little, type, content))
            return true;
    }
    return false;
}

static bool is_in_value(const qsm_contents *of, qsm_segment_content *content)
{
    return is_in_byte_array(of, 0, false, "QByteArray", content) ||
           is_in_variant(of, false, content) || is_in_variant(of, true, content);
}

static uint64_t u64_at_start(const qsm_contents *of, bool little)
{
    uint64_t first = qsm__contents_u32(of, 0, little);
    uint64_t second = qsm__contents_u32(of, 4, little);
    return little ? second << 32U | first : first << 32U | second;
}

static bool is_file_of(const qsm_contents *of, size_t at, uint64_t length,
                       qsm_segment_content *content)
{
    return length > 0 && is_inside(of, at, length) && is_file(of, at, (size_t)length, content);
}

/* A file after its length in 4 bytes, as a header in C or a QByteArray has it. */
static size_t length_before(const qsm_contents *of, size_t file)
{
    for (int little = 0; file >= LENGTH && little <= 1; little++) {
        uint32_t length = qsm__contents_u32(of, file - LENGTH, little != 0);
        if (length >= SMALLEST_PNG && is_inside(of, file, length))
            return length;
    }
    return 0;
}

/*
 * A file of any format behind its length, as a C program writes it. The length is what makes it
 * sure. At byte 4 and in big-endian it is a QByteArray.
 */
static bool is_behind_length(const qsm_contents *of, qsm_segment_content *content)
{
    bool is_32 = is_file_of(of, 4, qsm__contents_u32(of, 0, true), content);
    bool is_64 = !is_32 && (is_file_of(of, 8, u64_at_start(of, true), content) ||
                            is_file_of(of, 8, u64_at_start(of, false), content));
    if (is_32 || is_64)
        content->before = is_32 ? "qint32" : "qint64";
    return is_32 || is_64;
}

/* An image or a PNG file behind other values, within the first bytes. */
static bool is_behind(const qsm_contents *of, qsm_segment_content *content)
{
    size_t end = of->size < SEARCH_AT_MOST ? of->size : SEARCH_AT_MOST;
    for (size_t at = 1; at < end; at++) {
        const unsigned char *found = memchr(of->bytes + at, signature[0], end - at);
        if (found == NULL)
            return false;
        at = (size_t)(found - of->bytes);
        if (!has_signature(of, at))
            continue;
        bool marked = at >= MARKER && has_marker(of, at - MARKER);
        qsm_segment_content trial = *content;
        if (marked
                ? is_image(of, at - MARKER, &trial)
                : (read_header(of, at, &trial) && is_file(of, at, length_before(of, at), &trial))) {
            trial.before = qsm__contents_before(of, trial.offset);
            *content = trial;
            return true;
        }
    }
    return false;
}

/* ---- by the size alone ---- */

/* Sizes of pictures that screens and cameras have. */
static const struct {
    uint16_t width;
    uint16_t height;
} sizes[] = {{160, 120},   {176, 144},   {320, 200},   {320, 240},   {352, 288},   {480, 320},
             {640, 360},   {640, 400},   {640, 480},   {720, 480},   {720, 576},   {768, 576},
             {800, 480},   {800, 600},   {960, 540},   {960, 720},   {1024, 576},  {1024, 600},
             {1024, 768},  {1280, 720},  {1280, 800},  {1280, 960},  {1280, 1024}, {1366, 768},
             {1400, 1050}, {1440, 900},  {1600, 900},  {1600, 1200}, {1680, 1050}, {1920, 1080},
             {1920, 1200}, {2048, 1080}, {2048, 1536}, {2560, 1080}, {2560, 1440}, {2560, 1600},
             {3440, 1440}, {3840, 2160}, {4096, 2160}, {5120, 2880}, {7680, 4320}};

static bool is_pixels(const qsm_contents *of, qsm_segment_content *content)
{
    static const int depths[] = {4, 3, 2, 1};
    for (size_t depth = 0; depth < sizeof depths / sizeof depths[0]; depth++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            uint64_t bytes = (uint64_t)sizes[i].width * sizes[i].height * (unsigned)depths[depth];
            if (of->whole != bytes)
                continue;
            content->type = QSM_SEGMENT_CONTENT_PIXELS;
            content->width = sizes[i].width;
            content->height = sizes[i].height;
            content->bytes_per_pixel = depths[depth];
            return true;
        }
    }
    return false;
}

/* ---- all ---- */

/* New memory is all zeros. */
static bool is_unwritten(const qsm_contents *of)
{
    size_t zeros = 0;
    while (zeros < of->size && of->bytes[zeros] == 0)
        zeros++;
    return zeros == of->size;
}

/*
 * A null image is 4 bytes of 0. Other bytes follow it only where an image was before. Many other
 * programs have a 0 at the beginning.
 */
static bool is_null_image(const qsm_contents *of)
{
    return qsm__contents_u32(of, 0, false) == 0 && has_signature(of, MARKER);
}

/* A QByteArray that holds a PNG file can be read as an image, but it is none. */
static bool is_image_at_start(const qsm_contents *of, qsm_segment_content *content)
{
    return (has_marker(of, 0) || length_before(of, MARKER) == 0) && is_image(of, 0, content);
}

void qsm__recognise(const qsm_contents *of, qsm_segment_content *content)
{
    size_t first = of->size < sizeof content->first_bytes ? of->size : sizeof content->first_bytes;
    *content = (qsm_segment_content){.size = content->size};
    memcpy(content->first_bytes, of->bytes, first);
    content->first_byte_count = (int)first;
    content->type = QSM_SEGMENT_CONTENT_DATA;
    if (is_unwritten(of))
        content->type = of->whole == NULL_IMAGE_SIZE ? QSM_SEGMENT_CONTENT_NULL_IMAGE
                                                     : QSM_SEGMENT_CONTENT_ZEROS;
    else if (is_null_image(of))
        content->type = QSM_SEGMENT_CONTENT_NULL_IMAGE;
    else if (!is_image_at_start(of, content) && !is_file(of, 0, 0, content) &&
             !is_in_value(of, content) && !is_behind_length(of, content) &&
             !is_behind(of, content) && !is_compressed(of, 0, 0, content) &&
             !qsm__recognise_text(of, content))
        (void)is_pixels(of, content);
}
