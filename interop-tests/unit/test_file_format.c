/* SPDX-License-Identifier: MIT */
/*
 * Which format a file has by its first bytes: one file of each format, cut at every byte, and bytes
 * that only begin like a file. differential.file_formats compares with QImageReader::imageFormat.
 */
#include <qsm/image_file.h>

#include <stdlib.h>
#include <string.h>

#include "suite.h"

typedef struct known_file {
    const char *format;
    size_t size;
    const char *text;
    size_t needed; /* so many bytes are enough, one less is not */
} known_file;

#define FILE_OF(format, text, needed)                                                              \
    {                                                                                              \
        format, sizeof(text) - 1, text, needed                                                     \
    }
#define BITMAP "BM\x3a\0\0\0\0\0\0\0\x36\0\0\0"

static const known_file files[] = {
    FILE_OF("png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 8),
    FILE_OF("jpeg", "\xff\xd8\xff\xe0\0\x10JFIF", 3),
    FILE_OF("gif", "GIF87a\1\0\1\0", 6),
    FILE_OF("gif", "GIF89a\1\0\1\0", 6),
    FILE_OF("bmp", BITMAP "\x28\0\0\0\1\0\0\0", 18),
    FILE_OF("bmp", BITMAP "\x0c\0\0\0\1\0\1\0", 18),
    FILE_OF("bmp", BITMAP "\x7c\0\0\0\1\0\0\0", 18),
    FILE_OF("webp", "RIFF\x24\0\0\0WEBPVP8 ", 12),
    FILE_OF("tiff", "II*\0\x08\0\0\0", 4),
    FILE_OF("tiff", "MM\0*\0\0\0\x08", 4),
    FILE_OF("xpm", "/* XPM */\nstatic char *x[] = {", 6),
    FILE_OF("xbm", "#define x_width 8\n#define x_height 1\n", 16),
    FILE_OF("xbm", "/* made by hand */\n#define x_width 8\n", 35),
    FILE_OF("pbm", "P1\n1 1\n0\n", 4),
    FILE_OF("pgm", "P2\n1 1 9\n0\n", 4),
    FILE_OF("ppm", "P3\n# by hand\n# twice\n1 1 9\n0 0 0\n", 22),
    FILE_OF("pbm", "P4 1 1\n\x80", 4),
    FILE_OF("pgm", "P5\t1 1 255\nx", 4),
    FILE_OF("ppm", "P6\n1 1 255\nxyz", 4),
    FILE_OF("ico", "\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0", 22),
    FILE_OF("ico", "\0\0\2\0\1\0\x10\x10\0\0\1\0\1\0\x68\4\0\0\x16\0\0\0", 22),
    FILE_OF("avif",
            "\0\0\0\x20"
            "ftypavif",
            12),
    FILE_OF("heic",
            "\0\0\0\x18"
            "ftypheic",
            11),
    FILE_OF("heif",
            "\0\0\0\x18"
            "ftypmif1",
            12),
    FILE_OF("jxl", "\0\0\0\x0cJXL \r\n\x87\n", 12),
    FILE_OF("jp2", "\0\0\0\x0cjP  \r\n\x87\n", 12),
    FILE_OF("qoi", "qoif\0\0\0\1", 4),
    FILE_OF("psd", "8BPS\0\1", 5),
    FILE_OF("pdf", "%PDF-1.7\n", 5),
    FILE_OF("svg", "<svg xmlns=", 4),
    FILE_OF("svg", "\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- x -->\n<svg>", 41),
};

/* Each comes close to a format. */
static const known_file strangers[] = {
    FILE_OF(NULL, "", 0),
    FILE_OF(NULL, "\x89PNG\n\x1a\n\0\0\0\rIHDR", 0), /* as text mode of FTP damages it */
    FILE_OF(NULL, "BMW is not a bitmap at all, but a car", 0),
    FILE_OF(NULL, BITMAP "\x28\0\1\0\1\0\0\0", 0),
    FILE_OF(NULL, BITMAP "\x29\0\0\0\1\0\0\0", 0),
    FILE_OF(NULL, "RIFF\x24\0\0\0WAVEfmt ", 0),
    FILE_OF(NULL, "P5 is a number of a road", 0),
    FILE_OF(NULL, "P6", 0),
    FILE_OF(NULL, "P7\n1 1\n", 0),
    FILE_OF(NULL, "P4\n# 1", 0),
    FILE_OF(NULL, "\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 0),
    FILE_OF(NULL, "\0\0\1\0\1\0\x10\x10\0\1\1\0\x20\0\x68\4\0\0\x16\0\0\0", 0),
    FILE_OF(NULL, "\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x15\0\0\0", 0),
    FILE_OF(NULL, "\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\0\0\0\0\x16\0\0\0", 0),
    FILE_OF(NULL, "<html><body>no picture</body></html>", 0),
    FILE_OF(NULL, "text that says <svg> later", 0),
    FILE_OF(NULL, "#define x_height 8\n", 0),
    FILE_OF(NULL,
            "\0\0\0\x20"
            "ftypisom",
            0),
    FILE_OF(NULL, "\n\5\1\3", 0),
    FILE_OF(NULL, "\0\0\0\1\x89PNG\r\n\x1a\n", 0), /* a stream, not a file */
};

/* In memory of just this size, so that valgrind and the sanitizers see a read past the end. */
static const char *format_of(const char *text, size_t size)
{
    char *bytes = malloc(size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    char *exact = realloc(bytes, size > 0 ? size : 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(exact);
    memcpy(exact, text, size);
    const char *format = qsm_image_file_format(exact, size);
    free(exact);
    return format;
}

static void expect_format(const known_file *file, size_t size, const char *wanted)
{
    const char *got = format_of(file->text, size);
    bool same = got == wanted || (got != NULL && wanted != NULL && strcmp(got, wanted) == 0);
    CU_ASSERT_TRUE(same);
    if (!same)
        printf("    %zu bytes of '%.20s': %s, wanted %s\n", size, file->text,
               got != NULL ? got : "none", wanted != NULL ? wanted : "none");
}

static void test_formats(void)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        for (size_t size = 0; size <= files[i].size; size++)
            expect_format(&files[i], size, size >= files[i].needed ? files[i].format : NULL);
}

static void test_strangers(void)
{
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        expect_format(&strangers[i], strangers[i].size, NULL);
}

static void test_no_bytes(void)
{
    CU_ASSERT_PTR_NULL(qsm_image_file_format(NULL, 0));
    CU_ASSERT_PTR_NULL(qsm_image_file_format(NULL, 100));
}

/* The element svg counts within 4096 bytes only. */
static void test_late_svg(void)
{
    static char text[5000];
    memset(text, ' ', sizeof text);
    memcpy(text, "<!--", 4);
    memcpy(text + 4092, "<svg", 4);
    CU_ASSERT_STRING_EQUAL(qsm_image_file_format(text, sizeof text), "svg");
    memcpy(text + 4092, " <svg", 5);
    CU_ASSERT_PTR_NULL(qsm_image_file_format(text, sizeof text));
}

QSM_SUITE("formats of files", {"each format, cut at every byte", test_formats},
          {"bytes that come close to a format", test_strangers}, {"no bytes", test_no_bytes},
          {"an SVG that begins late", test_late_svg})
