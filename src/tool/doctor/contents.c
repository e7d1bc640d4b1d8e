/* SPDX-License-Identifier: MIT */
/* Findings and notes about the contents: can the segment be read as a picture, or as what else? */
#include <stdlib.h>

#include "tool/content.h"
#include "tool/doctor/doctor.h"
#include "tool/stream_hint.h"

/* Of a larger segment only the first 256 MiB are read. */
enum { MOST = 256 << 20 };

/* A private copy of a segment, and a zero byte after it. */
typedef struct contents {
    const unsigned char *bytes;
    size_t size;
    qsm_segment_content content;
} contents;

/*
 * Whether the image continues after the end of the segment. Then a reader that gets one more byte
 * reads that byte, too. With a damaged image the reader stops before it.
 */
static bool goes_on_behind(const contents *of)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(of->bytes, of->size + 1);
    qsm_image *image = qsm_image_new();
    bool behind = in != NULL && image != NULL && !qsm_data_stream_read_image(in, image, NULL) &&
                  qsm_data_stream_at_end(in);
    qsm_image_free(image);
    qsm_data_stream_free(in);
    return behind;
}

/* A picture that begins at the first byte, but cannot be read. */
static void find_damaged(doctor *self, const doctor_object *object, const contents *of,
                         const char *why)
{
    const char *name = qsm_segment_info_native_key(object->info);
    const qsm_segment_content *image = &of->content;
    if (goes_on_behind(of)) {
        doctor_find(self, "segment-too-small", name,
                    "The image of %d x %d is longer than the segment of %zu bytes: %s.",
                    image->width, image->height, of->size, why);
        doctor_next(self, "create the segment with the size of the whole stream (buffer.size()), "
                          "and check the result of create()");
    } else {
        doctor_find(self, "stream-damaged", name, "The image of %d x %d cannot be read: %s.",
                    image->width, image->height, why);
        doctor_next(self, "let the writer hold the lock while it copies, and copy the whole "
                          "stream");
    }
}

/* Data that no picture begins. hint: what values of Qt it looks like; NULL: not known. */
static void note_data(doctor *self, const doctor_object *object, const char *text,
                      const char *command, const tool_stream_hint *hint)
{
    char *show = hint != NULL ? tool_hint_command(hint, object->arguments) : NULL;
    doctor_note(self, "not-an-image", qsm_segment_info_native_key(object->info),
                "The segment holds no QImage that QDataStream wrote, but %s.%s%s%s", text,
                show != NULL ? " It looks like " : "", show != NULL ? hint->text : "",
                show != NULL ? "." : "");
    doctor_next(self,
                "if these programs share other data, ignore this; otherwise write the image "
                "with QDataStream version 5 or later at the first byte of the segment; to "
                "read the data: %s%s%s",
                command, show != NULL ? "; to show its values: " : "", show != NULL ? show : "");
    free(show);
}

/* Programs share other data, too: this is no mistake. */
static void note_other(doctor *self, const doctor_object *object, const contents *of)
{
    tool_stream_hint hint;
    char *text = tool_content_text(&of->content);
    char *command = tool_content_command(&of->content, object->arguments);
    self->failed = self->failed || text == NULL || command == NULL;
    if (!self->failed && tool_content_is_data(&of->content)) {
        bool looks = tool_hint_of(&hint, of->bytes, of->size);
        note_data(self, object, text, command, looks ? &hint : NULL);
    } else if (!self->failed) {
        doctor_note(self, "not-an-image", qsm_segment_info_native_key(object->info),
                    "No QImage begins at the first byte, but there is: %s.", text);
        doctor_next(self, "to read it: %s", command);
    }
    free(command);
    free(text);
}

static void check_image(doctor *self, const doctor_object *object, const contents *of)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(of->bytes, of->size);
    qsm_image *image = qsm_image_new();
    self->failed = self->failed || in == NULL || image == NULL;
    if (!self->failed && !qsm_data_stream_read_image(in, image, NULL))
        find_damaged(self, object, of, qsm_data_stream_error_string(in));
    qsm_image_free(image);
    qsm_data_stream_free(in);
}

static void check_contents(doctor *self, const doctor_object *object, const contents *of)
{
    const char *name = qsm_segment_info_native_key(object->info);
    if (of->content.type == QSM_SEGMENT_CONTENT_ZEROS) {
        doctor_note(self, "nothing-written", name,
                    "The segment holds only zeros: no program has written to it.");
        doctor_next(self, "let the writer copy its stream into data() after create()");
    } else if (of->content.type == QSM_SEGMENT_CONTENT_NULL_IMAGE) {
        doctor_find(self, "null-image", name,
                    "The segment holds a null QImage: the image of the writer had no pixels.");
        doctor_next(self, "let the writer check that its file could be loaded");
    } else if (of->content.type == QSM_SEGMENT_CONTENT_IMAGE && of->content.offset == 0) {
        check_image(self, object, of);
    } else {
        note_other(self, object, of);
    }
}

/* Held locks and unreadable segments are findings of other checks. */
static void check_object(doctor *self, const doctor_object *object)
{
    size_t size = qsm_segment_info_size(object->info) > MOST
                      ? (size_t)MOST
                      : (size_t)qsm_segment_info_size(object->info);
    unsigned char *bytes = calloc(1, size + 1);
    if (bytes == NULL) {
        self->failed = true;
        return;
    }
    contents of = {.bytes = bytes,
                   .size = qsm_segment_peek(object->key, self->wait, bytes, size),
                   .content = QSM_INIT(qsm_segment_content)};
    if (qsm_segment_content_of(bytes, of.size, &of.content))
        check_contents(self, object, &of);
    free(bytes);
}

void doctor_check_contents(doctor *self)
{
    for (size_t i = 0; i < self->object_count && !self->failed && !self->no_content; i++) {
        const doctor_object *object = &self->objects[i];
        if (qsm_segment_info_exists(object->info) && qsm_segment_info_size(object->info) > 0 &&
            qsm_segment_info_lock_state(object->info) == QSM_LOCK_FREE)
            check_object(self, object);
    }
}
