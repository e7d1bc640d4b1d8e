/* SPDX-License-Identifier: MIT */
/*
 * qsm watch: a line for each change of the contents of a segment. It is not attached between two
 * looks, so it keeps no segment alive.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/cli/child.h"
#include "tool/cli/files.h"
#include "tool/cli/progress.h"
#include "tool/cli/signals.h"
#include "tool/commands.h"
#include "tool/content.h"
#include "tool/key_options.h"
#include "tool/max_bytes.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/picture_format.h"
#include "tool/waiting.h"
#include "tool/watch_file.h"
#include "tool/watch_look.h"

enum { DEFAULT_INTERVAL = 250, TIME_SIZE = 32 };

typedef struct watch_options {
    tool_key_options key;
    const char *output;
    const char *command;
    tool_duration interval;
    tool_duration timeout;
    tool_size offset;
    int count;
    tool_size max_bytes;
} watch_options;

static const tool_option options[] = {
    {"output", 'o', TOOL_TAKES_VALUE, "PATTERN.png",
     "write each picture as a file, as -o of get; %d is the\n"
     "number of the change (%04d: 4 digits); without a number\n"
     "each picture replaces the file",
     tool_parse_text, offsetof(watch_options, output)},
    {"exec", 0, TOOL_TAKES_VALUE, "CMD",
     "run this shell command for each change; QSM_NUMBER,\n"
     "QSM_BYTES, QSM_HASH, QSM_WIDTH, QSM_HEIGHT, QSM_FORMAT and,\n"
     "with -o, QSM_FILE describe the change",
     tool_parse_text, offsetof(watch_options, command)},
    {"interval", 0, TOOL_TAKES_VALUE, "SECONDS", "time between two reads (default: 0.25)",
     tool_parse_duration, offsetof(watch_options, interval)},
    {"count", 0, TOOL_TAKES_VALUE, "N", "end after N changes", tool_parse_count,
     offsetof(watch_options, count)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "end with status 1 after SECONDS without a change",
     tool_parse_duration, offsetof(watch_options, timeout)},
    TOOL_OFFSET_OPTION(watch_options, offset),
    TOOL_MAX_BYTES_OPTION(watch_options, max_bytes),
    TOOL_ANY_OPTION(watch_options, key),
    TOOL_SCHEME_OPTION(watch_options, key),
    TOOL_KEY_OPTIONS(watch_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

typedef struct watching {
    const tool_call *call;
    const qsm_native_ipc_key *key;
    const char *name;
    const char *legacy;    /* KEY, if its segment can exist under any key scheme; else NULL */
    qsm_key_scheme scheme; /* of key */
    tool_look looks[2];    /* in turn: the last reported one, and the memory for the next */
    int last;              /* which of them was reported; its size is 0 if there was no segment */
    int number;
    qsm_shared_memory *memory; /* waits for a segment; never attached */
    tool_waiting waiting;
    bool gone;   /* the last look found no segment */
    bool failed; /* an error was printed: a file could not be written, or out of memory */
    bool interrupted;
} watching;

/* A change, as it is reported. */
typedef struct change {
    char time[TIME_SIZE];
    const tool_look *at;
    uint64_t hash;
    const qsm_image *image; /* null if the bytes are no image */
    const char *why_not;    /* the reason, if image is null */
    const char *file;       /* the written file; NULL: none */
} change;

