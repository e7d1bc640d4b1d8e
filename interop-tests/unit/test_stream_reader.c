/* SPDX-License-Identifier: MIT */
/*
 * The pull reader beyond single values (unit.reader_vectors has these): groups of a schema, data
 * that arrives by and by, pieces, skipping, transactions, limits, and memory that is out.
 */
#include <qsm/memory.h>
#include <qsm/stream_reader.h>

#include "failing_memory.h"
#include "reader_scene.h"

/* All at once, and one byte after the other: the same events. */
static void expect_events(const char *types, const char *bytes, size_t size, const char *want)
{
    scene s = begin(types, qsm_data_stream_new_reader(bytes, size));
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_END_OF_DATA);
    expect_text(t.text, want);
    end(&s);
    s = begin(types, qsm_data_stream_new_feed());
    for (size_t i = 0; i < size; i++)
        CU_ASSERT_EQUAL(feed(&s, bytes + i, 1) == QSM_EVENT_NEED_MORE,
                        i + 1 < size || strncmp(types, "repeat", 6) == 0);
    qsm_stream_reader_set_complete(s.reader);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_END_OF_DATA);
    CU_ASSERT_EQUAL(qsm_data_stream_status(s.in), QSM_DATA_STREAM_OK);
    expect_text(t.text, want);
    end(&s);
}

static void groups(void)
{
    expect_events("repeat(sized16(quint8,quint8))", "\0\2\1\2\0\2\3\4", 8,
                  "0 value quint8@2+1 1;0 value quint8@3+1 2;0 value quint8@6+1 3;"
                  "0 value quint8@7+1 4;");
    expect_events("sized32(quint8,sized16(repeat(quint8))),raw[1]", "\0\0\0\5\1\0\2\2\3x", 10,
                  "0 value quint8@4+1 1;0 value quint8@7+1 2;0 value quint8@8+1 3;"
                  "0 value raw[1]@9+1 {\"hex\":\"78\"};");
    expect_events("repeat(quint8,raw[2])", "\1ab\2cd", 6,
                  "0 value quint8@0+1 1;0 value raw[2]@1+2 {\"hex\":\"6162\"};"
                  "0 value quint8@3+1 2;0 value raw[2]@4+2 {\"hex\":\"6364\"};");
    expect_events("sized64(QStringList)", "\0\0\0\0\0\0\0\x0a\0\0\0\1\0\0\0\2\0a", 18,
                  "0 begin QStringList@8x1 ;1 value QString@12+6 \"a\";"
                  "0 end QStringList@8+10x1 ;");
}

/* The same errors as with a tree, also when the data arrives by and by. */
static void expect_error(const char *types, const char *bytes, size_t size, const char *want)
{
    scene s = begin(types, qsm_data_stream_new_reader(bytes, size));
    qsm_tree *tree = qsm_tree_new();
    CU_ASSERT_FALSE(qsm_data_stream_read_schema(s.in, s.schema, qsm_tree_root(tree)));
    expect_text(qsm_data_stream_error_string(s.in), want);
    size_t position = qsm_data_stream_position(s.in);
    qsm_data_stream_status_code status = qsm_data_stream_status(s.in);
    qsm_data_stream_reset_status(s.in);
    CU_ASSERT_TRUE(qsm_data_stream_seek(s.in, 0));
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    expect_text(qsm_data_stream_error_string(s.in), want);
    CU_ASSERT_EQUAL(qsm_data_stream_position(s.in), position);
    CU_ASSERT_EQUAL(qsm_data_stream_status(s.in), status);
    end(&s);
    s = begin(types, qsm_data_stream_new_feed());
    for (size_t i = 0; i < size; i++)
        (void)feed(&s, bytes + i, 1);
    qsm_stream_reader_set_complete(s.reader);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    CU_ASSERT_EQUAL(qsm_data_stream_status(s.in), status);
    end(&s);
    qsm_tree_free(tree);
}

