/* SPDX-License-Identifier: MIT */
/* What is said of each chunk that is wrong or in the wrong place, and what that costs. */
#include "handmade.h"

/* A chunk that a case begins with; "IDAT" without data is the image's, else that comes last. */
typedef struct part {
    const char *name;
    const char *data;
    size_t size;
} part;

typedef struct chunk_case {
    int depth, color_type;
    bool refused;
    const char *text; /* part of what is said */
    part parts[3];
} chunk_case;

enum { GRAY = 0, RGB = 2, INDEXED = 3 };

#define PART(name, data)                                                                           \
    {                                                                                              \
        name, data, sizeof(data) - 1                                                               \
    }
#define TEN "0123456789"
#define EIGHTY TEN TEN TEN TEN TEN TEN TEN TEN

static const char many[800];

static const chunk_case chunk_cases[] = {
    /* palettes */
    {8, GRAY, false, "PLTE chunk at byte 37: a gray image has no palette", {PART("PLTE", "rgb")}},
    {8, RGB, false, "PLTE chunk at byte 37: its length is wrong; ignored", {PART("PLTE", "rgbr")}},
    {8, RGB, false, "PLTE chunk at byte 37: its length is wrong", {{"PLTE", many, 771}}},
    {8, INDEXED, true, "PLTE chunk at byte 37: its length is wrong", {PART("PLTE", "rgbr")}},
    {8, INDEXED, true, "PLTE chunk at byte 37: its length is wrong", {{"PLTE", many, 771}}},
    {8, INDEXED, true, "PLTE chunk at byte 37: the palette is empty", {PART("PLTE", "")}},
    {8,
     INDEXED,
     true,
     "PLTE chunk at byte 52: it is a duplicate",
     {PART("PLTE", "rgb"), PART("PLTE", "rgb")}},
    {8,
     INDEXED,
     true,
     "it is a duplicate",
     {PART("PLTE", "rgb"), {"IDAT", NULL, 0}, PART("PLTE", "rgb")}},
    {8, RGB, false, "it comes after IDAT", {{"IDAT", NULL, 0}, PART("PLTE", "rgb")}},
    {1, INDEXED, false, "", {PART("PLTE", "rgbrgbrgb")}}, /* more than the depth can name */
    /* places and numbers */
    {8,
     INDEXED,
     false,
     "gAMA chunk at byte 52: it comes after PLTE",
     {PART("PLTE", "rgb"), PART("gAMA", "\0\0\1\0")}},
    {8,
     GRAY,
     false,
     "pHYs chunk at byte 58: it is a duplicate",
     {PART("pHYs", "\0\0\0\1\0\0\0\1\1"), PART("pHYs", "\0\0\0\1\0\0\0\1\1")}},
    {8, GRAY, true, "IHDR chunk at byte 37: it is a duplicate", {PART("IHDR", "0123456789012")}},
    /* values */
    {8, GRAY, false, "gAMA chunk at byte 37: invalid gamma", {PART("gAMA", "\0\0\0\0")}},
    {8, GRAY, false, "gAMA chunk at byte 37: invalid gamma", {PART("gAMA", "\x80\0\0\0")}},
    {8, GRAY, false, "sRGB chunk at byte 37: invalid rendering intent", {PART("sRGB", "\4")}},
    {8,
     GRAY,
     false,
     "cHRM chunk at byte 37: invalid chromaticities",
     {{"cHRM", "\xff\xff\xff\xff" TEN TEN TEN, 32}}},
    {8, GRAY, false, "tRNS chunk at byte 37: does not fit", {PART("tRNS", "abc")}},
    {8,
     INDEXED,
     false,
     "tRNS chunk at byte 52: does not fit",
     {PART("PLTE", "rgb"), PART("tRNS", "ab")}},
    {8,
     INDEXED,
     false,
     "tRNS chunk at byte 52: does not fit",
     {PART("PLTE", "rgb"), PART("tRNS", "")}},
    /* packed texts */
    {8, GRAY, false, "zTXt chunk at byte 37: invalid keyword", {PART("zTXt", "Key")}},
    {8, GRAY, false, "zTXt chunk at byte 37: invalid keyword", {PART("zTXt", "\0\0x")}},
    {8, GRAY, false, "zTXt chunk at byte 37: invalid keyword", {PART("zTXt", EIGHTY "\0\0x")}},
    {8, GRAY, false, "zTXt chunk at byte 37: unknown compression", {PART("zTXt", "Key\0")}},
    {8, GRAY, false, "zTXt chunk at byte 37: unknown compression", {PART("zTXt", "Key\0\1x")}},
    {8,
     GRAY,
     false,
     "zTXt chunk at byte 37: its compressed data is damaged",
     {PART("zTXt", "Key\0\0nothing")}},
    /* texts in Unicode */
    {8, GRAY, false, "iTXt chunk at byte 37: invalid keyword", {PART("iTXt", "Key")}},
    {8, GRAY, false, "iTXt chunk at byte 37: unknown compression", {PART("iTXt", "Key\0\0")}},
    {8, GRAY, false, "iTXt chunk at byte 37: unknown compression", {PART("iTXt", "Key\0\2\0\0\0")}},
    {8, GRAY, false, "iTXt chunk at byte 37: unknown compression", {PART("iTXt", "Key\0\1\1\0\0")}},
    {8, GRAY, false, "iTXt chunk at byte 37: it is incomplete", {PART("iTXt", "Key\0\0\0de")}},
    {8, GRAY, false, "iTXt chunk at byte 37: it is incomplete", {PART("iTXt", "Key\0\0\0de\0key")}},
    {8,
     GRAY,
     false,
     "iTXt chunk at byte 37: its compressed data is damaged",
     {PART("iTXt", "Key\0\1\0\0\0nothing")}},
    {8,
     GRAY,
     false,
     "",
     {PART("iTXt", "Key\0\0\1\0\0text")}}, /* the method of what is not packed */
    /* profiles; what is no zlib data has no name to be called by, either */
    {8, GRAY, false, "iCCP chunk at byte 37: it is shorter than 14 bytes", {PART("iCCP", "name")}},
    {8, GRAY, false, "iCCP chunk at byte 37: invalid profile name", {PART("iCCP", EIGHTY TEN TEN)}},
    {8,
     GRAY,
     false,
     "iCCP chunk at byte 37: unknown compression",
     {PART("iCCP", "name\0\1x" EIGHTY TEN)}},
    {8,
     GRAY,
     false,
     "iCCP chunk at byte 37: its compressed data is damaged",
     {PART("iCCP", "name\0\0nothing" EIGHTY)}},
    {8,
     GRAY,
     false,
     "iCCP chunk at byte 37: its profile does not fit the image",
     {PART("iCCP", "name\0\0\x78\1\1\x5a\0\xa5\xff\0\0\0\x5a" EIGHTY "012345")}}, /* 90 bytes */
};

