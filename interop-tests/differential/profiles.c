/* SPDX-License-Identifier: MIT */
/*
 * ICC profiles that Qt does not make itself: one for gray, whole and damaged. What we write with an
 * image Qt reads back byte for byte, and a profile that does not fit the image is left out. A whole
 * profile in a chunk that is damaged behind it is used; others are not.
 * usage: diff_profiles PEER
 */
#include <qsm/data_stream.h>
#include <qsm/image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "compare.h"
#include "qt_link.h"

enum {
    VERSION = 17,
    HEADER = 128,
    TAGS = 2,
    TAG_ENTRY = 12,
    WHITE = 20,
    CURVE = 14,
    CURVE_ROOM = 16
};
enum { PROFILE = HEADER + 4 + TAGS * TAG_ENTRY + WHITE + CURVE_ROOM };

static unsigned char *put_u32(unsigned char *out, uint32_t word)
{
    for (int i = 3; i >= 0; i--, word >>= 8)
        out[i] = (unsigned char)word;
    return out + 4;
}

static unsigned char *put_name(unsigned char *out, const char *name)
{
    memcpy(out, name, 4);
    return out + 4;
}

/* D50, as all profiles have it. */
static unsigned char *put_white(unsigned char *out)
{
    return put_u32(put_u32(put_u32(out, 0xf6d6), 0x10000), 0xd32d);
}

/* A display's profile of version 2: gray with a gamma of 2.2 (563 / 256). */
static void make_gray_profile(unsigned char profile[PROFILE])
{
    const uint32_t white_at = HEADER + 4 + TAGS * TAG_ENTRY;
    memset(profile, 0, PROFILE);
    put_u32(profile, PROFILE);
    put_u32(profile + 8, 0x02400000);
    put_name(profile + 12, "mntr");
    put_name(profile + 16, "GRAY");
    put_name(profile + 20, "XYZ ");
    put_name(profile + 36, "acsp");
    put_white(profile + 68);
    unsigned char *at = put_u32(profile + HEADER, TAGS);
    at = put_u32(put_u32(put_name(at, "wtpt"), white_at), WHITE);
    at = put_u32(put_u32(put_name(at, "kTRC"), white_at + WHITE), CURVE);
    at = put_white(put_u32(put_name(at, "XYZ "), 0));
    at = put_u32(put_u32(put_name(at, "curv"), 0), 1);
    at[0] = 563 >> 8;
    at[1] = 563 & 0xff;
}

typedef struct profile_case {
    const char *what;
    qsm_image_format_code format;
    size_t spoilt;    /* a byte of the profile that is changed; 0 for none */
    const char *name; /* Latin-1, put over NAME in the stream; NULL for none */
    bool carried;     /* is in the stream */
    bool valid;       /* is a colour space to Qt */
} profile_case;

static const char LONG_NAME[] = "A gray profile of a gamma of 2.2";
static const char NAME[] = "Gr\xc3\xa5"; /* three characters of Latin-1 */

enum { SIZE_FIELD = 3, KIND_FIELD = 16, MAGIC_FIELD = 36, CURVE_TYPE = 176 };

static const profile_case cases[] = {
    {"gray, 8 bits", QSM_IMAGE_FORMAT_GRAYSCALE8, 0, NULL, true, true},
    {"gray, 16 bits", QSM_IMAGE_FORMAT_GRAYSCALE16, 0, NULL, true, true},
    {"gray for a table of grays", QSM_IMAGE_FORMAT_INDEXED8, 0, NULL, true, true},
    {"gray for colours", QSM_IMAGE_FORMAT_RGB32, 0, NULL, false, false},
    {"gray for a palette", QSM_IMAGE_FORMAT_MONO, 0, NULL, false, false},
    {"wrong size", QSM_IMAGE_FORMAT_GRAYSCALE8, SIZE_FIELD, NULL, false, false},
    {"not a profile", QSM_IMAGE_FORMAT_GRAYSCALE8, MAGIC_FIELD, NULL, false, false},
    {"of another colour space", QSM_IMAGE_FORMAT_GRAYSCALE8, KIND_FIELD, NULL, false, false},
    {"a curve of no known type", QSM_IMAGE_FORMAT_GRAYSCALE8, CURVE_TYPE, NULL, true, false},
    {"a name with a control", QSM_IMAGE_FORMAT_GRAYSCALE8, 0, "G\x01y", true, true},
    {"a name with C1 controls", QSM_IMAGE_FORMAT_GRAYSCALE8, 0, "G\x9f\xa0", true, true},
    {"a name of spaces", QSM_IMAGE_FORMAT_GRAYSCALE8, 0, "   ", true, true},
};

/* ---- damage to the chunk ---- */

/* A chunk iCCP in a stream: at its name, with the bytes of its data. */
typedef struct profile_chunk {
    unsigned char *stream;
    size_t *stream_size;
    unsigned char *name;
    size_t size;
} profile_chunk;

static profile_chunk find_chunk(unsigned char *stream, size_t *size)
{
    profile_chunk found = {stream, size, memmem(stream, *size, "iCCP", 4), 0};
    for (size_t i = 0; found.name != NULL && i < 4; i++)
        found.size = found.size << 8 | found.name[i - 4];
    return found;
}

static void repair_crc(const profile_chunk *chunk)
{
    put_u32(chunk->name + 4 + chunk->size,
            (uint32_t)crc32(0, chunk->name, (uInt)(chunk->size + 4)));
}

/* Puts another name of the same length over that of the profile. */
static void rename_profile(const profile_chunk *chunk, const char *name)
{
    memcpy(chunk->name + 4, name, strlen(name));
    repair_crc(chunk);
}

static void spoil_crc(const profile_chunk *chunk)
{
    chunk->name[4 + chunk->size] ^= 1;
}

