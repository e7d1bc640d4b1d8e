/* SPDX-License-Identifier: MIT */
/*
 * Counts of a stranger. Each vector of data/value_vectors.txt, with each four bytes of it in turn
 * as a large number: whatever that counts, the value takes no more memory than its bytes can fill,
 * and ends within the bytes. And, for each type that counts, how that is said.
 */
#include <qsm/variant.h>

#include <stdio.h>

#include "stream/stream.h"
#include "trees.h"
#include "value/coder.h"
#include "vector_lines.h"

enum { BYTES = 400, FOR_EACH_BYTE = 80, SPARE = 4096 };

static const uint32_t numbers[] = {0x7fffffff, 0x00ffffff};

/* Reads a value. Returns the memory that it took. */
static size_t memory_of(const char *type, int version, const unsigned char *bytes, size_t size)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm_data_stream_set_version(in, version);
    if (strcmp(type, "QVariant") == 0)
        qsm_data_stream_read_variant(in, qsm_tree_root(tree));
    else
        qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
    size_t used = tree->arena.used;
    CU_ASSERT_TRUE(qsm_data_stream_position(in) <= size);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return used;
}

static void try_numbers(const char *type, int version, unsigned char *bytes, size_t size)
{
    for (size_t at = 0; at + 4 <= size; at++) {
        unsigned char had[4];
        memcpy(had, bytes + at, 4);
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            for (unsigned j = 0; j < 4; j++)
                bytes[at + j] = (unsigned char)(numbers[i] >> 8 * (3 - j));
            size_t used = memory_of(type, version, bytes, size);
            if (used > FOR_EACH_BYTE * size + SPARE)
                printf("\n    %s, version %d, byte %zu: %zu bytes", type, version, at, used);
            CU_ASSERT_TRUE(used <= FOR_EACH_BYTE * size + SPARE);
        }
        memcpy(bytes + at, had, 4);
    }
}

/* The types of a program are not known. */
static bool is_known(const char *type)
{
    qsm_tree *tree = new_tree();
    const char *problem;
    bool known = qsm__type_of_name(&qsm__qt_types, &tree->arena, type, strlen(type), false,
                                   &problem) != NULL;
    qsm_tree_free(tree);
    return known;
}

static unsigned vectors;

/* The first or the last version of a line. Under QEMU, which needs long: one of so many lines. */
static void check_line(char *columns[QSM_VECTOR_COLUMNS])
{
    static unsigned number;
    unsigned char bytes[BYTES];
    bool chosen = !QSM_EMULATED || number++ % 20 == 0;
    bool usable = strcmp(columns[3], "little") != 0 && strcmp(columns[4], "single") != 0 &&
                  strlen(columns[7]) <= 2 * BYTES;
    if (!chosen || !usable || !is_known(columns[1]))
        return;
    size_t size = qsm_vector_bytes(columns[7], bytes);
    const char *last = columns[2] + strlen(columns[2]);
    while (last > columns[2] && last[-1] >= '0' && last[-1] <= '9')
        last--;
    try_numbers(columns[1], atoi(vectors++ % 2 == 0 ? columns[2] : last), bytes, size);
}

static void every_vector(void)
{
    (void)qsm_vector_lines('W', check_line);
    CU_ASSERT_TRUE(vectors > (QSM_EMULATED ? 30U : 600U));
    printf("%u vectors ", vectors);
}

#define ROW(type, version, bytes, status, needle)                                                  \
    {                                                                                              \
        type, version, bytes, sizeof(bytes) - 1, QSM_DATA_STREAM_##status, needle                  \
    }
#define MANY "\x7f\xff\xff\xfe"

