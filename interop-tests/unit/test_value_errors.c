/* SPDX-License-Identifier: MIT */
/*
 * What calls about values refuse, and files of time zones that are damaged. Each allocation of
 * large schemas and pictures fails once.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <qsm/date_time.h>
#include <qsm/gui_values.h>
#include <qsm/stream_schema.h>
#include <qsm/values.h>

#include "failing_memory.h"
#include "trees.h"
#include "value/coder.h"
#include "value/core/date_time.h"
#include "value/number.h"
#include "value/tree.h"

static void streams(void)
{
    static const uint32_t numbers[] = {1, 2};
    char memory[6];
    qsm_data_stream *out = qsm_data_stream_new_writer(memory, sizeof memory);
    CU_ASSERT_TRUE(qsm_data_stream_write_array(out, NULL, 4, 0));
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 0);
    CU_ASSERT_FALSE(qsm_data_stream_write_array(out, numbers, 4, 2));
    CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_FALSE(qsm_data_stream_write_count(out, 1));
    qsm_data_stream_free(out);
    out = qsm_data_stream_new_writer(memory, 2);
    CU_ASSERT_FALSE(qsm_data_stream_write_count(out, 1)); /* there are two bytes */
    CU_ASSERT_FALSE(qsm_data_stream_write_utf16(out, (const uint16_t[]){1}, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 0);
    qsm_data_stream_free(out);
    qsm_data_stream *feed = qsm_data_stream_new_feed();
    CU_ASSERT_TRUE(qsm_data_stream_feed(feed, "ab", 2));
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_feed(feed, "c", SIZE_MAX));
    CU_ASSERT_EQUAL(errno, ENOMEM);
    CU_ASSERT_FALSE(qsm_data_stream_seek(feed, 3));
    CU_ASSERT_EQUAL(qsm_data_stream_size(feed), 2);
    qsm_data_stream_free(feed);
    qsm_data_stream *measurer = qsm_data_stream_new_measurer();
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(measurer, "a", 1));
    /* The last count of bytes that there is. */
    CU_ASSERT_FALSE(qsm_data_stream_write_array(measurer, numbers, 1, SIZE_MAX));
    CU_ASSERT_EQUAL(qsm_data_stream_status(measurer), QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_free(measurer);
}

/* Depth counts when writing, too, and a pair is a depth. */
static void depths(void)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\1\0\0\0\1\0\0\0\2", 12);
    limits.depth = 1;
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &limits));
    CU_ASSERT_FALSE(qsm_data_stream_read_value(in, "QList<std::pair<int,int>>", root));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in),
                           "byte 4, [0]: more than 1 containers within each other");
    CU_ASSERT_TRUE(qsm_variant_set_list(root));
    CU_ASSERT_TRUE(qsm_variant_set_list(qsm_variant_append(root)));
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(out, &limits));
    CU_ASSERT_FALSE(qsm_data_stream_write_variant(out, root));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_path(out), "[0]");
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

static bool code_byte(qsm_coder *c, const qsm_type *type, void *value)
{
    (void)type;
    return qsm__code_u8(c, value);
}

/* A row that says too many bytes costs values, and no memory of others. */
static void wrong_row(void)
{
    static const qsm_type byte = {"byte",     NULL,      .kind = QSM_KIND_UNSIGNED,
                                  .least = 4, .size = 1, .code = code_byte};
    static const qsm_type list = {"bytes",
                                  NULL,
                                  .kind = QSM_KIND_LIST,
                                  .least = 4,
                                  .size = sizeof(qsm_items),
                                  .code = qsm__type_items,
                                  .of = {&byte}};
    qsm_coder c;
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\6abcdef", 10);
    qsm__coder_begin(&c, in, QSM_MODE_READ, &qsm__qt_types, tree);
    CU_ASSERT_FALSE(qsm__code_slot(&c, &list, qsm_tree_root(tree)));
    CU_ASSERT_FALSE(qsm__coder_end(&c));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in),
                           "byte 6: an element: no bytes are left");
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

