/* SPDX-License-Identifier: MIT */
/* replay FOLDER: gives a fuzzing target every file of a folder, without a fuzzer. */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

static bool replay(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    static uint8_t room[1 << 20];
    size_t size = fread(room, 1, sizeof room, file);
    fclose(file);
    /* Memory of exactly this size, so that a read behind it is seen. */
    uint8_t *data = malloc(size > 0 ? size : 1);
    if (data == NULL)
        return false;
    memcpy(data, room, size);
    printf("%s, %zu bytes\n", name, size);
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return true;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        fputs("usage: replay FOLDER\n", stderr);
        return 2;
    }
    int replayed = 0;
    bool good = true;
    for (struct dirent *entry = readdir(folder); good && entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.')
            continue;
        good = replay(argv[1], entry->d_name);
        replayed++;
    }
    closedir(folder);
    return good && replayed > 0 ? 0 : 1;
}