static void damaged(void)
{
    expect_error("quint8,sized16(quint8)", "\1\0\2\3\4", 5,
                 "byte 1, [2]: sized16(...) of 2 bytes: its values take only 1");
    expect_error("sized16(quint32)", "\0\2\3\4", 4,
                 "byte 2, [0]: a value of 4 bytes: only 2 are left");
    expect_error("sized16(raw[7])", "\0\7\3", 3,
                 "byte 0, [0]: sized16(...) of 7 bytes: only 1 are left");
    expect_error("sized16(quint8,sized16(raw[9]))", "\0\4\3\0\6ab", 7,
                 "byte 3, [1]: sized16(...) of 6 bytes: only 1 are left");
    expect_error("sized64(quint8)", "\xff\xff\xff\xff\xff\xff\xff\xff\1", 9,
                 "byte 0, [0]: sized64(...) of 18446744073709551615 bytes: only 1 are left");
    expect_error("repeat(quint8,quint8)", "\1\2\3", 3,
                 "byte 3, [3]: a value of 1 bytes: only 0 are left");
    expect_error("raw[4]", "abc", 3, "byte 0, [0]: raw[4]: only 3 are left");
    expect_error("QVariantMap", "\0\0\0\1\0\0\0\2\0a\0\0\x03\xe7\0", 15,
                 "byte 10, [0].a: variant id 999 is no type of Qt 6.4");
    expect_error("QList<QMap<QString,int>>", "\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\3", 16,
                 "byte 12, [0][1][0]: a string of 3 bytes, an odd number");
    expect_error("std::pair<quint8,QList<quint8>>", "\1\0\0\0\2\1", 6,
                 "byte 6, [0][1][1]: a value of 1 bytes: only 0 are left");
}

/* As in Qt, the second part of a pair and the value of a key are read also if the first failed. */
static void damaged_pairs(void)
{
    expect_error("QList<std::pair<QVariant,quint16>>", "\0\0\0\1\0\0\x03\xe7\0\1\2\3", 12,
                 "byte 4, [0][0][0]: variant id 999 is no type of Qt 6.4");
    expect_error("std::pair<std::pair<quint8,QList<QString>>,QList<quint8>>",
                 "\1\0\0\0\2\0\0\0\1\0\0\0\2\7\7\7", 16,
                 "byte 5, [0][0][1][0]: a string of 1 bytes, an odd number");
    /* An error in what is read so is not told. */
    expect_error("std::pair<QString,QList<QString>>", "\0\0\0\1x\0\0\0\1\0\0\0\1x", 14,
                 "byte 0, [0][0]: a string of 1 bytes, an odd number");
    expect_error("QMap<QString,QStringList>", "\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1x", 17,
                 "byte 4, [0][0]: a string of 1 bytes, an odd number");
    expect_error("QMap<QString,QList<quint8>>", "\0\0\0\2\0\0\0\3\0\0\0\1\7\7", 14,
                 "byte 4, [0][0]: a string of 3 bytes, an odd number");
}

