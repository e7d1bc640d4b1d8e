/* SPDX-License-Identifier: MIT */
/*
 * The work of the pull reader with long values that arrive in pieces: it grows with the bytes, and
 * not with bytes times pieces. Work is counted, not timed: the linker wraps functions that the
 * coders call for each element. The value is read as soon as its last byte is there.
 */
#include <qsm/stream_reader.h>

#include "failing_memory.h"
#include "reader_scene.h"
#include "stream/text.h"
#include "value/gui/gui.h"

enum { ROOM = 1 << 17 };

/* ---- what is counted ---- */

static size_t work;

bool __real_qsm__code_slot(qsm_coder *c, const qsm_type *type, qsm_variant *node);
bool __real_qsm__stream_take_text(qsm_data_stream *stream, qsm_wire_text *text);
bool __real_qsm__code_brush(qsm_coder *c, qsm_brush *brush);
void __real_qsm__progress_note(qsm_coder *c, const qsm_loop *loop, uint64_t index, size_t position);
bool __wrap_qsm__code_slot(qsm_coder *c, const qsm_type *type, qsm_variant *node);
bool __wrap_qsm__stream_take_text(qsm_data_stream *stream, qsm_wire_text *text);
bool __wrap_qsm__code_brush(qsm_coder *c, qsm_brush *brush);
void __wrap_qsm__progress_note(qsm_coder *c, const qsm_loop *loop, uint64_t index, size_t position);

bool __wrap_qsm__code_slot(qsm_coder *c, const qsm_type *type, qsm_variant *node)
{
    work++;
    return __real_qsm__code_slot(c, type, node);
}

bool __wrap_qsm__stream_take_text(qsm_data_stream *stream, qsm_wire_text *text)
{
    work++;
    return __real_qsm__stream_take_text(stream, text);
}

bool __wrap_qsm__code_brush(qsm_coder *c, qsm_brush *brush)
{
    work++;
    return __real_qsm__code_brush(c, brush);
}

void __wrap_qsm__progress_note(qsm_coder *c, const qsm_loop *loop, uint64_t index, size_t position)
{
    work++;
    __real_qsm__progress_note(c, loop, index, position);
}

/* ---- the bytes of a stream ---- */

static char bytes[ROOM];
static size_t used;

static void raw(const char *data, size_t size)
{
    CU_ASSERT_FATAL(size <= sizeof bytes - used);
    memcpy(bytes + used, data, size);
    used += size;
}

#define RAW(text) raw(text, sizeof(text) - 1)

static void word(size_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        char byte = (char)(value >> shift & 0xff);
        raw(&byte, 1);
    }
}

static void text(const char *ascii)
{
    word(2 * strlen(ascii));
    for (; *ascii != '\0'; ascii++) {
        RAW("\0");
        raw(ascii, 1);
    }
}

static void numbers(size_t count)
{
    word(count);
    for (size_t i = 0; i < count; i++)
        word(i);
}

/* A QVariant's header. */
static void variant(size_t id)
{
    word(id);
    RAW("\0");
}

/* A PNG file as the coders see it: its chunks have no contents. */
static void picture(size_t chunks)
{
    word(1);
    RAW("\x89PNG\r\n\x1a\n");
    for (size_t i = 1; i < chunks; i++)
        RAW("\0\0\0\0abcd\0\0\0\0");
    RAW("\0\0\0\0IEND\0\0\0\0");
}

/* ---- values that are read as a whole ---- */

enum { MANY = 2000, FEW = 20 };

static void list_as_key(void)
{
    word(1);
    numbers(MANY);
    word(7);
}

static void lists_as_key(void)
{
    word(1);
    word(FEW);
    for (int i = 0; i < FEW; i++)
        numbers(MANY / FEW);
    word(7);
}

static void map_as_key(void)
{
    word(1);
    word(FEW);
    for (int i = 0; i < FEW; i++) {
        numbers(MANY / FEW / 2); /* the key, then the value */
        numbers(MANY / FEW / 2);
    }
    word(7);
}

