/* SPDX-License-Identifier: MIT */
#include "tool/typed_values.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/utf8.h"

/* ---- the list of fields ---- */

static const struct {
    const char *name;
    tool_value_kind kind;
    size_t width;
} types[] = {
    {"u8", TOOL_VALUE_UNSIGNED, 1},  {"i8", TOOL_VALUE_SIGNED, 1},
    {"u16", TOOL_VALUE_UNSIGNED, 2}, {"i16", TOOL_VALUE_SIGNED, 2},
    {"u32", TOOL_VALUE_UNSIGNED, 4}, {"i32", TOOL_VALUE_SIGNED, 4},
    {"u64", TOOL_VALUE_UNSIGNED, 8}, {"i64", TOOL_VALUE_SIGNED, 8},
    {"f32", TOOL_VALUE_FLOAT, 4},    {"f64", TOOL_VALUE_FLOAT, 8},
    {"char", TOOL_VALUE_TEXT, 1},    {"pad", TOOL_VALUE_NONE, 1},
};

/* The byte order after a type. False if it is none. */
static bool read_order(const char *text, size_t length, bool *big_endian)
{
    *big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
    if (length == 0)
        return true;
    *big_endian = text[0] == 'b';
    return length == 2 && (text[0] == 'b' || text[0] == 'l') && text[1] == 'e';
}

static bool read_type(const char *text, size_t length, tool_field *field)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t named = strlen(types[i].name);
        if (length < named || strncmp(text, types[i].name, named) != 0 ||
            !read_order(text + named, length - named, &field->big_endian))
            continue;
        field->type = types[i].name;
        field->kind = types[i].kind;
        field->width = types[i].width;
        return length == named || field->width > 1;
    }
    return false;
}

/* "3f64be" */
static bool read_field(const char *text, size_t length, tool_field *field)
{
    size_t digits = strspn(text, "0123456789");
    field->count = 1;
    if (digits > 0) {
        enum { MOST_DIGITS = 7 };
        field->count = digits <= MOST_DIGITS ? strtoul(text, NULL, 10) : 0;
    }
    return digits < length && field->count > 0 && field->count <= TOOL_MOST_RECORD &&
           read_type(text + digits, length - digits, field);
}

const char *tool_parse_record(const char *value, void *target)
{
    static const char expected[] = "a list of types, such as i32,3f64,u16be,16char,4pad";
    tool_record *record = target;
    record->count = record->size = 0;
    for (;;) {
        size_t length = strcspn(value, ",");
        tool_field *field = &record->fields[record->count];
        if (record->count == TOOL_MOST_FIELDS || !read_field(value, length, field))
            return expected;
        record->count++;
        record->size += field->count * field->width;
        if (record->size > TOOL_MOST_RECORD)
            return "a list of types for at most 1 MiB";
        if (value[length] == '\0')
            return NULL;
        value += length + 1;
    }
}

/* ---- one value ---- */

static uint64_t read_bits(const tool_field *field, const unsigned char *at)
{
    enum { BITS_PER_BYTE = 8 };
    uint64_t bits = 0;
    for (size_t i = 0; i < field->width; i++) {
        size_t index = field->big_endian ? i : field->width - 1 - i;
        bits = bits << BITS_PER_BYTE | at[index];
    }
    return bits;
}

