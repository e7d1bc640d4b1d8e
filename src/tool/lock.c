/* SPDX-License-Identifier: MIT */
/*
 * qsm lock: runs a command while holding the lock of a key. It uses only the semaphore. So it works
 * without a segment, and keeps no segment alive.
 */
#include <errno.h>
#include <string.h>

#include "tool/commands.h"
#include "tool/key_options.h"
#include "tool/lock_repair.h"
#include "tool/messages.h"
#include "tool/run_holding.h"

typedef struct lock_options {
    tool_key_options key;
    tool_duration timeout;
    bool repair_it;
    tool_lock_repair how;
} lock_options;

static const tool_option options[] = {
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS",
     "how long to wait for the lock; then the exit status\nis 124 (default: forever; 0 does not "
     "wait)",
     tool_parse_duration, offsetof(lock_options, timeout)},
    {"repair", 0, TOOL_TAKES_NOTHING, NULL,
     "run nothing: explain the state of the lock, and repair it if\n"
     "its holder is gone; asks first",
     tool_parse_flag, offsetof(lock_options, repair_it)},
    {"break", 0, TOOL_TAKES_NOTHING, NULL, "the same as --repair", tool_parse_flag,
     offsetof(lock_options, repair_it)},
    {"force", 0, TOOL_TAKES_NOTHING, NULL,
     "with --repair: also a lock that a live process may hold", tool_parse_flag,
     offsetof(lock_options, how.force)},
    {"yes", 0, TOOL_TAKES_NOTHING, NULL, "with --repair: do not ask", tool_parse_flag,
     offsetof(lock_options, how.yes)},
    TOOL_ANY_OPTION(lock_options, key),
    TOOL_SCHEME_OPTION(lock_options, key),
    TOOL_KEY_OPTIONS(lock_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

static int lock_and_run(const tool_call *call, const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *lock_key = qsm_native_ipc_key_lock_key(key);
    char *name = lock_key != NULL ? qsm_native_ipc_key_to_string(lock_key) : NULL;
    qsm_system_semaphore *lock =
        name != NULL ? qsm_system_semaphore_new_native(lock_key, 1, QSM_SYSTEM_SEMAPHORE_OPEN)
                     : NULL;
    int status = TOOL_FAILED;
    if (lock == NULL) {
        status = tool_fail(call, "out of memory");
    } else if (qsm_system_semaphore_error(lock) != QSM_SYSTEM_SEMAPHORE_NO_ERROR) {
        status = tool_fail_directory(call, lock_key)
                     ? TOOL_FAILED
                     : tool_fail_key(call, lock_key, "%s", qsm_system_semaphore_error_string(lock));
    } else {
        const lock_options *chosen = call->values;
        status = tool_run_holding(call, lock,
                                  &(tool_held){.what = "lock",
                                               .name = name,
                                               .own = lock_key,
                                               .key = key,
                                               .timeout = tool_duration_or(chosen->timeout, -1)});
    }
    qsm_system_semaphore_free(lock);
    qsm_free(name);
    qsm_native_ipc_key_free(lock_key);
    return status;
}

static int repair(const tool_call *call, const qsm_native_ipc_key *key)
{
    const lock_options *chosen = call->values;
    return tool_repair_lock(call, key, &chosen->how);
}

/* A broken lock, if it is to be repaired. */
static qsm_key_scheme first_broken(const tool_schemes *schemes)
{
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        const tool_scheme_state *state = &schemes->of[at];
        if (state->lock == QSM_LOCK_ABANDONED ||
            (state->lock == QSM_LOCK_DOUBLED && state->segment))
            return (qsm_key_scheme)at;
    }
    return QSM_KEY_SCHEME_NONE;
}

/*
 * Without a segment, a lock that exists: programs that wait for a segment have opened it. A value
 * above 1 is that of a QSystemSemaphore.
 */
static qsm_key_scheme first_lock(const tool_schemes *schemes)
{
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST; at++) {
        if (schemes->of[at].lock != QSM_LOCK_NONE && schemes->of[at].lock != QSM_LOCK_DOUBLED)
            return (qsm_key_scheme)at;
    }
    return QSM_KEY_SCHEME_NONE;
}

