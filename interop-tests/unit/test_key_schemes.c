/* SPDX-License-Identifier: MIT */
/* The tables of generations and key schemes, as a program reads them. */
#include "suite.h"

#include <string.h>

#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>

#include "key/generation.h"

enum { NO_SUCH = 99 };

static void test_generations(void)
{
    int count = 0;
    qsm_qt_generation last = QSM_QT_GENERATION_DEFAULT;
    for (qsm_qt_generation g = qsm_qt_generation_next(QSM_QT_GENERATION_DEFAULT);
         g != QSM_QT_GENERATION_DEFAULT; g = qsm_qt_generation_next(g)) {
        CU_ASSERT_STRING_NOT_EQUAL(qsm_qt_generation_name(g), "");
        CU_ASSERT_EQUAL(qsm__generation_of(g)->generation, g);
        CU_ASSERT_STRING_EQUAL(qsm__generation_of(g)->name, qsm_qt_generation_name(g));
        last = g;
        count++;
    }
    CU_ASSERT_EQUAL(count, 7);
    CU_ASSERT_EQUAL(qsm_qt_generation_next(QSM_QT_GENERATION_DEFAULT), QSM_QT_GENERATION_4_4);
    CU_ASSERT_EQUAL(last, QSM_QT_GENERATION_6_11);
    CU_ASSERT_STRING_EQUAL(qsm_qt_generation_name(QSM_QT_GENERATION_5_9), "5.9 - 6.5");
}

static void test_no_generation(void)
{
    CU_ASSERT_STRING_EQUAL(qsm_qt_generation_name(QSM_QT_GENERATION_DEFAULT), "");
    CU_ASSERT_STRING_EQUAL(qsm_qt_generation_name((qsm_qt_generation)NO_SUCH), "");
    CU_ASSERT_EQUAL(qsm_qt_generation_next((qsm_qt_generation)NO_SUCH), QSM_QT_GENERATION_DEFAULT);
}

static bool is_generation(qsm_qt_generation wanted)
{
    qsm_qt_generation g = qsm_qt_generation_next(QSM_QT_GENERATION_DEFAULT);
    while (g != wanted && g != QSM_QT_GENERATION_DEFAULT)
        g = qsm_qt_generation_next(g);
    return g != QSM_QT_GENERATION_DEFAULT;
}

/* What a scheme says of itself leads to the key that it makes. */
static void test_schemes(void)
{
    for (int i = 1; i <= QSM_KEY_SCHEME_LAST; i++) {
        qsm_key_scheme scheme = (qsm_key_scheme)i;
        bool safe = qsm_key_scheme_is_platform_safe(scheme);
        qsm_native_ipc_key_type_code type = qsm_key_scheme_type(scheme);
        CU_ASSERT_TRUE(is_generation(qsm_key_scheme_since(scheme)));
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_key_scheme_call(scheme), "KEY"));
        CU_ASSERT_EQUAL(strstr(qsm_key_scheme_call(scheme), "platformSafeKey") != NULL, safe);
        qsm_native_ipc_key *made = qsm_native_ipc_key_new_scheme("hello", scheme, NULL);
        qsm_native_ipc_key *same = safe ? qsm_shared_memory_platform_safe_key("hello", type, NULL)
                                        : qsm_shared_memory_legacy_native_key("hello", type, NULL);
        CU_ASSERT_STRING_EQUAL(qsm_native_ipc_key_native_key(made),
                               qsm_native_ipc_key_native_key(same));
        qsm_native_ipc_key_free(made);
        qsm_native_ipc_key_free(same);
    }
}

static void test_no_scheme(void)
{
    static const int none[] = {QSM_KEY_SCHEME_NONE, QSM_KEY_SCHEME_LAST + 1, -1};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        qsm_key_scheme scheme = (qsm_key_scheme)none[i];
        CU_ASSERT_STRING_EQUAL(qsm_key_scheme_call(scheme), "");
        CU_ASSERT_EQUAL(qsm_key_scheme_since(scheme), QSM_QT_GENERATION_DEFAULT);
        CU_ASSERT_EQUAL(qsm_key_scheme_type(scheme), QSM_NATIVE_IPC_KEY_INVALID);
        CU_ASSERT_FALSE(qsm_key_scheme_is_platform_safe(scheme));
    }
}

QSM_SUITE("key schemes", {"all generations, oldest first", test_generations},
          {"what is no generation", test_no_generation},
          {"what a scheme says of itself", test_schemes}, {"what is no scheme", test_no_scheme})
