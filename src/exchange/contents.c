/* SPDX-License-Identifier: MIT */
/* Reports the type of a segment's contents. Changes nothing. */
#include <qsm/exchange.h>

#include <errno.h>
#include <stdlib.h>

#include "abi/struct_size.h"
#include "exchange/recognise.h"

enum { LOOK_AT_MOST = 64 * 1024 };

/* Whether the library can fill the program's struct. */
static bool can_fill(const qsm_segment_content *content)
{
    if (content == NULL)
        errno = EINVAL;
    return content != NULL && qsm__struct_can_receive(content);
}

static void fill(qsm_segment_content *content, const qsm_contents *of)
{
    qsm_segment_content made = QSM_INIT(qsm_segment_content);
    qsm__recognise(of, &made);
    qsm__struct_write(content, &made, sizeof made);
}

bool qsm_segment_content_of(const void *data, size_t size, qsm_segment_content *content)
{
    if (!can_fill(content))
        return false;
    if (data == NULL || size == 0) {
        errno = EINVAL;
        return false;
    }
    qsm_contents of = {.bytes = data, .size = size, .whole = size};
    fill(content, &of);
    return true;
}

bool qsm_segment_info_contents(const qsm_segment_info *info, int milliseconds,
                               qsm_segment_content *content)
{
    if (!can_fill(content))
        return false;
    unsigned char *bytes = malloc(LOOK_AT_MOST);
    qsm_contents of = {.bytes = bytes};
    if (bytes != NULL)
        of.size = qsm_segment_info_peek(info, milliseconds, bytes, LOOK_AT_MOST);
    int error = errno;
    int64_t whole = qsm_segment_info_size(info);
    of.whole = whole > (int64_t)of.size ? (uint64_t)whole : of.size;
    if (of.size > 0)
        fill(content, &of);
    free(bytes);
    errno = error;
    return of.size > 0;
}

bool qsm_segment_contents(const qsm_native_ipc_key *key, int milliseconds,
                          qsm_segment_content *content)
{
    if (!can_fill(content))
        return false;
    qsm_segment_info *info = qsm_segment_inspect(key);
    if (info == NULL)
        return false;
    bool known = qsm_segment_info_contents(info, milliseconds, content);
    int error = errno;
    qsm_segment_info_free(info);
    errno = error;
    return known;
}
