/* SPDX-License-Identifier: MIT */
/* QKeySequence with its keys in words, QTextLength, QSizePolicy. */
#include <stdio.h>
#include <string.h>

#include "value/gui/gui.h"
#include "value/json/structs.h"

#define KEY_MASK 0x01ffffffU
#define FIRST_FUNCTION 0x01000030U

enum { FUNCTIONS = 35, TEXT = 64, KEYS = 4 };

static const struct {
    uint32_t bit;
    const char *name;
} modifiers[] = {{0x10000000, "Meta+"},
                 {0x04000000, "Ctrl+"},
                 {0x08000000, "Alt+"},
                 {0x02000000, "Shift+"},
                 {0x20000000, "Num+"}};

/* As Qt names them in text that is the same everywhere. */
static const struct {
    uint32_t key;
    const char *name;
} specials[] = {{0x20, "Space"},          {0x01000000, "Esc"},       {0x01000001, "Tab"},
                {0x01000002, "Backtab"},  {0x01000003, "Backspace"}, {0x01000004, "Return"},
                {0x01000005, "Enter"},    {0x01000006, "Ins"},       {0x01000007, "Del"},
                {0x01000008, "Pause"},    {0x01000009, "Print"},     {0x0100000a, "SysReq"},
                {0x0100000b, "Clear"},    {0x01000010, "Home"},      {0x01000011, "End"},
                {0x01000012, "Left"},     {0x01000013, "Up"},        {0x01000014, "Right"},
                {0x01000015, "Down"},     {0x01000016, "PgUp"},      {0x01000017, "PgDown"},
                {0x01000024, "CapsLock"}, {0x01000025, "NumLock"},   {0x01000026, "ScrollLock"},
                {0x01000055, "Menu"},     {0x01000058, "Help"}};

/* The key without modifiers. One without a name stands as its number. */
static void name_key(char *out, size_t room, uint32_t key)
{
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        if (specials[i].key == key) {
            (void)snprintf(out, room, "%s", specials[i].name);
            return;
        }
    }
    if (key >= FIRST_FUNCTION && key < FIRST_FUNCTION + FUNCTIONS)
        (void)snprintf(out, room, "F%u", (unsigned)(key - FIRST_FUNCTION + 1));
    else if (key > ' ' && key < 0x7f)
        (void)snprintf(out, room, "%c", (int)key);
    else
        (void)snprintf(out, room, "0x%x", (unsigned)key);
}

/* Adds text at the end. */
static void add(char text[KEYS * TEXT], const char *more)
{
    size_t length = strlen(text);
    (void)snprintf(text + length, (size_t)KEYS * TEXT - length, "%s", more);
}

static bool print_text(qsm_json *j, const qsm_key_sequence *keys)
{
    char text[KEYS * TEXT] = "";
    for (uint32_t i = 0; i < keys->count && i < KEYS; i++) {
        char name[TEXT];
        add(text, i > 0 ? ", " : "");
        for (size_t m = 0; m < sizeof modifiers / sizeof modifiers[0]; m++)
            add(text, keys->keys[i] & modifiers[m].bit ? modifiers[m].name : "");
        name_key(name, sizeof name, keys->keys[i] & KEY_MASK);
        add(text, name);
    }
    return qsm_variant_set_text(j->node, qsm_text_of(text)) || qsm__json_no_memory(j);
}

static bool key(qsm_json *j, void *item)
{
    return qsm__json_u32(j, item);
}

/* The text is for people: it is not read back. */
bool qsm__json_key_sequence(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_key_sequence *keys = value;
    const void *items = keys->keys;
    size_t count = keys->count < KEYS ? keys->count : KEYS;
    qsm_json member;
    (void)type;
    if (!qsm__json_member(j, "keys", &member) ||
        !qsm__json_items(&member, &items, &count, sizeof(uint32_t), key))
        return false;
    if (!j->making)
        return qsm__json_member(j, "text", &member) && print_text(&member, keys);
    if (count > KEYS)
        return qsm__json_fail(j, "a key sequence has at most four keys");
    memcpy(keys->keys, items, count * sizeof(uint32_t));
    keys->count = (uint32_t)count;
    return true;
}

bool qsm__json_text_length(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_text_length *length = value;
    const qsm_json_field fields[] = {{"type", qsm__json_field_i32, &length->type},
                                     {"value", qsm__json_field_real, &length->value}};
    (void)type;
    return qsm__json_fields(j, fields, 2);
}

static const char *const controls[] = {"DefaultType", "ButtonBox",  "CheckBox",    "ComboBox",
                                       "Frame",       "GroupBox",   "Label",       "Line",
                                       "LineEdit",    "PushButton", "RadioButton", "Slider",
                                       "SpinBox",     "TabWidget",  "ToolButton"};
enum { CONTROLS = sizeof controls / sizeof controls[0] };

static bool control_type(qsm_json *j, void *value)
{
    uint8_t *control = value;
    if (!j->making && *control < CONTROLS)
        return qsm_variant_set_text(j->node, qsm_text_of(controls[*control])) ||
               qsm__json_no_memory(j);
    qsm_text text = qsm_variant_text(j->node);
    if (text.data == NULL)
        return qsm__json_u8(j, control);
    for (size_t i = 0; i < CONTROLS; i++) {
        if (strcmp(text.data, controls[i]) == 0) {
            *control = (uint8_t)i;
            return true;
        }
    }
    return qsm__json_fail(j, "a control type is needed");
}

/* 0 or 1. */
static bool bit(qsm_json *j, void *value)
{
    bool *flag = value;
    uint8_t number = *flag;
    if (!qsm__json_u8(j, &number))
        return false;
    *flag = number != 0;
    return true;
}

bool qsm__json_size_policy(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_size_policy *policy = value;
    const qsm_json_field fields[] = {{"horizontal", qsm__json_field_u8, &policy->horizontal},
                                     {"vertical", qsm__json_field_u8, &policy->vertical},
                                     {"hfw", bit, &policy->height_for_width},
                                     {"controlType", control_type, &policy->control_type},
                                     {"wfh", bit, &policy->width_for_height},
                                     {"retain", bit, &policy->retain_size_when_hidden},
                                     {"hStretch", qsm__json_field_u8, &policy->horizontal_stretch},
                                     {"vStretch", qsm__json_field_u8, &policy->vertical_stretch}};
    (void)type;
    return qsm__json_fields(j, fields, sizeof fields / sizeof fields[0]);
}
