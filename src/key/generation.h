/* SPDX-License-Identifier: MIT */
/* The differences between the generations of Qt: one table row for each generation. */
#ifndef QSM_KEY_GENERATION_H
#define QSM_KEY_GENERATION_H

#include <stdbool.h>

#include <qsm/native_ipc_key.h>

typedef enum qsm_temp_rule {
    QSM_TEMP_CLEAN,     /* cleaned as text */
    QSM_TEMP_CANONICAL, /* cleaned, then symbolic links resolved; "" if it does not exist */
    QSM_TEMP_ABSOLUTE   /* if not clean, made absolute as text; otherwise unchanged */
} qsm_temp_rule;

typedef enum qsm_ftok_rule {
    QSM_FTOK_BY_TYPE, /* the key's type is the id; before 6.6 always 'Q' */
    QSM_FTOK_CRC32C,  /* low byte of a hash of the key file's name */
    QSM_FTOK_PORTABLE /* the same, by the hash for other processors */
} qsm_ftok_rule;

typedef struct qsm_generation {
    qsm_qt_generation generation;
    const char *name;        /* its releases, for people */
    qsm_temp_rule temp_rule; /* how QDir::tempPath() treats TMPDIR */
    qsm_ftok_rule ftok_rule; /* the source of the ftok() id */
    unsigned object_mode;    /* permission bits of new System V objects */
    bool short_darwin_posix; /* POSIX names on Darwin fit its limit */
} qsm_generation;

/* The row of a generation; DEFAULT and invalid numbers give the row of QSM_QT_GENERATION_6_6. */
const qsm_generation *qsm__generation_of(qsm_qt_generation generation);

/* The ftok() id of a key file name by this rule; for QSM_FTOK_BY_TYPE the type itself. */
unsigned qsm__ftok_id(qsm_ftok_rule rule, qsm_native_ipc_key_type_code type, const char *file);

/* The whole 32 bit hashes of Qt 5.6 - 5.8, seeded with 'Q'. */
uint32_t qsm__hash_crc32c(const char *bytes);
uint32_t qsm__hash_portable(const char *bytes);

#endif
