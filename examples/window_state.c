/* SPDX-License-Identifier: MIT */
/*
 * Prints what QMainWindow::saveState() or QHeaderView::saveState() of a Qt 5 or Qt 6 program saved:
 *
 *     window_state FILE            the bytes
 *     window_state --hex TEXT      "000000ff...", as SQLite and logs show them
 *     window_state --base64 TEXT   "AAAA/w...", as KDE programs write them
 *
 * Both states are a QDataStream of version 13 (Qt 5.0), also those of Qt 6. Qt does not promise
 * this layout. It was measured with Qt 5.15 and Qt 6.4: a test makes states with real Qt and
 * compares.
 *
 * A main window:
 *     qint32      255
 *     qint32      the version that the program gave to saveState()
 *     quint8      0xfd, then the docks:
 *     qint32      count of areas. Each area:
 *       qint32    0 left, 1 right, 2 top, 3 bottom
 *       QSize     of the area
 *       a group, see below
 *     QSize       of the central widget
 *     4 qint32    which dock area each corner belongs to
 *     quint8      0xfc, then the tool bars:
 *     qint32      count of lines. Each line:
 *       qint32    the area, as above
 *       qint32    count of tool bars. Each tool bar:
 *         QString objectName()
 *         quint8  bit 0: it is visible; bit 1: it is vertical
 *         qint32  position, qint32 size or -1, 2 quint32: the place if it floats, else 0
 *
 * A group of docks:
 *     quint8      0xfc one beside the other; 0xfa tabs, followed by a qint32: the tab on top
 *     quint8      1 horizontal, 2 vertical
 *     qint32      count of items. Each item:
 *       quint8    0xfb a dock:  QString objectName(), quint8 bit 0: visible, bit 1: floating, then
 *                               x, y, width, height if it floats, else position, size, least and
 *                               most size along the orientation (4 qint32)
 *                 0xfc a group: position, size, least and most size, then the group
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/qsm.h>

enum { MARKER = 255, DOCKS = 0xfd, TOOL_BARS = 0xfc, SEQUENCE = 0xfc, TABS = 0xfa, DOCK = 0xfb };
enum { MOST_BYTES = 1 << 20, MOST_NESTED = 20 };

static const char *const areas[] = {"left", "right", "top", "bottom"};

/* ---- what a state is made of; after an error all values are 0 ---- */

static int number(qsm_data_stream *in)
{
    int32_t value = 0;
    qsm_data_stream_read_int32(in, &value);
    return value;
}

static void numbers(qsm_data_stream *in, int values[4])
{
    for (int i = 0; i < 4; i++)
        values[i] = number(in);
}

static int byte(qsm_data_stream *in)
{
    uint8_t value = 0;
    qsm_data_stream_read_uint8(in, &value);
    return value;
}

static qsm_size size(qsm_data_stream *in)
{
    qsm_size value = {0, 0};
    qsm_data_stream_read_size(in, &value);
    return value;
}

static bool good(const qsm_data_stream *in)
{
    return qsm_data_stream_status(in) == QSM_DATA_STREAM_OK;
}

/* Reports bytes that are something else. */
static void wrong(qsm_data_stream *in, const char *what)
{
    if (good(in))
        (void)fprintf(stderr, "byte %zu: %s\n", qsm_data_stream_position(in), what);
    qsm_data_stream_set_status(in, QSM_DATA_STREAM_READ_CORRUPT_DATA);
}

static const char *area(qsm_data_stream *in)
{
    int index = number(in);
    if (index >= 0 && index < 4)
        return areas[index];
    wrong(in, "there is no such area");
    return "";
}

/* ---- a main window ---- */

/* What a dock has to know of its group. */
typedef struct group {
    const char *area;
    qsm_size size;  /* of the area, or of the group in it */
    bool is_nested; /* then its size across is not known */
    bool tabs;
    int on_top;
    int orientation; /* 1 horizontal, 2 vertical */
    int count;
} group;

static void print_place(const group *g, int index, const int place[4])
{
    if (g->tabs)
        printf("tab %d of %d%s", index + 1, g->count, index == g->on_top ? ", on top" : "");
    else if (g->is_nested)
        printf("%d pixels %s", place[1], g->orientation == 1 ? "wide" : "high");
    else if (g->orientation == 1)
        printf("%dx%d", place[1], g->size.height);
    else
        printf("%dx%d", g->size.width, place[1]);
}

