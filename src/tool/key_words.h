/* SPDX-License-Identifier: MIT */
/* How the command lines that messages suggest name a key. */
#ifndef QSM_TOOL_KEY_WORDS_H
#define QSM_TOOL_KEY_WORDS_H

#include <qsm/qsm.h>

/*
 * Words, quoted for a shell, with which the other commands take exactly this key: KEY; KEY and
 * --scheme, if another key scheme has a segment of KEY, too; else --native and the native key. The
 * caller frees them. NULL: out of memory.
 */
char *tool_key_words(const qsm_native_ipc_key *key);

/* The same for another user, whose directories are not known. */
char *tool_key_words_for_others(const qsm_native_ipc_key *key);

/* "--native NATIVE"; quote is tool_shell_word() or tool_shell_short_word(). */
char *tool_native_words(const qsm_native_ipc_key *key, char *(*quote)(const char *word));

#endif
