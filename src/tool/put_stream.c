/* SPDX-License-Identifier: MIT */
#include "tool/put_stream.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/cli/progress.h"
#include "tool/cli/signals.h"
#include "tool/frame_input.h"
#include "tool/holding.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/put_options.h"
#include "tool/put_report.h"

#include <qsm/frames.h>

enum { SECOND = 1000 /* milliseconds */ };

typedef struct stream {
    tool_exchange exchange; /* its object is never attached: it finds the key, and explains */
    const put_options *chosen;
    tool_frame_input *input;
    qsm_frame_sender *sender;
    uint64_t pictures; /* that were read */
    int64_t begun;     /* the first picture was sent */
    int64_t next_tell; /* time of the next line of statistics */
    int64_t next_ns;   /* --fps: when the next picture is due */
    int64_t last_sent; /* the last time that the lock was free */
    uint64_t told;     /* pictures that were sent until the last line */
    int64_t told_at;   /* its time */
    bool interrupted;
} stream;

/* ---- statistics ---- */

static qsm_frame_sender_statistics statistics_of(const stream *self)
{
    qsm_frame_sender_statistics found = QSM_INIT(qsm_frame_sender_statistics);
    (void)qsm_frame_sender_read_statistics(self->sender, &found);
    return found;
}

static double rate(uint64_t count, int64_t milliseconds)
{
    return milliseconds > 0 ? (double)count * SECOND / (double)milliseconds : 0;
}

/* False: the reader of standard output has ended. */
static bool tell_json(const stream *self, const char *event, double per_second)
{
    qsm_frame_sender_statistics done = statistics_of(self);
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_json_string(&json, "event", event);
    tool_json_unsigned(&json, "pictures", self->pictures);
    tool_json_unsigned(&json, "sent", done.sent);
    tool_json_unsigned(&json, "dropped", done.dropped);
    tool_json_unsigned(&json, "bytes", done.bytes);
    tool_json_decimal(&json, "seconds", (double)(tool_now() - self->begun) / SECOND, 3);
    tool_json_decimal(&json, "perSecond", per_second, 3);
    tool_json_decimal(&json, "lockedMilliseconds", (double)done.locked_ns / 1e6, 6);
    tool_json_end_object(&json);
    tool_json_finish(&json);
    return fflush(stdout) == 0 || errno != EPIPE;
}

/* Once a second: a line, and the lock, which a Qt program may have removed. */
static void tell(stream *self)
{
    int64_t now = tool_now();
    if (self->begun == 0 || now < self->next_tell)
        return;
    qsm_frame_sender_statistics done = statistics_of(self);
    double per_second = rate(done.sent - self->told, now - self->told_at);
    self->told = done.sent;
    self->told_at = now;
    self->next_tell = now + SECOND;
    (void)qsm_shared_memory_keep_lock(qsm_frame_sender_shared_memory(self->sender), NULL);
    if (self->exchange.call->json)
        self->interrupted = !tell_json(self, "statistics", per_second) || self->interrupted;
    else
        tool_progress("%" PRIu64 " pictures, %.1f a second, %" PRIu64 " dropped; Ctrl-C ends it",
                      done.sent, per_second, done.dropped);
}

static void tell_end(const stream *self)
{
    qsm_frame_sender_statistics done = statistics_of(self);
    double per_second = rate(done.sent, tool_now() - self->begun);
    tool_progress_clear();
    if (self->exchange.call->json) {
        (void)tell_json(self, "end", per_second);
        return;
    }
    tool_describe_line(stdout, "pictures", "%" PRIu64, self->pictures);
    tool_describe_line(stdout, "sent", "%" PRIu64 ", %.1f a second", done.sent, per_second);
    tool_describe_line(stdout, "dropped", "%" PRIu64 "%s", done.dropped,
                       done.dropped > 0 ? ", because the lock was not free in time" : "");
    (void)fflush(stdout);
}

/* ---- errors ---- */