/* Structs without a size, and counts without an array. */
static void refused_structs(void)
{
    static const qsm_pen pen = {0};
    static const qsm_font font = {0};
    static const qsm_brush brush = {0};
    static const qsm_icon icon = {0};
    static const qsm_cursor cursor = {0};
    static const qsm_palette palette = {0};
    static const qsm_painter_path path = {.count = 1};
    static const qsm_region region = {.count = 1};
    qsm_brush brushes[3] = {QSM_INIT(qsm_brush)};
    qsm_palette roles = QSM_INIT(qsm_palette);
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    brushes[0].gradient = &(const qsm_gradient){0};
    roles.brushes = brushes;
    roles.role_count = 1;
    errno = 0;
    CU_ASSERT_FALSE(
        qsm_variant_set_pen(root, &pen) || qsm_variant_set_font(root, &font) ||
        qsm_variant_set_brush(root, &brush) || qsm_variant_set_icon(root, &icon) ||
        qsm_variant_set_cursor(root, &cursor) || qsm_variant_set_palette(root, &palette) ||
        qsm_variant_set_palette(root, &roles) || qsm_variant_set_painter_path(root, &path) ||
        qsm_variant_set_region(root, &region));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_variant_set_painter_path(root, NULL) ||
                    qsm_variant_set_region(NULL, &region));
    CU_ASSERT_EQUAL(qsm_variant_type(root), QSM_VARIANT_INVALID);
    qsm_tree_free(tree);
}

static void numbers(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    uint64_t integer = 0;
    double real = 0;
    CU_ASSERT_TRUE(qsm_variant_set_double(root, 5) && qsm_variant_to_uint64(root, &integer));
    CU_ASSERT_EQUAL(integer, 5);
    qsm_number large = {.form = QSM_NUMBER_SIGNED, .is_signed = ((int64_t)1 << 53) + 1};
    CU_ASSERT_FALSE(qsm__number_store(&qsm__qt_types.core[QSM_VARIANT_DOUBLE], &real, &large));
    CU_ASSERT_TRUE(real == 0);
    qsm_tree_free(tree);
}

/* Bytes that Qt does not write, and what becomes of them. */
static void odd_bytes(void)
{
    enum { OK, PAST, CORRUPT };
    static const struct {
        const char *type;
        const char *bytes;
        size_t size;
        int version;
        int qt;
        bool lenient;
        int status;
    } cases[] = {
        {"QLocale", "\0\0\0\2\0C", 6, 20, 0, false, OK},
        {"QLocale",
         "\0\0\0\14\0e\0s\0_\0"
         "4\0"
         "1\0"
         "9",
         16, 20, 0, false, OK},
        {"QUrl", "\0\0\0\3abc", 7, 20, 0, false, OK},
        {"QUrl", "\0\0\0\3a c", 7, 20, 0, false, OK},
        {"QCursor", "\0\x63", 2, 20, 0, false, OK},
        {"QIcon", "\xff\xff\xff\xff", 4, 8, 0, false, OK},
        {"QEasingCurve", "\x2f\0\0\0\0\0\0\0\0\0", 10, 24, 0x060b02, true, CORRUPT},
        {"QKeySequence", "\0\0\0\4\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\3", 20, 20, 0, false, OK},
        {"QRegion", "\xff\xff\xff\xff", 4, 20, 0, false, OK},
        {"QRegion", "\0\0\0\2\0\0", 6, 20, 0, false, CORRUPT},
        {"QRegion", "\0\0\0\4\0\0\0\7", 8, 20, 0, false, CORRUPT},
        {"QRegion", "\0\0\0\x10\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0\0", 20, 1, 0, false, CORRUPT},
        {"QRegion", "\0\0\0\x9", 4, 20, 0, false, PAST},
        {"QRegion", "\0\0\0\x14\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\2\0\0\0\2", 24, 20, 0, false, OK},
        {"QJsonDocument", "\0\0\0\3[\"\\", 7, 20, 0, false, CORRUPT},
        {"QTimeZone",
         "\0\0\0\x32\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a",
         54, 20, 0, false, OK},
        {"QBrush", "\x0f\1\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32, 20,
         0, false, PAST}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader(cases[i].bytes, cases[i].size);
        qsm_data_stream_set_version(in, cases[i].version);
        qsm_data_stream_set_qt_version(in, cases[i].qt);
        qsm_data_stream_set_lenient(in, cases[i].lenient);
        (void)qsm_data_stream_read_value(in, cases[i].type, qsm_tree_root(tree));
        int status = (int)qsm_data_stream_status(in);
        CU_ASSERT_EQUAL(status, cases[i].status);
        if (status != cases[i].status)
            printf("\n    %zu: %s: %s", i, cases[i].type, qsm_data_stream_error_string(in));
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
    }
}

