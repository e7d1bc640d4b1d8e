/* SPDX-License-Identifier: MIT */
#include "tool/png_end.h"

#include <string.h>

#include "tool/png_chunks.h"

/* The offset after IEND; size if there is no IEND. */
static size_t end_of(const unsigned char *data, size_t size)
{
    size_t at = TOOL_PNG_SIGNATURE;
    while (size - at >= TOOL_PNG_CHUNK_LEAST) {
        tool_png_chunk chunk = tool_png_chunk_at(data + at);
        if (chunk.size > size - at)
            return size;
        at += (size_t)chunk.size;
        if (chunk.is_last)
            return at;
    }
    return size;
}

bool tool_check_png_end(const tool_call *call, const char *path, const unsigned char *data,
                        size_t size)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    size_t end = size > TOOL_PNG_SIGNATURE ? end_of(data, size) : size;
    size_t more = size - end;
    if (more >= TOOL_PNG_SIGNATURE && tool_is_png(data + end)) {
        bool takes_more = strcmp(call->command->name, "put") == 0;
        (void)tool_fail(
            call, "a second picture follows in %s, at byte %zu; qsm %s reads only one%s", name, end,
            call->command->name, takes_more ? "; --png-stream takes them all" : "");
        return false;
    }
    if (more > 0)
        tool_note(call, "%zu bytes follow the picture in %s; they are ignored", more, name);
    return true;
}
