/* SPDX-License-Identifier: MIT */
/*
 * The stream object and what the golden vectors do not reach: settings, sticky status, memory that
 * does not grow, counts beyond 32 bits, UTF-8. All of Unicode: unit.stream_text.
 */
#include <qsm/data_stream.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stream/endian.h"
#include "stream/stream.h"
#include "suite.h"

static void fresh_stream(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_EQUAL(qsm_data_stream_version(stream), 20);
    CU_ASSERT_EQUAL(qsm_data_stream_byte_order(stream), QSM_DATA_STREAM_BIG_ENDIAN);
    CU_ASSERT_EQUAL(qsm_data_stream_floating_point_precision(stream),
                    QSM_DATA_STREAM_DOUBLE_PRECISION);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(stream), "");
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
    CU_ASSERT_EQUAL(qsm_data_stream_position(stream), 0);
    CU_ASSERT_TRUE(qsm_data_stream_at_end(stream));
    qsm_data_stream_free(stream);
    qsm_data_stream_free(NULL);
}

static void settings(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader("abc", 3);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    qsm_data_stream_set_version(stream, 12345);
    CU_ASSERT_EQUAL(qsm_data_stream_version(stream), 12345);
    qsm_data_stream_set_byte_order(stream, QSM_DATA_STREAM_LITTLE_ENDIAN);
    CU_ASSERT_EQUAL(qsm_data_stream_byte_order(stream), QSM_DATA_STREAM_LITTLE_ENDIAN);
    qsm_data_stream_set_floating_point_precision(stream, QSM_DATA_STREAM_SINGLE_PRECISION);
    CU_ASSERT_EQUAL(qsm_data_stream_floating_point_precision(stream),
                    QSM_DATA_STREAM_SINGLE_PRECISION);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(stream), "abc", 3), 0);
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 3);
    CU_ASSERT_FALSE(qsm_data_stream_at_end(stream));
    CU_ASSERT_TRUE(qsm_data_stream_seek(stream, 3));
    CU_ASSERT_TRUE(qsm_data_stream_at_end(stream));
    CU_ASSERT_FALSE(qsm_data_stream_seek(stream, 4));
    CU_ASSERT_EQUAL(qsm_data_stream_position(stream), 3);
    qsm_data_stream_free(stream);
}

static void status_sticks(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    qsm_data_stream_set_status(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_STRING_NOT_EQUAL(qsm_data_stream_error_string(stream), "");
    qsm_data_stream_set_status(stream, QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_FALSE(qsm_data_stream_write_int32(stream, 1));
    CU_ASSERT_FALSE(qsm_data_stream_write_raw_data(stream, "a", 1));
    CU_ASSERT_FALSE(qsm_data_stream_write_string(stream, "a"));
    CU_ASSERT_FALSE(qsm_data_stream_write_byte_array(stream, "a", 1));
    CU_ASSERT_FALSE(qsm_data_stream_write_double(stream, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
    qsm_data_stream_reset_status(stream);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(stream), "");
    CU_ASSERT_TRUE(qsm_data_stream_write_int32(stream, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 4);
    qsm_data_stream_free(stream);
}

/* Reading goes on after a failure, as outside a transaction of Qt. */
static void reading_goes_on(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader("\0\0\0\3\0A\0\5", 8);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    char *text;
    int16_t number;
    CU_ASSERT_FALSE(qsm_data_stream_read_string(stream, &text, NULL));
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(qsm_data_stream_position(stream), 4);
    CU_ASSERT_FALSE(qsm_data_stream_read_int16(stream, &number));
    CU_ASSERT_EQUAL(number, 0x41);
    CU_ASSERT_FALSE(qsm_data_stream_read_int16(stream, &number));
    CU_ASSERT_EQUAL(number, 5);
    CU_ASSERT_FALSE(qsm_data_stream_read_int16(stream, &number));
    CU_ASSERT_EQUAL(number, 0);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(stream), "odd"));
    qsm_data_stream_free(stream);
}

static void memory_that_does_not_grow(void)
{
    unsigned char memory[6] = {0, 0, 0, 0, 0xa5, 0xa5};
    qsm_data_stream *stream = qsm_data_stream_new_writer(memory, 5);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_TRUE(qsm_data_stream_write_uint32(stream, 0x01020304));
    CU_ASSERT_FALSE(qsm_data_stream_write_uint16(stream, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 4);
    CU_ASSERT_EQUAL(memory[4], 0xa5);
    qsm_data_stream_reset_status(stream);
    CU_ASSERT_TRUE(qsm_data_stream_write_uint8(stream, 9));
    CU_ASSERT_TRUE(qsm_data_stream_seek(stream, 1));
    CU_ASSERT_TRUE(qsm_data_stream_write_uint8(stream, 8));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 5);
    CU_ASSERT_EQUAL(memcmp(memory, "\1\10\3\4\11\245", 6), 0);
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(stream, NULL, 0));
    uint8_t byte = 7;
    CU_ASSERT_FALSE(qsm_data_stream_read_uint8(stream, &byte));
    CU_ASSERT_EQUAL(byte, 0);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_READ_PAST_END);
    qsm_data_stream_free(stream);

    stream = qsm_data_stream_new_writer(NULL, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(stream, "", 0));
    CU_ASSERT_FALSE(qsm_data_stream_write_bool(stream, true));
    qsm_data_stream_free(stream);
}

