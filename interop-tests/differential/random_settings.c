/* SPDX-License-Identifier: MIT */
#include "random_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <qsm/date_time.h>

#include "core_values.h"
#include "gui_random.h"
#include "value/number.h"

enum { MOST_DEPTH = 3, QT_6 = 0x060000, QT_6_8 = 0x060800 };

typedef struct maker {
    generator *g;
    int qt;
    int version;
} maker;

/* Parts of text that settings must escape, or might mistake for something else. */
static const char *const parts[] = {"a",
                                    "key",
                                    "Some Words",
                                    " ",
                                    "  ",
                                    "\t",
                                    "\n",
                                    "\r\n",
                                    "\a\b\f\v",
                                    "\x01",
                                    "\x1f",
                                    "\x7f",
                                    "0",
                                    "1f",
                                    "g",
                                    "@",
                                    "@@",
                                    "@Rect(1 2 3 4)",
                                    "@Invalid()",
                                    "@ByteArray(x)",
                                    "(",
                                    ")",
                                    ",",
                                    ";",
                                    "=",
                                    "\"",
                                    "'",
                                    "\\",
                                    "\\x41",
                                    "%",
                                    "%20",
                                    "#",
                                    "[",
                                    "]",
                                    "\xc3\xa9",
                                    "\xe2\x82\xac",
                                    "\xf0\x9f\x98\x80",
                                    "\xed\xa0\x80x",
                                    "\xef\xbb\xbf",
                                    "\xc2\x80"};
enum { PARTS = sizeof parts / sizeof parts[0] };

static void random_text(maker *m, char *text, size_t room)
{
    text[0] = '\0';
    for (uint32_t i = generator_below(m->g, 6); i > 0; i--) {
        const char *part = parts[generator_below(m->g, PARTS)];
        if (strlen(text) + strlen(part) < room)
            strcat(text, part);
    }
}

static void put_text(maker *m, qsm_variant *v, const qsm_type *type)
{
    char text[200];
    random_text(m, text, sizeof text);
    qsm_text whole = qsm_text_of(generator_below(m->g, 10) == 0 ? NULL : text);
    if (whole.size > 0 && generator_below(m->g, 10) == 0)
        text[generator_below(m->g, (uint32_t)whole.size)] = '\0';
    if (!qsm_text_is_valid(whole))
        whole = qsm_text_of("a\\b");
    if (!qsm__variant_set_text_type(v, type, whole))
        exit(2);
}

static double random_real(maker *m)
{
    static const double marks[] = {0,     -0.0, 1,    1e5,   1e6,  1e-4,   1e-5, 123456,
                                   1e300, 0.1,  -1.5, 1e-10, 1e15, 5e-324, 1e17, 0.5};
    char text[40];
    uint32_t choice = generator_below(m->g, 32);
    if (choice < 16)
        return marks[choice];
    (void)snprintf(text, sizeof text, "%de%d",
                   (int)(generator_next(m->g) >> generator_below(m->g, 32)),
                   (int)generator_below(m->g, 50) - 30);
    return choice < 24 ? strtod(text, NULL)
                       : (double)generator_next(m->g) / 4294967296.0 * (double)(1U << choice);
}

static void random_number(maker *m, const qsm_type *type, void *value)
{
    qsm_number number = {.form = QSM_NUMBER_REAL, .real = random_real(m)};
    bool truth = generator_below(m->g, 2);
    unsigned char *bytes = value;
    if (type->kind == QSM_KIND_FLOAT) {
        number.real = (double)(float)number.real;
        qsm__number_store(type, value, &number);
    } else if (type->kind == QSM_KIND_BOOL) {
        memcpy(value, &truth, sizeof truth);
    } else {
        for (size_t i = 0; i < type->size; i++)
            bytes[i] = (unsigned char)generator_next(m->g);
    }
}

static void random_bytes(maker *m, qsm_variant *v)
{
    unsigned char bytes[40];
    size_t size = generator_below(m->g, sizeof bytes);
    for (size_t i = 0; i < size; i++) {
        unsigned char known = (unsigned char)"a0 ;\"\\,="[i % 8];
        bytes[i] = generator_below(m->g, 2) ? (unsigned char)generator_next(m->g) : known;
    }
    if (!qsm_variant_set_bytes(v, (qsm_bytes){bytes, size}))
        exit(2);
}

/* Structs of numbers only; reals are no NaN. */
static void random_struct(maker *m, const qsm_type *type, void *value)
{
    unsigned char *bytes = value;
    bool real = type->name[strlen(type->name) - 1] == 'F';
    for (size_t i = 0; i < type->size; i++)
        bytes[i] = (unsigned char)generator_next(m->g);
    for (size_t i = 0; real && i < type->size / sizeof(double); i++) {
        double number = random_real(m);
        memcpy(bytes + i * sizeof number, &number, sizeof number);
    }
}