static void nothing_given(void)
{
    char bytes[1];
    scene s = begin("quint8", qsm_data_stream_new_reader("\1", 1));
    qsm_event raw = {.size = 0};
    CU_ASSERT_PTR_NULL(qsm_stream_reader_new(NULL, s.schema));
    CU_ASSERT_PTR_NULL(qsm_stream_reader_new(s.in, NULL));
    CU_ASSERT_FALSE(qsm_data_stream_read_events(NULL, s.schema, trace_function, &t));
    errno = 0;
    CU_ASSERT_FALSE(qsm_stream_reader_next(NULL, &s.event));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_stream_reader_next(s.reader, NULL));
    CU_ASSERT_FALSE(qsm_stream_reader_next(s.reader, &raw));
    CU_ASSERT_FALSE(qsm_stream_reader_skip(NULL));
    CU_ASSERT_FALSE(qsm_stream_reader_skip(s.reader)); /* no container is open */
    CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(NULL, bytes, 1), 0);
    CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(s.reader, NULL, 1), 0);
    CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(s.reader, bytes, 1), 0); /* no pieces */
    CU_ASSERT_EQUAL(qsm_stream_reader_bytes_left(NULL), 0);
    qsm_stream_reader_set_most_bytes(NULL, 1);
    qsm_stream_reader_set_complete(NULL);
    qsm_stream_reader_restart(NULL);
    qsm_stream_reader_free(NULL);
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &s.event)); /* none of it consumed anything */
    CU_ASSERT_EQUAL(s.event.offset, 0);
    end(&s);
    s = begin("nothing", qsm_data_stream_new_reader("\1", 1));
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    CU_ASSERT_EQUAL(qsm_data_stream_status(s.in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(s.in), "no such type"));
    end(&s);
    /* An older error of the stream. */
    s = begin("quint8", qsm_data_stream_new_reader("\1", 1));
    qsm_data_stream_set_status(s.in, QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    CU_ASSERT_FALSE(qsm_data_stream_read_events(s.in, s.schema, trace_function, &t));
    CU_ASSERT_EQUAL(qsm_data_stream_position(s.in), 0);
    expect_text(t.text, "");
    end(&s);
}

/* A struct of a program that is older than the library. */
static void old_program(void)
{
    qsm_event event = {.size = offsetof(qsm_event, is_variant), .depth = 77};
    scene s = begin("quint8", qsm_data_stream_new_reader("\1", 1));
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &event));
    CU_ASSERT_EQUAL(event.kind, QSM_EVENT_VALUE);
    CU_ASSERT_EQUAL(event.depth, 77);
    end(&s);
}

/* A feed holds no more than the value that is not complete. */
static void little_memory(void)
{
    enum { COUNT = 20000 };
    static const char text[] = "\0\0\0\2\0a";
    scene s = begin("QStringList,quint8", qsm_data_stream_new_feed());
    size_t most = 0;
    unsigned values = 0;
    CU_ASSERT_EQUAL(FEED(&s, "\0\0\x4e\x20"), QSM_EVENT_NEED_MORE);
    trace_clear(&t);
    for (int i = 0; i < COUNT; i++) {
        CU_ASSERT_TRUE(qsm_data_stream_feed(s.in, text, 6));
        while (qsm_stream_reader_next(s.reader, &s.event))
            values += s.event.kind == QSM_EVENT_VALUE;
        if (qsm_data_stream_size(s.in) > most)
            most = qsm_data_stream_size(s.in);
    }
    CU_ASSERT_EQUAL(values, COUNT);
    CU_ASSERT_TRUE(most <= 12);
    CU_ASSERT_EQUAL(FEED(&s, "\7"), QSM_EVENT_END_OF_DATA);
    expect_text(t.text, "0 value quint8@120004+1 7;");
    end(&s);
}

static void pieces(void)
{
    char bytes[8];
    static const char data[] = "\0\0\0\2\0\0\0\6abcdef\0\0\0\1z\xff\xff\xff\xff"
                               "12345";
    scene s = begin("QByteArrayList,QByteArray,raw[5]",
                    qsm_data_stream_new_reader(data, sizeof data - 1));
    qsm_stream_reader_set_most_bytes(s.reader, 4);
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &s.event));
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &s.event));
    trace_event(&t, &s.event);
    CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(s.reader, bytes, 4), 4);
    CU_ASSERT_EQUAL(memcmp(bytes, "abcd", 4), 0);
    CU_ASSERT_EQUAL(qsm_stream_reader_bytes_left(s.reader), 2);
    CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(s.reader, bytes, 8), 2);
    CU_ASSERT_EQUAL(memcmp(bytes, "ef", 2), 0);
    CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(s.reader, bytes, 8), 0);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_END_OF_DATA);
    expect_text(t.text, "1 bytes QByteArray@4+10x6 ;1 value QByteArray@14+5 {\"hex\":\"7a\"};"
                        "0 end QByteArrayList@0+19x2 ;0 value QByteArray@19+4 null;"
                        "0 bytes raw[5]@23+5x5 ;");
    end(&s);
    /* What is not there is an error before the program gets a piece. */
    s = begin("QByteArray", qsm_data_stream_new_reader(data + 4, 9));
    qsm_stream_reader_set_most_bytes(s.reader, 0);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    expect_text(qsm_data_stream_error_string(s.in),
                "byte 4, [0]: a byte array of 6 bytes: only 5 are left");
    end(&s);
    s = begin("raw[5]", qsm_data_stream_new_reader(data + 4, 4));
    qsm_stream_reader_set_most_bytes(s.reader, 0);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    expect_text(qsm_data_stream_error_string(s.in), "byte 0, [0]: raw[5]: only 4 are left");
    end(&s);
    s = begin("QByteArray", qsm_data_stream_new_reader(data, 2));
    qsm_stream_reader_set_most_bytes(s.reader, 0);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    end(&s);
}

