/* SPDX-License-Identifier: MIT */
/* Inspection without memory: an error, never half an answer taken for a whole one. */
#include "bare_objects.h"
#include "failing_memory.h"

#include <qsm/exchange.h>

static objects subject;

static bool try_inspect(void)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_copy(subject.key);
    qsm_segment_info *info = key != NULL ? qsm_segment_inspect(key) : NULL;
    qsm_segment_info *copy = info != NULL ? qsm_segment_info_copy(info) : NULL;
    if (copy != NULL) {
        CU_ASSERT_EQUAL(qsm_segment_info_size(copy), SIZE);
        CU_ASSERT_EQUAL(qsm_segment_info_lock_value(copy), 1);
    }
    bool asked = copy != NULL;
    qsm_segment_info_free(copy);
    qsm_segment_info_free(info);
    qsm_native_ipc_key_free(key);
    return asked;
}

static bool try_peek(void)
{
    unsigned char bytes[SIZE];
    qsm_native_ipc_key *key = qsm_native_ipc_key_copy(subject.key);
    bool peeked = key != NULL && qsm_segment_peek(key, 1000, bytes, SIZE) == SIZE;
    CU_ASSERT_EQUAL(lock_value(&subject), 1);
    qsm_native_ipc_key_free(key);
    return peeked;
}

static bool try_read(void)
{
    unsigned char bytes[SIZE];
    qsm_native_ipc_key *key = qsm_native_ipc_key_copy(subject.key);
    bool done = key != NULL && qsm_segment_read(key, 1000, bytes, SIZE) == SIZE;
    CU_ASSERT_EQUAL(lock_value(&subject), 1);
    qsm_native_ipc_key_free(key);
    return done;
}

static bool count(void *context, const qsm_segment_info *info)
{
    int *found = context;
    *found += strcmp(qsm_segment_info_native_key(info), subject.name) == 0;
    return true;
}

static bool try_list(void)
{
    qsm_key_environment environment = here();
    int found = 0;
    bool listed = qsm_segment_list(&environment, count, &found);
    CU_ASSERT_TRUE(!listed || found == 1);
    return listed;
}

static bool count_candidate(void *context, const qsm_segment_candidate *candidate)
{
    int *found = context;
    CU_ASSERT_TRUE(candidate->info != NULL || candidate->error != 0);
    *found += qsm_segment_info_exists(candidate->info);
    return true;
}

static bool try_find(void)
{
    qsm_key_environment environment = here();
    int found = 0;
    bool all = qsm_segment_find(qsm_native_ipc_key_legacy_key(subject.key), &environment,
                                count_candidate, &found);
    CU_ASSERT_TRUE(!all || found == 1);
    return all;
}

static bool try_repair(void)
{
    bool repaired = qsm_segment_repair_lock(subject.key, false, NULL);
    CU_ASSERT_EQUAL(lock_value(&subject), 1);
    return repaired;
}

static bool try_contents(void)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    bool told = qsm_segment_contents(subject.key, 1000, &content);
    CU_ASSERT_EQUAL(content.type, told ? QSM_SEGMENT_CONTENT_DATA : QSM_SEGMENT_CONTENT_UNKNOWN);
    CU_ASSERT_TRUE(told || errno == ENOMEM);
    CU_ASSERT_EQUAL(lock_value(&subject), 1);
    return told;
}

static bool ignore_elsewhere(void *context, const qsm_segment_elsewhere *found)
{
    (void)context;
    CU_ASSERT_PTR_NOT_NULL(found->info);
    return true;
}

static bool try_elsewhere(void)
{
    return qsm_segment_find_elsewhere(qsm_native_ipc_key_legacy_key(subject.key), NULL,
                                      ignore_elsewhere, NULL);
}

static bool ignore_similar(void *context, const char *similar,
                           const qsm_segment_candidate *candidate)
{
    (void)context;
    CU_ASSERT_PTR_NOT_NULL(similar);
    CU_ASSERT_PTR_NOT_NULL(candidate->info);
    return true;
}

static bool try_similar(void)
{
    qsm_key_environment environment = here();
    return qsm_segment_find_similar(qsm_native_ipc_key_legacy_key(subject.key), &environment,
                                    ignore_similar, NULL);
}

/* Out of memory, it gives another text, and never none. */
static bool try_explain(void)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(subject.key);
    bool made = memory != NULL && qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_NO_ERROR &&
                !qsm_shared_memory_create(memory, SIZE, QSM_SHARED_MEMORY_READ_WRITE) &&
                qsm_shared_memory_error(memory) == QSM_SHARED_MEMORY_ALREADY_EXISTS;
    const char *text = made ? qsm_shared_memory_explain(memory) : "";
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_TRUE(!made || text[0] != '\0');
    bool whole = strstr(text, "the key has a segment already, of 4321 bytes") != NULL &&
                 (qsm_native_ipc_key_type(subject.key) == POSIX || strstr(text, " created it"));
    qsm_shared_memory_free(memory);
    return whole;
}

/* These have thousands of allocations: for each process, or for each similar key. */
static void the_first_allocations_fail_once(void)
{
    enum { FIRST = 200 };
    static trial *const trials[] = {try_elsewhere, try_similar, try_explain};
    subject = begin(SYSTEM_V, "faults");
    make_segment(&subject);
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        for (int at = 0; at < FIRST; at++) {
            long before = alive;
            failed = false;
            allowed = at;
            bool made = trials[i]();
            allowed = -1;
            /* The text can do without the name of a process. */
            CU_ASSERT_TRUE(trials[i] == try_explain ? made || failed : made == !failed);
            CU_ASSERT_EQUAL(alive, before);
        }
        CU_ASSERT_TRUE(trials[i]());
    }
    end(&subject);
}

static void every_allocation_fails_once(void)
{
    static trial *const trials[] = {try_inspect, try_peek,   try_read,    try_list,
                                    try_find,    try_repair, try_contents};
    FOR_EACH_TYPE(type)
    {
        subject = begin(*type, "faults");
        make_segment(&subject);
        make_lock(&subject, 1);
        for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++)
            fail_each(trials[i]);
        end(&subject);
    }
}

QSM_SUITE("inspection without memory", {"(a directory for this test)", prepare},
          {"every allocation fails once", every_allocation_fails_once},
          {"the first allocations of a search fail once", the_first_allocations_fail_once},
          {"(and it is gone)", clear_away})
