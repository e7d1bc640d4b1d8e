/* SPDX-License-Identifier: MIT */
/* The first bytes choose version, byte order and what is read in which order; the rest is the
 * stream. Whatever was read from it is written again and must read as the same. */
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
    free(data);
}

static void read_utf16(qsm_data_stream *in, qsm_data_stream *out)
{
    uint16_t *units = NULL;
    size_t length = 1;
    bool good = qsm_data_stream_read_utf16(in, &units, &length);
    FUZZ_MUST(good || (units == NULL && length == 0));
    if (good)
        FUZZ_MUST(qsm_data_stream_write_utf16(out, units, length));
    free(units);
}

static void read_string(qsm_data_stream *in, qsm_data_stream *out)
{
    (void)out; /* lone surrogates are replaced, so it need not come back the same */
    char *text = NULL;
    size_t size = 1;
    bool good = qsm_data_stream_read_string(in, &text, &size);
    FUZZ_MUST(good || (text == NULL && size == 0));
    FUZZ_MUST(text == NULL || text[size] == '\0');
    free(text);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const steps[])(qsm_data_stream *, qsm_data_stream *) = {
        read_bytes, read_utf16, read_string, read_number, read_double, skip};
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
        for (unsigned choice = data[2] + 256U * data[3]; choice > 0; choice /= 6) {
            steps[choice % 6](in, out);
            qsm_data_stream_reset_status(in); /* the answer of each step is about that step */
        }
        FUZZ_MUST(qsm_data_stream_position(in) <= size - 4);
    }
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    return 0;
}
