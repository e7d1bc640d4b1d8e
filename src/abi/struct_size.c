/* SPDX-License-Identifier: MIT */
#include "abi/struct_size.h"

#include <errno.h>
#include <string.h>

/* No struct of the public API will be larger. A struct with a larger size was not initialised. */
enum { MOST = 4096 };

static size_t size_of(const void *theirs)
{
    size_t size;
    memcpy(&size, theirs, sizeof size);
    return size;
}

static bool is_size(size_t size)
{
    if (size >= sizeof size && size <= MOST)
        return true;
    errno = EINVAL;
    return false;
}

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

bool qsm__struct_read(void *ours, size_t our_size, const void *theirs)
{
    size_t size = size_of(theirs);
    if (!is_size(size))
        return false;
    const unsigned char *bytes = theirs;
    for (size_t i = our_size; i < size; i++) {
        if (bytes[i] != 0) {
            errno = EINVAL;
            return false;
        }
    }
    memset(ours, 0, our_size);
    memcpy(ours, theirs, smaller(size, our_size));
    memcpy(ours, &our_size, sizeof our_size);
    return true;
}

bool qsm__struct_can_receive(const void *theirs)
{
    return theirs == NULL || is_size(size_of(theirs));
}

void qsm__struct_write(void *theirs, const void *ours, size_t our_size)
{
    if (theirs == NULL)
        return;
    size_t size = size_of(theirs);
    size_t known = smaller(size, our_size);
    memcpy((char *)theirs + sizeof size, (const char *)ours + sizeof size, known - sizeof size);
    memset((char *)theirs + known, 0, size - known);
}
