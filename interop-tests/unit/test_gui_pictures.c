/* SPDX-License-Identifier: MIT */
/* Pictures in values: QImage, QPixmap, brushes, cursors, icons. And bytes that are no such value.
 */
#include <qsm/gui_values.h>
#include <qsm/image_file.h>
#include <qsm/stream_reader.h>
#include <qsm/stream_schema.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trees.h"

enum { NEWEST = QSM_DATA_STREAM_QT_6_11, QT_6 = 0x060b02 };

/* The stream of a picture, as qsm/image.h writes it. */
static qsm_data_stream *picture_stream(int version)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_image *image = qsm_image_new_size(5, 3, QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_FATAL(out != NULL && image != NULL);
    memset(qsm_image_bits(image), 0x7f, qsm_image_size_in_bytes(image));
    qsm_data_stream_set_version(out, version);
    CU_ASSERT_TRUE(qsm_data_stream_write_image(out, image, QSM_IMAGE_STORED));
    qsm_image_free(image);
    return out;
}

/* In each version: the file is carried as it is, image.h opens it, and the end is found. */
static void pictures(void)
{
    for (int version = 1; version <= NEWEST; version++) {
        qsm_data_stream *stream = picture_stream(version);
        qsm_data_stream_write_uint32(stream, 7);
        size_t size = qsm_data_stream_size(stream);
        qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(stream), size);
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        qsm_tree *tree = new_tree();
        uint32_t behind = 0;
        qsm_data_stream_set_version(in, version);
        qsm_data_stream_set_version(out, version);
        CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QImage", qsm_tree_root(tree)));
        CU_ASSERT_TRUE(qsm_data_stream_read_uint32(in, &behind) && behind == 7);
        qsm_bytes file = qsm_variant_bytes(qsm_tree_root(tree));
        qsm_image *image = qsm_image_new();
        CU_ASSERT_TRUE(qsm_image_load_from_data(image, file.data, file.size, NULL));
        CU_ASSERT_EQUAL(qsm_image_width(image), 5);
        CU_ASSERT_TRUE(qsm_data_stream_write_value(out, qsm_tree_root(tree)));
        CU_ASSERT_EQUAL(qsm_data_stream_size(out), size - 4);
        CU_ASSERT_TRUE(memcmp(qsm_data_stream_data(out), qsm_data_stream_data(stream), size - 4) ==
                       0);
        qsm_image_free(image);
        qsm_tree_free(tree);
        qsm_data_stream_free(out);
        qsm_data_stream_free(in);
        qsm_data_stream_free(stream);
    }
}

static void pictures_in_variants(void)
{
    qsm_data_stream *stream = picture_stream(NEWEST);
    const unsigned char *data = qsm_data_stream_data(stream);
    const qsm_bytes png = {data + 4, qsm_data_stream_size(stream) - 4};
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    CU_ASSERT_TRUE(qsm_variant_set_pixmap_png(root, png));
    CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(root), "QPixmap");
    CU_ASSERT_TRUE(qsm_variant_set_image_png(root, png));
    qsm_data_stream *out = written(root, QT_6);
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 5 + 4 + png.size);
    qsm_data_stream_free(out);
    out = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_1_0);
    CU_ASSERT_FALSE(qsm_data_stream_write_value(out, root)); /* no BMP file */
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(out), "BMP"));
    qsm_data_stream_free(out);
    const qsm_bytes bad = {"no picture", 10};
    CU_ASSERT_TRUE(qsm_variant_set_image_png(root, bad));
    out = qsm_data_stream_new_buffer();
    CU_ASSERT_FALSE(qsm_data_stream_write_variant(out, root));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(out), "a whole PNG file"));
    qsm_data_stream_free(out);
    const qsm_bytes none = {NULL, 0};
    const qsm_bytes wrong = {NULL, 1};
    CU_ASSERT_TRUE(qsm_variant_set_image_png(root, none));
    CU_ASSERT_TRUE(qsm_variant_bytes(root).size == 0);
    CU_ASSERT_FALSE(qsm_variant_set_image_png(root, wrong) || qsm_variant_set_image_png(NULL, png));
    qsm_brush brush = QSM_INIT(qsm_brush);
    brush.style = 24;
    brush.texture = png;
    CU_ASSERT_TRUE(qsm_variant_set_brush(root, &brush));
    CU_ASSERT_EQUAL(qsm_variant_brush(root)->texture.size, png.size);
    qsm_tree_free(tree);
    qsm_data_stream_free(stream);
}

