/* SPDX-License-Identifier: MIT */
/* Limits with the fields that a test sets. */
#ifndef QSM_UNIT_LIMITS_H
#define QSM_UNIT_LIMITS_H

#include <qsm/image.h>

#define LIMITS(...) (&(qsm_image_limits){.size = sizeof(qsm_image_limits), __VA_ARGS__})

#endif
