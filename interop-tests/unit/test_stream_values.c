/* SPDX-License-Identifier: MIT */
/*
 * Streams beyond single values: text unchanged, transactions, feeds, measuring, containers by hand,
 * arrays, limits, and where an error is. What Qt does was seen with Qt 5.15 and 6.4.
 */
#include <qsm/data_stream.h>

#include <errno.h>
#include <string.h>

#include "failing_memory.h"
#include "stream/stream.h"
#include "stream/text.h"

static qsm_data_stream *reader(const void *data, size_t size)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    return stream;
}

static qsm_data_stream *buffer(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    return stream;
}

/* Each QString has one text, and each text one QString: all units, and pairs around the borders. */
static void text_one_to_one(void)
{
    static const uint16_t marks[] = {0,      'a',    0x7f,   0x80,   0x7ff,  0x800,
                                     0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000,
                                     0xffff, 0xfeff, 0xd83d, 0xde00};
    enum { MARKS = sizeof marks / sizeof marks[0], UNITS = 40 };
    unsigned wrong = 0;
    for (unsigned i = 0; i < 0x10000 + MARKS * MARKS * MARKS; i++) {
        uint16_t units[UNITS];
        size_t count = i < 0x10000 ? 1 : 3;
        unsigned rest = i - 0x10000;
        for (size_t at = 0; at < count; at++, rest /= MARKS)
            units[at] = i < 0x10000 ? (uint16_t)i : marks[rest % MARKS];
        /* Behind a block of ASCII, and before one. */
        size_t fill = i % 3 == 0 ? 0 : i % 3 == 1 ? 15 : 31;
        memmove(units + fill, units, count * sizeof units[0]);
        for (size_t at = 0; at < fill; at++)
            units[at] = (uint16_t)('A' + at % 26);
        count += fill;
        unsigned char wire[2 * UNITS];
        unsigned char again[3 * UNITS * 2];
        char text[3 * UNITS];
        qsm_unit_form form = i & 1 ? QSM_UNITS_LITTLE : QSM_UNITS_BIG;
        for (size_t at = 0; at < count; at++) {
            wire[2 * at + (form == QSM_UNITS_BIG)] = (unsigned char)(units[at] & 0xff);
            wire[2 * at + (form != QSM_UNITS_BIG)] = (unsigned char)(units[at] >> 8);
        }
        size_t size = qsm__text_from_units(text, wire, count, form);
        wrong += qsm__text_units(text, size) != count;
        wrong += qsm__units_from_text(again, text, size, form) != count;
        wrong += memcmp(wire, again, 2 * count) != 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void text_that_is_none(void)
{
    static const char *const bad[] = {"\x80",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xe0\x9f\xbf",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xe2\x82",
                                      "\xc3",
                                      "a\xed\xa0\x80\xed\xb0\x80",
                                      "\xf0\x9f\x98"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (int version = 1; version < 24; version += 22) {
            qsm_data_stream *stream = buffer();
            qsm_data_stream_set_version(stream, version);
            CU_ASSERT_FALSE(qsm_text_is_valid(qsm_text_of(bad[i])));
            CU_ASSERT_FALSE(qsm_data_stream_write_text(stream, qsm_text_of(bad[i])));
            CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
            CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
            qsm_data_stream_free(stream);
        }
    }
    /* A half of a pair is text, and no UTF-8. */
    qsm_text half = qsm_text_of("a\xed\xa0\x80");
    CU_ASSERT_TRUE(qsm_text_is_valid(half));
    CU_ASSERT_FALSE(qsm_text_is_utf8(half));
    char *copy = qsm_text_copy_utf8(half);
    CU_ASSERT_STRING_EQUAL(copy, "a\xef\xbf\xbd");
    qsm_free(copy);
    qsm_text none = {NULL, 0};
    CU_ASSERT_PTR_NULL(qsm_text_copy_utf8(none));
    CU_ASSERT_TRUE(qsm_text_is_utf8(none) && qsm_text_is_valid(none));
}

static void check_text(const char *wire, size_t size, int version, const char *text, size_t length)
{
    qsm_text read;
    qsm_data_stream *in = reader(wire, size);
    qsm_data_stream *out = buffer();
    qsm_data_stream_set_version(in, version);
    qsm_data_stream_set_version(out, version);
    CU_ASSERT_TRUE(qsm_data_stream_read_text(in, &read));
    CU_ASSERT_EQUAL(read.size, length);
    CU_ASSERT_EQUAL(read.data == NULL, text == NULL);
    if (text != NULL && read.data != NULL)
        CU_ASSERT_EQUAL(memcmp(read.data, text, length + 1), 0);
    CU_ASSERT_TRUE(qsm_data_stream_write_text(out, read));
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), size);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), wire, size), 0);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
}

