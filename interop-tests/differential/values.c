/* SPDX-License-Identifier: MIT */
/*
 * Values in streams against a real Qt. Random trees of every type that is there: Qt reads what qsm
 * has written, and writes the same bytes again. Damaged streams: the same status and position as
 * Qt, and, if both read them, Qt writes what qsm writes. Left out: counts for which Qt runs out of
 * memory, types that qsm does not have yet, duplicate keys (Qt keeps one or sorts them). usage:
 * diff_values PEER CASES [SEED]
 */
#include <qsm/gui_values.h>
#include <qsm/variant.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core_values.h"
#include "generate.h"
#include "gui_random.h"
#include "left_out.h"
#include "qt_link.h"
#include "value/json/json.h"
#include "value/number.h"
#include "value/order.h"
#include "value/tree.h"
#include "value_types.h"

enum { REPORTED = 10, MOST_DEPTH = 4, OUT_OF_MEMORY = 255, ANSWER = 1 << 20 };

typedef struct answer {
    int status;
    size_t position;
    unsigned char bytes[ANSWER];
    size_t size;
} answer;

static const settings *current;
static unsigned long failures;
static unsigned long comparisons;
static unsigned long left_out;

static void set_up(qsm_data_stream *stream, const settings *s)
{
    if (stream == NULL)
        exit(2);
    qsm_data_stream_set_version(stream, s->version);
    qsm_data_stream_set_qt_version(stream, s->qt);
    if (s->little)
        qsm_data_stream_set_byte_order(stream, QSM_DATA_STREAM_LITTLE_ENDIAN);
    if (s->single)
        qsm_data_stream_set_floating_point_precision(stream, QSM_DATA_STREAM_SINGLE_PRECISION);
}

static void ask(qt_link *link, const settings *s, const unsigned char *data, size_t size, answer *a)
{
    unsigned char head[2] = {(unsigned char)s->type,
                             (unsigned char)(s->little | s->single << 1 | s->answer_at_13 << 2)};
    uint32_t numbers[2] = {(uint32_t)s->version, (uint32_t)size};
    uint32_t answers[3];
    qt_send(link, head, sizeof head);
    qt_send(link, numbers, sizeof numbers);
    qt_send(link, data, size);
    qt_await(link);
    qt_receive(link, answers, sizeof answers);
    a->status = (int)answers[0];
    a->position = answers[1];
    a->size = answers[2];
    if (a->size > sizeof a->bytes)
        exit(2);
    qt_receive(link, a->bytes, a->size);
}

static void report(const settings *s, const char *what, const unsigned char *data, size_t size)
{
    if (failures++ >= REPORTED)
        return;
    printf("%s, version %d, %s endian, %s precision: %s\n  ", value_types[s->type].name, s->version,
           s->little ? "little" : "big", s->single ? "single" : "double", what);
    for (size_t i = 0; i < size && i < 400; i++)
        printf("%02x", data[i]);
    puts("");
}

/* Reports bytes that differ from Qt's, where, and what each of the two has written. data: what Qt
 * has read. */
static void compare_bytes(const settings *s, const char *what, const unsigned char *data,
                          size_t size, const qsm_data_stream *ours, const answer *theirs)
{
    char text[200];
    const unsigned char *bytes[] = {qsm_data_stream_data(ours), theirs->bytes};
    size_t sizes[] = {qsm_data_stream_size(ours), theirs->size};
    size_t at = 0;
    while (at < sizes[0] && at < sizes[1] && bytes[0][at] == bytes[1][at])
        at++;
    if (at == sizes[0] && at == sizes[1])
        return;
    (void)snprintf(text, sizeof text, "%s, from byte %zu of %zu on", what, at, sizes[1]);
    report(s, text, data, size);
    for (size_t i = 0; i < 2 && failures <= REPORTED; i++) {
        printf("  %s ", i == 0 ? "qsm" : "Qt ");
        for (size_t j = 0; j < sizes[i] && j < 400; j++)
            printf("%02x", bytes[i][j]);
        puts("");
    }
}

