/* SPDX-License-Identifier: MIT */
/* The order of keys in a QMap. */
#ifndef QSM_VALUE_ORDER_H
#define QSM_VALUE_ORDER_H

#include "value/tree.h"

/* <0, 0 or >0, as Qt's operator<. Keys of types without an order are equal. */
int qsm__compare_keys(const qsm_variant *one, const qsm_variant *other);

/* Sorts the pairs by their keys, from the first to the last or the other way. Equal keys stay as
 * they are. False when memory is out. */
bool qsm__items_sort(qsm_items *items, qsm_tree *tree, bool descending);

/* Where a pair with this key belongs: behind the last pair whose key is not larger. */
size_t qsm__items_place(const qsm_items *items, const qsm_variant *key);

#endif