/* Structs of a program with numbers that Qt does not have. */
static void strange_structs(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_date_time time = {.date = {2459000}, .spec = (qsm_time_spec)77};
    qsm_time_zone zone = {.form = (qsm_time_zone_form)99};
    CU_ASSERT_TRUE(qsm_data_stream_write_date_time(out, &time)); /* local time */
    CU_ASSERT_TRUE(qsm_data_stream_write_time_zone(out, &zone));
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    CU_ASSERT_TRUE(qsm_data_stream_read_date_time(in, tree, &time));
    CU_ASSERT_EQUAL(time.spec, QSM_TIME_SPEC_LOCAL_TIME);
    CU_ASSERT_TRUE(qsm_data_stream_read_time_zone(in, tree, &zone));
    CU_ASSERT_EQUAL(zone.form, QSM_TIME_ZONE_INVALID);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    /* A colour beyond a full turn, and one whose red is before the beginning of the circle. */
    uint8_t rgba[4];
    qsm_color color = {QSM_COLOR_HSL, 65535, {35000, 40000, 20000, 0}};
    CU_ASSERT_TRUE(qsm_color_to_rgba(&color, rgba));
    color.component[0] = 100;
    CU_ASSERT_TRUE(qsm_color_to_rgba(&color, rgba) && rgba[0] > rgba[1] && rgba[1] >= rgba[2]);
    qsm_font font = QSM_INIT(qsm_font);
    font.family = qsm_text_of("a");
    font.point_size = 1e9;
    font.pixel_size = -1;
    font.weight = 50;
    CU_ASSERT_TRUE(qsm_variant_set_font(root, &font));
    out = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_3_3);
    CU_ASSERT_TRUE(qsm_data_stream_write_value(out, root));
    in = qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_3_3);
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QFont", root));
    const qsm_font *read = qsm_variant_font(root);
    CU_ASSERT_TRUE(read != NULL && read->point_size == -1 && read->weight == 100);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

static void read_structs(void)
{
    static const char bytes[18] = {0};
    qsm_tree *tree = new_tree();
    qsm_date date;
    qsm_time time;
    qsm_easing_curve curve;
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes);
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_4_6);
    CU_ASSERT_TRUE(qsm_data_stream_read_date(in, &date) && date.julian_day == INT64_MIN);
    CU_ASSERT_TRUE(qsm_data_stream_read_time(in, &time) && time.msecs == 0);
    CU_ASSERT_TRUE(qsm_data_stream_read_easing_curve(in, tree, &curve) && curve.type == 0);
    CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_read_easing_curve(in, NULL, &curve));
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

/* ---- zones ---- */

/* What a clock shows twice has two times, of which the offset tells one. */
static void clocks(void)
{
    enum { AUTUMN = 2459148, HOUR = 3600 }; /* 25 October 2020 */
    char *had = getenv("TZ") != NULL ? strdup(getenv("TZ")) : NULL;
    int64_t one = 0;
    int64_t other = 0;
    CU_ASSERT_EQUAL(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1), 0);
    tzset();
    qsm_date_time time = {.date = {AUTUMN}, .time = {9000000}, .spec = QSM_TIME_SPEC_LOCAL_TIME};
    time.offset = 2 * HOUR;
    CU_ASSERT_TRUE(qsm_date_time_to_msecs(&time, &one));
    time.offset = HOUR;
    CU_ASSERT_TRUE(qsm_date_time_to_msecs(&time, &other));
    CU_ASSERT_EQUAL(other - one, HOUR * 1000);
    time.date.julian_day = 784354017364; /* the last that a date has */
    CU_ASSERT_FALSE(qsm_date_time_to_msecs(&time, &one));
    CU_ASSERT_FALSE(qsm__date_time_to_local(&time));
    time.date.julian_day = AUTUMN;
    time.spec = QSM_TIME_SPEC_TIME_ZONE;
    time.zone = (qsm_time_zone){.form = QSM_TIME_ZONE_UTC};
    CU_ASSERT_TRUE(qsm_date_time_to_msecs(&time, &one));
    CU_ASSERT_EQUAL(one, other + HOUR * 1000);
    int32_t offset;
    CU_ASSERT_FALSE(qsm__time_zone_is_utc_id(qsm_text_of("UTC*05"), &offset));
    CU_ASSERT_FALSE(qsm__time_zone_is_utc_id(qsm_text_of("UTC+0x"), &offset));
    CU_ASSERT_FALSE(qsm__time_zone_is_utc_id(qsm_text_of("UTC+05.30"), &offset));
    if (had != NULL)
        (void)setenv("TZ", had, 1);
    else
        (void)unsetenv("TZ");
    tzset();
    free(had);
}