/* FNV-1a: shows people that two pictures differ. It proves nothing. */
static uint64_t hash_of(const tool_look *at)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < at->size; i++)
        hash = (hash ^ at->bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void tell_time(char text[TIME_SIZE])
{
    time_t now = time(NULL);
    struct tm parts;
    (void)strftime(text, TIME_SIZE, "%Y-%m-%dT%H:%M:%S%z", localtime_r(&now, &parts));
}

/* ---- telling ---- */

static const char *format_of(const qsm_image *image)
{
    const char *name = qsm_image_format_name(qsm_image_format(image));
    return name != NULL ? name : "";
}

/* Only files of these two formats are read. */
static const char *name_of(const tool_look *at)
{
    if (at->file_format == NULL)
        return "QImage";
    return strcmp(at->file_format, "png") == 0 ? "PNG file" : "BMP file";
}

static void print_change(const watching *self, const change *of)
{
    (void)printf("%s  %d  ", of->time, self->number);
    if (qsm_image_is_null(of->image))
        (void)printf("%s%s", of->why_not, tool_limit_hint(self->call, of->why_not));
    else
        (void)printf("%s %dx%d %s", name_of(of->at), qsm_image_width(of->image),
                     qsm_image_height(of->image), format_of(of->image));
    (void)printf("  %zu bytes  %016" PRIx64 "%s%s\n", of->at->size, of->hash,
                 of->file != NULL ? "  " : "", of->file != NULL ? of->file : "");
}

static void begin_event(tool_json *json, const char *event, const char *when)
{
    tool_json_start(json, stdout);
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "event", event);
    tool_json_string(json, "time", when);
}

static void print_change_json(const watching *self, const change *of)
{
    tool_json json;
    char hash[17];
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, of->hash);
    begin_event(&json, "change", of->time);
    tool_json_integer(&json, "number", self->number);
    tool_json_unsigned(&json, "bytes", of->at->size);
    tool_json_string(&json, "hash", hash);
    if (qsm_image_is_null(of->image)) {
        tool_json_string(&json, "noImage", of->why_not);
    } else {
        tool_json_integer(&json, "width", qsm_image_width(of->image));
        tool_json_integer(&json, "height", qsm_image_height(of->image));
        tool_json_string(&json, "format", format_of(of->image));
        if (of->at->file_format != NULL)
            tool_json_string(&json, "fileFormat", of->at->file_format);
    }
    if (of->file != NULL)
        tool_json_string(&json, "file", of->file);
    if (self->scheme != QSM_KEY_SCHEME_NONE)
        tool_json_string(&json, "scheme", qsm_key_scheme_name(self->scheme));
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static void tell_gone(const watching *self)
{
    char when[TIME_SIZE];
    tell_time(when);
    if (self->call->json) {
        tool_json json;
        begin_event(&json, "gone", when);
        tool_json_end_object(&json);
        tool_json_finish(&json);
    } else {
        (void)printf("%s  the segment is gone\n", when);
    }
    (void)fflush(stdout);
}

/* ---- --exec ---- */

static void set_number(const char *name, uint64_t value)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%" PRIu64, value);
    (void)setenv(name, text, 1);
}

static void set_environment(const watching *self, const change *of)
{
    char hash[17];
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, of->hash);
    set_number("QSM_NUMBER", (uint64_t)self->number);
    set_number("QSM_BYTES", of->at->size);
    (void)setenv("QSM_HASH", hash, 1);
    set_number("QSM_WIDTH", (uint64_t)qsm_image_width(of->image));
    set_number("QSM_HEIGHT", (uint64_t)qsm_image_height(of->image));
    (void)setenv("QSM_FORMAT", format_of(of->image), 1);
    (void)setenv("QSM_FILE", of->file != NULL ? of->file : "", 1);
}

static void run_command(watching *self, const change *of)
{
    const watch_options *chosen = self->call->values;
    if (chosen->command == NULL)
        return;
    char shell[] = "/bin/sh";
    char flag[] = "-c";
    char *command = strdup(chosen->command);
    char *const words[] = {shell, flag, command, NULL};
    set_environment(self, of);
    (void)fflush(NULL);
    pid_t child = command != NULL ? tool_child_start(words, NULL) : -1;
    int status = child > 0 ? tool_child_follow(child) : TOOL_EXIT_CANNOT_RUN;
    free(command);
    if (status != 0)
        tool_note(self->call, "%s: ended with status %d", chosen->command, status);
    self->interrupted = self->interrupted || status > TOOL_EXIT_BY_SIGNAL;
}

/* ---- looking ---- */

static void run_out_of_memory(watching *self)
{
    self->failed = true;
    (void)tool_fail(self->call, "out of memory");
}