static uint32_t type_of(const char *name)
{
    const unsigned char *bytes = (const unsigned char *)name;
    return qsm__png_u32(bytes);
}

/* Black pixels, two in a row. */
static void put_image(maker *m, const chunk_case *of)
{
    unsigned char packed[64];
    static const unsigned char black[32];
    size_t bits = 2U * (size_t)of->depth * (of->color_type == RGB ? 3 : 1);
    put_chunk(m, CHUNK('I', 'D', 'A', 'T'), packed, pack(packed, black, 1 + (bits + 7) / 8));
}

static void make_case(maker *m, const chunk_case *of)
{
    bool has_image = false;
    put_start(m, 2, 1, of->depth, of->color_type);
    for (size_t i = 0; i < 3 && of->parts[i].name != NULL; i++) {
        const part *next = &of->parts[i];
        if (next->data != NULL) {
            put_chunk(m, type_of(next->name), next->data, next->size);
        } else {
            put_image(m, of);
            has_image = true;
        }
    }
    if (!has_image)
        put_image(m, of);
    put_chunk(m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
}

static void test_each_case(void)
{
    for (size_t i = 0; i < sizeof chunk_cases / sizeof chunk_cases[0]; i++) {
        maker m;
        make_case(&m, &chunk_cases[i]);
        outcome got = read_data(m.data, m.size);
        bool good = got.null == chunk_cases[i].refused &&
                    (got.status != 0) == chunk_cases[i].refused &&
                    strstr(got.text, chunk_cases[i].text) != NULL &&
                    (chunk_cases[i].text[0] != '\0' || got.text[0] == '\0');
        if (!good)
            printf("  %zu: wanted \"%s\", got null %d, status %d, \"%s\"\n", i, chunk_cases[i].text,
                   got.null, got.status, got.text);
        CU_ASSERT_TRUE(good);
    }
}

/* ---- the first chunk ------------------------------------------------------------------------- */

/* IHDR once more, with one of its bytes changed. */
static void put_start_with(maker *m, size_t at, unsigned char value, int depth)
{
    enum { HEADER_AT = 12 + 8 };
    unsigned char header[13];
    put_start(m, 2, 1, depth, 0);
    memcpy(header, m->data + HEADER_AT, sizeof header);
    header[at] = value;
    m->size = HEADER_AT - 8;
    put_chunk(m, CHUNK('I', 'H', 'D', 'R'), header, sizeof header);
}

static void expect(const maker *m, const char *text, bool refused)
{
    outcome got = read_data(m->data, m->size);
    if (strstr(got.text, text) == NULL || got.null != refused)
        printf("  wanted \"%s\", got null %d, \"%s\"\n", text, got.null, got.text);
    CU_ASSERT_EQUAL(got.null, refused);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.text, text));
}

