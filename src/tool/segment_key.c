/* SPDX-License-Identifier: MIT */
#include "tool/segment_key.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/shell.h"
#include "tool/key_words.h"

static const char prefix[] = "qipc_sharedmemory_";
enum { DIGEST_SIZE = 40 };

/* The letters in a name of Qt's legacy form, for free(); NULL: another form, or no memory (errno).
 */
static char *letters_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *last = slash != NULL ? slash + 1 : name;
    errno = 0;
    if (strncmp(last, prefix, sizeof prefix - 1) != 0)
        return NULL;
    const char *letters = last + sizeof prefix - 1;
    size_t size = strlen(letters);
    if (size <= DIGEST_SIZE)
        return NULL;
    char *key = strdup(letters);
    if (key != NULL)
        key[size - DIGEST_SIZE] = '\0';
    return key;
}

/* Whether a command with this KEY and no options uses this segment. */
static bool is_key_of(const char *key, const qsm_segment_info *info)
{
    int32_t number = 0;
    qsm_native_ipc_key *made =
        qsm_native_ipc_key_new_scheme(key, QSM_KEY_SCHEME_SYSTEM_V_LEGACY, NULL);
    bool same = made != NULL && qsm_native_ipc_key_type(made) == qsm_segment_info_type(info) &&
                strcmp(qsm_native_ipc_key_native_key(made), qsm_segment_info_native_key(info)) == 0;
    /* Qt 5.6 - 5.8 take another number from the same file. */
    if (same && qsm_segment_info_system_v_key(info) >= 0 && qsm_native_ipc_key_ftok(made, &number))
        same = number == (int32_t)qsm_segment_info_system_v_key(info);
    qsm_native_ipc_key_free(made);
    return same;
}

bool tool_known_key(const qsm_segment_info *info, char **key)
{
    *key = letters_of(qsm_segment_info_native_key(info));
    if (*key == NULL)
        return errno != ENOMEM;
    if (is_key_of(*key, info))
        return true;
    free(*key);
    *key = NULL;
    return true;
}

static char *native_arguments(const qsm_segment_info *info)
{
    qsm_native_ipc_key *key = qsm_segment_info_key(info);
    if (key == NULL)
        return errno != ENOMEM ? strdup("") : NULL;
    char *arguments = tool_native_words(key, tool_shell_short_word);
    qsm_native_ipc_key_free(key);
    return arguments;
}

char *tool_segment_arguments(const qsm_segment_info *info)
{
    char *key;
    if (!tool_known_key(info, &key))
        return NULL;
    if (key == NULL)
        return native_arguments(info);
    char *word = tool_shell_short_word(key);
    free(key);
    return word;
}