enum { HEADER = 44 };

static size_t put_number(unsigned char *out, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (unsigned char)(number >> (8 * (size - 1 - i)) & 0xff);
    return size;
}

/* A part with one change, at 1000 s: from 3600 to 7200 s. */
static size_t put_part(unsigned char *out, char version, size_t width)
{
    static const unsigned char types[] = {0, 0, 0x0e, 0x10, 0, 0, 0, 0, 0x1c, 0x20, 1, 0};
    static const uint32_t counts[] = {0, 0, 0, 1, 2, 4};
    size_t size = 20;
    memset(out, 0, size);
    memcpy(out, "TZif", 4);
    out[4] = (unsigned char)version;
    for (size_t i = 0; i < 6; i++)
        size += put_number(out + size, counts[i], 4);
    size += put_number(out + size, 1000, width);
    out[size++] = 1;
    memcpy(out + size, types, sizeof types);
    memcpy(out + size + sizeof types, "abc", 4);
    return size + sizeof types + 4;
}

/* The offset that the first size bytes of data give; INT32_MAX: they are damaged. */
static int32_t offset_of(const unsigned char *data, size_t size, int64_t clock)
{
    int32_t offset = INT32_MAX;
    unsigned char *exact = malloc(size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(exact);
    memcpy(exact, data, size);
    exact[size] = '\0';
    if (!qsm__zone_file_offset(exact, size, clock, &offset))
        offset = INT32_MAX;
    free(exact);
    return offset;
}

static void zone_files(void)
{
    static const char rule[] = "\nXST-1XDT-3,J60,J300/1\n";
    enum { DAY = 86400, SUMMER = 200, WINTER = 330, YEARS = 40 };
    unsigned char data[300];
    size_t old = put_part(data, '\0', 4);
    CU_ASSERT_EQUAL(offset_of(data, old, -5 * DAY), 3600);
    CU_ASSERT_EQUAL(offset_of(data, old, 5 * DAY), 7200);
    for (size_t size = 0; size < old; size++)
        CU_ASSERT_EQUAL(offset_of(data, size, 0), INT32_MAX);
    size_t first = put_part(data, '2', 4);
    size_t second = first + put_part(data + first, '2', 8);
    CU_ASSERT_EQUAL(offset_of(data, second, 5 * DAY), 7200); /* without a rule */
    for (size_t size = 0; size < second; size++)
        CU_ASSERT_EQUAL(offset_of(data, size, 0), INT32_MAX);
    memcpy(data + second, rule, sizeof rule);
    size_t whole = second + sizeof rule - 1;
    CU_ASSERT_EQUAL(offset_of(data, whole, -5 * DAY), 3600);
    CU_ASSERT_EQUAL(offset_of(data, whole, (YEARS * 365 + SUMMER) * (int64_t)DAY), 3 * 3600);
    CU_ASSERT_EQUAL(offset_of(data, whole, (YEARS * 365 + WINTER) * (int64_t)DAY), 3600);
    CU_ASSERT_EQUAL(offset_of(data, second + 1, 5 * DAY), 7200); /* an empty rule */
    data[second + 1] = '?';
    CU_ASSERT_EQUAL(offset_of(data, second + 2, 5 * DAY), 7200); /* none that is known */
    data[first + HEADER + 8] = 9;                                /* there is no such type */
    CU_ASSERT_EQUAL(offset_of(data, second, 5 * DAY), 0);
    memset(data + first + 20, 0xff, 4); /* more than a file has */
    CU_ASSERT_EQUAL(offset_of(data, second, 0), INT32_MAX);
}

static void zone_rules(void)
{
    static const char *const damaged[] = {
        "", "CET", "CET-1CEST<", "A-1B", "A-1B,M3", "A-1B,M3.5.0", "A-1B-x", "A-1B,M13.1.1,M3.5.0"};
    int32_t offset;
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++)
        CU_ASSERT_FALSE(qsm__zone_rule_offset(damaged[i], 1, &offset));
    CU_ASSERT_TRUE(qsm__zone_rule_offset("A-1B,M3.5.0,M10.5.0", -1, &offset) && offset == 3600);
    CU_ASSERT_TRUE(qsm__zone_rule_offset("A-1B,M3.5.0,M10.5.0", INT64_MAX, &offset));
    CU_ASSERT_EQUAL(offset, 3600);
    CU_ASSERT_TRUE(qsm__zone_rule_offset("<-03>3<-02>,0,365", 1000, &offset) && offset == -7200);
}