/* A process that reads the segment has it open, and with it the lock: first this one goes. */
static void fail_lock(stream *self)
{
    qsm_frame_sender_free(self->sender);
    self->sender = NULL;
    (void)tool_fail_lock(self->exchange.call, self->exchange.key, TOOL_FAILED);
}

static void fail_memory(stream *self)
{
    tool_exchange *exchange = &self->exchange;
    qsm_shared_memory *own = exchange->memory;
    exchange->memory = qsm_frame_sender_shared_memory(self->sender);
    exchange->report.failed_step = QSM_EXCHANGE_MEMORY;
    exchange->report.message = qsm_frame_sender_error_string(self->sender);
    exchange->report.segment_size = statistics_of(self).segment_size;
    (void)tool_exchange_fail(exchange);
    exchange->memory = own;
}

static const char *source_option(const stream *self)
{
    return self->chosen->png_stream ? "--png-stream" : "--raw";
}

/* The sender could not open its segment, or not send. image: what it sent. */
static void fail(stream *self, const qsm_image *image)
{
    const tool_call *call = self->exchange.call;
    const char *text = qsm_frame_sender_error_string(self->sender);
    qsm_shared_memory_error_code code =
        qsm_shared_memory_error(qsm_frame_sender_shared_memory(self->sender));
    tool_progress_clear();
    switch (qsm_frame_sender_error(self->sender)) {
    case QSM_FRAME_MEMORY_ERROR:
        if (code == QSM_SHARED_MEMORY_LOCK_ERROR && self->exchange.waiting.ended_by == 0)
            fail_lock(self);
        else
            fail_memory(self);
        break;
    case QSM_FRAME_TOO_LARGE:
        (void)tool_fail(call,
                        "picture %" PRIu64 " is %dx%d %s: it does not fit into the segment, which "
                        "was made for the first picture; --largest %dx%d@%s makes it larger",
                        self->pictures, qsm_image_width(image), qsm_image_height(image),
                        qsm_image_format_name(qsm_image_format(image)), qsm_image_width(image),
                        qsm_image_height(image), qsm_image_format_name(qsm_image_format(image)));
        break;
    case QSM_FRAME_SEGMENT_TOO_SMALL:
        tool_fail_exists(
            call, self->exchange.key, true,
            qsm_shared_memory_error_string(qsm_frame_sender_shared_memory(self->sender)));
        break;
    default:
        (void)tool_fail(call, "%s: picture %" PRIu64 ": %s", source_option(self), self->pictures,
                        text);
    }
}

/* ---- the segment ---- */

static bool is_picture(const qsm_segment_content *content)
{
    return content->type == QSM_SEGMENT_CONTENT_ZEROS ||
           content->type == QSM_SEGMENT_CONTENT_NULL_IMAGE ||
           content->type == QSM_SEGMENT_CONTENT_IMAGE || content->type == QSM_SEGMENT_CONTENT_FILE;
}

/* A stream goes into a segment that is in use. It shall not be that of a program with other data.
 */
static bool may_use_segment(const stream *self)
{
    enum { WAIT = 100 };
    const tool_call *call = self->exchange.call;
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    if (!qsm_segment_contents(self->exchange.key, WAIT, &content) || is_picture(&content))
        return true;
    char *text = qsm_segment_content_to_string(&content);
    (void)tool_fail_key(call, self->exchange.key, "the segment holds no picture, but %s",
                        text != NULL ? text : "other data");
    tool_note(call, "a stream would replace it; take another key, or first: qsm rm");
    qsm_free(text);
    return false;
}

