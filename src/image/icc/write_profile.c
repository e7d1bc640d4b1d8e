/* SPDX-License-Identifier: MIT */
/*
 * Writes the profile of a display with three primaries and one curve ("three-component
 * matrix-based", ICC.1:2010, 8.4.3). Clauses below are of ICC.1:2010, if no other is named. The
 * profile says that its version is 2.4, as those of Qt before 6.8.
 */
#include "image/icc/write_profile.h"

#include <string.h>

#include "image/icc/colorants.h"

enum {
    HEADER_SIZE = 128,
    TAG_COUNT = 9,
    TAG_TABLE_SIZE = 4 + TAG_COUNT * 12,
    CURVE_NUMBERS = 5 /* of the longest curve here */
};

/* The curve of a profile: parameters of a function, or the identity. */
typedef struct curve {
    uint32_t function;
    int count; /* 0: the identity */
    qsm_icc_number numbers[CURVE_NUMBERS];
} curve;

/* Where writing is: the bytes of the profile, and its tag table, which is filled on the way. */
typedef struct writer {
    unsigned char *begin;
    unsigned char *at;
    unsigned char *tag;
} writer;

static void put_u32(unsigned char *out, uint32_t value)
{
    for (int i = 3; i >= 0; i--, value >>= 8U)
        out[i] = (unsigned char)(value & 0xFFU);
}

static void add_u32(writer *out, uint32_t value)
{
    put_u32(out->at, value);
    out->at += 4;
}

static void add_name(writer *out, const char *name)
{
    memcpy(out->at, name, 4);
    out->at += 4;
}

/* The type of an element, and 4 bytes that are reserved (10.1). */
static void add_type(writer *out, const char *type)
{
    add_name(out, type);
    add_u32(out, 0);
}

static void add_numbers(writer *out, const qsm_icc_number *numbers, int count)
{
    for (int i = 0; i < count; i++)
        add_u32(out, (uint32_t)numbers[i]);
}

/* An entry of the tag table for the element from begin to here (7.3). */
static void add_entry(writer *out, const char *name, const unsigned char *begin)
{
    memcpy(out->tag, name, 4);
    put_u32(out->tag + 4, (uint32_t)(begin - out->begin));
    put_u32(out->tag + 8, (uint32_t)(out->at - begin));
    out->tag += 12;
}

/* 7.2. What is not set is 0: no CMM, no date, no platform, no manufacturer. */
static void add_header(writer *out)
{
    static const struct field {
        int at;
        const char *text;
    } fields[] = {
        {8, "\x02\x40"},    /* the version */
        {12, "mntr"},       /* a display */
        {16, "RGB "},       /* of these colours */
        {20, "XYZ "},       /* which the tags relate to these */
        {36, "acsp"},       /* a profile */
        {80, "Qt\x06\x04"}, /* whose writer it equals */
    };
    static const qsm_icc_number d50[3] = {0xF6D6, 0x10000, 0xD32D}; /* 7.2.16 */
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        memcpy(out->begin + fields[i].at, fields[i].text, strlen(fields[i].text));
    put_u32(out->begin + 64, 1); /* the intent: media-relative colorimetric */
    out->at = out->begin + 68;
    add_numbers(out, d50, 3);
    put_u32(out->begin + HEADER_SIZE, TAG_COUNT);
    out->tag = out->begin + HEADER_SIZE + 4;
    out->at = out->begin + HEADER_SIZE + TAG_TABLE_SIZE;
}

/* XYZType (10.31) */
static void add_xyz(writer *out, const char *name, const qsm_icc_number xyz[3])
{
    const unsigned char *begin = out->at;
    add_type(out, "XYZ ");
    add_numbers(out, xyz, 3);
    add_entry(out, name, begin);
}

static void add_copyright(writer *out)
{
    const unsigned char *begin = out->at;
    add_type(out, "text"); /* textType (10.24) */
    add_name(out, "N/A");  /* with its NUL */
    add_entry(out, "cprt", begin);
}

/* The same curve for all primaries: curveType (10.5) or parametricCurveType (10.16). */
static void add_curves(writer *out, const curve *shape)
{
    const unsigned char *begin = out->at;
    add_type(out, shape->count == 0 ? "curv" : "para");
    add_u32(out, shape->function << 16U); /* no entries; or the function and 2 bytes reserved */
    add_numbers(out, shape->numbers, shape->count);
    add_entry(out, "rTRC", begin);
    add_entry(out, "gTRC", begin);
    add_entry(out, "bTRC", begin);
}

/* textDescriptionType (ICC.1:2001-04, 6.5.17): here without Unicode and ScriptCode. */
static void add_description(writer *out, const char *text)
{
    enum { UNICODE_AND_SCRIPT = 4 + 4 + 2 + 1 + 67 };
    const unsigned char *begin = out->at;
    size_t size = strlen(text) + 1;
    add_type(out, "desc");
    add_u32(out, (uint32_t)size);
    memcpy(out->at, text, size);
    out->at += size + UNICODE_AND_SCRIPT;
    add_entry(out, "desc", begin);
}

static void write_profile(qsm_icc_profile *profile, const qsm_icc_colorants *colorants,
                          const curve *shape, const char *description)
{
    memset(profile, 0, sizeof *profile);
    writer out = {.begin = profile->data};
    add_header(&out);
    add_xyz(&out, "rXYZ", colorants->red);
    add_xyz(&out, "gXYZ", colorants->green);
    add_xyz(&out, "bXYZ", colorants->blue);
    add_xyz(&out, "wtpt", colorants->white);
    add_copyright(&out);
    add_curves(&out, shape);
    add_description(&out, description);
    profile->size = (size_t)(out.at - out.begin);
    put_u32(profile->data, (uint32_t)profile->size);
}

void qsm__icc_write_srgb(qsm_icc_profile *profile)
{
    /* ((x + 0.055) / 1.055) ^ 2.4 from 0.04045 on, below x / 12.92; the numbers are g, a, b, c, d.
     */
    static const curve srgb = {3, 5, {0x26666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B}};
    write_profile(profile, &qsm__icc_srgb_colorants, &srgb, "sRGB");
}

void qsm__icc_write_gamma(qsm_icc_profile *profile, uint32_t encoding,
                          const uint32_t *chromaticities)
{
    qsm_icc_colorants own;
    const qsm_icc_colorants *colorants = &qsm__icc_srgb_colorants;
    float gamma = 1.0F / (float)(encoding * 1e-5);
    curve shape = {.function = 0, .count = 1};
    profile->size = 0;
    if (!qsm__icc_number(gamma, &shape.numbers[0]))
        return;
    if (gamma == 1.0F)
        shape.count = 0;
    if (chromaticities != NULL) {
        if (!qsm__icc_colorants_compute(chromaticities, &own))
            return;
        colorants = &own;
    }
    write_profile(profile, colorants, &shape, "");
}
