/* SPDX-License-Identifier: MIT */
/*
 * Pictures one after another from a file or a pipe: raw pixels, or PNG files. One picture is in
 * memory at a time.
 */
#ifndef QSM_TOOL_FRAME_INPUT_H
#define QSM_TOOL_FRAME_INPUT_H

#include <qsm/image.h>

#include "tool/cli/command.h"
#include "tool/raw_format.h"

typedef enum tool_frame_read {
    TOOL_FRAME_READ,    /* a picture */
    TOOL_FRAME_END,     /* the input has ended after a whole picture */
    TOOL_FRAME_STOPPED, /* a signal or the callback ended the wait */
    TOOL_FRAME_BROKEN   /* a message has been printed */
} tool_frame_read;

typedef struct tool_frame_input tool_frame_input;

/*
 * Opens the file; "-" is standard input. raw: what the raw pixels are, with rows that are packed by
 * default; not given: PNG files. On an error it prints a message and returns NULL: also if a
 * picture is larger than the limit, or if the bytes of a file are no whole pictures.
 */
tool_frame_input *tool_frame_input_open(const tool_call *call, const char *path,
                                        const tool_raw *raw, tool_rows rows);

/*
 * From now on signals are held, and go_on is called after each wait for the input, and each `pause`
 * milliseconds of it, with the signal that came, or 0. False ends the wait.
 */
void tool_frame_input_wait_with(tool_frame_input *self, bool (*go_on)(void *context, int signal),
                                void *context, int pause);

/* The input's name for people: "standard input", or that of the file. */
const char *tool_frame_input_name(const tool_frame_input *self);

/* The raw pictures that a file has. 0: not known, as for a pipe and for PNG files. */
uint64_t tool_frame_input_total(const tool_frame_input *self);

/* Reads the next picture. It stays valid until the next call. */
tool_frame_read tool_frame_input_next(tool_frame_input *self, qsm_image **image);

void tool_frame_input_close(tool_frame_input *self);

/* The only picture, as QImage has it. The caller frees it. On an error or if more follow: a
 * message, NULL. */
qsm_image *tool_frame_input_only(tool_frame_input *self);

#endif