static void random_text(generator *g, qsm_variant *v, const qsm_type *type)
{
    static const char *const parts[] = {"a",
                                        "key",
                                        "\xc3\xa9",
                                        "\xe2\x82\xac",
                                        "\xf0\x9f\x98\x80",
                                        "\xed\xa0\x80",
                                        "Z",
                                        "some longer text of ASCII only"};
    char text[400] = "";
    for (uint32_t i = generator_below(g, 8); i > 0; i--) {
        strcat(text, parts[generator_below(g, 8)]);
        strcat(text, "-"); /* so that no two halves meet */
    }
    qsm_text whole = qsm_text_of(generator_below(g, 10) == 0 ? NULL : text);
    if (!qsm__variant_set_text_type(v, type, whole))
        exit(2);
}

static void random_bytes(generator *g, void *out, size_t size)
{
    unsigned char *bytes = out;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)generator_next(g);
}

static double random_double(generator *g)
{
    static const double marks[] = {0,      -0.0, 1,   -1.5,     1e300,  -1e-300,
                                   5e-324, 1e10, 0.1, 16777217, 3.4e38, 1e39};
    uint32_t choice = generator_below(g, 20);
    return choice < 12 ? marks[choice] : (double)(int32_t)generator_next(g) / 1000;
}

/* Structs of numbers only: their doubles are no NaN, which Qt may change. */
static void random_struct(generator *g, const qsm_type *type, void *value)
{
    size_t length = strlen(type->name);
    if (type->name[length - 1] != 'F') {
        random_bytes(g, value, type->size);
        return;
    }
    for (size_t i = 0; i < type->size / sizeof(double); i++) {
        double real = random_double(g);
        memcpy((unsigned char *)value + i * sizeof real, &real, sizeof real);
    }
}

static const settings *current;

static void random_value(generator *g, qsm_variant *v, const qsm_type *type, unsigned depth);

/* A value for a QVariant: of any type that is there. */
static void random_variant(generator *g, qsm_variant *v, const settings *s, unsigned depth)
{
    static const char *const named[] = {"QMap<int,QString>", "QList<int>"};
    for (;;) {
        const char *problem;
        bool more;
        uint32_t index = generator_below(g, 92);
        const qsm_type *type = qsm__type_at(&qsm__qt_types, index, &more);
        if (index > 87)
            type = qsm__type_of_name(&qsm__qt_types, &v->tree->arena, named[index & 1],
                                     strlen(named[index & 1]), true, &problem);
        if (type == NULL || !qsm__type_is_supported(type) || type->kind == QSM_KIND_TEMPLATE)
            continue;
        bool new_in_6 = type->id >= 56 && type->id <= 63 && s->qt < 0x060000;
        bool by_name = qsm__type_id(type, s->version, s->qt) == QSM_TYPE_USER && index <= 87;
        bool plain_vector = index > 87 && s->qt < 0x060000 && strcmp(type->name, "QList<int>") == 0;
        bool gone_in_6 = type->id_qt5 == 27 && s->qt < 0x060000; /* QRegExp */
        bool is_profile = type->id == QSM_VARIANT_COLOR_SPACE;   /* which Qt parses */
        if (new_in_6 || by_name || is_profile ||
            (type->id == QSM_TYPE_USER && index <= 87 && !gone_in_6) || plain_vector ||
            (qsm__is_container(type) && depth >= MOST_DEPTH))
            continue;
        random_value(g, v, type, depth + 1);
        return;
    }
}

static void random_slot(generator *g, qsm_variant *v, const qsm_type *type, unsigned depth)
{
    if (type->kind != QSM_KIND_VARIANT)
        random_value(g, v, type, depth);
    else if (generator_below(g, 12) > 0)
        random_variant(g, v, current, depth);
}

static bool has_key(const qsm_items *items, const qsm_variant *key)
{
    for (size_t i = 0; i < items->count; i += 2) {
        if (qsm__compare_keys(qsm__items_at(items, i), key) == 0)
            return true;
    }
    return false;
}

