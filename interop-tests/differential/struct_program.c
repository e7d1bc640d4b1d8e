/* SPDX-License-Identifier: MIT */
/*
 * The C code of the chapter "A struct in a stream" of examples/PORTING.md. See struct_peer.cpp for
 * the values. struct_program copy QT VERSION FLAGS IN OUT    reads, prints a line for each value,
 * writes again struct_program make QT VERSION FLAGS OUT       writes values of its own, and prints
 * them
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/memory.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-prototypes" /* a page shows definitions only */
#include "porting_struct.h"
#pragma GCC diagnostic pop

enum { NOTES = 200 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "%s\n", what);
    exit(1);
}

static void print_text(qsm_text text)
{
    if (text.data == NULL)
        (void)printf("null");
    for (size_t i = 0; i < text.size; i++)
        (void)printf("%02x", (unsigned char)text.data[i]);
    (void)printf("|");
}

static void print_note(const note *n)
{
    uint8_t rgba[4];
    print_text(n->title);
    for (size_t i = 0; i < n->tags.count; i++)
        print_text(n->tags.data[i]);
    if (qsm_date_is_valid(n->created.date))
        (void)printf("%" PRId64 " %d %d|", n->created.date.julian_day, n->created.time.msecs,
                     (int)n->created.spec);
    else
        (void)printf("invalid|");
    (void)printf("%d %d %d %d|", n->place.x, n->place.y, n->place.width, n->place.height);
    if (qsm_color_to_rgba(&n->color, rgba) && n->color.spec != QSM_COLOR_INVALID)
        (void)printf("%d %d %d %d\n", rgba[0], rgba[1], rgba[2], rgba[3]);
    else
        (void)printf("invalid\n");
}

/* In the order of the keys, as QMap has them. */
static void print_numbered(const qsm_variant *map)
{
    for (int32_t wanted = -50; wanted < 50; wanted++) {
        for (size_t i = 0; i < qsm_variant_count(map); i++) {
            int32_t key = 0;
            must(qsm_variant_to_int32(qsm_variant_key(map, i), &key), "a key is no int");
            if (key != wanted)
                continue;
            (void)printf("%d=", key);
            print_text(qsm_variant_text(qsm_variant_at(map, i)));
        }
    }
    (void)printf("\n");
}

static int32_t number_of(const qsm_variant *value, const char *name)
{
    int32_t number = -1;
    must(strstr(qsm_variant_type_name(value), name) != NULL, "the name of an enum");
    must(qsm_variant_to_int32(value, &number), "an enum is no number");
    return number;
}

/* The struct in a QVariant has the same fields. */
static void compare(const note *n, const qsm_variant *value)
{
    qsm_date_time created;
    qsm_rect place;
    qsm_color color;
    must(strcmp(qsm_variant_type_name(value), "Note") == 0, "the name of the class");
    must(qsm_text_compare(qsm_variant_text(qsm_variant_path(value, "title")), n->title) == 0,
         "title");
    must(qsm_variant_count(qsm_variant_path(value, "tags")) == n->tags.count, "tags");
    must(qsm_variant_to_date_time(qsm_variant_path(value, "created"), &created) &&
             created.date.julian_day == n->created.date.julian_day &&
             created.time.msecs == n->created.time.msecs,
         "created");
    must(qsm_variant_to_rect(qsm_variant_path(value, "place"), &place) &&
             memcmp(&place, &n->place, sizeof place) == 0,
         "place");
    must(qsm_variant_to_color(qsm_variant_path(value, "color"), &color) &&
             color.component[2] == n->color.component[2],
         "color");
}

static void set_up(qsm_data_stream *stream, char **argv)
{
    qsm_types *enums = qsm_types_new();
    must(stream != NULL && enums != NULL && prepare(stream), "memory");
    must(qsm_types_add(enums, "Note",
                       "QString title, QStringList tags, QDateTime created,"
                       "QRect place, QColor color"),
         qsm_types_error_string(enums));
    must(qsm_types_add(enums, "Qt::Orientation", "qint32") &&
             qsm_types_add(enums, "Qt::Alignment", "qint32") &&
             qsm_types_add(enums, "QFlags<Qt::AlignmentFlag>", "qint32"),
         qsm_types_error_string(enums));
    qsm_data_stream_set_types(stream, enums);
    qsm_types_free(enums);
    qsm_data_stream_set_qt_version(stream, strcmp(argv[0], "5") == 0 ? 0x050f08 : 0x060402);
    qsm_data_stream_set_version(stream, atoi(argv[1]));
    if (atoi(argv[2]) & 1)
        qsm_data_stream_set_byte_order(stream, QSM_DATA_STREAM_LITTLE_ENDIAN);
}

