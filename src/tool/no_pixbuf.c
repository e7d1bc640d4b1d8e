/* SPDX-License-Identifier: MIT */
/* A build without gdk-pixbuf. */
#include <stdio.h>

#include "tool/pixbuf.h"

bool tool_pixbuf_reads(const char *format)
{
    (void)format;
    return false;
}

bool tool_pixbuf_writes(const char *format)
{
    (void)format;
    return false;
}

qsm_image *tool_pixbuf_read(const char *format, const void *data, size_t size, uint64_t max_bytes,
                            char message[TOOL_PIXBUF_MESSAGE])
{
    (void)data;
    (void)size;
    (void)max_bytes;
    (void)snprintf(message, TOOL_PIXBUF_MESSAGE, "format %s is not in this build", format);
    return NULL;
}

void *tool_pixbuf_write(const char *format, const qsm_image *image, size_t *size,
                        char message[TOOL_PIXBUF_MESSAGE])
{
    (void)image;
    *size = 0;
    (void)snprintf(message, TOOL_PIXBUF_MESSAGE, "format %s is not in this build", format);
    return NULL;
}

void tool_pixbuf_free(void *data)
{
    (void)data;
}
