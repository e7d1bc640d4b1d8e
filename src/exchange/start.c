/* SPDX-License-Identifier: MIT */
#include "exchange/start.h"

#include <stdio.h>
#include <string.h>

#include "exchange/recognise.h"

/* Images in streams of these versions are files: nothing stands before them. */
enum { BMP_VERSION = 1, PNG_VERSION = 4 };

/* The contents from options->offset on. False: they cannot be read. */
static bool look(qsm_exchange_start *start, const qsm_exchange_read_options *options,
                 const unsigned char *data, size_t size, qsm_copy copy,
                 qsm_segment_content *content)
{
    qsm_contents of = {.bytes = start->head, .whole = size - options->offset};
    of.size = of.whole < sizeof start->head ? (size_t)of.whole : sizeof start->head;
    if (of.size == 0)
        return false;
    if (copy == NULL)
        memcpy(start->head, data + options->offset, of.size);
    else if (!copy(start->head, data + options->offset, of.size))
        return false;
    qsm__recognise(&of, content);
    return true;
}

/* No memory is allocated: the lock is held. */
static void say(qsm_exchange_start *start, const char *before, const qsm_segment_content *content,
                const char *after)
{
    char text[QSM_CONTENT_TEXT_SIZE];
    qsm__content_describe(content, text);
    (void)snprintf(start->note, sizeof start->note, "%s %s%s", before, text, after);
}

/* The version of a stream in which a file of this format is an image; 0: none. */
static int version_of(const qsm_segment_content *content)
{
    if (content->type != QSM_SEGMENT_CONTENT_FILE)
        return 0;
    if (strcmp(content->file_format, "png") == 0)
        return PNG_VERSION;
    return strcmp(content->file_format, "bmp") == 0 ? BMP_VERSION : 0;
}

void qsm__start_choose(qsm_exchange_start *start, const qsm_exchange_read_options *options,
                       const unsigned char *data, size_t size, qsm_copy copy)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    start->offset = options->offset;
    start->version = options->version;
    start->is_file = false;
    if (!options->also_files || !look(start, options, data, size, copy, &content))
        return;
    int version = version_of(&content);
    bool begins_here = content.offset == 0 || content.container != NULL;
    if (version == 0 || !begins_here)
        return;
    start->offset += content.offset;
    start->version = version;
    start->is_file = true;
    say(start, "this is a", &content, ", not the stream of a QImage");
}

const char *qsm__start_explain(qsm_exchange_start *start, const qsm_exchange_read_options *options,
                               const unsigned char *data, size_t size, qsm_copy copy)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    if (!look(start, options, data, size, copy, &content))
        return NULL;
    bool elsewhere = content.type == QSM_SEGMENT_CONTENT_IMAGE && content.offset > 0;
    bool other = content.type == QSM_SEGMENT_CONTENT_FILE ||
                 content.type == QSM_SEGMENT_CONTENT_COMPRESSED ||
                 content.type == QSM_SEGMENT_CONTENT_TEXT;
    if (!elsewhere && !other)
        return NULL;
    content.offset += options->offset;
    say(start,
        options->offset > 0 ? "no QImage begins at this offset (found:"
                            : "no QImage begins at the first byte (found:",
        &content, ")");
    return start->note;
}
