/* SPDX-License-Identifier: MIT */
/*
 * Golden bytes of real Qt 5.15, 6.4 and 6.11 (data/stream_vectors.txt; the script beside it tells
 * the columns): what Qt writes we write and read, and what Qt makes of bad input we make of it.
 */
#include <qsm/data_stream.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

enum { LINE_SIZE = 512, BYTES = 128, COLUMNS = 8 };

static size_t parse_hex(const char *text, unsigned char *out)
{
    size_t count = 0;
    unsigned byte;
    for (; text[0] != '-' && sscanf(text, "%2x", &byte) == 1; text += 2)
        out[count++] = (unsigned char)byte;
    return count;
}

static uint64_t parse_bits(const char *text)
{
    return strtoull(text, NULL, 16);
}

static double parse_double(const char *text)
{
    uint64_t bits = parse_bits(text);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Units of a QString, or NULL for null. */
static const uint16_t *parse_units(const char *text, uint16_t *out, size_t *length)
{
    unsigned char bytes[BYTES];
    *length = 0;
    if (strcmp(text, "null") == 0)
        return NULL;
    size_t size = parse_hex(text + 1, bytes);
    for (size_t i = 0; i < size; i += 2)
        out[(*length)++] = (uint16_t)(bytes[i] << 8 | bytes[i + 1]);
    return out;
}

typedef struct family {
    const char *name;
    void (*write)(qsm_data_stream *stream, const char *value);
    /* Reads and stores the value as it stands in the vectors. */
    void (*read)(qsm_data_stream *stream, char *value);
} family;

#define INTEGER_FAMILY(suffix, type, format)                                                       \
    static void write_##suffix(qsm_data_stream *stream, const char *value)                         \
    {                                                                                              \
        bool is_negative = value[0] == '-';                                                        \
        uint64_t number = strtoull(value + is_negative, NULL, 10);                                 \
        qsm_data_stream_write_##suffix(stream, (type)(is_negative ? 0 - number : number));         \
    }                                                                                              \
    static void read_##suffix(qsm_data_stream *stream, char *value)                                \
    {                                                                                              \
        type number = 7;                                                                           \
        qsm_data_stream_read_##suffix(stream, &number);                                            \
        sprintf(value, format, number);                                                            \
    }

INTEGER_FAMILY(int8, int8_t, "%d")
INTEGER_FAMILY(uint8, uint8_t, "%u")
INTEGER_FAMILY(int16, int16_t, "%d")
INTEGER_FAMILY(uint16, uint16_t, "%u")
INTEGER_FAMILY(int32, int32_t, "%d")
INTEGER_FAMILY(uint32, uint32_t, "%u")
INTEGER_FAMILY(int64, int64_t, "%" PRId64)
INTEGER_FAMILY(uint64, uint64_t, "%" PRIu64)

static void write_bool(qsm_data_stream *stream, const char *value)
{
    qsm_data_stream_write_bool(stream, value[0] == '1');
}

static void read_bool(qsm_data_stream *stream, char *value)
{
    bool truth = true;
    qsm_data_stream_read_bool(stream, &truth);
    strcpy(value, truth ? "1" : "0");
}

static void print_double(char *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    sprintf(out, "%016" PRIx64, bits);
}

static void write_float(qsm_data_stream *stream, const char *value)
{
    qsm_data_stream_write_float(stream, (float)parse_double(value));
}

static void read_float(qsm_data_stream *stream, char *value)
{
    float number = 7;
    qsm_data_stream_read_float(stream, &number);
    print_double(value, (double)number);
}

static void write_double(qsm_data_stream *stream, const char *value)
{
    qsm_data_stream_write_double(stream, parse_double(value));
}

static void read_double(qsm_data_stream *stream, char *value)
{
    double number = 7;
    qsm_data_stream_read_double(stream, &number);
    print_double(value, number);
}

static void write_byte_array(qsm_data_stream *stream, const char *value)
{
    unsigned char bytes[BYTES];
    if (strcmp(value, "null") == 0)
        qsm_data_stream_write_byte_array(stream, NULL, 0);
    else
        qsm_data_stream_write_byte_array(stream, bytes, parse_hex(value + 1, bytes));
}

static void print_bytes(char *out, const unsigned char *bytes, size_t size)
{
    strcpy(out, bytes != NULL ? "=" : "null");
    for (size_t i = 0; i < size; i++)
        sprintf(out + 1 + 2 * i, "%02x", bytes[i]);
}

static void read_byte_array(qsm_data_stream *stream, char *value)
{
    void *bytes = value;
    size_t size = 7;
    qsm_data_stream_read_byte_array(stream, &bytes, &size);
    print_bytes(value, bytes, size);
    qsm_free(bytes);
}

static void write_bytes(qsm_data_stream *stream, const char *value)
{
    unsigned char bytes[BYTES];
    qsm_data_stream_write_bytes(stream, bytes, parse_hex(value + 1, bytes));
}

static void read_bytes(qsm_data_stream *stream, char *value)
{
    void *bytes = value;
    size_t size = 7;
    qsm_data_stream_read_bytes(stream, &bytes, &size);
    CU_ASSERT_EQUAL(bytes == NULL, size == 0);
    print_bytes(value, bytes != NULL ? bytes : "", size);
    qsm_free(bytes);
}

static void write_raw(qsm_data_stream *stream, const char *value)
{
    unsigned char bytes[BYTES];
    qsm_data_stream_write_raw_data(stream, bytes, parse_hex(value + 1, bytes));
}

static void read_raw(qsm_data_stream *stream, char *value)
{
    unsigned char bytes[BYTES];
    size_t size = qsm_data_stream_size(stream);
    CU_ASSERT_EQUAL(qsm_data_stream_read_raw_data(stream, bytes, size), size);
    print_bytes(value, bytes, size);
}

static void write_string(qsm_data_stream *stream, const char *value)
{
    uint16_t units[BYTES];
    size_t length;
    const uint16_t *text = parse_units(value, units, &length);
    qsm_data_stream_write_utf16(stream, text, length);
}

static void read_string(qsm_data_stream *stream, char *value)
{
    uint16_t *units = (uint16_t *)(void *)value;
    size_t length = 7;
    qsm_data_stream_read_utf16(stream, &units, &length);
    strcpy(value, units != NULL ? "=" : "null");
    for (size_t i = 0; i < length; i++)
        sprintf(value + 1 + 4 * i, "%04x", units[i]);
    qsm_free(units);
}

static const family families[] = {
    {"bool", write_bool, read_bool},
    {"qint8", write_int8, read_int8},
    {"quint8", write_uint8, read_uint8},
    {"qint16", write_int16, read_int16},
    {"quint16", write_uint16, read_uint16},
    {"QChar", write_uint16, read_uint16},
    {"qint32", write_int32, read_int32},
    {"quint32", write_uint32, read_uint32},
    {"qint64", write_int64, read_int64},
    {"quint64", write_uint64, read_uint64},
    {"float", write_float, read_float},
    {"double", write_double, read_double},
    {"QByteArray", write_byte_array, read_byte_array},
    {"bytes", write_bytes, read_bytes},
    {"raw", write_raw, read_raw},
    {"QString", write_string, read_string},
};

static const family *find_family(const char *name)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (strcmp(families[i].name, name) == 0)
            return &families[i];
    }
    CU_FAIL_FATAL("a type that no family has");
    return &families[0];
}