static void random_value(maker *m, qsm_variant *v, unsigned depth);

static void random_items(maker *m, qsm_variant *v, const qsm_type *type, unsigned depth)
{
    char key[200];
    uint32_t count = generator_below(m->g, 4);
    if (type->kind == QSM_KIND_HASH) /* more have no order */
        count = count > 0;
    if (!qsm__variant_set_items(v, type))
        exit(2);
    for (uint32_t i = 0; i < count; i++) {
        random_text(m, key, sizeof key);
        bool keyed = qsm__entry_nodes(type) == 2;
        if (keyed && !qsm_text_is_valid(qsm_text_of(key)))
            continue;
        qsm_variant *element = keyed ? qsm_variant_insert(v, key) : qsm_variant_append(v);
        const qsm_type *of = type->of[keyed];
        if (element == NULL)
            exit(2);
        if (of->kind == QSM_KIND_TEXT)
            put_text(m, element, of);
        else if (of->kind == QSM_KIND_BYTES)
            random_bytes(m, element);
        else if (of->kind == QSM_KIND_VARIANT)
            random_value(m, element, depth + 1);
        else
            random_struct(m, of, qsm__variant_become(element, of));
    }
}

/* Whether a Qt release has the type, and keeps it. */
static bool is_type(const maker *m, const qsm_type *type, unsigned depth)
{
    if (type == NULL || !qsm__type_is_supported(type) || type->kind == QSM_KIND_TEMPLATE ||
        type->kind == QSM_KIND_VARIANT || type->kind == QSM_KIND_PAIR)
        return false;
    bool new_in_6 = type->id >= 56 && type->id <= 63;
    bool is_profile = type->id == QSM_VARIANT_COLOR_SPACE; /* which Qt parses */
    bool is_easing = type->id == QSM_VARIANT_EASING_CURVE; /* Qt calls the address in it */
    /* Version 7 has less of them; what they lack comes from the reader's style. */
    bool is_cut = type->id == QSM_VARIANT_ICON || type->id == QSM_VARIANT_PALETTE ||
                  type->id == QSM_VARIANT_PEN;
    bool is_widget = type->id == QSM_VARIANT_SIZE_POLICY; /* which needs QtWidgets */
    bool by_name = qsm__type_id(type, m->version, m->qt) == QSM_TYPE_USER;
    return !new_in_6 && !is_profile && !is_easing && !is_cut && !is_widget && !by_name &&
           type->id != QSM_TYPE_USER && (!qsm__is_container(type) || depth < MOST_DEPTH);
}

/* A type; mostly one that settings have a text of their own for. */
static const qsm_type *random_type(maker *m, unsigned depth)
{
    static const unsigned char often[] = {
        QSM_VARIANT_STRING,     QSM_VARIANT_STRING_LIST, QSM_VARIANT_LIST, QSM_VARIANT_DOUBLE,
        QSM_VARIANT_BYTE_ARRAY, QSM_VARIANT_RECT,        QSM_VARIANT_SIZE, QSM_VARIANT_POINT,
        QSM_VARIANT_DATE_TIME,  QSM_VARIANT_INT,         QSM_VARIANT_BOOL, QSM_VARIANT_MAP,
        QSM_VARIANT_LONG_LONG,  QSM_VARIANT_FLOAT};
    for (;;) {
        bool more;
        bool common = generator_below(m->g, 2);
        uint32_t index =
            common ? often[generator_below(m->g, sizeof often)] : generator_below(m->g, 92);
        const qsm_type *type =
            common ? &qsm__qt_types.core[index] : qsm__type_at(&qsm__qt_types, index, &more);
        if (is_type(m, type, depth))
            return type;
    }
}

/* Qt 6.8 drops the offset of a date-time that is null. */
static void make_valid(const maker *m, qsm_variant *v)
{
    qsm_date_time value;
    if (m->qt < QT_6_8 || !qsm_variant_to_date_time(v, &value) || qsm_date_is_valid(value.date))
        return;
    value = qsm_date_time_from_msecs(0);
    if (!qsm_variant_set_date_time(v, &value))
        exit(2);
}

static void random_value(maker *m, qsm_variant *v, unsigned depth)
{
    if (generator_below(m->g, 30) == 0)
        return; /* invalid */
    const qsm_type *type = random_type(m, depth);
    if (core_random(m->g, v, type, m->version)) {
        make_valid(m, v);
        return;
    }
    if (qsm__is_container(type)) {
        random_items(m, v, type, depth);
    } else if (type->kind == QSM_KIND_TEXT) {
        put_text(m, v, type);
    } else if (type->kind == QSM_KIND_BYTES) {
        random_bytes(m, v);
    } else {
        void *value = qsm__variant_become(v, type);
        if (value == NULL)
            exit(2);
        if (random_gui(m->g, v->tree, type, value, m->version))
            return;
        if (type->kind == QSM_KIND_STRUCT)
            random_struct(m, type, value);
        else if (type->kind != QSM_KIND_NOTHING)
            random_number(m, type, value);
    }
}