/* The scheme whose lock to use; NONE: the key's own. */
static qsm_key_scheme choose_scheme(const tool_call *call, const tool_schemes *schemes)
{
    const lock_options *chosen = call->values;
    qsm_key_scheme scheme = chosen->repair_it ? first_broken(schemes) : QSM_KEY_SCHEME_NONE;
    if (scheme == QSM_KEY_SCHEME_NONE)
        scheme = tool_schemes_best(schemes);
    /* A segment that this user may not use does not keep it from its own lock. */
    if (scheme != QSM_KEY_SCHEME_NONE && schemes->of[scheme].segment && !schemes->of[scheme].usable)
        scheme = QSM_KEY_SCHEME_NONE;
    if (scheme == QSM_KEY_SCHEME_NONE)
        scheme = first_lock(schemes);
    if (scheme != QSM_KEY_SCHEME_NONE && schemes->of[scheme].segment)
        tool_schemes_tell(schemes, call, scheme);
    else if (scheme > QSM_KEY_SCHEME_SYSTEM_V_LEGACY)
        tool_note(call, "%s: only a lock exists, under the key scheme %s (%s)", schemes->key,
                  tool_scheme_word(scheme), qsm_key_scheme_name(scheme));
    return scheme;
}

/* Does it with the lock of the scheme that exists. */
static int with_scheme(const tool_call *call, const qsm_native_ipc_key *key,
                       int (*act)(const tool_call *call, const qsm_native_ipc_key *key))
{
    const lock_options *chosen = call->values;
    const char *text = qsm_native_ipc_key_legacy_key(key);
    tool_schemes schemes;
    int status;
    if (!tool_takes_any_scheme(&chosen->key))
        return act(call, key);
    if (tool_schemes_look(&schemes, text, NULL, false)) {
        qsm_key_scheme scheme = choose_scheme(call, &schemes);
        status = act(call, scheme != QSM_KEY_SCHEME_NONE ? schemes.of[scheme].key : key);
    } else {
        status = tool_fail(call, "%s: %s", strerror(errno), text);
    }
    tool_schemes_end(&schemes);
    return status;
}

static int run(tool_call *call)
{
    const lock_options *chosen = call->values;
    int status = TOOL_USAGE;
    qsm_native_ipc_key *key = tool_take_key(call, &chosen->key, &status);
    if (key == NULL)
        return status;
    if (chosen->repair_it)
        status = tool_no_more_operands(call) ? with_scheme(call, key, repair) : TOOL_USAGE;
    else if (chosen->how.force || chosen->how.yes)
        status = tool_fail_usage(call, "--force and --yes need --repair");
    else if (call->command_at > 0)
        status = tool_fail_usage(call, "'%s' is one word too many before --", call->operands[0]);
    else if (call->operand_count == 0)
        status = tool_fail_usage(call, "the command is missing: -- CMD [ARGUMENT]...");
    else
        status = with_scheme(call, key, lock_and_run);
    qsm_native_ipc_key_free(key);
    return status;
}

const tool_command tool_lock = {
    .name = "lock",
    .operands = "KEY [OPTION]... (-- CMD [ARGUMENT]... | --repair)",
    .summary = "run a command while holding the lock of a key",
    .description =
        "Takes the lock that QSharedMemory::lock() of KEY takes, runs CMD, and releases the lock\n"
        "when CMD has ended, also after a crash. If qsm lock gets SIGINT, SIGTERM, SIGHUP, "
        "SIGQUIT,\n"
        "SIGUSR1 or SIGUSR2, it sends the signal to CMD.\n"
        "\n"
        "If a segment of KEY exists, its key scheme is used; else that of a lock that exists; "
        "else\n"
        "that of QSharedMemory(KEY).\n"
        "\n"
        "The exit status is the exit status of CMD. If signal N ended CMD, it is 128 + N. Without\n"
        "CMD it is 124 (the lock was not free in time), 126 (CMD cannot be run), 127 (CMD was not\n"
        "found), 2 (wrong usage) or 1 (the lock cannot be used). With --json the result goes to\n"
        "standard error, because CMD uses standard output.\n"
        "\n"
        "--repair repairs a lock whose holder is gone. With POSIX keys such a lock stays taken "
        "for\n"
        "ever. The exit status is 0 if the lock is free at the end, 1 if it was not repaired.\n",
    .examples = "  qsm lock hello -- ./update-the-picture\n"
                "  qsm lock hello --repair\n"
                "  qsm lock hello --timeout 5 -- sh -c 'echo nobody else draws now; sleep 10'\n",
    .options = options,
    .values_size = sizeof(lock_options),
    .run = run,
};