static int64_t read_signed(const tool_field *field, const unsigned char *at)
{
    uint64_t sign = UINT64_C(1) << (8 * field->width - 1);
    uint64_t bits = (read_bits(field, at) ^ sign) - sign;
    int64_t number = 0;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static double read_float(const tool_field *field, const unsigned char *at)
{
    uint64_t bits = read_bits(field, at);
    if (field->width == sizeof(float)) {
        uint32_t half = (uint32_t)bits;
        float number = 0;
        memcpy(&number, &half, sizeof number);
        return (double)number;
    }
    double number = 0;
    memcpy(&number, &bits, sizeof number);
    return number;
}

enum { NUMBER_SIZE = 40 };

/* The shortest decimal number that gives the same value. */
static void print_float(char text[NUMBER_SIZE], const tool_field *field, double number)
{
    bool is_single = field->width == sizeof(float);
    int most = is_single ? 9 : 17;
    if (isnan(number)) {
        (void)snprintf(text, NUMBER_SIZE, "nan");
        return;
    }
    for (int digits = is_single ? 6 : 15; digits <= most; digits++) {
        (void)snprintf(text, NUMBER_SIZE, "%.*g", digits, number);
        bool same = is_single ? strtof(text, NULL) == (float)number : strtod(text, NULL) == number;
        if (same)
            return;
    }
}

static void print_number(char text[NUMBER_SIZE], const tool_field *field, const unsigned char *at)
{
    if (field->kind == TOOL_VALUE_UNSIGNED)
        (void)snprintf(text, NUMBER_SIZE, "%" PRIu64, read_bits(field, at));
    else if (field->kind == TOOL_VALUE_SIGNED)
        (void)snprintf(text, NUMBER_SIZE, "%" PRId64, read_signed(field, at));
    else
        print_float(text, field, read_float(field, at));
}

/* The text up to its NUL. The caller frees it. NULL: out of memory. */
static char *read_text(const tool_field *field, const unsigned char *at)
{
    char *text = malloc(field->count + 1);
    if (text == NULL)
        return NULL;
    memcpy(text, at, field->count);
    text[field->count] = '\0';
    return text;
}

/* ---- columns ---- */

/* Calls visit for each value of a record, with the number of its column. */
typedef void visitor(void *context, const tool_field *field, size_t column,
                     const unsigned char *at);

static void each_value(const tool_record *record, const unsigned char *at, visitor *visit,
                       void *context)
{
    size_t column = 0;
    for (size_t i = 0; i < record->count; i++) {
        const tool_field *field = &record->fields[i];
        size_t values = field->kind == TOOL_VALUE_TEXT ? 1 : field->count;
        for (size_t n = 0; n < values && field->kind != TOOL_VALUE_NONE; n++)
            visit(context, field, column++, at + n * field->width);
        at += field->count * field->width;
    }
}

typedef struct table {
    FILE *out;
    unsigned char *widths; /* of the columns; NULL: no memory, nothing is aligned */
} table;

static void measure(void *context, const tool_field *field, size_t column, const unsigned char *at)
{
    table *self = context;
    char text[NUMBER_SIZE];
    if (field->kind == TOOL_VALUE_TEXT)
        return;
    print_number(text, field, at);
    size_t length = strlen(text);
    if (length > self->widths[column])
        self->widths[column] = (unsigned char)length;
}

static void print_value(void *context, const tool_field *field, size_t column,
                        const unsigned char *at)
{
    const table *self = context;
    char text[NUMBER_SIZE];
    if (field->kind != TOOL_VALUE_TEXT) {
        print_number(text, field, at);
        (void)fprintf(self->out, "  %*s", self->widths != NULL ? self->widths[column] : 0, text);
        return;
    }
    char *letters = read_text(field, at);
    (void)fputs("  \"", self->out);
    tool_print_text(self->out, letters != NULL ? letters : "?");
    (void)fputc('"', self->out);
    free(letters);
}

void tool_print_records(FILE *out, const tool_record *record, const unsigned char *bytes,
                        size_t records, uint64_t offset)
{
    table self = {out, calloc(record->size, 1)};
    for (size_t i = 0; i < records && self.widths != NULL; i++)
        each_value(record, bytes + i * record->size, measure, &self);
    for (size_t i = 0; i < records; i++) {
        (void)fprintf(out, "%08" PRIx64, offset + i * record->size);
        each_value(record, bytes + i * record->size, print_value, &self);
        (void)fputc('\n', out);
    }
    free(self.widths);
}

/* ---- JSON ---- */

static void type_json(void *context, const tool_field *field, size_t column,
                      const unsigned char *at)
{
    (void)column;
    (void)at;
    tool_json_string(context, NULL, field->type);
}

/* JSON has no numbers for infinity and "not a number": they are text. */
static void float_json(tool_json *json, const tool_field *field, double number)
{
    char text[NUMBER_SIZE];
    print_float(text, field, number);
    if (isfinite(number))
        tool_json_literal(json, NULL, text);
    else
        tool_json_string(json, NULL, text);
}

static void value_json(void *context, const tool_field *field, size_t column,
                       const unsigned char *at)
{
    tool_json *json = context;
    (void)column;
    if (field->kind == TOOL_VALUE_UNSIGNED) {
        tool_json_unsigned(json, NULL, read_bits(field, at));
    } else if (field->kind == TOOL_VALUE_SIGNED) {
        tool_json_integer(json, NULL, read_signed(field, at));
    } else if (field->kind == TOOL_VALUE_FLOAT) {
        float_json(json, field, read_float(field, at));
    } else {
        char *letters = read_text(field, at);
        tool_json_string(json, NULL, letters);
        free(letters);
    }
}

void tool_records_json(tool_json *json, const tool_record *record, const unsigned char *bytes,
                       size_t records, uint64_t offset)
{
    tool_json_begin_array(json, "types");
    each_value(record, bytes, type_json, json);
    tool_json_end_array(json);
    tool_json_begin_array(json, "records");
    for (size_t i = 0; i < records; i++) {
        tool_json_begin_object(json, NULL);
        tool_json_unsigned(json, "offset", offset + i * record->size);
        tool_json_begin_array(json, "values");
        each_value(record, bytes + i * record->size, value_json, json);
        tool_json_end_array(json);
        tool_json_end_object(json);
    }
    tool_json_end_array(json);
}