static void write_file(const char *path, const qsm_data_stream *stream)
{
    FILE *file = fopen(path, "wb");
    must(file != NULL, path);
    size_t size = qsm_data_stream_size(stream);
    must(fwrite(qsm_data_stream_data(stream), 1, size, file) == size && fclose(file) == 0, path);
}

static void *read_file(const char *path, size_t *size)
{
    static unsigned char bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    must(file != NULL, path);
    *size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    return bytes;
}

/* Reads all that the Qt program has written, and writes it again. */
static void copy(char **argv)
{
    size_t size;
    const void *bytes = read_file(argv[3], &size);
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *trees[4] = {qsm_tree_new(), qsm_tree_new(), qsm_tree_new(), qsm_tree_new()};
    set_up(in, argv);
    set_up(out, argv);
    while (!qsm_data_stream_at_end(in)) {
        note n;
        size_t start = qsm_data_stream_position(in);
        bool ok = qsm_data_stream_read_struct(in, &note_struct, &n, tree);
        must(ok, qsm_data_stream_error_string(in));
        must(qsm_data_stream_size_of_struct(in, &note_struct, &n) ==
                 qsm_data_stream_position(in) - start,
             "size_of_struct");
        must(qsm_data_stream_write_struct(out, &note_struct, &n),
             qsm_data_stream_error_string(out));
        for (int i = 0; i < 4; i++) {
            const qsm_variant *value = qsm_tree_root(trees[i]);
            ok = qsm_data_stream_read_variant(in, qsm_tree_root(trees[i]));
            must(ok, qsm_data_stream_error_string(in));
            must(qsm_data_stream_write_variant(out, value), qsm_data_stream_error_string(out));
        }
        compare(&n, qsm_tree_root(trees[0]));
        print_note(&n);
        print_numbered(qsm_tree_root(trees[1]));
        (void)printf("%d %d\n", number_of(qsm_tree_root(trees[2]), "Alignment"),
                     number_of(qsm_tree_root(trees[3]), "Qt::Orientation"));
        qsm_tree_clear(tree);
    }
    write_file(argv[4], out);
    for (int i = 0; i < 4; i++)
        qsm_tree_free(trees[i]);
    qsm_tree_free(tree);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
}

/* ---- values of its own ---- */

static uint32_t random_below(uint32_t end)
{
    static uint32_t state = 1;
    state = state * 1664525U + 1013904223U;
    return (state >> 8) % end;
}

static qsm_text random_text(void)
{
    static const char *const texts[] = {NULL,
                                        "",
                                        "a",
                                        "Gr\xc3\xbc\xc3\x9f"
                                        "e",
                                        "\xf0\x9f\x98\x80|",
                                        "x y"};
    return qsm_text_of(texts[random_below(6)]);
}

static note random_note(qsm_text tags[4])
{
    note n = {.title = random_text(),
              .created = {.date = {INT64_MIN}, .time = {-1}, .spec = QSM_TIME_SPEC_LOCAL_TIME},
              .place = {(int32_t)random_below(900) - 400, -7, (int32_t)random_below(9), 12},
              .color = {.alpha = 0xffff}};
    n.tags.data = tags;
    n.tags.count = random_below(4);
    for (size_t i = 0; i < n.tags.count; i++)
        tags[i] = random_text();
    if (random_below(8) > 0)
        n.created = (qsm_date_time){.date = {2400000 + (int64_t)random_below(100000)},
                                    .time = {(int32_t)random_below(86400000)},
                                    .spec = QSM_TIME_SPEC_UTC};
    if (random_below(8) > 0)
        n.color = qsm_color_from_rgba((uint8_t)random_below(256), (uint8_t)random_below(256),
                                      (uint8_t)random_below(256), (uint8_t)random_below(256));
    return n;
}

