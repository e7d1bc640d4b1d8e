/* SPDX-License-Identifier: MIT */
/* SHA-1 (FIPS 180-4), which Qt uses in the names of its keys. Not for secrets. */
#ifndef QSM_KEY_SHA1_H
#define QSM_KEY_SHA1_H

#include <stddef.h>

enum { QSM_SHA1_SIZE = 20, QSM_SHA1_HEX_SIZE = 2 * QSM_SHA1_SIZE };

/* The digest of size bytes of data (NULL is fine for 0 bytes). */
void qsm__sha1(const void *data, size_t size, unsigned char digest[QSM_SHA1_SIZE]);

/* The same in lower-case hexadecimal, NUL-terminated. */
void qsm__sha1_hex(const void *data, size_t size, char hex[QSM_SHA1_HEX_SIZE + 1]);

#endif
