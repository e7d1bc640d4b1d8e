/* SPDX-License-Identifier: MIT */
#include "tool/max_bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What the command line says, from whichever command's struct. */
static tool_size chosen_by(const tool_call *call)
{
    for (const tool_option *row = call->command->options; row->name != NULL; row++) {
        if (strcmp(row->name, "max-bytes") == 0)
            return *(const tool_size *)(const void *)((const char *)call->values + row->offset);
    }
    return (tool_size){.given = false};
}

qsm_image_limits tool_image_limits(const tool_call *call)
{
    qsm_image_limits limits = QSM_INIT(qsm_image_limits);
    tool_size chosen = chosen_by(call);
    if (chosen.given) /* in the struct 0 means the default; no picture has 1 byte */
        limits.max_image_bytes = chosen.bytes > 0 ? chosen.bytes : 1;
    return limits;
}

uint64_t tool_max_image_bytes(const tool_call *call)
{
    tool_size chosen = chosen_by(call);
    return chosen.given ? chosen.bytes : TOOL_DEFAULT_IMAGE_BYTES;
}

const char *tool_limit_hint(const tool_call *call, const char *error)
{
    static char hint[128];
    if (strstr(error, "larger than the limit on bytes") == NULL)
        return "";
    uint64_t bytes = tool_max_image_bytes(call);
    (void)snprintf(hint, sizeof hint, "; the limit is %" PRIu64 " bytes%s, --max-bytes changes it",
                   bytes, bytes == TOOL_DEFAULT_IMAGE_BYTES ? " (256 MiB)" : "");
    return hint;
}
