/* SPDX-License-Identifier: MIT */
/*
 * How it is known that nobody else has a POSIX object: the whole politeness about removing them
 * rests on it. Where the system does not tell, the answer must be no.
 */
#include <signal.h>

#include "ipc/posix/posix.h"
#include "ipc_kinds.h"
#include "suite.h"

static char name[64];

static int make_object(void)
{
    snprintf(name, sizeof name, "/qsmsole%ld", (long)getpid());
    int descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_TRUE_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL(ftruncate(descriptor, 4096), 0);
    return descriptor;
}

static void remove_object(int descriptor)
{
    close(descriptor);
    CU_ASSERT_EQUAL(shm_unlink(name), 0);
}

/* Asks with a descriptor of its own, as the library does. */
static bool ask(void)
{
    int descriptor = shm_open(name, O_RDWR, 0);
    bool sole = qsm__posix_sole_user(descriptor);
    CU_ASSERT_EQUAL(qsm__posix_still_sole_user(descriptor), sole);
    close(descriptor);
    return sole;
}

static bool system_tells(void)
{
#if defined(F_SETLEASE)
    return true;
#else
    return false;
#endif
}

static void test_descriptors(void)
{
    int descriptor = make_object();
    CU_ASSERT_FALSE(ask());
    close(descriptor);
    CU_ASSERT_EQUAL(ask(), system_tells());
    descriptor = shm_open(name, O_RDONLY, 0);
    CU_ASSERT_FALSE(ask());
    remove_object(descriptor);
}

static void check_mapping(int flags, int protection)
{
    close(make_object());
    int descriptor = shm_open(name, flags, 0);
    void *memory = mmap(NULL, 4096, protection, MAP_SHARED, descriptor, 0);
    close(descriptor);
    CU_ASSERT_FALSE(ask()); /* the mapping alone counts */
    CU_ASSERT_EQUAL(munmap(memory, 4096), 0);
    CU_ASSERT_EQUAL(ask(), system_tells());
    CU_ASSERT_EQUAL(shm_unlink(name), 0);
}

static void test_mappings(void)
{
    check_mapping(O_RDWR, PROT_READ | PROT_WRITE);
    check_mapping(O_RDONLY, PROT_READ);
}

/* A child's mapping, of a segment that its parent made and left. */
static void test_mapping_of_a_child(void)
{
    int descriptor = make_object();
    void *memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, descriptor, 0);
    close(descriptor);
    int go[2];
    CU_ASSERT_EQUAL(pipe(go), 0);
    pid_t child = fork();
    if (child == 0) {
        char letter;
        close(go[1]);
        _exit(read(go[0], &letter, 1) == 0 ? 0 : 1);
    }
    close(go[0]);
    munmap(memory, 4096);
    CU_ASSERT_FALSE(ask());
    close(go[1]);
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(ask(), system_tells());
    CU_ASSERT_EQUAL(shm_unlink(name), 0);
}

/*
 * Somebody begins to open it meanwhile: that is seen, and the system's signal about it, which would
 * end a process that leaves SIGIO as it is, ends nothing.
 */
static void test_somebody_comes(void)
{
    CU_ASSERT_PTR_EQUAL(signal(SIGIO, SIG_DFL), SIG_DFL);
    int descriptor = make_object();
    close(descriptor);
    descriptor = shm_open(name, O_RDWR, 0);
    CU_ASSERT_EQUAL(qsm__posix_sole_user(descriptor), system_tells());
    char path[80];
    snprintf(path, sizeof path, "/dev/shm%s", name);
    pid_t child = fork();
    if (child == 0) {
        close(descriptor);
        int late = open(path, O_RDWR | O_NONBLOCK);
        _exit(late < 0 && errno == EWOULDBLOCK ? 0 : 1);
    }
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    if (system_tells())
        CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_FALSE(qsm__posix_still_sole_user(descriptor));
    remove_object(descriptor);
}

