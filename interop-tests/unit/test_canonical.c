/* SPDX-License-Identifier: MIT */
/*
 * Bytes that no Qt writes: they are read as Qt reads them, qsm_data_stream_canonical() says that
 * there were such, and they are written as Qt writes them. One row for each kind of them. Real Qt
 * does the same with damaged streams: differential.values.*
 */
#include <qsm/variant.h>

#include "trees.h"

enum { QT_5 = 0x050f08, QT_6_4 = 0x060402, QT_6_8 = 0x060802, QT_6_11 = 0x060b02 };

typedef struct row {
    const char *type;
    int version;
    int qt;
    const char *in;
    size_t in_size;
    const char *out; /* the same as in: Qt writes it so */
    size_t out_size;
} row;

#define ROW(type, version, qt, in, out)                                                            \
    {                                                                                              \
        type, version, qt, in, sizeof(in) - 1, out, sizeof(out) - 1                                \
    }
#define CORE(type, in, out) ROW(type, 20, QT_6_4, in, out)
#define NULL_DAY "\x80\0\0\0\0\0\0\0"
#define SOME_DAY "\0\0\0\0\0\x25\x68\x85"
#define NO_TIME "\xff\xff\xff\xff"
#define NO_ZONE "\0\0\0\x30\0-\0N\0o\0 \0T\0i\0m\0e\0 \0Z\0o\0n\0e\0 \0S\0p\0e\0c\0i\0f\0i\0e\0d\0!"
#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ONE_LINE "\0\0\0\2\0\0\0\0" ZEROS "\0\0\0\1" ZEROS "\0\0\0\0"
#define ONE "\x3f\xf0\0\0\0\0\0\0"
#define IDENTITY ONE ZEROS "\0\0\0\0\0\0\0\0" ONE ZEROS "\0\0\0\0\0\0\0\0" ONE
#define NO_COLOR "\0\xff\xff\0\0\0\0\0\0\0\0"
#define STOP "\0\0\0\1\0\0\0\0\0\0\0\0" NO_COLOR
/* A linear gradient with one stop and this mode. */
#define GRADIENT(mode)                                                                             \
    "\x0f" NO_COLOR "\0\0\0\0\0\0\0\0\0\0\0" mode "\0\0\0\0" STOP ZEROS ZEROS IDENTITY

