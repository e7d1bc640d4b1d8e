/* SPDX-License-Identifier: MIT */
/* Status, and the text of the first error: its position, its path, and what was expected. */
#include "stream/stream.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text/utf8.h"

static const unsigned char no_bytes[1];

static const qsm_data_stream no_stream = {
    .kind = QSM_STREAM_READER,
    .in = no_bytes,
    .in_end = no_bytes,
    .begin = no_bytes,
    .data_end = no_bytes,
    .error_position = SIZE_MAX,
    .status = QSM_DATA_STREAM_WRITE_FAILED,
};

const qsm_data_stream *qsm__stream_given(const qsm_data_stream *stream)
{
    if (stream != NULL)
        return stream;
    errno = EINVAL;
    return &no_stream;
}

bool qsm__stream_is_given(const qsm_data_stream *stream)
{
    return qsm__stream_given(stream) != &no_stream;
}

qsm_data_stream_status_code qsm_data_stream_status(const qsm_data_stream *stream)
{
    return qsm__stream_given(stream)->status;
}

void qsm__stream_assign_status(qsm_data_stream *stream, qsm_data_stream_status_code status)
{
    stream->status = status;
    qsm__stream_update(stream);
}

void qsm_data_stream_set_status(qsm_data_stream *stream, qsm_data_stream_status_code status)
{
    if (qsm__stream_is_given(stream) && stream->status == QSM_DATA_STREAM_OK)
        qsm__stream_assign_status(stream, status);
}

void qsm_data_stream_reset_status(qsm_data_stream *stream)
{
    if (!qsm__stream_is_given(stream))
        return;
    qsm__stream_assign_status(stream, QSM_DATA_STREAM_OK);
    qsm__stream_clear_text(stream);
}

/* The text for a status that the program has set. */
static const char *status_text(qsm_data_stream_status_code status)
{
    static const char *const texts[] = {
        [QSM_DATA_STREAM_OK] = "",
        [QSM_DATA_STREAM_READ_PAST_END] = "the data ended too early",
        [QSM_DATA_STREAM_READ_CORRUPT_DATA] = "the data is corrupt",
        [QSM_DATA_STREAM_WRITE_FAILED] = "writing failed",
        [QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED] = "a size exceeds its limit",
    };
    size_t index = (size_t)status;
    return index < sizeof texts / sizeof texts[0] ? texts[index] : "unknown status";
}

const char *qsm_data_stream_error_string(const qsm_data_stream *stream)
{
    if (!qsm__stream_is_given(stream))
        return "";
    return stream->text[0] != '\0' ? stream->text : status_text(stream->status);
}

size_t qsm_data_stream_error_position(const qsm_data_stream *stream)
{
    return qsm__stream_given(stream)->error_position;
}

const char *qsm_data_stream_error_path(const qsm_data_stream *stream)
{
    return qsm__stream_is_given(stream) ? stream->path : "";
}

bool qsm__stream_fail(qsm_data_stream *stream, qsm_data_stream_status_code status,
                      const char *format, ...)
{
    qsm_data_stream_set_status(stream, status);
    if (qsm__stream_is_given(stream) && stream->text[0] == '\0') {
        va_list arguments;
        stream->error_position = qsm__stream_position(stream);
        va_start(arguments, format);
        /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
        (void)vsnprintf(stream->text, sizeof stream->text, format, arguments);
        va_end(arguments);
    }
    return false;
}

bool qsm__stream_fail_at(qsm_data_stream *stream, qsm_data_stream_status_code status,
                         size_t position, const char *format, ...)
{
    qsm_data_stream_set_status(stream, status);
    if (!qsm__stream_is_given(stream) || stream->text[0] != '\0')
        return false;
    stream->error_position = position;
    stream->path_open = true;
    size_t used = (size_t)snprintf(stream->text, sizeof stream->text, "byte %zu: ", position);
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
    (void)vsnprintf(stream->text + used, sizeof stream->text - used, format, arguments);
    va_end(arguments);
    return false;
}

void qsm__stream_warn(qsm_data_stream *stream, const char *format, ...)
{
    if (!qsm__stream_is_given(stream))
        return;
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 is wrong here */
    (void)vsnprintf(stream->text, sizeof stream->text, format, arguments);
    va_end(arguments);
}

