/* SPDX-License-Identifier: MIT */
/*
 * qsm gc: removes the stale segments and key files of all keys. An object is removed if no process
 * uses it, the process that created it is gone, and it belongs to this user. For each other object
 * it prints the reason why it stays.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tool/cli/progress.h"
#include "tool/cli/signals.h"
#include "tool/cli/utf8.h"
#include "tool/commands.h"
#include "tool/process.h"
#include "tool/segment.h"

/* A program may be about to create the segment of a young key file. */
enum { LOCK_WAIT = 1000, YOUNG = 60, REASON_SIZE = 128 };

typedef struct gc_options {
    const char *temp_path;
    const char *runtime_path;
    bool dry_run;
    bool yes;
} gc_options;

static const tool_option options[] = {
    {"dry-run", 'n', TOOL_TAKES_NOTHING, NULL, "only print what would be removed, and why",
     tool_parse_flag, offsetof(gc_options, dry_run)},
    {"yes", 'y', TOOL_TAKES_NOTHING, NULL, "do not ask", tool_parse_flag,
     offsetof(gc_options, yes)},
    {"temp-path", 0, TOOL_TAKES_VALUE, "DIR", "search this temp directory (default: from TMPDIR)",
     tool_parse_text, offsetof(gc_options, temp_path)},
    {"runtime-path", 0, TOOL_TAKES_VALUE, "DIR",
     "search this runtime directory (default: from XDG_RUNTIME_DIR)", tool_parse_text,
     offsetof(gc_options, runtime_path)},
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The decision about a segment or a key file, and the reason. */
typedef enum fate { FATE_KEEP, FATE_REMOVE, FATE_OTHER_USER } fate;

typedef struct decision {
    fate fate;
    char reason[REASON_SIZE];
} decision;

static decision because(fate what, const char *reason)
{
    decision made = {.fate = what};
    (void)snprintf(made.reason, sizeof made.reason, "%s", reason);
    return made;
}

/* ---- the rules ---- */

/* For a segment without attached processes. The pid of another PID namespace is 0. */
static decision decide_by_creator(const qsm_segment_info *info)
{
    tool_process_text name;
    decision made = {.fate = FATE_KEEP};
    if (qsm_segment_info_creator_pid(info) == 0)
        return because(FATE_KEEP, "the process that created it is in another PID namespace");
    if (tool_process_name(qsm_segment_info_creator_pid(info), name)) {
        (void)snprintf(made.reason, sizeof made.reason,
                       "process %" PRId64 " (%s), which created it, is alive",
                       qsm_segment_info_creator_pid(info), name);
        return made;
    }
    made.fate = FATE_REMOVE;
    (void)snprintf(made.reason, sizeof made.reason,
                   "no process is attached, and process %" PRId64 ", which created it, is gone",
                   qsm_segment_info_creator_pid(info));
    return made;
}

static decision decide_segment(const qsm_segment_info *info)
{
    if (qsm_segment_info_attached(info) > 0)
        return because(FATE_KEEP, "in use");
    if (qsm_segment_info_attached(info) < 0)
        return because(FATE_KEEP, qsm_process_sees_all()
                                      ? "the system does not say who has it open"
                                      : "processes outside this PID namespace may have it open");
    if (qsm_segment_info_lock_waiters(info) > 0 ||
        qsm_segment_info_lock_state(info) == QSM_LOCK_HELD)
        return because(FATE_KEEP, "its lock is in use");
    if (qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        return because(FATE_REMOVE, "no process has it open");
    return decide_by_creator(info);
}

/* Only a key file. A lock of that name may be the QSystemSemaphore of a running program. */
static decision decide_file(const qsm_segment_info *info)
{
    struct stat file;
    if (qsm_segment_info_lock_exists(info))
        return because(FATE_KEEP, "there is no segment, but a semaphore, which may be in use");
    if (lstat(qsm_segment_info_native_key(info), &file) != 0)
        return because(FATE_KEEP, "it is already gone");
    if (file.st_uid != geteuid())
        return because(FATE_OTHER_USER, "it belongs to another user");
    if (!S_ISREG(file.st_mode) || file.st_size != 0)
        return because(FATE_KEEP, "it is not an empty file, so it is no key file");
    if ((int64_t)time(NULL) - (int64_t)file.st_mtime < YOUNG)
        return because(FATE_KEEP, "only a key file, but less than a minute old");
    return because(FATE_REMOVE, "only a key file is left");
}

/* The creator of a System V segment can give it to another user. A POSIX segment has no creator. */
static bool was_given(const qsm_segment_info *info)
{
    return qsm_segment_info_type(info) != QSM_NATIVE_IPC_KEY_POSIX_REALTIME &&
           qsm_segment_info_creator_uid(info) != (int64_t)geteuid();
}

static decision decide(const qsm_segment_info *info)
{
    if (qsm_segment_info_exists(info) && qsm_segment_info_owner(info) != (int64_t)geteuid())
        return because(FATE_OTHER_USER, "it belongs to another user");
    if (qsm_segment_info_exists(info) && was_given(info))
        return because(FATE_KEEP, "another user created it and gave it to this user");
    return qsm_segment_info_exists(info) ? decide_segment(info) : decide_file(info);
}

/* ---- the work ---- */

typedef struct sweep {
    const tool_call *call;
    bool removing; /* the second pass: removes */
    bool silent;   /* the first pass, if the second pass prints everything */
    int to_remove;
    int kept;
    int others;
    int removed;
    int failed;
    bool interrupted;
    tool_json json;
} sweep;

/* An object as it is printed; an unknown number is -1. */
typedef struct subject {
    const char *name;
    const char *type;
    int64_t shmid;
    int64_t size;
} subject;

static void tell_subject(sweep *self, const subject *of, const char *done, const char *reason)
{
    if (self->call->json) {
        tool_json_begin_object(&self->json, NULL);
        tool_json_string(&self->json, "name", of->name);
        tool_json_string(&self->json, "type", of->type);
        tool_json_number(&self->json, "id", of->shmid);
        tool_json_number(&self->json, "size", of->size);
        tool_json_string(&self->json, "done", done);
        tool_json_string(&self->json, "reason", reason);
        tool_json_end_object(&self->json);
        return;
    }
    (void)printf("%-12s ", done);
    tool_print_text(stdout, of->name); /* every user can create such a file */
    if (of->size >= 0)
        (void)printf(", %" PRId64 " bytes", of->size);
    (void)printf(": %s\n", reason);
}

static void tell(sweep *self, const qsm_segment_info *info, const char *done, const char *reason)
{
    char *name = tool_segment_name(info);
    bool posix = qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    subject of = {.name = name != NULL ? name : "",
                  .type = posix ? "posix" : "systemv",
                  .shmid = qsm_segment_info_shmid(info),
                  .size = qsm_segment_info_size(info)};
    tell_subject(self, &of, done, reason);
    free(name);
}

static void tell_removed(sweep *self, const qsm_segment_info *info, const decision *why,
                         qsm_removal_reason lock_kept)
{
    char reason[2 * REASON_SIZE];
    bool all = lock_kept == QSM_REMOVAL_NO_REASON;
    (void)snprintf(reason, sizeof reason, "%s%s%s", why->reason,
                   all ? "" : "; its lock stays: ", qsm_removal_reason_text(lock_kept));
    tell(self, info, "removed", reason);
}

/*
 * Signals are held back while a lock is held: to die with a POSIX lock would leave it taken. They
 * are looked at between short waits for the lock. False with errno.
 */
static bool remove_or_stop(sweep *self, const qsm_segment_info *info, qsm_removal_report *report)
{
    enum { STEP = 50 };
    int64_t deadline = tool_deadline(LOCK_WAIT);
    bool removed = qsm_segment_info_remove(info, STEP, report);
    while (!removed && errno == ETIMEDOUT && tool_left(deadline, 1) > 0 && !self->interrupted) {
        self->interrupted = tool_signals_wait(0).ended_by != 0;
        removed = qsm_segment_info_remove(info, STEP, report);
    }
    return removed;
}

static void remove_it(sweep *self, const qsm_segment_info *info, const decision *why)
{
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    if (!remove_or_stop(self, info, &report)) {
        self->failed++;
        tell(self, info, "failed", errno == ETIMEDOUT ? "its lock is held" : strerror(errno));
    } else if (report.segment_kept != QSM_REMOVAL_NO_REASON) {
        self->kept++;
        tell(self, info, "kept",
             report.in_use ? "a process has begun to use it"
                           : qsm_removal_reason_text(report.segment_kept));
    } else {
        self->removed++;
        tell_removed(self, info, why, report.lock_kept);
    }
}

static bool visit(void *context, const qsm_segment_info *info)
{
    sweep *self = context;
    decision made = decide(info);
    if (made.fate == FATE_OTHER_USER) {
        self->others++;
    } else if (made.fate == FATE_KEEP) {
        self->kept++;
        if (!self->silent)
            tell(self, info, "kept", made.reason);
    } else if (self->removing) {
        remove_it(self, info, &made);
    } else {
        self->to_remove++;
        if (!self->silent)
            tell(self, info, "would remove", made.reason);
    }
    if (self->removing)
        self->interrupted |= tool_signals_wait(0).ended_by != 0;
    return !self->interrupted;
}

/* ---- POSIX names of qsm itself ---- */

/*
 * The pid in "qsm.NUMBER.PID"; 0 for other names. A POSIX lock has such a name while a program with
 * qsm removes it.
 */
static int64_t remover_of(const char *name)
{
    char *end = NULL;
    if (strncmp(name, "qsm.", strlen("qsm.")) != 0)
        return 0;
    (void)strtoull(name + strlen("qsm."), &end, 10);
    int64_t pid = *end == '.' ? strtoll(end + 1, &end, 10) : 0;
    return *end == '\0' ? pid : 0;
}

static void visit_name(sweep *self, int folder, const char *name)
{
    tool_process_text text;
    char path[300];
    struct stat file;
    int64_t pid = remover_of(name);
    if (pid <= 0 || tool_process_name(pid, text) ||
        fstatat(folder, name, &file, AT_SYMLINK_NOFOLLOW) != 0 || file.st_uid != geteuid())
        return;
    (void)snprintf(path, sizeof path, "/dev/shm/%s", name);
    subject of = {.name = path, .type = "posix", .shmid = -1, .size = -1};
    decision why = because(FATE_REMOVE, "a lock whose removal was cut short by a crash");
    if (!self->removing)
        self->to_remove++;
    else if (unlinkat(folder, name, 0) == 0)
        self->removed++;
    if (!self->silent)
        tell_subject(self, &of, self->removing ? "removed" : "would remove", why.reason);
}

static void visit_names(sweep *self)
{
    DIR *directory = opendir("/dev/shm");
    if (directory == NULL)
        return;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        visit_name(self, dirfd(directory), entry->d_name);
    (void)closedir(directory);
}

/* One pass over all objects. */
static bool go_round(sweep *self)
{
    const gc_options *chosen = self->call->values;
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .temp_path = chosen->temp_path,
                                       .runtime_path = chosen->runtime_path};
    self->kept = self->others = 0;
    if (self->call->json && !self->silent) {
        tool_json_start(&self->json, stdout);
        tool_json_begin_array(&self->json, NULL);
    }
    bool all = qsm_segment_list(&environment, visit, self);
    int error = errno;
    visit_names(self);
    if (self->call->json && !self->silent) {
        tool_json_end_array(&self->json);
        tool_json_finish(&self->json);
    }
    if (!all)
        tool_note(self->call, "the list is not complete: %s", strerror(error));
    return all;
}

static void sum_up(const sweep *self)
{
    if (self->call->json)
        return;
    if (self->removing)
        (void)printf("%d removed, %d kept", self->removed, self->kept);
    else
        (void)printf("%d to remove, %d kept", self->to_remove, self->kept);
    if (self->others > 0)
        (void)printf(", %d of other users left alone", self->others);
    (void)putchar('\n');
}

static int clean_up(sweep *self)
{
    const gc_options *chosen = self->call->values;
    self->silent = !chosen->dry_run && (chosen->yes || self->call->json);
    bool all = go_round(self);
    if (!self->silent)
        sum_up(self);
    if (!chosen->dry_run && (self->to_remove > 0 || self->silent)) {
        char question[64];
        (void)snprintf(question, sizeof question, "Remove %d?", self->to_remove);
        if (!tool_confirm(self->call, chosen->yes, question, "removes"))
            return TOOL_FAILED;
        self->removing = true;
        tool_signals_hold(false);
        self->silent = false;
        all = go_round(self);
        sum_up(self);
        if (self->interrupted)
            return tool_fail(self->call, "interrupted");
    }
    return all && self->failed == 0 ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    sweep self = {.call = call};
    return tool_no_more_operands(call) ? clean_up(&self) : TOOL_USAGE;
}

const tool_command tool_gc = {
    .name = "gc",
    .operands = "[OPTION]...",
    .summary = "remove the stale segments and key files of all keys",
    .description =
        "Removes stale segments of the list that 'qsm list' shows. A segment is stale if no "
        "process\n"
        "is attached and the process that created it is gone. A POSIX segment, which does not\n"
        "record its creator, is stale if no process has it open. The segment is removed under its\n"
        "lock, with its lock and its key files. The command asks first.\n"
        "A POSIX segment NAME of this user counts as a Qt program's if there is a semaphore of "
        "the\n"
        "same name, /dev/shm/sem.NAME, as Qt 6.6 makes it: gc removes such a pair of another "
        "program,\n"
        "too. See 'qsm gc --dry-run' first.\n"
        "These objects stay: objects in use, objects of other users (also of another creator, or "
        "with\n"
        "a key file of another user; root, too, removes only its own), and objects whose users "
        "the\n"
        "system does not show. A semaphore without a segment stays, too: a program may use it as "
        "a\n"
        "QSystemSemaphore. 'qsm rm KEY' removes the lock of a key.",
    .examples = "  qsm gc --dry-run      # what would be removed, and why\n"
                "  qsm gc --yes\n"
                "  TMPDIR=/var/tmp qsm gc\n",
    .options = options,
    .values_size = sizeof(gc_options),
    .run = run,
};