static void random_items(generator *g, qsm_variant *v, const qsm_type *type, unsigned depth)
{
    qsm_items *items = qsm__variant_items(v);
    bool pairs = qsm__entry_nodes(type) == 2;
    uint32_t count = generator_below(g, depth > 2 ? 3 : 6);
    if (type->kind == QSM_KIND_HASH) /* more have no order */
        count = count > 0;
    items->built = true;
    for (uint32_t i = 0; i < (type->kind == QSM_KIND_PAIR ? 2 : count); i++) {
        qsm_variant key;
        qsm__variant_reset(&key, v->tree);
        if (pairs)
            random_slot(g, &key, type->of[0], depth);
        if (pairs && has_key(items, &key))
            continue;
        const qsm_type *of = pairs                         ? type->of[1]
                             : type->kind == QSM_KIND_PAIR ? type->of[i]
                                                           : type->of[0];
        qsm_variant *node = pairs ? qsm__items_insert(v, &key) : qsm__items_add(items, v->tree, 1);
        if (node == NULL)
            exit(2);
        random_slot(g, node, of, depth);
    }
}

static void random_boxed(generator *g, qsm_variant *v, unsigned depth)
{
    qsm_variant *inner = qsm__arena_take(&v->tree->arena, sizeof *inner);
    if (inner == NULL)
        exit(2);
    qsm__variant_reset(inner, v->tree);
    memcpy(v->value.bytes, &inner, sizeof(qsm_variant *));
    if (depth < MOST_DEPTH)
        random_variant(g, inner, current, depth + 1);
}

static void random_number(generator *g, const qsm_type *type, void *value)
{
    qsm_number real = {.form = QSM_NUMBER_REAL, .real = random_double(g)};
    bool truth = generator_below(g, 2);
    if (type->kind == QSM_KIND_FLOAT)
        qsm__number_store(type, value, &real);
    else if (type->kind == QSM_KIND_BOOL)
        memcpy(value, &truth, sizeof truth);
    else
        random_bytes(g, value, type->size);
}

static void random_value(generator *g, qsm_variant *v, const qsm_type *type, unsigned depth)
{
    unsigned char bytes[40];
    if (core_random(g, v, type, current->version))
        return;
    void *value = qsm__variant_become(v, type);
    if (value == NULL)
        exit(2);
    if (random_gui(g, v->tree, type, value, current->version))
        return;
    if (qsm__is_container(type)) {
        random_items(g, v, type, depth);
    } else if (type->kind == QSM_KIND_TEXT) {
        random_text(g, v, type);
    } else if (type->kind == QSM_KIND_BYTES) {
        size_t size = generator_below(g, sizeof bytes);
        random_bytes(g, bytes, size);
        qsm_bytes random = {generator_below(g, 10) == 0 ? NULL : bytes, size};
        qsm_variant_set_bytes(v, random);
    } else if (type->kind == QSM_KIND_VARIANT) {
        random_boxed(g, v, depth);
    } else if (type->kind == QSM_KIND_STRUCT) {
        random_struct(g, type, value);
    } else if (type->kind != QSM_KIND_NOTHING) {
        random_number(g, type, value);
    }
}

/* Qt keeps the flags of a QStandardItem as one of its roles, and writes both. */
static void add_flags(generator *g, qsm_variant *item)
{
    enum { FLAGS_ROLE = 0xff };
    int32_t flags = (int32_t)generator_next(g);
    qsm_variant *pair = qsm_variant_append(qsm_variant_child(item, 0));
    const qsm_type *role = qsm_variant_child(item, 0)->type->of[0];
    qsm_variant value;
    qsm__variant_reset(&value, item->tree);
    bool ok = pair != NULL && qsm__variant_become(pair, role) != NULL &&
              qsm__items_add(qsm__variant_items(pair), item->tree, 2) != NULL &&
              qsm_variant_set_int32(qsm_variant_child(pair, 0), FLAGS_ROLE) &&
              qsm_variant_set_int32(qsm_variant_child(pair, 1), flags) &&
              qsm_variant_set_int32(qsm_variant_child(item, 1), flags);
    if (!ok)
        exit(2);
}

static bool write_value(qsm_data_stream *out, const settings *s, const qsm_variant *value)
{
    return s->type == 0 ? qsm_data_stream_write_variant(out, value)
                        : qsm_data_stream_write_value(out, value);
}