static void print_dock(qsm_data_stream *in, const group *g, int index)
{
    qsm_text name = {NULL, 0};
    qsm_data_stream_read_text(in, &name);
    printf("dock %.*s: %s, ", (int)name.size, name.data != NULL ? name.data : "", g->area);
    int flags = byte(in);
    int place[4];
    numbers(in, place);
    if (flags & 2)
        printf("floating %dx%d at %d,%d", place[2], place[3], place[0], place[1]);
    else if (flags & 1)
        print_place(g, index, place);
    printf("%s\n", flags & 1 ? "" : flags & 2 ? ", hidden" : "hidden");
}

/* Groups stand in groups: the depth has a limit, because the file may be anything. */
static void print_group(qsm_data_stream *in, group g, int kind, int depth)
{
    if (depth > MOST_NESTED || (kind != SEQUENCE && kind != TABS)) {
        wrong(in, "no group of docks begins here");
        return;
    }
    g.tabs = kind == TABS;
    g.on_top = g.tabs ? number(in) : -1;
    g.orientation = byte(in);
    g.count = number(in);
    for (int i = 0; i < g.count && good(in); i++) {
        int item = byte(in);
        if (item == DOCK) {
            print_dock(in, &g, i);
        } else if (item == SEQUENCE) {
            group inner = {.area = g.area, .is_nested = true};
            int ignored[4];
            numbers(in, ignored);
            print_group(in, inner, byte(in), depth + 1);
        } else {
            wrong(in, "neither a dock nor a group begins here");
        }
    }
}

static void print_docks(qsm_data_stream *in)
{
    int count = number(in);
    for (int i = 0; i < count && good(in); i++) {
        group g = {.area = area(in)};
        g.size = size(in);
        print_group(in, g, byte(in), 0);
    }
    int corners[4];
    qsm_size central = size(in);
    numbers(in, corners);
    printf("central widget: %dx%d\n", central.width, central.height);
}

static void print_tool_bar(qsm_data_stream *in, const char *place, int line)
{
    qsm_text name = {NULL, 0};
    qsm_data_stream_read_text(in, &name);
    printf("tool bar %.*s: %s", (int)name.size, name.data != NULL ? name.data : "", place);
    int flags = byte(in);
    int place_of[4];
    numbers(in, place_of);
    if (place_of[2] != 0 || place_of[3] != 0)
        printf(", floating");
    else
        printf(", line %d", line);
    printf("%s\n", flags & 1 ? "" : ", hidden");
}

static void print_tool_bars(qsm_data_stream *in)
{
    int lines[4] = {0};
    int count = number(in);
    for (int i = 0; i < count && good(in); i++) {
        const char *place = area(in);
        int index = 0;
        while (index < 3 && strcmp(areas[index], place) != 0)
            index++;
        lines[index]++;
        int bars = number(in);
        for (int j = 0; j < bars && good(in); j++)
            print_tool_bar(in, place, lines[index]);
    }
}

static void print_window(qsm_data_stream *in)
{
    (void)number(in);
    printf("main window, version %d\n", number(in));
    if (byte(in) != DOCKS)
        wrong(in, "this state has groups of floating docks, which this example does not know");
    print_docks(in);
    if (byte(in) != TOOL_BARS)
        wrong(in, "no tool bars begin here");
    print_tool_bars(in);
}

/* ---- a header of a table or tree ---- */

/*
 * A header needs no loop: its state is a list of values. A section is three qint32: pixels, 1, and
 * the QHeaderView::ResizeMode; pairs have the same bytes. Qt 6 has another qint32 behind the last.
 */
static const char header_types[] =
    "qint32,qint32,"                  /* [0] 255, [1] 0 */
    "qint32,"                         /* [2] 1 horizontal, 2 vertical */
    "qint32,qint32,bool,"             /* [3] sort order, [4] sorted section, [5] shown */
    "QList<qint32>,QList<qint32>,"    /* [6] places by section, [7] sections by place; or empty */
    "QBitArray,QHash<qint32,qint32>," /* [8] hidden, by place; [9] pixels of hidden sections */
    "qint32,qint32,"                  /* [10] pixels, [11] sections */
    "bool,bool,bool,bool,bool," /* [12] movable, clickable, highlight, [15] stretch last, cascade */
    "qint32,qint32,qint32,qint32,qint32,qint32,"         /* [19] pixels of a new section */
    "QList<std::pair<qint32,std::pair<qint32,qint32>>>," /* [23] sections, in order of place */
    "qint32,bool,qint32";

/* A number, and 0 where there is none: functions of a tree take NULL for nothing. */
static int int_of(const qsm_variant *value)
{
    int32_t found = 0;
    (void)qsm_variant_to_int32(value, &found);
    return found;
}

