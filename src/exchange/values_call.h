/* SPDX-License-Identifier: MIT */
/* Values in shared memory: what writing and reading share. */
#ifndef QSM_EXCHANGE_VALUES_CALL_H
#define QSM_EXCHANGE_VALUES_CALL_H

#include <qsm/exchange_values.h>

#include "exchange/exchange.h"

/* What a call writes or reads. */
typedef struct qsm_exchange_values {
    bool by_schema;                  /* the values of a schema; else a QVariant */
    const qsm_schema *schema;        /* NULL: refused, if by_schema */
    const qsm_data_stream *settings; /* NULL: the defaults */
} qsm_exchange_values;

/*
 * Checks the arguments of a call and takes its options. False: the call ends with
 * qsm__exchange_end(); the report has the failure. variant: the caller's value.
 */
bool qsm__exchange_take_values(qsm_exchange *self, qsm_exchange_values *values, const void *variant,
                               const qsm_exchange_value_options *options,
                               qsm_exchange_value_options *chosen);

/*
 * The memory limit for the values of a copy of this size: the one that the caller has chosen; or
 * for 0 the default of a stream (0), and no more than 1 GiB.
 */
size_t qsm__exchange_most_memory(size_t room, size_t chosen);

/* Gives a stream the settings of the call. NULL: it reports that there is no memory. */
qsm_data_stream *qsm__exchange_set_up(qsm_exchange *self, const qsm_exchange_values *values,
                                      qsm_data_stream *stream);

#endif