static void test_methods(void)
{
    enum { COMPRESSION = 10, FILTER = 11, INTERLACE = 12 };
    maker m;
    put_start_with(&m, COMPRESSION, 1, 8);
    expect(&m, "unknown compression or filter method", true);
    put_start_with(&m, FILTER, 64, 8);
    expect(&m, "unknown compression or filter method", true);
    put_start_with(&m, INTERLACE, 2, 8);
    expect(&m, "unknown interlace method", true);
}

static void test_before_the_header(void)
{
    maker m = {.size = 0};
    put_u32(&m, 1);
    put(&m, QSM_PNG_SIGNATURE, 8);
    put_u32(&m, 1000); /* an unknown chunk, longer than all there is */
    put(&m, "neEd", 4);
    expect(&m, "neEd chunk at byte 12: ", true);
}

/* ---- Adam7 ----------------------------------------------------------------------------------- */

static void put_interlaced(maker *m, const unsigned char *idat, size_t size, int depth)
{
    enum { INTERLACE = 12 };
    put_start_with(m, INTERLACE, 1, depth);
    put_chunk(m, CHUNK('I', 'D', 'A', 'T'), idat, size);
    put_chunk(m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
}

/* Two pixels in a row are two passes of one pixel each. */
static void test_interlaced(void)
{
    maker m;
    unsigned char idat[64];
    size_t size = pack(idat, "\0\x10\0\x20", 4);
    put_interlaced(&m, idat, size, 8);
    expect(&m, "", false);
    idat[size - 1] ^= 1;
    put_interlaced(&m, idat, size, 8);
    expect(&m, "damaged", true);
    put_interlaced(&m, idat, pack(idat, "\0\x10", 2), 8);
    expect(&m, "ends after row 1 of 1", true); /* rows of passes are counted */
    put_interlaced(&m, idat, pack(idat, "\0\x10\5\x20", 4), 8);
    expect(&m, "row 1 has filter 5", true);
    put_interlaced(&m, idat, pack(idat, "\0\x10\0\x20\0", 5), 8);
    expect(&m, "more image data than needed", false);
}

/* A depth for which there is no quick way. */
static void test_filter_of_narrow_rows(void)
{
    maker m;
    unsigned char idat[64];
    size_t size = pack(idat, "\5\x10", 2);
    put_start(&m, 2, 1, 4, 0);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat, size);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect(&m, "row 0 has filter 5", true);
}

/* Bytes that do not become small. */
static void fill_unevenly(unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i * i * 31 + i);
}

static bool has_profile(const maker *m)
{
    qsm_image *image = qsm_image_new();
    (void)read_version(m->data, m->size, 20, image, NULL);
    bool has = qsm_image_icc_profile(image, NULL, NULL) != NULL;
    qsm_image_free(image);
    return has;
}

/* A profile of the later kind, of a size that it cannot have; the next size up it can. */
static void test_odd_profile(void)
{
    const chunk_case plain = {.depth = 8, .color_type = GRAY};
    for (uint32_t size = 133; size <= 136; size++) {
        maker m;
        unsigned char profile[140];
        unsigned char packed[256] = "name\0\0";
        fill_unevenly(profile, sizeof profile);
        qsm__png_put_u32(profile, size);
        profile[8] = 4;
        memcpy(profile + 12, "mntrGRAYXYZ ", 12);
        memcpy(profile + 36, "acsp", 4);
        memset(profile + 64, 0, 4);  /* the intent */
        memset(profile + 128, 0, 4); /* no tags */
        put_start(&m, 2, 1, 8, GRAY);
        put_chunk(&m, CHUNK('i', 'C', 'C', 'P'), packed, 6 + pack(packed + 6, profile, size));
        put_image(&m, &plain);
        put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
        expect(&m, size % 4 == 0 ? "" : "its profile does not fit the image", false);
        CU_ASSERT_EQUAL(has_profile(&m), size % 4 == 0);
    }
}

