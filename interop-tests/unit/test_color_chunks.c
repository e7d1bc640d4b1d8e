/* SPDX-License-Identifier: MIT */
/*
 * Which colour space the chunks of a PNG give, and the profile that is made of them. The check
 * values of the profiles are those of Qt 6.4.2; differential.color_chunks asks a real Qt.
 */
#include "../lib/color_chunks.h"

#include <qsm/data_stream.h>
#include <qsm/image.h>

#include "suite.h"

static qsm_image *read_stream(const color_stream *stream)
{
    qsm_image *image = qsm_image_new();
    qsm_data_stream *reader = qsm_data_stream_new_reader(stream->data, stream->size);
    CU_ASSERT_TRUE_FATAL(image != NULL && reader != NULL);
    CU_ASSERT_TRUE(qsm_data_stream_read_image(reader, image, NULL));
    qsm_data_stream_free(reader);
    return image;
}

static qsm_image *read_chunks(const char *chunks)
{
    static color_stream stream;
    stream.depth = 8;
    stream.type = 2;
    color_make(&stream, chunks);
    return read_stream(&stream);
}

static uint32_t check_value(const qsm_image *image)
{
    size_t size;
    const void *profile = qsm_image_icc_profile(image, &size, NULL);
    return profile == NULL ? 0 : (uint32_t)crc32(0, profile, (uInt)size);
}

/* What the image has: its source, and whether the profile has the white that Qt has for sRGB. */
static color_result result_of(const qsm_image *image)
{
    enum { WHITE = 308 }; /* in a profile that was made here */
    size_t size;
    const unsigned char *profile = qsm_image_icc_profile(image, &size, NULL);
    switch (qsm_image_color_space(image)->source) {
    case QSM_COLOR_SPACE_NONE:
        break;
    case QSM_COLOR_SPACE_SRGB:
        return COLOR_SRGB;
    case QSM_COLOR_SPACE_GAMMA:
        if (size > WHITE + 12)
            return memcmp(profile + WHITE, "\0\0\xf3\x4f\0\1\0\0\0\1\x16\xc2", 12) == 0
                       ? COLOR_GAMMA
                       : COLOR_BOTH;
        break;
    case QSM_COLOR_SPACE_ICC:
        return COLOR_PROFILE;
    }
    CU_ASSERT_PTR_NULL(profile);
    return COLOR_NONE;
}

static void test_precedence(void)
{
    static color_stream stream;
    qsm_image *source = read_chunks("gAMA=70000 cHRM=adobe");
    stream.profile = qsm_image_icc_profile(source, &stream.profile_size, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream.profile);
    for (size_t i = 0; i < COLOR_CASES; i++) {
        color_make_case(&stream, &color_cases[i]);
        qsm_image *image = read_stream(&stream);
        color_result result = result_of(image);
        if (result != color_cases[i].result)
            printf("  \"%s\": %d, expected %d\n", color_cases[i].chunks, (int)result,
                   (int)color_cases[i].result);
        CU_ASSERT_EQUAL(result, color_cases[i].result);
        qsm_image_free(image);
    }
    qsm_image_free(source);
}

static const struct known_profile {
    const char *chunks;
    uint32_t check_value;
} known_profiles[] = {
    {"sRGB=0", 0x14954b91},
    {"gAMA=45455", 0xf568fe48},
    {"gAMA=100000", 0x6f48c9ba},
    {"gAMA=99999", 0x0a859115},
    {"gAMA=16", 0x277f03e2},
    {"gAMA=100", 0x5301fd11},
    {"gAMA=55556", 0x8f61a4a9},
    {"gAMA=220000", 0x6233ff94},
    {"gAMA=625000000", 0xde408b14},
    {"gAMA=45455 cHRM=srgb", 0x0c28882e},
    {"gAMA=45455 cHRM=adobe", 0x3e3643b0},
    {"gAMA=60000 cHRM=p3", 0x5a0b45ef},
    {"gAMA=55556 cHRM=prophoto", 0x079ee168},
    {"gAMA=100000 cHRM=bt2020", 0x94b1fe17},
    {"gAMA=60000 cHRM=34567,35850,64000,33000,30000,60000,15000,6000", 0xad91aa1d},
    {"gAMA=60000 cHRM=34000,35700,64000,33000,30000,60000,15000,6000", 0x9cc1e447},
    {"gAMA=60000 cHRM=31270,32900,64000,33000,30000,60000,15000,1", 0x0039f3f2},
    {"gAMA=60000 cHRM=31010,31620,67000,33000,21000,71000,14000,8000", 0xd308f651},
    {"gAMA=60000 cHRM=33333,33333,64000,33000,29000,60000,15000,6000", 0x23f5c433},
    {"gAMA=60000 cHRM=31236,30520,64818,33115,18841,69394,14015,3940", 0xdac26ded},
    {"gAMA=60000 cHRM=30176,33361,64408,35404,32392,61593,17845,6632", 0x2680abb7},
    {"gAMA=60000 cHRM=31270,32900,30000,60000,64000,33000,15000,6000", 0x98942ab9},
};