static void text_in_streams(void)
{
    check_text("\0\0\0\x08\0a\0\0\xd8\x3d\0b", 12, 20,
               "a\0\xed\xa0\xbd"
               "b",
               6);
    check_text("\0\0\0\4\xd8\x3d\xde\0", 8, 20, "\xf0\x9f\x98\x80", 4);
    check_text("\xff\xff\xff\xff", 4, 20, NULL, 0);
    check_text("\0\0\0\0", 4, 20, "", 0);
    check_text("\0\0\0\2\xe9"
               "A",
               6, 1,
               "\xc3\xa9"
               "A",
               3);
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void order_of_text(void)
{
    /* In the order of QString. */
    static const char *const sorted[] = {"",
                                         "a",
                                         "a\xc3\xa9",
                                         "b",
                                         "\xed\x9f\xbf",
                                         "\xed\xa0\x80",
                                         "\xf0\x90\x80\x80",
                                         "\xf0\x90\x80\x81",
                                         "\xed\xa0\x80\xee\x80\x80",
                                         "\xf0\x9f\x98\x80",
                                         "\xed\xb0\x80",
                                         "\xee\x80\x80",
                                         "\xef\xbf\xbf"};
    for (int i = 0; i < 13; i++) {
        for (int j = 0; j < 13; j++)
            CU_ASSERT_EQUAL(sign(qsm_text_compare(qsm_text_of(sorted[i]), qsm_text_of(sorted[j]))),
                            sign(i - j));
    }
}

static void transactions(void)
{
    static const char wire[] = "\0\0\0\1\0\0\0\2\0\0\0\3ab";
    int32_t value = 7;
    qsm_data_stream *in = reader(wire, 14);
    CU_ASSERT_TRUE(qsm_data_stream_read_int32(in, &value));
    qsm_data_stream_start_transaction(in);
    CU_ASSERT_TRUE(qsm_data_stream_read_int32(in, &value));
    qsm_data_stream_start_transaction(in); /* nested: nothing happens when it ends */
    CU_ASSERT_TRUE(qsm_data_stream_read_int32(in, &value));
    CU_ASSERT_TRUE(qsm_data_stream_commit_transaction(in));
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 12);
    CU_ASSERT_FALSE(qsm_data_stream_read_int32(in, &value)); /* 2 bytes are left, and consumed */
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 14);
    CU_ASSERT_FALSE(qsm_data_stream_commit_transaction(in));
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 4);
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
    qsm_data_stream_start_transaction(in);
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_OK);
    CU_ASSERT_TRUE(qsm_data_stream_read_int32(in, &value));
    CU_ASSERT_EQUAL(value, 2);
    qsm_data_stream_abort_transaction(in); /* corrupt: what was read is gone */
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 8);
    qsm_data_stream_start_transaction(in);
    CU_ASSERT_TRUE(qsm_data_stream_read_int32(in, &value));
    qsm_data_stream_rollback_transaction(in);
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 8);
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_commit_transaction(in));
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_data_stream_rollback_transaction(in);
    qsm_data_stream_abort_transaction(in);
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 8);
    qsm_data_stream_free(in);
}

/* After an error in a transaction nothing is read, and nothing consumed. */
static void blocked(void)
{
    qsm_data_stream *in = reader("\0\0\0\3\0\0\0\7", 8);
    qsm_text text;
    int32_t value = 7;
    uint8_t byte = 7;
    qsm_data_stream_start_transaction(in);
    CU_ASSERT_FALSE(qsm_data_stream_read_text(in, &text)); /* an odd size */
    CU_ASSERT_FALSE(qsm_data_stream_read_int32(in, &value));
    CU_ASSERT_EQUAL(value, 0);
    CU_ASSERT_EQUAL(qsm_data_stream_read_raw_data(in, &byte, 1), 0);
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 4);
    CU_ASSERT_FALSE(qsm_data_stream_at_end(in));
    CU_ASSERT_FALSE(qsm_data_stream_commit_transaction(in));
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 4);
    CU_ASSERT_FALSE(qsm_data_stream_read_int32(in, &value)); /* the status is still there */
    CU_ASSERT_EQUAL(value, 7);
    qsm_data_stream_free(in);
}

