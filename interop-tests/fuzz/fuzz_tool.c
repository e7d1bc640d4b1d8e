/* SPDX-License-Identifier: MIT */
/*
 * The command: words of a command line, each ended by a zero byte, an empty one ends them. What
 * follows are the bytes that the command finds: in the file that the word @ names, or, without such
 * a word, in the segments of the key k and in the files of a stranger. fuzz_tool_world.h is where
 * it runs. The link wraps what would wait (it is told of an interrupt at once), what would start
 * other programs, and qsm isolate.
 */
#include "fuzz.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <qsm/shared_memory.h>

#include "../../src/tool/cli/signals.h"
#include "../../src/tool/isolate/run.h"
#include "fuzz_tool_world.h"

enum { WORDS = 16, WORD_SIZE = 200, SEMAPHORE_SIZE = 32, SEGMENTS = 2 };

int qsm_tool_main(int argc, char **argv);

tool_event __wrap_tool_signals_wait(int milliseconds);
int __wrap_tool_isolate_run(const tool_call *call, const tool_isolate_options *options);
pid_t __wrap_fork(void);

tool_event __wrap_tool_signals_wait(int milliseconds)
{
    (void)milliseconds;
    return (tool_event){.ended_by = SIGINT, .by_kill = true};
}

/* It would change the directories and the namespaces of this process, for all inputs that follow.
 */
int __wrap_tool_isolate_run(const tool_call *call, const tool_isolate_options *options)
{
    (void)options;
    return tool_fail(call, "not here");
}

pid_t __wrap_fork(void)
{
    errno = EAGAIN;
    return -1;
}

/* A command line, and the bytes that the command finds. */
typedef struct input {
    char words[WORDS][WORD_SIZE];
    char *arguments[WORDS + 2];
    int count;
    bool names_file;
    const uint8_t *found;
    size_t size;
} input;

static void take_word(input *of, const uint8_t *from, size_t size)
{
    char *word = of->words[of->count];
    size_t count = size < WORD_SIZE ? size : WORD_SIZE - 1;
    memcpy(word, from, count);
    word[count] = '\0';
    if (strcmp(word, "@") == 0) {
        (void)snprintf(word, WORD_SIZE, "input");
        of->names_file = true;
    }
    of->arguments[++of->count] = word;
}

static void take_input(input *of, const uint8_t *data, size_t size)
{
    static char program[] = "qsm";
    memset(of, 0, sizeof *of);
    of->arguments[0] = program;
    while (of->count < WORDS && size > 0) {
        size_t length = strnlen((const char *)data, size);
        size_t taken = length < size ? length + 1 : length;
        if (length > 0)
            take_word(of, data, length);
        data += taken;
        size -= taken;
        if (length == 0)
            break;
    }
    of->found = data;
    of->size = size;
}

static void write_file(const char *name, const uint8_t *data, size_t size)
{
    FILE *file = fopen(name, "wb");
    if (file == NULL)
        return;
    (void)fwrite(data, 1, size, file);
    (void)fclose(file);
}

/* What a stranger can leave where the command looks: files that are named like objects. */
static void write_strange_files(const input *of)
{
    size_t semaphore_size = of->size < SEMAPHORE_SIZE ? of->size : SEMAPHORE_SIZE;
    write_file("/dev/shm/x", of->found, of->size);
    write_file("/dev/shm/sem.x", of->found, semaphore_size);
    write_file("/tmp/qipc_sharedmemory_x", of->found, 0);
    write_file("/tmp/qipc_systemsem_x", of->found, of->size);
}

/* A segment of the bytes, attached until it is freed. */
static qsm_shared_memory *make_segment(qsm_shared_memory *memory, const input *of)
{
    if (of->size > 0 &&
        qsm_shared_memory_create(memory, (ptrdiff_t)of->size, QSM_SHARED_MEMORY_READ_WRITE))
        memcpy(qsm_shared_memory_data(memory), of->found, of->size);
    return memory;
}

static void run_input(const uint8_t *data, size_t size)
{
    static input of;
    qsm_shared_memory *segments[SEGMENTS] = {NULL};
    take_input(&of, data, size);
    if (of.names_file) {
        write_file("input", of.found, of.size);
    } else {
        qsm_native_ipc_key *posix =
            qsm_native_ipc_key_new_native("/k", QSM_NATIVE_IPC_KEY_POSIX_REALTIME);
        segments[0] = make_segment(qsm_shared_memory_new_key("k"), &of);
        segments[1] = make_segment(qsm_shared_memory_new_native(posix), &of);
        qsm_native_ipc_key_free(posix);
        write_strange_files(&of);
    }
    int status = qsm_tool_main(1 + of.count, of.arguments);
    FUZZ_MUST(status >= 0 && status < 256);
    for (int i = 0; i < SEGMENTS; i++)
        qsm_shared_memory_free(segments[i]);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char option[] = "-artifact_prefix=";
    for (int i = 1; i < *argc; i++) {
        if (strncmp((*argv)[i], option, strlen(option)) == 0)
            fuzz_world_share((*argv)[i] + strlen(option));
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_world_run(run_input, data, size);
    return 0;
}
