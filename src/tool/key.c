/* SPDX-License-Identifier: MIT */
/*
 * qsm key: every name that a Qt program can give to the segment and the lock of a key, and which of
 * these objects exist now.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/cli/utf8.h"
#include "tool/commands.h"
#include "tool/schemes.h"

#define POSIX QSM_NATIVE_IPC_KEY_POSIX_REALTIME
#define WINDOWS QSM_NATIVE_IPC_KEY_WINDOWS

typedef struct key_options {
    const char *temp_path;
    const char *runtime_path;
} key_options;

static const tool_option options[] = {
    {"temp-path", 0, TOOL_TAKES_VALUE, "DIR",
     "the temp directory of the programs, as QDir::tempPath() returns it\n"
     "(default: from TMPDIR, by the rules of each Qt)",
     tool_parse_text, offsetof(key_options, temp_path)},
    {"runtime-path", 0, TOOL_TAKES_VALUE, "DIR",
     "their runtime directory (default: from XDG_RUNTIME_DIR); as in Qt,\na missing one is created",
     tool_parse_text, offsetof(key_options, runtime_path)},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* How a program derives a name from KEY. */
typedef enum derivation { LEGACY, SAFE, NATIVE } derivation;

/* A Qt call that derives a native key, on a host. Its names are shown together. */
typedef struct key_call {
    const char *call; /* KEY: the key */
    derivation derive;
    qsm_native_ipc_key_type_code type;
    qsm_qt_generation since;
    qsm_key_host host; /* HOST_THIS: names of this system; their objects are looked up */
} key_call;

/* Beside the key schemes of this system: a native key, and the names on other systems. */
static const key_call more_calls[] = {
    {"QNativeIpcKey(KEY)", NATIVE, POSIX, QSM_QT_GENERATION_6_6, QSM_KEY_HOST_THIS},
    {"QSharedMemory(KEY)", LEGACY, WINDOWS, QSM_QT_GENERATION_6_6, QSM_KEY_HOST_WINDOWS},
    {"QSharedMemory::platformSafeKey(KEY)", SAFE, WINDOWS, QSM_QT_GENERATION_6_6,
     QSM_KEY_HOST_WINDOWS},
    {"QSharedMemory::legacyNativeKey(KEY, PosixRealtime)", LEGACY, POSIX, QSM_QT_GENERATION_6_6,
     QSM_KEY_HOST_DARWIN},
    {"QSharedMemory(KEY)", LEGACY, POSIX, QSM_QT_GENERATION_6_6, QSM_KEY_HOST_DARWIN_SANDBOX},
    {"QSharedMemory::platformSafeKey(KEY)", SAFE, POSIX, QSM_QT_GENERATION_6_6,
     QSM_KEY_HOST_DARWIN},
};

static const char *const derivations[] = {
    [LEGACY] = "legacy", [SAFE] = "safe", [NATIVE] = "native"};

static const char *const hosts[] = {[QSM_KEY_HOST_THIS] = "this system",
                                    [QSM_KEY_HOST_UNIX] = "Unix",
                                    [QSM_KEY_HOST_DARWIN] = "macOS",
                                    [QSM_KEY_HOST_DARWIN_SANDBOX] = "macOS, sandboxed",
                                    [QSM_KEY_HOST_WINDOWS] = "Windows"};

/* A name, and the generations of Qt that use it. */
typedef struct names {
    const key_call *of;
    qsm_native_ipc_key *key;
    qsm_native_ipc_key *lock;
    uint64_t shared_by;     /* 1 bit for each generation; bit 0 is the oldest */
    qsm_segment_info *info; /* what exists; NULL: not looked up, or the lookup failed */
} names;

/* The generations of Qt that the library knows, oldest first. */
enum { MOST_GENERATIONS = 64 };
static qsm_qt_generation generations[MOST_GENERATIONS];
static int generation_count;

static void find_generations(void)
{
    qsm_qt_generation next = qsm_qt_generation_next(QSM_QT_GENERATION_DEFAULT);
    while (next != QSM_QT_GENERATION_DEFAULT && generation_count < MOST_GENERATIONS) {
        generations[generation_count++] = next;
        next = qsm_qt_generation_next(next);
    }
}

