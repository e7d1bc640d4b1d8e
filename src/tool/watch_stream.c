/* SPDX-License-Identifier: MIT */
#include "tool/watch_stream.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tool/cli/progress.h"
#include "tool/cli/signals.h"
#include "tool/content.h"
#include "tool/max_bytes.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/raw_output.h"
#include "tool/watch_key.h"
#include "tool/watch_options.h"

#include <qsm/frames.h>

enum { SECOND = 1000 /* milliseconds */ };

/* What one step of the work came to. */
typedef enum progress { GO_ON, AT_END, BROKEN } progress;

typedef struct stream {
    const tool_call *call;
    const watch_options *chosen;
    tool_watch_key at;
    qsm_frame_receiver *receiver; /* NULL: there is no segment */
    qsm_image *image;
    tool_raw raw; /* what the first picture was */
    tool_raw_bytes bytes;
    uint64_t written; /* pictures */
    int64_t begun;
    int64_t next_tell;
    uint64_t told;
    int64_t next_look; /* at the reader */
    bool interrupted;
    bool reader_ended;
    bool noted_damage;
} stream;

/* ---- statistics ---- */

static void tell(stream *self)
{
    int64_t now = tool_now();
    if (self->written == 0 || now < self->next_tell)
        return;
    int64_t passed = now - self->next_tell + SECOND;
    tool_progress("%" PRIu64 " pictures, %.1f a second; Ctrl-C ends it", self->written,
                  (double)(self->written - self->told) * SECOND / (double)passed);
    self->told = self->written;
    self->next_tell = now + SECOND;
}