/* ---- memory ---- */

static bool try_large_schema(void)
{
    static char text[20000];
    text[0] = '\0';
    for (size_t used = 0; used < sizeof text - 40;)
        used += (size_t)snprintf(text + used, sizeof text - used, "%sQMap<int,QList<QString>>",
                                 used > 0 ? "," : "");
    qsm_schema *schema = qsm_schema_new(text);
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(NULL, 0);
    bool ok = schema != NULL && tree != NULL && in != NULL;
    if (schema != NULL) /* a schema that is there is whole */
        CU_ASSERT_STRING_EQUAL(qsm_schema_error_string(schema), "");
    if (ok) {
        /* There are no values: the error is that of the first, not one of memory. */
        CU_ASSERT_FALSE(qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree)));
        ok = qsm_schema_error_string(schema)[0] == '\0' &&
             qsm_data_stream_status(in) == QSM_DATA_STREAM_READ_PAST_END;
    }
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    qsm_schema_free(schema);
    return ok;
}

static bool try_large_values(void)
{
    static const qsm_point points[200];
    static char bytes[9000];
    qsm_bytes png = {bytes, sizeof bytes};
    qsm_tree *tree = qsm_tree_new();
    bool ok = tree != NULL;
    if (ok) {
        qsm_variant *root = qsm_tree_root(tree);
        ok = qsm_variant_set_image_png(root, png) && qsm_variant_set_polygon(root, points, 200) &&
             qsm_variant_set_bytes(root, png) && qsm_variant_sort(root, 0) == false;
    }
    qsm_tree_free(tree);
    return ok;
}

static bool try_long_text(void)
{
    static char zeros[20004] = "\0\0\x4e\x20";
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(zeros, sizeof zeros);
    bool ok = tree != NULL && in != NULL &&
              qsm_data_stream_read_value(in, "QString", qsm_tree_root(tree));
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return ok;
}

static bool try_bytes(void)
{
    void *data = NULL;
    size_t size = 0;
    qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\2ab", 6);
    bool ok = in != NULL && qsm_data_stream_read_byte_array(in, &data, &size) && size == 2;
    free(data);
    qsm_data_stream_free(in);
    return ok;
}

static bool try_equality(void)
{
    static const qsm_regular_expression expression = {{"a", 1}, 1};
    qsm_tree *tree = qsm_tree_new();
    bool ok = tree != NULL && qsm_variant_set_list(qsm_tree_root(tree));
    qsm_variant *one = ok ? qsm_variant_append(qsm_tree_root(tree)) : NULL;
    qsm_variant *other = ok ? qsm_variant_append(qsm_tree_root(tree)) : NULL;
    ok = one != NULL && other != NULL && qsm_variant_set_regular_expression(one, &expression) &&
         qsm_variant_set_regular_expression(other, &expression) && qsm_variant_equals(one, other);
    qsm_tree_free(tree);
    return ok;
}

static bool try_container(void)
{
    qsm_tree *tree = qsm_tree_new();
    errno = 0;
    bool ok =
        tree != NULL && qsm_variant_set_container(qsm_tree_root(tree), "QMap<QString,QList<int>>");
    CU_ASSERT_TRUE(ok || tree == NULL || errno == ENOMEM);
    qsm_tree_free(tree);
    return ok;
}

static void memory(void)
{
    fail_each(try_container);
    fail_each(try_bytes);
    fail_each(try_equality);
    fail_each(try_large_schema);
    fail_each(try_large_values);
    fail_each(try_long_text);
}

QSM_SUITE("errors of values", {"streams", streams}, {"depths", depths}, {"a wrong row", wrong_row},
          {"structs that are refused", refused_structs}, {"numbers", numbers},
          {"bytes that Qt does not write", odd_bytes}, {"strange structs", strange_structs},
          {"structs from streams", read_structs}, {"clocks", clocks},
          {"files of zones", zone_files}, {"rules of zones", zone_rules},
          {"each allocation fails once", memory})
