/* SPDX-License-Identifier: MIT */
#include "image/png/read_unfilter_group.h"

#include <stddef.h>

#include "image/pixel/cpu.h"
#include "image/png/read_unfilter_eight_x86.h"
#include "image/png/read_unfilter_four_x86.h"

#if QSM_CPU_X86

typedef struct group_kind {
    int channels;
    unsigned feature;
    const qsm_png_undo_group *group;
} group_kind;

static const group_kind group_kinds[] = {
    {1, QSM_CPU_SSE41, &qsm__png_undo_gray},
    {3, QSM_CPU_AVX2, &qsm__png_undo_rgb},
    {4, QSM_CPU_AVX2, &qsm__png_undo_rgba},
};

const qsm_png_undo_group *qsm__png_find_undo_group(int channels, int depth, unsigned features)
{
    for (size_t i = 0; i < sizeof group_kinds / sizeof group_kinds[0]; i++) {
        const group_kind *kind = &group_kinds[i];
        if (kind->channels == channels && depth == 8 && (features & kind->feature) != 0)
            return kind->group;
    }
    return NULL;
}

#else

const qsm_png_undo_group *qsm__png_find_undo_group(int channels, int depth, unsigned features)
{
    (void)channels;
    (void)depth;
    (void)features;
    return NULL;
}

#endif
