/* SPDX-License-Identifier: MIT */
/*
 * Writes each picture that a program shares, with Qt or without, to standard output: raw frames of
 * 4 bytes a pixel (blue, green, red, unused), as ffplay and ffmpeg read them. Ends after COUNT
 * frames, and when the sender has ended.
 *
 *     receiver KEY [COUNT]
 */
#define _POSIX_C_SOURCE 200809L /* sigaction */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <qsm/frames.h>

#include "ended.h"

enum { LOOK = 200 }; /* ms: how soon it notices Ctrl-C */

static int width, height; /* of all frames: raw frames cannot change their size */

static bool write_frame(const qsm_image *image)
{
    size_t row = (size_t)qsm_image_width(image) * 4;
    bool ok = true;
    for (int y = 0; ok && y < height; y++)
        ok = fwrite(qsm_image_const_scan_line(image, y), 1, row, stdout) == row;
    return ok && fflush(stdout) == 0;
}

static bool is_expected_size(const qsm_image *image)
{
    if (width == 0) {
        width = qsm_image_width(image);
        height = qsm_image_height(image);
        (void)fprintf(stderr, "-f rawvideo -pixel_format bgr0 -video_size %dx%d\n", width, height);
    }
    if (qsm_image_width(image) == width && qsm_image_height(image) == height)
        return true;
    (void)fprintf(stderr, "the next picture has another size: %d x %d\n", qsm_image_width(image),
                  qsm_image_height(image));
    return false;
}

static bool show(const qsm_image *image)
{
    if (qsm_image_is_null(image))
        return true; /* the sender has cleared its picture */
    if (!is_expected_size(image))
        return false;
    if (qsm_image_format(image) == QSM_IMAGE_FORMAT_RGB32)
        return write_frame(image);
    qsm_image *converted = qsm_image_convert_to(image, QSM_IMAGE_FORMAT_RGB32);
    bool ok = converted != NULL && write_frame(converted);
    qsm_image_free(converted);
    return ok;
}

/*
 * Until `count` frames, a signal, an error, or the end of the sender: its segment is gone, and
 * there is no new one. (A Qt program may make a new segment for each picture.)
 */
static bool show_all(qsm_frame_receiver *receiver, qsm_image *image, unsigned long count)
{
    bool gone = false;
    for (unsigned long shown = 0; shown < count && !ended;) {
        qsm_frame_result result = qsm_frame_receiver_receive(receiver, image, LOOK);
        if (result == QSM_FRAME_TIMEOUT && gone)
            return true;
        if (result == QSM_FRAME_FAILED || result == QSM_FRAME_DAMAGED)
            (void)fprintf(stderr, "%s\n", qsm_frame_receiver_error_string(receiver));
        if (result == QSM_FRAME_FAILED || (result == QSM_FRAME_RECEIVED && !show(image)))
            return false;
        if (result == QSM_FRAME_RECEIVED)
            shown++;
        if (result != QSM_FRAME_TIMEOUT)
            gone = result == QSM_FRAME_GONE;
    }
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        (void)fprintf(stderr, "usage: receiver KEY [COUNT]  (raw frames: standard output)\n");
        return 2;
    }
    end_in_order();
    unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : ULONG_MAX;
    qsm_frame_receiver *receiver = qsm_frame_receiver_new(argv[1], NULL);
    qsm_image *image = qsm_image_new();
    bool ok = receiver != NULL && image != NULL && show_all(receiver, image, count);
    qsm_image_free(image);
    qsm_frame_receiver_free(receiver);
    return ok || ended ? 0 : 1;
}
