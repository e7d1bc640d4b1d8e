/* SPDX-License-Identifier: MIT */
/*
 * Containers by hand: counts, Qt's rule for the status, and elements of one width in one pass over
 * memory.
 */
#include "stream/reals.h"

#include <errno.h>
#include <stdint.h>

bool qsm_data_stream_write_count(qsm_data_stream *stream, uint64_t count)
{
    return qsm__stream_is_given(stream) && qsm__stream_write_count(stream, count);
}

bool qsm_data_stream_begin_read(qsm_data_stream *stream, uint64_t *count)
{
    *count = 0;
    if (!qsm__stream_is_given(stream))
        return false;
    if (stream->older_count == 0 && !qsm__stream_in_transaction(stream)) {
        stream->older = stream->status;
        qsm__stream_assign_status(stream, QSM_DATA_STREAM_OK);
    }
    stream->older_count++;
    return qsm__stream_read_size(stream, count) && stream->status == QSM_DATA_STREAM_OK;
}

bool qsm_data_stream_end_read(qsm_data_stream *stream)
{
    if (!qsm__stream_is_given(stream) || stream->older_count == 0) {
        errno = EINVAL;
        return false;
    }
    bool ok = stream->status == QSM_DATA_STREAM_OK;
    if (--stream->older_count == 0 && stream->older != QSM_DATA_STREAM_OK) {
        qsm__stream_assign_status(stream, stream->older);
        stream->older = QSM_DATA_STREAM_OK;
    }
    return ok;
}

#if defined(QSM_SIMD_ENABLED) && defined(__SSE2__)
#include <emmintrin.h>

/* Copies whole blocks. Returns the bytes that were copied. */
#define SWAP_BLOCKS(bits, order)                                                                   \
    static size_t swap_blocks##bits(unsigned char *out, const unsigned char *in, size_t bytes)     \
    {                                                                                              \
        size_t done = 0;                                                                           \
        for (; bytes - done >= sizeof(__m128i); done += sizeof(__m128i)) {                         \
            __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(in + done));               \
            x = _mm_or_si128(_mm_slli_epi16(x, 8), _mm_srli_epi16(x, 8));                          \
            x = _mm_shufflehi_epi16(_mm_shufflelo_epi16(x, order), order);                         \
            _mm_storeu_si128((__m128i *)(void *)(out + done), x);                                  \
        }                                                                                          \
        return done;                                                                               \
    }
SWAP_BLOCKS(16, _MM_SHUFFLE(3, 2, 1, 0))
SWAP_BLOCKS(32, _MM_SHUFFLE(2, 3, 0, 1))
SWAP_BLOCKS(64, _MM_SHUFFLE(0, 1, 2, 3))
#else
#define swap_blocks16(out, in, bytes) 0
#define swap_blocks32(out, in, bytes) 0
#define swap_blocks64(out, in, bytes) 0
#endif

/* memcpy, with the bytes of each element the other way round. */
#define SWAP_COPY(bits)                                                                            \
    static void swap_copy##bits(unsigned char *out, const unsigned char *in, size_t bytes)         \
    {                                                                                              \
        uint##bits##_t element;                                                                    \
        for (size_t i = swap_blocks##bits(out, in, bytes); i < bytes; i += sizeof element) {       \
            memcpy(&element, in + i, sizeof element);                                              \
            element = qsm__swap##bits(element);                                                    \
            memcpy(out + i, &element, sizeof element);                                             \
        }                                                                                          \
    }
SWAP_COPY(16)
SWAP_COPY(32)
SWAP_COPY(64)

static void copy_elements(const qsm_data_stream *stream, void *out, const void *in, size_t size,
                          size_t count)
{
    if (count == 0)
        return;
    if (!stream->swap || size == 1)
        memcpy(out, in, count * size);
    else if (size == 2)
        swap_copy16(out, in, 2 * count);
    else if (size == 4)
        swap_copy32(out, in, 4 * count);
    else
        swap_copy64(out, in, 8 * count);
}

/* Widths that the array calls take. Before version 6, 64 bits are two halves. */
static bool is_width(qsm_data_stream *stream, size_t size, size_t count)
{
    if (!qsm__stream_is_given(stream))
        return false;
    if ((size == 1 || size == 2 || size == 4 || size == 8) && count <= SIZE_MAX / size)
        return true;
    errno = EINVAL;
    return false;
}

static bool in_halves(const qsm_data_stream *stream, size_t size)
{
    return size == 8 && stream->version < QSM_WHOLE_64_BIT_VERSION;
}

bool qsm_data_stream_write_array(qsm_data_stream *stream, const void *array, size_t element_size,
                                 size_t count)
{
    if (!is_width(stream, element_size, count))
        return false;
    size_t bytes = element_size * count;
    if (qsm__stream_counted(stream, bytes))
        return true;
    unsigned char *out = qsm__stream_reserve(stream, bytes);
    if (out == NULL)
        return false;
    if (in_halves(stream, element_size)) {
        for (size_t i = 0; i < count; i++) {
            uint64_t element;
            memcpy(&element, (const unsigned char *)array + 8 * i, sizeof element);
            qsm__stream_put_halves(stream, element);
        }
        return true;
    }
    copy_elements(stream, out, array, element_size, count);
    qsm__stream_commit(stream, bytes);
    return true;
}

bool qsm_data_stream_read_array(qsm_data_stream *stream, void *array, size_t element_size,
                                size_t count)
{
    if (!is_width(stream, element_size, count))
        return false;
    size_t there = (size_t)(stream->in_end - stream->in) / element_size;
    size_t whole = count < there ? count : there;
    unsigned char *out = array;
    if (in_halves(stream, element_size)) {
        for (size_t i = 0; i < whole; i++) {
            uint64_t element;
            qsm__stream_get_halves(stream, &element);
            memcpy(out + 8 * i, &element, sizeof element);
        }
    } else {
        copy_elements(stream, out, stream->in, element_size, whole);
        stream->in += whole * element_size;
    }
    if (whole < count) {
        memset(out + whole * element_size, 0, (count - whole) * element_size);
        (void)qsm__stream_take(stream, (uint64_t)(count - whole) * element_size, "an array");
    }
    return stream->status == QSM_DATA_STREAM_OK;
}