/* The semaphore's name: removed when nobody has it, kept with its value when somebody has. */
static void test_semaphore_names(void)
{
    snprintf(name, sizeof name, "/qsmsole%ld", (long)getpid());
    qsm_ipc_semaphore semaphore = {.name = name, .mode = 0600};
    qsm_ipc_failure failure;
    CU_ASSERT_TRUE_FATAL(qsm__posix_semaphore_open(&semaphore, 1, false, &failure));
    CU_ASSERT_TRUE(semaphore.created);
    CU_ASSERT_EQUAL(qsm__posix_name_whereabouts(&semaphore), QSM_IPC_SAME);
    qsm__posix_name_remove_unused(name, &semaphore.file, false); /* we have it */
    CU_ASSERT_EQUAL(qsm__posix_name_whereabouts(&semaphore), QSM_IPC_SAME);

    /* Another one under the name is not removed for it. */
    qsm_ipc_file old = semaphore.file;
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
    CU_ASSERT_EQUAL(qsm__posix_name_whereabouts(&semaphore), QSM_IPC_NOWHERE);
    qsm_ipc_semaphore second = {.name = name, .mode = 0600};
    CU_ASSERT_TRUE(qsm__posix_semaphore_open(&second, 1, false, &failure));
    CU_ASSERT_EQUAL(qsm__posix_name_whereabouts(&semaphore), QSM_IPC_OTHER);
    CU_ASSERT_EQUAL(qsm__posix_name_whereabouts(&second), QSM_IPC_SAME);
    qsm_ipc_file file = second.file;
    qsm__posix_semaphore_close(&second);
    qsm__posix_semaphore_close(&semaphore);
    qsm__posix_name_remove_unused(name, &old, false);
    CU_ASSERT_TRUE(posix_file_exists(QSM_SEMAPHORE_FILE, name));
    qsm__posix_name_remove_unused(name, &file, false);
    CU_ASSERT_EQUAL(posix_file_exists(QSM_SEMAPHORE_FILE, name), !system_tells());
    sem_unlink(name);
}

/* The lock of a program with another size of a word: not to be taken for one of ours. */
static void test_semaphore_of_another_size(void)
{
    char path[96];
    snprintf(name, sizeof name, "/qsmsize%ld", (long)getpid());
    snprintf(path, sizeof path, "/dev/shm/%s%s", QSM_SEMAPHORE_FILE, name + 1);
    int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_FATAL(file >= 0);
    qsm_ipc_semaphore semaphore = {.name = name, .mode = 0600};
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    CU_ASSERT_EQUAL(ftruncate(file, 2 * sizeof(sem_t)), 0);
    CU_ASSERT_FALSE(qsm__posix_semaphore_open(&semaphore, 1, false, &failure));
    CU_ASSERT_EQUAL(failure.step, QSM_IPC_SEM_OPEN);
    CU_ASSERT_EQUAL(failure.error, ENOTSUP);
    CU_ASSERT_FALSE(semaphore.open);
    CU_ASSERT_EQUAL(ftruncate(file, sizeof(sem_t)), 0);
    CU_ASSERT_TRUE_FATAL(qsm__posix_semaphore_open(&semaphore, 1, false, &failure));
    qsm__posix_semaphore_close(&semaphore);
    close(file);
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
}

/* A stranger's file of the right size: glibc would end this process at the first wait or post. */
static void test_semaphore_of_garbage(void)
{
    unsigned char bytes[sizeof(sem_t)];
    char path[96];
    snprintf(name, sizeof name, "/qsmgarbage%ld", (long)getpid());
    snprintf(path, sizeof path, "/dev/shm/%s%s", QSM_SEMAPHORE_FILE, name + 1);
    int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_FATAL(file >= 0);
    qsm_ipc_semaphore semaphore = {.name = name, .mode = 0600};
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    memset(bytes, 0x55, sizeof bytes);
    CU_ASSERT_EQUAL(pwrite(file, bytes, sizeof bytes, 0), (ssize_t)sizeof bytes);
    bool open = qsm__posix_semaphore_open(&semaphore, 1, false, &failure);
    CU_ASSERT_FALSE(open);
    CU_ASSERT_EQUAL(failure.error, ENOTSUP);
    if (open)
        qsm__posix_semaphore_close(&semaphore);
    close(file);
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
}

/* Whatever its value is, what sem_init() makes is sound, and what sem_open() makes. */
static void test_sound_semaphores(void)
{
    for (int shared = 0; shared < 2; shared++) {
        sem_t semaphore;
        memset(&semaphore, 0xa5, sizeof semaphore);
        CU_ASSERT_EQUAL(sem_init(&semaphore, shared, 7), 0);
        CU_ASSERT_TRUE(qsm__posix_semaphore_is_sound(&semaphore));
        sem_destroy(&semaphore);
    }
    snprintf(name, sizeof name, "/qsmsound%ld", (long)getpid());
    sem_t *named = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
    CU_ASSERT_FATAL(named != SEM_FAILED);
    CU_ASSERT_TRUE(qsm__posix_semaphore_is_sound(named));
    sem_close(named);
    CU_ASSERT_EQUAL(sem_unlink(name), 0);
}

QSM_SUITE("sole user", {"descriptors", test_descriptors}, {"mappings", test_mappings},
          {"a child's mapping", test_mapping_of_a_child}, {"somebody comes", test_somebody_comes},
          {"names of semaphores", test_semaphore_names},
          {"a semaphore of another size", test_semaphore_of_another_size},
          {"a semaphore of garbage", test_semaphore_of_garbage},
          {"sound semaphores", test_sound_semaphores}, )
