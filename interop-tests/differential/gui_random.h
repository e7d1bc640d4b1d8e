/* SPDX-License-Identifier: MIT */
/* Random values of QtGui, as a Qt program can have them. */
#ifndef QSM_DIFFERENTIAL_GUI_RANDOM_H
#define QSM_DIFFERENTIAL_GUI_RANDOM_H

#include "generate.h"
#include "value/tree.h"

/* Fills in the C value of a type of QtGui; false: it is another type. version: of the
 * stream. */
bool random_gui(generator *g, qsm_tree *tree, const qsm_type *type, void *value, int version);

#endif
