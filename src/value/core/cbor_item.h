/* SPDX-License-Identifier: MIT */
/* The parts of CBOR (RFC 8949): for the check of what was read, and for its notation. */
#ifndef QSM_VALUE_CORE_CBOR_ITEM_H
#define QSM_VALUE_CORE_CBOR_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum qsm_cbor_major {
    QSM_CBOR_UNSIGNED,
    QSM_CBOR_NEGATIVE, /* -1 - value */
    QSM_CBOR_BYTES,
    QSM_CBOR_TEXT,
    QSM_CBOR_ARRAY,
    QSM_CBOR_MAP,
    QSM_CBOR_TAG,
    QSM_CBOR_SIMPLE /* and floating point numbers */
} qsm_cbor_major;

enum { QSM_CBOR_INDEFINITE = 31, QSM_CBOR_BREAK = 0xff, QSM_CBOR_MOST_DEPTH = 1024 };

typedef struct qsm_cbor_head {
    uint8_t major; /* qsm_cbor_major */
    uint8_t info;  /* the low five bits; QSM_CBOR_INDEFINITE: no length */
    uint64_t value;
} qsm_cbor_head;

/* The head of an item, and *at behind it. False: cut short, or reserved. */
static inline bool qsm__cbor_head(const unsigned char **at, const unsigned char *end,
                                  qsm_cbor_head *head)
{
    if (*at == end)
        return false;
    uint8_t first = *(*at)++;
    head->major = first >> 5;
    head->info = first & 31;
    head->value = head->info;
    if (head->info < 24)
        return true;
    if (head->info > 27) {
        bool can = head->major >= QSM_CBOR_BYTES && head->major <= QSM_CBOR_MAP;
        return head->info == QSM_CBOR_INDEFINITE && can;
    }
    size_t count = (size_t)1 << (head->info - 24);
    if ((size_t)(end - *at) < count)
        return false;
    for (head->value = 0; count > 0; count--)
        head->value = head->value << 8 | *(*at)++;
    return true;
}

/* The bytes of the first item; 0: it is damaged. */
size_t qsm__cbor_item_size(const unsigned char *data, size_t size);

#endif