/* A byte array of 3 GB: nobody holds more than a piece of it. */
static void large_pieces(void)
{
    enum { PIECE = 1 << 20 };
    char *piece = calloc(1, PIECE);
    scene s = begin("QByteArray,quint8", qsm_data_stream_new_feed());
    CU_ASSERT_PTR_NOT_NULL_FATAL(piece);
    qsm_stream_reader_set_most_bytes(s.reader, 1 << 16);
    CU_ASSERT_EQUAL(FEED(&s, "\xc0\0\0\0"), QSM_EVENT_NEED_MORE); /* BYTES, then its bytes */
    CU_ASSERT_EQUAL(qsm_stream_reader_bytes_left(s.reader), 0xc0000000U);
    for (int i = 0; i < 8; i++) {
        CU_ASSERT_TRUE(qsm_data_stream_feed(s.in, piece, PIECE));
        CU_ASSERT_EQUAL(qsm_stream_reader_read_bytes(s.reader, piece, PIECE), PIECE);
    }
    for (int i = 8; i < 16; i++) /* skipped */
        CU_ASSERT_EQUAL(feed(&s, piece, PIECE), QSM_EVENT_NEED_MORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(s.in), "bytes of a byte array"));
    CU_ASSERT_EQUAL(qsm_stream_reader_bytes_left(s.reader), 0xc0000000U - 16U * PIECE);
    CU_ASSERT_TRUE(qsm_data_stream_size(s.in) <= PIECE);
    CU_ASSERT_EQUAL(qsm_data_stream_position(s.in), 4 + 16U * PIECE);
    qsm_stream_reader_set_complete(s.reader);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    end(&s);
    free(piece);
}

static void skipping(void)
{
    static const char data[] = "\0\0\0\2"
                               "\0\0\0\1\0\0\0\2\0a"
                               "\0\0\0\0"
                               "\0\0\0\3xyz";
    scene s =
        begin("QList<QStringList>,QByteArray", qsm_data_stream_new_reader(data, sizeof data - 1));
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &s.event));
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &s.event));
    CU_ASSERT_EQUAL(s.event.kind, QSM_EVENT_BEGIN);
    CU_ASSERT_TRUE(qsm_stream_reader_skip(s.reader));
    CU_ASSERT_TRUE(qsm_stream_reader_skip(s.reader)); /* once is enough */
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &s.event));
    trace_event(&t, &s.event);
    CU_ASSERT_TRUE(qsm_stream_reader_skip(s.reader)); /* the outer list */
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_END_OF_DATA);
    expect_text(t.text, "1 end QStringList@4+10x1 ;0 end QList<QStringList>@0+18x2 ;"
                        "0 value QByteArray@18+7 {\"hex\":\"78797a\"};");
    end(&s);
    /* By and by, over maps, byte arrays and variants; an error is found. */
    static const char map[] = "\0\0\0\2\0\0\0\2\0a\0\0\0\x0c\0\0\0\0\3xyz\0\0\0\2\0b\0\0\0\x09\0"
                              "\0\0\0\1\0\0\0\2\0\0\0\0\7\5";
    s = begin("QVariantMap,quint8", qsm_data_stream_new_feed());
    CU_ASSERT_EQUAL(feed(&s, map, 4), QSM_EVENT_NEED_MORE);
    CU_ASSERT_TRUE(qsm_stream_reader_skip(s.reader));
    for (size_t i = 4; i < sizeof map - 2; i++)
        CU_ASSERT_EQUAL(feed(&s, map + i, 1), QSM_EVENT_NEED_MORE);
    CU_ASSERT_EQUAL(FEED(&s, "\5"), QSM_EVENT_END_OF_DATA);
    expect_text(t.text, "0 begin QVariantMap@0x2k ;0 end QVariantMap@0+46x2 ;"
                        "0 value quint8@46+1 5;");
    end(&s);
    s = begin("QVariantList", qsm_data_stream_new_reader("\0\0\0\1\0\0\x03\xe7\0", 9));
    CU_ASSERT_TRUE(qsm_stream_reader_next(s.reader, &s.event));
    CU_ASSERT_TRUE(qsm_stream_reader_skip(s.reader));
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    expect_text(qsm_data_stream_error_string(s.in),
                "byte 4, [0][0]: variant id 999 is no type of Qt 6.4");
    end(&s);
}