/* Whole, but so small that Qt's PNG library does not look at it. */
static void test_short_profile(void)
{
    const chunk_case plain = {.depth = 8, .color_type = GRAY};
    for (size_t size = 91; size <= 92; size++) {
        maker m;
        unsigned char profile[132] = {0, 0, 0, sizeof profile};
        unsigned char chunk[256] = "name\0\0";
        memcpy(profile + 16, "GRAYXYZ ", 8);
        memcpy(profile + 36, "acsp", 4);
        CU_ASSERT_TRUE(6 + pack(chunk + 6, profile, sizeof profile) < 91);
        put_start(&m, 2, 1, 8, GRAY);
        put_chunk(&m, CHUNK('i', 'C', 'C', 'P'), chunk, size);
        put_image(&m, &plain);
        put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
        expect(&m, size < 92 ? "it is shorter than 92 bytes" : "", false);
        CU_ASSERT_EQUAL(has_profile(&m), size == 92);
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

static outcome read_limited(const maker *m, const qsm_image_limits *limits)
{
    qsm_image *image = qsm_image_new();
    outcome got = read_version(m->data, m->size, 20, image, limits);
    qsm_image_free(image);
    return got;
}

static void expect_limited(const maker *m, const qsm_image_limits *limits, const char *text)
{
    outcome got = read_limited(m, limits);
    if (strstr(got.text, text) == NULL)
        printf("  wanted \"%s\", got \"%s\"\n", text, got.text);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.text, text));
}

static void put_text(maker *m, const char *data, size_t size)
{
    const chunk_case plain = {.depth = 8, .color_type = GRAY};
    put_start(m, 2, 1, 8, GRAY);
    put_chunk(m, CHUNK('z', 'T', 'X', 't'), data, size);
    put_chunk(m, CHUNK('t', 'E', 'X', 't'), "Key\0text", 8);
    put_image(m, &plain);
    put_chunk(m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
}

static void test_texts_over_the_limit(void)
{
    maker m;
    unsigned char packed[256] = "Key\0\0";
    size_t size = 5 + pack(packed + 5, many, 100);
    put_text(&m, (const char *)packed, size);
    expect_limited(&m, LIMITS(.max_text_bytes = 10), "the texts exceed the limit");
    /* What the first unpacks to leaves too little for the second. */
    size = 5 + pack(packed + 5, TEN TEN TEN TEN TEN TEN, 60);
    put_text(&m, (const char *)packed, size);
    expect_limited(&m, LIMITS(.max_text_bytes = 62), "tEXt chunk at byte ");
    /* Its end is missing, and the limit is what came. */
    put_text(&m, (const char *)packed, size - 4);
    expect_limited(&m, LIMITS(.max_text_bytes = 60), "its compressed data is damaged");
}

static bool has_text(const maker *m, const qsm_image_limits *limits)
{
    qsm_image *image = qsm_image_new();
    outcome got = read_version(m->data, m->size, 20, image, limits);
    bool has = qsm_image_text(image, "Key") != NULL;
    CU_ASSERT_EQUAL(got.status, 0);
    qsm_image_free(image);
    return has;
}

/* What was inflated counts, also if it is dropped then; the text after it is 4 bytes long. */
static void test_what_was_inflated_counts(void)
{
    maker m;
    unsigned char packed[256] = "Damaged\0\0";
    size_t size = 9 + pack(packed + 9, TEN TEN TEN TEN TEN TEN, 60);
    packed[size - 1] ^= 1;
    put_text(&m, (const char *)packed, size);
    CU_ASSERT_TRUE(has_text(&m, LIMITS(.max_text_bytes = 64)));
    CU_ASSERT_FALSE(has_text(&m, LIMITS(.max_text_bytes = 63)));
    /* Inflates to more than all. */
    size = 9 + pack(packed + 9, many, sizeof many);
    put_text(&m, (const char *)packed, size);
    CU_ASSERT_FALSE(has_text(&m, LIMITS(.max_text_bytes = sizeof many - 1)));
    CU_ASSERT_TRUE(has_text(&m, LIMITS(.max_text_bytes = sizeof many + 4)));
    /* A profile that does not fit the image, of 130 bytes by its own size. */
    unsigned char profile[130] = {0};
    unsigned char packed_profile[256] = "Profile\0\0";
    const chunk_case plain = {.depth = 8, .color_type = GRAY};
    fill_unevenly(profile, 90);
    qsm__png_put_u32(profile, sizeof profile);
    put_start(&m, 2, 1, 8, GRAY);
    put_chunk(&m, CHUNK('i', 'C', 'C', 'P'), packed_profile,
              9 + pack(packed_profile + 9, profile, sizeof profile));
    put_chunk(&m, CHUNK('t', 'E', 'X', 't'), "Key\0text", 8);
    put_image(&m, &plain);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    CU_ASSERT_TRUE(has_text(&m, LIMITS(.max_text_bytes = 134)));
    CU_ASSERT_FALSE(has_text(&m, LIMITS(.max_text_bytes = 133)));
}

/* Chunks of so many bytes each that no text comes of, then texts a0, a1 ..: how many are read. */
static int count_texts(const char *name, uint32_t spoil, int before, int texts)
{
    static maker m;
    const chunk_case plain = {.depth = 8, .color_type = GRAY};
    qsm_image *image = qsm_image_new();
    put_start(&m, 2, 1, 8, GRAY);
    for (int i = 0; i < before; i++)
        put_chunk_crc(&m, type_of(name), "p\0\x08", 3, spoil);
    for (int i = 0; i < texts; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "a%d", i);
        put_chunk(&m, CHUNK('t', 'E', 'X', 't'), text, strlen(text) + 1);
    }
    put_image(&m, &plain);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    outcome got = read_version(m.data, m.size, 20, image, NULL);
    CU_ASSERT_EQUAL(got.status, 0);
    int count = qsm_image_text_count(image);
    qsm_image_free(image);
    return count;
}