static void feeds(void)
{
    qsm_data_stream *out = buffer();
    for (int i = 0; i < 500; i++) {
        qsm_data_stream_write_int32(out, i);
        qsm_data_stream_write_string(out, i % 2 ? "a longer string" : "b");
    }
    const unsigned char *data = qsm_data_stream_data(out);
    size_t size = qsm_data_stream_size(out);
    qsm_data_stream *in = qsm_data_stream_new_feed();
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    int32_t number = -1;
    int read = 0;
    for (size_t at = 0, step = 1; at < size; at += step, step = step % 97 + 1) {
        if (step > size - at)
            step = size - at;
        CU_ASSERT_TRUE_FATAL(qsm_data_stream_feed(in, data + at, step));
        for (;;) {
            qsm_text text;
            qsm_data_stream_start_transaction(in);
            qsm_data_stream_read_int32(in, &number);
            qsm_data_stream_read_text(in, &text);
            if (!qsm_data_stream_commit_transaction(in))
                break;
            CU_ASSERT_EQUAL(number, read);
            CU_ASSERT_STRING_EQUAL(text.data, read % 2 ? "a longer string" : "b");
            read++;
        }
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
    }
    CU_ASSERT_EQUAL(read, 500);
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), size); /* from the first byte on */
    CU_ASSERT_FALSE(qsm_data_stream_seek(in, 0));        /* which was dropped */
    CU_ASSERT_TRUE(qsm_data_stream_feed(in, NULL, 0));
    CU_ASSERT_FALSE(qsm_data_stream_feed(in, NULL, 1));
    CU_ASSERT_FALSE(qsm_data_stream_feed(out, "a", 1)); /* no feed */
    CU_ASSERT_FALSE(qsm_data_stream_feed(NULL, "a", 1));
    qsm_data_stream_reset_status(in);
    CU_ASSERT_FALSE(qsm_data_stream_write_uint8(in, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
}

static void measuring(void)
{
    static const uint16_t units[3] = {'a', 0xd800, 'b'};
    qsm_data_stream *stream = qsm_data_stream_new_measurer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_TRUE(qsm_data_stream_write_int64(stream, i));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 8000);
    CU_ASSERT_TRUE(qsm_data_stream_write_string(stream, "na\xc3\xafve"));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 8014);
    CU_ASSERT_TRUE(qsm_data_stream_write_utf16(stream, units, 3));
    CU_ASSERT_TRUE(qsm_data_stream_write_bytes(stream, "abc", 3));
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(stream, "abc", 3));
    CU_ASSERT_TRUE(
        qsm_data_stream_write_array(stream, NULL, 8, (size_t)1 << 28)); /* not looked at */
    CU_ASSERT_EQUAL(qsm_data_stream_position(stream), 8034 + ((size_t)1 << 31));
    CU_ASSERT_PTR_NULL(qsm_data_stream_data(stream));
    CU_ASSERT_FALSE(qsm_data_stream_seek(stream, 0));
    CU_ASSERT_FALSE(qsm_data_stream_write_string(stream, "\xff"));
    CU_ASSERT_FALSE(qsm_data_stream_write_int8(stream, 1));
    qsm_data_stream_free(stream);
}

static void containers_by_hand(void)
{
    uint64_t count = 7;
    int32_t value;
    qsm_data_stream *out = buffer();
    CU_ASSERT_TRUE(qsm_data_stream_write_count(out, 2));
    CU_ASSERT_TRUE(qsm_data_stream_write_int32(out, 5));
    CU_ASSERT_TRUE(qsm_data_stream_write_int32(out, 6));
    CU_ASSERT_TRUE(qsm_data_stream_write_count(out, 0xfffffffe)); /* version 20: a plain count */
    CU_ASSERT_FALSE(qsm_data_stream_write_count(out, 0xffffffff));
    CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(qsm_data_stream_error_string(out), "byte 16: a count of 4294967295"));
    qsm_data_stream *in = reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    qsm_data_stream_set_status(in, QSM_DATA_STREAM_READ_CORRUPT_DATA); /* an earlier error */
    CU_ASSERT_TRUE(qsm_data_stream_begin_read(in, &count));
    CU_ASSERT_EQUAL(count, 2);
    CU_ASSERT_TRUE(qsm_data_stream_read_int32(in, &value));
    CU_ASSERT_TRUE(qsm_data_stream_read_int32(in, &value));
    CU_ASSERT_TRUE(qsm_data_stream_end_read(in));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_FALSE(qsm_data_stream_end_read(in));
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
}

