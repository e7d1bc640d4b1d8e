/* SPDX-License-Identifier: MIT */
/* What values.c does not compare, and why. */
#ifndef QSM_DIFFERENTIAL_LEFT_OUT_H
#define QSM_DIFFERENTIAL_LEFT_OUT_H

#include "value/tree.h"

typedef struct settings {
    unsigned type;
    bool little;
    bool single;
    bool answer_at_13; /* Qt writes at version 13 */
    int version;
    int qt;
} settings;

enum { DATE_TIME = 6 }; /* of the types in value_types.c */

/* Whether Qt can write a value of QtGui in another way than it stood there. */
bool is_moved(const qsm_variant *v, bool canonical);

/* Whether an id of a type that the peer has registered can stand in the bytes. */
bool has_own_id(const settings *s, const unsigned char *data, size_t size);

/* Whether a QPolygon can. */
bool has_polygon(const settings *s, const unsigned char *data, size_t size);

/* Whether a list that an item begins with can have too many elements for Qt. */
bool counts_too_much(const settings *s, const unsigned char *data, size_t size);

/* Whether Qt 5 may crash of what it reads behind a picture that is none: the dashes of a pen, as
 * many as the next bytes say, for which there is no memory. */
bool lost_its_place(const settings *s, const char *error);

/* Whether there is a QFont that Qt 6.4 crashes of. */
bool has_nameless_font(const settings *s, const qsm_variant *v);

/* Whether there is a QBrush that Qt 6.11 crashes of. ok: whether v was read. */
bool has_strange_brush(const settings *s, const qsm_variant *v, bool ok, const unsigned char *data,
                       size_t size);

/* Whether there is the id of a type that qsm does not read. */
bool has_unsupported(const settings *s, const unsigned char *data, size_t size);

/* Whether Qt may crash: of a damaged QEasingCurve; Qt 5 of a kind of time that it does not know, at
 * version 13. */
bool may_crash(const settings *s, const unsigned char *data, size_t size);

/* Whether there is a PNG file: where Qt stops in a damaged one, nobody knows. */
bool has_picture(const unsigned char *data, size_t size);

#endif
