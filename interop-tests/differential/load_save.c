/* SPDX-License-Identifier: MIT */
/*
 * PNG files both ways: what QImage::save writes qsm_image_load() reads as QImage::load does, and
 * what qsm_image_save() writes QImage::load reads as it reads its own file. usage:
 * diff_load_save PEER
 */
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compare.h"
#include "generate.h"
#include "qt_link.h"

enum { WIDTH = 61, HEIGHT = 23 };

static qt_link *qt;
static char folder[] = "/tmp/qsm-load-save-XXXXXX";
static char theirs[64]; /* the files */
static char ours[64];
static int checks;
static int failures;

static void check(bool good, const qsm_image *image, const char *what, const char *why)
{
    checks++;
    if (good)
        return;
    failures++;
    printf("%s: %s: %s\n", qsm_image_format_name(qsm_image_format(image)), what, why);
}

static qsm_image *load(const char *file_name)
{
    qsm_image *image = qsm_image_new();
    if (image == NULL)
        exit(2);
    if (!qsm_image_load(image, file_name))
        printf("%s: %s\n", file_name, qsm_image_error_string(image));
    return image;
}

static void check_same(const qsm_image *image, const qsm_image *one, const qsm_image *other,
                       int tolerance, const char *what)
{
    char why[256];
    bool same = same_image(one, other, tolerance, why, sizeof why);
    check(same && !qsm_image_is_null(one), image, what, same ? "a null image" : why);
    if (tolerance == 0)
        check(qsm_image_equals(one, other), image, what, "qsm_image_equals() says no");
}

/* What qsm_image_write_png() makes of it, byte for byte. */
static bool is_file(const qsm_image *image, const char *file_name)
{
    static unsigned char bytes[1 << 20];
    void *data;
    size_t size;
    FILE *file = fopen(file_name, "rb");
    if (file == NULL || !qsm_image_write_png(image, QSM_IMAGE_EXACT, &data, &size))
        exit(2);
    size_t count = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    bool same = count == size && memcmp(data, bytes, size) == 0;
    qsm_free(data);
    return same;
}

static void check_image(const qsm_image *image)
{
    int tolerance = qsm_format_tolerance(qsm_image_format(image));
    check(qt_save(qt, image, theirs), image, "QImage::save", "no file");
    check(qsm_image_save(image, ours), image, "qsm_image_save", "no file");
    qsm_image *expected = qt_load(qt, theirs);
    qsm_image *they_of_ours = qt_load(qt, ours);
    qsm_image *we_of_theirs = load(theirs);
    qsm_image *we_of_ours = load(ours);
    check_same(image, we_of_theirs, expected, 0, "our image of Qt's file");
    check_same(image, they_of_ours, expected, tolerance, "Qt's image of our file");
    check_same(image, we_of_ours, they_of_ours, 0, "our image of our file");
    check(tolerance > 0 || is_file(image, theirs), image, "the exact form", "not Qt's bytes");
    qsm_image_free(expected);
    qsm_image_free(they_of_ours);
    qsm_image_free(we_of_theirs);
    qsm_image_free(we_of_ours);
}

static qsm_image *generate(qsm_image_format_code format)
{
    generator g;
    generator_seed(&g, 77 + (uint64_t)format);
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, format);
    if (image == NULL)
        exit(2);
    if (qsm_image_format_depth(format) == 1)
        generate_colors(&g, image, 2, true);
    if (format == QSM_IMAGE_FORMAT_INDEXED8)
        generate_colors(&g, image, 200, true);
    generate_pixels(&g, image);
    qsm_image_set_dots_per_meter_x(image, 1234);
    qsm_image_set_offset(image, -3, 4);
    qsm_image_set_text(image, "Title", "of the image, which is long enough to be packed");
    qsm_image_set_text(image, "Price", "5 \xe2\x82\xac");
    return image;
}

/* Neither writes a null image. */
static void check_null(void)
{
    qsm_image *null = qsm_image_new();
    check(!qt_save(qt, null, theirs), null, "a null image", "Qt writes it");
    check(!qsm_image_save(null, ours), null, "a null image", "we write it");
    check(access(theirs, F_OK) != 0 && access(ours, F_OK) != 0, null, "a null image",
          "there is a file");
    qsm_image_free(null);
}

int main(int count, char **arguments)
{
    if (count != 2 || mkdtemp(folder) == NULL) {
        (void)fprintf(stderr, "usage: %s PEER\n", arguments[0]);
        return 2;
    }
    (void)snprintf(theirs, sizeof theirs, "%s/theirs", folder);
    (void)snprintf(ours, sizeof ours, "%s/ours", folder);
    qt = qt_start(arguments[1]);
    check_null();
    int formats = qt_format_count(qt);
    for (int i = 1; i < formats && i < QSM_IMAGE_FORMAT_COUNT; i++) {
        qsm_image *image = generate((qsm_image_format_code)i);
        check_image(image);
        qsm_image_free(image);
    }
    qt_stop(qt);
    (void)unlink(theirs);
    (void)unlink(ours);
    failures += rmdir(folder) != 0; /* something else was left there */
    printf("%d checks, %d failed\n", checks, failures);
    return failures > 0 || checks == 0 ? 1 : 0;
}
