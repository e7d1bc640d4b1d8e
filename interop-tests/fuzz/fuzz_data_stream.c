/* SPDX-License-Identifier: MIT */
/*
 * The first bytes choose version, byte order, precision and what is read in which order; the rest
 * is the stream. Whatever was read from it is written again, into a buffer that grows and into
 * memory that is soon full.
 */
#include "fuzz.h"

#include <qsm/data_stream.h>

#include <string.h>

static void read_bytes(qsm_data_stream *in, qsm_data_stream *out)
{
    void *data = NULL;
    size_t size = 1;
    bool good = qsm_data_stream_read_byte_array(in, &data, &size);
    FUZZ_MUST(good || (data == NULL && size == 0));
    if (good)
        FUZZ_MUST(qsm_data_stream_write_byte_array(out, data, size));
    qsm_free(data);
}

static void read_utf16(qsm_data_stream *in, qsm_data_stream *out)
{
    uint16_t *units = NULL;
    size_t length = 1;
    bool good = qsm_data_stream_read_utf16(in, &units, &length);
    FUZZ_MUST(good || (units == NULL && length == 0));
    if (good)
        FUZZ_MUST(qsm_data_stream_write_utf16(out, units, length));
    qsm_free(units);
}

static void read_string(qsm_data_stream *in, qsm_data_stream *out)
{
    (void)out; /* lone surrogates are replaced, so it need not come back the same */
    char *text = NULL;
    size_t size = 1;
    bool good = qsm_data_stream_read_string(in, &text, &size);
    FUZZ_MUST(good || (text == NULL && size == 0));
    FUZZ_MUST(text == NULL || text[size] == '\0');
    qsm_free(text);
}

static void read_number(qsm_data_stream *in, qsm_data_stream *out)
{
    uint32_t value = 0;
    if (qsm_data_stream_read_uint32(in, &value))
        FUZZ_MUST(qsm_data_stream_write_uint32(out, value));
}

static void read_double(qsm_data_stream *in, qsm_data_stream *out)
{
    (void)out; /* a signalling NaN need not come back the same */
    double value = 0;
    qsm_data_stream_read_double(in, &value);
}

static void skip(qsm_data_stream *in, qsm_data_stream *out)
{
    (void)out;
    size_t before = qsm_data_stream_position(in);
    size_t skipped = qsm_data_stream_skip_raw_data(in, 3);
    FUZZ_MUST(skipped <= 3 && qsm_data_stream_position(in) == before + skipped);
}

static void read_float(qsm_data_stream *in, qsm_data_stream *out)
{
    float value = 0;
    qsm_data_stream_read_float(in, &value);
    FUZZ_MUST(qsm_data_stream_write_float(out, value));
}

static void read_raw(qsm_data_stream *in, qsm_data_stream *out)
{
    uint8_t bytes[16];
    size_t count = qsm_data_stream_read_raw_data(in, bytes, sizeof bytes);
    FUZZ_MUST(count <= sizeof bytes && qsm_data_stream_write_raw_data(out, bytes, count));
}

static void read_bytes_object(qsm_data_stream *in, qsm_data_stream *out)
{
    void *data = NULL;
    size_t size = 1;
    if (qsm_data_stream_read_bytes(in, &data, &size))
        FUZZ_MUST(qsm_data_stream_write_bytes(out, data, size));
    qsm_free(data);
}

#define READ_AS(type, name)                                                                        \
    static void read_##name(qsm_data_stream *in, qsm_data_stream *out)                             \
    {                                                                                              \
        type value = 0;                                                                            \
        if (qsm_data_stream_read_##name(in, &value))                                               \
            FUZZ_MUST(qsm_data_stream_write_##name(out, value));                                   \
    }
READ_AS(int8_t, int8)
READ_AS(uint8_t, uint8)
READ_AS(int16_t, int16)
READ_AS(uint16_t, uint16)
READ_AS(int32_t, int32)
READ_AS(int64_t, int64)
READ_AS(uint64_t, uint64)
READ_AS(bool, bool)

/* Into memory of this size: as much of it as there is room for, and never more. */
static void write_into(size_t room, const void *data, size_t size, int version)
{
    uint8_t *memory = malloc(room + 1);
    qsm_data_stream *out = memory != NULL ? qsm_data_stream_new_writer(memory, room) : NULL;
    FUZZ_MUST(out != NULL);
    memory[room] = 0x5a;
    qsm_data_stream_set_version(out, version);
    bool good = qsm_data_stream_write_byte_array(out, data, size);
    FUZZ_MUST(qsm_data_stream_position(out) <= room);
    FUZZ_MUST(memory[room] == 0x5a);
    if (good)
        good = qsm_data_stream_write_string(out, "a string that may not fit");
    FUZZ_MUST(good == (qsm_data_stream_status(out) == QSM_DATA_STREAM_OK));
    (void)qsm_data_stream_seek(out, room / 2);
    (void)qsm_data_stream_write_double(out, 1.5);
    FUZZ_MUST(qsm_data_stream_position(out) <= room);
    FUZZ_MUST(memory[room] == 0x5a);
    qsm_data_stream_free(out);
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const steps[])(qsm_data_stream *, qsm_data_stream *) = {
        read_bytes,  read_utf16,        read_string, read_number, read_double, skip,
        read_float,  read_bytes_object, read_raw,    read_int8,   read_uint8,  read_int16,
        read_uint16, read_int32,        read_int64,  read_uint64, read_bool};
    enum { STEPS = sizeof steps / sizeof steps[0] };
    if (size < 4)
        return 0;
    qsm_data_stream *in = qsm_data_stream_new_reader(data + 4, size - 4);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (in != NULL && out != NULL) {
        qsm_data_stream_byte_order_code order = (qsm_data_stream_byte_order_code)(data[1] & 1);
        qsm_data_stream_set_version(in, data[0] % 30);
        qsm_data_stream_set_version(out, data[0] % 30);
        qsm_data_stream_set_byte_order(in, order);
        qsm_data_stream_set_byte_order(out, order);
        qsm_data_stream_set_floating_point_precision(
            in, data[1] & 2 ? QSM_DATA_STREAM_SINGLE_PRECISION : QSM_DATA_STREAM_DOUBLE_PRECISION);
        for (unsigned choice = 1 + data[2] + 256U * data[3]; choice > 0; choice /= STEPS) {
            steps[choice % STEPS](in, out);
            qsm_data_stream_reset_status(in); /* the answer of each step is about that step */
        }
        FUZZ_MUST(qsm_data_stream_position(in) <= size - 4);
        FUZZ_MUST(!qsm_data_stream_at_end(in) || qsm_data_stream_position(in) == size - 4);
        FUZZ_MUST(qsm_data_stream_version(in) == data[0] % 30);
        FUZZ_MUST(qsm_data_stream_byte_order(in) == order);
        FUZZ_MUST((qsm_data_stream_floating_point_precision(in) ==
                   QSM_DATA_STREAM_SINGLE_PRECISION) == ((data[1] & 2) != 0));
        qsm_data_stream_set_status(in, QSM_DATA_STREAM_READ_CORRUPT_DATA);
        FUZZ_MUST(qsm_data_stream_status(in) == QSM_DATA_STREAM_READ_CORRUPT_DATA);
        char *text = NULL;
        FUZZ_MUST(!qsm_data_stream_read_string(in, &text, NULL)); /* whatever is there */
        qsm_free(text);
        write_into(data[3], data + 4, size - 4, data[0] % 30);
    }
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    return 0;
}
