/* SPDX-License-Identifier: MIT */
/*
 * A put plans its stream once: each text and profile is packed at most once, and the rows of the
 * exact form once. zlib's deflateInit2_() is counted.
 */
#include <qsm/exchange.h>

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "image/image_stream.h"
#include "ipc_kinds.h"
#include "suite.h"

/*
 * In each form a text of 65,536 characters and a profile. In EXACT also the texts from 40
 * characters on, as in Qt: one of them has a euro sign, one 65,535 characters.
 */
enum { LONG_TEXT = 1 << 16, PACKED = 2, PACKED_IN_EXACT = PACKED + 3 };

static int begun;

int __real_deflateInit2_(z_streamp stream, int level, int method, int bits, int memory,
                         int strategy, const char *version, int size);
int __wrap_deflateInit2_(z_streamp stream, int level, int method, int bits, int memory,
                         int strategy, const char *version, int size);

int __wrap_deflateInit2_(z_streamp stream, int level, int method, int bits, int memory,
                         int strategy, const char *version, int size)
{
    begun++;
    return __real_deflateInit2_(stream, level, method, bits, memory, strategy, version, size);
}

/* A profile that is whole by its own words: its size, 'acsp', RGB data. */
static void add_profile(qsm_image *image)
{
    unsigned char profile[132] = {[3] = sizeof profile};
    memcpy(profile + 12, "mntrRGB XYZ ", 12);
    memcpy(profile + 36, "acsp", 4);
    CU_ASSERT_TRUE_FATAL(qsm_image_set_icc_profile(image, NULL, profile, sizeof profile));
}

static void add_long_text(qsm_image *image, const char *key, size_t size)
{
    char *text = calloc(1, size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, 'x', size);
    CU_ASSERT_TRUE(qsm_image_set_text(image, key, text));
    free(text);
}

static qsm_image *make_image(void)
{
    qsm_image *image = qsm_image_new_size(31, 17, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    CU_ASSERT_TRUE(qsm_image_set_text(image, "a", "forty letters and more of an English text"));
    CU_ASSERT_TRUE(
        qsm_image_set_text(image, "b", "forty letters and more, \xe2\x82\xac among them, too"));
    CU_ASSERT_TRUE(qsm_image_set_text(image, "c", "short"));
    add_long_text(image, "d", LONG_TEXT - 1);
    add_long_text(image, "e", LONG_TEXT);
    add_profile(image);
    return image;
}

static int planned_in(qsm_image_compression form)
{
    return form == QSM_IMAGE_EXACT ? PACKED_IN_EXACT : PACKED;
}

/* The rows of EXACT are packed, too. */
static int packed_in(qsm_image_compression form)
{
    return planned_in(form) + (form == QSM_IMAGE_EXACT);
}

static void test_plan(void)
{
    qsm_image *image = make_image();
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        const char *why = "";
        begun = 0;
        qsm_image_plan *plan = qsm__image_plan_new(image, 20, QSM_DATA_STREAM_LITTLE_ENDIAN,
                                                   (qsm_image_compression)form, &why);
        CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
        CU_ASSERT_PTR_NULL(why);
        CU_ASSERT_EQUAL(begun, planned_in((qsm_image_compression)form));
        size_t size = qsm__image_plan_size(plan);
        qsm_data_stream *planned = qsm_data_stream_new_buffer();
        qsm_data_stream_set_byte_order(planned, QSM_DATA_STREAM_LITTLE_ENDIAN);
        CU_ASSERT_TRUE(qsm__image_plan_write(plan, planned));
        CU_ASSERT_EQUAL(begun, packed_in((qsm_image_compression)form));
        CU_ASSERT(qsm_data_stream_size(planned) <= size);
        CU_ASSERT(form != QSM_IMAGE_STORED || qsm_data_stream_size(planned) == size);
        /* In one step: the same bytes, and nothing packed twice. */
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        qsm_data_stream_set_byte_order(out, QSM_DATA_STREAM_LITTLE_ENDIAN);
        begun = 0;
        CU_ASSERT_TRUE(qsm_data_stream_write_image(out, image, (qsm_image_compression)form));
        CU_ASSERT_EQUAL(begun, packed_in((qsm_image_compression)form));
        CU_ASSERT_EQUAL_FATAL(qsm_data_stream_size(out), qsm_data_stream_size(planned));
        CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), qsm_data_stream_data(planned),
                               qsm_data_stream_size(out)),
                        0);
        qsm_data_stream_free(out);
        qsm_data_stream_free(planned);
        qsm__image_plan_free(plan);
    }
    qsm__image_plan_free(NULL);
    qsm_image_free(image);
}

static void test_put(void)
{
    qsm_native_ipc_key *key = make_key(&ipc_kinds[0], "plan");
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    qsm_image *image = make_image();
    CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        qsm_exchange_write_options options = {.size = sizeof options,
                                              .compression = (qsm_image_compression)form};
        begun = 0;
        CU_ASSERT_TRUE(qsm_shared_memory_write_image(memory, image, &options, NULL));
        CU_ASSERT_EQUAL(begun, packed_in(options.compression));
    }
    (void)qsm_shared_memory_detach(memory);
    qsm_image_free(image);
    qsm_shared_memory_free(memory);
    qsm_native_ipc_key_free(key);
}

QSM_SUITE("image plan", {"a plan packs each text once", test_plan}, {"so does a put", test_put})