/* The struct as a value of its type, field by field. */
static void set_note(qsm_variant *value, const qsm_types *types, const note *n)
{
    bool ok = qsm_variant_set_type(value, types, "Note") &&
              qsm_variant_set_text(qsm_variant_insert(value, "title"), n->title) &&
              qsm_variant_set_date_time(qsm_variant_insert(value, "created"), &n->created) &&
              qsm_variant_set_rect(qsm_variant_insert(value, "place"), &n->place) &&
              qsm_variant_set_color(qsm_variant_insert(value, "color"), &n->color);
    for (size_t i = 0; i < n->tags.count && ok; i++)
        ok = qsm_variant_set_text(qsm_variant_append(qsm_variant_insert(value, "tags")),
                                  n->tags.data[i]);
    must(ok, "set_note");
}

/* A map with keys that are no text, from JSON. */
static void set_numbered(qsm_variant *value)
{
    char json[100];
    char *message;
    qsm_schema *schema = qsm_schema_new("QMap<int,QString>");
    qsm_tree *tree = qsm_tree_new();
    (void)snprintf(json, sizeof json, "[{\"pairs\":[[%d,\"a\"],[7,null],[-9,\"\"]]}]",
                   (int)random_below(7));
    bool ok = qsm_schema_from_json(schema, json, strlen(json), qsm_tree_root(tree), &message) &&
              qsm_variant_assign(value, qsm_variant_at(qsm_tree_root(tree), 0));
    must(ok, message != NULL ? message : "memory");
    qsm_tree_free(tree);
    qsm_schema_free(schema);
}

static qsm_types *note_types(void)
{
    qsm_types *types = qsm_types_new();
    must(qsm_types_add(types, "Note",
                       "QString title, QStringList tags, QDateTime created,"
                       "QRect place, QColor color") &&
             qsm_types_add(types, "Qt::Orientation", "qint32") &&
             qsm_types_add(types, "Qt::Alignment", "qint32") &&
             qsm_types_add(types, "QFlags<Qt::AlignmentFlag>", "qint32"),
         "types");
    return types;
}

static void make(char **argv)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_tree *tree = qsm_tree_new();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_types *types = note_types();
    const char *flags = strcmp(argv[0], "5") == 0 ? "Qt::Alignment" : "QFlags<Qt::AlignmentFlag>";
    set_up(out, argv);
    for (int i = 0; i < NOTES; i++) {
        qsm_text tags[4];
        note n = i == 0 ? shopping() : random_note(tags);
        int32_t alignment = (int32_t)random_below(256);
        int32_t orientation = 1 + (int32_t)random_below(2);
        qsm_tree_clear(tree);
        set_note(root, types, &n);
        bool ok = qsm_data_stream_write_struct(out, &note_struct, &n) &&
                  qsm_data_stream_write_variant(out, root);
        set_numbered(root);
        ok = ok && qsm_data_stream_write_variant(out, root);
        print_note(&n);
        print_numbered(root);
        ok = ok && qsm_variant_set_int32(root, alignment) &&
             qsm_variant_convert(root, types, flags) && qsm_data_stream_write_variant(out, root) &&
             qsm_variant_set_int32(root, orientation) &&
             qsm_variant_convert(root, types, "Qt::Orientation") &&
             qsm_data_stream_write_variant(out, root);
        must(ok, qsm_data_stream_error_string(out));
        (void)printf("%d %d\n", alignment, orientation);
    }
    write_file(argv[3], out);
    qsm_types_free(types);
    qsm_tree_free(tree);
    qsm_data_stream_free(out);
}

/* The functions of the chapter. */
static void chapter(void)
{
    note n = shopping();
    note again;
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *saved = save(&n);
    must(saved != NULL &&
             load(qsm_data_stream_data(saved), qsm_data_stream_size(saved), &again, tree),
         "save and load");
    must(strcmp(again.tags.data[1].data, "soon") == 0 && again.place.height == 200, "shopping");
    qsm_data_stream_free(saved);
    qsm_tree_free(tree);
}

int main(int argc, char **argv)
{
    chapter();
    if (argc == 7 && strcmp(argv[1], "copy") == 0)
        copy(argv + 2);
    else if (argc == 6 && strcmp(argv[1], "make") == 0)
        make(argv + 2);
    else
        return 2;
    return 0;
}