/* A pipe without a reader. Without this look only the next write would tell. */
static void look_at_reader(stream *self)
{
    enum { LOOK_EVERY = 100 };
    struct pollfd output = {.fd = STDOUT_FILENO};
    int64_t now = tool_now();
    if (now < self->next_look)
        return;
    self->next_look = now + LOOK_EVERY;
    self->reader_ended = poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/* The callback of waits: whether to end. */
static bool is_over(void *context)
{
    stream *self = context;
    self->interrupted = self->interrupted || tool_signals_wait(0).ended_by != 0;
    look_at_reader(self);
    tell(self);
    return self->interrupted || self->reader_ended;
}

/* How another program has to be told what the stream is. */
static void tell_first(stream *self)
{
    const tool_raw *raw = &self->raw;
    const char *name = tool_ffmpeg_name(raw->format);
    self->begun = tool_now();
    self->next_tell = self->begun + SECOND;
    tool_progress_clear();
    if (name != NULL)
        tool_note(self->call,
                  "%dx%d %s, %zu bytes a picture; for ffplay and ffmpeg: -f rawvideo "
                  "-pixel_format %s -video_size %dx%d -i -",
                  raw->width, raw->height, qsm_image_format_name(raw->format), self->bytes.size,
                  name, raw->width, raw->height);
    else
        tool_note(self->call,
                  "%dx%d %s, %zu bytes a picture; ffmpeg has no such format: --format bgra "
                  "converts to one that it has",
                  raw->width, raw->height, qsm_image_format_name(raw->format), self->bytes.size);
}

static void tell_end(const stream *self)
{
    int64_t passed = tool_now() - self->begun;
    tool_progress_clear();
    if (self->reader_ended)
        tool_note(self->call, "the reader of standard output has ended");
    if (self->written > 0)
        tool_note(self->call, "%" PRIu64 " picture%s in %.1f s", self->written,
                  self->written == 1 ? "" : "s", (double)passed / SECOND);
}

/* ---- a picture ---- */

/* The stream has the size and the format of the first picture. */
static progress fit(stream *self)
{
    tool_raw *raw = &self->raw;
    int width = qsm_image_width(self->image);
    int height = qsm_image_height(self->image);
    if (!raw->given) {
        qsm_image_format_code wanted = self->chosen->format;
        *raw = (tool_raw){.given = true, .width = width, .height = height};
        raw->format = wanted != QSM_IMAGE_FORMAT_INVALID ? wanted : qsm_image_format(self->image);
    }
    if (raw->width != width || raw->height != height) {
        (void)tool_fail_key(self->call, self->at.key,
                            "picture %" PRIu64 " is %dx%d, the stream of raw pixels is %dx%d",
                            self->written + 1, width, height, raw->width, raw->height);
        tool_note(self->call, "start it again for the new size; -o - writes PNG files of any size");
        return BROKEN;
    }
    if (qsm_image_format(self->image) == raw->format)
        return GO_ON;
    qsm_image *converted = tool_convert_picture(self->call, self->image, raw->format);
    if (converted == NULL)
        return BROKEN;
    qsm_image_free(self->image);
    self->image = converted;
    return GO_ON;
}

static progress write_bytes(stream *self)
{
    const unsigned char *next = self->bytes.data;
    size_t left = self->bytes.size;
    while (left > 0) {
        ssize_t count = tool_signals_write(STDOUT_FILENO, next, left);
        if (count < 0 && errno == EPIPE) {
            self->reader_ended = true;
            return AT_END;
        }
        if (count < 0 && errno != EINTR) {
            (void)tool_fail(self->call, "cannot write standard output: %s", strerror(errno));
            return BROKEN;
        }
        if (count > 0) {
            next += count;
            left -= (size_t)count;
        }
        if (left > 0 && is_over(self))
            return AT_END;
    }
    return GO_ON;
}

static progress take_picture(stream *self)
{
    if (qsm_image_is_null(self->image))
        return GO_ON;
    progress result = fit(self);
    tool_rows rows =
        self->chosen->rows != TOOL_ROWS_DEFAULT ? self->chosen->rows : TOOL_ROWS_PACKED;
    if (result == GO_ON && !tool_raw_bytes_of(&self->bytes, self->image, rows)) {
        tool_watch_key_out_of_memory(&self->at);
        return BROKEN;
    }
    if (result == GO_ON && self->written == 0)
        tell_first(self);
    if (result == GO_ON)
        result = write_bytes(self);
    if (result != GO_ON)
        return result;
    self->written++;
    tell(self);
    return self->chosen->count > 0 && self->written >= (uint64_t)self->chosen->count ? AT_END
                                                                                     : GO_ON;
}

/* ---- the segment ---- */

static progress fail(stream *self)
{
    const char *text = qsm_frame_receiver_error_string(self->receiver);
    qsm_shared_memory_error_code code =
        qsm_shared_memory_error(qsm_frame_receiver_shared_memory(self->receiver));
    tool_progress_clear();
    if (code == QSM_SHARED_MEMORY_NOT_FOUND)
        return GO_ON;
    if (code != QSM_SHARED_MEMORY_PERMISSION_DENIED ||
        !tool_fail_denied(self->call, self->at.key, text))
        (void)tool_fail(self->call, "%s%s", text, tool_limit_hint(self->call, text));
    return BROKEN;
}

/* There can be other data before the first picture. It is said once. */
static void note_damage(stream *self)
{
    const char *text = qsm_frame_receiver_error_string(self->receiver);
    if (!self->noted_damage)
        tool_note(self->call, "no picture yet: %s%s", text, tool_limit_hint(self->call, text));
    self->noted_damage = true;
}

static void note_gone(stream *self)
{
    tool_progress_clear();
    tool_note(self->call, "the segment is gone; waiting for the next one");
    qsm_frame_receiver_free(self->receiver);
    self->receiver = NULL;
}

/* Waits for a segment, no longer than a second. False: a message has been printed. */
static bool find(stream *self, int64_t deadline)
{
    const qsm_image_limits limits = tool_image_limits(self->call);
    qsm_exchange_read_options read = QSM_INIT(qsm_exchange_read_options);
    qsm_frame_receiver_options how = QSM_INIT(qsm_frame_receiver_options);
    tool_progress("waiting for a picture");
    bool found = tool_watch_key_wait(&self->at, tool_now() + tool_left(deadline, SECOND));
    self->interrupted = self->interrupted || self->at.waiting.ended_by != 0;
    if (!found)
        return !self->at.out_of_memory;
    read.limits = &limits;
    read.offset = tool_offset(self->chosen->offset);
    read.also_files = true;
    how.read = &read;
    how.longest_pause = tool_duration_or(self->chosen->interval, 0);
    self->receiver = qsm_frame_receiver_new_native(self->at.key, &how);
    if (self->receiver == NULL) {
        tool_watch_key_out_of_memory(&self->at);
        return false;
    }
    qsm_shared_memory *memory = qsm_frame_receiver_shared_memory(self->receiver);
    qsm_shared_memory_set_stop(memory, is_over, self);
    /* A stranger can shrink a POSIX segment at any time. */
    (void)qsm_shared_memory_set_copy_through_kernel(memory, true);
    return true;
}

static progress receive(stream *self, int64_t deadline)
{
    switch (qsm_frame_receiver_receive(self->receiver, self->image, tool_left(deadline, SECOND))) {
    case QSM_FRAME_RECEIVED:
        return take_picture(self);
    case QSM_FRAME_DAMAGED:
        note_damage(self);
        return GO_ON;
    case QSM_FRAME_GONE:
        note_gone(self);
        return GO_ON;
    case QSM_FRAME_FAILED:
        return fail(self);
    default:
        return GO_ON;
    }
}

/* Returns the exit status. */
static int run(stream *self)
{
    int timeout = tool_duration_or(self->chosen->timeout, -1);
    int64_t deadline = tool_deadline(timeout);
    progress result = GO_ON;
    while (result == GO_ON && !is_over(self)) {
        uint64_t before = self->written;
        if (self->receiver == NULL && !find(self, deadline))
            return TOOL_FAILED;
        if (self->receiver != NULL && !self->interrupted)
            result = receive(self, deadline);
        if (self->written > before)
            deadline = tool_deadline(timeout);
        else if (result == GO_ON && !is_over(self) && tool_left(deadline, 1) == 0)
            return tool_fail_key(self->call, self->at.key, "nothing has changed for %d ms",
                                 timeout);
    }
    return result == BROKEN ? TOOL_FAILED : TOOL_OK;
}

int tool_watch_stream(const tool_call *call, const qsm_native_ipc_key *key)
{
    stream self = {.call = call, .chosen = call->values, .image = qsm_image_new()};
    int status = TOOL_FAILED;
    if (isatty(STDOUT_FILENO) == 1) {
        qsm_image_free(self.image);
        return tool_fail_usage(call, "--raw - writes pixels, and standard output is a terminal");
    }
    (void)signal(SIGPIPE, SIG_IGN); /* the write fails instead */
    bool ok = tool_watch_key_start(&self.at, call, &self.chosen->key, key);
    if (ok && self.image == NULL)
        tool_watch_key_out_of_memory(&self.at);
    else if (ok)
        status = run(&self);
    tell_end(&self);
    qsm_frame_receiver_free(self.receiver);
    tool_watch_key_end(&self.at);
    tool_raw_bytes_drop(&self.bytes);
    qsm_image_free(self.image);
    return status;
}