static void set_up(qsm_data_stream *stream, int version, bool little, bool single)
{
    qsm_data_stream_set_version(stream, version);
    qsm_data_stream_set_byte_order(stream, little ? QSM_DATA_STREAM_LITTLE_ENDIAN
                                                  : QSM_DATA_STREAM_BIG_ENDIAN);
    qsm_data_stream_set_floating_point_precision(stream, single ? QSM_DATA_STREAM_SINGLE_PRECISION
                                                                : QSM_DATA_STREAM_DOUBLE_PRECISION);
}

/* Whether reading gives back what was written: not where Qt itself loses something. */
static bool round_trips(const char *type, int version, bool single, const char *value)
{
    if (strstr(type, "int64") != NULL)
        return version >= QSM_DATA_STREAM_QT_3_3;
    if (strcmp(type, "double") == 0)
        return !(single && version >= QSM_DATA_STREAM_QT_4_6);
    if (strcmp(type, "QString") == 0)
        return version > QSM_DATA_STREAM_QT_2_0 ||
               (version == QSM_DATA_STREAM_QT_2_0 && strcmp(value, "null") != 0);
    if (strcmp(type, "QByteArray") == 0)
        return version >= QSM_DATA_STREAM_QT_3_3 || strcmp(value, "null") != 0;
    return true;
}

