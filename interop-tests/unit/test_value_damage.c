/* SPDX-License-Identifier: MIT */
/*
 * Values of all types that are damaged everywhere. Their bytes are cut after each byte: reading,
 * skipping and visiting end at the same byte with the same status. Memory and elements are limited
 * step by step. Each part of their JSON becomes another one: that gives a value or says why not.
 * The values are those of the vectors (data/value_vectors.txt), and some that the vectors lack.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "system.h"
#include "trees.h"
#include "value/coder.h"
#include "value/tree.h"
#include "vector_lines.h"

enum { MOST_BYTES = 700, MOST_JSON = 1500, MOST_KINDS = 1000 };

#define RGB "{\"spec\":\"Rgb\",\"raw16\":[65535,1,2,3,0]}"
#define IDENTITY "\"transform\":[1,0,0,0,1,0,0,0,1]"
#define BRUSH "{\"style\":1,\"color\":" RGB "," IDENTITY "}"
#define PNG "{\"hex\":\"89504e470d0a1a0a0000000049454e44ae426082\"}"

typedef struct sample {
    const char *type;
    const char *json;
    int version;
    int qt;
    const unsigned char *bytes;
    size_t size;
} sample;

/* What no vector has. */
static const struct {
    const char *type;
    const char *json;
    int version;
} others[] = {
    {"QIcon",
     "{\"engine\":\"QPixmapIconEngine\",\"theme\":null,\"entries\":[{\"pixmap\":" PNG
     ",\"fileName\":\"a\",\"size\":[1,2],\"mode\":1,\"state\":0},{\"pixmap\":null,\"fileName\":"
     "null,"
     "\"size\":[-1,-1],\"mode\":0,\"state\":1}]}",
     20},
    {"QIcon", "{\"engine\":\"QIconLoaderEngine\",\"theme\":\"copy\",\"entries\":[]}", 24},
    {"QIcon",
     "{\"engine\":\"QPixmapIconEngine\",\"theme\":null,\"entries\":[{\"pixmap\":" PNG
     ",\"fileName\":null,\"size\":[1,2],\"mode\":0,\"state\":0}]}",
     8},
    {"QIcon",
     "{\"engine\":\"QPixmapIconEngine\",\"theme\":null,\"entries\":[{\"pixmap\":" PNG
     ",\"fileName\":null,\"size\":[1,2],\"mode\":0,\"state\":0}]}",
     7},
    {"QCursor",
     "{\"shape\":24,\"isPixmap\":false,\"picture\":" PNG ",\"mask\":" PNG ",\"hotSpot\":[3,4]}",
     20},
    {"QCursor",
     "{\"shape\":24,\"isPixmap\":true,\"picture\":" PNG ",\"mask\":null,\"hotSpot\":[3,4]}", 20},
    {"QCursor", "{\"shape\":13}", 20},
    {"QPalette", "{\"groups\":[[" BRUSH "," BRUSH "],[" BRUSH "," BRUSH "],[" BRUSH "," BRUSH "]]}",
     2},
    {"QBrush", "{\"style\":24,\"color\":" RGB "," IDENTITY ",\"texture\":" PNG "}", 20},
    {"QBrush",
     "{\"style\":16,\"color\":" RGB "," IDENTITY ",\"gradient\":{\"type\":1,\"spread\":0,"
     "\"coordinateMode\":0,\"interpolation\":0,\"stops\":[[0," RGB "],[1," RGB
     "]],\"center\":[1,2],"
     "\"focalPoint\":[0,0],\"radius\":1,\"focalRadius\":2}}",
     20},
    {"QPen",
     "{\"style\":6,\"cap\":0,\"join\":64,\"cosmetic\":true,\"width\":2,\"miterLimit\":2,"
     "\"dashOffset\":1,\"brush\":" BRUSH ",\"dashPattern\":[1,2.5],\"defaultWidth\":true}",
     19},
    {"QFont",
     "{\"family\":\"a\",\"furtherFamilies\":[\"b\",\"c\"],\"styleName\":\"d\",\"pointSizeF\":11,"
     "\"pixelSize\":-1,\"styleHint\":5,\"styleStrategy\":1,\"weight\":50,\"style\":2,"
     "\"underline\":true,\"overline\":true,\"strikeOut\":true,\"fixedPitch\":true,"
     "\"kerning\":false,\"stretch\":1,\"letterSpacingType\":1,\"letterSpacing\":-1,"
     "\"wordSpacing\":2,\"hinting\":1,\"capitalization\":1,\"features\":[[\"liga\",3]],"
     "\"axes\":[[\"wght\",550.5]]}",
     24},
    {"QPainterPath", "{\"elements\":[[0,1,2],[1,3,4],[0,5,6],[1,7,8]],\"fillRule\":1,\"start\":0}",
     20},
    {"QRegion", "{\"rects\":[{\"x\":1,\"y\":2,\"w\":3,\"h\":4},{\"x\":1,\"y\":9,\"w\":3,\"h\":4}]}",
     20},
    {"QRegion", "{\"rects\":[{\"x\":1,\"y\":2,\"w\":3,\"h\":4},{\"x\":1,\"y\":9,\"w\":3,\"h\":4}]}",
     1},
    {"QColor", "{\"spec\":\"-7\",\"raw16\":[1,2,3,4,5]}", 20},
    {"QPicture", "{\"hex\":\"00ff\"}", 20},
    {"QSizePolicy",
     "{\"horizontal\":1,\"vertical\":2,\"hfw\":1,\"controlType\":20,\"wfh\":0,\"retain\":1,"
     "\"hStretch\":3,\"vStretch\":4}",
     20},
    {"QDateTime",
     "{\"date\":{\"iso\":\"\",\"jd\":2459000},\"time\":{\"iso\":\"\",\"ms\":5},\"spec\":\"zone\","
     "\"zone\":{\"aheadOfUtcBy\":3600}}",
     24},
    {"QTimeZone",
     "{\"custom\":{\"id\":\"a\",\"offset\":5,\"name\":\"b\",\"abbreviation\":\"c\","
     "\"territory\":1,\"comment\":\"d\"}}",
     20},
    {"QEasingCurve",
     "{\"type\":41,\"period\":1,\"amplitude\":2,\"overshoot\":3,\"bezierCurves\":[[1,2],[3,4]],"
     "\"tcbPoints\":[[1,2,3,4,5]]}",
     20},
    {"QKeySequence", "{\"keys\":[1,2,3,4]}", 20},
    {"QVariant", "{\"metatype\":\"QMap<int,QList<int>>\",\"value\":{\"pairs\":[[1,[2]]]}}", 20},
    {"QVariant", "{\"metatype\":\"QVariant\",\"value\":{\"metatype\":\"int\",\"value\":5}}", 20},
    {"std::pair<QVariant,QMap<int,QString>>",
     "[{\"metatype\":\"QStringList\",\"value\":[\"a\"]},{\"pairs\":[[1,\"x\"],[2,null]]}]", 20}};