/* ffffffff and fffffffe by version and by the release of Qt. */
static void counts(void)
{
    static const struct {
        int version;
        int qt;
        const char *wire;
        size_t size;
        qsm_data_stream_status_code status;
        uint64_t count;
        size_t position;
    } known[] = {
        {19, 0x050f02, "\xff\xff\xff\xff", 4, QSM_DATA_STREAM_OK, 0xffffffff, 4},
        {20, 0x060402, "\xff\xff\xff\xff", 4, QSM_DATA_STREAM_OK, 0xffffffff, 4},
        {20, 0x060b02, "\xff\xff\xff\xff", 4, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, 0, 4},
        {22, 0, "\xff\xff\xff\xff", 4, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, 0, 4},
        {22, 0x060402, "\xff\xff\xff\xff", 4, QSM_DATA_STREAM_OK, 0xffffffff, 4},
        {21, 0, "\xff\xff\xff\xfe", 4, QSM_DATA_STREAM_OK, 0xfffffffe, 4},
        {22, 0, "\xff\xff\xff\xfe\0\0\0\0\0\0\0\5", 12, QSM_DATA_STREAM_OK, 5, 12},
        {22, 0, "\xff\xff\xff\xfe\0\0\0\0\0\0\0", 11, QSM_DATA_STREAM_READ_PAST_END, 0, 11},
        {22, 0, "\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\0", 12,
         QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, 0, 12},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint64_t count = 7;
        qsm_data_stream *in = reader(known[i].wire, known[i].size);
        qsm_data_stream_set_version(in, known[i].version);
        qsm_data_stream_set_qt_version(in, known[i].qt);
        bool ok = qsm_data_stream_begin_read(in, &count);
        CU_ASSERT_EQUAL(ok, known[i].status == QSM_DATA_STREAM_OK);
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), known[i].status);
        CU_ASSERT_EQUAL(count, known[i].count);
        CU_ASSERT_EQUAL(qsm_data_stream_position(in), known[i].position);
        CU_ASSERT_EQUAL(qsm_data_stream_end_read(in), ok);
        CU_ASSERT_EQUAL(qsm_data_stream_canonical(in), known[i].count != 5);
        qsm_data_stream_free(in);
    }
}

static void arrays(void)
{
    static const uint64_t numbers[] = {0x0102030405060708, 1, UINT64_MAX, 0x8000000000000000};
    unsigned char copy[sizeof numbers];
    for (int setting = 0; setting < 8; setting++) {
        size_t width = (size_t)1 << setting % 4;
        size_t count = sizeof numbers / width;
        qsm_data_stream *out = buffer();
        qsm_data_stream_byte_order_code order = (qsm_data_stream_byte_order_code)(setting / 4);
        qsm_data_stream_set_byte_order(out, order);
        CU_ASSERT_TRUE(qsm_data_stream_write_array(out, numbers, width, count));
        CU_ASSERT_EQUAL(qsm_data_stream_size(out), sizeof numbers);
        qsm_data_stream *one = buffer();
        qsm_data_stream_set_byte_order(one, order);
        for (size_t i = 0; i < count; i++) {
            uint64_t element = 0;
            memcpy(&element, (const char *)numbers + i * width, width);
            if (width == 8)
                qsm_data_stream_write_uint64(one, numbers[i]);
            else if (width == 1)
                qsm_data_stream_write_uint8(one, *((const uint8_t *)numbers + i));
            else if (width == 2)
                qsm_data_stream_write_uint16(one, ((const uint16_t *)(const void *)numbers)[i]);
            else
                qsm_data_stream_write_uint32(one, ((const uint32_t *)(const void *)numbers)[i]);
        }
        CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), qsm_data_stream_data(one), sizeof copy),
                        0);
        qsm_data_stream *in = reader(qsm_data_stream_data(out), sizeof numbers - 1);
        qsm_data_stream_set_byte_order(in, order);
        memset(copy, 0x5a, sizeof copy);
        CU_ASSERT_FALSE(qsm_data_stream_read_array(in, copy, width, count)); /* one is cut short */
        CU_ASSERT_EQUAL(memcmp(copy, numbers, sizeof copy - width), 0);
        CU_ASSERT_EQUAL(copy[sizeof copy - 1], 0);
        CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
        qsm_data_stream_free(in);
        qsm_data_stream_free(one);
        qsm_data_stream_free(out);
    }
    qsm_data_stream *out = buffer();
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_write_array(out, numbers, 3, 1));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_data_stream_read_array(out, copy, 8, SIZE_MAX));
    CU_ASSERT_FALSE(qsm_data_stream_write_array(NULL, numbers, 1, 1));
    qsm_data_stream_set_version(out, 5); /* 64 bits are two halves, and read the other way */
    CU_ASSERT_TRUE(qsm_data_stream_write_array(out, numbers, 8, 1));
    qsm_data_stream *in = reader(qsm_data_stream_data(out), 8);
    uint64_t number;
    qsm_data_stream_set_version(in, 5);
    CU_ASSERT_TRUE(qsm_data_stream_read_array(in, &number, 8, 1));
    CU_ASSERT_EQUAL(number, 0x0506070801020304);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
}