/* What a stream of the type gives. */
static qsm_data_stream_status_code read_as(const char *type, const void *data, size_t size,
                                           int version, const char *needle)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    qsm_data_stream_set_version(in, version);
    qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
    qsm_data_stream_status_code status = qsm_data_stream_status(in);
    if (strstr(qsm_data_stream_error_string(in), needle) == NULL)
        printf("\n    %s: %s", type, qsm_data_stream_error_string(in));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), needle));
    CU_ASSERT_TRUE(qsm_data_stream_position(in) <= size);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return status;
}

#define READ(type, bytes, version, needle) read_as(type, bytes, sizeof(bytes) - 1, version, needle)

/* What a reader of an old version makes of bytes that are no picture. */
typedef struct old_picture {
    const char *bytes;
    size_t size;
    int version;
    size_t lenient; /* the position with Qt: probed with 5.15.8 and 6.4.2 */
    bool is_cut;    /* a strict reader says so */
} old_picture;

static void read_old(const old_picture *p, const char *type, bool lenient)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(p->bytes, p->size);
    qsm_data_stream_set_version(in, p->version);
    qsm_data_stream_set_lenient(in, lenient);
    bool ok = qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
    CU_ASSERT_EQUAL(ok, lenient || !p->is_cut);
    CU_ASSERT_EQUAL(qsm_data_stream_canonical(in), !p->is_cut || !ok);
    if (lenient)
        CU_ASSERT_EQUAL(qsm_data_stream_position(in), p->lenient);
    if (!lenient && ok)
        CU_ASSERT_EQUAL(qsm_data_stream_position(in), 0);
    if (strcmp(type, "QImage") == 0)
        CU_ASSERT_EQUAL(qsm_variant_bytes(qsm_tree_root(tree)).size, 0);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

/* Before version 5, Qt writes nothing for the null picture: so nothing is read for it. */
static void null_pictures(void)
{
    static const char digits[] = "01234567890123456789";
    static const char cut[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
    static const char cut_bmp[] = "BM\x40\0\0\0........";
    const old_picture rows[] = {{"", 0, 2, 0, false},
                                {digits, 20, 4, 0, false},
                                {digits, 20, 1, 14, false},
                                {digits, 3, 1, 3, false},
                                {cut, 6, 3, 0, false},
                                {cut, sizeof cut - 1, 3, sizeof cut - 1, true},
                                {cut_bmp, sizeof cut_bmp - 1, 1, sizeof cut_bmp - 1, true}};
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        read_old(&rows[i / 2], "QImage", i % 2);
        read_old(&rows[i / 2], "QIcon", i % 2);
    }
    for (int version = 1; version <= 4; version++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        qsm_data_stream_set_version(out, version);
        CU_ASSERT_TRUE(qsm_variant_set_image_png(qsm_tree_root(tree), (qsm_bytes){NULL, 0}));
        CU_ASSERT_TRUE(qsm_data_stream_write_value(out, qsm_tree_root(tree)));
        CU_ASSERT_EQUAL(qsm_data_stream_size(out), 0);
        /* A list of them has a count, and no bytes. */
        qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\x64", 4);
        qsm_data_stream_set_version(in, version);
        CU_ASSERT_TRUE(
            qsm_data_stream_read_value(in, "QList<QPair<QImage,QImage>>", qsm_tree_root(tree)));
        CU_ASSERT_EQUAL(qsm_variant_count(qsm_tree_root(tree)), 100);
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
        qsm_tree_free(tree);
    }
}