static const qsm_type *type_of(qsm_tree *tree, const settings *s)
{
    const char *problem;
    return qsm__type_of_name(&qsm__qt_types, &tree->arena, value_types[s->type].name,
                             strlen(value_types[s->type].name), false, &problem);
}

/* Damages a stream at a few bytes, and perhaps at its end. */
static size_t damage(generator *g, unsigned char *data, size_t size)
{
    for (uint32_t i = generator_below(g, 3); i > 0 && size > 0; i--) {
        size_t at = generator_below(g, (uint32_t)size);
        data[at] = (unsigned char)(generator_below(g, 2) ? generator_next(g)
                                                         : data[at] ^ 1U << generator_below(g, 8));
    }
    return generator_below(g, 3) == 0 ? generator_below(g, (uint32_t)size + 1) : size;
}

/* Whether a value has a key twice: Qt drops one of them, or sorts them in its way. */
static bool has_duplicates(const qsm_variant *v)
{
    for (size_t i = 0; i < qsm_variant_count(v); i++) {
        const qsm_variant *key = qsm_variant_key(v, i);
        for (size_t j = 0; key != NULL && j < i; j++) {
            if (qsm__compare_keys(qsm_variant_key(v, j), key) == 0)
                return true;
        }
        if (has_duplicates(qsm_variant_at(v, i)))
            return true;
    }
    return false;
}

/* What was read as Qt writes it: maps in Qt's order. */
static void sort_all(qsm_variant *v, int qt)
{
    v = (qsm_variant *)(uintptr_t)qsm__variant_innermost(v);
    for (size_t i = 0; i < qsm_variant_count(v); i++)
        sort_all(qsm_variant_child(v, i), qt);
    if (v != NULL && v->type != NULL && v->type->kind == QSM_KIND_MAP)
        qsm_variant_sort(v, qt);
}

static bool is_hash(const qsm_variant *v)
{
    v = qsm__variant_innermost(v);
    bool found =
        v != NULL && v->type != NULL && v->type->kind == QSM_KIND_HASH && qsm_variant_count(v) > 1;
    for (size_t i = 0; i < qsm_variant_count(v) && !found; i++)
        found = is_hash(qsm_variant_at(v, i));
    return found;
}