static void c_strings(void)
{
    static const struct {
        const char *wire;
        size_t size;
        const char *text;
        size_t length;
        bool canonical;
    } known[] = {{"\0\0\0\0", 4, NULL, 0, true},
                 {"\0\0\0\1\0", 5, "", 0, true},
                 {"\0\0\0\3ab\0", 7, "ab", 2, true},
                 {"\0\0\0\2ab", 6, "ab", 2, false}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char *text;
        size_t length = 7;
        qsm_data_stream *in = reader(known[i].wire, known[i].size);
        qsm_data_stream *out = buffer();
        CU_ASSERT_TRUE(qsm_data_stream_read_c_string(in, &text, &length));
        CU_ASSERT_EQUAL(length, known[i].length);
        CU_ASSERT_EQUAL(text == NULL, known[i].text == NULL);
        if (text != NULL && known[i].text != NULL)
            CU_ASSERT_STRING_EQUAL(text, known[i].text);
        CU_ASSERT_EQUAL(qsm_data_stream_canonical(in), known[i].canonical);
        CU_ASSERT_TRUE(qsm_data_stream_write_c_string(out, text));
        if (known[i].canonical)
            CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), known[i].wire, known[i].size), 0);
        qsm_free(text);
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
    }
}

static void views(void)
{
    static const char wire[] = "\0\0\0\3abc\xff\xff\xff\xff\0\0\0\0\0\0\0\5x";
    qsm_bytes bytes;
    qsm_data_stream *in = reader(wire, 20);
    CU_ASSERT_TRUE(qsm_data_stream_read_byte_array_view(in, &bytes));
    CU_ASSERT_EQUAL(bytes.size, 3);
    CU_ASSERT_PTR_EQUAL(bytes.data, wire + 4); /* no copy */
    CU_ASSERT_TRUE(qsm_data_stream_read_byte_array_view(in, &bytes));
    CU_ASSERT_PTR_NULL(bytes.data);
    CU_ASSERT_TRUE(qsm_data_stream_read_byte_array_view(in, &bytes));
    CU_ASSERT_PTR_NOT_NULL(bytes.data);
    CU_ASSERT_FALSE(qsm_data_stream_read_byte_array_view(in, &bytes));
    CU_ASSERT_PTR_NULL(bytes.data);
    CU_ASSERT_EQUAL(bytes.size, 0);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in),
                           "byte 19: a byte array of 5 bytes: only 1 are left");
    CU_ASSERT_EQUAL(qsm_data_stream_error_position(in), 19);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_path(in), "");
    qsm_data_stream_free(in);
}

