/* SPDX-License-Identifier: MIT */
/*
 * Takes raw frames from standard input, as ffmpeg, GStreamer and v4l2-ctl write them, and shares
 * each as a QImage. Qt programs read it with their own code.
 *
 *     sender KEY WxH[@FORMAT]
 */
#define _POSIX_C_SOURCE 200809L /* sigaction */
#include <stdlib.h>

#include <qsm/frames.h>

#include "ended.h"
#include "frame_size.h"

enum { PATIENCE = 30 }; /* ms: a reader that holds the lock for longer misses the frame */

static qsm_frame_sender *new_sender(const char *key, const frame_size *size)
{
    qsm_frame_sender_options options = QSM_INIT(qsm_frame_sender_options);
    options.width = size->width;
    options.height = size->height;
    options.format = size->format;
    return qsm_frame_sender_new(key, &options);
}

/* The image is a view of the pixels: sending copies them straight into the segment. */
static bool send_all(qsm_frame_sender *sender, const qsm_image *image, void *pixels, size_t bytes)
{
    while (!ended && fread(pixels, 1, bytes, stdin) == bytes) {
        if (qsm_frame_sender_send(sender, image, PATIENCE) == QSM_FRAME_FAILED) {
            (void)fprintf(stderr, "%s\n", qsm_frame_sender_error_string(sender));
            return false;
        }
    }
    return true;
}

static void print_statistics(const qsm_frame_sender *sender)
{
    qsm_frame_sender_statistics done = QSM_INIT(qsm_frame_sender_statistics);
    if (qsm_frame_sender_read_statistics(sender, &done) && done.sent > 0)
        (void)fprintf(stderr, "%llu frames sent, %llu dropped, %.2f ms each\n",
                      (unsigned long long)done.sent, (unsigned long long)done.dropped,
                      (double)done.sending_ns / 1e6 / (double)(done.sent + done.dropped));
}

int main(int argc, char **argv)
{
    frame_size size;
    if (argc != 3 || !frame_size_parse(argv[2], &size)) {
        (void)fprintf(stderr, "usage: sender KEY WxH[@FORMAT]  (raw frames: standard input)\n");
        return 2;
    }
    end_in_order();
    size_t bytes = size.row * (size_t)size.height;
    void *pixels = malloc(bytes);
    qsm_image *image = qsm_image_new_wrapping(pixels, size.width, size.height, (ptrdiff_t)size.row,
                                              size.format, NULL, NULL);
    qsm_frame_sender *sender = new_sender(argv[1], &size);
    bool ok = image != NULL && sender != NULL && send_all(sender, image, pixels, bytes);
    if (ok)
        print_statistics(sender);
    qsm_frame_sender_free(sender);
    qsm_image_free(image);
    free(pixels);
    return ok ? 0 : 1;
}
