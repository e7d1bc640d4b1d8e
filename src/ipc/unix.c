/* SPDX-License-Identifier: MIT */
/* Unix: both back ends, the clock, the system's words. Other systems bring a file of their own. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ipc/platform.h"
#include "key/key.h"

const qsm_ipc_backend *qsm_ipc_backend_of(qsm_native_ipc_key_type_code type)
{
    const qsm_ipc_backend *backend = NULL;
    if (qsm_key_type_is_system_v(type))
        backend = &qsm_ipc_systemv;
    else if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        backend = &qsm_ipc_posix;
    return backend != NULL && backend->supported() ? backend : NULL;
}

int64_t qsm_ipc_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* strerror_r comes in two kinds: one fills the buffer, GNU's returns the words. */
static const char *words_in_buffer(int result, const char *buffer)
{
    return result == 0 ? buffer : "";
}

static const char *words_returned(const char *words, const char *buffer)
{
    (void)buffer;
    return words;
}

#define WORDS(result, buffer)                                                                      \
    _Generic((result), int : words_in_buffer, default : words_returned)((result), (buffer))

void qsm_ipc_system_message(int error, char *text, size_t size)
{
    char buffer[128] = "";
    const char *words = WORDS(strerror_r(error, buffer, sizeof buffer), buffer);
    if (words[0] != '\0')
        (void)snprintf(text, size, "%s", words);
    else
        (void)snprintf(text, size, "error %d", error);
}