static bool make_sender(stream *self, const qsm_image *first)
{
    const tool_raw *largest = &self->chosen->largest;
    qsm_frame_sender_options made_for = QSM_INIT(qsm_frame_sender_options);
    size_t icc_size = 0;
    (void)qsm_image_icc_profile(first, &icc_size, NULL);
    made_for.width = largest->given ? largest->width : qsm_image_width(first);
    made_for.height = largest->given ? largest->height : qsm_image_height(first);
    made_for.format = largest->given ? largest->format : qsm_image_format(first);
    made_for.compression = self->chosen->compression;
    made_for.version = self->chosen->version;
    if (icc_size > 0)
        made_for.metadata_bytes = (1U << 16) + icc_size;
    self->sender = qsm_frame_sender_new_native(self->exchange.key, &made_for);
    qsm_shared_memory *memory = qsm_frame_sender_shared_memory(self->sender);
    qsm_shared_memory_set_stop(memory, tool_waiting_ask, &self->exchange.waiting);
    /* A stranger can shrink a POSIX segment at any time. */
    (void)qsm_shared_memory_set_copy_through_kernel(memory, true);
    if (self->sender == NULL)
        (void)tool_fail(self->exchange.call, "%s: no Qt can read a picture of %dx%d %s%s",
                        source_option(self), made_for.width, made_for.height,
                        qsm_image_format_name(made_for.format),
                        self->chosen->version != 0 ? " in this --stream-version" : "");
    return self->sender != NULL;
}

/* Before the first picture. */
static bool open_segment(stream *self, const qsm_image *first)
{
    if (!may_use_segment(self) || !make_sender(self, first))
        return false;
    self->exchange.waiting.memory = qsm_frame_sender_shared_memory(self->sender);
    bool ok = qsm_frame_sender_open(self->sender, tool_duration_or(self->chosen->timeout, -1));
    self->exchange.waiting.memory = self->exchange.memory;
    if (!ok)
        fail(self, first);
    return ok;
}

static void report_first(stream *self, const qsm_image *image)
{
    qsm_frame_sender_statistics done = statistics_of(self);
    qsm_exchange_report *report = &self->exchange.report;
    report->segment_size = done.segment_size;
    report->stream_size = (size_t)done.bytes;
    report->locked_ns = done.locked_ns;
    report->total_ns = done.sending_ns;
    tool_note_directory(self->exchange.call, self->exchange.key);
    tool_put_report(&self->exchange, image, true);
    self->begun = self->told_at = self->last_sent = tool_now();
    self->next_tell = self->begun + SECOND;
    self->told = done.sent;
}

/* ---- pictures ---- */

