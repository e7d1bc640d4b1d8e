/* SPDX-License-Identifier: MIT */
/* Pictures as files, and their description. The file name "-" is standard input or output. */
#ifndef QSM_TOOL_PICTURE_H
#define QSM_TOOL_PICTURE_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/raw_format.h"

/*
 * Reads a picture's file: PNG and BMP, and what pixbuf.h can. On an error: prints a message and
 * returns NULL.
 */
qsm_image *tool_read_picture(const tool_call *call, const char *path);

/* The most bytes of a file. It may be larger than its pixels: 320 MiB by default, as in
 * qsm_image_load(). */
size_t tool_most_file_bytes(const tool_call *call);

/* Writes image as its name says: tool_output_format(). On an error: prints a message and returns
 * false. */
bool tool_write_image(const tool_call *call, const qsm_image *image, const char *path);

/* The output files of a picture: a member of the structs of get and image decode. */
typedef struct tool_picture_output {
    const char *file;
    const char *raw;
    tool_rows rows; /* of raw; DEFAULT: padded */
} tool_picture_output;

/* A type and a member's name cannot stand in parentheses.
 * NOLINTBEGIN(bugprone-macro-parentheses) */
#define TOOL_PICTURE_OUTPUT_OPTIONS(type, member)                                                  \
    {"output",                                                                                     \
     'o',                                                                                          \
     TOOL_TAKES_VALUE,                                                                             \
     "FILE",                                                                                       \
     "write the picture: a PNG file, or BMP or JPEG by its name",                                  \
     tool_parse_text,                                                                              \
     offsetof(type, member.file)},                                                                 \
        {"raw",                                                                                    \
         0,                                                                                        \
         TOOL_TAKES_VALUE,                                                                         \
         "OUT",                                                                                    \
         "write the bytes of QImage::bits(): height * bytesPerLine",                               \
         tool_parse_text,                                                                          \
         offsetof(type, member.raw)},                                                              \
        TOOL_ROWS_OPTION(type, member.rows, "padded")
/* NOLINTEND(bugprone-macro-parentheses) */

/* Checks that at most one output goes to standard output, and that the format of the file can be
 * written. Otherwise: prints a message, false. */
bool tool_check_output(const tool_call *call, const tool_picture_output *output);

/* The picture in another format. The caller frees it. On an error: a message, NULL. */
qsm_image *tool_convert_picture(const tool_call *call, const qsm_image *image,
                                qsm_image_format_code format);

/* Writes the pixels. On an error: prints a message and returns false. */
bool tool_write_raw(const tool_call *call, const qsm_image *image, const char *path,
                    tool_rows rows);

/* Writes the output files. On an error: prints a message and returns false. */
bool tool_write_picture(const tool_call *call, const qsm_image *image,
                        const tool_picture_output *output);

/* The stream of the description: standard error if a picture uses standard output. */
FILE *tool_description_stream(const tool_picture_output *output);

/* Print all data of the picture: as aligned text, or as members of a JSON object. */
void tool_describe(FILE *out, const qsm_image *image);
void tool_describe_json(tool_json *json, const qsm_image *image);

/* One aligned line of a description: "name             value". */
void tool_describe_line(FILE *out, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Parses "stored", "fast" or "exact" into a qsm_image_compression. */
const char *tool_parse_compression(const char *value, void *target);

#define TOOL_COMPRESSION_OPTION(type, member)                                                      \
    {                                                                                              \
        "compression", 0, TOOL_TAKES_VALUE, "stored|fast|exact",                                   \
            "stored (default): not compressed, fastest\n"                                          \
            "fast: compressed in one pass\n"                                                       \
            "exact: the same bytes as Qt",                                                         \
            tool_parse_compression, offsetof(type, member)                                         \
    }

#define TOOL_NO_COLOR_SPACE_OPTION(type, member)                                                   \
    {                                                                                              \
        "no-color-space", 0, TOOL_TAKES_NOTHING, NULL,                                             \
            "leave out the colour space of the picture", tool_parse_flag, offsetof(type, member)   \
    }

#define TOOL_VERSION_OPTION(type, member)                                                          \
    {                                                                                              \
        "stream-version", 0, TOOL_TAKES_VALUE, "N",                                                \
            "QDataStream version (default: 20; 5 and later are the same)", tool_parse_count,       \
            offsetof(type, member)                                                                 \
    }

#endif
