/* SPDX-License-Identifier: MIT */
/*
 * Golden bytes of real Qt 5.15, 6.4 and 6.11 (data/value_vectors.txt; the script beside it tells
 * the columns), as trees. Each vector: bytes -> tree -> the JSON that the vector has; tree -> the
 * same bytes; JSON -> tree -> the same bytes; the size measured; the bytes skipped. Damaged input:
 * status, position and value as with Qt.
 */
#include <qsm/variant.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "suite.h"
#include "system.h"
#include "value/coder.h"
#include "value/core/date_time.h"
#include "value/json/json.h"
#include "value/user_types.h"
#include "vector_lines.h"

enum { BYTES = QSM_VECTOR_LINE / 4, SHOWN = 20 };

typedef struct vector {
    const char *type;
    int version;
    bool little;
    bool single;
    int qt;
    const char *value;
    unsigned char bytes[BYTES];
    bool any[BYTES]; /* bytes that differ from run to run */
    size_t size;
} vector;

static unsigned shown;
static unsigned done;

static void expect(bool holds, const vector *v, const char *what, const char *got)
{
    done++;
    if (holds)
        return;
    CU_FAIL("a vector");
    static char last[QSM_VECTOR_LINE];
    static char line[QSM_VECTOR_LINE];
    snprintf(line, sizeof line, "%s %s %s", v->type, v->value, what);
    if (strcmp(line, last) == 0)
        return;
    strcpy(last, line);
    if (shown++ < SHOWN)
        printf("\n    %s, version %d, %s endian, %s precision, Qt %x: %s\n      want %.400s\n      "
               "got  %.400s",
               v->type, v->version, v->little ? "little" : "big", v->single ? "single" : "double",
               (unsigned)v->qt, what, v->value, got != NULL ? got : "");
}

/* The class that the program of the vectors has registered. */
static qsm_types *demo;

static void set_up(qsm_data_stream *stream, const vector *v)
{
    qsm_data_stream_set_types(stream, demo);
    qsm_data_stream_set_version(stream, v->version);
    qsm_data_stream_set_byte_order(stream, v->little ? QSM_DATA_STREAM_LITTLE_ENDIAN
                                                     : QSM_DATA_STREAM_BIG_ENDIAN);
    if (v->single)
        qsm_data_stream_set_floating_point_precision(stream, QSM_DATA_STREAM_SINGLE_PRECISION);
    qsm_data_stream_set_qt_version(stream, v->qt);
}

static bool is_variant(const vector *v)
{
    return strcmp(v->type, "QVariant") == 0;
}

static bool same_bytes(const vector *v, const qsm_data_stream *stream)
{
    const unsigned char *data = qsm_data_stream_data(stream);
    if (qsm_data_stream_size(stream) != v->size)
        return false;
    for (size_t i = 0; i < v->size; i++) {
        if (data[i] != v->bytes[i] && !v->any[i])
            return false;
    }
    return true;
}

static void hex_of(char *out, size_t room, const qsm_data_stream *stream)
{
    const unsigned char *data = qsm_data_stream_data(stream);
    size_t size = qsm_data_stream_size(stream);
    out[0] = '\0';
    for (size_t i = 0; i < size && 2 * i + 2 < room; i++)
        sprintf(out + 2 * i, "%02x", data[i]);
}

static void check_writing(const vector *v, const qsm_variant *value, const char *what)
{
    static char got[400];
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    set_up(out, v);
    if (is_variant(v))
        qsm_data_stream_write_variant(out, value);
    else
        qsm_data_stream_write_value(out, value);
    hex_of(got, sizeof got, out);
    bool same = qsm_data_stream_status(out) == QSM_DATA_STREAM_OK && same_bytes(v, out);
    expect(same, v, what,
           qsm_data_stream_status(out) == 0 ? got : qsm_data_stream_error_string(out));
    if (is_variant(v) && same)
        expect(qsm_data_stream_size_of_variant(out, value) == v->size, v, "size", NULL);
    qsm_data_stream_free(out);
}

static qsm_variant *parsed(qsm_tree *tree, const char *text)
{
    const char *problem;
    size_t offset;
    qsm_variant *json = qsm_tree_root(tree);
    bool ok = qsm__json_parse(text, strlen(text), json, &problem, &offset);
    if (!ok)
        printf("\n%s\nbyte %zu: %s", text, offset, problem);
    CU_ASSERT_TRUE_FATAL(ok);
    return json;
}

static const qsm_type *type_of(qsm_tree *tree, const char *name)
{
    const char *problem;
    return qsm__type_of_name(&qsm__qt_types, &tree->arena, name, strlen(name), false, &problem);
}