/*
 * Before version 5, Qt writes no bytes for the null picture. So it is there when something else
 * follows, or nothing more comes.
 */
static void expect_old_pictures(int version, bool lenient, const char *bytes, size_t size,
                                const char *want)
{
    scene s = begin("QImage,QPixmap,raw[3],QImage", qsm_data_stream_new_feed());
    qsm_data_stream_set_version(s.in, version);
    qsm_data_stream_set_lenient(s.in, lenient);
    for (size_t i = 0; i < size; i++)
        CU_ASSERT_EQUAL(feed(&s, bytes + i, 1), QSM_EVENT_NEED_MORE);
    qsm_stream_reader_set_complete(s.reader);
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_END_OF_DATA);
    expect_text(t.text, want);
    end(&s);
}

static void old_pictures(void)
{
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\0IEND\0\0\0\0\x89P\7";
    static const char bmp[] = "BM\x0e\0\0\0\0\0\0\0\0\0\0\0BB\7";
    static const char want[] =
        "0 value QImage@0+20 {\"hex\":\"89504e470d0a1a0a0000000049454e4400000000\"};"
        "0 value QPixmap@20+0 null;0 value raw[3]@20+3 {\"hex\":\"895007\"};"
        "0 value QImage@23+0 null;";
    static const char lost[] = "0 value QImage@0+14 null;0 value QPixmap@14+14 null;"
                               "0 value raw[3]@28+3 {\"hex\":\"313233\"};"
                               "0 value QImage@31+0 null;";
    static const char old[] = "0 value QImage@0+14 {\"hex\":\"424d0e0000000000000000000000\"};"
                              "0 value QPixmap@14+0 null;0 value raw[3]@14+3 {\"hex\":\"424207\"};"
                              "0 value QImage@17+0 null;";
    expect_old_pictures(4, false, png, sizeof png - 1, want);
    expect_old_pictures(4, true, png, sizeof png - 1, want);
    expect_old_pictures(1, false, bmp, sizeof bmp - 1, old);
    expect_old_pictures(1, true,
                        "12345678901234"
                        "12345678901234"
                        "123",
                        31, lost);
}