static void compare_damaged(qt_link *link, const settings *s, const unsigned char *data,
                            size_t size)
{
    static answer theirs;
    char what[300];
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    set_up(in, s);
    set_up(out, s);
    qsm_data_stream_set_lenient(in, true);
    qsm_variant *value = qsm_tree_root(tree);
    if (s->type == 0)
        qsm_data_stream_read_variant(in, value);
    else
        qsm_data_stream_read_value(in, value_types[s->type].name, value);
    const char *error = qsm_data_stream_error_string(in);
    /* Some types that qsm does not have crash Qt when they are damaged: it is not asked then. */
    bool skip = strstr(error, "does not support") != NULL ||
                strstr(error, "does not read") != NULL || strstr(error, "limit") != NULL ||
                strstr(error, "a path of") != NULL || strstr(error, "a list of") != NULL ||
                core_crashes_qt5(value) || lost_its_place(s, error) || may_crash(s, data, size);
    bool ok = qsm_data_stream_status(in) == QSM_DATA_STREAM_OK;
    skip = skip || has_strange_brush(s, value, ok, data, size) || has_nameless_font(s, value);
    if (!ok)
        skip = skip || has_polygon(s, data, size) || counts_too_much(s, data, size);
    if (!skip)
        ask(link, s, data, size, &theirs);
    skip = skip || theirs.status == OUT_OF_MEMORY;
    bool same = (int)qsm_data_stream_status(in) == theirs.status &&
                qsm_data_stream_position(in) == theirs.position;
    skip = skip || (!same && (has_own_id(s, data, size) || has_unsupported(s, data, size)));
    left_out += skip;
    comparisons += !skip;
    if (!skip && !same) {
        (void)snprintf(what, sizeof what, "status %d at %zu, with Qt %d at %zu (%s)",
                       (int)qsm_data_stream_status(in), qsm_data_stream_position(in), theirs.status,
                       theirs.position, error);
        report(s, what, data, size);
    }
    if (!skip && same && theirs.status == 0 && !has_duplicates(value) && !is_hash(value) &&
        !core_is_changed_by_qt(value, qsm_data_stream_canonical(in)) &&
        !is_moved(value, qsm_data_stream_canonical(in)) && !value_types[s->type].is_set_up) {
        sort_all(value, s->qt);
        write_value(out, s, value);
        compare_bytes(s, "Qt writes a damaged stream in another way", data, size, out, &theirs);
    }
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

static void compare_one(qt_link *link, generator *g, const settings *s)
{
    static answer theirs;
    static unsigned char damaged[1 << 16];
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    set_up(out, s);
    current = s;
    random_slot(g, qsm_tree_root(tree), type_of(tree, s), 0);
    if (value_types[s->type].is_set_up)
        add_flags(g, qsm_tree_root(tree));
    if (s->type == 0 && generator_below(g, 20) == 0)
        qsm_tree_root(tree)->is_null = 1;
    bool ok = write_value(out, s, qsm_tree_root(tree));
    const unsigned char *data = qsm_data_stream_data(out);
    size_t size = qsm_data_stream_size(out);
    if (!ok) {
        report(s, qsm_data_stream_error_string(out), data, size);
    } else {
        ask(link, s, data, size, &theirs);
        comparisons++;
        if (theirs.status != 0 || theirs.position != size)
            report(s, "Qt does not read it", data, size);
        else
            compare_bytes(s, "Qt writes other bytes", data, size, out, &theirs);
    }
    if (size <= sizeof damaged && !has_picture(data, size)) {
        memcpy(damaged, data, size);
        compare_damaged(link, s, damaged, damage(g, damaged, size));
    }
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

/* A date-time at version 13, which has Universal Time: Qt converts it, and qsm does. */
static void compare_clocks(qt_link *link, generator *g, settings s)
{
    static answer theirs;
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_buffer();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    s.type = DATE_TIME;
    s.version = QSM_DATA_STREAM_QT_5_2;
    s.answer_at_13 = true;
    set_up(in, &s);
    set_up(out, &s);
    qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_5_0);
    core_random_clock(g, qsm_tree_root(tree), s.qt);
    write_value(in, &s, qsm_tree_root(tree));
    const unsigned char *data = qsm_data_stream_data(in);
    size_t size = qsm_data_stream_size(in);
    ask(link, &s, data, size, &theirs);
    comparisons++;
    if (!write_value(out, &s, qsm_tree_root(tree)))
        report(&s, qsm_data_stream_error_string(out), data, size);
    else
        compare_bytes(&s, "Qt has another Universal Time", data, size, out, &theirs);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

int main(int argc, char **argv)
{
    generator g;
    uint32_t qt;
    if (argc < 3)
        return 2;
    unsigned long cases = strtoul(argv[2], NULL, 10);
    setenv("TZ", "Europe/Paris", 1); /* of both: version 13 converts local time */
    qt_link *link = qt_start(argv[1]);
    qt_receive(link, &qt, sizeof qt);
    generator_seed(&g, argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
    for (unsigned long i = 0; i < cases; i++) {
        settings s = {.type = generator_below(&g, value_type_count), .qt = (int)qt};
        if (!value_type_is_there(s.type, s.qt))
            continue;
        s.little = generator_below(&g, 2);
        s.single = generator_below(&g, 3) == 0;
        int newest = newest_version((int)qt);
        int oldest = value_types[s.type].oldest;
        s.version = oldest + (int)generator_below(&g, (uint32_t)(newest - oldest + 1));
        compare_one(link, &g, &s);
        if (i % 4 == 0)
            compare_clocks(link, &g, s);
    }
    qt_stop(link);
    printf("Qt %x: %lu comparisons, %lu left out, %lu failures\n", (unsigned)qt, comparisons,
           left_out, failures);
    return failures == 0 && comparisons > cases && left_out < cases / 2 ? 0 : 1;
}
