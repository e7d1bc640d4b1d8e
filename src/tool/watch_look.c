/* SPDX-License-Identifier: MIT */
#include "tool/watch_look.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/content.h"

/* HEAD: what qsm_segment_content_of() needs. MOST_PREPARED: more memory is not touched before. */
enum { HEAD = 64 << 10, LOCK_WAIT = 200, MOST = 1 << 30, MOST_PREPARED = 64 << 20, SKIP = 7 };

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* Memory whose pages exist: no page is missing while the lock is held. */
static bool make_ready(tool_look *self, size_t size)
{
    if (size <= self->capacity)
        return true;
    unsigned char *bytes = realloc(self->bytes, size);
    if (bytes == NULL)
        return false;
    size_t touched = smaller(size, MOST_PREPARED);
    if (touched > self->capacity)
        memset(bytes + self->capacity, 1, touched - self->capacity);
    self->bytes = bytes;
    self->capacity = size;
    return true;
}

/* Whether the first bytes, or all if there are enough, are those of the last look. */
static bool begins_as(const tool_look *self, const tool_look *last, size_t got)
{
    return last->size > 0 && (last->is_stream || last->segment_size == self->segment_size) &&
           memcmp(self->bytes, last->bytes, smaller(got, last->size)) == 0;
}

static bool is_same(const tool_look *self, const tool_look *last, size_t got)
{
    return got >= last->size && begins_as(self, last, got);
}

/* ---- without the lock ---- */

/*
 * Without the lock, all that can be compared is compared. But a process that attaches to a System V
 * segment without the lock can confuse a peer that detaches: there it is only the beginning.
 */
static size_t size_to_peek(const qsm_native_ipc_key *key, const tool_look *last, size_t segment)
{
    bool posix = qsm_native_ipc_key_type(key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    size_t wanted = posix && last->size > HEAD ? last->size : HEAD;
    return smaller(wanted, segment);
}

/*
 * Whether no other process has taken the System V lock since this one had it. A program that writes
 * without the lock is noticed a few looks later.
 */
static bool nobody_has_locked(const qsm_segment_info *info, const tool_look *last)
{
    return last->was_locked && last->skipped < SKIP &&
           qsm_segment_info_lock_last_pid(info) == (int64_t)getpid();
}

/* What is at the place of the picture, by the first bytes. */
static qsm_segment_content recognise(const tool_look *self, size_t got)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    if (got > self->offset)
        (void)qsm_segment_content_of(self->bytes + self->offset, smaller(got - self->offset, HEAD),
                                     &content);
    return content;
}

/* The version of a stream in which a file is an image; 0: not a file that can be read here. */
static int version_of(const qsm_segment_content *content)
{
    bool here = content->offset == 0 || content->container != NULL;
    if (content->type != QSM_SEGMENT_CONTENT_FILE || !here)
        return 0;
    if (strcmp(content->file_format, "png") == 0)
        return QSM_DATA_STREAM_QT_3_0;
    return strcmp(content->file_format, "bmp") == 0 ? QSM_DATA_STREAM_QT_1_0 : 0;
}

/* The bytes of an image without compression, and some more; most streams are smaller. */
static size_t stored_size(const qsm_segment_content *content)
{
    uint64_t width = content->width > 0 ? (uint64_t)content->width : 0;
    uint64_t height = content->height > 0 ? (uint64_t)content->height : 0;
    int depth = qsm_image_format_depth(content->format);
    uint64_t row = width * (uint64_t)(depth > 0 ? depth : 64) / 8 + 1;
    if (height > MOST / row)
        return MOST;
    return (size_t)(row * height + row * height / 64 + HEAD);
}

/* Images, and the files that version_of() reads. */
static bool is_picture(const qsm_segment_content *content)
{
    return content->type == QSM_SEGMENT_CONTENT_NULL_IMAGE ||
           content->type == QSM_SEGMENT_CONTENT_IMAGE || version_of(content) != 0;
}

/* How many bytes to read under the lock. A stream that is longer is read again. */
static size_t size_to_read(const tool_look *self, const tool_look *last,
                           const qsm_segment_content *content)
{
    size_t segment = smaller(self->segment_size, MOST);
    if (!is_picture(content))
        return segment;
    return smaller(segment, last->is_stream && last->size > 0
                                ? last->size + HEAD
                                : self->offset + content->offset + stored_size(content));
}

/* ---- under the lock ---- */

/* Programs that use no lock can have removed it. */
static size_t copy(const qsm_segment_info *info, tool_look *self, size_t size)
{
    size_t got = qsm_segment_info_read(info, LOCK_WAIT, self->bytes, size);
    self->was_locked = got > 0;
    return got == 0 && errno == ENOLCK ? qsm_segment_info_peek(info, LOCK_WAIT, self->bytes, size)
                                       : got;
}

/*
 * Reads a picture, or a file that is one. A damaged file is no error of the stream. Data that
 * begins with 0 reads as a null image, but is none.
 */
