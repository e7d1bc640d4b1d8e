/* SPDX-License-Identifier: MIT */
/* A program of somebody else's: it uses what is installed, from each part of the library. */
#include <qsm/qsm.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_key("hello");
    qsm_image *image = qsm_image_new_size(2, 2, QSM_IMAGE_FORMAT_ARGB32);
    size_t size =
        qsm_image_stream_size(image, QSM_DATA_STREAM_DEFAULT_VERSION, QSM_IMAGE_STORED, NULL);
    int bad = memory == NULL || image == NULL || size == 0 ||
              strstr(qsm_shared_memory_native_key(memory), "qipc_sharedmemory_hello") == NULL ||
              strcmp(qsm_version(), QSM_VERSION_STRING) != 0;
    printf("qsm %s, %zu bytes\n", qsm_version(), size);
    qsm_image_free(image);
    qsm_shared_memory_free(memory);
    return bad;
}