static void key_in_variant(void)
{
    word(1);
    variant(9);
    word(MANY / 2);
    for (int i = 0; i < MANY / 2; i++) {
        variant(11);
        word(1);
        text("a");
    }
    word(7);
}

static void pair_as_key(void)
{
    word(1);
    text("a");
    numbers(MANY / 2);
    numbers(MANY / 2);
    word(7);
}

static void boxed(void)
{
    variant(41);
    variant(41);
    variant(9);
    word(MANY);
    for (int i = 0; i < MANY; i++) {
        variant(2);
        word(5);
    }
}

/* Lists, each in the last element of the one around it. */
static void deep(void)
{
    enum { LEVELS = 10 };
    variant(41);
    for (int i = 0; i < LEVELS; i++) {
        variant(9);
        word(MANY / LEVELS + 1);
        for (int j = 0; j < MANY / LEVELS; j++) {
            variant(2);
            word(5);
        }
    }
    variant(2);
    word(5);
}

static void font(void)
{
    text("family");
    text("style");
    RAW("\0\0\0\0\0\0\0\0\0\0\0\0\5\0\1\1\x90\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    word(MANY);
    for (int i = 0; i < MANY; i++)
        text(i == 0 ? "family" : "another");
}

static void icon(void)
{
    text("QPixmapIconEngine");
    word(MANY / 10);
    for (int i = 0; i < MANY / 10; i++) {
        picture(5);
        text("file");
        word(16);
        word(16);
        word(0);
        word(0);
    }
}

static void image(void)
{
    picture(MANY);
}

static void cursor(void)
{
    RAW("\0\x18\0");
    picture(MANY / 2);
    picture(MANY / 2);
    word(3);
    word(4);
}

static void palette(void)
{
    enum { ROLES = 63, TEXTURE = 24 };
    for (int i = 0; i < ROLES; i++) {
        char style = TEXTURE;
        raw(&style, 1);
        RAW("\1\xff\xff\0\0\0\0\0\0\0\0");
        picture(MANY / ROLES);
        for (int j = 0; j < 9; j++)
            RAW("\0\0\0\0\0\0\0\0");
    }
}

static const struct {
    const char *types;
    void (*make)(void);
    size_t parts; /* elements, texts, chunks... of the value */
} values[] = {
    {"QMap<QList<int>,int>", list_as_key, MANY},
    {"QMap<QList<QList<int>>,int>", lists_as_key, MANY},
    {"QMap<QMap<QList<int>,QList<int>>,int>", map_as_key, MANY},
    {"QMap<QVariant,int>", key_in_variant, MANY},
    {"QHash<std::pair<QString,std::pair<QList<int>,QList<int>>>,int>", pair_as_key, MANY},
    {"QVariant", boxed, MANY},
    {"QVariant", deep, MANY},
    {"QFont", font, MANY},
    {"QIcon", icon, MANY / 2},
    {"QImage", image, MANY},
    {"QCursor", cursor, MANY},
    {"QPalette", palette, MANY / 2},
};

enum { VALUES = sizeof values / sizeof values[0], PIECE = 16 };

static void take(size_t index)
{
    used = 0;
    values[index].make();
}

/* Feeds all but the last byte in pieces, then the last one. */
static void feed_pieces(scene *s)
{
    for (size_t at = 0; at < used - 1; at += PIECE) {
        size_t size = used - 1 - at < PIECE ? used - 1 - at : PIECE;
        CU_ASSERT_EQUAL(feed(s, bytes + at, size), QSM_EVENT_NEED_MORE);
    }
    CU_ASSERT_EQUAL(feed(s, bytes + used - 1, 1), QSM_EVENT_END_OF_DATA);
}

static void little_work(void)
{
    static trace whole;
    for (size_t i = 0; i < VALUES; i++) {
        take(i);
        scene s = begin(values[i].types, qsm_data_stream_new_reader(bytes, used));
        CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_END_OF_DATA);
        whole = t;
        end(&s);
        s = begin(values[i].types, qsm_data_stream_new_feed());
        work = 0;
        feed_pieces(&s);
        size_t most = 8 * values[i].parts + used / PIECE * 24;
        CU_ASSERT_TRUE(work >= values[i].parts);
        CU_ASSERT_TRUE(work <= most);
        if (work < values[i].parts || work > most)
            printf("\n  %zu: %s: %zu calls, at most %zu", i, values[i].types, work, most);
        expect_text(t.text, whole.text);
        CU_ASSERT_TRUE(qsm_data_stream_canonical(s.in));
        end(&s);
    }
}

