/* SPDX-License-Identifier: MIT */
/*
 * Files of QSettings against a real Qt. Random values of every type: the file that Qt writes has
 * the same text as that of qsm, and both read the same values in either. Random text: both read the
 * same values. Left out: what qsm writes in another way on purpose (is_other()). usage:
 * diff_settings PEER CASES [SEED]
 */
#include <qsm/memory.h>
#include <qsm/settings_text.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "qt_link.h"
#include "random_settings.h"

enum {
    REPORTED = 10,
    ANSWER = 1 << 20,
    QT_6 = 0x060000,
    QT_6_9 = 0x060900,
    FORMAT_ERROR = 2,
    SHOWN = 3000
};

typedef struct answer {
    int status;
    char bytes[ANSWER];
    size_t size;
} answer;

static unsigned long failures;
static unsigned long comparisons;
static unsigned long others;
static unsigned long refused;

static int stream_version(int qt)
{
    return qt < QT_6 ? QSM_DATA_STREAM_QT_5_15 : QSM_DATA_STREAM_QT_6_4;
}

static qsm_data_stream *set_up(qsm_data_stream *stream, int qt)
{
    if (stream == NULL)
        exit(2);
    qsm_data_stream_set_version(stream, stream_version(qt));
    qsm_data_stream_set_qt_version(stream, qt);
    return stream;
}

static void ask(qt_link *link, int qt, bool write, const void *data, size_t size, answer *a)
{
    unsigned char what = write;
    uint32_t numbers[2] = {(uint32_t)stream_version(qt), (uint32_t)size};
    uint32_t answers[2];
    qt_send(link, &what, sizeof what);
    qt_send(link, numbers, sizeof numbers);
    qt_send(link, data, size);
    qt_await(link);
    qt_receive(link, answers, sizeof answers);
    a->status = (int)answers[0];
    a->size = answers[1];
    if (a->size > sizeof a->bytes)
        exit(2);
    qt_receive(link, a->bytes, a->size);
}

static void show(const char *who, const char *data, size_t size, bool text)
{
    printf("--- %s\n", who);
    for (size_t i = 0; i < size && i < SHOWN; i++) {
        unsigned char byte = (unsigned char)data[i];
        if (text && (byte == '\n' || (byte >= 0x20 && byte < 0x7f)))
            putchar(byte);
        else
            printf(text ? "<%02x>" : "%02x", byte);
    }
    puts("");
}

/* Reports two answers that differ. text: the file that they are about. */
static void report(const char *what, const char *text, size_t text_size, const char *ours,
                   size_t our_size, const answer *theirs)
{
    if (failures++ >= REPORTED)
        return;
    size_t at = 0;
    while (at < our_size && at < theirs->size && ours[at] == theirs->bytes[at])
        at++;
    printf("%s, from byte %zu on\n", what, at);
    show("file", text, text_size, true);
    show("qsm", ours, our_size, text == NULL);
    show("Qt", theirs->bytes, theirs->size, text == NULL);
}

static bool is_normal(qsm_text key)
{
    bool normal = key.size > 0 && key.data[0] != '/' && key.data[key.size - 1] != '/';
    for (size_t i = 1; i < key.size; i++)
        normal = normal && (key.data[i] != '/' || key.data[i - 1] != '/');
    return normal;
}

/* Both read a file. */
static void compare_reading(qt_link *link, int qt, const char *text, size_t size)
{
    static answer theirs;
    char *message;
    qsm_tree *tree = qsm_tree_new();
    qsm_variant *map = qsm_tree_root(tree);
    bool ok = qsm_settings_read_ini(text, size, NULL, map, &message);
    bool format = message != NULL && strstr(message, "a section without ]") != NULL;
    if (!ok && !format) { /* a stream in a @Variant is damaged */
        if (message == NULL)
            exit(2);
        refused++;
        qsm_free(message);
        qsm_tree_free(tree);
        return;
    }
    for (size_t i = qsm_variant_count(map); i-- > 0;) {
        if (!is_normal(qsm_variant_key_text(map, i)))
            (void)qsm_variant_remove(map, i);
    }
    qsm_data_stream *out = set_up(qsm_data_stream_new_buffer(), qt);
    if (!qsm_data_stream_write_value(out, map))
        exit(2);
    ask(link, qt, false, text, size, &theirs);
    comparisons++;
    /* Newer releases report more lines that nobody writes; they read the same values. */
    bool same_status = theirs.status == (format ? FORMAT_ERROR : 0) ||
                       (qt >= QT_6_9 && theirs.status == FORMAT_ERROR);
    if (!same_status || qsm_data_stream_size(out) != theirs.size ||
        memcmp(qsm_data_stream_data(out), theirs.bytes, theirs.size) != 0)
        report(theirs.status == FORMAT_ERROR ? "Qt reads other values, and FormatError"
                                             : "Qt reads other values",
               text, size, qsm_data_stream_data(out), qsm_data_stream_size(out), &theirs);
    qsm_data_stream_free(out);
    qsm_free(message);
    qsm_tree_free(tree);
}

static void compare_writing(qt_link *link, generator *g, int qt)
{
    static answer theirs;
    char *message;
    size_t size = 0;
    qsm_tree *tree = qsm_tree_new();
    qsm_variant *map = qsm_tree_root(tree);
    qsm_data_stream *out = set_up(qsm_data_stream_new_buffer(), qt);
    random_settings(g, map, qt, stream_version(qt));
    if (!qsm_data_stream_write_value(out, map)) {
        puts(qsm_data_stream_error_string(out));
        exit(2);
    }
    ask(link, qt, true, qsm_data_stream_data(out), qsm_data_stream_size(out), &theirs);
    char *text = qsm_settings_write_ini(map, qt, &size, &message);
    if (text == NULL || theirs.status != 0) {
        if (failures++ < REPORTED) {
            printf("qsm: %s; status of Qt: %d\n", message != NULL ? message : "", theirs.status);
            show("map", qsm_data_stream_data(out), qsm_data_stream_size(out), false);
        }
    } else {
        bool other = is_other(map, qt);
        others += other;
        comparisons += !other;
        if (!other && (size != theirs.size || memcmp(text, theirs.bytes, size) != 0))
            report("Qt writes another file", NULL, 0, text, size, &theirs);
        compare_reading(link, qt, text, size);
        if (other && memmem(theirs.bytes, theirs.size, "\xef\xbb\xbf", 3) == NULL)
            compare_reading(link, qt, theirs.bytes, theirs.size);
    }
    qsm_free(text);
    qsm_free(message);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

int main(int argc, char **argv)
{
    generator g;
    uint32_t qt;
    char text[2000];
    if (argc < 3)
        return 2;
    unsigned long cases = strtoul(argv[2], NULL, 10);
    qt_link *link = qt_start(argv[1]);
    qt_receive(link, &qt, sizeof qt);
    generator_seed(&g, argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
    for (unsigned long i = 0; i < cases; i++) {
        if (i % 2 == 0)
            compare_writing(link, &g, (int)qt);
        else
            compare_reading(link, (int)qt, text, random_ini(&g, (int)qt, text, sizeof text));
    }
    qt_stop(link);
    printf("Qt %x: %lu comparisons, %lu files of another form, %lu refused, %lu failures\n",
           (unsigned)qt, comparisons, others, refused, failures);
    bool enough = comparisons > cases && others < cases / 4 && refused < cases / 4;
    return failures == 0 && enough ? 0 : 1;
}
