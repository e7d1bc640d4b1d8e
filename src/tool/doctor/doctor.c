/* SPDX-License-Identifier: MIT */
/*
 * qsm doctor: why programs that use one key do not meet. It runs checks, and prints for each
 * finding what to do. The other files of doctor/ have the checks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/shell.h"
#include "tool/commands.h"
#include "tool/doctor/doctor.h"
#include "tool/key_options.h"
#include "tool/key_words.h"

enum { DEFAULT_WAIT = 1000 };

typedef struct doctor_options {
    tool_key_options key;
    tool_duration wait;
    tool_size bytes;
    bool no_content;
} doctor_options;

static const tool_option options[] = {
    {"bytes", 0, TOOL_TAKES_VALUE, "N", "also check whether a segment of N bytes can be created",
     tool_parse_size, offsetof(doctor_options, bytes)},
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS", "report a lock that is held for longer (default: 1)",
     tool_parse_duration, offsetof(doctor_options, wait)},
    {"no-content", 0, TOOL_TAKES_NOTHING, NULL, "do not read the contents: attaches to nothing",
     tool_parse_flag, offsetof(doctor_options, no_content)},
    TOOL_KEY_OPTIONS(doctor_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* In the order of the findings: where, what, whose, and then the contents. */
static void (*const checks[])(doctor *) = {
    doctor_check_directories, doctor_check_existence, doctor_check_namespaces,
    doctor_check_key_files,   doctor_check_segments,  doctor_check_locks,
    doctor_check_contents,    doctor_check_limits,    doctor_check_pages,
};

/* ---- the objects of the key ---- */

/* Takes ownership of the key and the info of made, in any case. False: no memory. */
static bool add_object(doctor *self, const doctor_object *made)
{
    doctor_object *added = &self->objects[self->object_count];
    *added = *made;
    self->object_count++;
    if (made->key == NULL || made->info == NULL)
        return false;
    added->arguments =
        made->asked_for ? tool_key_words(made->key) : tool_native_words(made->key, tool_shell_word);
    return added->arguments != NULL;
}

/* The context of add_candidate(). */
typedef struct gathering {
    doctor *self;
    const qsm_native_ipc_key *asked;
    int error;
} gathering;

static bool same_segment(const qsm_native_ipc_key *one, const qsm_native_ipc_key *other)
{
    return qsm_native_ipc_key_type(one) == qsm_native_ipc_key_type(other) &&
           strcmp(qsm_native_ipc_key_native_key(one), qsm_native_ipc_key_native_key(other)) == 0;
}

/* The object that the options name has the same native name. */
static bool add_candidate(void *context, const qsm_segment_candidate *candidate)
{
    gathering *to = context;
    doctor_object made = {.key = qsm_native_ipc_key_copy(candidate->key),
                          .scheme = qsm_key_scheme_name(candidate->scheme),
                          .info = qsm_segment_info_copy(candidate->info),
                          .asked_for = same_segment(candidate->key, to->asked)};
    bool added = add_object(to->self, &made);
    if (!added)
        to->error = candidate->error != 0 ? candidate->error : ENOMEM;
    return added;
}

static bool add_native(doctor *self, const qsm_native_ipc_key *asked)
{
    doctor_object made = {.key = qsm_native_ipc_key_copy(asked),
                          .scheme = "native key",
                          .info = qsm_segment_inspect(asked),
                          .asked_for = true};
    return add_object(self, &made);
}

/* False with errno. */
static bool add_objects(doctor *self, const qsm_native_ipc_key *asked)
{
    if (self->text == NULL)
        return add_native(self, asked);
    gathering to = {.self = self, .asked = asked};
    bool found = qsm_segment_find(self->text, NULL, add_candidate, &to);
    if (to.error != 0)
        errno = to.error;
    return found && to.error == 0;
}

static bool read_system(doctor *self, const qsm_native_ipc_key *asked)
{
    self->temp_path = qsm_dir_temp_path(NULL);
    self->runtime_path = qsm_standard_paths_existing_runtime_location(NULL);
    return self->temp_path != NULL && self->runtime_path != NULL &&
           doctor_list_processes(&self->processes) && add_objects(self, asked);
}

static void drop(doctor *self)
{
    for (size_t i = 0; i < self->object_count; i++) {
        qsm_native_ipc_key_free(self->objects[i].key);
        qsm_segment_info_free(self->objects[i].info);
        free(self->objects[i].arguments);
    }
    doctor_drop_processes(&self->processes);
    doctor_drop_findings(self);
    qsm_free(self->temp_path);
    qsm_free(self->runtime_path);
}

static int examine(doctor *self, const qsm_native_ipc_key *asked)
{
    if (!read_system(self, asked))
        return tool_fail(self->call, "%s: %s", strerror(errno),
                         qsm_native_ipc_key_native_key(asked));
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && !self->failed; i++)
        checks[i](self);
    if (self->failed)
        return tool_fail(self->call, "out of memory");
    if (self->call->json)
        doctor_print_json(self);
    else
        doctor_print(self);
    return doctor_has_findings(self) ? TOOL_FAILED : TOOL_OK;
}

/* 0 if it was not given. */
static int64_t size_wanted(tool_size bytes)
{
    return bytes.bytes < INT64_MAX ? (int64_t)bytes.bytes : INT64_MAX;
}

static int run(tool_call *call)
{
    const doctor_options *chosen = call->values;
    int status = TOOL_USAGE;
    const char *text =
        chosen->key.native == NULL && call->operand_count > 0 ? call->operands[0] : NULL;
    qsm_native_ipc_key *key = tool_take_key(call, &chosen->key, &status);
    if (key == NULL)
        return status;
    status = TOOL_USAGE;
    if (tool_no_more_operands(call)) {
        doctor self = {.call = call,
                       .text = text,
                       .bytes = size_wanted(chosen->bytes),
                       .no_content = chosen->no_content,
                       .wait = tool_duration_or(chosen->wait, DEFAULT_WAIT)};
        status = examine(&self, key);
        drop(&self);
    }
    qsm_native_ipc_key_free(key);
    return status;
}

const tool_command tool_doctor = {
    .name = "doctor",
    .operands = "KEY [OPTION]...",
    .summary = "explain why programs that use a key do not meet",
    .description =
        "Checks every segment that Qt programs can have under KEY, by every key scheme: key "
        "files,\n"
        "owners, locks, the picture, the limits of the system, and the directories and namespaces\n"
        "of other processes. Each finding has a name, a sentence and a next step. Nothing is\n"
        "changed, and no lock is taken. To read the contents of a System V segment, the command\n"
        "attaches for a moment, as qsm info does. The exit status is 0 without findings and 1 "
        "with\n"
        "findings. Contents that are no picture are a note: they do not change the exit status.\n"
        "With --bytes, small pages of /dev/shm are a note, too.\n"
        "As root the command also sees the processes of other users.",
    .examples = "  qsm doctor hello\n"
                "  qsm doctor hello --json | jq -r '.findings[].id'\n"
                "  qsm doctor hello --bytes 8294400   # can a picture of 1920x1080 be created?\n"
                "  qsm doctor --native posix:/hello\n",
    .options = options,
    .values_size = sizeof(doctor_options),
    .run = run,
};
