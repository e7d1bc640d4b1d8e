/* SPDX-License-Identifier: MIT */
/*
 * One pass in both directions. ASCII goes in blocks: 16 units at a time with SSE2. The bytes may be
 * shared memory: what is made of a byte, and what is decided by it, comes from the same load.
 */
#include "stream/text.h"

#include <string.h>

#include "text/utf8.h"

#if defined(QSM_SIMD_ENABLED) && defined(__SSE2__)
#include <emmintrin.h>
#define HAS_SSE2 1
#else
#define HAS_SSE2 0
#endif

enum { BLOCK = 16, SAFE = 3 * BLOCK }; /* units, and bytes of ASCII */

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static uint16_t load_unit(const unsigned char *in, qsm_unit_form form)
{
    return (uint16_t)(form == QSM_UNITS_BIG ? in[0] << 8 | in[1] : in[1] << 8 | in[0]);
}

static void store_unit(unsigned char *out, uint16_t unit, qsm_unit_form form)
{
    out[form == QSM_UNITS_BIG] = (unsigned char)(unit & 0xff);
    out[form != QSM_UNITS_BIG] = (unsigned char)(unit >> 8);
}

/*
 * The units at the beginning that are ASCII, narrowed. out has room for one byte a unit: what is
 * stored behind the ASCII is of no use. A unit that is not ASCII is read again by the caller, who
 * does not know what was read here.
 */
static size_t narrow(char *out, const unsigned char *in, size_t left, qsm_unit_form form)
{
    size_t done = 0;
#if HAS_SSE2
    bool big = form == QSM_UNITS_BIG;
    const __m128i others = _mm_set1_epi16((short)(big ? 0x80ff : 0xff80));
    const __m128i zero = _mm_setzero_si128();
    for (; left - done >= BLOCK; done += BLOCK) {
        const __m128i *units = (const __m128i *)(const void *)(in + 2 * done);
        __m128i one = _mm_loadu_si128(units);
        __m128i two = _mm_loadu_si128(units + 1);
        __m128i in_one = _mm_cmpeq_epi16(_mm_and_si128(one, others), zero);
        __m128i in_two = _mm_cmpeq_epi16(_mm_and_si128(two, others), zero);
        unsigned ascii = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(in_one, in_two));
        if (big) {
            one = _mm_srli_epi16(one, 8);
            two = _mm_srli_epi16(two, 8);
        }
        _mm_storeu_si128((__m128i *)(void *)(out + done), _mm_packus_epi16(one, two));
        if (ascii != 0xffff)
            return done + (size_t)__builtin_ctz(~ascii);
    }
    while (left - done >= BLOCK / 2) {
        __m128i units = _mm_loadu_si128((const __m128i *)(const void *)(in + 2 * done));
        __m128i found = _mm_cmpeq_epi16(_mm_and_si128(units, others), zero);
        unsigned ascii = (unsigned)_mm_movemask_epi8(found);
        units = big ? _mm_srli_epi16(units, 8) : units;
        _mm_storel_epi64((__m128i *)(void *)(out + done), _mm_packus_epi16(units, units));
        if (ascii != 0xffff)
            return done + (size_t)__builtin_ctz(~ascii) / 2;
        done += BLOCK / 2;
    }
    if (left - done >= BLOCK / 4) {
        __m128i units = _mm_loadl_epi64((const __m128i *)(const void *)(in + 2 * done));
        __m128i found = _mm_cmpeq_epi16(_mm_and_si128(units, others), zero);
        unsigned ascii = (unsigned)_mm_movemask_epi8(found);
        units = big ? _mm_srli_epi16(units, 8) : units;
        int four = _mm_cvtsi128_si32(_mm_packus_epi16(units, units));
        memcpy(out + done, &four, sizeof four);
        if ((ascii & 0xff) != 0xff)
            return done + (size_t)__builtin_ctz(~ascii) / 2;
        done += BLOCK / 4;
    }
#endif
    for (; done < left; done++) {
        uint16_t unit = load_unit(in + 2 * done, form);
        if (unit >= 0x80)
            break;
        out[done] = (char)unit;
    }
    return done;
}

