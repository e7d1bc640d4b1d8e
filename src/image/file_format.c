/* SPDX-License-Identifier: MIT */
/*
 * Which format a file of an image has, by its first bytes: QImageReader::imageFormat(). Signatures
 * that are too short to be sure need more: a BMP a known header, a PPM a number, an icon an entry.
 */
#include <string.h>

#include <qsm/image_file.h>

typedef struct bytes {
    const unsigned char *data;
    size_t size;
} bytes;

typedef struct signature {
    const char *format;
    size_t offset;
    size_t size;
    const char *text;
    bool (*confirm)(bytes file); /* NULL: the signature is enough */
} signature;

static bool has(bytes file, size_t offset, const char *text, size_t size)
{
    return file.size >= offset && file.size - offset >= size &&
           memcmp(file.data + offset, text, size) == 0;
}

/* The size of the second header is that of a type that exists, and there is at most one plane. */
static bool is_bmp(bytes file)
{
    static const unsigned char sizes[] = {12, 16, 40, 52, 56, 64, 108, 124};
    return file.size >= 18 && memchr(sizes, file.data[14], sizeof sizes) != NULL &&
           has(file, 15, "\0\0\0", 3);
}

static bool is_space(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* After P1 - P6: white space and comments, then the width. */
static bool is_portable_map(bytes file)
{
    size_t i = 2;
    if (file.size < 3 || !is_space(file.data[i]))
        return false;
    while (i < file.size && (is_space(file.data[i]) || file.data[i] == '#')) {
        if (file.data[i] == '#')
            while (i < file.size && file.data[i] != '\n')
                i++;
        else
            i++;
    }
    return i < file.size && file.data[i] >= '0' && file.data[i] <= '9';
}

/* The first picture of an icon or cursor: a reserved 0, and a size that fits after the entries. */
static bool is_icon(bytes file)
{
    if (file.size < 22 || file.data[9] != 0 || (file.data[4] == 0 && file.data[5] == 0))
        return false;
    uint32_t entries = file.data[4] | (uint32_t)file.data[5] << 8U;
    uint32_t offset = file.data[18] | (uint32_t)file.data[19] << 8U |
                      (uint32_t)file.data[20] << 16U | (uint32_t)file.data[21] << 24U;
    return !has(file, 14, "\0\0\0\0", 4) && offset >= 6 + 16 * entries;
}

static bool is_webp(bytes file)
{
    return has(file, 8, "WEBP", 4);
}

/* Encoding 1, and 1 - 8 bits of a sample. */
static bool is_pcx(bytes file)
{
    return file.size >= 4 && file.data[1] <= 5 && file.data[2] == 1 &&
           (file.data[3] == 1 || file.data[3] == 2 || file.data[3] == 4 || file.data[3] == 8);
}

/* clang-format off */
#define SIGNATURE(format, offset, text, confirm) {format, offset, sizeof(text) - 1, text, confirm}
/* clang-format on */

static const signature signatures[] = {
    SIGNATURE("png", 0, "\x89PNG\r\n\x1a\n", NULL),
    SIGNATURE("jpeg", 0, "\xff\xd8\xff", NULL),
    SIGNATURE("gif", 0, "GIF87a", NULL),
    SIGNATURE("gif", 0, "GIF89a", NULL),
    SIGNATURE("bmp", 0, "BM", is_bmp),
    SIGNATURE("webp", 0, "RIFF", is_webp),
    SIGNATURE("tiff", 0, "II*\0", NULL),
    SIGNATURE("tiff", 0, "MM\0*", NULL),
    SIGNATURE("tiff", 0, "II+\0\x08\0\0\0", NULL),
    SIGNATURE("tiff", 0, "MM\0+\0\x08\0\0", NULL),
    SIGNATURE("xpm", 0, "/* XPM", NULL),
    SIGNATURE("pbm", 0, "P1", is_portable_map),
    SIGNATURE("pgm", 0, "P2", is_portable_map),
    SIGNATURE("ppm", 0, "P3", is_portable_map),
    SIGNATURE("pbm", 0, "P4", is_portable_map),
    SIGNATURE("pgm", 0, "P5", is_portable_map),
    SIGNATURE("ppm", 0, "P6", is_portable_map),
    SIGNATURE("ico", 0, "\0\0\x01\0", is_icon),
    SIGNATURE("ico", 0, "\0\0\x02\0", is_icon), /* a cursor, which Qt reads as an icon, too */
    SIGNATURE("icns", 0, "icns", NULL),
    SIGNATURE("avif", 4, "ftypavif", NULL),
    SIGNATURE("avif", 4, "ftypavis", NULL),
    SIGNATURE("heic", 4, "ftyphei", NULL),
    SIGNATURE("heic", 4, "ftyphev", NULL),
    SIGNATURE("heif", 4, "ftypmif1", NULL),
    SIGNATURE("heif", 4, "ftypmsf1", NULL),
    SIGNATURE("jxl", 0, "\0\0\0\x0cJXL \r\n\x87\n", NULL),
    SIGNATURE("jp2", 0, "\0\0\0\x0cjP  \r\n\x87\n", NULL),
    SIGNATURE("j2k", 0, "\xff\x4f\xff\x51", NULL),
    SIGNATURE("qoi", 0, "qoif", NULL),
    SIGNATURE("mng", 0, "\x8aMNG\r\n\x1a\n", NULL),
    SIGNATURE("psd", 0, "8BPS\0", NULL),
    SIGNATURE("xcf", 0, "gimp xcf ", NULL),
    SIGNATURE("exr", 0, "\x76\x2f\x31\x01", NULL),
    SIGNATURE("hdr", 0, "#?RADIANCE\n", NULL),
    SIGNATURE("dds", 0, "DDS \x7c\0\0\0", NULL),
    SIGNATURE("pcx", 0, "\n", is_pcx),
    SIGNATURE("ras", 0, "\x59\xa6\x6a\x95", NULL),
    SIGNATURE("pdf", 0, "%PDF-", NULL),
};

/* ---- text formats, whose first word may come late ----------------------------------------------
 */

static bool find(bytes file, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; size <= file.size && i <= file.size - size; i++)
        if (memcmp(file.data + i, text, size) == 0)
            return true;
    return false;
}