static int64_t now_ns(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* While the input or the time of the next picture is waited for. False: a signal ends it. */
static bool go_on(void *context, int signal)
{
    stream *self = context;
    self->interrupted = self->interrupted || signal != 0;
    tell(self);
    return !self->interrupted;
}

/* --fps: waits until the next picture is due. One that is late is not made up for. */
static bool wait_until_due(stream *self)
{
    enum { NS_PER_MS = 1000000 };
    if (!self->chosen->fps.given)
        return true;
    const int64_t period = (int64_t)(1e9 / self->chosen->fps.per_second);
    int64_t now = now_ns();
    if (self->next_ns == 0 || now > self->next_ns + period)
        self->next_ns = now;
    while (now < self->next_ns) {
        int64_t left = (self->next_ns - now + NS_PER_MS / 2) / NS_PER_MS;
        if (!go_on(self, tool_signals_wait(left < SECOND ? (int)left : SECOND).ended_by))
            return false;
        if (left == 0)
            break;
        now = now_ns();
    }
    self->next_ns += period;
    return true;
}

/*
 * How long to wait for the lock before the picture is dropped. A lock whose holder was killed is
 * repaired by a wait of a second.
 */
static int lock_wait(const stream *self)
{
    enum { DEFAULT = 100, LONG = 1500 };
    int wait = self->chosen->fps.given ? (int)(SECOND / self->chosen->fps.per_second) : DEFAULT;
    wait = tool_duration_or(self->chosen->timeout, wait > 0 ? wait : 1);
    bool is_stuck = tool_now() - self->last_sent > SECOND;
    return is_stuck && wait < LONG && !self->chosen->timeout.given ? LONG : wait;
}

/* False: a message has been printed, or a signal came. */
static bool send_picture(stream *self, const qsm_image *image)
{
    bool is_first = self->sender == NULL;
    if (is_first && !open_segment(self, image))
        return false;
    switch (qsm_frame_sender_send(self->sender, image,
                                  is_first ? tool_duration_or(self->chosen->timeout, -1)
                                           : lock_wait(self))) {
    case QSM_FRAME_SENT:
        self->last_sent = tool_now();
        break;
    case QSM_FRAME_DROPPED:
        if (is_first)
            fail_lock(self);
        return !is_first;
    case QSM_FRAME_STOPPED:
        self->interrupted = true;
        return false;
    default:
        fail(self, image);
        return false;
    }
    if (is_first)
        report_first(self, image);
    return true;
}

/* Until the input ends. Returns the exit status. */
static int send_all(stream *self)
{
    qsm_image *image = NULL;
    tool_frame_read result = TOOL_FRAME_READ;
    while (result == TOOL_FRAME_READ) {
        result = tool_frame_input_next(self->input, &image);
        if (result != TOOL_FRAME_READ)
            break;
        self->pictures++;
        if (self->chosen->no_color_space)
            (void)qsm_image_set_icc_profile(image, NULL, NULL, 0);
        if (!wait_until_due(self))
            break;
        if (!send_picture(self, image))
            return self->interrupted ? TOOL_OK : TOOL_FAILED;
        (void)go_on(self, tool_signals_wait(0).ended_by);
        if (self->interrupted)
            break;
    }
    if (result == TOOL_FRAME_END && self->begun != 0)
        (void)wait_until_due(self); /* the last picture has its time, too */
    return result == TOOL_FRAME_BROKEN ? TOOL_FAILED : TOOL_OK;
}

/* ---- the end ---- */

/* Qt programs remove no POSIX segment. */
static void end_segment(stream *self)
{
    enum { WAIT = 1000 };
    static qsm_frame_sender *volatile kept; /* for leak checkers */
    tool_exchange *exchange = &self->exchange;
    if (self->chosen->keep) {
        kept = self->sender;
        (void)kept;
        tool_put_note_stays(exchange, "the segment stays");
        return;
    }
    qsm_frame_sender_free(self->sender);
    if (qsm_native_ipc_key_type(exchange->key) != QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        return;
    qsm_shared_memory_set_lock_timeout(exchange->memory, WAIT);
    if (qsm_shared_memory_attach(exchange->memory, QSM_SHARED_MEMORY_READ_ONLY))
        tool_put_note_stays(exchange, "another process uses the segment, so it stays");
}

/* After the last picture. A single picture is held, as that of a file. */
static void hold(const stream *self)
{
    qsm_shared_memory *memory = qsm_frame_sender_shared_memory(self->sender);
    tool_progress_clear();
    if (!self->interrupted && (self->chosen->hold.given || self->pictures == 1))
        tool_hold(self->exchange.call, self->chosen->hold, "segment", memory);
}

/* Nothing was sent, and no message says why. */
static int fail_early(const stream *self)
{
    if (self->interrupted || self->exchange.waiting.ended_by != 0)
        return tool_fail(self->exchange.call, "interrupted before the first picture");
    return tool_fail(self->exchange.call, "%s ended before the first picture",
                     tool_frame_input_name(self->input));
}

static int run(stream *self)
{
    int status = send_all(self);
    if (self->begun == 0)
        return status == TOOL_OK ? fail_early(self) : status;
    if (status == TOOL_OK)
        hold(self);
    if (self->sender != NULL) {
        tell_end(self);
        end_segment(self);
    }
    return status;
}

int tool_put_stream(const tool_call *call, const qsm_native_ipc_key *key, tool_frame_input *input)
{
    stream self = {.chosen = call->values, .input = input};
    int status = TOOL_FAILED;
    tool_signals_hold(false);
    (void)signal(SIGPIPE, SIG_IGN); /* the segment would stay; a write fails instead */
    tool_frame_input_wait_with(input, go_on, &self, SECOND);
    if (tool_exchange_start(&self.exchange, call, key, 0) &&
        tool_exchange_find_or_choose(&self.exchange, &self.chosen->key))
        status = run(&self);
    if (self.begun == 0)
        qsm_frame_sender_free(self.sender);
    tool_exchange_end(&self.exchange);
    return status;
}
