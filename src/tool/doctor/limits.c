/* SPDX-License-Identifier: MIT */
/* Findings about limits: can the system create another segment? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tool/doctor/doctor.h"

enum { NUMBERS = 4, LITTLE = 65536 };

/* Reads the numbers of a file in /proc/sys. False if there is no such file. */
static bool read_numbers(const char *path, uint64_t numbers[NUMBERS])
{
    char line[128];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool any = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    char *at = line;
    for (int i = 0; any && i < NUMBERS; i++) {
        char *end = NULL;
        uint64_t number = strtoull(at, &end, 10);
        if (end == at)
            break;
        numbers[i] = number;
        at = end;
    }
    return any;
}

/* The number of objects in a list of /proc/sysvipc. Its first line is a title. */
static uint64_t count_objects(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    uint64_t lines = 0;
    for (int c = getc(file); c != EOF; c = getc(file))
        lines += c == '\n' ? 1 : 0;
    (void)fclose(file);
    return lines > 0 ? lines - 1 : 0;
}

/* A limit for the number of objects. */
static const struct {
    const char *id;
    const char *list;
    const char *limit;
    int number; /* index in the file */
    const char *what;
} counts[] = {
    {"limit-segments", "/proc/sysvipc/shm", "/proc/sys/kernel/shmmni", 0, "segments"},
    {"limit-semaphores", "/proc/sysvipc/sem", "/proc/sys/kernel/sem", 3, "semaphores"},
};

static void check_counts(doctor *self)
{
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        uint64_t numbers[NUMBERS] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
        uint64_t there = count_objects(counts[i].list);
        if (!read_numbers(counts[i].limit, numbers) || there < numbers[counts[i].number])
            continue;
        doctor_find(self, counts[i].id, counts[i].limit,
                    "There are %" PRIu64 " System V %s, which is the maximum: create() fails with "
                    "OutOfResources.",
                    there, counts[i].what);
        doctor_next(self, "remove stale segments (qsm gc), or raise the limit in %s",
                    counts[i].limit);
    }
}

static void check_size(doctor *self)
{
    static const char path[] = "/proc/sys/kernel/shmmax";
    uint64_t most[NUMBERS] = {0};
    if (!read_numbers(path, most) || (uint64_t)self->bytes <= most[0])
        return;
    doctor_find(self, "limit-size", path,
                "A System V segment can have %" PRIu64 " bytes at most, not %" PRId64 ".", most[0],
                self->bytes);
    doctor_next(self, "raise the limit in %s", path);
}

static void check_pages(doctor *self)
{
    static const char path[] = "/proc/sys/kernel/shmall";
    uint64_t pages[NUMBERS] = {0};
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    if (!read_numbers(path, pages) || (uint64_t)self->bytes / page <= pages[0])
        return;
    doctor_find(self, "limit-memory", path,
                "All System V segments together can have %" PRIu64 " pages of %" PRIu64
                " bytes, which is less than %" PRId64 " bytes.",
                pages[0], page, self->bytes);
    doctor_next(self, "raise the limit in %s", path);
}

/* Free space for `bytes` bytes, and for one more file. */
static void check_room(doctor *self, const char *id, const char *folder, uint64_t bytes,
                       const char *what)
{
    struct statvfs room;
    if (statvfs(folder, &room) != 0)
        return;
    uint64_t left = (uint64_t)room.f_bavail * room.f_frsize;
    bool files = room.f_files == 0 || room.f_favail > 0;
    bool endless = room.f_blocks == 0; /* a file system without a limit */
    if (files && (endless || left >= bytes))
        return;
    doctor_find(self, id, folder,
                "There is no space for %s: %" PRIu64 " bytes and %" PRIu64 " files are free.", what,
                left, (uint64_t)room.f_favail);
    doctor_next(self, "remove unused files from %s, or enlarge the file system", folder);
}

void doctor_check_limits(doctor *self)
{
    uint64_t wanted = self->bytes > 0 ? (uint64_t)self->bytes : (uint64_t)LITTLE;
    check_counts(self);
    check_size(self);
    check_pages(self);
    check_room(self, "dev-shm-full", "/dev/shm", wanted, "a POSIX segment");
    check_room(self, "temp-directory-full", self->temp_path, 1, "a key file");
}
