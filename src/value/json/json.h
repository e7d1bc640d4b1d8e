/* SPDX-License-Identifier: MIT */
/*
 * Values as JSON and back, for the command and for tests. JSON itself is a tree: an object is a
 * QVariantMap that keeps its order, an array a QVariantList, null an invalid value.
 *
 * The forms: numbers as numbers; integers beyond 2^53 as strings of digits; "inf", "-inf", "nan"
 * and
 * "-0"; QString as a string, which may hold halves of surrogate pairs; bytes {"hex":"00ff"}; QChar
 * {"u16":65}; null strings and arrays null; lists as arrays; maps {"pairs":[[key,value]...]} in
 * ascending order of keys; QVariant {"metatype":"int","value":1}, with "isNull":true if the flag is
 * set. Structs have functions of their own, one for both directions:
 *
 *     bool qsm__json_point(qsm_json *j, const qsm_type *type, void *value)
 *     {
 *         qsm_point *point = value;
 *         (void)type;
 *         return qsm__json_i32s(j, (int32_t *[]){&point->x, &point->y}, 2);
 *     }
 */
#ifndef QSM_VALUE_JSON_H
#define QSM_VALUE_JSON_H

#include "value/tree.h"

struct qsm_json;

/* Turns the C value into JSON, or JSON into the C value. */
typedef bool qsm_json_code(struct qsm_json *json, const qsm_type *type, void *value);

/* A row of json/structs.c. The last has NULL everywhere. */
typedef struct qsm_json_struct {
    qsm_code *code;   /* of the type */
    const char *name; /* of the type; NULL: all types with this coder */
    qsm_json_code *json;
} qsm_json_struct;

extern const qsm_json_struct qsm__json_structs[];

typedef struct qsm_json {
    qsm_tree *tree;    /* of what is made */
    qsm_variant *node; /* the JSON: to be read when making a value, else to be filled */
    bool making;       /* JSON becomes a value; else a value becomes JSON */
    const qsm_type_set *types;
    const qsm_json_struct *structs;
    const char **problem;    /* receives a constant text about the first error */
    qsm_data_stream *errors; /* gets the path of the first error in a value; NULL: nobody asks */
} qsm_json;

/* The problem when out of memory, to be compared as a pointer. */
extern const char qsm__json_is_out_of_memory[];

/* Parses one JSON value. False: *problem says why, *offset where. */
bool qsm__json_parse(const char *text, size_t size, qsm_variant *node, const char **problem,
                     size_t *offset);

/* Prints JSON without blanks, ASCII only. NUL-terminated memory for free(); NULL: no memory. */
char *qsm__json_print(const qsm_variant *node, size_t *size);

/* Writes the shortest digits that read back the same. */
void qsm__json_put_double(qsm_data_stream *out, double value);

/* A value as JSON. type: of its place; NULL: a QVariant. False: no memory, or no JSON form yet. */
bool qsm__json_from_value(qsm_variant *json, const qsm_type *type, const qsm_variant *value,
                          const char **problem);

/* JSON as a value of a type; NULL: a QVariant. errors: any stream, or NULL; its path stays open. */
bool qsm__json_to_value_at(qsm_variant *value, const qsm_type *type, const qsm_variant *json,
                           const qsm_type_set *types, const char **problem,
                           qsm_data_stream *errors);

/* A value in its place; see qsm__code_slot(). */
bool qsm__json_slot(qsm_json *j, const qsm_type *type, qsm_variant *value);

/* Reports the first error. Returns false. */
bool qsm__json_fail(qsm_json *j, const char *problem);
bool qsm__json_no_memory(qsm_json *j);

/* The same for another node. */
qsm_json qsm__json_with(const qsm_json *j, const qsm_variant *node);

/* A member of an object, an element of an array. Printing: it is added. False: it is not there. */
bool qsm__json_member(qsm_json *j, const char *name, qsm_json *member);
bool qsm__json_item(qsm_json *j, size_t index, qsm_json *item);

/* Whether there is a member, when making; true when printing and `has` is. For optional members. */
bool qsm__json_has(const qsm_json *j, const char *name, bool has);

/* Whether the JSON is null when making. Printing: is_null; then it is made null. */
bool qsm__json_null(qsm_json *j, bool is_null);

/* Makes the JSON an empty array; when making, gives its size. */
bool qsm__json_array(qsm_json *j, size_t *count);

/* A number of a type of one of the kinds of numbers. */
bool qsm__json_number(qsm_json *j, const qsm_type *type, void *value);

bool qsm__json_bool(qsm_json *j, bool *value);
bool qsm__json_u8(qsm_json *j, uint8_t *value);
bool qsm__json_u16(qsm_json *j, uint16_t *value);
bool qsm__json_i32(qsm_json *j, int32_t *value);
bool qsm__json_u32(qsm_json *j, uint32_t *value);
bool qsm__json_i64(qsm_json *j, int64_t *value);
bool qsm__json_real(qsm_json *j, double *value);
bool qsm__json_realf(qsm_json *j, float *value);
bool qsm__json_text(qsm_json *j, qsm_text *value);
bool qsm__json_hex(qsm_json *j, qsm_bytes *value); /* {"hex":...} or null */

/* 0-15; -1: no hexadecimal digit. */
int qsm__json_hex_value(char c);

/* Arrays of a fixed number of numbers. */
bool qsm__json_i32s(qsm_json *j, int32_t *const *values, size_t count);
bool qsm__json_reals(qsm_json *j, double *const *values, size_t count);
bool qsm__json_realfs(qsm_json *j, float *const *values, size_t count);

#endif