static void messages(void)
{
    static const struct {
        const char *type;
        int version;
        const char *bytes;
        size_t size;
        qsm_data_stream_status_code status;
        const char *needle;
    } rows[] = {
        ROW("QString", 20, MANY "\0a", READ_PAST_END,
            "byte 4: a string of 2147483646 bytes: only 2 are left"),
        ROW("QString", 20, "\0\0\0\3\0a\0", READ_CORRUPT_DATA,
            "byte 0: a string of 3 bytes, an odd number"),
        ROW("QByteArray", 20, MANY "ab", READ_PAST_END, "2147483646 bytes: only 2 are left"),
        ROW("const char*", 20, MANY "ab", READ_PAST_END, "2147483646 bytes: only 2 are left"),
        ROW("QBitArray", 20, "\0\0\0\0" MANY "\1", READ_PAST_END, "only 1 are left"),
        ROW("QList<qint32>", 20, MANY "\0\0\0\1\0\0", READ_PAST_END, "byte 8, [1]: a value of 4"),
        ROW("QStringList", 20, MANY "\0\0\0\0", READ_PAST_END, "byte 8, [1]: a value of 4"),
        ROW("QVariantMap", 20, MANY "\0\0\0\2\0a\0\0\0\2\0\0\0\0\1", READ_PAST_END, "byte 19, [1]"),
        ROW("QMap<QString,QList<int>>", 20, "\0\0\0\1\0\0\0\2\0a" MANY "\0\0\0\1", READ_PAST_END,
            "byte 18, a[1]: a value of 4"),
        ROW("QList<std::nullptr_t>", 20, "\xff\xff\xff\xfd", SIZE_LIMIT_EXCEEDED, "limit"),
        ROW("QList<QImage>", 4, "\xff\xff\xff\xfd", SIZE_LIMIT_EXCEEDED, "limit"),
        ROW("QList<QImage>", 5, "\xff\xff\xff\xfd\0\0\0\0", READ_PAST_END, "byte 8, [1]"),
        ROW("QPainterPath", 20, MANY "\0\0\0\0", READ_PAST_END, "a path of 2147483646 elements"),
        ROW("QListWidgetItem", 20, MANY "\0\0\0\1", READ_PAST_END, "byte 8, [0][1]: a value of 4"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader(rows[i].bytes, rows[i].size);
        qsm_data_stream_set_version(in, rows[i].version);
        CU_ASSERT_FALSE(qsm_data_stream_read_value(in, rows[i].type, qsm_tree_root(tree)));
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), rows[i].status);
        const char *text = qsm_data_stream_error_string(in);
        if (strstr(text, rows[i].needle) == NULL)
            printf("\n    %s: %s\n    %s", rows[i].type, text, rows[i].needle);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, rows[i].needle));
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
    }
}

/* The status of a list of two lists, with one element each. */
static qsm_data_stream_status_code status_of_lists(const char *type, qsm_data_stream_limits limits)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in =
        qsm_data_stream_new_reader("\0\0\0\2\0\0\0\1\0\0\0\7\0\0\0\1\0\0\0\7", 20);
    limits.size = sizeof limits;
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &limits));
    (void)qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
    qsm_data_stream_status_code status = qsm_data_stream_status(in);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return status;
}

/* What is exactly as much as a limit is read; one less is not. */
static void exact_limits(void)
{
    static const struct {
        qsm_data_stream_limits limits;
        qsm_data_stream_status_code status;
    } rows[] = {{{.elements = 4}, QSM_DATA_STREAM_OK},
                {{.elements = 3}, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED},
                {{.depth = 2}, QSM_DATA_STREAM_OK},
                {{.depth = 1}, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED},
                {{.memory = 4096}, QSM_DATA_STREAM_OK},
                {{.memory = 1}, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_EQUAL(status_of_lists("QList<QList<int>>", rows[i].limits), rows[i].status);
        CU_ASSERT_EQUAL(status_of_lists("QVector<QSet<quint32>>", rows[i].limits), rows[i].status);
    }
}

QSM_SUITE("counts of a stranger", {"every vector", every_vector}, {"messages", messages},
          {"exact limits", exact_limits})