static char *put_three(char *out, uint32_t c)
{
    out[0] = (char)(unsigned char)(0xe0 | c >> 12);
    out[1] = (char)(unsigned char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(unsigned char)(0x80 | (c & 0x3f));
    return out + 3;
}

static char *put_pair(char *out, uint32_t high, uint32_t low)
{
    uint32_t c = 0x10000 + ((high & 0x3ffU) << 10) + (low & 0x3ffU);
    out[0] = (char)(unsigned char)(0xf0 | c >> 18);
    out[1] = (char)(unsigned char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(unsigned char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(unsigned char)(0x80 | (c & 0x3f));
    return out + 4;
}

/* A unit; *high is a high surrogate whose partner may come, or 0. */
static char *put_unit(char *out, uint16_t unit, uint16_t *high)
{
    if (*high != 0) {
        uint16_t before = *high;
        *high = 0;
        if (is_low(unit))
            return put_pair(out, before, unit);
        out = put_three(out, before);
    }
    if (unit < 0x80) {
        *out = (char)unit;
        return out + 1;
    }
    if (unit < 0x800) {
        out[0] = (char)(unsigned char)(0xc0 | unit >> 6);
        out[1] = (char)(unsigned char)(0x80 | (unit & 0x3f));
        return out + 2;
    }
    if (is_high(unit)) {
        *high = unit;
        return out;
    }
    return put_three(out, unit);
}

static size_t from_latin1(char *out, const unsigned char *in, size_t count)
{
    char *at = out;
    uint16_t none = 0;
    for (size_t i = 0; i < count; i++)
        at = put_unit(at, in[i], &none);
    return (size_t)(at - out);
}

size_t qsm__text_from_units(char *out, const unsigned char *in, size_t count, qsm_unit_form form)
{
    if (form == QSM_UNITS_LATIN1)
        return from_latin1(out, in, count);
    char *at = out;
    uint16_t high = 0;
    for (size_t left = count; left > 0;) {
        size_t ascii = narrow(at, in, left, form);
        at += ascii;
        in += 2 * ascii;
        left -= ascii;
        for (uint16_t unit = UINT16_MAX; left > 0 && (unit >= 0x80 || high != 0); left--) {
            unit = load_unit(in, form);
            in += 2;
            at = put_unit(at, unit, &high);
        }
    }
    if (high != 0)
        at = put_three(at, high);
    return (size_t)(at - out);
}

/* The next character of text; 0: invalid. A lone surrogate is one. */
static inline size_t next_character(const unsigned char *in, size_t left, uint32_t *c)
{
    if (in[0] >= 0xc2 && in[0] < 0xe0 && left >= 2 && (in[1] & 0xc0) == 0x80) {
        *c = (in[0] & 0x1fU) << 6 | (in[1] & 0x3fU);
        return 2;
    }
    if ((in[0] & 0xf0) == 0xe0 && left >= 3 && (in[1] & 0xc0) == 0x80 && (in[2] & 0xc0) == 0x80) {
        *c = (in[0] & 0xfU) << 12 | (in[1] & 0x3fU) << 6 | (in[2] & 0x3fU);
        return *c >= 0x800 ? 3 : 0;
    }
    return qsm__utf8_decode((const char *)in, left, c);
}

#if HAS_SSE2
static inline __m128i first_half(__m128i bytes, bool big)
{
    const __m128i zero = _mm_setzero_si128();
    return _mm_unpacklo_epi8(big ? zero : bytes, big ? bytes : zero);
}

/* Whole blocks. Bytes of text give at least a third as many units: so where 48 bytes are left,
 * there is room for 16 units, of which some are of no use. */
static size_t widen_blocks(unsigned char *out, const unsigned char *in, size_t left, bool big)
{
    size_t done = 0;
    for (; left - done >= BLOCK / 2; done += BLOCK / 2) {
        __m128i bytes;
        __m128i *units = (__m128i *)(void *)(out + 2 * done);
        if (left - done < BLOCK)
            bytes = _mm_loadl_epi64((const __m128i *)(const void *)(in + done));
        else
            bytes = _mm_loadu_si128((const __m128i *)(const void *)(in + done));
        unsigned others = (unsigned)_mm_movemask_epi8(bytes);
        if (others != 0 && left - done < SAFE)
            return done;
        _mm_storeu_si128(units, first_half(bytes, big));
        if (left - done >= BLOCK) {
            _mm_storeu_si128(units + 1, first_half(_mm_srli_si128(bytes, BLOCK / 2), big));
            done += others == 0 ? BLOCK / 2 : 0;
        }
        if (others != 0)
            return done + (size_t)__builtin_ctz(others);
    }
    if (left - done >= BLOCK / 4) {
        uint32_t four;
        memcpy(&four, in + done, sizeof four);
        if ((four & 0x80808080U) == 0) {
            __m128i units = first_half(_mm_cvtsi32_si128((int)four), big);
            _mm_storel_epi64((__m128i *)(void *)(out + 2 * done), units);
            done += BLOCK / 4;
        }
    }
    return done;
}
#endif

/* The bytes at the beginning that are ASCII, widened. */
static size_t widen(unsigned char *out, const unsigned char *in, size_t left, qsm_unit_form form)
{
    size_t done = 0;
    size_t low = form == QSM_UNITS_BIG;
#if HAS_SSE2
    done = widen_blocks(out, in, left, form == QSM_UNITS_BIG);
#endif
    for (; done < left && in[done] < 0x80; done++) {
        out[2 * done + low] = in[done];
        out[2 * done + (1 - low)] = 0;
    }
    return done;
}

static size_t to_latin1(unsigned char *out, const unsigned char *in, size_t size)
{
    size_t units = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < size;) {
        uint32_t c = in[at];
        size_t length = c < 0x80 ? 1 : next_character(in + at, size - at, &c);
        if (length == 0 || (is_low(c) && is_high(before)))
            return SIZE_MAX;
        for (int i = 0; i <= (c >= 0x10000); i++)
            out[units++] = c <= 0xff ? (unsigned char)c : '?';
        before = c;
        at += length;
    }
    return units;
}

size_t qsm__units_from_text(unsigned char *out, const char *text, size_t size, qsm_unit_form form)
{
    const unsigned char *in = (const unsigned char *)text;
    if (form == QSM_UNITS_LATIN1)
        return to_latin1(out, in, size);
    unsigned char *to = out;
    uint32_t before = 0;
    for (size_t at = 0; at < size;) {
        uint32_t c;
        if (in[at] < 0x80) {
            size_t ascii = widen(to, in + at, size - at, form);
            at += ascii;
            to += 2 * ascii;
            before = 0;
            continue;
        }
        size_t length = next_character(in + at, size - at, &c);
        if (length == 0 || (is_low(c) && is_high(before)))
            return SIZE_MAX;
        at += length;
        before = c;
        if (c >= 0x10000) {
            store_unit(to, (uint16_t)(0xd7c0 + (c >> 10)), form);
            to += 2;
            c = 0xdc00 + (c & 0x3ff);
        }
        store_unit(to, (uint16_t)c, form);
        to += 2;
    }
    return (size_t)(to - out) / 2;
}

size_t qsm__ascii_length(const char *text, size_t size)
{
    size_t done = 0;
#if HAS_SSE2
    for (; size - done >= BLOCK; done += BLOCK) {
        if (_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(text + done))) != 0)
            break;
    }
#endif
    while (done < size && (unsigned char)text[done] < 0x80)
        done++;
    return done;
}

