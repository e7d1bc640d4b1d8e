/* SPDX-License-Identifier: MIT */
#include "key/generation.h"

#include <stddef.h>

/*
 * Oldest first.
 *
 * Qt resolves links since a release between 5.10 and 5.15: the first releases of the row 5.9 do
 * not. With a link, the names differ, but both lead to the same file. ftok() uses only the file.
 */
static const qsm_generation generations[] = {
    {QSM_QT_GENERATION_4_4, "4.4 - 5.0.0", QSM_TEMP_CLEAN, QSM_FTOK_BY_TYPE, 0666, false},
    {QSM_QT_GENERATION_5_0_1, "5.0.1 - 5.5", QSM_TEMP_CLEAN, QSM_FTOK_BY_TYPE, 0600, false},
    {QSM_QT_GENERATION_5_6, "5.6 - 5.8 (x86)", QSM_TEMP_CLEAN, QSM_FTOK_CRC32C, 0600, false},
    {QSM_QT_GENERATION_5_6_PORTABLE, "5.6 - 5.8 (other processors)", QSM_TEMP_CLEAN,
     QSM_FTOK_PORTABLE, 0600, false},
    {QSM_QT_GENERATION_5_9, "5.9 - 6.5", QSM_TEMP_CANONICAL, QSM_FTOK_BY_TYPE, 0600, true},
    {QSM_QT_GENERATION_6_6, "6.6 - 6.8", QSM_TEMP_CANONICAL, QSM_FTOK_BY_TYPE, 0600, true},
    {QSM_QT_GENERATION_6_11, "6.11", QSM_TEMP_ABSOLUTE, QSM_FTOK_BY_TYPE, 0600, true},
};

enum { GENERATIONS = sizeof generations / sizeof generations[0], HASH_SEED = 0x51 };

static const qsm_generation *find(qsm_qt_generation generation)
{
    for (size_t i = 0; i < GENERATIONS; i++) {
        if (generations[i].generation == generation)
            return &generations[i];
    }
    return NULL;
}

const qsm_generation *qsm__generation_of(qsm_qt_generation generation)
{
    const qsm_generation *found = find(generation);
    return found != NULL ? found : find(QSM_QT_GENERATION_6_6);
}

const char *qsm_qt_generation_name(qsm_qt_generation generation)
{
    const qsm_generation *found = find(generation);
    return found != NULL ? found->name : "";
}

qsm_qt_generation qsm_qt_generation_next(qsm_qt_generation generation)
{
    const qsm_generation *found = find(generation);
    const qsm_generation *next = generation == QSM_QT_GENERATION_DEFAULT ? generations
                                 : found != NULL                         ? found + 1
                                                                         : NULL;
    return next != NULL && next < generations + GENERATIONS ? next->generation
                                                            : QSM_QT_GENERATION_DEFAULT;
}

/* CRC-32C without the usual inversions, as the processor's instruction computes it. */
uint32_t qsm__hash_crc32c(const char *bytes)
{
    uint32_t hash = HASH_SEED;
    for (; *bytes != '\0'; bytes++) {
        hash ^= (unsigned char)*bytes;
        for (int bit = 0; bit < 8; bit++)
            hash = hash >> 1 ^ ((hash & 1) != 0 ? 0x82f63b78U : 0);
    }
    return hash;
}

uint32_t qsm__hash_portable(const char *bytes)
{
    uint32_t hash = HASH_SEED;
    for (; *bytes != '\0'; bytes++)
        hash = 31 * hash + (unsigned char)*bytes;
    return hash;
}

unsigned qsm__ftok_id(qsm_ftok_rule rule, qsm_native_ipc_key_type_code type, const char *file)
{
    switch (rule) {
    case QSM_FTOK_CRC32C:
        return qsm__hash_crc32c(file) & 0xff;
    case QSM_FTOK_PORTABLE:
        return qsm__hash_portable(file) & 0xff;
    case QSM_FTOK_BY_TYPE:
        break;
    }
    return type;
}
