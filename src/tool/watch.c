/* SPDX-License-Identifier: MIT */
/*
 * qsm watch: a line for each change of the contents of a segment. It is not attached between two
 * looks, so it keeps no segment alive.
 */
#include <inttypes.h>
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
#include "tool/max_bytes.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/picture_format.h"
#include "tool/watch_file.h"
#include "tool/watch_key.h"
#include "tool/watch_look.h"
#include "tool/watch_options.h"
#include "tool/watch_stream.h"

enum { DEFAULT_INTERVAL = 250, TIME_SIZE = 32 };

static const tool_option options[] = {
    {"output", 'o', TOOL_TAKES_VALUE, "PATTERN.png",
     "write each picture as a file, as -o of get; %d is the\n"
     "number of the change (%04d: 4 digits); without a number\n"
     "each picture replaces the file",
     tool_parse_text, offsetof(watch_options, output)},
    {"raw", 0, TOOL_TAKES_VALUE, "PATTERN",
     "write the pixels of each picture as a file, as -o does; -\n"
     "writes a stream for ffplay or ffmpeg to standard output",
     tool_parse_text, offsetof(watch_options, raw)},
    TOOL_ROWS_OPTION(watch_options, rows, "packed"),
    {"format", 0, TOOL_TAKES_VALUE, "NAME",
     "of --raw: first convert to this format, such as RGB32 or\n"
     "bgra (with --raw - the default is that of the first picture)",
     tool_parse_raw_format, offsetof(watch_options, format)},
    {"exec", 0, TOOL_TAKES_VALUE, "CMD",
     "run this shell command for each change; QSM_NUMBER,\n"
     "QSM_BYTES, QSM_HASH, QSM_WIDTH, QSM_HEIGHT, QSM_FORMAT and,\n"
     "with -o, QSM_FILE describe the change",
     tool_parse_text, offsetof(watch_options, command)},
    {"interval", 0, TOOL_TAKES_VALUE, "SECONDS",
     "time between two reads (default: 0.25; with --raw -: 0.02)", tool_parse_duration,
     offsetof(watch_options, interval)},
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
    tool_watch_key at;
    tool_look looks[2]; /* in turn: the last reported one, and the memory for the next */
    int last;           /* which of them was reported; its size is 0 if there was no segment */
    int number;
    FILE *out;   /* for the lines; standard error if the pictures use standard output */
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
    (void)fprintf(self->out, "%s  %d  ", of->time, self->number);
    if (qsm_image_is_null(of->image))
        (void)fprintf(self->out, "%s%s", of->why_not, tool_limit_hint(self->call, of->why_not));
    else
        (void)fprintf(self->out, "%s %dx%d %s", name_of(of->at), qsm_image_width(of->image),
                      qsm_image_height(of->image), format_of(of->image));
    (void)fprintf(self->out, "  %zu bytes  %016" PRIx64 "%s%s\n", of->at->size, of->hash,
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
    if (self->at.scheme != QSM_KEY_SCHEME_NONE)
        tool_json_string(&json, "scheme", qsm_key_scheme_name(self->at.scheme));
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
        (void)fprintf(self->out, "%s  the segment is gone\n", when);
    }
    (void)fflush(self->out);
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
    tool_watch_key_out_of_memory(&self->at);
}

/* Writes the pixels. False: a message has been printed. */
static bool write_raw(const tool_call *call, const qsm_image *image, const char *file)
{
    const watch_options *chosen = call->values;
    tool_rows rows = chosen->rows != TOOL_ROWS_DEFAULT ? chosen->rows : TOOL_ROWS_PACKED;
    qsm_image *converted = chosen->format != QSM_IMAGE_FORMAT_INVALID
                               ? tool_convert_picture(call, image, chosen->format)
                               : NULL;
    if (chosen->format != QSM_IMAGE_FORMAT_INVALID && converted == NULL)
        return false;
    bool ok = tool_write_raw(call, converted != NULL ? converted : image, file, rows);
    qsm_image_free(converted);
    return ok;
}

/* Writes the picture as a file of this pattern. Returns its name for free(). */
static char *write_file(watching *self, const qsm_image *image, const char *pattern,
                        bool (*write)(const tool_call *call, const qsm_image *image,
                                      const char *file))
{
    if (pattern == NULL || qsm_image_is_null(image) || self->failed)
        return NULL;
    char *file = tool_watch_file(pattern, self->number);
    if (file == NULL)
        run_out_of_memory(self);
    else
        self->failed = !write(self->call, image, file);
    return file;
}

static void tell_change(watching *self, const tool_look *at)
{
    const watch_options *chosen = self->call->values;
    change of = {.at = at, .hash = hash_of(at), .image = at->image, .why_not = at->why_not};
    self->number++;
    tell_time(of.time);
    char *file = write_file(self, at->image, chosen->output, tool_write_image);
    char *raw = write_file(self, at->image, chosen->raw, write_raw);
    of.file = file != NULL ? file : raw;
    tool_progress_clear();
    if (self->call->json)
        print_change_json(self, &of);
    else
        print_change(self, &of);
    (void)fflush(self->out);
    if (!self->failed)
        run_command(self, &of);
    free(file);
    free(raw);
}

