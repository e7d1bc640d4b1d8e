/* SPDX-License-Identifier: MIT */
/*
 * Raw pixels that the command line describes: WxH@FORMAT. FORMAT is a name of QImage, or the name
 * that FFmpeg, GStreamer, V4L2 or OpenCV has for the same bytes.
 */
#ifndef QSM_TOOL_RAW_FORMAT_H
#define QSM_TOOL_RAW_FORMAT_H

#include <qsm/image.h>

/* Size and format of raw pixels. */
typedef struct tool_raw {
    bool given;
    int width;
    int height;
    qsm_image_format_code format;
} tool_raw;

/* How the rows of raw pixels follow one another. */
typedef enum tool_rows {
    TOOL_ROWS_DEFAULT = 0, /* not given: the command decides */
    TOOL_ROWS_PACKED,      /* no bytes between them, as FFmpeg has them */
    TOOL_ROWS_PADDED       /* each has a multiple of 4 bytes, as in QImage and GStreamer */
} tool_rows;

/* Parsers of options. */
const char *tool_parse_raw(const char *value, void *target);        /* tool_raw */
const char *tool_parse_raw_format(const char *value, void *target); /* qsm_image_format_code */
const char *tool_parse_rows(const char *value, void *target);       /* tool_rows */

/* FFmpeg's name for the bytes of a format on this machine. NULL: it has none. */
const char *tool_ffmpeg_name(qsm_image_format_code format);

/* The bytes of one row. Padded: a multiple of 4. */
size_t tool_row_bytes(int width, qsm_image_format_code format, tool_rows rows);

/* A member of type tool_raw. */
/* clang-format off */
#define TOOL_RAW_OPTION(type, member)                                                              \
    {"raw", 0, TOOL_TAKES_VALUE, "WxH@FORMAT",                                                     \
     "FILE has raw pixels: 640x480@RGB32. FORMAT is a name of\n"                                   \
     "QImage, FFmpeg (bgra, rgb24) or GStreamer (BGRx)",                                           \
     tool_parse_raw, offsetof(type, member)}
/* clang-format on */

/* A member of type tool_rows. */
#define TOOL_ROWS_OPTION(type, member, words)                                                      \
    {                                                                                              \
        "rows", 0, TOOL_TAKES_VALUE, "packed|padded",                                              \
            "rows of raw pixels without bytes between them, as FFmpeg has\n"                       \
            "them, or padded to 4 bytes, as QImage and GStreamer have\n"                           \
            "them (default: " words ")",                                                           \
            tool_parse_rows, offsetof(type, member)                                                \
    }

#endif