void qsm__stream_clear_text(qsm_data_stream *stream)
{
    if (!qsm__stream_is_given(stream))
        return;
    stream->text[0] = '\0';
    stream->path[0] = '\0';
    stream->path_open = false;
    stream->error_position = SIZE_MAX;
}

/* Puts text before the path. What does not fit is cut off at the end, which begins with "...". */
static void prepend(qsm_data_stream *stream, const char *text, size_t size)
{
    static const char cut[] = "...";
    size_t had = strlen(stream->path);
    size_t room = sizeof stream->path - 1; /* size is smaller */
    size_t kept = had < room - size ? had : room - size;
    memmove(stream->path + size, stream->path, kept);
    memcpy(stream->path, text, size);
    stream->path[size + kept] = '\0';
    if (kept < had && size + kept >= sizeof cut)
        memcpy(stream->path + size + kept - (sizeof cut - 1), cut, sizeof cut);
}

void qsm__stream_path_index(qsm_data_stream *stream, uint64_t index)
{
    char text[32];
    if (!stream->path_open)
        return;
    int size = snprintf(text, sizeof text, "[%llu]", (unsigned long long)index);
    prepend(stream, text, (size_t)size);
}

/* The bytes of the character at key[0], if it can be shown; 0: it cannot. */
static size_t shown(const char *key, size_t size)
{
    uint32_t character;
    size_t length = qsm__utf8_decode(key, size, &character);
    return length > 0 && qsm__is_harmless(character) ? length : 0;
}

/* Whether a key can stand in a path as it is. */
static bool is_plain(const char *key, size_t size)
{
    size_t length = 0;
    for (size_t i = 0; i < size; i += length) {
        length = shown(key + i, size - i);
        if (length == 0 || strchr(".[]\"\\", key[i]) != NULL)
            return false;
    }
    return size > 0;
}

static size_t add(char *text, size_t used, const char *word)
{
    while (*word != '\0')
        text[used++] = *word++;
    return used;
}

void qsm__stream_path_key(qsm_data_stream *stream, const char *key, size_t size)
{
    static const char hexadecimal[] = "0123456789abcdef";
    char text[96];
    size_t used;
    if (!stream->path_open)
        return;
    bool plain = is_plain(key, size);
    used = add(text, 0, plain ? "." : "[\"");
    size_t i = 0;
    while (i < size && used < sizeof text - 8) {
        size_t length = shown(key + i, size - i);
        unsigned char c = (unsigned char)key[i];
        if (length == 0) {
            text[used++] = '\\';
            text[used++] = 'x';
            text[used++] = hexadecimal[c >> 4];
            text[used++] = hexadecimal[c & 15];
            i++;
            continue;
        }
        if (c == '"' || c == '\\')
            text[used++] = '\\';
        memcpy(text + used, key + i, length);
        used += length;
        i += length;
    }
    if (i < size) /* a key that is too long is cut */
        used = add(text, used, "...");
    if (!plain)
        used = add(text, used, "\"]");
    prepend(stream, text, used);
}

bool qsm__stream_path_hold(qsm_data_stream *stream)
{
    bool open = stream->path_open;
    stream->path_open = false;
    return open;
}

void qsm__stream_path_resume(qsm_data_stream *stream, bool open)
{
    stream->path_open = open;
}

void qsm__stream_path_close(qsm_data_stream *stream)
{
    if (!stream->path_open)
        return;
    stream->path_open = false;
    if (stream->path[0] == '.')
        memmove(stream->path, stream->path + 1, strlen(stream->path));
    if (stream->path[0] == '\0')
        return;
    char message[QSM_STREAM_TEXT_SIZE];
    const char *colon = strchr(stream->text, ':'); /* qsm__stream_fail_at() has put it there */
    memcpy(message, colon, strlen(colon) + 1);
    int used = snprintf(stream->text, sizeof stream->text, "byte %zu, %s", stream->error_position,
                        stream->path);
    size_t room = sizeof stream->text - (size_t)used - 1;
    size_t size = strlen(message) < room ? strlen(message) : room;
    memcpy(stream->text + used, message, size);
    stream->text[(size_t)used + size] = '\0';
}