/* A QKeySequence may end early, as in Qt; on a feed it does not. */
static void key_sequences(void)
{
    static const char bytes[] = "\0\0\0\1\0\0\0\7";
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_feed();
    for (size_t i = 0; i < sizeof bytes - 1; i++) {
        CU_ASSERT_TRUE(qsm_data_stream_feed(in, bytes + i, 1));
        qsm_data_stream_start_transaction(in);
        (void)qsm_data_stream_read_value(in, "QKeySequence", qsm_tree_root(tree));
        CU_ASSERT_EQUAL(qsm_data_stream_commit_transaction(in), i == sizeof bytes - 2);
    }
    qsm_data_stream_free(in);
    in = qsm_data_stream_new_reader(bytes, 4);
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QKeySequence", qsm_tree_root(tree)));
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

/* Messages with transactions of the program: the reader begins again. */
static void transactions(void)
{
    static const char message[] = "\0\0\0\2\0a\7";
    scene s = begin("QString,quint8", qsm_data_stream_new_feed());
    unsigned whole = 0;
    for (size_t i = 0; i < 3 * (sizeof message - 1); i++) {
        CU_ASSERT_TRUE(qsm_data_stream_feed(s.in, message + i % (sizeof message - 1), 1));
        qsm_data_stream_start_transaction(s.in);
        qsm_stream_reader_restart(s.reader);
        trace_clear(&t);
        (void)pull(&s);
        bool all = qsm_data_stream_commit_transaction(s.in);
        CU_ASSERT_EQUAL(all, (i + 1) % (sizeof message - 1) == 0);
        whole += all;
    }
    CU_ASSERT_EQUAL(whole, 3);
    expect_text(t.text, "0 value QString@14+6 \"a\";0 value quint8@20+1 7;");
    end(&s);
    /* Without them: one message after the other. */
    s = begin("QString,quint8", qsm_data_stream_new_feed());
    CU_ASSERT_EQUAL(FEED(&s, "\0\0\0\2\0a\7\0\0"), QSM_EVENT_END_OF_DATA);
    qsm_stream_reader_restart(s.reader);
    CU_ASSERT_EQUAL(FEED(&s, "\0\2\0b"), QSM_EVENT_NEED_MORE);
    CU_ASSERT_EQUAL(FEED(&s, "\x08"), QSM_EVENT_END_OF_DATA);
    expect_text(t.text, "0 value QString@0+6 \"a\";0 value quint8@6+1 7;"
                        "0 value QString@7+6 \"b\";0 value quint8@13+1 8;");
    end(&s);
}

static bool stop(void *context, const qsm_event *event)
{
    (void)event;
    return --*(int *)context > 0;
}

/* The place of the event at which the function stopped. */
static void stopped(void)
{
    static const char bytes[] = "\0\0\0\1\0\0\0\2\0a\0\0\0\2\1\2";
    static const char *const texts[] = {
        "byte 4, [0]: the reader has stopped",       "byte 10, [0][0]: the reader has stopped",
        "byte 14, [0].a: the reader has stopped",    "byte 15, [0].a[0]: the reader has stopped",
        "byte 16, [0].a[1]: the reader has stopped", "byte 16, [0].a: the reader has stopped",
        "byte 16, [0]: the reader has stopped"};
    qsm_schema *schema = schema_of("QMap<QString,QList<quint8>>");
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
    for (int i = 0; i < 7; i++) {
        int left = i + 1;
        CU_ASSERT_TRUE(qsm_data_stream_seek(in, 0));
        qsm_data_stream_reset_status(in);
        CU_ASSERT_FALSE(qsm_data_stream_read_events(in, schema, stop, &left));
        expect_text(qsm_data_stream_error_string(in), texts[i]);
    }
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
}

static void expect_limit(const char *types, const char *bytes, size_t size,
                         qsm_data_stream_limits limits, const char *want)
{
    scene s = begin(types, qsm_data_stream_new_reader(bytes, size));
    limits.size = sizeof limits;
    qsm_data_stream_set_limits(s.in, &limits);
    while (qsm_stream_reader_next(s.reader, &s.event))
        ;
    CU_ASSERT_EQUAL(s.event.kind, QSM_EVENT_ERROR);
    CU_ASSERT_EQUAL(qsm_data_stream_status(s.in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    expect_text(qsm_data_stream_error_string(s.in), want);
    end(&s);
}

static void limits(void)
{
    enum { DEEP = 5000 };
    static char deep[9 * DEEP];
    for (size_t i = 0; i < DEEP; i++) {
        deep[9 * i + 3] = 9;
        deep[9 * i + 8] = 1;
    }
    scene s = begin("QVariant", qsm_data_stream_new_reader(deep, sizeof deep));
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    CU_ASSERT_EQUAL(qsm_data_stream_position(s.in), 905);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(qsm_data_stream_error_string(s.in), "more than 100 containers within each other"));
    end(&s);
    s = begin("QVariant", qsm_data_stream_new_reader(deep, sizeof deep));
    qsm_data_stream_limits many = {.size = sizeof many, .depth = (size_t)2 * DEEP};
    qsm_data_stream_set_limits(s.in, &many);
    unsigned most = 0;
    while (qsm_stream_reader_next(s.reader, &s.event))
        most = s.event.depth > most ? s.event.depth : most;
    CU_ASSERT_EQUAL(most, DEEP - 1);
    CU_ASSERT_EQUAL(qsm_data_stream_status(s.in), QSM_DATA_STREAM_READ_PAST_END);
    end(&s);
    expect_limit("QList<quint8>", "\0\0\0\3\1\2\3", 7, (qsm_data_stream_limits){.elements = 3},
                 "byte 6, [0]: more than 3 elements");
    expect_limit("repeat(quint8)", "\1\2\3", 3, (qsm_data_stream_limits){.elements = 2},
                 "byte 2, [2]: more than 2 elements");
    expect_limit("QList<std::nullptr_t>", "\xff\xff\xff\xfd", 4, (qsm_data_stream_limits){0},
                 "byte 4, [0]: more than 1048580 elements");
    expect_limit("QByteArray", "\0\0\0\5hello", 9, (qsm_data_stream_limits){.memory = 4},
                 "byte 9, [0]: the value needs more memory than the limit");
    expect_limit("QList<int>", "\0\0\0\1\0\0\0\1", 8, (qsm_data_stream_limits){.memory = 40},
                 "byte 4, [0]: the value needs more memory than the limit");
    expect_limit("raw[5]", "hello", 5, (qsm_data_stream_limits){.memory = 4},
                 "byte 0, [0]: the value needs more memory than the limit");
}

/* ---- memory that is out ---- */

static bool try_pulling(void)
{
    static const char bytes[] = "\0\0\0\1\0\0\0\2\0a\0\0\0\x09\0\0\0\0\1\0\0\0\x0a\0\0\0\0\2\0b";
    int left = 1000;
    static char large[20004] = "\0\0\x4e\x20";
    qsm_schema *schema = qsm_schema_new("QVariantMap,QByteArray");
    qsm_data_stream *in = qsm_data_stream_new_feed();
    qsm_stream_reader *reader =
        schema != NULL && in != NULL ? qsm_stream_reader_new(in, schema) : NULL;
    qsm_event event = QSM_INIT(qsm_event);
    bool ok = reader != NULL && qsm_data_stream_feed(in, bytes, sizeof bytes - 1) &&
              qsm_data_stream_feed(in, large, sizeof large);
    while (ok && qsm_stream_reader_next(reader, &event))
        ;
    ok = ok && event.kind == QSM_EVENT_END_OF_DATA && qsm_data_stream_seek(in, 0) &&
         qsm_data_stream_read_events(in, schema, stop, &left);
    qsm_stream_reader_free(reader);
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    return ok;
}

static void out_of_memory(void)
{
    fail_each(try_pulling);
}

QSM_SUITE("pull reader", {"groups", groups}, {"damaged", damaged}, {"damaged pairs", damaged_pairs},
          {"nothing given", nothing_given}, {"an old program", old_program},
          {"little memory", little_memory}, {"pieces", pieces}, {"large pieces", large_pieces},
          {"skipping", skipping}, {"key sequences", key_sequences}, {"old pictures", old_pictures},
          {"transactions", transactions}, {"a function stops", stopped}, {"limits", limits},
          {"out of memory", out_of_memory})