static void reader_cannot_be_written(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader("a", 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_FALSE(qsm_data_stream_write_int8(stream, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_free(stream);
}

static void buffer_grows(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    for (uint32_t i = 0; i < 100000; i++)
        qsm_data_stream_write_uint32(stream, i);
    CU_ASSERT_EQUAL_FATAL(qsm_data_stream_size(stream), 400000);
    const unsigned char *data = qsm_data_stream_data(stream);
    CU_ASSERT_EQUAL(memcmp(data + 4 * 0x1234, "\0\0\x12\x34", 4), 0);
    CU_ASSERT_PTR_NULL(qsm__stream_reserve(stream, SIZE_MAX));
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 400000);
    qsm_data_stream_free(stream);
}

static void raw_reads(void)
{
    char out[8] = "";
    qsm_data_stream *stream = qsm_data_stream_new_reader("abcdef", 6);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_EQUAL(qsm_data_stream_skip_raw_data(stream, 2), 2);
    CU_ASSERT_EQUAL(qsm_data_stream_read_raw_data(stream, out, 3), 3);
    CU_ASSERT_STRING_EQUAL(out, "cde");
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    CU_ASSERT_EQUAL(qsm_data_stream_read_raw_data(stream, out, 0), 0);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    CU_ASSERT_EQUAL(qsm_data_stream_read_raw_data(stream, out, 3), 1);
    CU_ASSERT_EQUAL(out[0], 'f');
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_READ_PAST_END);
    qsm_data_stream_reset_status(stream);
    CU_ASSERT_TRUE(qsm_data_stream_seek(stream, 5));
    CU_ASSERT_EQUAL(qsm_data_stream_skip_raw_data(stream, SIZE_MAX), 1);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_READ_PAST_END);
    qsm_data_stream_free(stream);
}

/* Qt writes the halves in one order and reads them in the other; both are Qt's. */
static void old_64_bit_order(void)
{
    static const unsigned char wire[] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint64_t value;
    for (int version = 1; version <= 6; version++) {
        qsm_data_stream *stream = qsm_data_stream_new_buffer();
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        qsm_data_stream_set_version(stream, version);
        CU_ASSERT_TRUE(qsm_data_stream_write_uint64(stream, 0x0102030405060708));
        CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(stream), wire, 8), 0);
        qsm_data_stream_free(stream);
        stream = qsm_data_stream_new_reader(wire, 8);
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        qsm_data_stream_set_version(stream, version);
        CU_ASSERT_TRUE(qsm_data_stream_read_uint64(stream, &value));
        CU_ASSERT_EQUAL(value, version < 6 ? 0x0506070801020304 : 0x0102030405060708);
        qsm_data_stream_free(stream);
        /* A half that is there is kept (seen with Qt 5.15 and 6.4). */
        stream = qsm_data_stream_new_reader(wire, 6);
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        qsm_data_stream_set_version(stream, version);
        CU_ASSERT_FALSE(qsm_data_stream_read_uint64(stream, &value));
        CU_ASSERT_EQUAL(value, version < 6 ? 0x01020304 : 0);
        CU_ASSERT_EQUAL(qsm_data_stream_position(stream), 6);
        qsm_data_stream_free(stream);
    }
}

