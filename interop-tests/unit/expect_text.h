/* SPDX-License-Identifier: MIT */
/* Two texts that must be the same; both are printed if they are not. */
#ifndef QSM_UNIT_EXPECT_TEXT_H
#define QSM_UNIT_EXPECT_TEXT_H

#include <stdio.h>
#include <string.h>

#include "suite.h"

static inline void expect_text(const char *is, const char *wanted)
{
    CU_ASSERT_STRING_EQUAL(is, wanted);
    if (strcmp(is, wanted) != 0)
        printf("\n    is:     %s\n    wanted: %s", is, wanted);
}

#endif
