/* SPDX-License-Identifier: MIT */
/* Finds the processes that have a segment mapped. */
#include "ipc/inspect/users.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ipc/inspect/segment_info.h"

bool qsm__show_process(int64_t pid, qsm__user_visitor *visit, void *context)
{
    char name[QSM_PROC_NAME_SIZE];
    int64_t uid = qsm__proc_uid(pid);
    if (uid < 0)
        return true; /* it has ended meanwhile */
    bool named = qsm__proc_name(pid, name) && name[0] != '\0';
    qsm_segment_user user = {
        .size = sizeof user, .pid = pid, .uid = uid, .name = named ? name : "?"};
    return visit(context, &user);
}

/* The search for the users of one segment. */
typedef struct search {
    const qsm_segment_facts *facts;
    qsm_mapped_file file;
    int64_t own_namespace; /* -1: not known, or not needed */
    qsm__user_visitor *visit;
    void *context;
    bool found;  /* in the current process */
    bool hidden; /* /proc/PID of a process of the owner is not readable */
} search;

static bool is_other_file(void *context, const qsm_proc_mapping *mapping)
{
    search *self = context;
    const qsm_mapped_file *file = &self->file;
    self->found = mapping->inode == file->inode &&
                  (!file->has_device || mapping->device == file->device) &&
                  (file->path[0] == '\0' || strcmp(mapping->path, file->path) == 0);
    return !self->found;
}

/* A process that ends has no namespace any more; that of another user's is refused (EACCES). */
static bool is_in_other_namespace(const search *self, int64_t pid)
{
    if (self->own_namespace < 0)
        return false;
    int64_t theirs = qsm__proc_namespace(pid, "ipc");
    return theirs >= 0 ? theirs != self->own_namespace : errno == ESRCH;
}

static bool look_at_process(void *context, int64_t pid)
{
    search *self = context;
    self->found = false;
    bool looked = qsm__proc_each_mapping(pid, is_other_file, self);
    if (!looked && qsm__proc_is_hidden(pid))
        self->hidden = self->hidden || qsm__proc_uid(pid) == self->facts->owner;
    if (!self->found || is_in_other_namespace(self, pid))
        return true;
    return qsm__show_process(pid, self->visit, self->context);
}

/* In a listing: /proc was read once for all segments. */
static bool look_at_listed(search *self, qsm_snapshot *listed)
{
    const qsm_mapped *users = NULL;
    size_t count = 0;
    uint64_t device = self->file.has_device ? self->file.device : QSM_MAPPED_SYSTEM_V;
    if (!qsm__snapshot_each_user(listed, device, self->file.inode, &users, &count))
        return false;
    self->hidden = qsm__snapshot_hides(listed, self->facts->owner);
    bool more = true;
    for (size_t i = 0; i < count && more; i++)
        more = is_in_other_namespace(self, users[i].pid) ||
               qsm__show_process(users[i].pid, self->visit, self->context);
    return true;
}

static bool look_at_all(search *self)
{
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(self->facts->type);
    if (backend == NULL || !backend->mapped_file(self->facts, &self->file))
        return false;
    self->own_namespace =
        self->file.is_of_ipc_namespace ? qsm__proc_namespace((int64_t)getpid(), "ipc") : -1;
    qsm_snapshot *listed = self->facts->listed;
    if (!(listed != NULL ? look_at_listed(self, listed) : qsm__proc_each(look_at_process, self)))
        return false;
    if (self->hidden)
        errno = EACCES;
    return !self->hidden;
}

bool qsm_segment_info_users(const qsm_segment_info *info,
                            bool (*visit)(void *context, const qsm_segment_user *user),
                            void *context)
{
    if (!qsm__segment_info_is(info) || visit == NULL) {
        errno = EINVAL;
        return false;
    }
    if (!info->facts.exists) {
        errno = ENOENT;
        return false;
    }
    search self = {.facts = &info->facts, .visit = visit, .context = context};
    return look_at_all(&self);
}

bool qsm_segment_users(const qsm_native_ipc_key *key,
                       bool (*visit)(void *context, const qsm_segment_user *user), void *context)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    if (info == NULL)
        return false;
    bool known = qsm_segment_info_users(info, visit, context);
    int error = errno;
    qsm_segment_info_free(info);
    errno = error;
    return known;
}
