/* SPDX-License-Identifier: MIT */
/* Temp and runtime directories by the rules of each generation, in a directory made for it. */
#include "suite.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

#include "key/directories.h"

static char base[] = "/tmp/qsm_test_dirs_XXXXXX"; /* holds real/, and link -> real */

static const char *inside(const char *name)
{
    static char paths[4][PATH_MAX];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, PATH_MAX, "%s%s", base, name);
    return path;
}

static void expect_temp(qsm_qt_generation generation, const char *variable, const char *expected)
{
    if (variable != NULL)
        setenv("TMPDIR", variable, 1);
    else
        unsetenv("TMPDIR");
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .generation = generation};
    char *path = qsm_dir_temp_path(&environment);
    CU_ASSERT_PTR_NOT_NULL_FATAL(path);
    if (strcmp(path, expected) != 0)
        fprintf(stderr, "generation %d, TMPDIR=%s: %s, not %s\n", (int)generation,
                variable != NULL ? variable : "(unset)", path, expected);
    CU_ASSERT_STRING_EQUAL(path, expected);
    qsm_free(path);
}

static const qsm_qt_generation all[] = {QSM_QT_GENERATION_4_4, QSM_QT_GENERATION_5_0_1,
                                        QSM_QT_GENERATION_5_6, QSM_QT_GENERATION_5_6_PORTABLE,
                                        QSM_QT_GENERATION_5_9, QSM_QT_GENERATION_6_6,
                                        QSM_QT_GENERATION_6_11};
static const qsm_qt_generation clean[] = {QSM_QT_GENERATION_4_4, QSM_QT_GENERATION_5_0_1,
                                          QSM_QT_GENERATION_5_6, QSM_QT_GENERATION_5_6_PORTABLE};
static const qsm_qt_generation canonical[] = {QSM_QT_GENERATION_5_9, QSM_QT_GENERATION_6_6,
                                              QSM_QT_GENERATION_DEFAULT};

#define FOR_EACH(generation, of)                                                                   \
    for (const qsm_qt_generation *generation = (of);                                               \
         generation < (of) + sizeof(of) / sizeof((of)[0]); generation++)

static void unset_or_empty_is_tmp(void)
{
    FOR_EACH(generation, all)
    {
        expect_temp(*generation, NULL, "/tmp");
        expect_temp(*generation, "", "/tmp");
    }
}

static void the_root_stays_the_root(void)
{
    FOR_EACH(generation, all)
    expect_temp(*generation, "/", "/");
}

static void an_ordinary_directory(void)
{
    FOR_EACH(generation, all)
    {
        expect_temp(*generation, inside("/real"), inside("/real"));
        expect_temp(*generation, inside("/real/"), inside("/real"));
        expect_temp(*generation, inside("//./real/../real"), inside("/real"));
    }
}

static void old_releases_clean_up_as_text(void)
{
    FOR_EACH(generation, clean)
    {
        expect_temp(*generation, inside("/link"), inside("/link"));
        expect_temp(*generation, inside("/link//"), inside("/link"));
        expect_temp(*generation, "/nonexist/a", "/nonexist/a");
        expect_temp(*generation, "relative/x/..", "relative");
    }
}

static void later_ones_resolve_links(void)
{
    FOR_EACH(generation, canonical)
    {
        expect_temp(*generation, inside("/link"), inside("/real"));
        expect_temp(*generation, inside("/link//"), inside("/real"));
        expect_temp(*generation, "/nonexist/a", "");
        expect_temp(*generation, "nonexist", "");
        expect_temp(*generation, ".", base); /* the working directory */
    }
    setenv("TMPDIR", inside("/link"), 1);
    char *path = qsm_dir_temp_path(NULL);
    CU_ASSERT_STRING_EQUAL(path, inside("/real"));
    qsm_free(path);
}

static void qt_6_11_makes_absolute(void)
{
    const qsm_qt_generation last = QSM_QT_GENERATION_6_11;
    expect_temp(last, inside("/link"), inside("/link"));
    expect_temp(last, inside("/link/"), inside("/link"));
    expect_temp(last, inside("/link//"), inside("/link/"));
    expect_temp(last, inside("/link///"), inside("/link"));
    expect_temp(last, "/nonexist", "/nonexist");
    expect_temp(last, "real", inside("/real"));
    expect_temp(last, "./real/x/..", inside("/real"));
}

static void a_given_path_wins(void)
{
    setenv("TMPDIR", "/elsewhere", 1);
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .temp_path = "not//clean/"};
    char *path = qsm_dir_temp_path(&environment);
    CU_ASSERT_STRING_EQUAL(path, "not//clean/");
    qsm_free(path);
    environment.runtime_path = "given//";
    path = qsm_standard_paths_runtime_location(&environment);
    CU_ASSERT_STRING_EQUAL(path, "given//");
    qsm_free(path);
}

