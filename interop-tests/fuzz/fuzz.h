/* SPDX-License-Identifier: MIT */
/* A fuzzing target: the fuzzer calls it with bytes of its own making, over and over. */
#ifndef QSM_FUZZ_H
#define QSM_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** What must hold whatever the bytes are; the fuzzer keeps the bytes for which it does not. */
#define FUZZ_MUST(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "does not hold: %s (line %d)\n", #condition, __LINE__);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