/* A key as QSettings::setValue() takes it: neither empty parts nor two slashes. */
static void random_key(maker *m, char *key, size_t room)
{
    static const char *const names[] = {"General", "general", "%General", "a", "b c", "x"};
    char part[200];
    key[0] = '\0';
    for (uint32_t i = 1 + generator_below(m->g, 3); i > 0; i--) {
        random_text(m, part, sizeof part);
        if (part[0] == '\0' || generator_below(m->g, 3) == 0)
            strcpy(part, names[generator_below(m->g, 6)]);
        if (strlen(key) + strlen(part) + 2 < room) {
            strcat(key, key[0] != '\0' ? "/" : "");
            strcat(key, part);
        }
    }
}

void random_settings(generator *g, qsm_variant *map, int qt, int version)
{
    maker m = {g, qt, version};
    char key[400];
    if (!qsm_variant_set_map(map))
        exit(2);
    for (uint32_t i = generator_below(g, 12); i > 0; i--) {
        random_key(&m, key, sizeof key);
        if (!qsm_text_is_valid(qsm_text_of(key)))
            continue;
        qsm_variant *value = qsm_variant_insert(map, key);
        if (value == NULL)
            exit(2);
        random_value(&m, value, 0);
    }
}

static bool is_other_text(qsm_text text)
{
    for (size_t i = 0; i + 2 < text.size; i++) {
        if (memcmp(text.data + i, "\xef\xbb\xbf", 3) == 0)
            return true;
    }
    return !qsm_text_is_utf8(text);
}

bool is_other(const qsm_variant *v, int qt)
{
    bool other = qsm_variant_type(v) == QSM_VARIANT_KEY_SEQUENCE ||
                 (qt >= QT_6 && qsm_variant_type(v) == QSM_VARIANT_STRING &&
                  is_other_text(qsm_variant_text(v)));
    for (size_t i = 0; i < qsm_variant_count(v) && !other; i++) {
        const char *key = qsm_variant_key_text(v, i).data;
        bool general = key != NULL && strncasecmp(key, "general/", 8) == 0;
        other = is_other(qsm_variant_at(v, i), qt) || (general && memcmp(key, "General", 7) != 0);
    }
    return other;
}

size_t random_ini(generator *g, int qt, char *text, size_t room)
{
    static const char *const words[] = {"a",
                                        "b",
                                        "=",
                                        "=",
                                        "=",
                                        "\n",
                                        "\n",
                                        "\n",
                                        "\r",
                                        "\r\n",
                                        " ",
                                        "\t",
                                        "[",
                                        "]",
                                        "\"",
                                        "\"",
                                        "\\",
                                        "\\\n",
                                        "\\\r\n",
                                        "\\x41",
                                        "\\x",
                                        "\\101",
                                        "\\0",
                                        "\\n",
                                        "\\q",
                                        ",",
                                        ", ",
                                        ";",
                                        "#",
                                        "/",
                                        "%q",
                                        "%20",
                                        "%U20AC",
                                        "%u1",
                                        "@",
                                        "@@",
                                        "@Rect(",
                                        "@Size(1 2)",
                                        "@Point(3 -4)",
                                        "@Invalid()",
                                        "@String(",
                                        "@ByteArray(",
                                        ")",
                                        "1 2 3 4",
                                        "General",
                                        "general",
                                        "\xc3\xa9",
                                        "\xe2\x82\xac",
                                        "\n[s]\n",
                                        "\nk=",
                                        "\nl = ",
                                        "@Variant(\\0\\0\\0\\x2\\0\\0\\0\\x5)",
                                        "(",
                                        "'",
                                        "\xf0\x9f\x98\x80"};
    size_t size = 0;
    text[0] = '\0';
    if (qt < QT_6) /* which reads Latin-1 */
        strcpy(text, ";\xff\n");
    for (uint32_t i = generator_below(g, 60); i > 0; i--) {
        const char *word = words[generator_below(g, sizeof words / sizeof words[0])];
        size = strlen(text);
        bool escaped = size > 0 && text[size - 1] == '\\';
        bool continues = (word[0] == '\\' && (word[1] == '\n' || word[1] == '\r')) ||
                         (escaped && (word[0] == '\n' || word[0] == '\r'));
        if (continues && qt < QT_6) /* which does not trim such a key */
            continue;
        if (size + strlen(word) < room)
            strcpy(text + size, word);
    }
    return strlen(text);
}
