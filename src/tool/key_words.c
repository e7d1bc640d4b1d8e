/* SPDX-License-Identifier: MIT */
#include "tool/key_words.h"

#include <stdio.h>
#include <stdlib.h>

#include "tool/cli/shell.h"
#include "tool/schemes.h"

char *tool_native_words(const qsm_native_ipc_key *key, char *(*quote)(const char *word))
{
    char *native = qsm_native_ipc_key_to_string(key);
    char *word = native != NULL ? quote(native) : NULL;
    char *words = NULL;
    if (word != NULL && asprintf(&words, "--native %s", word) < 0)
        words = NULL;
    free(word);
    qsm_free(native);
    return words;
}

static bool is_of_scheme(const qsm_native_ipc_key *key, qsm_key_scheme scheme)
{
    qsm_native_ipc_key *made =
        qsm_native_ipc_key_new_scheme(qsm_native_ipc_key_legacy_key(key), scheme, NULL);
    bool same = made != NULL && qsm_native_ipc_key_equals(made, key);
    qsm_native_ipc_key_free(made);
    return same;
}

/* Whether KEY alone is the legacy key of a command line, and means this native key here. */
static bool is_usual(const qsm_native_ipc_key *key)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(key);
    return *legacy != '\0' && *legacy != '-' && is_of_scheme(key, QSM_KEY_SCHEME_SYSTEM_V_LEGACY);
}

/* Whether a segment of KEY exists under another scheme. If that is not known, it is assumed. */
static bool has_others(const qsm_native_ipc_key *key)
{
    tool_schemes schemes;
    bool known = tool_schemes_look(&schemes, qsm_native_ipc_key_legacy_key(key), NULL, false) &&
                 tool_schemes_error(&schemes) == 0;
    int own = schemes.of[QSM_KEY_SCHEME_SYSTEM_V_LEGACY].segment ? 1 : 0;
    bool others = !known || schemes.segments > own;
    tool_schemes_end(&schemes);
    return others;
}

char *tool_key_words(const qsm_native_ipc_key *key)
{
    if (!is_usual(key))
        return tool_native_words(key, tool_shell_word);
    char *word = tool_shell_word(qsm_native_ipc_key_legacy_key(key));
    if (word == NULL || !has_others(key))
        return word;
    char *words = NULL;
    if (asprintf(&words, "%s --scheme %s", word, tool_scheme_word(QSM_KEY_SCHEME_SYSTEM_V_LEGACY)) <
        0)
        words = NULL;
    free(word);
    return words;
}

char *tool_key_words_for_others(const qsm_native_ipc_key *key)
{
    return is_usual(key) && getenv("TMPDIR") == NULL
               ? tool_shell_word(qsm_native_ipc_key_legacy_key(key))
               : tool_native_words(key, tool_shell_word);
}