static void test_profiles_of_qt(void)
{
    for (size_t i = 0; i < sizeof known_profiles / sizeof known_profiles[0]; i++) {
        qsm_image *image = read_chunks(known_profiles[i].chunks);
        if (check_value(image) != known_profiles[i].check_value)
            printf("  %s: %08x\n", known_profiles[i].chunks, check_value(image));
        CU_ASSERT_EQUAL(check_value(image), known_profiles[i].check_value);
        qsm_image_free(image);
    }
}

static void expect_name(const char *chunks, const char *expected)
{
    const char *name = "";
    qsm_image *image = read_chunks(chunks);
    CU_ASSERT_PTR_NOT_NULL(qsm_image_icc_profile(image, NULL, &name));
    CU_ASSERT_STRING_EQUAL(name, expected);
    qsm_image_free(image);
}

static void test_names(void)
{
    expect_name("sRGB=1", "sRGB");
    expect_name("gAMA=45455", "Custom");
    expect_name("gAMA=45455 cHRM=srgb", "Custom");
}

/* The values of the chunks are still reported. */
static void test_values(void)
{
    qsm_image *image = read_chunks("sRGB=2 gAMA=45455 cHRM=srgb");
    const qsm_color_space *space = qsm_image_color_space(image);
    CU_ASSERT_EQUAL(space->rendering_intent, 2);
    CU_ASSERT_EQUAL(space->gamma, 45455);
    CU_ASSERT_TRUE(space->has_chromaticities);
    CU_ASSERT_EQUAL(space->chromaticities[7], 6000);
    qsm_image_free(image);
    image = read_chunks("gAMA=60000 cHRM=31270,32900,64000,33000,30000,60000,15000,0");
    CU_ASSERT_EQUAL(qsm_image_color_space(image)->gamma, 60000);
    CU_ASSERT_FALSE(qsm_image_color_space(image)->has_chromaticities); /* blue does not exist */
    qsm_image_free(image);
    image = read_chunks("gAMA=60000 gAMA=60000"); /* these are of no colour space */
    CU_ASSERT_EQUAL(qsm_image_color_space(image)->gamma, 0);
    qsm_image_free(image);
}

/* NULL removes a profile that was made here, with the colour space. */
static void test_removing(void)
{
    qsm_image *image = read_chunks("sRGB=0");
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, NULL, NULL, 0));
    CU_ASSERT_PTR_NULL(qsm_image_icc_profile(image, NULL, NULL));
    CU_ASSERT_EQUAL(qsm_image_color_space(image)->source, QSM_COLOR_SPACE_NONE);
    qsm_image_free(image);
}

/* A stranger's profiles cost time: eight are looked at. */
static void test_many_profiles(void)
{
    static color_stream stream;
    char chunks[256] = "";
    qsm_image *source = read_chunks("gAMA=70000");
    stream.profile = qsm_image_icc_profile(source, &stream.profile_size, NULL);
    stream.depth = 8;
    stream.type = 2;
    for (int count = 1; count <= 9; count++) {
        strcat(chunks, count == 1 ? "iCCP=profile" : " iCCP=profile");
        color_make(&stream, chunks);
        qsm_image *image = read_stream(&stream);
        CU_ASSERT_EQUAL(result_of(image), count <= 8 ? COLOR_PROFILE : COLOR_NONE);
        qsm_image_free(image);
    }
    qsm_image_free(source);
}

QSM_SUITE("colour chunks", {"precedence", test_precedence},
          {"profiles as Qt writes them", test_profiles_of_qt}, {"names", test_names},
          {"values", test_values}, {"removing", test_removing},
          {"many profiles", test_many_profiles})
