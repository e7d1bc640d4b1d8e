/* SPDX-License-Identifier: MIT */
/* c_peer's commands for keys as such, without a segment or a semaphore. */
#include "c_peer.h"

#include <stdlib.h>

static void say_text(const char *text)
{
    peer_say_word(text == NULL ? "" : text);
    peer_say_end();
}

static void say_and_free(char *text)
{
    say_text(text);
    qsm_free(text);
}

static qsm_native_ipc_key_type_code type_of(const peer_words *words, int index)
{
    return (qsm_native_ipc_key_type_code)peer_number(words, index, 0);
}

static void say_string_and_free(qsm_native_ipc_key *key)
{
    say_and_free(key == NULL ? NULL : qsm_native_ipc_key_to_string(key));
    qsm_native_ipc_key_free(key);
}

static void key_from_string(const peer_words *words)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_from_string(words->at[0]);
    if (key == NULL)
        peer_die("out of memory");
    peer_say_number(qsm_native_ipc_key_type(key));
    peer_say_word(qsm_native_ipc_key_native_key(key));
    say_string_and_free(key);
}

static void key_to_string(const peer_words *words)
{
    say_string_and_free(qsm_native_ipc_key_new_native(words->at[0], type_of(words, 1)));
}

static void legacy_string(const peer_words *words)
{
    say_string_and_free(qsm_shared_memory_legacy_native_key(words->at[0], type_of(words, 1), NULL));
}

static void type_supported(const peer_words *words)
{
    qsm_native_ipc_key_type_code type = type_of(words, 0);
    peer_say_word(qsm_shared_memory_is_key_type_supported(type) ? "true" : "false");
    peer_say_word(qsm_system_semaphore_is_key_type_supported(type) ? "true" : "false");
    peer_say_end();
}

static void default_types(const peer_words *words)
{
    (void)words;
    peer_say_number(qsm_native_ipc_key_default_type_for_os());
    peer_say_number(qsm_native_ipc_key_legacy_default_type_for_os());
    peer_say_end();
}

static void temp_path(const peer_words *words)
{
    qsm_key_environment environment = {
        .size = sizeof(qsm_key_environment),
        .generation = (qsm_qt_generation)peer_number(words, 0, QSM_QT_GENERATION_DEFAULT)};
    say_and_free(qsm_dir_temp_path(&environment));
}

static void runtime_path(const peer_words *words)
{
    qsm_key_environment environment = {
        .size = sizeof(qsm_key_environment),
        .generation = (qsm_qt_generation)peer_number(words, 0, QSM_QT_GENERATION_DEFAULT)};
    say_and_free(qsm_standard_paths_runtime_location(&environment));
}

const peer_command peer_key_commands[] = {
    {"key-from-string", 1, 1, key_from_string}, {"key-to-string", 2, 2, key_to_string},
    {"legacy-string", 2, 2, legacy_string},     {"type-supported", 1, 1, type_supported},
    {"default-types", 0, 0, default_types},     {"temp-path", 0, 1, temp_path},
    {"runtime-path", 0, 1, runtime_path},       {NULL, 0, 0, NULL},
};