/* As before, but the value stands in a container that is skipped. */
static void skipped(void)
{
    for (size_t i = 0; i < VALUES; i++) {
        char types[200];
        used = 0;
        word(1);
        values[i].make();
        snprintf(types, sizeof types, "QList<%s>", values[i].types);
        scene s = begin(types, qsm_data_stream_new_feed());
        CU_ASSERT_EQUAL(feed(&s, bytes, 4), QSM_EVENT_NEED_MORE);
        CU_ASSERT_TRUE(qsm_stream_reader_skip(s.reader));
        work = 0;
        for (size_t at = 4; at < used; at += PIECE)
            (void)feed(&s, bytes + at, used - at < PIECE ? used - at : PIECE);
        CU_ASSERT_EQUAL(s.event.kind, QSM_EVENT_END_OF_DATA);
        CU_ASSERT_EQUAL(qsm_data_stream_position(s.in), used);
        CU_ASSERT_TRUE(work <= 8 * values[i].parts + used / PIECE * 24);
        end(&s);
    }
}

/* The first value ends with any byte; the second, and the same value in a sizedN(...), are whole.
 */
static void several(void)
{
    char types[200];
    static trace whole;
    for (size_t i = 0; i < VALUES; i++) {
        take(i);
        size_t size = used;
        word(size);
        values[i].make();
        snprintf(types, sizeof types, "%s,sized32(%s)", values[i].types, values[i].types);
        scene s = begin(types, qsm_data_stream_new_reader(bytes, used));
        CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_END_OF_DATA);
        whole = t;
        end(&s);
        s = begin(types, qsm_data_stream_new_feed());
        feed_pieces(&s);
        expect_text(t.text, whole.text);
        end(&s);
    }
}

/* The program gives up a value half way: the next one is not taken for it. */
static void begun_anew(void)
{
    scene s = begin("QMap<QList<int>,int>", qsm_data_stream_new_feed());
    qsm_data_stream_start_transaction(s.in);
    CU_ASSERT_EQUAL(FEED(&s, "\0\0\0\1\0\0\0\3\0\0\0\1"), QSM_EVENT_NEED_MORE);
    CU_ASSERT_EQUAL(FEED(&s, "\0\0\0\2"), QSM_EVENT_NEED_MORE);
    qsm_data_stream_rollback_transaction(s.in);
    qsm_data_stream_reset_status(s.in);
    CU_ASSERT_TRUE(qsm_data_stream_seek(s.in, 8)); /* a list of one element begins here */
    qsm_stream_reader_restart(s.reader);
    trace_clear(&t);
    CU_ASSERT_EQUAL(FEED(&s, "\0\0\0\5\0\0\0\6\0\0\0\7"), QSM_EVENT_END_OF_DATA);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.text, "key QList<int>@12+"));
    end(&s);
}

/* After an error other values are read, as in Qt. What they find is no place to go on from. */
static void after_error(void)
{
    scene s = begin("QMap<std::pair<QImage,QList<quint8>>,quint8>", qsm_data_stream_new_feed());
    used = 0;
    word(1);
    picture(3);
    word(2);
    RAW("\1\2\3");
    for (size_t i = 0; i + 1 < used; i++)
        CU_ASSERT_EQUAL(feed(&s, bytes + i, 1), QSM_EVENT_NEED_MORE);
    CU_ASSERT_EQUAL(feed(&s, bytes + used - 1, 1), QSM_EVENT_END_OF_DATA);
    end(&s);
}

