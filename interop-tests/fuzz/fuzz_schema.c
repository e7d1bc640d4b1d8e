/* SPDX-License-Identifier: MIT */
/*
 * A byte with settings, definitions NAME=FIELDS with a ; behind each, the text of a schema, a NUL,
 * and a stream; or JSON, which begins with [ or {. The values are read as a tree and as events,
 * which end at the same byte with the same status; also by and by. The tree is written: the same
 * bytes, unless the stream says that Qt writes others. Its JSON is taken again. New values of the
 * types are written.
 */
#include "fuzz.h"

#include <qsm/memory.h>
#include <qsm/stream_reader.h>

#include <stdlib.h>
#include <string.h>

static void set_up(qsm_data_stream *stream, uint8_t settings)
{
    static const int versions[] = {7, 12, 17, 19, 20, 22, 24, 3};
    FUZZ_MUST(stream != NULL);
    qsm_data_stream_set_version(stream, versions[settings % 8]);
    if (settings & 8)
        qsm_data_stream_set_byte_order(stream, QSM_DATA_STREAM_LITTLE_ENDIAN);
    if (settings & 16)
        qsm_data_stream_set_floating_point_precision(stream, QSM_DATA_STREAM_SINGLE_PRECISION);
    qsm_data_stream_set_lenient(stream, (settings & 32) != 0);
}

/* Depths are even, and offsets grow. */
typedef struct heard {
    unsigned depth;
    size_t offset;
} heard;

static bool hear(void *context, const qsm_event *event)
{
    heard *h = context;
    if (event->kind == QSM_EVENT_END)
        h->depth--;
    FUZZ_MUST(event->depth == h->depth);
    FUZZ_MUST(event->kind == QSM_EVENT_END || event->offset >= h->offset);
    FUZZ_MUST(event->type != NULL);
    if (event->kind == QSM_EVENT_BEGIN)
        h->depth++;
    else if (event->kind != QSM_EVENT_END)
        h->offset = event->offset;
    return true;
}

static void read_events(const qsm_schema *schema, uint8_t settings, const void *data, size_t size,
                        const qsm_data_stream *tree)
{
    heard h = {0, 0};
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    set_up(in, settings);
    bool ok = qsm_data_stream_read_events(in, schema, hear, &h);
    if (qsm_data_stream_status(tree) != QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED) {
        FUZZ_MUST(qsm_data_stream_status(in) == qsm_data_stream_status(tree));
        FUZZ_MUST(qsm_data_stream_position(in) == qsm_data_stream_position(tree));
    }
    FUZZ_MUST(!ok || h.depth == 0);
    qsm_data_stream_free(in);
}

/* The same by and by. What a tree reads, a feed reads, too. */
static void read_by_and_by(const qsm_schema *schema, uint8_t settings, const uint8_t *data,
                           size_t size, const qsm_data_stream *tree)
{
    heard h = {0, 0};
    qsm_event event = QSM_INIT(qsm_event);
    qsm_data_stream *in = qsm_data_stream_new_feed();
    set_up(in, settings);
    qsm_stream_reader *reader = qsm_stream_reader_new(in, schema);
    FUZZ_MUST(reader != NULL);
    size_t step = size / 100 + 1 + settings % 7;
    for (size_t at = 0; at < size; at += step) {
        FUZZ_MUST(qsm_data_stream_feed(in, data + at, size - at < step ? size - at : step));
        while (qsm_stream_reader_next(reader, &event))
            hear(&h, &event);
    }
    qsm_stream_reader_set_complete(reader);
    while (qsm_stream_reader_next(reader, &event))
        hear(&h, &event);
    FUZZ_MUST(event.kind == QSM_EVENT_END_OF_DATA || event.kind == QSM_EVENT_ERROR);
    if (qsm_data_stream_status(tree) == QSM_DATA_STREAM_OK) {
        FUZZ_MUST(event.kind == QSM_EVENT_END_OF_DATA && h.depth == 0);
        FUZZ_MUST(qsm_data_stream_position(in) == qsm_data_stream_position(tree));
    }
    qsm_stream_reader_free(reader);
    qsm_data_stream_free(in);
}

/* Writes what was read, and measures it. */
static void write_again(const qsm_schema *schema, uint8_t settings, const qsm_variant *list,
                        const qsm_data_stream *in)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_data_stream *measurer = qsm_data_stream_new_measurer();
    set_up(out, settings);
    set_up(measurer, settings);
    bool ok = qsm_data_stream_write_schema(out, schema, list);
    FUZZ_MUST(qsm_data_stream_write_schema(measurer, schema, list) == ok);
    if (qsm_data_stream_canonical(in) && settings % 8 != 7) {
        size_t size = qsm_data_stream_position(in);
        FUZZ_MUST(ok && qsm_data_stream_size(out) == size);
        FUZZ_MUST(qsm_data_stream_size(measurer) == size);
        FUZZ_MUST(size == 0 || /* then there is no data */
                  memcmp(qsm_data_stream_data(out), qsm_data_stream_data(in), size) == 0);
    }
    qsm_data_stream_free(measurer);
    qsm_data_stream_free(out);
}

