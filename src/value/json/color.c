/* SPDX-License-Identifier: MIT */
/* QColor: {"spec":"Rgb","raw16":[alpha, component 1-4]}. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value/gui/gui.h"
#include "value/json/structs.h"

static const char *const specs[] = {"Invalid", "Rgb", "Hsv", "Cmyk", "Hsl", "ExtendedRgb"};
enum { SPECS = sizeof specs / sizeof specs[0] };

static bool print_spec(qsm_json *j, uint8_t spec)
{
    char digits[8];
    (void)snprintf(digits, sizeof digits, "%d", (int)(int8_t)spec);
    return qsm_variant_set_text(j->node, qsm_text_of(spec < SPECS ? specs[spec] : digits)) ||
           qsm__json_no_memory(j);
}

static bool make_spec(qsm_json *j, uint8_t *spec)
{
    qsm_text text = qsm_variant_text(j->node);
    for (size_t i = 0; i < SPECS && text.data != NULL; i++) {
        if (strcmp(text.data, specs[i]) == 0) {
            *spec = (uint8_t)i;
            return true;
        }
    }
    const char *digits = text.data != NULL ? text.data : "";
    char *end = NULL;
    long number = strtol(digits, &end, 10);
    if (end == NULL || end == digits || *end != '\0' || number < INT8_MIN || number > INT8_MAX)
        return qsm__json_fail(j, "the name or number of a colour's spec is needed");
    *spec = (uint8_t)number;
    return true;
}

bool qsm__json_color(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_color *color = value;
    uint16_t *const fields[] = {&color->alpha, &color->component[0], &color->component[1],
                                &color->component[2], &color->component[3]};
    qsm_json member;
    (void)type;
    if (!qsm__json_member(j, "spec", &member) ||
        !(j->making ? make_spec(&member, &color->spec) : print_spec(&member, color->spec)) ||
        !qsm__json_member(j, "raw16", &member))
        return false;
    for (size_t i = 0; i < 5; i++) {
        qsm_json item;
        if (!qsm__json_item(&member, i, &item) || !qsm__json_u16(&item, fields[i]))
            return false;
    }
    return true;
}
