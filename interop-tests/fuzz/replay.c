/* SPDX-License-Identifier: MIT */
/*
 * replay FILE|FOLDER|-...: gives a fuzzing target the bytes of files, of all files of a folder, or
 * of standard input, without a fuzzer: for regressions in every build, for coverage, and for AFL++
 * (afl-fuzz -i SEEDS -o OUT -- replay_image -).
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

static int replayed;

static bool replay_stream(FILE *file, const char *name)
{
    static uint8_t room[1 << 20];
    size_t size = fread(room, 1, sizeof room, file);
    /* Memory of exactly this size, so that a read behind it is seen. */
    uint8_t *data = malloc(size > 0 ? size : 1);
    if (data == NULL || ferror(file) != 0) {
        free(data);
        return false;
    }
    memcpy(data, room, size);
    fprintf(stderr, "%s, %zu bytes\n", name, size);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    replayed++;
    return true;
}

static bool replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    bool good = file != NULL && replay_stream(file, path);
    if (file != NULL)
        fclose(file);
    return good;
}

static bool replay_folder(DIR *folder, const char *path)
{
    bool good = true;
    for (struct dirent *entry = readdir(folder); good && entry != NULL; entry = readdir(folder)) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        good = entry->d_name[0] == '.' || replay_file(name);
    }
    return good;
}

static bool replay(const char *word)
{
    if (strcmp(word, "-") == 0)
        return replay_stream(stdin, "standard input");
    DIR *folder = opendir(word);
    bool good = folder != NULL ? replay_folder(folder, word) : replay_file(word);
    if (folder != NULL)
        closedir(folder);
    return good;
}

int main(int argc, char **argv)
{
    bool good = argc > 1;
    if (!good)
        fputs("usage: replay FILE|FOLDER|-...\n", stderr);
    for (int i = 1; good && i < argc; i++)
        good = replay(argv[i]);
    return good && replayed > 0 ? 0 : 1;
}
