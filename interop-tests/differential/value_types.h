/* SPDX-License-Identifier: MIT */
/* The types that values.c and value_peer.cpp exchange, in the same order. */
#ifndef QSM_DIFFERENTIAL_VALUE_TYPES_H
#define QSM_DIFFERENTIAL_VALUE_TYPES_H

#include <stdbool.h>

typedef struct value_type {
    const char *name;
    int oldest;        /* stream version */
    bool has_variants; /* a QVariant can be in it */
    int first_qt;      /* with this release and later ones */
    int last_qt;       /* before this one; 0: always */
    unsigned lists;    /* a list that Qt's libraries read can begin within so many bytes */
    bool is_set_up;    /* Qt sets it up from what it has read: damaged, it is not the same */
} value_type;

extern const value_type value_types[];
extern const unsigned value_type_count;

/* Whether the Qt has such a type, and writes it as it reads it. */
bool value_type_is_there(unsigned index, int qt);

/* The newest stream version of a Qt. */
int newest_version(int qt);

#endif
