/* SPDX-License-Identifier: MIT */
#include "tool/picture_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tool/cli/shell.h"
#include "tool/pixbuf.h"

/* Formats whose name is not just in capitals. */
static const struct {
    const char *format;
    const char *words;
} special[] = {
    {"webp", "a WebP file"},     {"qds", "a QImage stream"},  {"svg", "an SVG file"},
    {"ico", "an ICO file"},      {"icns", "an ICNS file"},    {"xpm", "an XPM file"},
    {"xbm", "an XBM file"},      {"avif", "an AVIF file"},    {"heic", "an HEIC file"},
    {"heif", "an HEIF file"},    {"mng", "an MNG file"},      {"xcf", "an XCF file"},
    {"exr", "an EXR file"},      {"hdr", "an HDR file"},      {"jxl", "a JPEG XL file"},
    {"jp2", "a JPEG 2000 file"}, {"j2k", "a JPEG 2000 file"}, {"ras", "a Sun raster file"},
};

const char *tool_format_words(const char *format, char buffer[32])
{
    char name[16] = "";
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)
        if (strcmp(special[i].format, format) == 0)
            return special[i].words;
    for (size_t i = 0; i + 1 < sizeof name && format[i] != '\0'; i++)
        name[i] = (char)(format[i] >= 'a' && format[i] <= 'z' ? format[i] - 'a' + 'A' : format[i]);
    (void)snprintf(buffer, 32, "a %s file", name);
    return buffer;
}

bool tool_is_stream(const void *data, size_t size)
{
    static const unsigned char big[] = {0, 0, 0, 1, 0x89, 'P', 'N', 'G'};
    static const unsigned char little[] = {1, 0, 0, 0, 0x89, 'P', 'N', 'G'};
    return size >= sizeof big &&
           (memcmp(data, big, sizeof big) == 0 || memcmp(data, little, sizeof little) == 0);
}

const char *tool_file_words(const void *data, size_t size, char buffer[32])
{
    const char *format = tool_is_stream(data, size) ? "qds" : qsm_image_file_format(data, size);
    return format != NULL ? tool_format_words(format, buffer) : NULL;
}

/* ---- names of output files ------------------------------------------------------------------- */

static const struct {
    const char *ending;
    const char *format;
} endings[] = {{"png", "png"},   {"bmp", "bmp"},   {"dib", "bmp"},   {"jpg", "jpeg"},
               {"jpeg", "jpeg"}, {"jpe", "jpeg"},  {"gif", "gif"},   {"tif", "tiff"},
               {"tiff", "tiff"}, {"webp", "webp"}, {"xpm", "xpm"},   {"xbm", "xbm"},
               {"ppm", "ppm"},   {"pgm", "pgm"},   {"pbm", "pbm"},   {"pnm", "ppm"},
               {"ico", "ico"},   {"cur", "ico"},   {"icns", "icns"}, {"svg", "svg"},
               {"svgz", "svg"},  {"avif", "avif"}, {"heic", "heic"}, {"heif", "heif"},
               {"jxl", "jxl"},   {"jp2", "jp2"},   {"qoi", "qoi"},   {"tga", "tga"},
               {"psd", "psd"},   {"pdf", "pdf"},   {"pcx", "pcx"},   {"qds", "qds"}};

static const char *format_of_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof endings[0]; i++)
        if (strcasecmp(dot + 1, endings[i].ending) == 0)
            return endings[i].format;
    return "png";
}

const char *tool_output_format(const tool_call *call, const char *path)
{
    const char *format = format_of_name(path);
    char words[32];
    if (strcmp(format, "png") == 0 || strcmp(format, "bmp") == 0 || tool_pixbuf_writes(format))
        return format;
    (void)tool_fail_usage(call, "-o %s: %s cannot be written; possible are .png%s", path,
                          tool_format_words(format, words),
                          tool_pixbuf_writes("jpeg") ? ", .bmp and .jpg" : " and .bmp");
    return NULL;
}

/* ---- files that cannot be read --------------------------------------------------------------- */

/* The name for people, and as a word of a shell; the caller frees it. */
static const char *names_of(const char *path, char **word)
{
    bool standard = strcmp(path, "-") == 0;
    *word = standard ? NULL : tool_shell_word(path);
    return standard ? "standard input" : path;
}

/* The end of a pipe whose standard input is a PNG file. */
static const char *pipe_to(const tool_call *call)
{
    return strncmp(call->command->name, "image", strlen("image")) == 0
               ? "qsm image encode - -o OUT.qds"
               : "qsm put KEY -";
}

int tool_fail_format(const tool_call *call, const char *path, const char *words)
{
    char *word;
    const char *name = names_of(path, &word);
    const char *others = tool_pixbuf_reads("jpeg")
                             ? "PNG, BMP, and what gdk-pixbuf has a loader for of JPEG, XPM, "
                               "GIF, WebP and TIFF"
                             : "PNG and BMP";
    int status =
        tool_fail(call, "%s is %s; this qsm reads %s; to convert it: convert %s png:- | %s", name,
                  words, others, word != NULL ? word : "-", pipe_to(call));
    free(word);
    return status;
}

int tool_fail_stream(const tool_call *call, const char *path)
{
    char *word;
    const char *name = names_of(path, &word);
    int status = tool_fail(call,
                           "%s is a QImage stream, not the file of a picture; "
                           "to read the picture in it: qsm image decode %s -o - | %s",
                           name, word != NULL ? word : "-", pipe_to(call));
    free(word);
    return status;
}
