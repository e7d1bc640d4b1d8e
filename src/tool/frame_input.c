/* SPDX-License-Identifier: MIT */
#include "tool/frame_input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/cli/signals.h"
#include "tool/max_bytes.h"
#include "tool/picture.h"
#include "tool/picture_format.h"

struct tool_frame_input {
    const tool_call *call;
    const char *name; /* for people */
    tool_raw raw;     /* not given: PNG files */
    tool_rows rows;
    bool (*go_on)(void *context, int signal); /* NULL: signals are not held */
    void *context;
    int pause;
    int file;
    bool ended;           /* nothing more can be read */
    unsigned char *bytes; /* of the picture, and what was read after it */
    size_t capacity;
    size_t filled;
    size_t used;      /* bytes of the last picture */
    size_t frame;     /* bytes of a raw picture */
    qsm_image *image; /* raw: uses `bytes` */
    uint64_t total;   /* pictures in the file; 0: not known */
    uint64_t count;   /* whole pictures so far */
};

/* ---- messages ---- */

static tool_frame_read out_of_memory(const tool_frame_input *self)
{
    (void)tool_fail(self->call, "out of memory");
    return TOOL_FRAME_BROKEN;
}

/* "a picture of 640x480 RGB32 has 1228800 bytes" */
static const char *words_of(const tool_frame_input *self)
{
    static char words[128];
    const tool_raw *raw = &self->raw;
    (void)snprintf(words, sizeof words, "a picture of %dx%d %s has %zu bytes", raw->width,
                   raw->height, qsm_image_format_name(raw->format), self->frame);
    return words;
}

static size_t frame_bytes(const tool_raw *raw, tool_rows rows)
{
    return tool_row_bytes(raw->width, raw->format, rows) * (size_t)raw->height;
}

/* The other form of the rows, if `size` bytes are whole pictures of that form. */
static const char *other_rows(const tool_frame_input *self, uint64_t size)
{
    static char words[96];
    bool padded = self->rows == TOOL_ROWS_PADDED;
    size_t other = frame_bytes(&self->raw, padded ? TOOL_ROWS_PACKED : TOOL_ROWS_PADDED);
    if (other == self->frame || size % other != 0)
        return "";
    (void)snprintf(words, sizeof words, "; with --rows %s it has %zu bytes",
                   padded ? "packed" : "padded", other);
    return words;
}

static tool_frame_read fail_cut(const tool_frame_input *self)
{
    char count[64] = "no whole picture came before it";
    if (self->count > 0)
        (void)snprintf(count, sizeof count, "%" PRIu64 " whole picture%s before it", self->count,
                       self->count == 1 ? " came" : "s came");
    if (self->raw.given)
        (void)tool_fail(self->call, "%s ends within picture %" PRIu64 ", after %zu bytes; %s; %s%s",
                        self->name, self->count + 1, self->filled, count, words_of(self),
                        self->count == 0 ? other_rows(self, self->filled) : "");
    else
        (void)tool_fail(self->call, "%s ends within picture %" PRIu64 ", after %zu bytes; %s",
                        self->name, self->count + 1, self->filled, count);
    return TOOL_FRAME_BROKEN;
}

/* ---- reading ---- */

/* Whether to go on. */
static bool wait_for_input(tool_frame_input *self, bool *ready)
{
    *ready = true;
    if (self->go_on == NULL) {
        struct pollfd input = {.fd = self->file, .events = POLLIN};
        (void)poll(&input, 1, -1); /* another program can have set O_NONBLOCK */
        return true;
    }
    tool_event event = tool_signals_wait_for_input(self->file, self->pause, ready);
    return self->go_on(self->context, event.ended_by);
}

/* Memory for more; at most half as much again as what has come. */
static bool make_room(tool_frame_input *self, size_t most)
{
    enum { FIRST = 1 << 16 };
    if (self->filled < self->capacity)
        return true;
    size_t wanted = self->capacity == 0 ? FIRST : self->capacity + self->capacity / 2;
    if (wanted > most)
        wanted = most;
    unsigned char *bytes = realloc(self->bytes, wanted);
    if (bytes == NULL)
        return false;
    self->bytes = bytes;
    self->capacity = wanted;
    return true;
}

