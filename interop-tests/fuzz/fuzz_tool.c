/* SPDX-License-Identifier: MIT */
/*
 * The command: words of a command line, each ended by a zero byte, an empty one ends them; what
 * follows is in the file that the word @ names. It runs in a world of its own, whose temp directory
 * and /dev/shm are empty each time; without such a world nothing is run. The link wraps what would
 * wait (it is told of an interrupt at once) and what would start other programs.
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#include "../../src/tool/cli/signals.h"

enum { WORDS = 12, WORD_SIZE = 64, MOST_OBJECTS = 64 };

int qsm_tool_main(int argc, char **argv);

tool_event __wrap_tool_signals_wait(int milliseconds);
pid_t __wrap_fork(void);

tool_event __wrap_tool_signals_wait(int milliseconds)
{
    (void)milliseconds;
    return (tool_event){.ended_by = SIGINT, .by_kill = true};
}

pid_t __wrap_fork(void)
{
    errno = EAGAIN;
    return -1;
}

/* ---- the world ---- */

static bool make_world(void)
{
    static const char *const folders[] = {"/dev/shm", "/mnt"};
    if (unshare(CLONE_NEWIPC | CLONE_NEWNS) != 0 ||
        mount("none", "/", "none", MS_REC | MS_PRIVATE, "") != 0)
        return false;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (mount("none", folders[i], "tmpfs", 0, "size=16m,nr_inodes=1000") != 0)
            return false;
    }
    int nothing = open("/dev/null", O_RDONLY);
    return nothing >= 0 && dup2(nothing, STDIN_FILENO) == STDIN_FILENO && chdir("/mnt") == 0 &&
           setenv("TMPDIR", "/mnt", 1) == 0 && setenv("XDG_RUNTIME_DIR", "/mnt", 1) == 0;
}

static void empty(const char *folder)
{
    DIR *directory = opendir(folder);
    if (directory == NULL)
        return;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (entry->d_name[0] != '.' || strlen(entry->d_name) > 2)
            (void)unlinkat(dirfd(directory), entry->d_name, 0);
    }
    (void)closedir(directory);
}

/* In an IPC namespace of its own there are few. */
static void clean_world(void)
{
    struct shmid_ds segment;
    struct semid_ds semaphore;
    empty("/mnt");
    empty("/dev/shm");
    for (int index = 0; index < MOST_OBJECTS; index++) {
        int id = shmctl(index, SHM_STAT, &segment);
        if (id >= 0)
            (void)shmctl(id, IPC_RMID, NULL);
        id = semctl(index, 0, SEM_STAT, &semaphore);
        if (id >= 0)
            (void)semctl(id, 0, IPC_RMID);
    }
}

/* ---- the command line ---- */

/* Nothing outside of the folder shall have a name. */
static void take_word(char word[WORD_SIZE], const char *from, size_t size)
{
    size_t count = size < WORD_SIZE ? size : WORD_SIZE - 1;
    memcpy(word, from, count);
    word[count] = '\0';
    for (char *at = strchr(word, '/'); at != NULL; at = strchr(at, '/'))
        *at = '_';
    if (strcmp(word, "@") == 0)
        (void)snprintf(word, WORD_SIZE, "input");
}

static void write_input(const uint8_t *data, size_t size)
{
    FILE *file = fopen("input", "wb");
    if (file == NULL)
        return;
    (void)fwrite(data, 1, size, file);
    (void)fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int world = -1; /* not made yet */
    static char words[WORDS][WORD_SIZE];
    static char program[] = "qsm";
    char *arguments[WORDS + 2] = {program};
    int count = 0;
    if (world < 0)
        world = make_world();
    if (!world)
        return 0;
    while (count < WORDS && size > 0) {
        size_t length = strnlen((const char *)data, size);
        size_t taken = length < size ? length + 1 : length;
        if (length > 0) {
            take_word(words[count], (const char *)data, length);
            arguments[1 + count] = words[count];
            count++;
        }
        data += taken;
        size -= taken;
        if (length == 0)
            break;
    }
    write_input(data, size);
    int status = qsm_tool_main(1 + count, arguments);
    FUZZ_MUST(status >= 0 && status < 256);
    clean_world();
    return 0;
}