static const row rows[] = {
    CORE("bool", "\2", "\1"),
    CORE("QVariant", "\0\0\0\1\0\x80", "\0\0\0\1\0\1"),
    /* Counts. */
    ROW("QByteArray", 22, QT_6_8, "\xff\xff\xff\xfe\0\0\0\0\0\0\0\2ab", "\0\0\0\2ab"),
    ROW("QByteArray", 22, QT_6_8, "\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff", NO_TIME),
    ROW("QString", 22, QT_6_8, "\xff\xff\xff\xfe\0\0\0\0\0\0\0\2\0b", "\0\0\0\2\0b"),
    ROW("QList<bool>", 22, QT_6_8, "\xff\xff\xff\xfe\0\0\0\0\0\0\0\1\1", "\0\0\0\1\1"),
    /* The null byte array came with version 6. */
    ROW("QByteArray", 5, QT_5, NO_TIME, "\0\0\0\0"),
    ROW("QByteArray", 6, QT_5, NO_TIME, NO_TIME),
    CORE("const char*", "\0\0\0\2ab", "\0\0\0\3ab\0"),
    CORE("const char*", "\0\0\0\3ab\0", "\0\0\0\3ab\0"),
    ROW("QString", 1, QT_5, "\0\0\0\3a\0b", "\0\0\0\3a\0b"),
    /* QVariant: its flag, its ids. */
    CORE("QVariant", "\0\0\0\2\2\0\0\0\7", "\0\0\0\2\0\0\0\0\7"),
    CORE("QVariant", "\0\0\0\2\3\0\0\0\7", "\0\0\0\2\1\0\0\0\7"),
    CORE("QVariant", "\0\0\0\2\1\0\0\0\7", "\0\0\0\2\1\0\0\0\7"),
    CORE("QVariant", "\0\0\0\x2b\0", "\0\0\0\0\1"),
    CORE("QVariant", "\0\0\0\x2b\1", "\0\0\0\0\1"),
    CORE("QVariant", "\0\0\0\0\0", "\0\0\0\0\1"),
    CORE("QVariant", "\0\1\0\0\0\0\0\0\4int\0\0\0\0\7", "\0\0\0\2\0\0\0\0\7"),
    CORE("QVariant", "\0\1\0\0\0\0\0\0\x08QMargins\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4",
         "\0\1\0\0\0\0\0\0\x09QMargins\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"),
    CORE("QVariant", "\0\1\0\0\0\0\0\0\x09QMargins \0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4",
         "\0\1\0\0\0\0\0\0\x09QMargins\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"),
    CORE("QVariant", "\0\1\0\0\0\0\0\0\x0aQMargins \0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4",
         "\0\1\0\0\0\0\0\0\x09QMargins\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"),
    CORE("QVariant", "\0\1\0\0\0\0\0\0\x09QMargins\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4",
         "\0\1\0\0\0\0\0\0\x09QMargins\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"),
    /* Numbers of another width, and what they cannot hold. */
    CORE("float", "\x3f\xb9\x99\x99\x99\x99\x99\x9a", "\x3f\xb9\x99\x99\xa0\0\0\0"),
    CORE("float", "\x3f\xb9\x99\x99\xa0\0\0\0", "\x3f\xb9\x99\x99\xa0\0\0\0"),
    /* Dates and times. */
    CORE("QDateTime", "\x80\0\0\0\0\0\0\1" NO_TIME "\1", NULL_DAY NO_TIME "\1"),
    CORE("QDateTime", SOME_DAY NO_TIME "\1", SOME_DAY "\0\0\0\0\1"),
    CORE("QDateTime", SOME_DAY "\0\0\0\0\2\0\0\0\0", SOME_DAY "\0\0\0\0\1"),
    CORE("QDateTime", SOME_DAY "\0\0\0\0\2\0\0\0\x3c", SOME_DAY "\0\0\0\0\2\0\0\0\x3c"),
    CORE("QDateTime", SOME_DAY "\0\0\0\0\5", SOME_DAY "\0\0\0\0\1"),
    ROW("QDateTime", 20, QT_6_8, SOME_DAY "\0\0\0\0\5", SOME_DAY "\0\0\0\0\0"),
    /* From Qt 6.5 on, a null date has no offset, and there are 16 hours at most. */
    CORE("QDateTime", NULL_DAY NO_TIME "\2\0\0\0\x3c", NULL_DAY NO_TIME "\2\0\0\0\x3c"),
    ROW("QDateTime", 20, QT_6_8, NULL_DAY NO_TIME "\2\0\0\0\x3c", NULL_DAY NO_TIME "\2\0\0\0\0"),
    ROW("QDateTime", 20, QT_6_8, NULL_DAY NO_TIME "\2\0\0\0\0", NULL_DAY NO_TIME "\2\0\0\0\0"),
    CORE("QDateTime", SOME_DAY "\0\0\0\0\2\0\0\xe1\1", SOME_DAY "\0\0\0\0\2\0\0\xe1\1"),
    ROW("QDateTime", 20, QT_6_8, SOME_DAY "\0\0\0\0\2\0\0\xe1\1", SOME_DAY "\0\0\0\0\3" NO_ZONE),
    ROW("QDateTime", 20, QT_6_8, SOME_DAY "\0\0\0\0\2\xff\xff\x1e\xff",
        SOME_DAY "\0\0\0\0\3" NO_ZONE),
    ROW("QDateTime", 20, QT_6_8, SOME_DAY "\0\0\0\0\2\0\0\xe1\0", SOME_DAY "\0\0\0\0\2\0\0\xe1\0"),
    ROW("QDateTime", 10, QT_5, "\0\x25\x68\x85\0\0\0\0\1", "\0\x25\x68\x85\0\0\0\0\xff"),
    CORE("QLocale", "\0\0\0\x08\0x\0x\0x\0!", "\0\0\0\2\0C"),
    CORE("QCborValue", "\0\0\0\2\1\2", "\0\0\0\1\1"),
    /* QtGui. */
    CORE("QColor", "\1\xff\xff\0\1\0\2\0\3\0\4", "\1\xff\xff\0\1\0\2\0\3\0\4"),
    ROW("QColorSpace", 20, QT_6_4, "\0\0\0\0", NO_TIME),
    ROW("QColorSpace", 20, QT_6_4, "\0\0\0\4acsp", NO_TIME),
    ROW("QColorSpace", 20, QT_6_4, NO_TIME, NO_TIME),
    ROW("QImage", 10, QT_5, "\0\0\0\0", "\0\0\0\0"),
    /* The mode 3 came with version 18. */
    ROW("QBrush", 17, QT_6_4, GRADIENT("\3"), GRADIENT("\2")),
    ROW("QBrush", 18, QT_6_4, GRADIENT("\3"), GRADIENT("\3")),
    ROW("QBrush", 5, QT_5, "\x18\xff\1\2\3\0\0\0\0", "\0\xff\1\2\3"),
    CORE("QKeySequence", "\0\0\0\0", "\0\0\0\1\0\0\0\0"),
    CORE("QKeySequence", "\0\0\0\4\0\0\0\x41\0\0\0\0\0\0\0\0\0\0\0\0", "\0\0\0\1\0\0\0\x41"),
    CORE("QKeySequence", "\0\0\0\2\0\0\0\x41\0\0\0\x42",
         "\0\0\0\4\0\0\0\x41\0\0\0\x42\0\0\0\0\0\0\0\0"),
    ROW("QPainterPath", 20, QT_6_8, ONE_LINE "\0\0\0\2", ONE_LINE "\0\0\0\2"),
    ROW("QPainterPath", 20, QT_6_11, ONE_LINE "\0\0\0\2", ONE_LINE "\0\0\0\0"),
    ROW("QPainterPath", 20, QT_6_11, ONE_LINE "\0\0\0\1", ONE_LINE "\0\0\0\1"),
};

