/* SPDX-License-Identifier: MIT */
/*
 * A moving picture in place of a camera: writes raw frames to standard output, as ffmpeg does.
 *
 *     moving WxH[@FORMAT] FPS [COUNT]        RGB32 or another format of 4 bytes, or Grayscale8
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep, clock_gettime */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "frame_size.h"

enum { RAMP = 256, STEP = 4, MOST_FPS = 1000 };

/* Each row of each frame is a part of one line of colours. */
static unsigned char *new_line(const frame_size *size, size_t pixel)
{
    size_t count = (size_t)size->width + RAMP;
    unsigned char *line = malloc(count * pixel);
    for (size_t i = 0; line != NULL && i < count; i++) {
        uint32_t value = i % RAMP;
        uint32_t color =
            UINT32_C(0xff) << 24 | (255 - value) << 16 | (2 * value % RAMP) << 8 | value;
        if (pixel == 1)
            line[i] = (unsigned char)value;
        else
            memcpy(line + i * pixel, &color, pixel);
    }
    return line;
}

static bool write_frame(const frame_size *size, const unsigned char *line, size_t pixel, size_t n)
{
    for (size_t y = 0; y < (size_t)size->height; y++) {
        if (fwrite(line + (y + STEP * n) % RAMP * pixel, 1, size->row, stdout) != size->row)
            return false;
    }
    return fflush(stdout) == 0;
}

/* Until frame n is due; the time that writing takes does not add up. */
static void wait_for_frame(const struct timespec *begin, size_t n, long fps)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t due = (int64_t)n * 1000000000 / fps;
    int64_t left =
        due - (int64_t)(now.tv_sec - begin->tv_sec) * 1000000000 - (now.tv_nsec - begin->tv_nsec);
    if (left > 0)
        (void)nanosleep(&(struct timespec){.tv_sec = (time_t)(left / 1000000000),
                                           .tv_nsec = (long)(left % 1000000000)},
                        NULL);
}

int main(int argc, char **argv)
{
    frame_size size;
    long fps = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    size_t count = argc > 3 ? strtoul(argv[3], NULL, 10) : SIZE_MAX;
    size_t pixel = 0;
    if (argc > 1 && frame_size_parse(argv[1], &size))
        pixel = size.row / (size_t)size.width;
    if ((pixel != 1 && pixel != 4) || fps < 1 || fps > MOST_FPS) {
        (void)fprintf(stderr,
                      "usage: moving WxH[@FORMAT] FPS [COUNT]  (a format of 1 or 4 bytes)\n");
        return 2;
    }
    unsigned char *line = new_line(&size, pixel);
    struct timespec begin;
    (void)clock_gettime(CLOCK_MONOTONIC, &begin);
    bool ok = line != NULL;
    for (size_t n = 0; ok && n < count; n++) {
        wait_for_frame(&begin, n, fps);
        ok = write_frame(&size, line, pixel, n);
    }
    free(line);
    return ok ? 0 : 1;
}