static void spoil_check_value(const profile_chunk *chunk)
{
    chunk->name[4 + chunk->size - 1] ^= 1;
    repair_crc(chunk);
}

/* Removes bytes at the end of the data. */
static void cut(const profile_chunk *chunk, size_t bytes)
{
    profile_chunk shorter = *chunk;
    unsigned char *end = chunk->name + 4 + chunk->size;
    memmove(end - bytes, end, (size_t)(chunk->stream + *chunk->stream_size - end));
    *chunk->stream_size -= bytes;
    shorter.size -= bytes;
    put_u32(shorter.name - 4, (uint32_t)shorter.size);
    repair_crc(&shorter);
}

static void cut_check_value(const profile_chunk *chunk)
{
    cut(chunk, 4);
}

static void cut_half_of_it(const profile_chunk *chunk)
{
    cut(chunk, chunk->size / 2);
}

static void spoil_data(const profile_chunk *chunk)
{
    memset(chunk->name + 4 + sizeof LONG_NAME + 1 + 2, 0xff, 8);
    repair_crc(chunk);
}

static void spoil_method(const profile_chunk *chunk)
{
    chunk->name[4 + sizeof LONG_NAME] = 1;
    repair_crc(chunk);
}

typedef struct damage_case {
    const char *what;
    const char *name;
    void (*spoil)(const profile_chunk *chunk);
    bool valid;
} damage_case;

static const damage_case damage_cases[] = {
    {"a wrong CRC", LONG_NAME, spoil_crc, true},
    {"a wrong check value", LONG_NAME, spoil_check_value, true},
    {"no check value", LONG_NAME, cut_check_value, true},
    {"a chunk that is too short", NAME, cut_check_value, false},
    {"half of it", LONG_NAME, cut_half_of_it, false},
    {"damaged data", LONG_NAME, spoil_data, false},
    {"another method", LONG_NAME, spoil_method, false},
};

/* ---- running ---- */

/* The stream of an image with the profile, for free(). */
static unsigned char *write_profile(const unsigned char profile[PROFILE], const char *name,
                                    qsm_image_format_code format, qsm_image_compression compression,
                                    size_t *size)
{
    qsm_image *image = qsm_image_new_size(9, 5, format);
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    if (image == NULL || stream == NULL ||
        !qsm_image_set_icc_profile(image, name, profile, PROFILE))
        exit(2);
    memset(qsm_image_bits(image), 0, qsm_image_size_in_bytes(image));
    qsm_data_stream_set_version(stream, VERSION);
    if (!qsm_data_stream_write_image(stream, image, compression))
        exit(2);
    *size = qsm_data_stream_size(stream);
    unsigned char *data = malloc(*size);
    if (data == NULL)
        exit(2);
    memcpy(data, qsm_data_stream_data(stream), *size);
    qsm_data_stream_free(stream);
    qsm_image_free(image);
    return data;
}

/* Whether Qt finds the profile byte for byte, or none, and we read what Qt reads. */
static bool is_read(qt_link *qt, const char *what, const unsigned char profile[PROFILE],
                    const unsigned char *data, size_t size, bool valid)
{
    char why[256] = "";
    char message[256] = "";
    int status = 0;
    qt_reading theirs = qt_read(qt, data, size, VERSION, QSM_DATA_STREAM_BIG_ENDIAN);
    bool whole =
        theirs.space.profile_size == PROFILE && memcmp(theirs.space.profile, profile, PROFILE) == 0;
    bool good = theirs.status == 0 && theirs.space.valid == valid && (!valid || whole) &&
                both_read_the_same(qt, data, size, VERSION, 0, &status, why, sizeof why, message);
    if (!good)
        printf("%s: status %d, colour space %s of %zu bytes; %s %s\n", what, theirs.status,
               theirs.space.valid ? "valid" : "invalid", theirs.space.profile_size, why, message);
    qt_reading_free(&theirs);
    return good;
}

static bool run_case(qt_link *qt, const profile_case *test, qsm_image_compression compression)
{
    unsigned char profile[PROFILE];
    size_t size;
    make_gray_profile(profile);
    if (test->spoilt > 0)
        profile[test->spoilt] ^= 1;
    unsigned char *data = write_profile(profile, NAME, test->format, compression, &size);
    profile_chunk chunk = find_chunk(data, &size);
    if (chunk.name != NULL && test->name != NULL)
        rename_profile(&chunk, test->name);
    bool good = (chunk.name != NULL) == test->carried &&
                is_read(qt, test->what, profile, data, size, test->valid);
    free(data);
    return good;
}

static bool run_damage(qt_link *qt, const damage_case *test)
{
    unsigned char profile[PROFILE];
    size_t size;
    make_gray_profile(profile);
    unsigned char *data =
        write_profile(profile, test->name, QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_IMAGE_EXACT, &size);
    profile_chunk chunk = find_chunk(data, &size);
    if (chunk.name == NULL)
        exit(2);
    test->spoil(&chunk);
    bool good = is_read(qt, test->what, profile, data, size, test->valid);
    free(data);
    return good;
}

int main(int count, char **arguments)
{
    unsigned failed = 0;
    unsigned done = 0;
    if (count != 2) {
        (void)fprintf(stderr, "usage: %s PEER\n", arguments[0]);
        return 2;
    }
    qt_link *qt = qt_start(arguments[1]);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++, done++)
            failed += !run_case(qt, &cases[i], (qsm_image_compression)form);
    }
    for (size_t i = 0; i < sizeof damage_cases / sizeof damage_cases[0]; i++, done++)
        failed += !run_damage(qt, &damage_cases[i]);
    qt_stop(qt);
    printf("%u cases, %u failed\n", done, failed);
    return failed > 0;
}