/* JSON, of the values or of a stranger. */
static void from_json(const qsm_schema *schema, const char *json, size_t size)
{
    char *message;
    qsm_tree *tree = qsm_tree_new();
    FUZZ_MUST(tree != NULL);
    bool ok = qsm_schema_from_json(schema, json, size, qsm_tree_root(tree), &message);
    FUZZ_MUST(ok == (message == NULL));
    if (ok) {
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        (void)qsm_data_stream_write_schema(out, schema, qsm_tree_root(tree));
        qsm_data_stream_free(out);
    }
    qsm_free(message);
    qsm_tree_free(tree);
}

static void through_json(const qsm_schema *schema, const qsm_variant *list)
{
    qsm_data_stream *text = qsm_data_stream_new_buffer();
    FUZZ_MUST(text != NULL);
    for (size_t i = 0; i < qsm_variant_count(list); i++) {
        char *one = qsm_variant_to_json(qsm_variant_at(list, i));
        FUZZ_MUST(one != NULL);
        (void)qsm_data_stream_write_raw_data(text, i > 0 ? "," : "[", 1);
        (void)qsm_data_stream_write_raw_data(text, one, strlen(one));
        qsm_free(one);
    }
    (void)qsm_data_stream_write_raw_data(text, "]", 1);
    from_json(schema, qsm_data_stream_data(text), qsm_data_stream_size(text));
    qsm_data_stream_free(text);
}

static void read_stream(const qsm_schema *schema, uint8_t settings, const void *data, size_t size)
{
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    FUZZ_MUST(tree != NULL);
    set_up(in, settings);
    bool ok = qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree));
    FUZZ_MUST(ok == (qsm_data_stream_status(in) == QSM_DATA_STREAM_OK));
    FUZZ_MUST(ok == (qsm_data_stream_error_string(in)[0] == '\0'));
    read_events(schema, settings, data, size, in);
    read_by_and_by(schema, settings, data, size, in);
    if (ok) {
        write_again(schema, settings, qsm_tree_root(tree), in);
        through_json(schema, qsm_tree_root(tree));
    }
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

/* A new value of a type, measured and written. It holds the type when the set is gone. */
static void try_type(const qsm_types *types, const char *name)
{
    qsm_tree *tree = qsm_tree_new();
    qsm_variant *value = qsm_tree_root(tree);
    FUZZ_MUST(tree != NULL);
    if (qsm_variant_set_type(value, types, name)) {
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        FUZZ_MUST(out != NULL);
        bool ok = qsm_data_stream_write_variant(out, value);
        size_t measured = qsm_data_stream_size_of_variant(out, value);
        FUZZ_MUST(measured == (ok ? qsm_data_stream_size(out) : SIZE_MAX));
        qsm_data_stream_free(out);
        (void)qsm_variant_convert(value, types, "QVariantMap");
    }
    qsm_tree_free(tree);
}

/* The schema of a text, with the types that are defined before it. The text is changed. */
static qsm_schema *define(char *text)
{
    qsm_types *types = qsm_types_new();
    FUZZ_MUST(types != NULL);
    for (char *end = strchr(text, ';'); end != NULL; end = strchr(text, ';')) {
        *end = '\0';
        char *fields = strchr(text, '=');
        if (fields != NULL) {
            *fields++ = '\0';
            bool ok = qsm_types_add(types, text, fields);
            FUZZ_MUST(ok || qsm_types_error_string(types)[0] != '\0');
            try_type(types, text);
        }
        text = end + 1;
    }
    qsm_schema *schema = qsm_schema_new_with_types(text, types);
    qsm_types_free(types); /* the schema and its values hold them */
    return schema;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 1 ? memchr(data + 1, 0, size - 1) : NULL;
    if (end == NULL)
        return 0;
    char *text = malloc((size_t)(end - data));
    FUZZ_MUST(text != NULL);
    memcpy(text, data + 1, (size_t)(end - data));
    qsm_schema *schema = define(text);
    free(text);
    const uint8_t *stream = end + 1;
    size_t left = (size_t)(data + size - stream);
    FUZZ_MUST(schema != NULL);
    if (qsm_schema_error_string(schema)[0] == '\0') {
        read_stream(schema, data[0], stream, left);
        if (left > 0 && (*stream == '[' || *stream == '{'))
            from_json(schema, (const char *)stream, left);
    }
    qsm_schema_free(schema);
    return 0;
}
