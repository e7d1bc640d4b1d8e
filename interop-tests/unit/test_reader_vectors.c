/* SPDX-License-Identifier: MIT */
/*
 * The pull reader with the golden bytes of real Qt (data/value_vectors.txt). For each vector: the
 * events are those that the tree of the same bytes gives; the push form has the same; so has a feed
 * that gets one byte at a time; skipping and pieces end at the same byte. Damaged input: the
 * status, the position and the text of the error are those of the tree.
 */
#include <qsm/stream_reader.h>

#include "event_trace.h"
#include "system.h"
#include "vector_lines.h"

enum { SHOWN = 10 };

typedef struct vector {
    const char *type;
    int version;
    bool little;
    bool single;
    bool lenient;
    int qt;
    unsigned char bytes[QSM_VECTOR_LINE / 2];
    size_t size;
} vector;

static unsigned shown;
static trace wanted;
static trace got;

static void expect(bool holds, const vector *v, const char *what, const char *want, const char *is)
{
    if (holds)
        return;
    CU_FAIL("a vector");
    if (shown++ < SHOWN)
        printf("\n    %s, version %d, %s endian, %s precision, Qt %x, %zu bytes: %s\n      want "
               "%.600s\n      got  %.600s",
               v->type, v->version, v->little ? "little" : "big", v->single ? "single" : "double",
               (unsigned)v->qt, v->size, what, want, is);
}

static qsm_data_stream *set_up(qsm_data_stream *stream, const vector *v)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    qsm_data_stream_set_version(stream, v->version);
    if (v->little)
        qsm_data_stream_set_byte_order(stream, QSM_DATA_STREAM_LITTLE_ENDIAN);
    if (v->single)
        qsm_data_stream_set_floating_point_precision(stream, QSM_DATA_STREAM_SINGLE_PRECISION);
    qsm_data_stream_set_qt_version(stream, v->qt);
    qsm_data_stream_set_lenient(stream, v->lenient);
    return stream;
}

/* How reading ended. */
typedef struct ending {
    qsm_data_stream_status_code status;
    size_t position;
    char text[400];
} ending;

static void end_of(const qsm_data_stream *in, ending *e)
{
    e->status = qsm_data_stream_status(in);
    e->position = qsm_data_stream_position(in);
    snprintf(e->text, sizeof e->text, "%s", qsm_data_stream_error_string(in));
}

static void expect_ending(const vector *v, const char *what, const ending *want, const ending *is)
{
    char one[500];
    char other[500];
    snprintf(one, sizeof one, "%d at %zu: %s", (int)want->status, want->position, want->text);
    snprintf(other, sizeof other, "%d at %zu: %s", (int)is->status, is->position, is->text);
    expect(strcmp(one, other) == 0, v, what, one, other);
}

/* The tree: what the events are held against. */
static void read_tree(const vector *v, const qsm_schema *schema, ending *e)
{
    const char *problem;
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = set_up(qsm_data_stream_new_reader(v->bytes, v->size), v);
    CU_ASSERT_PTR_NOT_NULL_FATAL(tree);
    trace_clear(&wanted);
    if (qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree))) {
        const qsm_type *type = qsm__type_of_name(&qsm__qt_types, &tree->arena, v->type,
                                                 strlen(v->type), false, &problem);
        trace_tree(&wanted, qsm_variant_at(qsm_tree_root(tree), 0), type, v->type);
    }
    end_of(in, e);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

/* Whether the events are those of the tree, or, after an error, those of the push form. */
static void expect_events(const vector *v, const char *what)
{
    expect(strcmp(wanted.text, got.text) == 0, v, what, wanted.text, got.text);
}

static void push(const vector *v, const qsm_schema *schema, const ending *want)
{
    ending is;
    qsm_data_stream *in = set_up(qsm_data_stream_new_reader(v->bytes, v->size), v);
    trace_clear(&got);
    bool ok = qsm_data_stream_read_events(in, schema, trace_function, &got);
    end_of(in, &is);
    expect_ending(v, "push", want, &is);
    CU_ASSERT_EQUAL(ok, want->status == QSM_DATA_STREAM_OK);
    if (ok)
        expect_events(v, "push");
    else
        wanted = got;
    qsm_data_stream_free(in);
}

static void pull(const vector *v, const qsm_schema *schema, const ending *want)
{
    ending is;
    qsm_event event = QSM_INIT(qsm_event);
    qsm_data_stream *in = set_up(qsm_data_stream_new_reader(v->bytes, v->size), v);
    qsm_stream_reader *reader = qsm_stream_reader_new(in, schema);
    trace_clear(&got);
    while (qsm_stream_reader_next(reader, &event))
        trace_event(&got, &event);
    end_of(in, &is);
    expect_ending(v, "pull", want, &is);
    expect_events(v, "pull");
    qsm_event_kind kind =
        want->status == QSM_DATA_STREAM_OK ? QSM_EVENT_END_OF_DATA : QSM_EVENT_ERROR;
    CU_ASSERT_EQUAL(event.kind, kind);
    CU_ASSERT_FALSE(qsm_stream_reader_next(reader, &event)); /* it stays so */
    CU_ASSERT_EQUAL(event.kind, kind);
    qsm_stream_reader_free(reader);
    qsm_data_stream_free(in);
}

