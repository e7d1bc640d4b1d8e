/* SPDX-License-Identifier: MIT */
/* Random values of QtCore's classes, for values.c. */
#ifndef CORE_VALUES_H
#define CORE_VALUES_H

#include <qsm/variant.h>

#include "generate.h"
#include "value/tree.h"

/* Sets a value of the type that Qt 5.15 and 6.4 write again as it is. False: of another family. */
bool core_random(generator *g, qsm_variant *v, const qsm_type *type, int version);

/* Sets a QDateTime of local time, a zone or an offset, whose clock is not being changed. */
void core_random_clock(generator *g, qsm_variant *v, int qt);

/* Whether Qt may write such a value in another form: text that it parses, zones, far dates. */
bool core_is_changed_by_qt(const qsm_variant *v, bool canonical);

/* Whether Qt 5.15.8 crashes when it writes the value: an invalid QTimeZone. */
bool core_crashes_qt5(const qsm_variant *v);

#endif
