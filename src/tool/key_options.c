/* SPDX-License-Identifier: MIT */
#include "tool/key_options.h"

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

/*
 * A native name of the legacy form, as qsm list prints it, gets the lock that programs with the
 * legacy key use. Takes ownership of key. NULL when out of memory.
 */
static qsm_native_ipc_key *with_legacy_lock(qsm_native_ipc_key *key)
{
    if (key == NULL || qsm_native_ipc_key_legacy_key(key)[0] != '\0')
        return key;
    qsm_native_ipc_key *made = qsm_native_ipc_key_new_for_segment(
        qsm_native_ipc_key_native_key(key), qsm_native_ipc_key_type(key));
    qsm_native_ipc_key_free(key);
    return made;
}

static qsm_native_ipc_key *native_key(const tool_call *call, const char *text, int *status)
{
    bool is_text = tool_is_utf8(text);
    qsm_native_ipc_key *key =
        is_text ? with_legacy_lock(qsm_native_ipc_key_from_string(text)) : NULL;
    if (key == NULL && is_text) {
        *status = tool_fail(call, "out of memory");
        return NULL;
    }
    if (is_text && qsm_native_ipc_key_is_valid(key) && !qsm_native_ipc_key_is_empty(key))
        return key;
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
    qsm_key_scheme scheme = tool_named_scheme(options);
    qsm_native_ipc_key *key = NULL;
    if (qsm_key_scheme_is_platform_safe(scheme)) /* makes the runtime directory, as Qt does */
        key = qsm_shared_memory_platform_safe_key(text, qsm_key_scheme_type(scheme), NULL);
    else if (scheme != QSM_KEY_SCHEME_NONE)
        key = qsm_native_ipc_key_new_scheme(text, scheme, NULL);
    else
        key = qsm_shared_memory_legacy_native_key(
            text, qsm_native_ipc_key_legacy_default_type_for_os(), NULL);
    if (key == NULL)
        *status = tool_fail(call, "out of memory");
    return key;
}

qsm_native_ipc_key *tool_take_key(tool_call *call, const tool_key_options *options, int *status)
{
    *status = TOOL_USAGE;
    int given = (options->native != NULL ? 1 : 0) +
                (options->safe != QSM_NATIVE_IPC_KEY_INVALID ? 1 : 0) +
                (options->scheme != QSM_KEY_SCHEME_NONE ? 1 : 0);
    if (given > 1) {
        (void)tool_fail_usage(call, "--native, --safe and --scheme exclude each other");
        return NULL;
    }
    if (options->native != NULL)
        return native_key(call, options->native, status);
    const char *text = tool_take_operand(call, "KEY");
    return text != NULL ? derived_key(call, text, options, status) : NULL;
}

bool tool_takes_any_scheme(const tool_key_options *options)
{
    return options->native == NULL && tool_named_scheme(options) == QSM_KEY_SCHEME_NONE;
}

qsm_key_scheme tool_named_scheme(const tool_key_options *options)
{
    return options->safe != QSM_NATIVE_IPC_KEY_INVALID ? tool_safe_scheme(options->safe)
                                                       : options->scheme;
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
