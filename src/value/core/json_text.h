/* SPDX-License-Identifier: MIT */
#ifndef QSM_VALUE_CORE_JSON_TEXT_H
#define QSM_VALUE_CORE_JSON_TEXT_H

#include <stddef.h>

/* Whether Qt parses the JSON text: '{' for an object, '[' for an array; '\0' if it does not. */
char qsm__json_text_form(const unsigned char *text, size_t size);

#endif