static bool is_shared_by(const names *made, int g)
{
    return (made->shared_by >> g & 1) != 0;
}

static void drop(names *made)
{
    qsm_native_ipc_key_free(made->key);
    qsm_native_ipc_key_free(made->lock);
    qsm_segment_info_free(made->info);
}

static bool derive(const tool_call *call, const char *text, const key_call *of,
                   qsm_qt_generation generation, names *made)
{
    const key_options *chosen = call->values;
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .temp_path = chosen->temp_path,
                                       .runtime_path = chosen->runtime_path,
                                       .host = of->host,
                                       .generation = generation};
    *made = (names){.of = of};
    if (of->derive == LEGACY)
        made->key = qsm_shared_memory_legacy_native_key(text, of->type, &environment);
    else if (of->derive == SAFE)
        made->key = qsm_shared_memory_platform_safe_key(text, of->type, &environment);
    else
        made->key = qsm_native_ipc_key_new_native(text, of->type);
    if (made->key == NULL)
        return false;
    made->lock = qsm_native_ipc_key_lock_key(made->key);
    return made->lock != NULL;
}

static bool same_names(const names *one, const names *other)
{
    return one->of == other->of && qsm_native_ipc_key_equals(one->key, other->key) &&
           qsm_native_ipc_key_equals(one->lock, other->lock);
}

/* The names that a call derives, each once, oldest first. Returns their number; -1: no memory. */
static int derive_all(const tool_call *call, const char *text, const key_call *of, names *rows)
{
    int count = 0;
    int first = 0;
    while (first < generation_count && generations[first] != of->since)
        first++;
    for (int g = first; g < generation_count; g++) {
        names next;
        int at = 0;
        bool made = derive(call, text, of, generations[g], &next);
        while (made && at < count && !same_names(&rows[at], &next))
            at++;
        if (!made || at < count)
            drop(&next);
        if (!made) {
            while (count > 0)
                drop(&rows[--count]);
            return -1;
        }
        if (at == count)
            rows[count++] = next;
        rows[at].shared_by |= UINT64_C(1) << g;
    }
    for (int i = 0; i < count && of->host == QSM_KEY_HOST_THIS; i++)
        rows[i].info = qsm_segment_inspect(rows[i].key);
    return count;
}

/* ---- for people ---- */

static bool is_system_v(const names *made)
{
    return qsm_native_ipc_key_type(made->key) < POSIX;
}

static void print_ftok(const qsm_native_ipc_key *key, int32_t id)
{
    int32_t number = 0;
    if (qsm_native_ipc_key_ftok(key, &number))
        (void)printf("  key 0x%08" PRIx32, (uint32_t)number);
    else
        (void)printf("  no key file (id 0x%02x)", (unsigned)id);
}

static void print_segment(const names *made)
{
    (void)fputs("    segment  ", stdout);
    tool_print_text(stdout, qsm_native_ipc_key_native_key(made->key));
    if (made->info == NULL) {
        (void)putchar('\n');
        return;
    }
    if (is_system_v(made))
        print_ftok(made->key, qsm_segment_info_ftok_id(made->info));
    if (!qsm_segment_info_exists(made->info))
        (void)printf("  none\n");
    else if (qsm_segment_info_attached(made->info) >= 0)
        (void)printf("  EXISTS: %" PRId64 " bytes, %" PRId64 " attached\n",
                     qsm_segment_info_size(made->info), qsm_segment_info_attached(made->info));
    else
        (void)printf("  EXISTS: %" PRId64 " bytes\n", qsm_segment_info_size(made->info));
}

static void print_lock(const names *made)
{
    (void)fputs("    lock     ", stdout);
    tool_print_text(stdout, qsm_native_ipc_key_native_key(made->lock));
    if (made->info == NULL) {
        (void)putchar('\n');
        return;
    }
    if (is_system_v(made))
        print_ftok(made->lock, qsm_segment_info_lock_ftok_id(made->info));
    if (!qsm_segment_info_lock_exists(made->info))
        (void)printf("  none\n");
    else if (qsm_segment_info_lock_value(made->info) < 0)
        (void)printf("  EXISTS\n");
    else
        (void)printf("  EXISTS: value %" PRId64 "%s\n", qsm_segment_info_lock_value(made->info),
                     qsm_segment_info_lock_value(made->info) == 0 ? " (held)" : "");
}