static bytes without_space(bytes file)
{
    if (has(file, 0, "\xef\xbb\xbf", 3)) /* the byte order mark of UTF-8 */
        file = (bytes){file.data + 3, file.size - 3};
    while (file.size > 0 && is_space(*file.data))
        file = (bytes){file.data + 1, file.size - 1};
    return file;
}

/* Markup whose first 4096 bytes begin the element svg. */
static bool is_svg(bytes file)
{
    enum { LOOK_AT_MOST = 4096 };
    file = without_space(file);
    if (file.size > LOOK_AT_MOST)
        file.size = LOOK_AT_MOST;
    return has(file, 0, "<", 1) && (find(file, "<svg") || find(file, "<!DOCTYPE svg"));
}

/* C code of X11: a comment at most, then `#define NAME_width NUMBER`. */
static bool is_xbm(bytes file)
{
    enum { LOOK_AT_MOST = 1024 };
    file = without_space(file);
    if (file.size > LOOK_AT_MOST)
        file.size = LOOK_AT_MOST;
    return (has(file, 0, "#define ", 8) || has(file, 0, "/*", 2)) && find(file, "#define ") &&
           find(file, "_width ");
}

const char *qsm_image_file_format(const void *data, size_t size)
{
    bytes file = {data, size};
    if (data == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        const signature *known = &signatures[i];
        if (has(file, known->offset, known->text, known->size) &&
            (known->confirm == NULL || known->confirm(file)))
            return known->format;
    }
    if (is_svg(file))
        return "svg";
    return is_xbm(file) ? "xbm" : NULL;
}