/* Damage behind what was skipped: the same error, also in its place. */
static void damaged(void)
{
    static const char map[] = "\0\0\0\1\0\0\0\2\0\0\0\x02\0a\0\0\0\2\0a\0\0\0\3\0b\0";
    scene s =
        begin("QMap<QMap<QString,QString>,int>", qsm_data_stream_new_reader(map, sizeof map - 1));
    CU_ASSERT_EQUAL(pull(&s), QSM_EVENT_ERROR);
    char want[200];
    snprintf(want, sizeof want, "%s", qsm_data_stream_error_string(s.in));
    CU_ASSERT_PTR_NOT_NULL(strstr(want, "an odd number"));
    size_t position = qsm_data_stream_position(s.in);
    end(&s);
    s = begin("QMap<QMap<QString,QString>,int>", qsm_data_stream_new_feed());
    for (size_t i = 0; i < sizeof map - 1; i++)
        (void)feed(&s, map + i, 1);
    CU_ASSERT_EQUAL(s.event.kind, QSM_EVENT_ERROR);
    expect_text(qsm_data_stream_error_string(s.in), want);
    CU_ASSERT_TRUE(qsm_data_stream_position(s.in) <= position);
    end(&s);
}

/* A limit of memory holds before the value is there. */
static void limited(void)
{
    qsm_data_stream_limits limits = {.size = sizeof limits, .memory = 4096};
    take(0);
    scene s = begin(values[0].types, qsm_data_stream_new_feed());
    qsm_data_stream_set_limits(s.in, &limits);
    size_t at = 0;
    while (at + PIECE < used && feed(&s, bytes + at, PIECE) == QSM_EVENT_NEED_MORE)
        at += PIECE;
    CU_ASSERT_EQUAL(s.event.kind, QSM_EVENT_ERROR);
    CU_ASSERT_EQUAL(qsm_data_stream_status(s.in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    CU_ASSERT_TRUE(at < 1024);
    end(&s);
}

/* What was read of a value that lacked bytes is not what Qt does not write. */
static void canonical(void)
{
    scene s = begin("QJsonObject,QList<QJsonObject>,QPainterPath", qsm_data_stream_new_feed());
    used = 0;
    RAW("\0\0\0\2{}\0\0\0\1\0\0\0\2{}");
    word(FEW);
    for (int i = 0; i < FEW; i++) {
        word(i > 0); /* a move, then lines */
        RAW("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    }
    word(0);
    word(1);
    for (size_t i = 0; i < used; i++)
        (void)feed(&s, bytes + i, 1);
    CU_ASSERT_EQUAL(s.event.kind, QSM_EVENT_END_OF_DATA);
    CU_ASSERT_TRUE(qsm_data_stream_canonical(s.in));
    end(&s);
}

/* Memory that is out costs time or gives an error, and nothing else. */
static bool try_pieces(void)
{
    enum { STEP = 64 };
    qsm_schema *schema = qsm_schema_new("QMap<QList<QStringList>,int>");
    qsm_data_stream *in = qsm_data_stream_new_feed();
    qsm_stream_reader *reader =
        schema != NULL && in != NULL ? qsm_stream_reader_new(in, schema) : NULL;
    qsm_event event = QSM_INIT(qsm_event);
    bool ok = reader != NULL;
    for (size_t at = 0; at < used && ok; at += STEP) {
        ok = qsm_data_stream_feed(in, bytes + at, used - at < STEP ? used - at : STEP);
        while (ok && qsm_stream_reader_next(reader, &event))
            ;
    }
    ok = ok && event.kind == QSM_EVENT_END_OF_DATA;
    qsm_stream_reader_free(reader);
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    return ok && !failed; /* without notes, it takes longer */
}

static void out_of_memory(void)
{
    used = 0;
    word(1);
    word(FEW);
    for (int i = 0; i < FEW; i++) {
        word(2);
        text("a");
        text("b");
    }
    word(7);
    fail_each(try_pieces);
}

QSM_SUITE("work of the pull reader", {"little work", little_work}, {"skipped", skipped},
          {"several", several}, {"begun anew", begun_anew}, {"after an error", after_error},
          {"damaged", damaged}, {"limited", limited}, {"canonical", canonical},
          {"out of memory", out_of_memory})