/* Results of Qt 5.15.8 and 6.4.2 for QDir::cleanPath(). */
static void cleaning_paths(void)
{
    static const char *const rows[][2] = {
        {"/", "/"},
        {"//", "/"},
        {"//a", "/a"},
        {"/a/", "/a"},
        {"/../a", "/../a"},
        {"/..", "/.."},
        {"/a/../../b", "/../b"},
        {"../a", "../a"},
        {"a/../../b", "../b"},
        {"a/..", "."},
        {"./a", "a"},
        {"a//b/", "a/b"},
        {".", "."},
        {"..", ".."},
        {"../../a", "../../a"},
        {"/.", "/"},
        {"/a/...", "/a/..."},
        {"", ""},
        {"a/./b", "a/b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *path = qsm__clean_path(rows[i][0]);
        CU_ASSERT_STRING_EQUAL(path, rows[i][1]);
        qsm_free(path);
    }
}

static void expect_runtime(const char *variable, const char *expected)
{
    if (variable != NULL)
        setenv("XDG_RUNTIME_DIR", variable, 1);
    else
        unsetenv("XDG_RUNTIME_DIR");
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .host = QSM_KEY_HOST_UNIX};
    char *path = qsm_standard_paths_runtime_location(&environment);
    CU_ASSERT_PTR_NOT_NULL_FATAL(path);
    CU_ASSERT_STRING_EQUAL(path, expected);
    qsm_free(path);
}

static unsigned mode_of(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 ? status.st_mode & 07777U : 0;
}

static void runtime_directory(void)
{
    setenv("TMPDIR", base, 1);
    const struct passwd *user = getpwuid(geteuid());
    char fallback[PATH_MAX];
    snprintf(fallback, sizeof fallback, "%s/runtime-%s", base, user != NULL ? user->pw_name : "");

    /* A missing one is made; a slash at its end stays. */
    char wanted[PATH_MAX];
    snprintf(wanted, sizeof wanted, "%s/run", base);
    setenv("XDG_RUNTIME_DIR", wanted, 1);
    char *existing = qsm_standard_paths_existing_runtime_location(NULL);
    CU_ASSERT_STRING_EQUAL(existing, "");
    CU_ASSERT_EQUAL(mode_of(wanted), 0);
    CU_ASSERT_EQUAL(mode_of(fallback), 0);
    qsm_free(existing);
    expect_runtime(wanted, wanted);
    CU_ASSERT_EQUAL(mode_of(wanted), 0700);
    existing = qsm_standard_paths_existing_runtime_location(NULL);
    CU_ASSERT_STRING_EQUAL(existing, wanted);
    qsm_free(existing);
    expect_runtime(wanted, wanted);
    expect_runtime(inside("/run/"), inside("/run/"));
    CU_ASSERT_EQUAL(mode_of(fallback), 0);

    /* Not acceptable: unset, relative, other mode, a link, a file, below nothing. */
    expect_runtime(NULL, fallback);
    CU_ASSERT_EQUAL(mode_of(fallback), 0700);
    expect_runtime("run", fallback);
    CU_ASSERT_EQUAL(chmod(wanted, 0755), 0);
    expect_runtime(wanted, fallback);
    CU_ASSERT_EQUAL(chmod(wanted, 0700), 0);
    CU_ASSERT_EQUAL(symlink("run", inside("/runlink")), 0);
    expect_runtime(inside("/runlink"), fallback);
    expect_runtime("/dev/null", fallback);
    expect_runtime("/nonexist/x", fallback);

    /* Nothing acceptable at all. */
    CU_ASSERT_EQUAL(chmod(fallback, 0711), 0);
    expect_runtime(NULL, "");
    unlink(inside("/runlink"));
    rmdir(wanted);
    rmdir(fallback);
}

static void runtime_directory_elsewhere(void)
{
    setenv("HOME", "/Users/me//", 1);
    static const struct {
        qsm_key_host host;
        const char *path;
    } rows[] = {{QSM_KEY_HOST_DARWIN, "/Users/me/Library/Application Support"},
                {QSM_KEY_HOST_DARWIN_SANDBOX, "/Users/me/Library/Application Support"},
                {QSM_KEY_HOST_WINDOWS, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                           .host = rows[i].host};
        char *path = qsm_standard_paths_runtime_location(&environment);
        CU_ASSERT_STRING_EQUAL(path, rows[i].path);
        qsm_free(path);
    }
    unsetenv("HOME");
    qsm_key_environment environment = {.size = sizeof(qsm_key_environment),
                                       .host = QSM_KEY_HOST_DARWIN};
    char *path = qsm_standard_paths_runtime_location(&environment);
    CU_ASSERT_STRING_EQUAL(path, "/Library/Application Support");
    qsm_free(path);
}

