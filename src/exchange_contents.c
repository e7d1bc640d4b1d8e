/* SPDX-License-Identifier: MIT */
/* Reports the type of a segment's contents. Changes nothing. */
#include <qsm/exchange.h>

#include <errno.h>
#include <stdlib.h>

#include "abi/struct_size.h"

enum { LOOK_AT_MOST = 64 * 1024, NULL_IMAGE_SIZE = 4 };

/* New memory is all zeros. The stream of a null image is exactly 4 bytes of zero. */
static bool is_unwritten(const unsigned char *bytes, size_t size)
{
    size_t zeros = 0;
    while (zeros < size && bytes[zeros] == 0)
        zeros++;
    return zeros == size && size != NULL_IMAGE_SIZE;
}

static qsm_segment_content content_of(const unsigned char *bytes, size_t size)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    qsm_image_header header = QSM_INIT(qsm_image_header);
    if (is_unwritten(bytes, size)) {
        content.type = QSM_SEGMENT_CONTENT_ZEROS;
    } else if (!qsm_image_peek(bytes, size, &header)) {
        content.type = QSM_SEGMENT_CONTENT_DATA;
    } else if (header.width <= 0 || header.height <= 0) {
        content.type = QSM_SEGMENT_CONTENT_NULL_IMAGE;
    } else {
        content.type = QSM_SEGMENT_CONTENT_IMAGE;
        content.width = header.width;
        content.height = header.height;
        content.format = header.format;
    }
    return content;
}

/* Whether the library can fill the program's struct. */
static bool can_fill(const qsm_segment_content *content)
{
    if (content == NULL)
        errno = EINVAL;
    return content != NULL && qsm__struct_can_receive(content);
}

static void fill(qsm_segment_content *content, const unsigned char *bytes, size_t size)
{
    qsm_segment_content made = content_of(bytes, size);
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
    fill(content, data, size);
    return true;
}

bool qsm_segment_info_contents(const qsm_segment_info *info, int milliseconds,
                               qsm_segment_content *content)
{
    if (!can_fill(content))
        return false;
    unsigned char *bytes = malloc(LOOK_AT_MOST);
    size_t size =
        bytes != NULL ? qsm_segment_info_peek(info, milliseconds, bytes, LOOK_AT_MOST) : 0;
    int error = errno;
    if (size > 0)
        fill(content, bytes, size);
    free(bytes);
    errno = error;
    return size > 0;
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
