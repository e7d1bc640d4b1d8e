/* SPDX-License-Identifier: MIT */
/*
 * A byte (0: Qt 5, 1: Qt 6), then a file of QSettings. What was read is written, unless a key or a
 * value cannot be written; this is read again without an error, is equal, and is written with the
 * same text. Each value alone gives the same. Texts as numbers.
 */
#include "fuzz.h"

#include <qsm/memory.h>
#include <qsm/settings_text.h>

#include <stdlib.h>
#include <string.h>

enum { QT_5 = 0x050f08, QT_6 = 0x060402 };

static void use(const qsm_variant *value)
{
    bool truth;
    int64_t integer;
    double real;
    (void)qsm_settings_to_bool(value, &truth);
    (void)qsm_settings_to_int64(value, &integer);
    (void)qsm_settings_to_double(value, &real);
    for (size_t i = 0; i <= qsm_settings_text_count(value); i++)
        (void)qsm_settings_text_at(value, i);
}

/* A value, its text, and the value of its text. */
static void one_value(const qsm_variant *value, int qt)
{
    size_t size;
    size_t again_size;
    char *message;
    qsm_tree *tree = qsm_tree_new();
    FUZZ_MUST(tree != NULL);
    use(value);
    char *text = qsm_settings_write_value(value, qt, &size, &message);
    FUZZ_MUST((text == NULL) == (message != NULL));
    if (text != NULL && qsm_settings_read_value(text, size, NULL, qsm_tree_root(tree), &message)) {
        char *again = qsm_settings_write_value(qsm_tree_root(tree), qt, &again_size, NULL);
        FUZZ_MUST(again != NULL && strlen(again) == again_size);
        qsm_free(again);
    }
    qsm_free(message);
    qsm_free(text);
    qsm_tree_free(tree);
}

/* The text of a map is read as an equal map, which has the same text. */
static void round_trip(const qsm_variant *map, int qt)
{
    size_t size;
    size_t again_size;
    char *message;
    char *text = qsm_settings_write_ini(map, qt, &size, &message);
    FUZZ_MUST((text == NULL) == (message != NULL));
    qsm_free(message);
    if (text == NULL)
        return;
    FUZZ_MUST(strlen(text) == size);
    qsm_tree *tree = qsm_tree_new();
    FUZZ_MUST(tree != NULL);
    FUZZ_MUST(qsm_settings_read_ini(text, size, NULL, qsm_tree_root(tree), NULL));
    FUZZ_MUST(qsm_variant_count(qsm_tree_root(tree)) == qsm_variant_count(map));
    char *again = qsm_settings_write_ini(qsm_tree_root(tree), qt, &again_size, NULL);
    FUZZ_MUST(again != NULL && again_size == size && memcmp(again, text, size) == 0);
    qsm_free(again);
    qsm_free(text);
    qsm_tree_free(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *message;
    if (size == 0)
        return 0;
    int qt = data[0] & 1 ? QT_6 : QT_5;
    qsm_tree *tree = qsm_tree_new();
    FUZZ_MUST(tree != NULL);
    const qsm_variant *map = qsm_tree_root(tree);
    bool ok = qsm_settings_read_ini((const char *)data + 1, size - 1, NULL, qsm_tree_root(tree),
                                    &message);
    FUZZ_MUST(ok == (message == NULL));
    for (size_t i = 0; i < qsm_variant_count(map); i++) {
        const qsm_variant *value = qsm_variant_at(map, i);
        size_t length;
        size_t offset = qsm_variant_offset(value, &length);
        FUZZ_MUST(offset <= size - 1 && length <= size - 1 - offset);
        one_value(value, qt);
    }
    if (ok)
        round_trip(map, qt);
    qsm_free(message);
    qsm_tree_free(tree);
    return 0;
}
