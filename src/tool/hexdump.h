/* SPDX-License-Identifier: MIT */
/* Bytes as hexadecimal digits. */
#ifndef QSM_TOOL_HEXDUMP_H
#define QSM_TOOL_HEXDUMP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Writes bytes as hexdump -C does: 16 a line, with offset and text. Lines that repeat are one "*".
 * The first byte has the number `offset`.
 */
void tool_hexdump(FILE *out, const unsigned char *bytes, size_t size, uint64_t offset);

/* All digits without blanks, for JSON. The caller frees it. NULL: out of memory. */
char *tool_hex_digits(const unsigned char *bytes, size_t size);

#endif
