/* SPDX-License-Identifier: MIT */
/* --max-bytes: the limit for pictures that are read, and the message when one is larger. */
#ifndef QSM_TOOL_MAX_BYTES_H
#define QSM_TOOL_MAX_BYTES_H

#include <qsm/image.h>

#include "tool/cli/command.h"

/* Without --max-bytes: 256 MiB, the default of the library. */
enum { TOOL_DEFAULT_IMAGE_BYTES = 256 << 20 };

/* The member is a tool_size. */
#define TOOL_MAX_BYTES_OPTION(type, member)                                                        \
    {                                                                                              \
        "max-bytes", 0, TOOL_TAKES_VALUE, "BYTES",                                                 \
            "refuse a picture of more bytes than this (default: 256M)", tool_parse_size,           \
            offsetof(type, member)                                                                 \
    }

/* The limits for the command: those of its --max-bytes, or the defaults. */
qsm_image_limits tool_image_limits(const tool_call *call);

/* The bytes of the largest picture. */
uint64_t tool_max_image_bytes(const tool_call *call);

/*
 * If the error is about this limit: "; the limit is ... bytes, --max-bytes BYTES changes it".
 * Otherwise "". Valid until the next call.
 */
const char *tool_limit_hint(const tool_call *call, const char *error);

#endif
