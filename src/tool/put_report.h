/* SPDX-License-Identifier: MIT */
/* What qsm put prints: about one picture, and about the first of a stream. */
#ifndef QSM_TOOL_PUT_REPORT_H
#define QSM_TOOL_PUT_REPORT_H

#include <qsm/image.h>

#include "tool/exchange_call.h"

/* Notes that the segment stays, with the command that removes it. */
void tool_put_note_stays(const tool_exchange *exchange, const char *reason);

/* Prints the report of the first picture, which is in the segment. */
void tool_put_report(const tool_exchange *exchange, const qsm_image *image, bool is_stream);

#endif