/* One byte after the other. */
static void feed(const vector *v, const qsm_schema *schema, const ending *want)
{
    ending is;
    size_t fed = 0;
    bool late = false;
    qsm_event event = QSM_INIT(qsm_event);
    qsm_data_stream *in = set_up(qsm_data_stream_new_feed(), v);
    qsm_stream_reader *reader = qsm_stream_reader_new(in, schema);
    trace_clear(&got);
    for (;;) {
        if (qsm_stream_reader_next(reader, &event)) {
            trace_event(&got, &event);
        } else if (event.kind != QSM_EVENT_NEED_MORE) {
            break;
        } else if (fed < v->size) {
            CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
            CU_ASSERT_TRUE(qsm_data_stream_feed(in, v->bytes + fed++, 1));
        } else {
            /* A QKeySequence may end early: nobody knows before the data ends. */
            late = want->status == QSM_DATA_STREAM_OK && strcmp(v->type, "QKeySequence") != 0;
            qsm_stream_reader_set_complete(reader);
        }
    }
    expect(!late, v, "feed: the end is told late", "", "");
    end_of(in, &is);
    expect_ending(v, "feed", want, &is);
    expect_events(v, "feed");
    qsm_stream_reader_free(reader);
    qsm_data_stream_free(in);
}

/* Skips each container at its beginning, and reads byte arrays in pieces. */
static void skip(const vector *v, const qsm_schema *schema, const ending *want)
{
    char piece[3];
    ending is;
    qsm_event event = QSM_INIT(qsm_event);
    qsm_data_stream *in = set_up(qsm_data_stream_new_reader(v->bytes, v->size), v);
    qsm_stream_reader *reader = qsm_stream_reader_new(in, schema);
    unsigned depth = 0;
    qsm_stream_reader_set_most_bytes(reader, 1);
    while (qsm_stream_reader_next(reader, &event)) {
        bool skips = event.kind == QSM_EVENT_BEGIN && event.count % 2 == 1;
        CU_ASSERT_TRUE(depth == 0 || event.kind == QSM_EVENT_END);
        depth = skips;
        CU_ASSERT_TRUE(!skips || qsm_stream_reader_skip(reader));
        if (event.kind != QSM_EVENT_BYTES)
            continue;
        uint64_t left = qsm_stream_reader_bytes_left(reader);
        CU_ASSERT_EQUAL(left, event.count);
        while (left > 0) {
            size_t size = left < sizeof piece ? (size_t)left : sizeof piece;
            CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(reader, piece, sizeof piece), size);
            left -= size;
        }
    }
    end_of(in, &is);
    bool same = is.status == want->status && is.position == want->position;
    expect(same, v, "skip", want->text, is.text);
    qsm_stream_reader_free(reader);
    qsm_data_stream_free(in);
}

static void check(const vector *v)
{
    ending want;
    static unsigned turn;
    /* QEMU needs 20 times as long: it has its turn with one of five. */
    if (QSM_EMULATED && turn++ % 5 != 0)
        return;
    qsm_schema *schema = qsm_schema_new(v->type);
    CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
    read_tree(v, schema, &want);
    push(v, schema, &want);
    pull(v, schema, &want);
    feed(v, schema, &want);
    skip(v, schema, &want);
    qsm_schema_free(schema);
}

/* ---- the file ---- */

/* Bytes that differ from run to run stand as "??". */
/* The first and the last version of each range, in each byte order and precision. */
static void written(char *columns[QSM_VECTOR_COLUMNS])
{
    static vector v;
    v.type = columns[1];
    v.lenient = false;
    v.qt =
        qsm_vector_qt(strrchr(columns[5], ',') != NULL ? strrchr(columns[5], ',') + 1 : columns[5]);
    v.size = qsm_vector_bytes(columns[7], v.bytes);
    v.little = strcmp(columns[3], "little") == 0;
    v.single = strcmp(columns[4], "single") == 0;
    for (char *range = strtok(columns[2], ","); range != NULL; range = strtok(NULL, ",")) {
        int last = 0;
        if (sscanf(range, "%d-%d", &v.version, &last) == 2) {
            check(&v);
            v.version = last;
        }
        check(&v);
    }
}

static void damaged(char *columns[QSM_VECTOR_COLUMNS])
{
    static vector v;
    v.type = columns[1];
    v.version = atoi(columns[2]);
    v.little = strcmp(columns[3], "little") == 0;
    v.qt = qsm_vector_qt(columns[4]);
    v.size = qsm_vector_bytes(columns[5], v.bytes);
    for (int lenient = 0; lenient < 2; lenient++) {
        v.lenient = lenient;
        check(&v);
    }
}

static void all_written(void)
{
    CU_ASSERT_TRUE(qsm_vector_lines('W', written) > 400);
}

static void all_damaged(void)
{
    CU_ASSERT_TRUE(qsm_vector_lines('R', damaged) > 400);
}

QSM_SUITE("pull reader and vectors", {"values that Qt wrote", all_written},
          {"damaged values", all_damaged})