static void settings(void)
{
    static const int known[][2] = {{1, 0x050f00},  {19, 0x050f00}, {20, 0x060400}, {21, 0x060600},
                                   {22, 0x060800}, {23, 0x060a00}, {24, 0x060b00}, {99, 0x060b00}};
    qsm_data_stream *stream = buffer();
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        qsm_data_stream_set_version(stream, known[i][0]);
        CU_ASSERT_EQUAL(qsm_data_stream_qt_version(stream), known[i][1]);
    }
    qsm_data_stream_set_qt_version(stream, 0x050f08);
    CU_ASSERT_EQUAL(qsm_data_stream_qt_version(stream), 0x050f08);
    qsm_data_stream_set_qt_version(stream, 0);
    CU_ASSERT_EQUAL(qsm_data_stream_qt_version(stream), 0x060b00);
    CU_ASSERT_FALSE(qsm_data_stream_lenient(stream));
    qsm_data_stream_set_lenient(stream, true);
    CU_ASSERT_TRUE(qsm_data_stream_lenient(stream));
    CU_ASSERT_TRUE(qsm_data_stream_canonical(stream));
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(stream, &limits));
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(stream, NULL));
    limits.size = 0;
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_set_limits(stream, &limits));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_data_stream_set_limits(NULL, NULL));
    CU_ASSERT_EQUAL(qsm_data_stream_error_position(stream), SIZE_MAX);
    CU_ASSERT_EQUAL(qsm_data_stream_error_position(NULL), SIZE_MAX);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_path(NULL), "");
    qsm_data_stream_set_qt_version(NULL, 1);
    qsm_data_stream_set_lenient(NULL, true);
    qsm_data_stream_start_transaction(NULL);
    qsm_data_stream_free(stream);
}

/* NaNs keep their payload where 4 bytes become 8 and back. */
static void payloads(void)
{
    static const uint32_t bits[] = {0x7f800001, 0xff812345, 0x7fc00000, 0x7fffffff, 0xffc00001};
    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        float value;
        float again;
        double wide;
        memcpy(&value, &bits[i], sizeof value);
        qsm_data_stream *out = buffer();
        CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(out, &value, 4));
        qsm_data_stream *in = reader(qsm_data_stream_data(out), 4);
        qsm_data_stream_set_byte_order(in, QSM_DATA_STREAM_LITTLE_ENDIAN);
        qsm_data_stream_set_floating_point_precision(in, QSM_DATA_STREAM_SINGLE_PRECISION);
        uint16_t probe = 1;
        if (*(const unsigned char *)&probe == 0)
            qsm_data_stream_set_byte_order(in, QSM_DATA_STREAM_BIG_ENDIAN);
        CU_ASSERT_TRUE(qsm_data_stream_read_double(in, &wide));
        qsm_data_stream *single = buffer();
        qsm_data_stream_set_byte_order(single, qsm_data_stream_byte_order(in));
        qsm_data_stream_set_floating_point_precision(single, QSM_DATA_STREAM_SINGLE_PRECISION);
        CU_ASSERT_TRUE(qsm_data_stream_write_double(single, wide));
        memcpy(&again, qsm_data_stream_data(single), sizeof again);
        uint32_t quiet = bits[i] | 0x400000; /* as after a conversion */
        CU_ASSERT_EQUAL(memcmp(&again, &quiet, sizeof again), 0);
        qsm_data_stream_free(single);
        qsm_data_stream_free(out);
        qsm_data_stream_free(in);
    }
}

static bool try_text(void)
{
    static const char wire[] = "\0\0\0\2\0a";
    qsm_text text = {NULL, 0};
    char *copy = NULL;
    bool ok = false;
    qsm_data_stream *in = qsm_data_stream_new_feed();
    if (in != NULL && qsm_data_stream_feed(in, wire, 6) && qsm_data_stream_read_text(in, &text)) {
        copy = qsm_text_copy_utf8(text);
        ok = copy != NULL;
    }
    free(copy);
    qsm_data_stream_free(in);
    return ok;
}

static bool try_measuring(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_measurer();
    bool ok = stream != NULL && qsm_data_stream_write_int32(stream, 1) &&
              qsm_data_stream_size(stream) == 4;
    qsm_data_stream_free(stream);
    return ok;
}

static void out_of_memory(void)
{
    fail_each(try_text);
    fail_each(try_measuring);
}

QSM_SUITE("values in streams", {"text, one to one", text_one_to_one},
          {"what is no text", text_that_is_none}, {"text in streams", text_in_streams},
          {"the order of text", order_of_text}, {"transactions", transactions},
          {"nothing is read after an error", blocked}, {"bytes by and by", feeds},
          {"measuring", measuring}, {"containers by hand", containers_by_hand},
          {"counts by release", counts}, {"arrays", arrays}, {"const char *", c_strings},
          {"views", views}, {"settings", settings}, {"bits of NaN", payloads},
          {"out of memory", out_of_memory})
