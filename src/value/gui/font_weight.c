/* SPDX-License-Identifier: MIT */
/* Weights of fonts: 1 to 1000, and the numbers 0 to 99 that Qt wrote before version 20. */
#include "value/gui/font.h"

enum { KNOWN = 9, STEP = 100, MOST_LEGACY = 99 };

/* Of 100, 200, ... 900. */
static const uint8_t legacy[KNOWN] = {0, 12, 25, 50, 57, 63, 75, 81, 87};

/* Between two known weights: Qt 5 programs can have set any number. Whole numbers come back. */
static int between(int value, int from, int from_step, int to, int to_step)
{
    return to + ((value - from) * to_step + from_step / 2) / from_step;
}

static int legacy_of(int weight)
{
    int last = weight / STEP - 1;
    if (last < 0)
        return 0;
    if (last >= KNOWN - 1) {
        int beyond =
            between(weight, KNOWN * STEP, STEP, legacy[KNOWN - 1], MOST_LEGACY - legacy[KNOWN - 1]);
        return beyond < MOST_LEGACY ? beyond : MOST_LEGACY;
    }
    return between(weight, (last + 1) * STEP, STEP, legacy[last], legacy[last + 1] - legacy[last]);
}

static int weight_of(int value)
{
    int last = KNOWN - 1;
    while (last > 0 && legacy[last] > value)
        last--;
    int step = last < KNOWN - 1 ? legacy[last + 1] - legacy[last] : MOST_LEGACY - legacy[last];
    return between(value, legacy[last], step, (last + 1) * STEP, STEP);
}

/* The nearest of the known ones, of two the lower: Qt 6 has no others. */
static int nearest(int value)
{
    int best = 0;
    for (int i = 1; i < KNOWN; i++) {
        int old = value - legacy[best];
        int now = value - legacy[i];
        if ((now < 0 ? -now : now) < (old < 0 ? -old : old))
            best = i;
    }
    return best;
}

static int nearest_weight(int weight)
{
    int index = (weight + STEP / 2 - 1) / STEP - 1; /* ties go down */
    return index < 0 ? 0 : index >= KNOWN ? KNOWN - 1 : index;
}

uint8_t qsm__font_legacy_weight(int qt, uint16_t weight)
{
    return (uint8_t)(qt >= QSM_QT_6 ? legacy[nearest_weight(weight)] : legacy_of(weight));
}

uint16_t qsm__font_weight(int qt, uint8_t old)
{
    return (uint16_t)(qt >= QSM_QT_6 ? (nearest(old) + 1) * STEP : weight_of(old));
}