static const qsm_type *row_of(qsm_tree *tree, const char *type)
{
    const char *problem;
    if (strcmp(type, "QVariant") == 0)
        return &qsm__qt_types.core[QSM_VARIANT_VARIANT];
    return qsm__type_of_name(&qsm__qt_types, &tree->arena, type, strlen(type), false, &problem);
}

typedef struct outcome {
    qsm_data_stream_status_code status;
    size_t position;
} outcome;

/* Reads the first size bytes in a mode: from memory that ends there. */
static outcome read_in(qsm_mode mode, const sample *s, size_t size,
                       const qsm_data_stream_limits *limits)
{
    qsm_coder c;
    qsm_variant node;
    qsm_tree *tree = new_tree();
    unsigned char *exact = malloc(size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(exact);
    memcpy(exact + 1, s->bytes, size); /* odd addresses, too */
    qsm_data_stream *in = qsm_data_stream_new_reader(exact + 1, size);
    qsm_data_stream_set_version(in, s->version);
    qsm_data_stream_set_qt_version(in, s->qt);
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, limits));
    qsm__variant_reset(&node, tree);
    const qsm_type *type = row_of(tree, s->type);
    qsm__coder_begin(&c, in, mode, &qsm__qt_types, tree);
    (void)qsm__code_slot(&c, type, &node);
    (void)qsm__coder_end(&c);
    outcome found = {qsm_data_stream_status(in), qsm_data_stream_position(in)};
    if (mode == QSM_MODE_READ)
        CU_ASSERT_TRUE(qsm_variant_equals(&node, &node));
    qsm_data_stream_free(in);
    free(exact);
    qsm_tree_free(tree);
    return found;
}