static void print_generations(const names *made)
{
    (void)fputs("  Qt ", stdout);
    bool first = true;
    for (int g = 0; g < generation_count; g++) {
        if (is_shared_by(made, g))
            (void)printf("%s%s", first ? "" : ", ", qsm_qt_generation_name(generations[g]));
        first = first && !is_shared_by(made, g);
    }
    (void)putchar('\n');
}

static void print_call(const char *text, const key_call *of, const names *rows, int count)
{
    const char *place = strstr(of->call, "KEY");
    (void)printf("\n%.*s\"", (int)(place - of->call), of->call);
    tool_print_text(stdout, text);
    (void)printf("\"%s", place + strlen("KEY"));
    if (of->host != QSM_KEY_HOST_THIS)
        (void)printf(" on %s", hosts[of->host]);
    (void)putchar('\n');
    for (int i = 0; i < count; i++) {
        if (of->host == QSM_KEY_HOST_THIS)
            print_generations(&rows[i]);
        print_segment(&rows[i]);
        print_lock(&rows[i]);
    }
}

/* ---- --json ---- */

static void json_object(tool_json *json, const char *name, const qsm_native_ipc_key *key)
{
    tool_json_begin_object(json, name);
    tool_json_string(json, "name", qsm_native_ipc_key_native_key(key));
    char *string = qsm_native_ipc_key_to_string(key);
    tool_json_string(json, "string", string);
    qsm_free(string);
}

static void json_ftok(tool_json *json, const qsm_native_ipc_key *key, int32_t id)
{
    int32_t number = 0;
    tool_json_integer(json, "ftokId", id);
    if (qsm_native_ipc_key_ftok(key, &number))
        tool_json_integer(json, "ftok", number);
    else
        tool_json_null(json, "ftok");
}

static void json_names(tool_json *json, const names *made)
{
    static const char *const types[] = {"posix", "windows"};
    qsm_native_ipc_key_type_code type = qsm_native_ipc_key_type(made->key);
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "scheme", derivations[made->of->derive]);
    tool_json_string(json, "type", type < POSIX ? "systemv" : types[type - POSIX]);
    tool_json_string(json, "host", hosts[made->of->host]);
    tool_json_begin_array(json, "qt");
    for (int g = 0; g < generation_count; g++) {
        if (is_shared_by(made, g))
            tool_json_string(json, NULL, qsm_qt_generation_name(generations[g]));
    }
    tool_json_end_array(json);

    json_object(json, "segment", made->key);
    if (made->info != NULL && is_system_v(made))
        json_ftok(json, made->key, qsm_segment_info_ftok_id(made->info));
    if (made->info != NULL) {
        tool_json_bool(json, "exists", qsm_segment_info_exists(made->info));
        tool_json_number(json, "size", qsm_segment_info_size(made->info));
        tool_json_number(json, "attached", qsm_segment_info_attached(made->info));
    }
    tool_json_end_object(json);

    json_object(json, "lock", made->lock);
    if (made->info != NULL && is_system_v(made))
        json_ftok(json, made->lock, qsm_segment_info_lock_ftok_id(made->info));
    if (made->info != NULL) {
        tool_json_bool(json, "exists", qsm_segment_info_lock_exists(made->info));
        tool_json_number(json, "value", qsm_segment_info_lock_value(made->info));
    }
    tool_json_end_object(json);
    tool_json_end_object(json);
}

/* ---- what exists ---- */

/* The scheme whose segment the other commands use. */
static qsm_key_scheme what_exists(const char *text, const qsm_key_environment *environment)
{
    tool_schemes schemes;
    qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
    if (tool_schemes_look(&schemes, text, environment, false))
        found = tool_schemes_best(&schemes);
    if (!schemes.of[found].segment)
        found = QSM_KEY_SCHEME_NONE;
    tool_schemes_end(&schemes);
    return found;
}

static void print_what_exists(qsm_key_scheme found)
{
    if (found == QSM_KEY_SCHEME_NONE)
        (void)printf("\nNo segment of this key exists now.\n");
    else
        (void)printf("\nqsm get takes: %s (--scheme %s)\n", qsm_key_scheme_name(found),
                     tool_scheme_word(found));
}

