/* SPDX-License-Identifier: MIT */
/*
 * A note about speed: /dev/shm could offer large pages, and does not. This is so on most systems,
 * and keeps no program from meeting another. So only --bytes shows it: who asks what the system
 * can do for a segment of that size.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "tool/doctor/doctor.h"

enum { LARGE = 4 << 20 /* from this size on, a put asks for large pages */ };

static const char shm[] = "/dev/shm";

/* Whether the options of the mount decide: not "deny", not "force", which are for all mounts. */
static bool mount_decides(void)
{
    char line[128];
    FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/shmem_enabled", "re");
    if (file == NULL)
        return false;
    bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    return read && strstr(line, "[deny]") == NULL && strstr(line, "[force]") == NULL;
}

/* The options of the tmpfs at /dev/shm. NULL: this line of mountinfo is about another mount. */
static const char *options_of(char *line, const char *device)
{
    enum { DEVICE = 2, PLACE = 4 };
    char *rest = NULL;
    char *word = strtok_r(line, " \n", &rest);
    for (int i = 0; word != NULL && strcmp(word, "-") != 0; i++) {
        if ((i == DEVICE && strcmp(word, device) != 0) || (i == PLACE && strcmp(word, shm) != 0))
            return NULL;
        word = strtok_r(NULL, " \n", &rest);
    }
    const char *type = strtok_r(NULL, " \n", &rest);
    const char *source = strtok_r(NULL, " \n", &rest);
    const char *options = strtok_r(NULL, " \n", &rest);
    return source != NULL && strcmp(type, "tmpfs") == 0 ? options : NULL;
}

static bool offers_large_pages(const char *options)
{
    return strstr(options, "huge=") != NULL && strstr(options, "huge=never") == NULL;
}

/* Whether /dev/shm is a tmpfs without large pages. Mounts can lie above each other. */
static bool has_small_pages(void)
{
    char device[32];
    struct stat status;
    FILE *table = stat(shm, &status) == 0 ? fopen("/proc/self/mountinfo", "re") : NULL;
    if (table == NULL)
        return false;
    (void)snprintf(device, sizeof device, "%u:%u", major(status.st_dev), minor(status.st_dev));
    char *line = NULL;
    size_t room = 0;
    bool small = false;
    while (getline(&line, &room, table) > 0) {
        const char *options = options_of(line, device);
        small = options != NULL ? !offers_large_pages(options) : small;
    }
    free(line);
    (void)fclose(table);
    return small;
}

static bool is_about_large_posix(const doctor *self)
{
    for (size_t i = 0; self->bytes >= LARGE && i < self->object_count; i++) {
        const qsm_segment_info *info = self->objects[i].info;
        if (qsm_segment_info_type(info) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME &&
            (self->objects[i].asked_for || qsm_segment_info_size(info) >= LARGE))
            return true;
    }
    return false;
}

void doctor_check_pages(doctor *self)
{
    if (!is_about_large_posix(self) || !mount_decides() || !has_small_pages())
        return;
    doctor_note(self, "small-pages", shm,
                "%s offers no large pages: a put of qsm into a new POSIX segment of %" PRId64
                " bytes takes about twice as long as with them.",
                shm, self->bytes);
    doctor_next(self,
                "as root, but not in a container that may not mount: mount -o "
                "remount,huge=advise %s",
                shm);
}