/*
 * A Qt program that removes the lock at its end, under others, removes only a lock that it made.
 * Not for the segment of another user: the lock would belong to this one. Not with POSIX keys:
 * while this command has the lock open, nobody could repair it when its holder is killed.
 */
static void keep_lock(const watching *self, const tool_look *now)
{
    if (now->is_own && qsm_native_ipc_key_type(self->at.key) != QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        (void)qsm_shared_memory_keep_lock(self->at.memory, NULL);
}

/* Returns whether it reported a change. */
static bool look_once(watching *self)
{
    tool_look *last = &self->looks[self->last];
    tool_look *now = &self->looks[!self->last];
    const watch_options *chosen = self->call->values;
    tool_look_result result = tool_watch_look(self->at.key, tool_offset(chosen->offset), last, now);
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

/* Waits before the next look: for the interval, or until there is a segment. */
static void rest(watching *self, int interval, int64_t deadline)
{
    if (!self->gone) {
        self->interrupted |= tool_signals_wait(interval).ended_by != 0;
        /* This user's may have appeared beside it. */
        if (self->at.legacy != NULL && !self->looks[self->last].is_own)
            (void)tool_watch_key_find(&self->at, true);
    } else {
        (void)tool_watch_key_wait(&self->at, deadline);
        self->interrupted |= self->at.waiting.ended_by != 0;
    }
    self->failed |= self->at.out_of_memory;
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
            return tool_fail_key(self->call, self->at.key, "nothing has changed for %d ms",
                                 timeout);
        if (self->number == 0)
            tool_progress("waiting for a picture");
        if (!self->interrupted)
            rest(self, interval, deadline);
    }
    tool_progress_clear();
    return TOOL_OK;
}

/* Whether the first file can be written, before a wait for the picture. */
static bool can_write(const tool_call *call, const char *pattern)
{
    char *file = pattern != NULL ? tool_watch_file(pattern, 1) : NULL;
    bool can = file == NULL || tool_can_write_file(call, file);
    free(file);
    return can;
}

static bool is_standard(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

/* Whether the options go together. Otherwise it has printed a message. */
static bool check(const tool_call *call)
{
    const watch_options *chosen = call->values;
    const char *patterns[] = {chosen->output, chosen->raw};
    for (int i = 0; i < 2; i++) {
        if (patterns[i] == NULL || tool_watch_pattern_is_good(patterns[i]))
            continue;
        (void)tool_fail_usage(call, "%s %s: only %%d, %%0Nd and %%%% may follow a %%",
                              i == 0 ? "-o" : "--raw", patterns[i]);
        return false;
    }
    bool is_stream = is_standard(chosen->raw);
    const char *alone = chosen->rows != TOOL_ROWS_DEFAULT            ? "--rows"
                        : chosen->format != QSM_IMAGE_FORMAT_INVALID ? "--format"
                                                                     : NULL;
    if (alone != NULL && chosen->raw == NULL)
        (void)tool_fail_usage(call, "%s needs --raw OUT", alone);
    else if (is_stream && (chosen->output != NULL || chosen->command != NULL))
        (void)tool_fail_usage(call, "--raw - and %s exclude each other",
                              chosen->output != NULL ? "-o" : "--exec");
    else if (call->json && (is_stream || is_standard(chosen->output)))
        (void)tool_fail_usage(call, "only one of -o -, --raw - and --json can use standard output");
    else
        return chosen->output == NULL || tool_output_format(call, chosen->output) != NULL;
    return false;
}

static int watch_key(tool_call *call, const qsm_native_ipc_key *key)
{
    const watch_options *chosen = call->values;
    if (!check(call))
        return TOOL_USAGE;
    if (is_standard(chosen->raw))
        return tool_watch_stream(call, key);
    if (!can_write(call, chosen->output) || !can_write(call, chosen->raw))
        return TOOL_FAILED;
    watching self = {.call = call, .out = is_standard(chosen->output) ? stderr : stdout};
    const qsm_image_limits limits = tool_image_limits(call);
    self.looks[0].limits = self.looks[1].limits = &limits;
    bool ok = tool_watch_key_start(&self.at, call, &chosen->key, key);
    int status = ok ? watch(&self) : TOOL_FAILED;
    tool_watch_drop(&self.looks[0]);
    tool_watch_drop(&self.looks[1]);
    tool_watch_key_end(&self.at);
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
        "line.\n"
        "\n"
        "--raw - stays attached and writes the pixels of each new picture to standard output, "
        "without\n"
        "a header; a note says their size and format. It looks at least each 20 ms, or each\n"
        "--interval. A picture that is replaced before a look is not written. If a later picture "
        "has\n"
        "another size, it ends with status 1; another format is converted. It ends with status 0 "
        "when\n"
        "the reader of its output has ended. -o - writes a PNG file for each picture.",
    .examples =
        "  qsm watch hello\n"
        "  qsm watch hello --raw - --format bgra |\n"
        "      ffplay -f rawvideo -pixel_format bgra -video_size 640x480 -\n"
        "  qsm watch hello -o - --interval 0.04 | ffplay -f image2pipe -c:v png -\n"
        "  qsm watch hello -o frame-%04d.png --count 10\n"
        "  qsm watch hello -o now.png --exec 'echo \"$QSM_WIDTH x $QSM_HEIGHT: $QSM_FILE\"'\n",
    .options = options,
    .values_size = sizeof(watch_options),
    .run = run,
};