static void counts_beyond_32_bits(void)
{
    static const struct {
        int version;
        uint64_t count;
        size_t size;
    } known[] = {{21, 0xfffffffd, 4},         {21, 0xfffffffe, 4}, {21, 0xffffffff, 0},
                 {21, UINT64_MAX, 4},         {22, 0xfffffffd, 4}, {22, 0xfffffffe, 12},
                 {22, 0xffffffff, 12},        {22, UINT64_MAX, 4}, {22, 0x123456789a, 12},
                 {22, UINT64_MAX / 2 + 1, 0}, {6, 0x100000000, 0}};
    unsigned char out[12];
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        qsm_data_stream *stream = qsm_data_stream_new_buffer();
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        qsm_data_stream_set_version(stream, known[i].version);
        CU_ASSERT_EQUAL(qsm__stream_count_size(stream, known[i].count), known[i].size);
        qsm__stream_put_count(stream, out, known[i].count);
        if (known[i].size == 12) {
            qsm_data_stream *reader = qsm_data_stream_new_reader(out, 12);
            uint64_t count;
            CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
            qsm_data_stream_set_version(reader, known[i].version);
            CU_ASSERT_EQUAL(memcmp(out, "\xff\xff\xff\xfe", 4), 0);
            CU_ASSERT_TRUE(qsm__stream_read_count(reader, &count));
            CU_ASSERT_EQUAL(count, known[i].count);
            qsm_data_stream_free(reader);
        }
        qsm_data_stream_free(stream);
    }
}

/* Nothing of what is too much is looked at, and nothing is written. */
static void too_much(void)
{
    static const uint16_t unit = 'a';
    static const size_t lengths[] = {SIZE_MAX / 2, (size_t)0xffffffff};
    for (size_t i = 0; i < 2; i++) {
        qsm_data_stream *stream = qsm_data_stream_new_buffer();
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        qsm_data_stream_set_version(stream, 12);
        CU_ASSERT_FALSE(qsm_data_stream_write_utf16(stream, &unit, lengths[i]));
        CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
        qsm_data_stream_reset_status(stream);
        CU_ASSERT_FALSE(qsm_data_stream_write_bytes(stream, &unit, lengths[i]));
        /* On 32 bits the first would be allowed, but there is no such memory. */
        CU_ASSERT_NOT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
        CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
        qsm_data_stream_free(stream);
    }
}

static void full_memory(void)
{
    static const uint16_t units[] = {'a', 'b', 'c'};
    unsigned char memory[7];
    qsm_data_stream *stream = qsm_data_stream_new_writer(memory, sizeof memory);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    qsm_data_stream_set_version(stream, 5); /* whose 64 bits are two words */
    CU_ASSERT_FALSE(qsm_data_stream_write_uint64(stream, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_reset_status(stream);
    CU_ASSERT_FALSE(qsm_data_stream_write_utf16(stream, units, 3));
    qsm_data_stream_reset_status(stream);
    CU_ASSERT_FALSE(qsm_data_stream_write_bytes(stream, "four", 4));
    CU_ASSERT_FALSE(qsm_data_stream_write_bytes(stream, "", 0)); /* a status is there */
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
    qsm_data_stream_free(stream);
}

/* A null count where none is meant, by the generation of Qt that the version stands for. */
static void null_count_of_bytes(void)
{
    static const char wire[] = "\xff\xff\xff\xff"
                               "ab";
    void *data;
    size_t size;
    for (int version = 19; version <= 22; version += 3) {
        qsm_data_stream *stream = qsm_data_stream_new_reader(wire, 6);
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        qsm_data_stream_set_version(stream, version);
        CU_ASSERT_FALSE(qsm_data_stream_read_bytes(stream, &data, &size));
        CU_ASSERT_PTR_NULL(data);
        CU_ASSERT_EQUAL(size, 0);
        CU_ASSERT_EQUAL(qsm_data_stream_status(stream), version < 22
                                                            ? QSM_DATA_STREAM_READ_PAST_END
                                                            : QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
        CU_ASSERT_EQUAL(qsm_data_stream_position(stream), version < 22 ? 6 : 4);
        qsm_data_stream_free(stream);
    }
}

static void check_utf8(const char *text, const char *wire, size_t wire_size, int version)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    qsm_data_stream_set_version(stream, version);
    CU_ASSERT_TRUE(qsm_data_stream_write_string(stream, text));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), wire_size);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(stream), wire, wire_size), 0);
    qsm_data_stream_free(stream);
}

