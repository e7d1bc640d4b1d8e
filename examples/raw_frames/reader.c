/* SPDX-License-Identifier: MIT */
/*
 * Writes each raw frame that somebody shares to standard output, as ffplay and ffmpeg read it.
 * Ends after COUNT frames, or when its reader ends.
 *
 *     raw_reader KEY [COUNT]
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep, sigaction */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <qsm/image.h>
#include <qsm/shared_memory.h>

#include "ended.h"
#include "raw_frame.h"

/* A copy of the newest frame. Without gaps between the rows, as all programs expect raw frames. */
typedef struct copy {
    raw_frame frame;
    unsigned char *pixels;
    size_t capacity, row;
} copy;

static bool make_space(copy *to, const raw_frame *frame)
{
    to->row = ((size_t)frame->width * (size_t)raw_frame_depth(frame->format) + 7) / 8;
    size_t needed = to->row * (size_t)frame->height;
    if (to->pixels != NULL && to->capacity >= needed)
        return true;
    free(to->pixels);
    to->pixels = needed > 0 ? malloc(needed) : NULL;
    to->capacity = to->pixels != NULL ? needed : 0;
    return to->pixels != NULL;
}

/* Under the lock: whether there is another frame than the one that is in the copy already. */
static bool take_locked(qsm_shared_memory *memory, copy *to)
{
    raw_frame frame;
    const unsigned char *pixels = raw_frame_check(qsm_shared_memory_const_data(memory),
                                                  (size_t)qsm_shared_memory_size(memory), &frame);
    if (pixels == NULL || frame.sequence == to->frame.sequence || !make_space(to, &frame))
        return false;
    for (size_t y = 0; y < (size_t)frame.height; y++)
        memcpy(to->pixels + y * to->row, pixels + y * (size_t)frame.bytes_per_line, to->row);
    to->frame = frame;
    return true;
}

static bool take(qsm_shared_memory *memory, copy *to)
{
    if (!qsm_shared_memory_is_attached(memory) &&
        !qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY))
        return false; /* no writer yet */
    if (!qsm_shared_memory_lock_for(memory, 1000))
        return false;
    bool is_new = take_locked(memory, to);
    return qsm_shared_memory_unlock(memory) && is_new;
}

static bool show(const copy *it, bool is_first)
{
    size_t size = it->row * (size_t)it->frame.height;
    if (is_first)
        (void)fprintf(stderr, "%dx%d@%s\n", (int)it->frame.width, (int)it->frame.height,
                      qsm_image_format_name((qsm_image_format_code)it->frame.format));
    return fwrite(it->pixels, 1, size, stdout) == size && fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        (void)fprintf(stderr, "usage: raw_reader KEY [COUNT]  (raw frames: standard output)\n");
        return 2;
    }
    end_in_order();
    unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : ULONG_MAX;
    qsm_shared_memory *memory = qsm_shared_memory_new_key(argv[1]);
    copy newest = {0};
    bool ok = true;
    for (unsigned long shown = 0; ok && !ended && shown < count;) {
        if (take(memory, &newest)) {
            ok = show(&newest, shown == 0);
            shown++;
        } else {
            (void)nanosleep(&(struct timespec){.tv_nsec = 2000000L}, NULL);
        }
    }
    free(newest.pixels);
    qsm_shared_memory_free(memory);
    return ok || ended ? 0 : 1;
}
