/* SPDX-License-Identifier: MIT */
#include "image/png/read_unfilter_group.h"

#include <stddef.h>

#include "image/pixel/cpu.h"
#include "image/png/read_unfilter_eight_x86.h"
#include "image/png/read_unfilter_four_x86.h"

typedef struct group_kind {
    int channels;
    unsigned feature;
    const qsm_png_undo_group *group;
} group_kind;

static const group_kind group_kinds[] = {
#if QSM_CPU_X86
    {1, QSM_CPU_SSE41, &qsm__png_undo_gray},
    {3, QSM_CPU_AVX2, &qsm__png_undo_rgb},
    {4, QSM_CPU_AVX2, &qsm__png_undo_rgba},
#endif
    {0, 0, NULL},
};

const qsm_png_undo_group *qsm__png_find_undo_group(int channels, int depth, unsigned features)
{
    const group_kind *kind = group_kinds;
    while (kind->group != NULL && (kind->channels != channels || (features & kind->feature) == 0))
        kind++;
    return depth == 8 ? kind->group : NULL;
}
