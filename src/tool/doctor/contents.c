/* SPDX-License-Identifier: MIT */
/* Findings about the contents: can the segment be read as a picture? */
#include <stdlib.h>

#include "tool/doctor/doctor.h"

/* Of a larger segment only the first 256 MiB are read. */
enum { MOST = 256 << 20 };

/* A private copy of a segment, and a zero byte after it. */
typedef struct contents {
    const unsigned char *bytes;
    size_t size;
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

static void find_unreadable(doctor *self, const doctor_object *object, const contents *of,
                            const char *why)
{
    const char *name = qsm_segment_info_native_key(object->info);
    qsm_image_header header = QSM_INIT(qsm_image_header);
    if (!qsm_image_peek(of->bytes, of->size, &header)) {
        doctor_note(self, "not-an-image", name,
                    "The segment holds no QImage that QDataStream wrote: %s.", why);
        doctor_next(self,
                    "if these programs share other data, ignore this; otherwise write the image "
                    "with QDataStream version 5 or later at the first byte of the segment");
    } else if (goes_on_behind(of)) {
        doctor_find(self, "segment-too-small", name,
                    "The image of %d x %d is longer than the segment of %zu bytes: %s.",
                    header.width, header.height, of->size, why);
        doctor_next(self, "create the segment with the size of the whole stream (buffer.size()), "
                          "and check the result of create()");
    } else {
        doctor_find(self, "stream-damaged", name, "The image of %d x %d cannot be read: %s.",
                    header.width, header.height, why);
        doctor_next(self, "let the writer hold the lock while it copies, and copy the whole "
                          "stream");
    }
}

static void check_stream(doctor *self, const doctor_object *object, const contents *of)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(of->bytes, of->size);
    qsm_image *image = qsm_image_new();
    self->failed = self->failed || in == NULL || image == NULL;
    if (!self->failed) {
        bool good = qsm_data_stream_read_image(in, image, NULL);
        if (!good) {
            find_unreadable(self, object, of, qsm_data_stream_error_string(in));
        } else if (qsm_image_is_null(image)) {
            doctor_find(self, "null-image", qsm_segment_info_native_key(object->info),
                        "The segment holds a null QImage: the image of the writer had no pixels.");
            doctor_next(self, "let the writer check that its file could be loaded");
        }
    }
    qsm_image_free(image);
    qsm_data_stream_free(in);
}

static void check_contents(doctor *self, const doctor_object *object, const contents *of)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    if (qsm_segment_content_of(of->bytes, of->size, &content) &&
        content.type == QSM_SEGMENT_CONTENT_ZEROS) {
        doctor_note(self, "nothing-written", qsm_segment_info_native_key(object->info),
                    "The segment holds only zeros: no program has written to it.");
        doctor_next(self, "let the writer copy its stream into data() after create()");
        return;
    }
    check_stream(self, object, of);
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
    contents of = {.bytes = bytes, .size = qsm_segment_peek(object->key, self->wait, bytes, size)};
    if (of.size > 0)
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
