/* SPDX-License-Identifier: MIT */
/* Values of settings as a program asks for them: QSettings has text for most of them. */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "value/settings/settings.h"

/* The text without the blanks around it, which QString::toInt() and its like skip. */
static qsm_text trimmed(const qsm_variant *value)
{
    qsm_text text = qsm_variant_text(value);
    while (text.size > 0 && (*text.data == ' ' || (*text.data >= '\t' && *text.data <= '\r'))) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || (text.data[text.size - 1] >= '\t' &&
                                                                 text.data[text.size - 1] <= '\r')))
        text.size--;
    return text;
}

bool qsm_settings_to_bool(const qsm_variant *value, bool *result)
{
    qsm_text text = qsm_variant_text(value);
    if (qsm_variant_type(value) != QSM_VARIANT_STRING)
        return qsm_variant_to_bool(value, result);
    *result = text.size > 0 && !(text.size == 1 && text.data[0] == '0') &&
              !(text.size == 5 && strncasecmp(text.data, "false", 5) == 0);
    return true;
}

bool qsm_settings_to_int64(const qsm_variant *value, int64_t *result)
{
    qsm_text text = trimmed(value);
    if (qsm_variant_type(value) != QSM_VARIANT_STRING)
        return qsm_variant_to_int64(value, result);
    if (text.size == 0)
        return false;
    char *end;
    int older = errno;
    errno = 0;
    long long number = strtoll(text.data, &end, 10); /* a NUL ends the text */
    bool ok = errno == 0 && end == text.data + text.size;
    errno = older;
    if (ok)
        *result = number;
    return ok;
}

bool qsm_settings_to_double(const qsm_variant *value, double *result)
{
    qsm_text text = trimmed(value);
    if (qsm_variant_type(value) != QSM_VARIANT_STRING)
        return qsm_variant_to_double(value, result);
    return qsm__settings_real_of_text(text.data, text.size, result);
}

size_t qsm_settings_text_count(const qsm_variant *value)
{
    return qsm_variant_type(value) == QSM_VARIANT_STRING ? 1 : qsm_variant_count(value);
}

qsm_text qsm_settings_text_at(const qsm_variant *value, size_t index)
{
    if (qsm_variant_type(value) == QSM_VARIANT_STRING)
        return index == 0 ? qsm_variant_text(value) : qsm_text_of(NULL);
    return qsm_variant_text(qsm_variant_at(value, index));
}
