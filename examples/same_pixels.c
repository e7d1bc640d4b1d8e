/* SPDX-License-Identifier: MIT */
/*
 * Checks that PNG files have the same size, and the same pixels with alpha.
 *
 *     same_pixels ONE.png OTHER.png...
 */
#include <inttypes.h>
#include <stdio.h>

#include <qsm/qsm.h>

static bool same(const qsm_image *one, const qsm_image *other, const char *name)
{
    int width = qsm_image_width(one);
    int height = qsm_image_height(one);
    if (qsm_image_width(other) != width || qsm_image_height(other) != height) {
        (void)printf("%s: %dx%d instead of %dx%d\n", name, qsm_image_width(other),
                     qsm_image_height(other), width, height);
        return false;
    }
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint32_t a = qsm_image_pixel(one, x, y);
            uint32_t b = qsm_image_pixel(other, x, y);
            if (a != b) {
                (void)printf("%s: pixel %d,%d is %08" PRIx32 " instead of %08" PRIx32 "\n", name, x,
                             y, b, a);
                return false;
            }
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fprintf(stderr, "usage: %s ONE.png OTHER.png...\n", argv[0]);
        return 2;
    }
    qsm_image *one = qsm_image_new();
    qsm_image *other = qsm_image_new();
    bool ok = one != NULL && other != NULL;
    for (int i = 1; ok && i < argc; i++) {
        ok = qsm_image_load(i == 1 ? one : other, argv[i]);
        if (!ok)
            (void)printf("%s: %s\n", argv[i], qsm_image_error_string(i == 1 ? one : other));
        else if (i > 1)
            ok = same(one, other, argv[i]);
    }
    qsm_image_free(other);
    qsm_image_free(one);
    return ok ? 0 : 1;
}
