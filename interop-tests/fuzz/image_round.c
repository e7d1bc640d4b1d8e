/* SPDX-License-Identifier: MIT */
#include "image_round.h"

#include <stdlib.h>
#include <string.h>

#include "../differential/compare.h"
#include "fuzz.h"

static const qsm_image_compression compressions[] = {QSM_IMAGE_STORED, QSM_IMAGE_FAST,
                                                     QSM_IMAGE_EXACT};

void fuzz_choose_simd(size_t choice)
{
    static const char *const levels[] = {"off", "ssse3", "sse41"};
    FUZZ_MUST(setenv("QSM_SIMD", levels[choice % (sizeof levels / sizeof levels[0])], 1) == 0);
}

void fuzz_all_simd(void)
{
    FUZZ_MUST(unsetenv("QSM_SIMD") == 0);
}

static qsm_image *read_again(const qsm_data_stream *written, round_stream of)
{
    size_t size = qsm_data_stream_size(written);
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(written), size);
    qsm_image *image = qsm_image_new();
    FUZZ_MUST(in != NULL && image != NULL);
    qsm_data_stream_set_version(in, of.version);
    qsm_data_stream_set_byte_order(in, of.order);
    FUZZ_MUST(qsm_data_stream_read_image(in, image, NULL));
    FUZZ_MUST(qsm_data_stream_position(in) == size);
    qsm_data_stream_free(in);
    return image;
}

void fuzz_must_be_same(const qsm_image *one, const qsm_image *other)
{
    char why[256];
    if (!same_image(one, other, 0, why, sizeof why)) {
        fprintf(stderr, "not the same image: %s\n", why);
        abort();
    }
}

/* NULL when it cannot be written, which must then be told beforehand. */
static qsm_data_stream *write_it(const qsm_image *image, round_stream of,
                                 qsm_image_compression compression)
{
    size_t told = qsm_image_stream_size(image, of.version, compression, NULL);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    FUZZ_MUST(out != NULL);
    qsm_data_stream_set_version(out, of.version);
    qsm_data_stream_set_byte_order(out, of.order);
    bool written = qsm_data_stream_write_image(out, image, compression);
    FUZZ_MUST(written == (told != 0));
    size_t size = qsm_data_stream_size(out);
    FUZZ_MUST(!written || (compression == QSM_IMAGE_STORED ? size == told : size <= told));
    if (written)
        return out;
    qsm_data_stream_free(out);
    return NULL;
}

/* Not EXACT: zlib takes long, and its rows are compared when they are read. */
static void write_with_less(const qsm_data_stream *written, const qsm_image *image, round_stream of,
                            qsm_image_compression compression)
{
    size_t size = qsm_data_stream_size(written);
    if (compression == QSM_IMAGE_EXACT)
        return;
    fuzz_choose_simd(size);
    qsm_data_stream *out = write_it(image, of, compression);
    fuzz_all_simd();
    FUZZ_MUST(out != NULL && qsm_data_stream_size(out) == size);
    FUZZ_MUST(memcmp(qsm_data_stream_data(out), qsm_data_stream_data(written), size) == 0);
    qsm_data_stream_free(out);
}

/* NULL when it cannot be written. */
static qsm_image *there_and_back(const qsm_image *image, round_stream of,
                                 qsm_image_compression compression)
{
    qsm_data_stream *out = write_it(image, of, compression);
    qsm_image *again = out != NULL ? read_again(out, of) : NULL;
    if (out != NULL)
        write_with_less(out, image, of, compression);
    qsm_data_stream_free(out);
    return again;
}

/* Reading loses a byte order mark in front of a text, as in Qt: the next time the text is another.
 */
static bool loses_a_mark(const qsm_image *image)
{
    static const char mark[] = "\xef\xbb\xbf";
    bool loses = false;
    for (int i = 0; i < qsm_image_text_count(image) && !loses; i++) {
        const char *text = qsm_image_text(image, qsm_image_text_key(image, i));
        loses = strncmp(text, mark, strlen(mark)) == 0;
    }
    return loses;
}

void fuzz_round_trip(const qsm_image *image, round_stream of)
{
    qsm_image *first = there_and_back(image, of, compressions[0]);
    for (size_t i = 1; i < sizeof compressions / sizeof compressions[0]; i++) {
        qsm_image *again = there_and_back(image, of, compressions[i]);
        FUZZ_MUST((first == NULL) == (again == NULL));
        if (first != NULL)
            fuzz_must_be_same(first, again);
        qsm_image_free(again);
    }
    if (first != NULL) {
        qsm_image *second = there_and_back(first, of, compressions[0]);
        FUZZ_MUST(second != NULL && qsm_image_width(first) == qsm_image_width(image) &&
                  qsm_image_height(first) == qsm_image_height(image));
        if (!loses_a_mark(first))
            fuzz_must_be_same(first, second);
        qsm_image_free(second);
    }
    qsm_image_free(first);
}
