/* SPDX-License-Identifier: MIT */
/* The text form of a key: scheme:path?legacyKey=value, a small and strict subset of URLs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/native_ipc_key.h>

#include "key/key.h"
#include "key/text.h"
#include "key/utf8.h"

static const struct {
    const char *name;
    qsm_native_ipc_key_type_code type;
} schemes[] = {
    {"systemv", QSM_NATIVE_IPC_KEY_SYSTEM_V},
    {"posix", QSM_NATIVE_IPC_KEY_POSIX_REALTIME},
    {"windows", QSM_NATIVE_IPC_KEY_WINDOWS},
};

enum { SCHEMES = sizeof schemes / sizeof schemes[0] };

static const char numbered_scheme[] = "systemv-"; /* a System V id in decimal follows */

/* ---- writing ---- */

static void add_scheme(qsm_text *text, qsm_native_ipc_key_type_code type)
{
    for (size_t i = 0; i < SCHEMES; i++) {
        if (schemes[i].type == type) {
            qsm__text_add_string(text, schemes[i].name);
            return;
        }
    }
    char digits[3];
    size_t count = 0;
    for (unsigned left = type; left > 0 && count < sizeof digits; left /= 10)
        digits[count++] = (char)('0' + left % 10);
    qsm__text_add_string(text, numbered_scheme);
    while (count > 0)
        qsm__text_add(text, &digits[--count], 1);
}

/* Escapes control characters and the characters in escaped; keeps all others. */
static void add_escaped(qsm_text *text, const char *string, const char *escaped)
{
    static const char hex[] = "0123456789ABCDEF";
    for (; *string != '\0'; string++) {
        unsigned char byte = (unsigned char)*string;
        if (byte >= 0x20 && byte != 0x7f && strchr(escaped, *string) == NULL) {
            qsm__text_add(text, string, 1);
            continue;
        }
        const char escape[] = {'%', hex[byte >> 4], hex[byte & 15]};
        qsm__text_add(text, escape, sizeof escape);
    }
}

char *qsm_native_ipc_key_to_string(const qsm_native_ipc_key *key)
{
    qsm_text text = {0};
    if (key == NULL) {
        errno = EINVAL;
        return NULL;
    }
    if (!qsm_native_ipc_key_is_valid(key))
        return qsm__text_take(&text);
    add_scheme(&text, key->type);
    qsm__text_add_string(&text, ":");

    /* Two slashes at the front would mean an authority. */
    const char *path = key->native_key;
    if (strncmp(path, "//", 2) == 0) {
        qsm__text_add_string(&text, "/%2F");
        path += 2;
    }
    add_escaped(&text, path, "%#?");
    if (key->legacy_key[0] != '\0') {
        qsm__text_add_string(&text, "?legacyKey=");
        add_escaped(&text, key->legacy_key, "%#&=");
    }
    return qsm__text_take(&text);
}

/* ---- reading ---- */

/* A part of the text. */
typedef struct part {
    const char *at;
    size_t size;
} part;

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool starts_with(part text, const char *name)
{
    size_t size = strlen(name);
    if (text.size < size)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (lower(text.at[i]) != name[i])
            return false;
    }
    return true;
}

/* Removes all text before the first delimiter from rest, and returns it. */
static part take_until(part *rest, const char *delimiters)
{
    part taken = {rest->at, 0};
    while (taken.size < rest->size && strchr(delimiters, taken.at[taken.size]) == NULL)
        taken.size++;
    rest->at += taken.size;
    rest->size -= taken.size;
    return taken;
}

static void skip(part *rest, size_t size)
{
    rest->at += size;
    rest->size -= size;
}

/* 1 to 255 in decimal, leading zeros allowed; 0 for anything else. */
static qsm_native_ipc_key_type_code read_number(part digits)
{
    unsigned number = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return 0;
        number = number * 10 + (unsigned)(digits.at[i] - '0');
        if (number > 255)
            return 0;
    }
    return (qsm_native_ipc_key_type_code)number;
}

static qsm_native_ipc_key_type_code read_scheme(part scheme)
{
    for (size_t i = 0; i < SCHEMES; i++) {
        if (scheme.size == strlen(schemes[i].name) && starts_with(scheme, schemes[i].name))
            return schemes[i].type;
    }
    if (!starts_with(scheme, numbered_scheme))
        return QSM_NATIVE_IPC_KEY_INVALID;
    skip(&scheme, strlen(numbered_scheme));
    return read_number(scheme);
}

/* User, host and port must be empty; their separators may be present. */
static bool skip_authority(part *rest)
{
    if (!starts_with(*rest, "//"))
        return true;
    skip(rest, 2);
    part authority = take_until(rest, "/?#");
    if (starts_with(authority, "@"))
        skip(&authority, 1);
    if (starts_with(authority, ":"))
        skip(&authority, 1);
    return authority.size == 0;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *found = c != '\0' ? strchr(digits, lower(c)) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

/* The byte of the escape at the front of text; -1 if there is no escape. */
static int read_escape(part text)
{
    if (text.size < 3 || text.at[0] != '%')
        return -1;
    int high = hex_digit(text.at[1]);
    int low = hex_digit(text.at[2]);
    return high >= 0 && low >= 0 ? high * 16 + low : -1;
}

/*
 * How to decode the escapes of a path or a query. Tests with Qt show these rules; see
 * decoding_of().
 */
typedef struct decoding {
    bool literal;       /* '%' is an ordinary character */
    bool noncharacters; /* an escaped U+FFFE or the like is a character */
} decoding;

/*
 * If one '%' begins no escape, each '%' of the same path or query is literal: Qt treats such text
 * as not escaped.
 */
static decoding decoding_of(part text, bool noncharacters)
{
    decoding rules = {false, noncharacters};
    for (; text.size > 0 && !rules.literal; skip(&text, 1))
        rules.literal = text.at[0] == '%' && read_escape(text) < 0;
    return rules;
}

/* Whether a character of 3 or 4 bytes is U+FDD0-FDEF or one of the last two of its plane. */
static bool is_noncharacter(const char *character, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)character + length - 3;
    if (length < 3)
        return false;
    if (length == 3 && bytes[0] == 0xef && bytes[1] == 0xb7)
        return bytes[2] >= 0x90 && bytes[2] <= 0xaf;
    bool last_row = length == 4 ? (bytes[0] & 0x0f) == 0x0f : bytes[0] == 0xef;
    return last_row && bytes[1] == 0xbf && bytes[2] >= 0xbe;
}

