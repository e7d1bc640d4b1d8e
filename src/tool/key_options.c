/* SPDX-License-Identifier: MIT */
#include "tool/key_options.h"

#include <errno.h>
#include <string.h>

#include "tool/cli/utf8.h"

const char *tool_parse_safe(const char *value, void *target)
{
    qsm_native_ipc_key_type_code *type = target;
    if (strcmp(value, "posix") == 0)
        *type = QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    else if (strcmp(value, "systemv") == 0)
        *type = QSM_NATIVE_IPC_KEY_SYSTEM_V;
    else
        return "posix or systemv";
    return NULL;
}

static qsm_native_ipc_key *native_key(const tool_call *call, const char *text, int *status)
{
    qsm_native_ipc_key *key = tool_is_utf8(text) ? qsm_native_ipc_key_from_string(text) : NULL;
    if (key != NULL && qsm_native_ipc_key_is_valid(key) && !qsm_native_ipc_key_is_empty(key))
        return key;
    if (key == NULL && tool_is_utf8(text)) {
        *status = tool_fail(call, "out of memory");
        return NULL;
    }
    qsm_native_ipc_key_free(key);
    *status = tool_fail_usage(call,
                              "--native: '%s' is not a native key such as posix:/name or "
                              "systemv:/path",
                              text);
    return NULL;
}

static qsm_native_ipc_key *derived_key(const tool_call *call, const char *text,
                                       const tool_key_options *options, int *status)
{
    if (*text == '\0' || !tool_is_utf8(text)) {
        *status = tool_fail_usage(call, *text == '\0' ? "KEY is empty" : "KEY is not valid UTF-8");
        return NULL;
    }
    qsm_native_ipc_key *key =
        options->safe != QSM_NATIVE_IPC_KEY_INVALID
            ? qsm_shared_memory_platform_safe_key(text, options->safe, NULL)
            : qsm_shared_memory_legacy_native_key(
                  text, qsm_native_ipc_key_legacy_default_type_for_os(), NULL);
    if (key == NULL)
        *status = tool_fail(call, "out of memory");
    return key;
}

qsm_native_ipc_key *tool_take_key(tool_call *call, const tool_key_options *options, int *status)
{
    *status = TOOL_USAGE;
    if (options->any && (options->native != NULL || options->safe != QSM_NATIVE_IPC_KEY_INVALID)) {
        (void)tool_fail_usage(call, "--any leaves no room for --native or --safe");
        return NULL;
    }
    if (options->native != NULL && options->safe != QSM_NATIVE_IPC_KEY_INVALID) {
        (void)tool_fail_usage(call, "--native and --safe exclude each other");
        return NULL;
    }
    if (options->native != NULL)
        return native_key(call, options->native, status);
    const char *text = tool_take_operand(call, "KEY");
    return text != NULL ? derived_key(call, text, options, status) : NULL;
}

int tool_with_key(tool_call *call, const tool_key_options *options,
                  int (*run)(tool_call *call, const qsm_native_ipc_key *key))
{
    int status = TOOL_USAGE;
    qsm_native_ipc_key *key = tool_take_key(call, options, &status);
    if (key == NULL)
        return status;
    status = tool_no_more_operands(call) ? run(call, key) : TOOL_USAGE;
    qsm_native_ipc_key_free(key);
    return status;
}

bool tool_same_native_key(const qsm_native_ipc_key *one, const qsm_native_ipc_key *other)
{
    return qsm_native_ipc_key_type(one) == qsm_native_ipc_key_type(other) &&
           strcmp(qsm_native_ipc_key_native_key(one), qsm_native_ipc_key_native_key(other)) == 0;
}

qsm_native_ipc_key *tool_key_of_scheme(const char *legacy_key, qsm_key_scheme kind)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_new_scheme(legacy_key, kind, NULL);
    for (int at = 1; key != NULL && at < (int)kind; at++) {
        qsm_native_ipc_key *earlier =
            qsm_native_ipc_key_new_scheme(legacy_key, (qsm_key_scheme)at, NULL);
        bool same = earlier != NULL && tool_same_native_key(key, earlier);
        qsm_native_ipc_key_free(earlier);
        if (same) {
            qsm_native_ipc_key_free(key);
            key = NULL;
            errno = EEXIST;
        }
    }
    return key;
}

static bool same_lock(const qsm_segment_info *one, const qsm_segment_info *other)
{
    return one->lock_ftok_id == other->lock_ftok_id &&
           strcmp(one->lock_native_key, other->lock_native_key) == 0;
}

/* Whether the lock is another kind's, as far as can be known. */
static bool has_lock_of_another(const char *legacy_key, qsm_key_scheme kind,
                                const qsm_segment_info *info)
{
    bool of_another = false;
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST && !of_another; at++) {
        qsm_segment_info other;
        qsm_native_ipc_key *key =
            at != (int)kind ? tool_key_of_scheme(legacy_key, (qsm_key_scheme)at) : NULL;
        of_another = key != NULL && qsm_segment_inspect(key, &other) && same_lock(info, &other) &&
                     (other.exists || at < (int)kind);
        qsm_native_ipc_key_free(key);
    }
    return of_another;
}

bool tool_inspect_scheme(const char *legacy_key, qsm_key_scheme kind, const qsm_native_ipc_key *key,
                         qsm_segment_info *info)
{
    if (!qsm_segment_inspect(key, info))
        return false;
    if (info->lock_exists && !info->exists && has_lock_of_another(legacy_key, kind, info)) {
        info->lock_exists = false;
        info->lock_value = info->lock_last_pid = info->lock_waiters = -1;
        info->lock_holder = 0;
    }
    return true;
}

/* Several kinds share a key file; a file alone counts for the first of them. */
static bool anything_exists(const char *legacy_key, qsm_key_scheme kind,
                            const qsm_native_ipc_key *key)
{
    bool file_counts =
        kind == QSM_KEY_SCHEME_SYSTEM_V_LEGACY || kind == QSM_KEY_SCHEME_SYSTEM_V_SAFE;
    qsm_segment_info info;
    return tool_inspect_scheme(legacy_key, kind, key, &info) &&
           (info.exists || info.lock_exists || (file_counts && info.key_file_exists));
}

qsm_native_ipc_key *tool_find_any(const char *legacy_key, qsm_key_scheme *kind)
{
    for (int at = (int)*kind; at <= QSM_KEY_SCHEME_LAST; at++) {
        qsm_native_ipc_key *key =
            qsm_native_ipc_key_new_scheme(legacy_key, (qsm_key_scheme)at, NULL);
        if (key != NULL && anything_exists(legacy_key, (qsm_key_scheme)at, key)) {
            *kind = (qsm_key_scheme)at;
            return key;
        }
        qsm_native_ipc_key_free(key);
    }
    return NULL;
}
