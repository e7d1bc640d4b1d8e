/* SPDX-License-Identifier: MIT */
/* Huffman codes of limited length for deflate (RFC 1951). */
#ifndef QSM_IMAGE_DEFLATE_HUFFMAN_H
#define QSM_IMAGE_DEFLATE_HUFFMAN_H

#include <stdint.h>

enum { QSM_HUFFMAN_MOST_SYMBOLS = 288, QSM_HUFFMAN_MOST_BITS = 15 };

/*
 * Gives a length of at most limit bits to each of count symbols that occurs, and 0 to the others.
 * Also gives the codes, first bit lowest, as deflate writes them. At least two symbols get a code,
 * even if they do not occur: decoders differ about a single code. count is at most
 * QSM_HUFFMAN_MOST_SYMBOLS and at most 2^limit. The sum of the frequencies is less than 2^32.
 */
void qsm__huffman_make(const uint32_t *frequencies, unsigned count, unsigned limit,
                       unsigned char *lengths, uint16_t *codes);

#endif
