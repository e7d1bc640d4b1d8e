/* SPDX-License-Identifier: MIT */
#include "tool/raw_format.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A QImage format whose pixels are numbers has other bytes on a big-endian machine. */
typedef enum byte_order { ANY, LITTLE, BIG } byte_order;

/*
 * Names of other libraries. FFmpeg's own name comes first among those of a format and an order:
 * tool_ffmpeg_name() returns it. Straight alpha, as these libraries have it.
 */
static const struct {
    const char *name;
    qsm_image_format_code format;
    byte_order order;
} names[] = {
    /* FFmpeg */
    {"bgr0", QSM_IMAGE_FORMAT_RGB32, LITTLE},
    {"0rgb", QSM_IMAGE_FORMAT_RGB32, BIG},
    {"bgra", QSM_IMAGE_FORMAT_ARGB32, LITTLE},
    {"argb", QSM_IMAGE_FORMAT_ARGB32, BIG},
    {"rgb0", QSM_IMAGE_FORMAT_RGBX8888, ANY},
    {"rgba", QSM_IMAGE_FORMAT_RGBA8888, ANY},
    {"rgb24", QSM_IMAGE_FORMAT_RGB888, ANY},
    {"bgr24", QSM_IMAGE_FORMAT_BGR888, ANY},
    {"gray", QSM_IMAGE_FORMAT_GRAYSCALE8, ANY},
    {"gray16le", QSM_IMAGE_FORMAT_GRAYSCALE16, LITTLE},
    {"gray16be", QSM_IMAGE_FORMAT_GRAYSCALE16, BIG},
    {"gray16", QSM_IMAGE_FORMAT_GRAYSCALE16, ANY},
    {"rgb565le", QSM_IMAGE_FORMAT_RGB16, LITTLE},
    {"rgb565be", QSM_IMAGE_FORMAT_RGB16, BIG},
    {"rgb565", QSM_IMAGE_FORMAT_RGB16, ANY},
    {"rgb555le", QSM_IMAGE_FORMAT_RGB555, LITTLE},
    {"rgb555be", QSM_IMAGE_FORMAT_RGB555, BIG},
    {"rgb444le", QSM_IMAGE_FORMAT_RGB444, LITTLE},
    {"rgb444be", QSM_IMAGE_FORMAT_RGB444, BIG},
    {"x2rgb10le", QSM_IMAGE_FORMAT_RGB30, LITTLE},
    {"x2bgr10le", QSM_IMAGE_FORMAT_BGR30, LITTLE},
    {"rgba64le", QSM_IMAGE_FORMAT_RGBA64, LITTLE},
    {"rgba64be", QSM_IMAGE_FORMAT_RGBA64, BIG},
    {"rgbaf16le", QSM_IMAGE_FORMAT_RGBA16FPX4, LITTLE},
    {"rgbaf32le", QSM_IMAGE_FORMAT_RGBA32FPX4, LITTLE},
    {"monob", QSM_IMAGE_FORMAT_MONO, ANY},
    /* GStreamer; names that differ from FFmpeg's in case only are not repeated */
    {"BGRx", QSM_IMAGE_FORMAT_RGB32, LITTLE},
    {"xRGB", QSM_IMAGE_FORMAT_RGB32, BIG},
    {"RGBx", QSM_IMAGE_FORMAT_RGBX8888, ANY},
    {"RGB", QSM_IMAGE_FORMAT_RGB888, ANY},
    {"BGR", QSM_IMAGE_FORMAT_BGR888, ANY},
    {"GRAY8", QSM_IMAGE_FORMAT_GRAYSCALE8, ANY},
    {"GRAY16_LE", QSM_IMAGE_FORMAT_GRAYSCALE16, LITTLE},
    {"GRAY16_BE", QSM_IMAGE_FORMAT_GRAYSCALE16, BIG},
    {"RGB15", QSM_IMAGE_FORMAT_RGB555, ANY},
    {"BGR10x2_LE", QSM_IMAGE_FORMAT_RGB30, LITTLE},
    {"RGB10x2_LE", QSM_IMAGE_FORMAT_BGR30, LITTLE},
    {"RGBA64_LE", QSM_IMAGE_FORMAT_RGBA64, LITTLE},
    {"RGBA64_BE", QSM_IMAGE_FORMAT_RGBA64, BIG},
    /* V4L2, by its four characters */
    {"XR24", QSM_IMAGE_FORMAT_RGB32, LITTLE},
    {"AR24", QSM_IMAGE_FORMAT_ARGB32, LITTLE},
    {"XB24", QSM_IMAGE_FORMAT_RGBX8888, ANY},
    {"AB24", QSM_IMAGE_FORMAT_RGBA8888, ANY},
    {"RGB3", QSM_IMAGE_FORMAT_RGB888, ANY},
    {"BGR3", QSM_IMAGE_FORMAT_BGR888, ANY},
    {"GREY", QSM_IMAGE_FORMAT_GRAYSCALE8, ANY},
    {"RGBP", QSM_IMAGE_FORMAT_RGB16, LITTLE},
    {"XR15", QSM_IMAGE_FORMAT_RGB555, LITTLE},
    {"XR12", QSM_IMAGE_FORMAT_RGB444, LITTLE},
};
enum { NAMES = sizeof names / sizeof names[0] };

