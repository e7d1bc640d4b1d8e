/* SPDX-License-Identifier: MIT */
/* QLocale: its name. QRegularExpression, QRegExp: what they are made of; nothing is compiled. */
#include <string.h>

#include "value/core/core.h"

static const qsm_text c_locale = {"C", 1};

static bool all_between(const char *at, size_t size, char first, char last)
{
    for (size_t i = 0; i < size; i++) {
        if (at[i] < first || at[i] > last)
            return false;
    }
    return true;
}

/* Names that QLocale::name() can give: "C", "en", "en_US", "es_419". */
static bool is_name(qsm_text name)
{
    if (name.size == 1)
        return name.data[0] == 'C';
    const char *end = name.size > 0 ? memchr(name.data, '_', name.size) : NULL;
    size_t language = end != NULL ? (size_t)(end - name.data) : name.size;
    if (language < 2 || language > 3 || !all_between(name.data, language, 'a', 'z'))
        return false;
    if (end == NULL)
        return true;
    size_t territory = name.size - language - 1;
    return (territory == 2 && all_between(end + 1, 2, 'A', 'Z')) ||
           (territory == 3 && all_between(end + 1, 3, '0', '9'));
}

/* A name that cannot be one is C, as in Qt. */
bool qsm__code_locale(qsm_coder *c, qsm_text *name)
{
    qsm_text coded = name->data != NULL ? *name : c_locale;
    bool ok = qsm__code_text(c, &coded);
    if (!qsm__decoding(c))
        return ok;
    *name = coded;
    if (c->mode == QSM_MODE_SKIP || (coded.data != NULL && is_name(coded)))
        return ok;
    qsm__stream_odd(c->stream);
    *name = c_locale;
    return ok;
}

bool qsm__code_regular_expression(qsm_coder *c, qsm_regular_expression *value)
{
    bool ok = qsm__code_text(c, &value->pattern);
    return qsm__code_u32(c, &value->options) && ok;
}

bool qsm__code_reg_exp(qsm_coder *c, qsm_reg_exp *value)
{
    bool ok = qsm__code_text(c, &value->pattern);
    ok = qsm__code_u8(c, &value->case_sensitivity) && ok;
    ok = qsm__code_u8(c, &value->pattern_syntax) && ok;
    return qsm__code_bool(c, &value->minimal) && ok;
}

QSM_TYPE_CODER(locale, qsm_text)
QSM_TYPE_CODER(regular_expression, qsm_regular_expression)
QSM_TYPE_CODER(reg_exp, qsm_reg_exp)