/* A type that is not there is a failure, too. */
static bool has_type(const vector *v)
{
    const char *problem = NULL;
    qsm_tree *tree = qsm_tree_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(tree);
    bool found = qsm__type_of_name(&qsm__qt_types, &tree->arena, v->type, strlen(v->type), false,
                                   &problem) != NULL;
    expect(found, v, "a type that qsm does not have", problem);
    qsm_tree_free(tree);
    return found;
}

static bool skips(const vector *v, qsm_tree *tree)
{
    qsm_coder c;
    qsm_variant node;
    qsm_data_stream *in = qsm_data_stream_new_reader(v->bytes, v->size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    set_up(in, v);
    qsm__variant_reset(&node, tree);
    qsm__coder_begin(&c, in, QSM_MODE_SKIP, &qsm__qt_types, tree);
    qsm__code_slot(&c, type_of(tree, v->type), &node);
    bool ok = qsm__coder_end(&c) && qsm_data_stream_at_end(in);
    qsm_data_stream_free(in);
    return ok;
}

static void read_it(qsm_data_stream *in, const vector *v, qsm_variant *value)
{
    set_up(in, v);
    if (is_variant(v))
        qsm_data_stream_read_variant(in, value);
    else
        qsm_data_stream_read_value(in, v->type, value);
}

/* Qt writes the kind of time from version 7 on, its offset and zone from version 15 on. */
static bool is_lossy_time(const vector *v)
{
    bool has_more = strstr(v->value, "\"offset\"") != NULL && strstr(v->type, "Zone") == NULL;
    bool has_kind = strstr(v->value, "\"spec\":\"utc\"") != NULL;
    return (has_more && v->version < QSM_DATA_STREAM_QT_5_2) ||
           (has_kind && v->version < QSM_DATA_STREAM_QT_4_0);
}

/* The offset of a zone comes from the system's data. */
static bool lacks_zone(const vector *v)
{
    int32_t offset;
    return strstr(v->value, "\"zone\":\"") != NULL &&
           !qsm__zone_data_offset(qsm_text_of("Europe/Paris"), 0, &offset);
}

/* What Qt reads back is not what it wrote: null text, 64 bits and ids of old versions, what old
 * versions do not have; fractions with single precision. Then what was read is only compared by
 * writing it again. */
static bool is_lossy(const vector *v)
{
    static const struct {
        const char *type; /* part of the name, of the vector or of its variant */
        const char *part; /* of the value */
        int before;       /* versions below this */
    } lossy[] = {{"", "", QSM_DATA_STREAM_QT_2_1},
                 {"int64", "", QSM_DATA_STREAM_QT_3_3},
                 {"longlong", "", QSM_DATA_STREAM_QT_3_3},
                 {"QByteArray", "", QSM_DATA_STREAM_QT_3_3},
                 {"QUrl", "", QSM_DATA_STREAM_QT_3_3},
                 {"QVariant", "", QSM_DATA_STREAM_QT_4_0},
                 {"QColor", "", QSM_DATA_STREAM_QT_4_0},
                 {"QKeySequence", "", QSM_DATA_STREAM_QT_3_1},
                 {"QBrush", "", QSM_DATA_STREAM_QT_4_3},
                 {"QPen", "", QSM_DATA_STREAM_QT_4_3},
                 {"", "gradient", QSM_DATA_STREAM_QT_6_0},
                 {"QPalette", "", QSM_DATA_STREAM_QT_6_6},
                 {"QTextFormat", "", QSM_DATA_STREAM_QT_4_0},
                 {"QFont", "", QSM_DATA_STREAM_QT_5_6},
                 {"QFont", "Fallback", QSM_DATA_STREAM_QT_5_13},
                 {"QFont", "features", QSM_DATA_STREAM_QT_6_7}};
    bool fraction = strchr(v->value, '.') != NULL || strstr(v->value, "e-") != NULL;
    if (v->single && (fraction || strstr(v->type, "double") != NULL))
        return true;
    bool midnight = strcmp(v->type, "QTime") == 0 && strstr(v->value, "\"ms\":0}") != NULL;
    bool curve = strstr(v->value, "\"bezierCurves\":[[") != NULL;
    if (is_lossy_time(v) || lacks_zone(v) || (midnight && v->version < QSM_DATA_STREAM_QT_4_0) ||
        (curve && v->version < QSM_DATA_STREAM_QT_5_13))
        return true;
    for (size_t i = 0; i < sizeof lossy / sizeof lossy[0]; i++) {
        bool named = strstr(v->type, lossy[i].type) != NULL ||
                     (is_variant(v) && strstr(v->value, lossy[i].type) != NULL);
        if (named && strstr(v->value, lossy[i].part) != NULL && v->version < lossy[i].before)
            return true;
    }
    return false;
}

static void check_value(const vector *v, qsm_tree *scratch, const qsm_type *type,
                        const qsm_variant *value, const char *what)
{
    const char *problem;
    qsm_tree *tree = qsm_tree_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(tree);
    qsm_variant *json = qsm_tree_root(tree);
    const qsm_variant *wanted = parsed(scratch, v->value);
    if (strstr(v->value, "\"how\"") != NULL) /* says how the vector was made */
        qsm_variant_remove((qsm_variant *)(uintptr_t)wanted, qsm_variant_count(wanted) - 1);
    if (!qsm__json_from_value(json, type, value, &problem)) {
        expect(false, v, "no JSON", problem);
    } else {
        size_t size;
        char *text = qsm__json_print(json, &size);
        expect(qsm_variant_equals(json, wanted), v, what, text);
        free(text);
    }
    qsm_tree_free(tree);
}

static void check_vector(const vector *v)
{
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *scratch = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(v->bytes, v->size);
    CU_ASSERT_FATAL(tree != NULL && scratch != NULL && in != NULL);
    qsm_variant *value = qsm_tree_root(tree);
    const char *problem;
    read_it(in, v, value);
    bool ok = qsm_data_stream_status(in) == QSM_DATA_STREAM_OK && qsm_data_stream_at_end(in);
    expect(ok, v, "reading", qsm_data_stream_error_string(in));
    /* In which order pairs of different keys were inserted, the stream does not say. */
    bool ordered = strstr(v->value, "insertedInThisOrder") == NULL;
    bool no_flag = v->version < QSM_DATA_STREAM_QT_4_2 && strstr(v->value, "isNull") != NULL;
    if (ok && ordered && !no_flag && !is_lossy(v))
        check_value(v, scratch, type_of(tree, v->type), value, "value");
    bool halves = v->version < QSM_DATA_STREAM_QT_3_3 &&
                  (strstr(v->type, "64") != NULL || strstr(v->value, "longlong") != NULL);
    halves = halves || is_lossy_time(v);
    if (ok && !halves) /* which Qt reads in another order than it writes */
        check_writing(v, value, "written again");
    qsm_tree_clear(tree);
    if (v->version == QSM_DATA_STREAM_QT_5_0 && lacks_zone(v))
        expect(true, v, "without zone data", NULL);
    else if (qsm__tree_hold(tree, demo) &&
             qsm__json_to_value_at(qsm_tree_root(tree), type_of(tree, v->type),
                                   parsed(scratch, v->value), qsm__types_set(demo), &problem, NULL))
        check_writing(v, qsm_tree_root(tree), "made from JSON");
    else
        expect(false, v, "made from JSON", problem);
    expect(skips(v, tree), v, "skipped", NULL);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    qsm_tree_free(scratch);
}

static void parse_bytes(vector *v, const char *text)
{
    v->size = qsm_vector_bytes(text, v->bytes);
    for (size_t i = 0; i < v->size; i++)
        v->any[i] = text[2 * i] == '.';
}

/* The greatest version that a release writes. */
static int newest(int qt)
{
    return qt < 0x060000 ? 19 : qt < 0x060500 ? 20 : 24;
}

/* QEMU needs 20 times as long, valgrind 100 times: there one of several vectors has its turn. */
static unsigned one_of(void)
{
    if (getenv("QSM_ALL_VECTORS") != NULL)
        return 1;
    if (getenv("QSM_TEST_WRAPPER") != NULL)
        return 20;
    return QSM_EMULATED ? 5 : 1;
}

static void check_version(vector *v, char *columns[QSM_VECTOR_COLUMNS], int version)
{
    v->version = version;
    for (int setting = 0; setting < 4; setting++) {
        v->little = setting & 1;
        v->single = setting & 2;
        if (strcmp(columns[3], v->little ? "big" : "little") == 0 ||
            strcmp(columns[4], v->single ? "double" : "single") == 0)
            continue;
        for (const char *qt = columns[5]; qt != NULL; qt = strchr(qt, ',')) {
            qt += *qt == ',';
            v->qt = qsm_vector_qt(qt);
            static unsigned turn;
            bool chosen = turn++ % one_of() == 0;
            if (version <= newest(v->qt) && chosen)
                check_vector(v);
        }
    }
}

/* A number that the vector tells by its bytes only. */
static void fill_in(char *value)
{
    static const char unknown[] = "\"as in hex\"";
    char *at = strstr(value, unknown);
    if (at != NULL)
        memcpy(at, "0          ", sizeof unknown - 1);
}

/* Qt 6 writes QVector as QList. */
static void rename_vectors(char *value)
{
    char *name = strstr(value, "QVector<");
    if (name == NULL)
        return;
    memmove(name + 5, name + 7, strlen(name + 7) + 1);
    memcpy(name, "QList", 5);
}

/* The vectors name the fields of a class with their types: "a(qint32)". */
static void drop_types_of_fields(char *value)
{
    static const char *const fields[] = {"a(qint32)\":", "b(QString)\":"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        char *at = strstr(value, fields[i]);
        size_t type = strlen(fields[i]) - 3;
        if (at != NULL)
            memmove(at + 1, at + 1 + type, strlen(at + 1 + type) + 1);
    }
}

static void check_line(char *columns[QSM_VECTOR_COLUMNS])
{
    static vector v;
    v.type = columns[1];
    v.value = columns[6];
    fill_in(columns[6]);
    drop_types_of_fields(columns[6]);
    if (strncmp(columns[5], "5.", 2) != 0)
        rename_vectors(columns[6]);
    if (!has_type(&v))
        return;
    parse_bytes(&v, columns[7]);
    for (char *range = strtok(columns[2], ","); range != NULL; range = strtok(NULL, ",")) {
        int first = 0;
        int last = 0;
        if (sscanf(range, "%d-%d", &first, &last) == 1)
            last = first;
        for (int version = first; version <= last; version++)
            check_version(&v, columns, version);
    }
}

static const char *status_name(const qsm_data_stream *stream)
{
    static const char *const names[] = {"Ok", "ReadPastEnd", "ReadCorruptData", "WriteFailed",
                                        "SizeLimitExceeded"};
    return names[qsm_data_stream_status(stream)];
}

/* A QSizePolicy. The program of the vectors has no QtWidgets and refuses it. With them Qt reads it,
 * as the first vectors say; so does qsm. */
static const char without_widgets[] = "0000004b0002031307";

static void as_with_widgets(char *columns[QSM_VECTOR_COLUMNS])
{
    static char outcome[3][20];
    strcpy(outcome[0], "Ok");
    strcpy(outcome[1], "9");
    strcpy(outcome[2], "\"described\"");
    for (size_t i = 0; i < 3; i++)
        columns[6 + i] = outcome[i];
}

static bool has_equal_keys(const qsm_variant *value)
{
    for (size_t i = 1; i < qsm_variant_count(value); i++) {
        const qsm_variant *key = qsm_variant_key(value, i);
        for (size_t j = 0; j < i && key != NULL; j++) {
            if (qsm_variant_equals(key, qsm_variant_key(value, j)))
                return true;
        }
    }
    return false;
}

static void check_damage(char *columns[QSM_VECTOR_COLUMNS])
{
    static vector v;
    char where[200];
    if (strcmp(columns[5], without_widgets) == 0)
        as_with_widgets(columns);
    v.type = columns[1];
    v.value = columns[8];
    if (!has_type(&v))
        return;
    v.version = atoi(columns[2]);
    v.little = strcmp(columns[3], "little") == 0;
    parse_bytes(&v, columns[5]);
    for (const char *qt = columns[4]; qt != NULL; qt = strchr(qt, ',')) {
        qt += *qt == ',';
        v.qt = qsm_vector_qt(qt);
        qsm_tree *tree = qsm_tree_new();
        qsm_tree *scratch = qsm_tree_new();
        qsm_data_stream *in = qsm_data_stream_new_reader(v.bytes, v.size);
        CU_ASSERT_FATAL(tree != NULL && scratch != NULL && in != NULL);
        qsm_data_stream_set_lenient(in, true);
        read_it(in, &v, qsm_tree_root(tree));
        sprintf(where, "%s %zu, not %s %s", status_name(in), qsm_data_stream_position(in),
                columns[6], columns[7]);
        expect(strcmp(status_name(in), columns[6]) == 0 &&
                   qsm_data_stream_position(in) == (size_t)atol(columns[7]),
               &v, where, columns[5]);
        /* These values say nothing of the flag. A tree keeps all pairs with equal keys. */
        qsm_tree_root(tree)->is_null = 0;
        if (strstr(v.value, "described") == NULL && !has_equal_keys(qsm_tree_root(tree)))
            check_value(&v, scratch, type_of(tree, v.type), qsm_tree_root(tree), "value");
        bool failed = qsm_data_stream_status(in) != QSM_DATA_STREAM_OK;
        expect(failed == (qsm_data_stream_error_position(in) != SIZE_MAX), &v, "position", NULL);
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
        qsm_tree_free(scratch);
    }
}

static void each_line(char kind, void (*check)(char *[QSM_VECTOR_COLUMNS]))
{
    CU_ASSERT_TRUE(qsm_vector_lines(kind, check) > 400);
    CU_ASSERT_TRUE(done > 1000);
    printf("%u comparisons ", done);
}

static void written(void)
{
    demo = qsm_types_new();
    CU_ASSERT_TRUE(qsm_types_add(demo, "DemoPair", "qint32 a, QString b"));
    each_line('W', check_line);
    qsm_types_free(demo);
    demo = NULL;
}

static void damaged(void)
{
    each_line('R', check_damage);
}

QSM_SUITE("vectors of values", {"what Qt writes", written}, {"what Qt reads", damaged})