static void strings_in_utf8(void)
{
    /* a, e acute, euro sign, a face beyond the BMP */
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    static const char wire[] = "\0\0\0\x0a\0a\0\xe9\x20\xac\xd8\x3d\xde\x00";
    check_utf8(text, wire, 14, 20);
    check_utf8(text, "\0\0\0\5a\xe9???", 9, 1); /* as Qt 5.15 and 6.4 */
    check_utf8(NULL, "\xff\xff\xff\xff", 4, 20);
    check_utf8(NULL, "\0\0\0\0", 4, 2);
    check_utf8("", "\0\0\0\0", 4, 20);
    qsm_data_stream *stream = qsm_data_stream_new_reader(wire, 14);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    char *read;
    size_t size;
    CU_ASSERT_TRUE(qsm_data_stream_read_string(stream, &read, &size));
    CU_ASSERT_EQUAL(size, strlen(text));
    CU_ASSERT_STRING_EQUAL(read, text);
    qsm_free(read);
    qsm_data_stream_free(stream);
}

static void odd_strings(void)
{
    static const char wire[] = "\0\0\0\x08\xd8\x3d\0\0\xde\x00\0b";
    qsm_data_stream *stream = qsm_data_stream_new_reader(wire, 12);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    char *read;
    size_t size;
    CU_ASSERT_TRUE(qsm_data_stream_read_string(stream, &read, &size));
    CU_ASSERT_EQUAL_FATAL(size, 8);
    CU_ASSERT_EQUAL(memcmp(read,
                           "\xef\xbf\xbd\0\xef\xbf\xbd"
                           "b",
                           9),
                    0);
    qsm_free(read);
    qsm_data_stream_free(stream);

    stream = qsm_data_stream_new_reader("\xff\xff\xff\xff", 4);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_TRUE(qsm_data_stream_read_string(stream, &read, &size));
    CU_ASSERT_PTR_NULL(read);
    CU_ASSERT_EQUAL(size, 0);
    qsm_data_stream_free(stream);

    stream = qsm_data_stream_new_reader("\0\0\0\2\xe9"
                                        "A",
                                        6);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    qsm_data_stream_set_version(stream, 1);
    CU_ASSERT_TRUE(qsm_data_stream_read_string(stream, &read, &size));
    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    CU_ASSERT_STRING_EQUAL(read, "\xc3\xa9"
                                 "A");
    qsm_free(read);
    qsm_data_stream_free(stream);

    static const char *const bad[] = {"\xff",
                                      "a\x80",
                                      "\xc0\x80",
                                      "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xe2\x82",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xe0\x80\xaf"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        stream = qsm_data_stream_new_buffer();
        CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
        CU_ASSERT_FALSE(qsm_data_stream_write_string(stream, bad[i]));
        CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
        CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
        qsm_data_stream_free(stream);
    }
}

static void warnings(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader("a", 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    qsm__stream_warn(stream, "warning %d", 1);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(stream), "warning 1");
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    CU_ASSERT_FALSE(qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END, "late"));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(stream), "warning 1");
    qsm__stream_clear_text(stream);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(stream), "the data ended too early");
    qsm_data_stream_free(stream);
}

/* Without a stream nothing is done, and errno says so. */
static void expect_refused(bool answer)
{
    CU_ASSERT_FALSE(answer);
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
}

