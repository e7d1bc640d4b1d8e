/* SPDX-License-Identifier: MIT */
/* Writes values into shared memory: measured, streamed, then copied under the lock. */
#include "exchange/values_call.h"

#include <stdlib.h>

#include "stream/stream.h"

bool qsm__exchange_take_values(qsm_exchange *self, qsm_exchange_values *values, const void *variant,
                               const qsm_exchange_value_options *options,
                               qsm_exchange_value_options *chosen)
{
    if (!qsm__exchange_has_objects(self, variant, "there is no variant object (NULL)") ||
        (values->by_schema &&
         !qsm__exchange_has_objects(self, values->schema, "there is no schema object (NULL)")) ||
        !qsm__exchange_choose(self, chosen, sizeof *chosen, options, "qsm_exchange_value_options"))
        return false;
    values->settings = chosen->settings;
    const char *error = values->by_schema ? qsm_schema_error_string(values->schema) : "";
    return error[0] == '\0' || qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, error);
}

qsm_data_stream *qsm__exchange_set_up(qsm_exchange *self, const qsm_exchange_values *values,
                                      qsm_data_stream *stream)
{
    if (stream == NULL)
        (void)qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    else if (values->settings != NULL)
        qsm__stream_take_settings(stream, values->settings);
    return stream;
}

static bool write_values(const qsm_exchange_values *values, qsm_data_stream *stream,
                         const qsm_variant *variant)
{
    return values->by_schema ? qsm_data_stream_write_schema(stream, values->schema, variant)
                             : qsm_data_stream_write_variant(stream, variant);
}

/* Writes into a stream, which may only count. A failure is reported. */
static bool stream_values(qsm_exchange *self, const qsm_exchange_values *values,
                          qsm_data_stream *stream, const qsm_variant *variant)
{
    return qsm__exchange_set_up(self, values, stream) != NULL &&
           (write_values(values, stream, variant) ||
            qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(stream)));
}

/* The size of the stream; 0 after a failure. */
static size_t measure(qsm_exchange *self, const qsm_exchange_values *values,
                      const qsm_variant *variant)
{
    qsm_data_stream *counter = qsm_data_stream_new_measurer();
    bool ok = stream_values(self, values, counter, variant);
    size_t size = ok ? qsm_data_stream_size(counter) : 0;
    qsm_data_stream_free(counter);
    if (ok && size == 0)
        (void)qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "there are no bytes to write");
    return size;
}

static bool fill(qsm_exchange *self, void *context, void *data, size_t size)
{
    (void)size;
    return qsm__exchange_copy_stream(self, data, context);
}

/*
 * Only a finished stream is copied into the segment: a failure of a value changes nothing there,
 * and the lock is held no longer than for the copy.
 */
static bool put(qsm_exchange *self, const qsm_exchange_values *values, const qsm_variant *variant,
                bool replace_stale)
{
    size_t size = measure(self, values, variant);
    if (size == 0)
        return false;
    self->writes_all = true;
    self->copy = malloc(size);
    qsm_data_stream *made =
        self->copy != NULL ? qsm_data_stream_new_writer(self->copy, size) : NULL;
    bool done = stream_values(self, values, made, variant) &&
                qsm__exchange_put(self, size, replace_stale, fill, made);
    qsm_data_stream_free(made);
    return done;
}

static bool write_all(qsm_shared_memory *memory, qsm_exchange_values *values,
                      const qsm_variant *variant, const qsm_exchange_value_options *options,
                      qsm_exchange_report *report)
{
    qsm_exchange self;
    qsm_exchange_value_options chosen = {.size = sizeof chosen};
    if (!qsm__exchange_begin(&self, memory, report))
        return false;
    bool done = qsm__exchange_take_values(&self, values, variant, options, &chosen) &&
                put(&self, values, variant, chosen.replace_stale);
    return qsm__exchange_end(&self, done, report);
}

bool qsm_shared_memory_write_variant(qsm_shared_memory *shared_memory, const qsm_variant *variant,
                                     const qsm_exchange_value_options *options,
                                     qsm_exchange_report *report)
{
    qsm_exchange_values values = {.by_schema = false};
    return write_all(shared_memory, &values, variant, options, report);
}

bool qsm_shared_memory_write_schema(qsm_shared_memory *shared_memory, const qsm_schema *schema,
                                    const qsm_variant *list,
                                    const qsm_exchange_value_options *options,
                                    qsm_exchange_report *report)
{
    qsm_exchange_values values = {.by_schema = true, .schema = schema};
    return write_all(shared_memory, &values, list, options, report);
}
