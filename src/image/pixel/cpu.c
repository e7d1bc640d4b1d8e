/* SPDX-License-Identifier: MIT */
#include "image/pixel/cpu.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if QSM_CPU_X86

/* The features that QSM_SIMD allows. An unknown value allows all. */
static unsigned wanted_features(void)
{
    static const struct {
        const char *name;
        unsigned features;
    } levels[] = {
        {"off", 0},
        {"ssse3", QSM_CPU_SSSE3},
        {"sse41", QSM_CPU_SSSE3 | QSM_CPU_SSE41},
        {"avx2", QSM_CPU_SSSE3 | QSM_CPU_SSE41 | QSM_CPU_AVX2},
    };
    const char *value = getenv("QSM_SIMD"); /* NOLINT(concurrency-mt-unsafe): only read */
    for (size_t i = 0; value != NULL && i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(value, levels[i].name) == 0)
            return levels[i].features;
    }
    return ~0U;
}

unsigned qsm__cpu_features(void)
{
    unsigned features = 0;
    features |= __builtin_cpu_supports("ssse3") ? QSM_CPU_SSSE3 : 0;
    features |= __builtin_cpu_supports("sse4.1") ? QSM_CPU_SSE41 : 0;
    features |= __builtin_cpu_supports("avx2") ? QSM_CPU_AVX2 : 0;
    features |= __builtin_cpu_supports("pclmul") ? QSM_CPU_PCLMUL : 0;
    return features & wanted_features();
}

#else

unsigned qsm__cpu_features(void)
{
    return 0;
}

#endif
