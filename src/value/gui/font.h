/* SPDX-License-Identifier: MIT */
/* The parts of QFont's coder. */
#ifndef QSM_VALUE_GUI_FONT_H
#define QSM_VALUE_GUI_FONT_H

#include "value/gui/gui.h"

/* Between the weights of stream versions below 20 and those from there on. */
uint8_t qsm__font_legacy_weight(int qt, uint16_t weight);
uint16_t qsm__font_weight(int qt, uint8_t old);

/* The families behind the first, features and axes: the lists at the end of a font. */
bool qsm__code_font_lists(qsm_coder *c, qsm_font *font);

#endif
