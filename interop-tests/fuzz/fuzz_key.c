/* SPDX-License-Identifier: MIT */
/* Text of any kind as key and as the text form of a key: what is taken comes back the same. */
#include "fuzz.h"

#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include <stdlib.h>
#include <string.h>

static void text_form(const char *text)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(text);
    char *printed = qsm_native_ipc_key_to_string(key);
    qsm_native_ipc_key *again = qsm_native_ipc_key_from_string(printed);
    FUZZ_MUST(key != NULL && printed != NULL && again != NULL);
    FUZZ_MUST(qsm_native_ipc_key_equals(key, again));
    qsm_native_ipc_key_free(qsm_native_ipc_key_lock_key(key));
    qsm_native_ipc_key_free(again);
    qsm_native_ipc_key_free(key);
    free(printed);
}

static void derivations(const char *text)
{
    static const qsm_native_ipc_key_type_code types[] = {
        QSM_NATIVE_IPC_KEY_SYSTEM_V, QSM_NATIVE_IPC_KEY_POSIX_REALTIME, QSM_NATIVE_IPC_KEY_WINDOWS};
    for (int host = QSM_KEY_HOST_THIS; host <= QSM_KEY_HOST_WINDOWS; host++) {
        qsm_key_environment environment = {
            .temp_path = "/tmp", .runtime_path = "/run", .host = (qsm_key_host)host};
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
    derivations(text);
    free(text);
    return 0;
}
