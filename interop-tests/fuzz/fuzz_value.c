/* SPDX-License-Identifier: MIT */
/*
 * The first bytes choose version, byte order, precision, the release of Qt, strictness and the
 * type; the rest is the stream. What was read is skipped, copied, written and read again:
 * the same bytes, unless the stream says that Qt writes others. Then as JSON and back.
 */
#include "fuzz.h"

#include <qsm/variant.h>

#include <string.h>

#include "../lib/json_to_value.h"
#include "value/coder.h"
#include "value/tree.h"

enum { HEAD = 4 };

static const char *const types[] = {"QVariant",
                                    "QVariantMap",
                                    "QVariantList",
                                    "QStringList",
                                    "QMap<int,QList<QVariant>>",
                                    "QList<double>",
                                    "std::pair<QString,QByteArray>",
                                    "QHash<QString,QVariantPair>",
                                    "QDateTime",
                                    "QTimeZone",
                                    "QVersionNumber",
                                    "QBitArray"};

/* From 128 on: types of QtGui, and documents. */
static const char *const more_types[] = {
    "QIcon",         "QPalette",   "QPen",    "QFont",       "QRegion",
    "QPainterPath",  "QCursor",    "QBrush",  "QTextFormat", "QEasingCurve",
    "QJsonValue",    "QCborValue", "QImage",  "QPicture",    "QKeySequence",
    "QJsonDocument", "QUrl",       "QLocale", "QSizePolicy", "QTransform"};

static const char *type_of(uint8_t byte)
{
    return byte < 128 ? types[byte % (sizeof types / sizeof types[0])]
                      : more_types[byte % 128 % (sizeof more_types / sizeof more_types[0])];
}

static void set_up(qsm_data_stream *stream, const uint8_t *head)
{
    static const int releases[] = {0, 0x050f08, 0x060402, 0x060b02};
    FUZZ_MUST(stream != NULL);
    qsm_data_stream_set_version(stream, head[0] % 26);
    qsm_data_stream_set_byte_order(stream, (qsm_data_stream_byte_order_code)(head[1] & 1));
    if (head[1] & 2)
        qsm_data_stream_set_floating_point_precision(stream, QSM_DATA_STREAM_SINGLE_PRECISION);
    qsm_data_stream_set_lenient(stream, (head[1] & 4) != 0);
    qsm_data_stream_set_qt_version(stream, releases[head[2] % 4]);
}

/* Skips the value. Returns the status; *position is where it ended. */
static qsm_data_stream_status_code skip(const char *type, const uint8_t *data, size_t size,
                                        size_t *position)
{
    qsm_coder c;
    qsm_variant node;
    const char *problem;
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(data + HEAD, size - HEAD);
    FUZZ_MUST(tree != NULL);
    set_up(in, data);
    qsm__variant_reset(&node, tree);
    const qsm_type *row =
        qsm__type_of_name(&qsm__qt_types, &tree->arena, type, strlen(type), false, &problem);
    qsm__coder_begin(&c, in, QSM_MODE_SKIP, &qsm__qt_types, tree);
    qsm__code_slot(&c, row, &node);
    qsm__coder_end(&c);
    *position = qsm_data_stream_position(in);
    qsm_data_stream_status_code status = qsm_data_stream_status(in);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return status;
}

static bool write_as(qsm_data_stream *out, const char *type, const qsm_variant *value)
{
    return strcmp(type, "QVariant") == 0 ? qsm_data_stream_write_variant(out, value)
                                         : qsm_data_stream_write_value(out, value);
}

/* The value, written: its bytes are those that were read. */
static void round_trip(const uint8_t *data, const char *type, const qsm_variant *value, size_t size,
                       bool canonical)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_tree *copy = qsm_tree_new();
    FUZZ_MUST(copy != NULL && qsm_variant_assign(qsm_tree_root(copy), value));
    FUZZ_MUST(qsm_variant_equals(qsm_tree_root(copy), value));
    set_up(out, data);
    FUZZ_MUST(write_as(out, type, qsm_tree_root(copy)));
    /* Before version 6 the halves of 64 bits change places. */
    if (canonical && data[0] % 26 >= QSM_DATA_STREAM_QT_3_3) {
        FUZZ_MUST(qsm_data_stream_size(out) == size);
        FUZZ_MUST(memcmp(qsm_data_stream_data(out), data + HEAD, size) == 0);
    }
    if (strcmp(type, "QVariant") == 0)
        FUZZ_MUST(qsm_data_stream_size_of_variant(out, value) == qsm_data_stream_size(out));
    qsm_data_stream_free(out);
    qsm_tree_free(copy);
}

static void through_json(const qsm_type *row, const qsm_variant *value)
{
    const char *problem;
    size_t size;
    qsm_tree *json = qsm_tree_new();
    qsm_tree *again = qsm_tree_new();
    FUZZ_MUST(json != NULL && again != NULL);
    if (qsm__json_from_value(qsm_tree_root(json), row, value, &problem)) {
        char *text = qsm__json_print(qsm_tree_root(json), &size);
        FUZZ_MUST(text != NULL && strlen(text) == size);
        if (qsm__json_parse(text, size, qsm_tree_root(again), &problem, &size)) {
            qsm_tree_clear(json);
            (void)json_to_value(qsm_tree_root(json), row, qsm_tree_root(again), &problem);
        }
        free(text);
    }
    qsm_tree_free(json);
    qsm_tree_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEAD)
        return 0;
    const char *type = type_of(data[3]);
    const char *problem;
    size_t position;
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *names = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(data + HEAD, size - HEAD);
    FUZZ_MUST(tree != NULL && names != NULL);
    set_up(in, data);
    bool ok = strcmp(type, "QVariant") == 0
                  ? qsm_data_stream_read_variant(in, qsm_tree_root(tree))
                  : qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
    qsm_data_stream_status_code status = qsm_data_stream_status(in);
    FUZZ_MUST(ok == (status == QSM_DATA_STREAM_OK));
    FUZZ_MUST(ok == (qsm_data_stream_error_string(in)[0] == '\0'));
    FUZZ_MUST(ok == (qsm_data_stream_error_position(in) == SIZE_MAX));
    if (status != QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED) { /* memory is no limit of the other modes */
        FUZZ_MUST(skip(type, data, size, &position) == status);
        FUZZ_MUST(position == qsm_data_stream_position(in));
    }
    if (ok) {
        round_trip(data, type, qsm_tree_root(tree), qsm_data_stream_position(in),
                   qsm_data_stream_canonical(in));
        through_json(
            qsm__type_of_name(&qsm__qt_types, &names->arena, type, strlen(type), false, &problem),
            qsm_tree_root(tree));
    }
    qsm_data_stream_free(in);
    qsm_tree_free(names);
    qsm_tree_free(tree);
    return 0;
}
