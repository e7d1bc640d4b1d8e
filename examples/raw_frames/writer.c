/* SPDX-License-Identifier: MIT */
/*
 * Takes raw frames from standard input, as a camera program or ffmpeg writes them, and shares each
 * as raw pixels behind a header.
 *
 *     raw_writer KEY WxH[@FORMAT]
 */
#define _POSIX_C_SOURCE 200809L /* sigaction */
#include <stdlib.h>

#include <qsm/shared_memory.h>

#include "ended.h"
#include "frame_size.h"
#include "raw_frame.h"

enum { PATIENCE = 30 }; /* ms: a frame that cannot be shared in this time is dropped */

static raw_frame header_of(const frame_size *size)
{
    return (raw_frame){
        .magic = RAW_FRAME_MAGIC,
        .width = size->width,
        .height = size->height,
        .bytes_per_line = (int32_t)((size->row + 3) / 4 * 4),
        .format = (int32_t)size->format,
    };
}

/* Readers that stay attached keep the segment when the writer ends; the next writer goes on in it.
 */
static bool hold_segment(qsm_shared_memory *memory, const frame_size *size, raw_frame *header)
{
    ptrdiff_t bytes = RAW_FRAME_PIXELS + (ptrdiff_t)header->bytes_per_line * size->height;
    if (qsm_shared_memory_create_replacing_stale(memory, bytes, QSM_SHARED_MEMORY_READ_WRITE))
        return true;
    raw_frame last;
    if (qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_ALREADY_EXISTS ||
        !qsm_shared_memory_attach_at_least(memory, bytes, QSM_SHARED_MEMORY_READ_WRITE)) {
        (void)fprintf(stderr, "%s\n", qsm_shared_memory_error_string(memory));
        return false;
    }
    if (raw_frame_check(qsm_shared_memory_const_data(memory),
                        (size_t)qsm_shared_memory_size(memory), &last) == NULL) {
        (void)fprintf(stderr, "the segment of this key contains no raw frames\n");
        return false;
    }
    header->sequence = last.sequence;
    return true;
}

/* The only work under the lock: a copy of the header, and of each row. */
static bool share(qsm_shared_memory *memory, const frame_size *size, const raw_frame *header,
                  const unsigned char *pixels)
{
    if (!qsm_shared_memory_lock_for(memory, PATIENCE))
        return false;
    unsigned char *to = qsm_shared_memory_data(memory);
    memcpy(to, header, sizeof *header);
    for (int y = 0; y < size->height; y++)
        memcpy(to + RAW_FRAME_PIXELS + (ptrdiff_t)y * header->bytes_per_line,
               pixels + (size_t)y * size->row, size->row);
    return qsm_shared_memory_unlock(memory);
}

int main(int argc, char **argv)
{
    frame_size size;
    if (argc != 3 || !frame_size_parse(argv[2], &size) ||
        raw_frame_depth((int32_t)size.format) == 0) {
        (void)fprintf(stderr, "usage: raw_writer KEY WxH[@FORMAT]  (raw frames: standard input)\n");
        return 2;
    }
    end_in_order();
    raw_frame header = header_of(&size);
    size_t bytes = size.row * (size_t)size.height;
    unsigned char *pixels = malloc(bytes);
    qsm_shared_memory *memory = qsm_shared_memory_new_key(argv[1]);
    bool ok = pixels != NULL && hold_segment(memory, &size, &header);
    size_t shared = 0, dropped = 0;
    while (ok && !ended && fread(pixels, 1, bytes, stdin) == bytes) {
        header.sequence++; /* a reader sees by a gap that a frame was dropped */
        if (share(memory, &size, &header, pixels))
            shared++;
        else
            dropped++;
    }
    if (ok)
        (void)fprintf(stderr, "%zu frames shared, %zu dropped\n", shared, dropped);
    qsm_shared_memory_free(memory);
    free(pixels);
    return ok ? 0 : 1;
}
