/* SPDX-License-Identifier: MIT */
#include "tool/trouble.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/process.h"

static bool is_posix(const qsm_segment_info *info)
{
    return qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
}

/* ---- the segment ---- */

/* PID 0: the process is in another PID namespace, and may be alive. */
static bool is_gone(int64_t pid)
{
    tool_process_text name;
    return pid > 0 && !tool_process_name(pid, name);
}

bool tool_is_left_over(const qsm_segment_info *info)
{
    return qsm_segment_info_exists(info) && qsm_segment_info_attached(info) == 0 &&
           (is_posix(info) || is_gone(qsm_segment_info_creator_pid(info)));
}

bool tool_is_of_other_user(const qsm_segment_info *info)
{
    return qsm_segment_info_owner(info) >= 0 && qsm_segment_info_owner(info) != (int64_t)geteuid();
}

bool tool_may_use(const qsm_segment_info *info)
{
    if (geteuid() == 0 || qsm_segment_info_owner(info) < 0 || qsm_segment_info_mode(info) < 0)
        return true;
    int32_t wanted = tool_is_of_other_user(info) ? 0006 : 0600;
    return (qsm_segment_info_mode(info) & wanted) == wanted;
}

static bool may_not_use(const qsm_segment_info *info)
{
    return !tool_may_use(info);
}

/* ---- the lock ---- */

bool tool_has_legacy_name(const qsm_segment_info *info)
{
    const char *name = qsm_segment_info_native_key(info);
    const char *slash = strrchr(name, '/');
    return strncmp(slash != NULL ? slash + 1 : name, "qipc_", strlen("qipc_")) == 0;
}

bool tool_lost_its_lock(const qsm_segment_info *info)
{
    return qsm_segment_info_exists(info) && !qsm_segment_info_lock_exists(info) &&
           qsm_segment_info_attached(info) > 0 && tool_has_legacy_name(info);
}

static bool is_abandoned(const qsm_segment_info *info)
{
    return qsm_segment_info_lock_state(info) == QSM_LOCK_ABANDONED;
}

static bool is_doubled(const qsm_segment_info *info)
{
    return qsm_segment_info_exists(info) && qsm_segment_info_lock_state(info) == QSM_LOCK_DOUBLED;
}

/* ---- something else has the name ---- */

/* NULL: a regular file, which is a POSIX object. */
static const char *type_of(mode_t mode)
{
    static const struct {
        mode_t type;
        const char *name;
    } types[] = {{S_IFREG, NULL},
                 {S_IFIFO, "A FIFO"},
                 {S_IFSOCK, "A socket"},
                 {S_IFDIR, "A directory"},
                 {S_IFLNK, "A symbolic link"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if ((mode & S_IFMT) == types[i].type)
            return types[i].name;
    }
    return "A device";
}

static bool find_obstacle(const char *prefix, const char *name, tool_obstacle *found)
{
    struct stat status;
    const char *last = name + strspn(name, "/");
    int size = snprintf(found->path, sizeof found->path, "/dev/shm/%s%s", prefix, last);
    if (last[0] == '\0' || strchr(last, '/') != NULL || size < 0 ||
        (size_t)size >= sizeof found->path || lstat(found->path, &status) != 0)
        return false;
    found->type = type_of(status.st_mode);
    found->owner = (int64_t)status.st_uid;
    return found->type != NULL;
}

bool tool_find_segment_obstacle(const qsm_segment_info *info, tool_obstacle *found)
{
    return is_posix(info) && find_obstacle("", qsm_segment_info_native_key(info), found);
}

bool tool_find_lock_obstacle(const qsm_segment_info *info, tool_obstacle *found)
{
    return is_posix(info) && find_obstacle("sem.", qsm_segment_info_lock_native_key(info), found);
}

static bool has_taken_name(const qsm_segment_info *info)
{
    tool_obstacle found;
    return !qsm_segment_info_lock_exists(info) && tool_find_lock_obstacle(info, &found);
}

const tool_trouble tool_troubles[] = {
    {"lock-abandoned", "lock abandoned", is_abandoned},
    {"lock-doubled", "lock doubled", is_doubled},
    {"name-taken", "name taken", has_taken_name},
    {"lock-missing", "no lock", tool_lost_its_lock},
    {"no-permission", "no permission", may_not_use},
    {"stale-segment", "stale", tool_is_left_over},
    {"other-user", "other user", tool_is_of_other_user},
    {NULL, "", NULL},
};
