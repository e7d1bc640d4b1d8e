/* SPDX-License-Identifier: MIT */
/* Huffman codes of limited length, as deflate (RFC 1951) has them. */
#ifndef QSM_IMAGE_DEFLATE_HUFFMAN_H
#define QSM_IMAGE_DEFLATE_HUFFMAN_H

#include <stdint.h>

enum { QSM_HUFFMAN_MOST_SYMBOLS = 288, QSM_HUFFMAN_MOST_BITS = 15 };

/*
 * Gives each of count symbols that occurs a length of at most limit bits, the others 0, and its
 * code, first bit lowest as deflate sends it. Two symbols get a code at least, whether they occur
 * or not: readers differ about codes of one. count is at most QSM_HUFFMAN_MOST_SYMBOLS and at most
 * 2 to the limit; the frequencies sum up to less than 2 to the 32.
 */
void qsm__huffman_make(const uint32_t *frequencies, unsigned count, unsigned limit,
                       unsigned char *lengths, uint16_t *codes);

#endif