/* Replaces each byte that belongs to no character, as Qt's decoder does. */
static void add_repaired(qsm_text *text, const char *bytes, size_t size, bool noncharacters)
{
    while (size > 0) {
        size_t length = qsm__utf8_character(bytes, size);
        if (!noncharacters && is_noncharacter(bytes, length))
            length = 0;
        if (length > 0)
            qsm__text_add(text, bytes, length);
        else
            qsm__text_add_string(text, "\xef\xbf\xbd");
        bytes += length > 0 ? length : 1;
        size -= length > 0 ? length : 1;
    }
}

/* Decodes the escapes at the front of from. False for NUL, which no C string can contain. */
static bool take_escapes(part *from, qsm_text *bytes)
{
    bool has_nul = false;
    bytes->size = 0;
    for (int escape = read_escape(*from); escape >= 0; escape = read_escape(*from)) {
        const char byte = (char)escape;
        has_nul = has_nul || escape == 0;
        qsm__text_add(bytes, &byte, 1);
        skip(from, 3);
    }
    return !has_nul;
}

/* Decodes escapes. The other characters are valid and do not change. */
static bool decode(part from, decoding rules, qsm_text *to)
{
    qsm_text bytes = {0};
    bool good = true;
    to->size = 0;
    while (from.size > 0) {
        if (rules.literal || read_escape(from) < 0) {
            qsm__text_add(to, from.at, 1);
            skip(&from, 1);
            continue;
        }
        good = take_escapes(&from, &bytes) && good;
        if (!bytes.failed)
            add_repaired(to, bytes.bytes, bytes.size, rules.noncharacters);
    }
    to->failed = to->failed || bytes.failed;
    qsm__text_drop(&bytes);
    return good;
}

static bool is_legacy_key_item(part name, decoding rules, bool *failed)
{
    qsm_text decoded = {0};
    bool is = decode(name, rules, &decoded) && decoded.size > 0 &&
              strcmp(decoded.bytes, "legacyKey") == 0;
    *failed = *failed || decoded.failed;
    qsm__text_drop(&decoded);
    return is;
}

/* Qt drops a byte order mark at the front of a legacy key. */
static void drop_mark(qsm_text *text)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (text->failed || text->size < 3 || memcmp(text->bytes, mark, 3) != 0)
        return;
    text->size -= 3;
    memmove(text->bytes, text->bytes + 3, text->size + 1);
}

/*
 * The items after '?'. Only legacyKey is allowed; the last item counts. The list may be empty, and
 * so may the part after the last '&'. No other item may be empty.
 */
static bool read_query(part query, qsm_text *legacy_key)
{
    const decoding rules = decoding_of(query, true);
    while (query.size > 0) {
        part item = take_until(&query, "&");
        skip(&query, query.size > 0 ? 1 : 0);
        part name = take_until(&item, "=");
        skip(&item, item.size > 0 ? 1 : 0);
        if (!is_legacy_key_item(name, rules, &legacy_key->failed) ||
            !decode(item, rules, legacy_key))
            return false;
        drop_mark(legacy_key);
    }
    return true;
}

static bool read_parts(part rest, qsm_text *native_key, qsm_text *legacy_key)
{
    if (!skip_authority(&rest))
        return false;
    part path = take_until(&rest, "?#");
    part query = {rest.at, 0};
    if (starts_with(rest, "?")) {
        skip(&rest, 1);
        query = take_until(&rest, "#");
    }
    return decode(path, decoding_of(path, false), native_key) && read_query(query, legacy_key);
}

qsm_native_ipc_key *qsm_native_ipc_key_from_string(const char *text)
{
    if (text == NULL || !qsm__utf8_is_valid(text))
        text = "";
    part rest = {text, strlen(text)};
    qsm_native_ipc_key_type_code type = read_scheme(take_until(&rest, ":"));
    qsm_text native_key = {0};
    qsm_text legacy_key = {0};
    bool is_key = type != QSM_NATIVE_IPC_KEY_INVALID && starts_with(rest, ":");
    if (is_key) {
        skip(&rest, 1);
        is_key = read_parts(rest, &native_key, &legacy_key);
    }
    if (!is_key && !native_key.failed && !legacy_key.failed) {
        qsm__text_drop(&native_key);
        qsm__text_drop(&legacy_key);
        type = QSM_NATIVE_IPC_KEY_INVALID;
    }
    return qsm__key_adopt(type, qsm__text_take(&native_key), qsm__text_take(&legacy_key));
}