/* Qt's PNG library reads 998; what else it counts was measured with Qt 5.15, 6.4, 6.8 and 6.11. */
static void test_number_of_texts(void)
{
    CU_ASSERT_EQUAL(count_texts("tEXt", 0, 0, 998), 998);
    CU_ASSERT_EQUAL(count_texts("tEXt", 0, 0, 1200), 998);
    CU_ASSERT_EQUAL(count_texts("tEXt", 1, 10, 995), 988); /* wrong CRCs */
    CU_ASSERT_EQUAL(count_texts("sPLT", 0, 10, 995), 988);
    CU_ASSERT_EQUAL(count_texts("iCCP", 0, 10, 995), 995);
    CU_ASSERT_EQUAL(count_texts("abCd", 0, 10, 995), 995);
}

static void test_texts_without_number(void)
{
    enum { SOME = 3000 };
    const chunk_case plain = {.depth = 8, .color_type = GRAY};
    maker m;
    put_start(&m, 2, 1, 8, GRAY);
    for (int i = 0; i < SOME; i++)
        put_chunk(&m, CHUNK('t', 'E', 'X', 't'), "a\0b", 3);
    put_image(&m, &plain);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect(&m, "the texts exceed the limit", false);
}

/* Deep gray counts as 32 bits a pixel until its transparency makes it 64. */
static void test_pixels_that_grow(void)
{
    const chunk_case deep = {.depth = 16, .color_type = GRAY};
    maker m;
    put_start(&m, 2, 1, 16, GRAY);
    put_chunk(&m, CHUNK('t', 'R', 'N', 'S'), "\0\1", 2);
    put_image(&m, &deep);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect(&m, "", false);
    expect_limited(&m, LIMITS(.max_image_bytes = 8), "limit on bytes");
}

QSM_SUITE("PNG chunks", {"each that is wrong", test_each_case}, {"methods", test_methods},
          {"chunks before the header", test_before_the_header}, {"Adam7", test_interlaced},
          {"odd profiles", test_odd_profile}, {"a short profile", test_short_profile},
          {"filters of narrow rows", test_filter_of_narrow_rows},
          {"texts over the limit", test_texts_over_the_limit},
          {"what was inflated counts", test_what_was_inflated_counts},
          {"the number of texts", test_number_of_texts},
          {"texts without number", test_texts_without_number},
          {"pixels that grow", test_pixels_that_grow})
