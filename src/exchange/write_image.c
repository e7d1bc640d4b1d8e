/* SPDX-License-Identifier: MIT */
/* Process A writes an image into shared memory. */
#include "exchange/exchange.h"

#include <stdlib.h>

/*
 * EXACT: only the finished stream shows its size, and the segment must be as large as Qt's. Through
 * the kernel: only a finished stream can be copied. NULL for all others: they are written directly
 * into the segment.
 */
static qsm_data_stream *new_private_stream(qsm_exchange *self, qsm_image_compression compression,
                                           size_t size)
{
    if (compression == QSM_IMAGE_EXACT)
        return qsm_data_stream_new_buffer();
    self->copy = malloc(size);
    return self->copy != NULL ? qsm_data_stream_new_writer(self->copy, size) : NULL;
}

static bool stream_beforehand(qsm_exchange *self, const qsm_image *image,
                              const qsm_exchange_write_options *options, qsm_data_stream **made,
                              size_t *size)
{
    const char *why;
    *made = NULL;
    self->plan = qsm__image_plan_new(image, options->version, QSM_DATA_STREAM_BIG_ENDIAN,
                                     options->compression, &why);
    *size = self->plan != NULL ? qsm__image_plan_size(self->plan) : 0;
    if (*size == 0)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                                  why != NULL ? why : "there is no image to write");
    /* The size of a compressed stream is a bound. */
    self->writes_all = options->compression != QSM_IMAGE_FAST;
    if (options->compression != QSM_IMAGE_EXACT && !qsm__exchange_copies_through_kernel(self))
        return true;
    *made = new_private_stream(self, options->compression, *size);
    if (*made == NULL)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    qsm_data_stream_set_version(*made, options->version);
    if (!qsm__image_plan_write(self->plan, *made))
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(*made));
    if (options->compression == QSM_IMAGE_EXACT)
        *size = qsm_data_stream_size(*made);
    return true;
}

/* What the lock is taken for. */
typedef struct image_load {
    const qsm_data_stream *made; /* the finished stream; NULL: the plan writes it */
    int version;
} image_load;

static bool fill(qsm_exchange *self, void *context, void *data, size_t size)
{
    const image_load *load = context;
    if (load->made != NULL)
        return qsm__exchange_copy_stream(self, data, load->made);
    qsm_data_stream *stream = qsm_data_stream_new_writer(data, size);
    if (stream == NULL)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    qsm_data_stream_set_version(stream, load->version);
    bool written =
        qsm__image_plan_write(self->plan, stream) ||
        qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(stream));
    self->report.stream_size = qsm_data_stream_position(stream);
    qsm_data_stream_free(stream);
    return written;
}

bool qsm__exchange_write(qsm_exchange *self, const qsm_image *image,
                         const qsm_exchange_write_options *options)
{
    qsm_data_stream *made;
    size_t size;
    bool done = stream_beforehand(self, image, options, &made, &size);
    if (done) {
        image_load load = {.made = made, .version = options->version};
        done = qsm__exchange_put(self, size, options->replace_stale, fill, &load);
    }
    qsm_data_stream_free(made);
    return done;
}

bool qsm_shared_memory_write_image(qsm_shared_memory *shared_memory, const qsm_image *image,
                                   const qsm_exchange_write_options *options,
                                   qsm_exchange_report *report)
{
    qsm_exchange self;
    qsm_exchange_write_options chosen = {.size = sizeof chosen};
    if (!qsm__exchange_begin(&self, shared_memory, report))
        return false;
    bool done =
        qsm__exchange_has_objects(&self, image, "there is no image object (NULL)") &&
        qsm__exchange_choose(&self, &chosen, sizeof chosen, options, "qsm_exchange_write_options");
    if (chosen.version == 0)
        chosen.version = QSM_DATA_STREAM_DEFAULT_VERSION;
    done = done && qsm__exchange_write(&self, image, &chosen);
    return qsm__exchange_end(&self, done, report);
}
