/* SPDX-License-Identifier: MIT */
/* Contents of a segment in English, for messages. */
#include <qsm/exchange.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "abi/struct_size.h"
#include "exchange/recognise.h"

typedef struct description {
    char *text;
    size_t size;
} description;

__attribute__((format(printf, 2, 3))) static void say(description *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(to->text + to->size, QSM_CONTENT_TEXT_SIZE - to->size, format, arguments);
    va_end(arguments);
    if (size > 0)
        to->size += (size_t)size;
    if (to->size >= QSM_CONTENT_TEXT_SIZE)
        to->size = QSM_CONTENT_TEXT_SIZE - 1;
}

static void say_size(description *to, const qsm_segment_content *content)
{
    if (content->width > 0 && content->height > 0)
        say(to, " %dx%d", content->width, content->height);
}

static void say_image(description *to, const qsm_segment_content *content)
{
    const char *format = qsm_image_format_name(content->format);
    say(to, "QImage");
    say_size(to, content);
    if (content->format != QSM_IMAGE_FORMAT_INVALID && format != NULL)
        say(to, " %s", format);
}

/* "png" is a PNG file. */
static void say_file(description *to, const qsm_segment_content *content)
{
    const char *format = content->file_format != NULL ? content->file_format : "";
    for (size_t i = 0; format[i] != '\0'; i++) {
        bool lower = format[i] >= 'a' && format[i] <= 'z';
        say(to, "%c", lower ? format[i] - 'a' + 'A' : format[i]);
    }
    say(to, " file");
    say_size(to, content);
}

/* Where it is, if not at the beginning. */
static void say_place(description *to, const qsm_segment_content *content)
{
    if (content->container != NULL)
        say(to, " in a %s, at byte %zu", content->container, content->offset);
    else if (content->offset > 0 && content->type != QSM_SEGMENT_CONTENT_COMPRESSED)
        say(to, " at byte %zu, after %s%s", content->offset,
            content->before != NULL ? "a " : "other data",
            content->before != NULL ? content->before : "");
}

static void say_all(description *to, const qsm_segment_content *content)
{
    switch (content->type) {
    case QSM_SEGMENT_CONTENT_ZEROS:
        say(to, "zeros");
        break;
    case QSM_SEGMENT_CONTENT_NULL_IMAGE:
        say(to, "QImage null");
        break;
    case QSM_SEGMENT_CONTENT_IMAGE:
        say_image(to, content);
        break;
    case QSM_SEGMENT_CONTENT_FILE:
        say_file(to, content);
        break;
    case QSM_SEGMENT_CONTENT_COMPRESSED:
        say(to, "data of qCompress()");
        break;
    case QSM_SEGMENT_CONTENT_TEXT:
        say(to, "text in %s", content->text_encoding != NULL ? content->text_encoding : "UTF-8");
        break;
    case QSM_SEGMENT_CONTENT_PIXELS:
        say(to, "data, perhaps pixels:");
        say_size(to, content);
        say(to, " with %d byte%s each", content->bytes_per_pixel,
            content->bytes_per_pixel == 1 ? "" : "s");
        break;
    case QSM_SEGMENT_CONTENT_DATA:
        say(to, "data");
        break;
    default:
        say(to, "not known");
        break;
    }
    say_place(to, content);
}

void qsm__content_describe(const qsm_segment_content *content, char text[QSM_CONTENT_TEXT_SIZE])
{
    description made = {.text = text};
    text[0] = '\0';
    say_all(&made, content);
}

char *qsm_segment_content_to_string(const qsm_segment_content *content)
{
    qsm_segment_content known = QSM_INIT(qsm_segment_content);
    char text[QSM_CONTENT_TEXT_SIZE];
    if (content == NULL || !qsm__struct_read(&known, sizeof known, content)) {
        errno = EINVAL;
        return NULL;
    }
    qsm__content_describe(&known, text);
    return strdup(text);
}
