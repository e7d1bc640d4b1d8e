/* SPDX-License-Identifier: MIT */
/* Random settings, and random text of files, for settings.c. */
#ifndef QSM_DIFFERENTIAL_RANDOM_SETTINGS_H
#define QSM_DIFFERENTIAL_RANDOM_SETTINGS_H

#include "generate.h"
#include "value/tree.h"

/* A map with values of all types that a Qt release has. version: of the stream to Qt. */
void random_settings(generator *g, qsm_variant *map, int qt, int version);

/*
 * Whether qsm writes a map in another way than Qt, so that Qt reads what it has: half of a
 * surrogate pair and U+FEFF, which Qt 6 loses; QKeySequence; "general/key", which Qt reads as
 * "General/key".
 */
bool is_other(const qsm_variant *v, int qt);

/* A file that is no file of Qt: words, quotes, escapes, brackets. Returns its size. */
size_t random_ini(generator *g, int qt, char *text, size_t room);

#endif
