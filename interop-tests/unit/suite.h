/* SPDX-License-Identifier: MIT */
/*
 * A CUnit test program in one line: QSM_SUITE("name", {"what it shows", function}, ...). Its exit
 * status is 0 only when at least one assertion ran, none failed, and no descriptor stayed open.
 */
#ifndef QSM_UNIT_SUITE_H
#define QSM_UNIT_SUITE_H

#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stdio.h>

#include "../harness/leaks.h"
#include "system.h"

typedef struct qsm_unit_case {
    const char *name;
    void (*run)(void);
} qsm_unit_case;

static inline int qsm_run_suite(const char *name, const qsm_unit_case *cases, size_t count)
{
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (size_t i = 0; suite != NULL && i < count; i++) {
        if (CU_add_test(suite, cases[i].name, cases[i].run) == NULL)
            return 1;
    }
    int descriptors = qsm_open_descriptors();
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    bool leaked = qsm_open_descriptors() != descriptors;
    if (leaked)
        qsm_print_descriptors();
    unsigned asserts = CU_get_number_of_asserts();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return asserts > 0 && failures == 0 && !leaked ? 0 : 1;
}

#define QSM_SUITE(name, ...)                                                                       \
    int main(void)                                                                                 \
    {                                                                                              \
        static const qsm_unit_case cases[] = {__VA_ARGS__};                                        \
        return qsm_run_suite(name, cases, sizeof cases / sizeof cases[0]);                         \
    }

#endif
