/* SPDX-License-Identifier: MIT */
/* Text of any kind as key and as the text form of a key: what is taken comes back the same. */
#include "fuzz.h"

#include <qsm/inspect.h>
#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * Reading loses a byte order mark in front of a legacy key, here as in Qt, so that a key which two
 * of them lead comes back with one: the only keys that do not come back the same.
 */
static void comes_back(const qsm_native_ipc_key *key, const qsm_native_ipc_key *again)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char *legacy_key = qsm_native_ipc_key_legacy_key(key);
    if (strncmp(legacy_key, mark, 3) != 0) {
        FUZZ_MUST(qsm_native_ipc_key_equals(key, again));
        return;
    }
    FUZZ_MUST(qsm_native_ipc_key_type(key) == qsm_native_ipc_key_type(again));
    FUZZ_MUST(strcmp(qsm_native_ipc_key_native_key(key), qsm_native_ipc_key_native_key(again)) ==
              0);
    FUZZ_MUST(strcmp(legacy_key + 3, qsm_native_ipc_key_legacy_key(again)) == 0);
}

static void text_form(const char *text)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(text);
    char *printed = qsm_native_ipc_key_to_string(key);
    qsm_native_ipc_key *again = qsm_native_ipc_key_from_string(printed);
    FUZZ_MUST(key != NULL && printed != NULL && again != NULL);
    comes_back(key, again);
    qsm_native_ipc_key_free(qsm_native_ipc_key_lock_key(key));
    qsm_native_ipc_key_free(again);
    qsm_native_ipc_key_free(key);
    qsm_free(printed);
}

/* Everything an object of its own does with a name. */
static void own_key(const char *text)
{
    qsm_native_ipc_key *key =
        qsm_native_ipc_key_new_native(text, qsm_native_ipc_key_default_type_for_os());
    qsm_native_ipc_key *other = qsm_native_ipc_key_new();
    FUZZ_MUST(other != NULL);
    qsm_native_ipc_key_set_type(other, qsm_native_ipc_key_legacy_default_type_for_os());
    bool set = qsm_native_ipc_key_set_native_key(other, text);
    FUZZ_MUST(set == (key != NULL)); /* both refuse only what is no UTF-8 */
    qsm_native_ipc_key *copy = qsm_native_ipc_key_copy(other);
    FUZZ_MUST(copy != NULL && qsm_native_ipc_key_equals(copy, other));
    FUZZ_MUST(!set || qsm_native_ipc_key_is_empty(copy) == (text[0] == '\0'));
    FUZZ_MUST(!set || strcmp(qsm_native_ipc_key_native_key(copy), text) == 0);
    FUZZ_MUST(qsm_native_ipc_key_legacy_key(copy)[0] == '\0');
    FUZZ_MUST(qsm_native_ipc_key_is_valid(copy));
    if (key != NULL) {
        qsm_native_ipc_key_swap(key, copy);
        FUZZ_MUST(qsm_native_ipc_key_equals(key, other));
        FUZZ_MUST(qsm_native_ipc_key_type(key) != qsm_native_ipc_key_type(copy));
    }
    qsm_native_ipc_key_free(copy);
    qsm_native_ipc_key_free(other);
    qsm_native_ipc_key_free(key);
}

/* What a key leads to is looked for; nothing is made. */
static void look(const char *text)
{
    int32_t number;
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(text);
    FUZZ_MUST(key != NULL);
    (void)qsm_native_ipc_key_ftok(key, &number);
    qsm_segment_info_free(qsm_segment_inspect(key));
    qsm_native_ipc_key_free(key);
}

static void derivations(const char *text)
{
    static const qsm_native_ipc_key_type_code types[] = {
        QSM_NATIVE_IPC_KEY_SYSTEM_V, QSM_NATIVE_IPC_KEY_POSIX_REALTIME, QSM_NATIVE_IPC_KEY_WINDOWS};
    for (int host = QSM_KEY_HOST_THIS; host <= QSM_KEY_HOST_WINDOWS; host++) {
        qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                           .temp_path = "/tmp",
                                           .runtime_path = "/run",
                                           .host = (qsm_key_host)host};
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
            qsm_native_ipc_key *made[] = {
                qsm_shared_memory_legacy_native_key(text, types[i], &environment),
                qsm_shared_memory_platform_safe_key(text, types[i], &environment),
                qsm_system_semaphore_legacy_native_key(text, types[i], &environment),
                qsm_system_semaphore_platform_safe_key(text, types[i], &environment)};
            for (size_t k = 0; k < sizeof made / sizeof made[0]; k++)
                qsm_native_ipc_key_free(made[k]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    text_form(text);
    own_key(text);
    look(text);
    derivations(text);
    free(text);
    return 0;
}
