/* SPDX-License-Identifier: MIT */
/* QEasingCurve: its type, the address of a function, and for some types a configuration. */
#include <string.h>

#include "value/core/core.h"

enum { CUSTOM = 47, NO_CUSTOM = 0x060b00, MOST_REALS = 5 };

/* A list of points, of `reals` numbers each. */
static bool code_points(qsm_coder *c, const void **points, size_t *count, size_t reals)
{
    uint64_t wanted = *count;
    size_t size = reals * sizeof(double);
    const char *from = *points;
    char *made = NULL;
    qsm_data_stream_status_code older;
    if (!qsm__coder_enter(c, &older))
        return false;
    bool ok = qsm__code_count(c, &wanted);
    size_t room = ok ? qsm__least_fits(c, wanted, reals * 4) : 0;
    if (qsm__decoding(c) && c->mode != QSM_MODE_SKIP && room > 0) {
        made = qsm__code_memory(c, room, size);
        ok = made != NULL;
    }
    for (size_t i = 0; ok && i < wanted; i++) {
        double numbers[MOST_REALS] = {0};
        if (!qsm__decoding(c))
            memcpy(numbers, from + i * size, size);
        ok = qsm__coder_element(c) && qsm__code_reals(c, numbers, reals);
        if (made != NULL)
            memcpy(made + i * size, numbers, size);
    }
    if (qsm__decoding(c)) { /* a list that is damaged is empty */
        *points = ok ? made : NULL;
        *count = ok && made != NULL ? (size_t)wanted : 0;
    }
    qsm__coder_leave(c, older);
    return ok;
}

static bool code_config(qsm_coder *c, qsm_easing_curve *curve)
{
    const void *bezier = curve->bezier_curves;
    const void *tcb = curve->tcb_points;
    bool ok = qsm__code_real(c, &curve->period);
    ok = qsm__code_real(c, &curve->amplitude) && ok;
    ok = qsm__code_real(c, &curve->overshoot) && ok;
    if (!qsm__since(c, QSM_DATA_STREAM_QT_5_13))
        return ok;
    ok = code_points(c, &bezier, &curve->bezier_count, 2) && ok;
    ok = code_points(c, &tcb, &curve->tcb_count, 5) && ok;
    curve->bezier_curves = bezier;
    curve->tcb_points = tcb;
    return ok;
}

bool qsm__code_easing_curve(qsm_coder *c, qsm_easing_curve *curve)
{
    bool ok = qsm__code_u8(c, &curve->type);
    if (qsm__decoding(c) && c->lenient && curve->type == CUSTOM && c->qt >= NO_CUSTOM)
        return qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA,
                               qsm__stream_position(c->stream) - 1,
                               "a QEasingCurve with a function of its own");
    ok = qsm__code_u64(c, &curve->function) && ok;
    ok = qsm__code_bool(c, &curve->has_config) && ok;
    return (!curve->has_config || code_config(c, curve)) && ok;
}

QSM_TYPE_CODER(easing_curve, qsm_easing_curve)