static bool read_picture(tool_look *self, qsm_data_stream *in, const qsm_segment_content *content)
{
    int version = version_of(content);
    (void)qsm_data_stream_skip_raw_data(in, self->offset + (version != 0 ? content->offset : 0));
    if (version != 0)
        qsm_data_stream_set_version(in, version);
    self->file_format = version != 0 ? content->file_format : NULL;
    return qsm_data_stream_read_image(in, self->image, self->limits) &&
           (!qsm_image_is_null(self->image) || content->type == QSM_SEGMENT_CONTENT_NULL_IMAGE);
}

/* Why there is no picture: what it is, or what is wrong with it. */
static void explain(tool_look *self, const qsm_data_stream *in, const qsm_segment_content *content)
{
    const char *error = qsm_data_stream_error_string(in);
    bool is_damaged = version_of(content) != 0 ||
                      (content->type == QSM_SEGMENT_CONTENT_IMAGE && content->offset == 0);
    char *text = NULL;
    if (self->offset >= self->segment_size)
        error = "the segment ends before this offset";
    else if (error[0] == '\0' || !(is_damaged || tool_content_is_data(content)))
        text = qsm_segment_content_to_string(content);
    (void)snprintf(self->why_not, sizeof self->why_not, "%s", text != NULL ? text : error);
    qsm_free(text);
}

/* Decodes the picture. False if there is not enough memory. */
static bool decode(tool_look *self, size_t got)
{
    qsm_segment_content content = recognise(self, got);
    qsm_data_stream *in = qsm_data_stream_new_reader(self->bytes, got);
    self->image = qsm_image_new();
    bool good = in != NULL && self->image != NULL;
    if (good) {
        self->is_stream = read_picture(self, in, &content);
        self->size = self->is_stream ? qsm_data_stream_position(in) : got;
        explain(self, in, &content);
    }
    qsm_data_stream_free(in);
    return good;
}

static tool_look_result read_size(const qsm_segment_info *info, tool_look *last, tool_look *self,
                                  size_t size)
{
    if (!make_ready(self, size))
        return TOOL_LOOK_NO_MEMORY;
    size_t got = copy(info, self, size);
    if (got == 0)
        return TOOL_LOOK_NOTHING;
    if (is_same(self, last, got)) {
        last->was_locked = self->was_locked;
        last->skipped = 0;
        return TOOL_LOOK_SAME;
    }
    return decode(self, got) ? TOOL_LOOK_NEW : TOOL_LOOK_NO_MEMORY;
}

static tool_look_result look_at(const qsm_native_ipc_key *key, const qsm_segment_info *info,
                                tool_look *last, tool_look *self)
{
    size_t wanted = size_to_peek(key, last, self->segment_size);
    if (!make_ready(self, wanted))
        return TOOL_LOOK_NO_MEMORY;
    size_t got = qsm_segment_info_peek(info, LOCK_WAIT, self->bytes, wanted);
    /* A writer creates the segment before it takes the lock: the segment then holds zeros. */
    qsm_segment_content content = recognise(self, got);
    if (got == 0 || content.type == QSM_SEGMENT_CONTENT_ZEROS)
        return TOOL_LOOK_NOTHING;
    if (is_same(self, last, got))
        return TOOL_LOOK_SAME;
    if (begins_as(self, last, got) && nobody_has_locked(info, last)) {
        last->skipped++;
        return TOOL_LOOK_SAME;
    }
    size_t size = size_to_read(self, last, &content);
    tool_look_result result = read_size(info, last, self, size);
    size_t whole = smaller(self->segment_size, MOST);
    if (result != TOOL_LOOK_NEW || self->is_stream || size == whole)
        return result;
    tool_watch_forget(self);
    return read_size(info, last, self, whole);
}

tool_look_result tool_watch_look(const qsm_native_ipc_key *key, size_t offset, tool_look *last,
                                 tool_look *now)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    int64_t size = qsm_segment_info_size(info);
    tool_look_result result = TOOL_LOOK_NOTHING;
    tool_watch_forget(now);
    now->offset = offset;
    if (info != NULL && !qsm_segment_info_exists(info)) {
        result = TOOL_LOOK_GONE;
    } else if (size > 0 && size <= MOST) {
        now->segment_size = (size_t)size;
        now->is_own = qsm_segment_info_owner(info) == (int64_t)geteuid();
        result = look_at(key, info, last, now);
    }
    qsm_segment_info_free(info);
    return result;
}

void tool_watch_forget(tool_look *self)
{
    qsm_image_free(self->image);
    self->image = NULL;
    self->size = 0;
    self->is_stream = false;
    self->file_format = NULL;
    self->is_own = false;
    self->was_locked = false;
    self->skipped = 0;
}

void tool_watch_drop(tool_look *self)
{
    tool_watch_forget(self);
    free(self->bytes);
    self->bytes = NULL;
    self->capacity = 0;
}