/* ---- both ---- */

static bool show_call(const tool_call *call, const char *text, const key_call *of, tool_json *json)
{
    names rows[MOST_GENERATIONS];
    int count = derive_all(call, text, of, rows);
    if (count < 0)
        return false;
    if (!call->json)
        print_call(text, of, rows, count);
    for (int i = 0; i < count; i++) {
        if (call->json)
            json_names(json, &rows[i]);
        drop(&rows[i]);
    }
    return true;
}

/* The calls of this system and of other systems. Schemes with the same call are shown once. */
static bool show_calls(const tool_call *call, const char *text, tool_json *json)
{
    const char *shown_call = "";
    bool shown = true;
    for (int at = 1; at <= QSM_KEY_SCHEME_LAST && shown; at++) {
        qsm_key_scheme scheme = (qsm_key_scheme)at;
        key_call of = {.call = qsm_key_scheme_call(scheme),
                       .derive = qsm_key_scheme_is_platform_safe(scheme) ? SAFE : LEGACY,
                       .type = qsm_key_scheme_type(scheme),
                       .since = qsm_key_scheme_since(scheme)};
        if (strcmp(of.call, shown_call) != 0)
            shown = show_call(call, text, &of, json);
        shown_call = of.call;
    }
    for (size_t i = 0; i < sizeof more_calls / sizeof more_calls[0] && shown; i++)
        shown = show_call(call, text, &more_calls[i], json);
    return shown;
}

static int show(const tool_call *call, const char *text)
{
    const key_options *chosen = call->values;
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .temp_path = chosen->temp_path,
                                       .runtime_path = chosen->runtime_path};
    char *temp = qsm_dir_temp_path(&environment);
    char *runtime = qsm_standard_paths_runtime_location(&environment);
    tool_json json;
    if (call->json) {
        tool_json_start(&json, stdout);
        tool_json_begin_object(&json, NULL);
        tool_json_string(&json, "key", text);
        tool_json_string(&json, "tempPath", temp);
        tool_json_string(&json, "runtimePath", runtime);
        tool_json_begin_array(&json, "names");
    } else {
        (void)fputs("Key \"", stdout);
        tool_print_text(stdout, text);
        (void)fputs("\", temp directory ", stdout);
        tool_print_text(stdout, temp != NULL ? temp : "");
        (void)fputs(", runtime directory ", stdout);
        tool_print_text(stdout, runtime != NULL ? runtime : "");
        (void)fputc('\n', stdout);
    }
    qsm_free(temp);
    qsm_free(runtime);
    bool shown = show_calls(call, text, &json);
    qsm_key_scheme found = what_exists(text, &environment);
    if (call->json) {
        tool_json_end_array(&json);
        tool_json_string(&json, "any",
                         found != QSM_KEY_SCHEME_NONE ? qsm_key_scheme_name(found) : NULL);
        tool_json_end_object(&json);
        tool_json_finish(&json);
    } else if (shown) {
        print_what_exists(found);
    }
    return shown ? TOOL_OK
                 : tool_fail(call, "out of memory, or the name of a directory is not valid UTF-8");
}

static int run(tool_call *call)
{
    const char *text = tool_take_operand(call, "KEY");
    if (text == NULL || !tool_no_more_operands(call))
        return TOOL_USAGE;
    if (text[0] == '\0')
        return tool_fail_usage(call, "KEY is empty");
    if (!tool_is_utf8(text))
        return tool_fail_usage(call, "KEY is not valid UTF-8");
    find_generations();
    return show(call, text);
}

const tool_command tool_key = {
    .name = "key",
    .operands = "KEY [OPTION]...",
    .summary = "show every native name of a key, and what exists now",
    .description =
        "Prints the native names of the segment and of its lock, for each key scheme and for each\n"
        "generation of Qt. Prints the System V key number, and whether the object exists now.\n"
        "Names for other systems follow.",
    .examples =
        "  qsm key hello\n"
        "  qsm key hello --json\n"
        "  qsm key hello --temp-path /var/tmp   # a program that runs with TMPDIR=/var/tmp\n",
    .options = options,
    .values_size = sizeof(key_options),
    .run = run,
};