static bool go_on(void *context, const qsm_event *event)
{
    (void)event;
    ++*(unsigned *)context;
    return true;
}

/* They cannot be repeated until the data ends; neither as events, of which there is one. */
static void repeated(void)
{
    qsm_tree *tree = new_tree();
    qsm_schema *schema = qsm_schema_new("repeat(QImage)");
    qsm_data_stream *in = qsm_data_stream_new_reader("no picture", 10);
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_2_1);
    CU_ASSERT_FALSE(qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree)));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), "have no bytes here"));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    char *text = strdup(qsm_data_stream_error_string(in));
    unsigned events = 0;
    qsm_data_stream_reset_status(in);
    CU_ASSERT_FALSE(qsm_data_stream_read_events(in, schema, go_on, &events));
    CU_ASSERT_EQUAL(events, 1);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in), text);
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    free(text);
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

static void hostile(void)
{
    CU_ASSERT_EQUAL(READ("QPainterPath", "\x7f\xff\xff\xff\0\0\0\0", 20, "a path of"),
                    QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(READ("QPainterPath", "\xff\xff\xff\xff\0\0\0\0\0\0\0\0", 20, ""),
                    QSM_DATA_STREAM_OK);
    CU_ASSERT_EQUAL(READ("QRegion", "\0\0\0\x08\0\0\0\x0a\x7f\xff\xff\xff", 20, "command"),
                    QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(READ("QRegion", "\0\0\0\x04\0\0\0\x06", 20, "command"),
                    QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(READ("QRegion", "\0\0\0\x02\0\0", 20, "command"),
                    QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(READ("QRegion", "\x40\0\0\x02\0\0", 20, "region"),
                    QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(READ("QRegion", "\0\0\0\x0c\0\0\0\x02\0\0\0\0\0\0\0\0", 1, "command"),
                    QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(READ("QRegion", "\0\0\0\x0d\0\0\0\x01\0\0\0\0\0\0\0\0\0", 1, "command"),
                    QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(READ("QImage", "\0\0\0\x01not a picture", 20, "no PNG file begins here"),
                    QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(READ("QImage", "\0\0\0\x01\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR....", 20,
                         "the end of its file is missing"),
                    QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(READ("QImage", "BM\xff\xff\xff\xff........", 1, "the end of its file"),
                    QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(READ("QImage", "BM\x01\0\0\0........", 1, "the end of its file"),
                    QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(READ("QImage", "BM", 1, "the end of its file"), QSM_DATA_STREAM_READ_PAST_END);
    static unsigned char unions[1 << 12];
    for (size_t i = 0; i < sizeof unions; i += 8)
        unions[i + 7] = 6; /* a union of a union of a union */
    unions[2] = (sizeof unions - 4) >> 8;
    unions[3] = (sizeof unions - 4) & 0xff;
    CU_ASSERT_EQUAL(read_as("QRegion", unions, sizeof unions, 1, ""),
                    QSM_DATA_STREAM_READ_PAST_END);
}

/* Cursors and icons that have pictures, a QPicture, and an icon of an engine that nobody knows. */
static void cursors(void)
{
    qsm_data_stream *stream = picture_stream(NEWEST);
    const unsigned char *data = qsm_data_stream_data(stream);
    const qsm_bytes png = {data + 4, qsm_data_stream_size(stream) - 4};
    qsm_cursor cursor = QSM_INIT(qsm_cursor);
    cursor.shape = 24;
    cursor.is_pixmap = true;
    cursor.picture = png;
    cursor.hot_spot = (qsm_point){3, 4};
    static const int versions[] = {5, 7, 20, NEWEST};
    for (size_t i = 0; i < 8; i++) {
        cursor.is_pixmap = i & 1;
        cursor.mask = cursor.is_pixmap ? (qsm_bytes){NULL, 0} : png;
        qsm_tree *tree = new_tree();
        qsm_variant *root = qsm_tree_root(tree);
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        qsm_data_stream_set_version(out, versions[i / 2]);
        CU_ASSERT_TRUE(qsm_variant_set_cursor(root, &cursor));
        CU_ASSERT_TRUE(qsm_data_stream_write_value(out, root));
        qsm_data_stream *in =
            qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
        qsm_data_stream_set_version(in, versions[i / 2]);
        CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QCursor", root));
        CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
        const qsm_cursor *read = qsm_variant_cursor(root);
        CU_ASSERT_TRUE(read->picture.size == png.size && read->hot_spot.y == 4);
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
        qsm_tree_free(tree);
    }
    qsm_data_stream_free(stream);
}

static void icons(void)
{
    qsm_data_stream *stream = picture_stream(NEWEST);
    const unsigned char *data = qsm_data_stream_data(stream);
    const qsm_icon_entry entries[] = {
        {.pixmap = {data + 4, qsm_data_stream_size(stream) - 4}, .icon_size = {5, 3}},
        {.file_name = qsm_text_of("a.png"), .icon_size = {-1, -1}, .mode = 1, .state = 1}};
    qsm_icon icon = QSM_INIT(qsm_icon);
    icon.engine = qsm_text_of("QPixmapIconEngine");
    icon.entries = entries;
    icon.entry_count = 2;
    static const int versions[] = {7, 8, 17, NEWEST};
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    for (size_t i = 0; i < 4; i++) {
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        qsm_data_stream_set_version(out, versions[i]);
        CU_ASSERT_TRUE(qsm_variant_set_icon(root, &icon));
        CU_ASSERT_TRUE(qsm_data_stream_write_value(out, root));
        qsm_data_stream *in =
            qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
        qsm_data_stream_set_version(in, versions[i]);
        CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QIcon", root));
        CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
        const qsm_icon *read = qsm_variant_icon(root);
        CU_ASSERT_EQUAL(read->entry_count, versions[i] < 8 ? 1 : 2);
        CU_ASSERT_EQUAL(read->entries[0].pixmap.size, entries[0].pixmap.size);
        CU_ASSERT_TRUE(versions[i] < 8 || read->entries[1].file_name.size == 5);
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
    }
    icon.engine = qsm_text_of("QThemeIconEngine");
    icon.theme_name = qsm_text_of("go-next");
    CU_ASSERT_TRUE(qsm_variant_set_icon(root, &icon));
    qsm_data_stream *out = written(root, QT_6);
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 5 + 4 + 2 * 16 + 4 + 2 * 7);
    qsm_data_stream_free(out);
    icon.engine = qsm_text_of("svg");
    CU_ASSERT_TRUE(qsm_variant_set_icon(root, &icon));
    out = qsm_data_stream_new_buffer();
    CU_ASSERT_FALSE(qsm_data_stream_write_variant(out, root));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(out), "engine of an icon"));
    qsm_data_stream_free(out);
    CU_ASSERT_EQUAL(READ("QIcon", "\0\0\0\x06\0s\0v\0g\0\0\0\0", 20, "engine of an icon"),
                    QSM_DATA_STREAM_READ_CORRUPT_DATA);
    CU_ASSERT_EQUAL(READ("QPicture", "\0\0\0\x02xy", 20, ""), QSM_DATA_STREAM_OK);
    CU_ASSERT_EQUAL(READ("QPicture", "\0\0\0\x03xy", 20, "a picture"),
                    QSM_DATA_STREAM_READ_PAST_END);
    qsm_tree_free(tree);
    qsm_data_stream_free(stream);
}

QSM_SUITE("pictures in values", {"each version", pictures},
          {"null pictures of old versions", null_pictures}, {"repeated", repeated},
          {"in variants", pictures_in_variants}, {"cursors", cursors}, {"icons", icons},
          {"hostile bytes", hostile})