static void same_when_skipped(const sample *s, size_t size, const qsm_data_stream_limits *limits)
{
    outcome read = read_in(QSM_MODE_READ, s, size, limits);
    outcome other = read_in(QSM_MODE_SKIP, s, size, limits);
    bool same = other.status == read.status && other.position == read.position;
    CU_ASSERT_TRUE(same);
    if (!same)
        printf("\n    %s, version %d, %zu of %zu bytes: status %d at %zu, not %d at %zu", s->type,
               s->version, size, s->size, (int)other.status, other.position, (int)read.status,
               read.position);
}

static void cut(const sample *s)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    for (size_t size = 0; size <= s->size; size++)
        same_when_skipped(s, size, &limits);
    for (limits.elements = 1; limits.elements < 8; limits.elements++)
        same_when_skipped(s, s->size, &limits);
}

/* Each piece of memory is missing once. */
static void limited(const sample *s)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    outcome whole = read_in(QSM_MODE_READ, s, s->size, &limits);
    outcome found = {QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, 0};
    for (limits.memory = 1; limits.memory < 1 << 16 && found.status != whole.status;
         limits.memory += 16) {
        found = read_in(QSM_MODE_READ, s, s->size, &limits);
        CU_ASSERT_TRUE(found.status == whole.status ||
                       found.status == QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    }
    CU_ASSERT_EQUAL(found.status, whole.status);
}

/* ---- JSON ---- */

static qsm_tree *parsed(const char *text)
{
    const char *problem;
    size_t offset;
    qsm_tree *tree = new_tree();
    CU_ASSERT_TRUE_FATAL(
        qsm__json_parse(text, strlen(text), qsm_tree_root(tree), &problem, &offset));
    return tree;
}

static bool to_value(qsm_tree *tree, const sample *s, const qsm_variant *json)
{
    const char *problem = NULL;
    bool ok = json_to_value(qsm_tree_root(tree), row_of(tree, s->type), json, &problem);
    CU_ASSERT_TRUE(ok || problem != NULL);
    return ok;
}

static bool from_value(qsm_tree *tree, const sample *s, const qsm_variant *value)
{
    const char *problem;
    qsm_tree *names = new_tree();
    bool ok = qsm__json_from_value(qsm_tree_root(tree), row_of(names, s->type), value, &problem);
    qsm_tree_free(names);
    return ok;
}

/* Finds the place with a number; *left counts down. */
static bool find(qsm_variant *node, size_t *left, qsm_variant **parent, size_t *index)
{
    for (size_t i = 0; i < qsm_variant_count(node); i++) {
        if ((*left)-- == 0) {
            *parent = node;
            *index = i;
            return true;
        }
        if (find(qsm_variant_child(node, i), left, parent, index))
            return true;
    }
    return false;
}

enum { REMOVED, NOTHING, WORD, NUMBER, LIST, MAP, CHANGES };

static bool change(qsm_variant *parent, size_t index, int what)
{
    qsm_variant *child = qsm_variant_child(parent, index);
    switch (what) {
    case REMOVED:
        return qsm_variant_remove(parent, index);
    case NOTHING:
        return qsm_variant_set_invalid(child);
    case WORD:
        return qsm_variant_set_text(child, qsm_text_of("?"));
    case NUMBER:
        return qsm_variant_set_double(child, 4e9);
    case LIST:
        return qsm_variant_set_list(child);
    default:
        return qsm_variant_set_map(child);
    }
}

/* A value that was made can be printed and compared. Perhaps it can be written. */
static void use(const sample *s, const qsm_variant *value)
{
    qsm_tree *json = new_tree();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    (void)from_value(json, s, value);
    CU_ASSERT_TRUE(qsm_data_stream_write_variant(out, value) ==
                   (qsm_data_stream_error_string(out)[0] == '\0'));
    qsm_data_stream_free(out);
    qsm_tree_free(json);
}

static void change_json(const sample *s)
{
    bool more = true;
    for (size_t place = 0; more; place++) {
        for (int what = 0; what < CHANGES && more; what++) {
            size_t left = place;
            size_t index = 0;
            qsm_variant *parent = NULL;
            qsm_tree *json = parsed(s->json);
            qsm_tree *value = new_tree();
            more = find(qsm_tree_root(json), &left, &parent, &index);
            if (more) {
                CU_ASSERT_TRUE(change(parent, index, what));
                if (to_value(value, s, qsm_tree_root(json)))
                    use(s, qsm_tree_root(value));
            }
            qsm_tree_free(value);
            qsm_tree_free(json);
        }
    }
}

