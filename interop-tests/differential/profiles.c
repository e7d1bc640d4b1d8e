/* SPDX-License-Identifier: MIT */
/*
 * ICC profiles that Qt does not make itself: one for gray, whole and damaged. What we write with an
 * image Qt reads back byte for byte, and a profile that does not fit the image is left out.
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

static const char NAME[] = "Gr\xc3\xa5"; /* three characters of Latin-1 */

enum { SIZE_FIELD = 3, CLASS_FIELD = 12, KIND_FIELD = 16, MAGIC_FIELD = 36, CURVE_TYPE = 176 };

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

/* Puts another name of the same length over that of the profile, with the CRC that it then needs.
 */
static void rename_profile(unsigned char *chunk, const char *name)
{
    size_t size = (size_t)chunk[-4] << 24 | (size_t)chunk[-3] << 16 | (size_t)chunk[-2] << 8 |
                  (size_t)chunk[-1];
    memcpy(chunk + 4, name, strlen(name));
    put_u32(chunk + 4 + size, (uint32_t)crc32(0, chunk, (uInt)(size + 4)));
}

static bool run_case(qt_link *qt, const profile_case *test, qsm_image_compression compression)
{
    unsigned char profile[PROFILE];
    char why[256] = "";
    char message[256] = "";
    int status = 0;
    make_gray_profile(profile);
    if (test->spoilt > 0)
        profile[test->spoilt] ^= 1;
    qsm_image *image = qsm_image_new_size(9, 5, test->format);
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    if (image == NULL || stream == NULL ||
        !qsm_image_set_icc_profile(image, NAME, profile, sizeof profile))
        exit(2);
    memset(qsm_image_bits(image), 0, qsm_image_size_in_bytes(image));
    qsm_data_stream_set_version(stream, VERSION);
    bool written = qsm_data_stream_write_image(stream, image, compression);
    size_t size = qsm_data_stream_size(stream);
    unsigned char *data = malloc(size);
    if (data == NULL)
        exit(2);
    memcpy(data, qsm_data_stream_data(stream), size);
    unsigned char *chunk = memmem(data, size, "iCCP", 4);
    if (chunk != NULL && test->name != NULL)
        rename_profile(chunk, test->name);
    qt_reading theirs = qt_read(qt, data, size, VERSION, QSM_DATA_STREAM_BIG_ENDIAN);
    bool whole = theirs.space.profile_size == sizeof profile &&
                 memcmp(theirs.space.profile, profile, sizeof profile) == 0;
    bool good = written && theirs.status == 0 && theirs.space.valid == test->valid &&
                (!test->valid || whole) && (chunk != NULL) == test->carried &&
                both_read_the_same(qt, data, size, VERSION, 0, &status, why, sizeof why, message);
    if (!good)
        printf("%s: status %d, colour space %s of %zu bytes; %s %s\n", test->what, theirs.status,
               theirs.space.valid ? "valid" : "invalid", theirs.space.profile_size, why, message);
    qt_reading_free(&theirs);
    free(data);
    qsm_data_stream_free(stream);
    qsm_image_free(image);
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
    qt_stop(qt);
    printf("%u cases, %u failed\n", done, failed);
    return failed > 0;
}