static bool reads(const row *r, qsm_variant *value, bool *canonical)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(r->in, r->in_size);
    qsm_data_stream_set_version(in, r->version);
    qsm_data_stream_set_qt_version(in, r->qt);
    bool ok = strcmp(r->type, "QVariant") == 0 ? qsm_data_stream_read_variant(in, value)
                                               : qsm_data_stream_read_value(in, r->type, value);
    if (!ok)
        printf("\n    %s", qsm_data_stream_error_string(in));
    ok = ok && qsm_data_stream_at_end(in);
    *canonical = qsm_data_stream_canonical(in);
    qsm_data_stream_free(in);
    return ok;
}

static bool writes(const row *r, const qsm_variant *value)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(out, r->version);
    qsm_data_stream_set_qt_version(out, r->qt);
    bool ok = strcmp(r->type, "QVariant") == 0 ? qsm_data_stream_write_variant(out, value)
                                               : qsm_data_stream_write_value(out, value);
    const unsigned char *data = qsm_data_stream_data(out);
    size_t size = qsm_data_stream_size(out);
    ok = ok && size == r->out_size && memcmp(data, r->out, size) == 0;
    for (size_t i = 0; !ok && i < size; i++)
        printf("%s%02x", i == 0 ? "\n    written: " : "", data[i]);
    qsm_data_stream_free(out);
    return ok;
}

static void each_kind(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const row *r = &rows[i];
        bool same = r->in_size == r->out_size && memcmp(r->in, r->out, r->in_size) == 0;
        bool canonical = !same;
        qsm_tree *tree = new_tree();
        bool ok = reads(r, qsm_tree_root(tree), &canonical);
        ok = ok && writes(r, qsm_tree_root(tree)) && canonical == same;
        if (!ok)
            printf("\n    row %zu: %s, version %d, canonical %d", i, r->type, r->version,
                   canonical);
        CU_ASSERT_TRUE(ok);
        qsm_tree_free(tree);
    }
}

/* Qt 5 writes a NUL at version 1. Its own text ends there when it reads it, as for a lenient
 * reader.
 */
static void lenient_text(void)
{
    static const int releases[] = {QT_5, QT_6_4};
    for (size_t i = 0; i < 2; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\3a\0b", 7);
        qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_1_0);
        qsm_data_stream_set_qt_version(in, releases[i]);
        qsm_data_stream_set_lenient(in, true);
        CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QString", qsm_tree_root(tree)));
        CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
        CU_ASSERT_EQUAL(qsm_variant_text(qsm_tree_root(tree)).size, i == 0 ? 1 : 3);
        CU_ASSERT_EQUAL(qsm_data_stream_canonical(in), i == 1);
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
    }
}

/* So does a URL. Qt 6 takes the NUL, which no scheme has. */
static void lenient_url(void)
{
    static const int releases[] = {QT_5, QT_6_4};
    for (size_t i = 0; i < 2; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\6h\0://a", 10);
        qsm_data_stream_set_qt_version(in, releases[i]);
        qsm_data_stream_set_lenient(in, true);
        CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QUrl", qsm_tree_root(tree)));
        CU_ASSERT_EQUAL(qsm_variant_text(qsm_tree_root(tree)).size, i == 0 ? 1 : 0);
        CU_ASSERT_FALSE(qsm_data_stream_canonical(in));
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
    }
}

/* A lenient reader has Qt's position behind an error that stood before. */
static void lenient_positions(void)
{
    static const struct {
        const char *type;
        int version;
        int qt;
        const char *bytes;
        size_t size;
        size_t position;
    } known[] = {
        /* The value of a pair is read behind a damaged key: a region of bytes that are none. */
        {"QVariantMap", 7, QT_6_4,
         "\0\0\0\1\xff\xff\xe1\xff\0\0\0\x48\0\0\0\x08\0\0\0\x0a\0\x80\0\1", 24, 24},
        /* Id 0x8000010f: Qt 5 has room for 30 bits. It is no type, so a string follows. */
        {"QVariant", 12, QT_5, "\x80\0\1\x0f\0\0\0\0\3\0", 10, 9}};
    for (size_t i = 0; i < 2; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader(known[i].bytes, known[i].size);
        qsm_data_stream_set_version(in, known[i].version);
        qsm_data_stream_set_qt_version(in, known[i].qt);
        qsm_data_stream_set_lenient(in, true);
        bool ok = strcmp(known[i].type, "QVariant") == 0
                      ? qsm_data_stream_read_variant(in, qsm_tree_root(tree))
                      : qsm_data_stream_read_value(in, known[i].type, qsm_tree_root(tree));
        CU_ASSERT_FALSE(ok);
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
        CU_ASSERT_EQUAL(qsm_data_stream_position(in), known[i].position);
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
    }
}

QSM_SUITE("bytes that no Qt writes", {"positions of a lenient reader", lenient_positions},
          {"each kind", each_kind}, {"text of a lenient reader", lenient_text},
          {"a URL of a lenient reader", lenient_url})