static void limit_json(const sample *s)
{
    qsm_tree *json = parsed(s->json);
    qsm_tree *value = new_tree();
    CU_ASSERT_TRUE_FATAL(to_value(value, s, qsm_tree_root(json)));
    for (int making = 0; making < 2; making++) {
        bool ok = false;
        size_t limit = 1;
        for (; limit < 1 << 17 && !ok; limit += 24) {
            qsm_tree *made = new_tree();
            /* The type itself is there. */
            const qsm_type *type = row_of(made, s->type);
            const char *problem = NULL;
            made->arena.limit = made->arena.used + limit;
            ok = making ? json_to_value(qsm_tree_root(made), type, qsm_tree_root(json), &problem)
                        : from_value(made, s, qsm_tree_root(value));
            CU_ASSERT_TRUE(ok || problem != NULL || !making);
            qsm_tree_free(made);
        }
        CU_ASSERT_TRUE(ok);
    }
    qsm_tree_free(value);
    qsm_tree_free(json);
}

/* ---- where the values come from ---- */

static void others_damaged(void)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        sample s = {others[i].type, others[i].json, others[i].version, 0x060402, NULL, 0};
        qsm_tree *json = parsed(s.json);
        qsm_tree *value = new_tree();
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        s.qt = s.version > 20 ? 0x060b02 : s.version == 19 ? 0x050f08 : 0x060402;
        qsm_data_stream_set_version(out, s.version);
        qsm_data_stream_set_qt_version(out, s.qt);
        bool made = to_value(value, &s, qsm_tree_root(json));
        bool written = strcmp(s.type, "QVariant") == 0
                           ? qsm_data_stream_write_variant(out, qsm_tree_root(value))
                           : qsm_data_stream_write_value(out, qsm_tree_root(value));
        if (!made || !written)
            printf("\n    %s: %s", s.type, qsm_data_stream_error_string(out));
        CU_ASSERT_TRUE_FATAL(made && written);
        s.bytes = qsm_data_stream_data(out);
        s.size = qsm_data_stream_size(out);
        cut(&s);
        limited(&s);
        change_json(&s);
        limit_json(&s);
        qsm_data_stream_free(out);
        qsm_tree_free(value);
        qsm_tree_free(json);
    }
}

/* Whether this is the first vector of its type, and of its type and versions. */
static bool is_new(const char *kind)
{
    static char seen[MOST_KINDS][64];
    static size_t count;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(seen[i], kind, sizeof seen[i] - 1) == 0)
            return false;
    }
    CU_ASSERT_TRUE_FATAL(count < MOST_KINDS);
    (void)snprintf(seen[count++], sizeof seen[0], "%s", kind);
    return true;
}

static void damage_vector(char *columns[QSM_VECTOR_COLUMNS])
{
    static unsigned char bytes[MOST_BYTES];
    char kind[64];
    int last = atoi(strrchr(columns[2], ',') != NULL ? strrchr(columns[2], ',') + 1 : columns[2]);
    bool six = strstr(columns[5], "6.") != NULL;
    sample s = {columns[1], columns[6], last, 0x060402, bytes, 0};
    qsm_tree *names = new_tree();
    bool known = row_of(names, s.type) != NULL;
    qsm_tree_free(names);
    if (!known || strlen(columns[7]) > MOST_BYTES || strlen(columns[6]) > MOST_JSON)
        return;
    s.qt = !six ? 0x050f08 : last > 20 ? 0x060b02 : 0x060402;
    s.size = qsm_vector_bytes(columns[7], bytes);
    (void)snprintf(kind, sizeof kind, "%.40s %.20s", columns[1], columns[2]);
    if (is_new(kind)) {
        cut(&s);
        limited(&s);
    }
    (void)snprintf(kind, sizeof kind, "%.60s", columns[1]);
    if (strcmp(s.type, "QVariant") != 0 && is_new(kind)) {
        change_json(&s);
        limit_json(&s);
    }
}

static unsigned vectors;

static void damage_line(char *columns[QSM_VECTOR_COLUMNS])
{
    bool slow = QSM_EMULATED || getenv("QSM_TEST_WRAPPER") != NULL; /* valgrind */
    if (strcmp(columns[3], "little") == 0 || strcmp(columns[4], "single") == 0)
        return;
    if (!slow || vectors % 5 == 0)
        damage_vector(columns);
    vectors++;
}

static void vectors_damaged(void)
{
    (void)qsm_vector_lines('W', damage_line);
    CU_ASSERT_TRUE(vectors > 500);
}

QSM_SUITE("damaged values", {"what the vectors lack", others_damaged}, {"vectors", vectors_damaged})