static void prepare(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(base));
    CU_ASSERT_EQUAL_FATAL(mkdir(inside("/real"), 0700), 0);
    CU_ASSERT_EQUAL_FATAL(symlink("real", inside("/link")), 0);
    CU_ASSERT_EQUAL_FATAL(chdir(base), 0);
}

static void clear_away(void)
{
    CU_ASSERT_EQUAL(chdir("/"), 0);
    unlink(inside("/link"));
    rmdir(inside("/real"));
    CU_ASSERT_EQUAL(rmdir(base), 0);
}

/* What each call that takes an environment says to one of this size; the rest of it is given. */
static int errors_of(const qsm_key_environment *environment)
{
    int errors = 0;
    char *paths[] = {qsm_dir_temp_path(environment),
                     qsm_standard_paths_runtime_location(environment),
                     qsm_standard_paths_existing_runtime_location(environment)};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        errors += paths[i] == NULL;
        qsm_free(paths[i]);
    }
    qsm_native_ipc_key *keys[] = {
        qsm_shared_memory_legacy_native_key("x", 0x51, environment),
        qsm_shared_memory_platform_safe_key("x", 0x51, environment),
        qsm_system_semaphore_legacy_native_key("x", 0x51, environment),
        qsm_system_semaphore_platform_safe_key("x", 0x51, environment),
        qsm_native_ipc_key_new_scheme("x", QSM_KEY_SCHEME_SYSTEM_V_LEGACY, environment)};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        errors += keys[i] == NULL;
        qsm_native_ipc_key_free(keys[i]);
    }
    return errors;
}

/* A program that was compiled with other headers has a shorter or a longer struct. */
static void environments_of_other_releases(void)
{
    enum { CALLS = 8 };
    struct {
        qsm_key_environment known;
        void *later;
    } newer = {.known = {.size = sizeof newer, .temp_path = "/T", .runtime_path = "/R"}};
    CU_ASSERT_EQUAL(errors_of(&newer.known), 0);
    newer.later = &newer; /* a wish that this library cannot know */
    errno = 0;
    CU_ASSERT_EQUAL(errors_of(&newer.known), CALLS);
    CU_ASSERT_EQUAL(errno, EINVAL);

    qsm_key_environment none = {.size = 0, .temp_path = "/T"};
    errno = 0;
    CU_ASSERT_EQUAL(errors_of(&none), CALLS);
    CU_ASSERT_EQUAL(errno, EINVAL);

    /* Only the first field is its own; what lies behind it belongs to something else. */
    qsm_key_environment older = {.size = offsetof(qsm_key_environment, runtime_path),
                                 .temp_path = "/T",
                                 .runtime_path = (const char *)(uintptr_t)1,
                                 .host = QSM_KEY_HOST_WINDOWS};
    setenv("XDG_RUNTIME_DIR", inside("/not-there"), 1);
    setenv("TMPDIR", base, 1);
    qsm_native_ipc_key *key = qsm_shared_memory_legacy_native_key("x", 0x51, &older);
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    CU_ASSERT_PTR_EQUAL(strstr(qsm_native_ipc_key_native_key(key), "/T/"),
                        qsm_native_ipc_key_native_key(key));
    qsm_native_ipc_key_free(key);
    char *runtime = qsm_standard_paths_existing_runtime_location(&older);
    CU_ASSERT_STRING_EQUAL(runtime, "");
    qsm_free(runtime);

    qsm_key_environment initial = QSM_INIT(qsm_key_environment);
    CU_ASSERT_EQUAL(initial.size, sizeof initial);
    CU_ASSERT_EQUAL(errors_of(&initial), 0);
    CU_ASSERT_EQUAL(errors_of(NULL), 0);
    CU_ASSERT_EQUAL(rmdir(inside("/not-there")), 0); /* made as in Qt */
}

QSM_SUITE("directories of keys", {"(a directory for this test)", prepare},
          {"unset or empty", unset_or_empty_is_tmp}, {"the root", the_root_stays_the_root},
          {"an ordinary directory", an_ordinary_directory},
          {"4.4 - 5.8: text", old_releases_clean_up_as_text},
          {"5.9 - 6.8: links resolved", later_ones_resolve_links},
          {"6.11: absolute", qt_6_11_makes_absolute}, {"a given path wins", a_given_path_wins},
          {"cleaning paths", cleaning_paths}, {"runtime directory", runtime_directory},
          {"runtime directory elsewhere", runtime_directory_elsewhere},
          {"environments of other releases", environments_of_other_releases},
          {"(and it is gone)", clear_away})