/* Reads until there are so many bytes. END: the input ends before. */
static tool_frame_read fill(tool_frame_input *self, size_t wanted)
{
    const size_t most = tool_most_file_bytes(self->call);
    while (self->filled < wanted) {
        bool ready = false;
        if (self->ended)
            return TOOL_FRAME_END;
        if (!wait_for_input(self, &ready))
            return TOOL_FRAME_STOPPED;
        if (!make_room(self, most))
            return out_of_memory(self);
        ssize_t count =
            ready ? read(self->file, self->bytes + self->filled, self->capacity - self->filled) : 0;
        self->ended = ready && count == 0;
        if (count > 0)
            self->filled += (size_t)count;
        if (count < 0 && errno != EINTR && errno != EAGAIN) {
            (void)tool_fail(self->call, "cannot read %s: %s", self->name, strerror(errno));
            return TOOL_FRAME_BROKEN;
        }
    }
    return TOOL_FRAME_READ;
}

/* fill() for bytes that have to come. */
static tool_frame_read need(tool_frame_input *self, size_t wanted)
{
    tool_frame_read result = fill(self, wanted);
    return result == TOOL_FRAME_END ? fail_cut(self) : result;
}

/* ---- PNG files ---- */

static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

static uint32_t read_number(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static tool_frame_read fail_no_png(const tool_frame_input *self)
{
    char buffer[32];
    const char *words = tool_file_words(self->bytes, self->filled, buffer);
    (void)tool_fail(self->call,
                    "picture %" PRIu64 " of %s is %s; --png-stream takes PNG files one after "
                    "another, as of ffmpeg -f image2pipe -c:v png -",
                    self->count + 1, self->name, words != NULL ? words : "no PNG file");
    return TOOL_FRAME_BROKEN;
}

static tool_frame_read fail_large(const tool_frame_input *self, size_t most)
{
    (void)tool_fail(self->call, "picture %" PRIu64 " of %s is larger than %zu MiB", self->count + 1,
                    self->name, most >> 20U);
    return TOOL_FRAME_BROKEN;
}

/* Reads to the end of the chunk IEND. Sets used. */
static tool_frame_read read_png(tool_frame_input *self)
{
    enum { LENGTH = 4, TYPE = 4, CHECKSUM = 4, AROUND = LENGTH + TYPE + CHECKSUM };
    const size_t most = tool_most_file_bytes(self->call);
    size_t at = sizeof signature;
    bool is_last = false;
    tool_frame_read result = need(self, at);
    if (result == TOOL_FRAME_READ && memcmp(self->bytes, signature, at) != 0)
        result = fail_no_png(self);
    while (result == TOOL_FRAME_READ && !is_last) {
        if (most - at < AROUND)
            return fail_large(self, most);
        result = need(self, at + LENGTH + TYPE);
        if (result != TOOL_FRAME_READ)
            break;
        size_t length = read_number(self->bytes + at);
        is_last = memcmp(self->bytes + at + LENGTH, "IEND", TYPE) == 0;
        if (length > most - at - AROUND)
            return fail_large(self, most);
        at += AROUND + length;
        result = need(self, at);
    }
    self->used = at;
    return result;
}

static tool_frame_read decode_png(tool_frame_input *self)
{
    const qsm_image_limits limits = tool_image_limits(self->call);
    if (self->image == NULL)
        self->image = qsm_image_new();
    if (self->image == NULL)
        return out_of_memory(self);
    if (qsm_image_load_from_data(self->image, self->bytes, self->used, &limits))
        return TOOL_FRAME_READ;
    const char *text = qsm_image_error_string(self->image);
    (void)tool_fail(self->call, "picture %" PRIu64 " of %s: %s%s", self->count + 1, self->name,
                    text, tool_limit_hint(self->call, text));
    return TOOL_FRAME_BROKEN;
}

/* ---- raw pixels ---- */

/* The memory of the only picture. False: a message has been printed. */
static bool prepare_raw(tool_frame_input *self)
{
    const tool_raw *raw = &self->raw;
    uint64_t padded = tool_row_bytes(raw->width, raw->format, TOOL_ROWS_PADDED);
    uint64_t row = padded > (uint64_t)raw->width * 4 ? padded : (uint64_t)raw->width * 4;
    if (row > tool_max_image_bytes(self->call) / (uint64_t)raw->height ||
        row > SIZE_MAX / 2 / (uint64_t)raw->height) {
        static const char text[] = "the picture is larger than the limit on bytes";
        (void)tool_fail(self->call, "--raw %dx%d@%s: %s%s", raw->width, raw->height,
                        qsm_image_format_name(raw->format), text,
                        tool_limit_hint(self->call, text));
        return false;
    }
    size_t bytes_per_line = tool_row_bytes(raw->width, raw->format, self->rows);
    self->frame = bytes_per_line * (size_t)raw->height;
    self->bytes = malloc(self->frame);
    if (self->bytes != NULL)
        self->image = qsm_image_new_wrapping(self->bytes, raw->width, raw->height,
                                             (ptrdiff_t)bytes_per_line, raw->format, NULL, NULL);
    self->capacity = self->frame;
    if (self->image == NULL)
        (void)out_of_memory(self);
    return self->image != NULL;
}

/* A file says before how many pictures it has. False: a message has been printed. */
static bool count_raw(tool_frame_input *self)
{
    struct stat status;
    if (fstat(self->file, &status) != 0 || !S_ISREG(status.st_mode))
        return true;
    off_t at = lseek(self->file, 0, SEEK_CUR);
    uint64_t size = status.st_size > at ? (uint64_t)(status.st_size - (at > 0 ? at : 0)) : 0;
    self->total = size / self->frame;
    if (size > 0 && size % self->frame == 0)
        return true;
    (void)tool_fail(self->call, "%s has %" PRIu64 " bytes, which are no whole pictures; %s%s",
                    self->name, size, words_of(self), size > 0 ? other_rows(self, size) : "");
    return false;
}

/* ---- the object ---- */

tool_frame_input *tool_frame_input_open(const tool_call *call, const char *path,
                                        const tool_raw *raw, tool_rows rows)
{
    bool standard = strcmp(path, "-") == 0;
    tool_frame_input *self = calloc(1, sizeof *self);
    if (self == NULL) {
        (void)tool_fail(call, "out of memory");
        return NULL;
    }
    self->call = call;
    self->raw = *raw;
    self->rows = rows != TOOL_ROWS_DEFAULT ? rows : TOOL_ROWS_PACKED;
    self->name = standard ? "standard input" : path;
    self->file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    bool ok = self->file >= 0;
    if (!ok)
        (void)tool_fail(call, "cannot read %s: %s", path, strerror(errno));
    if (ok && raw->given)
        ok = prepare_raw(self) && count_raw(self);
    if (ok)
        return self;
    tool_frame_input_close(self);
    return NULL;
}

void tool_frame_input_wait_with(tool_frame_input *self, bool (*go_on)(void *context, int signal),
                                void *context, int pause)
{
    self->go_on = go_on;
    self->context = context;
    self->pause = pause;
}

const char *tool_frame_input_name(const tool_frame_input *self)
{
    return self->name;
}

uint64_t tool_frame_input_total(const tool_frame_input *self)
{
    return self->total;
}

/* Forgets the last picture; what was read after it comes first. */
static void drop_used(tool_frame_input *self)
{
    self->filled -= self->used;
    if (self->filled > 0)
        memmove(self->bytes, self->bytes + self->used, self->filled);
    self->used = 0;
}

tool_frame_read tool_frame_input_next(tool_frame_input *self, qsm_image **image)
{
    drop_used(self);
    tool_frame_read result = fill(self, 1);
    if (result == TOOL_FRAME_READ && self->raw.given) {
        result = need(self, self->frame);
        self->used = self->frame;
    } else if (result == TOOL_FRAME_READ) {
        result = read_png(self);
        if (result == TOOL_FRAME_READ)
            result = decode_png(self);
    }
    if (result != TOOL_FRAME_READ)
        self->used = 0;
    else
        self->count++;
    *image = self->image;
    return result;
}

void tool_frame_input_close(tool_frame_input *self)
{
    if (self == NULL)
        return;
    qsm_image_free(self->image);
    free(self->bytes);
    if (self->file > STDIN_FILENO)
        (void)close(self->file);
    free(self);
}

/* Whether no second picture follows; otherwise a message has been printed. */
static bool is_last(tool_frame_input *self)
{
    drop_used(self);
    tool_frame_read result = fill(self, 1);
    if (result == TOOL_FRAME_READ)
        (void)tool_fail(self->call, "more than one picture is in %s; %s; qsm %s reads only one",
                        self->name, words_of(self), self->call->command->name);
    return result == TOOL_FRAME_END;
}

qsm_image *tool_frame_input_only(tool_frame_input *self)
{
    qsm_image *image = NULL;
    tool_frame_read result = tool_frame_input_next(self, &image);
    if (result == TOOL_FRAME_END)
        (void)fail_cut(self);
    if (result != TOOL_FRAME_READ)
        return NULL;
    qsm_image *copy = qsm_image_copy(image); /* its rows are those of QImage */
    if (copy == NULL)
        (void)out_of_memory(self);
    if (copy != NULL && is_last(self))
        return copy;
    qsm_image_free(copy);
    return NULL;
}
