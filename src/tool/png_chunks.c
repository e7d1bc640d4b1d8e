/* SPDX-License-Identifier: MIT */
#include "tool/png_chunks.h"

#include <string.h>

bool tool_is_png(const unsigned char *bytes)
{
    static const unsigned char signature[TOOL_PNG_SIGNATURE] = {0x89, 'P',  'N',  'G',
                                                                '\r', '\n', 0x1a, '\n'};
    return memcmp(bytes, signature, sizeof signature) == 0;
}

tool_png_chunk tool_png_chunk_at(const unsigned char *bytes)
{
    uint32_t length =
        (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    return (tool_png_chunk){.size = (uint64_t)length + TOOL_PNG_CHUNK_LEAST,
                            .is_last = memcmp(bytes + 4, "IEND", 4) == 0};
}