/* What cameras and decoders give and QImage does not have. */
static const char *const other_names[] = {
    "yuv420p",  "yuvj420p", "yuv422p",   "yuvj422p", "yuv444p",  "nv12",     "nv21",
    "yuyv422",  "uyvy422",  "I420",      "YV12",     "YUY2",     "UYVY",     "YUYV",
    "MJPG",     "mjpeg",    "abgr",      "argb",     "0rgb",     "0bgr",     "xRGB",
    "xBGR",     "rgb48le",  "bgr48le",   "bgra64le", "gbrp",     "pal8",     "monow",
    "gray10le", "gray12le", "GRAY16_BE", "gray16be", "rgb565be", "bgr565le", "BGR16",
};
enum { OTHER_NAMES = sizeof other_names / sizeof other_names[0] };

static bool is_big_endian(void)
{
    const uint16_t one = 1;
    unsigned char first = 0;
    memcpy(&first, &one, 1);
    return first == 0;
}

static bool is_here(byte_order order)
{
    return order == ANY || (order == BIG) == is_big_endian();
}

static qsm_image_format_code format_of_name(const char *name)
{
    qsm_image_format_code format = qsm_image_format_from_name(name);
    for (int i = 0; i < NAMES && format == QSM_IMAGE_FORMAT_INVALID; i++)
        if (is_here(names[i].order) && strcasecmp(name, names[i].name) == 0)
            format = names[i].format;
    return format;
}

const char *tool_ffmpeg_name(qsm_image_format_code format)
{
    for (int i = 0; i < NAMES; i++)
        if (names[i].format == format && is_here(names[i].order))
            return names[i].name;
    return NULL;
}

static bool is_other_name(const char *name)
{
    for (int i = 0; i < OTHER_NAMES; i++)
        if (strcasecmp(name, other_names[i]) == 0)
            return true;
    return false;
}

/* NULL, or the words after "is not". */
static const char *parse_format(const char *name, qsm_image_format_code *format)
{
    qsm_image_format_code found = format_of_name(name);
    if (found == QSM_IMAGE_FORMAT_INVALID && is_other_name(name))
        return "a format that QImage has on this machine; convert before: ffmpeg -pix_fmt bgra, "
               "gst-launch-1.0 ... ! videoconvert ! video/x-raw,format=BGRA";
    if (found == QSM_IMAGE_FORMAT_INVALID)
        return "the name of a format: of QImage (RGB32, RGB888), FFmpeg (bgra, rgb24), GStreamer "
               "(BGRx)";
    if (found == QSM_IMAGE_FORMAT_INDEXED8)
        return "possible: raw pixels have no colour table; Grayscale8 needs none";
    *format = found;
    return NULL;
}

const char *tool_parse_raw_format(const char *value, void *target)
{
    return parse_format(value, target);
}

/* Reads a side, up to `stop`. Returns the text after it; NULL: it is no side. */
static const char *parse_side(const char *text, const char *stop, int *side)
{
    enum { LONGEST = 1000000, MOST_DIGITS = 7 }; /* no Qt reads a longer side */
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > MOST_DIGITS || text[digits] == '\0' ||
        strchr(stop, text[digits]) == NULL)
        return NULL;
    *side = (int)strtol(text, NULL, 10);
    return *side >= 1 && *side <= LONGEST ? text + digits + 1 : NULL;
}

const char *tool_parse_raw(const char *value, void *target)
{
    tool_raw raw = {.given = true};
    const char *height = parse_side(value, "xX", &raw.width);
    const char *format = height != NULL ? parse_side(height, "@", &raw.height) : NULL;
    if (format == NULL)
        return "WIDTHxHEIGHT@FORMAT, such as 640x480@RGB32";
    const char *expected = parse_format(format, &raw.format);
    if (expected == NULL)
        *(tool_raw *)target = raw;
    return expected;
}

const char *tool_parse_rows(const char *value, void *target)
{
    tool_rows *rows = target;
    bool packed = strcmp(value, "packed") == 0;
    if (!packed && strcmp(value, "padded") != 0)
        return "packed or padded";
    *rows = packed ? TOOL_ROWS_PACKED : TOOL_ROWS_PADDED;
    return NULL;
}

size_t tool_row_bytes(int width, qsm_image_format_code format, tool_rows rows)
{
    enum { BITS = 8, ALIGNMENT = 4 };
    size_t bits = (size_t)width * (size_t)qsm_image_format_depth(format);
    size_t bytes = (bits + BITS - 1) / BITS;
    return rows == TOOL_ROWS_PADDED ? (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : bytes;
}