static void check_writing(char *columns[COLUMNS], int version, bool little, bool single)
{
    unsigned char wanted[BYTES];
    char value[LINE_SIZE] = "";
    size_t size = parse_hex(columns[6], wanted);
    const family *type = find_family(columns[1]);
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    set_up(stream, version, little, single);
    type->write(stream, columns[5]);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), size);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(stream), wanted, size), 0);
    qsm_data_stream_free(stream);

    stream = qsm_data_stream_new_reader(wanted, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    set_up(stream, version, little, single);
    type->read(stream, value);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    CU_ASSERT_TRUE(qsm_data_stream_at_end(stream));
    if (round_trips(columns[1], version, single, columns[5]))
        CU_ASSERT_STRING_EQUAL(value, columns[5]);
    qsm_data_stream_free(stream);
}

static const char *status_name(const qsm_data_stream *stream)
{
    static const char *const names[] = {"Ok", "ReadPastEnd", "ReadCorruptData", "WriteFailed",
                                        "SizeLimitExceeded"};
    return names[qsm_data_stream_status(stream)];
}

static void check_reading(char *columns[COLUMNS])
{
    unsigned char bytes[BYTES];
    char value[LINE_SIZE] = "";
    const family *type = find_family(columns[1]);
    qsm_data_stream *stream = qsm_data_stream_new_reader(bytes, parse_hex(columns[4], bytes));
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    set_up(stream, atoi(columns[2]), strcmp(columns[3], "little") == 0, false);
    type->read(stream, value);
    CU_ASSERT_STRING_EQUAL(status_name(stream), columns[5]);
    CU_ASSERT_EQUAL(qsm_data_stream_position(stream), strtoull(columns[6], NULL, 10));
    bool failed = strcmp(columns[5], "Ok") != 0;
    /* Where Qt leaves an empty string after a failure our contract is null. */
    if (failed && strcmp(columns[7], "=") == 0)
        CU_ASSERT_STRING_EQUAL(value, "null");
    if (!failed || strcmp(columns[7], "=") != 0)
        CU_ASSERT_STRING_EQUAL(value, columns[7]);
    CU_ASSERT_EQUAL(qsm_data_stream_error_string(stream)[0] != '\0', failed);
    qsm_data_stream_free(stream);
}

/* Calls check_writing() for each version and setting that a line stands for. */
static void check_writing_line(char *columns[COLUMNS])
{
    for (char *range = strtok(columns[2], ","); range != NULL; range = strtok(NULL, ",")) {
        int first = 0;
        int last = 0;
        if (sscanf(range, "%d-%d", &first, &last) == 1)
            last = first;
        for (int version = first; version <= last; version++) {
            for (int setting = 0; setting < 4; setting++) {
                bool little = setting & 1;
                bool single = setting & 2;
                bool order_fits = strcmp(columns[3], little ? "big" : "little") != 0;
                bool precision_fits = strcmp(columns[4], single ? "double" : "single") != 0;
                if (order_fits && precision_fits)
                    check_writing(columns, version, little, single);
            }
        }
    }
}

static void each_line(char kind, void (*check)(char *columns[COLUMNS]), int least)
{
    char line[LINE_SIZE];
    int count = 0;
    FILE *file = fopen(QSM_TEST_DATA "/stream_vectors.txt", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (fgets(line, sizeof line, file) != NULL) {
        char *columns[COLUMNS] = {NULL};
        char *at = line;
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < COLUMNS && at != NULL; i++) {
            columns[i] = at;
            at = strchr(at, ' ');
            if (at != NULL)
                *at++ = '\0';
        }
        if (line[0] == kind) {
            check(columns);
            count++;
        }
    }
    fclose(file);
    CU_ASSERT_TRUE(count >= least);
}

static void written_by_qt(void)
{
    each_line('W', check_writing_line, 390);
}

static void read_by_qt(void)
{
    each_line('R', check_reading, 120);
}

QSM_SUITE("stream vectors", {"bytes that Qt writes", written_by_qt},
          {"input that Qt reads, good and bad", read_by_qt})