size_t qsm__text_units(const char *text, size_t size)
{
    const unsigned char *in = (const unsigned char *)text;
    size_t units = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < size;) {
        uint32_t c;
        size_t length = qsm__ascii_length(text + at, size - at);
        if (length > 0) {
            units += length;
            at += length;
            before = 0;
            continue;
        }
        length = next_character(in + at, size - at, &c);
        if (length == 0 || (is_low(c) && is_high(before)))
            return SIZE_MAX;
        units += c >= 0x10000 ? 2 : 1;
        at += length;
        before = c;
    }
    return units;
}

bool qsm__text_replace_surrogates(char *text, size_t size)
{
    static const unsigned char replacement[] = {0xef, 0xbf, 0xbd}; /* U+FFFD */
    bool any = false;
    unsigned char *at = (unsigned char *)text;
    for (unsigned char *end = at + size; (at = memchr(at, 0xed, (size_t)(end - at))) != NULL;) {
        if (at[1] >= 0xa0) {
            memcpy(at, replacement, sizeof replacement);
            any = true;
        }
        at += 3;
    }
    return any;
}

/* The first unit of the character that starts at text[at]. */
static uint32_t first_unit(qsm_text text, size_t at)
{
    uint32_t c = 0;
    next_character((const unsigned char *)text.data + at, text.size - at, &c);
    return c >= 0x10000 ? 0xd7c0 + (c >> 10) : c;
}

int qsm__text_compare_units(qsm_text a, qsm_text b, size_t at)
{
    uint32_t one = first_unit(a, at);
    uint32_t other = first_unit(b, at);
    /* The same: a lone high surrogate, and the one of a pair. What follows the lone one decides. */
    if (one != other)
        return one < other ? -1 : 1;
    bool a_is_pair = (unsigned char)a.data[at] >= 0xf0;
    qsm_text lone = a_is_pair ? b : a;
    qsm_text pair = a_is_pair ? a : b;
    uint32_t pair_low = 0;
    next_character((const unsigned char *)pair.data + at, pair.size - at, &pair_low);
    pair_low = 0xdc00 + (pair_low & 0x3ff);
    bool lone_is_less = at + 3 >= lone.size || first_unit(lone, at + 3) < pair_low;
    return lone_is_less == a_is_pair ? 1 : -1;
}