/* A section at a place, from left or top on. */
static void print_section(const qsm_variant *values, int place)
{
    static const char *const modes[] = {"", ", stretched", ", fixed", ", as wide as its contents"};
    qsm_bit_array hidden = {0};
    bool moved = qsm_variant_count(qsm_variant_at(values, 7)) > 0;
    const qsm_variant *row = qsm_variant_at(qsm_variant_at(values, 23), (size_t)place);
    int section = moved ? int_of(qsm_variant_at(qsm_variant_at(values, 7), (size_t)place)) : place;
    int mode = int_of(qsm_variant_path(row, "[1][1]"));
    (void)qsm_variant_to_bit_array(qsm_variant_at(values, 8), &hidden);
    if ((size_t)place < hidden.count && (hidden.bytes[place / 8] >> place % 8 & 1) != 0) {
        int pixels = 0;
        const qsm_variant *sizes = qsm_variant_at(values, 9);
        for (size_t i = 0; i < qsm_variant_count(sizes); i++) {
            if (int_of(qsm_variant_key(sizes, i)) == section)
                pixels = int_of(qsm_variant_at(sizes, i));
        }
        printf("section %d: hidden, %d pixels when it is shown", section, pixels);
    } else {
        printf("section %d: %d pixels", section, int_of(qsm_variant_at(row, 0)));
    }
    printf("%s\n", mode >= 0 && mode < 4 ? modes[mode] : "");
}

static void print_header(qsm_data_stream *in)
{
    qsm_schema *schema = qsm_schema_new(header_types);
    qsm_tree *tree = qsm_tree_new();
    qsm_variant *values = qsm_tree_root(tree);
    if (qsm_data_stream_read_schema(in, schema, values)) {
        int count = (int)qsm_variant_count(qsm_variant_at(values, 23));
        printf("%s header, %d sections, %d pixels\n",
               int_of(qsm_variant_at(values, 2)) == 1 ? "horizontal" : "vertical", count,
               int_of(qsm_variant_at(values, 10)));
        bool sorts = false;
        (void)qsm_variant_to_bool(qsm_variant_at(values, 5), &sorts);
        if (sorts)
            printf("sorted by section %d, %s\n", int_of(qsm_variant_at(values, 4)),
                   int_of(qsm_variant_at(values, 3)) == 0 ? "ascending" : "descending");
        for (int i = 0; i < count; i++)
            print_section(values, i);
    }
    qsm_tree_free(tree);
    qsm_schema_free(schema);
}

/* ---- the bytes ---- */

static size_t read_file(const char *name, unsigned char *bytes)
{
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        return 0;
    }
    size_t count = fread(bytes, 1, MOST_BYTES, file);
    (void)fclose(file);
    return count;
}

/* Digits of 4 or 6 bits; anything else ends the text. */
static size_t from_digits(const char *text, const char *digits, unsigned bits, unsigned char *bytes)
{
    size_t count = 0;
    unsigned held = 0;
    unsigned have = 0;
    for (; *text != '\0' && count < MOST_BYTES; text++) {
        const char *digit = strchr(digits, *text);
        if (digit == NULL)
            break;
        held = held << bits | (unsigned)(digit - digits) % (1U << bits);
        have += bits;
        if (have >= 8) {
            have -= 8;
            bytes[count++] = (unsigned char)(held >> have);
        }
    }
    return count;
}

static size_t get_bytes(int argc, char **argv, unsigned char *bytes)
{
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (argc == 2)
        return read_file(argv[1], bytes);
    if (argc == 3 && strcmp(argv[1], "--hex") == 0)
        return from_digits(argv[2], "0123456789abcdef", 4, bytes);
    if (argc == 3 && strcmp(argv[1], "--base64") == 0)
        return from_digits(argv[2], base64, 6, bytes);
    (void)fprintf(stderr, "usage: window_state FILE | --hex TEXT | --base64 TEXT\n");
    return 0;
}

int main(int argc, char **argv)
{
    static unsigned char bytes[MOST_BYTES];
    size_t count = get_bytes(argc, argv, bytes);
    if (count == 0)
        return 2;
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, count);
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_5_0); /* also of Qt 6 */
    /* A header has its orientation where a main window has the byte before its docks. */
    bool is_window = count > 8 && bytes[8] != 0;
    if (number(in) != MARKER)
        wrong(in, "neither a main window nor a header has saved this");
    qsm_data_stream_seek(in, 0);
    if (good(in) && is_window)
        print_window(in);
    else if (good(in))
        print_header(in);
    bool done = good(in);
    if (!done)
        (void)fprintf(stderr, "%s\n", qsm_data_stream_error_string(in));
    qsm_data_stream_free(in);
    return done ? 0 : 1;
}