static void reads_without_stream(void)
{
    int64_t number = 1;
    double real = 1;
    char raw[1];
    char *text = raw;
    void *bytes = raw;
    uint16_t *units = (uint16_t *)(void *)raw;
    size_t size = 1;
    expect_refused(qsm_data_stream_read_int64(NULL, &number) || number != 0);
    expect_refused(qsm_data_stream_read_double(NULL, &real) || real != 0);
    expect_refused(qsm_data_stream_read_raw_data(NULL, raw, 1) > 0);
    expect_refused(qsm_data_stream_skip_raw_data(NULL, 1) > 0);
    expect_refused(qsm_data_stream_read_bytes(NULL, &bytes, &size) || bytes != NULL || size != 0);
    bytes = raw;
    expect_refused(qsm_data_stream_read_byte_array(NULL, &bytes, &size) || bytes != NULL);
    expect_refused(qsm_data_stream_read_string(NULL, &text, &size) || text != NULL);
    expect_refused(qsm_data_stream_read_utf16(NULL, &units, &size) || units != NULL);
}

static void no_stream(void)
{
    errno = 0;
    expect_refused(qsm_data_stream_data(NULL) != NULL);
    expect_refused(qsm_data_stream_size(NULL) > 0 || qsm_data_stream_position(NULL) > 0);
    expect_refused(qsm_data_stream_seek(NULL, 0));
    expect_refused(qsm_data_stream_version(NULL) != 0);
    expect_refused(!qsm_data_stream_at_end(NULL));
    expect_refused(qsm_data_stream_byte_order(NULL) != QSM_DATA_STREAM_BIG_ENDIAN);
    expect_refused((int)qsm_data_stream_floating_point_precision(NULL) != 0);
    expect_refused(qsm_data_stream_status(NULL) != QSM_DATA_STREAM_WRITE_FAILED);
    expect_refused(qsm_data_stream_error_string(NULL)[0] != '\0');
    qsm_data_stream_set_version(NULL, 5);
    qsm_data_stream_set_byte_order(NULL, QSM_DATA_STREAM_LITTLE_ENDIAN);
    qsm_data_stream_set_floating_point_precision(NULL, QSM_DATA_STREAM_SINGLE_PRECISION);
    qsm_data_stream_set_status(NULL, QSM_DATA_STREAM_READ_PAST_END);
    qsm_data_stream_reset_status(NULL);
    expect_refused(qsm_data_stream_write_int8(NULL, 1) || qsm_data_stream_write_uint64(NULL, 1));
    expect_refused(qsm_data_stream_write_float(NULL, 1) || qsm_data_stream_write_bool(NULL, true));
    expect_refused(qsm_data_stream_write_raw_data(NULL, "a", 1));
    expect_refused(qsm_data_stream_write_raw_data(NULL, NULL, 0));
    expect_refused(qsm_data_stream_write_bytes(NULL, "a", 1));
    expect_refused(qsm_data_stream_write_byte_array(NULL, NULL, 0));
    expect_refused(qsm_data_stream_write_string(NULL, "a"));
    expect_refused(qsm_data_stream_write_string(NULL, NULL));
    expect_refused(qsm_data_stream_write_utf16(NULL, NULL, 0));
    reads_without_stream();
}

/* Bytes that are promised and not there. */
static void no_bytes(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    errno = 0;
    expect_refused(qsm_data_stream_write_raw_data(stream, NULL, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_reset_status(stream);
    expect_refused(qsm_data_stream_write_bytes(stream, NULL, 1));
    qsm_data_stream_reset_status(stream);
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(stream, NULL, 0));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
    qsm_data_stream_free(stream);
}

QSM_SUITE("data stream", {"a fresh stream", fresh_stream}, {"settings and position", settings},
          {"the first status sticks", status_sticks}, {"reading goes on", reading_goes_on},
          {"memory that does not grow", memory_that_does_not_grow},
          {"a reader cannot be written", reader_cannot_be_written},
          {"a buffer that grows", buffer_grows}, {"raw bytes", raw_reads},
          {"64 bits before version 6", old_64_bit_order},
          {"counts beyond 32 bits", counts_beyond_32_bits}, {"too much", too_much},
          {"memory that is full", full_memory}, {"a null count of bytes", null_count_of_bytes},
          {"strings in UTF-8", strings_in_utf8}, {"odd strings", odd_strings},
          {"texts of warnings", warnings}, {"no stream", no_stream}, {"no bytes", no_bytes})