static void tell_change(watching *self, const tool_look *at)
{
    const watch_options *chosen = self->call->values;
    change of = {.at = at, .hash = hash_of(at), .image = at->image, .why_not = at->why_not};
    char *file = NULL;
    self->number++;
    tell_time(of.time);
    if (chosen->output != NULL && !qsm_image_is_null(at->image)) {
        file = tool_watch_file(chosen->output, self->number);
        if (file == NULL)
            run_out_of_memory(self);
        else
            self->failed = !tool_write_image(self->call, at->image, file);
        of.file = file;
    }
    tool_progress_clear();
    if (self->call->json)
        print_change_json(self, &of);
    else
        print_change(self, &of);
    (void)fflush(stdout);
    if (!self->failed)
        run_command(self, &of);
    free(file);
}

/*
 * A Qt program that removes the lock at its end, under others, removes only a lock that it made.
 * Not for the segment of another user: the lock would belong to this one. Not with POSIX keys:
 * while this command has the lock open, nobody could repair it when its holder is killed.
 */
static void keep_lock(const watching *self, const tool_look *now)
{
    if (now->is_own && qsm_native_ipc_key_type(self->key) != QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        (void)qsm_shared_memory_keep_lock(self->memory, NULL);
}

/* Returns whether it reported a change. */
static bool look_once(watching *self)
{
    tool_look *last = &self->looks[self->last];
    tool_look *now = &self->looks[!self->last];
    const watch_options *chosen = self->call->values;
    tool_look_result result = tool_watch_look(self->key, tool_offset(chosen->offset), last, now);
    keep_lock(self, now);
    bool is_new = result == TOOL_LOOK_NEW || (result == TOOL_LOOK_GONE && last->size > 0);
    self->gone = result == TOOL_LOOK_GONE;
    if (result == TOOL_LOOK_NO_MEMORY)
        run_out_of_memory(self);
    if (is_new) {
        self->last = !self->last;
        if (self->gone)
            tell_gone(self);
        else
            tell_change(self, now);
    }
    return is_new;
}

/* Goes on with the key of a scheme. The object forgets the lock of the old key. */
static void follow(watching *self, const tool_schemes *schemes, qsm_key_scheme scheme)
{
    tool_schemes_tell(schemes, self->call, scheme);
    self->scheme = scheme;
    if (!qsm_shared_memory_set_native_ipc_key(self->memory, schemes->of[scheme].key))
        run_out_of_memory(self);
    self->key = qsm_shared_memory_native_ipc_key(self->memory);
}

/*
 * Whether a segment exists, under any key scheme, that this user may use; only_own: of this user. A
 * stranger can make one at any time.
 */
static bool find_segment(watching *self, bool only_own)
{
    tool_schemes schemes;
    qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
    if (tool_schemes_look(&schemes, self->legacy, NULL, false))
        found = tool_schemes_best(&schemes);
    else if (errno == ENOMEM)
        run_out_of_memory(self);
    const tool_scheme_state *state = &schemes.of[found];
    bool is_there = found != QSM_KEY_SCHEME_NONE && (only_own ? state->own : state->usable);
    if (is_there && found != self->scheme)
        follow(self, &schemes, found);
    tool_schemes_end(&schemes);
    return is_there;
}

static void wait_under_any_scheme(watching *self, int64_t deadline)
{
    enum { LOOK_EVERY = 20 };
    while (!self->failed && !find_segment(self, false)) {
        int left = tool_left(deadline, LOOK_EVERY);
        if (left == 0 || tool_waiting_ask(&self->waiting))
            return;
        self->waiting.ended_by = tool_signals_wait(left).ended_by;
        if (self->waiting.ended_by != 0)
            return;
    }
}

/* Waits before the next look: for the interval, or until there is a segment. */
static void rest(watching *self, int interval, int64_t deadline)
{
    if (self->gone && self->legacy != NULL) {
        wait_under_any_scheme(self, deadline);
        self->interrupted |= self->waiting.ended_by != 0;
        return;
    }
    if (!self->gone) {
        self->interrupted |= tool_signals_wait(interval).ended_by != 0;
        if (self->legacy != NULL && !self->looks[self->last].is_own)
            (void)find_segment(self, true); /* this user's may have appeared beside it */
        return;
    }
    int left = deadline == TOOL_FOREVER ? -1 : tool_left(deadline, INT_MAX);
    (void)qsm_shared_memory_wait_for_segment(self->memory, left);
    self->interrupted |= self->waiting.ended_by != 0;
}

static int watch(watching *self)
{
    const watch_options *chosen = self->call->values;
    int interval = tool_duration_or(chosen->interval, DEFAULT_INTERVAL);
    int timeout = tool_duration_or(chosen->timeout, -1);
    int64_t deadline = tool_deadline(timeout);
    while (!self->interrupted) {
        if (look_once(self))
            deadline = tool_deadline(timeout);
        if (self->failed)
            return TOOL_FAILED;
        if (chosen->count > 0 && self->number >= chosen->count)
            break;
        if (tool_left(deadline, 1) == 0)
            return tool_fail_key(self->call, self->key, "nothing has changed for %d ms", timeout);
        if (self->number == 0)
            tool_progress("waiting for a picture");
        if (!self->interrupted)
            rest(self, interval, deadline);
    }
    tool_progress_clear();
    return TOOL_OK;
}

/* Whether the first file can be written, before a wait for the picture. */
static bool can_write(const tool_call *call)
{
    const watch_options *chosen = call->values;
    char *file = chosen->output != NULL ? tool_watch_file(chosen->output, 1) : NULL;
    bool can = file == NULL || tool_can_write_file(call, file);
    free(file);
    return can;
}

static int watch_key(tool_call *call, const qsm_native_ipc_key *key)
{
    const watch_options *chosen = call->values;
    if (chosen->output != NULL && !tool_watch_pattern_is_good(chosen->output))
        return tool_fail_usage(call, "-o %s: only %%d, %%0Nd and %%%% may follow a %%",
                               chosen->output);
    if (chosen->output != NULL && tool_output_format(call, chosen->output) == NULL)
        return TOOL_USAGE;
    if (!can_write(call))
        return TOOL_FAILED;
    watching self = {.call = call,
                     .key = key,
                     .name = qsm_native_ipc_key_native_key(key),
                     .scheme = tool_named_scheme(&chosen->key),
                     .memory = qsm_shared_memory_new_native(key)};
    const qsm_image_limits limits = tool_image_limits(call);
    self.looks[0].limits = self.looks[1].limits = &limits;
    if (self.memory == NULL)
        return tool_fail(call, "out of memory");
    self.waiting.memory = self.memory;
    qsm_shared_memory_set_stop(self.memory, tool_waiting_ask, &self.waiting);
    if (tool_takes_any_scheme(&chosen->key)) {
        self.legacy = self.name = qsm_native_ipc_key_legacy_key(key);
        (void)find_segment(&self, false);
    }
    tool_signals_hold(false);
    int status = self.failed ? TOOL_FAILED : watch(&self);
    tool_watch_drop(&self.looks[0]);
    tool_watch_drop(&self.looks[1]);
    qsm_shared_memory_free(self.memory);
    return status;
}

static int run(tool_call *call)
{
    const watch_options *chosen = call->values;
    return tool_with_key(call, &chosen->key, watch_key);
}

const tool_command tool_watch = {
    .name = "watch",
    .operands = "KEY [OPTION]...",
    .summary = "print a line for each change of the picture",
    .description =
        "Waits for the segment of KEY, under any key scheme, and looks at it again and again. For\n"
        "each change it prints a line: time, number, picture, size of its stream in bytes, and a\n"
        "hash of these bytes. It also prints a line when the segment is gone, and then waits for "
        "the\n"
        "next one. It reads a picture under its lock, for the time of one copy. It is not "
        "attached\n"
        "between two looks. It misses a change that is undone before the next look. It ends with\n"
        "status 0 when interrupted or after --count changes. --json prints one object for each "
        "line.",
    .examples =
        "  qsm watch hello\n"
        "  qsm watch hello -o frame-%04d.png --count 10\n"
        "  qsm watch hello -o now.png --exec 'echo \"$QSM_WIDTH x $QSM_HEIGHT: $QSM_FILE\"'\n",
    .options = options,
    .values_size = sizeof(watch_options),
    .run = run,
};
