/* SPDX-License-Identifier: MIT */
/* Trees for unit tests. */
#ifndef QSM_UNIT_TREES_H
#define QSM_UNIT_TREES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/json_to_value.h"
#include "suite.h"

static inline qsm_tree *new_tree(void)
{
    qsm_tree *tree = qsm_tree_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(tree);
    return tree;
}

/* A tree from JSON. */
static inline qsm_variant *made(qsm_tree *tree, const char *type, const char *text)
{
    const char *problem;
    size_t offset;
    qsm_tree *scratch = new_tree();
    qsm_variant *json = qsm_tree_root(scratch);
    const qsm_type *row =
        qsm__type_of_name(&qsm__qt_types, &tree->arena, type, strlen(type), false, &problem);
    CU_ASSERT_TRUE_FATAL(qsm__json_parse(text, strlen(text), json, &problem, &offset));
    CU_ASSERT_TRUE_FATAL(json_to_value(qsm_tree_root(tree), row, json, &problem));
    qsm_tree_free(scratch);
    return qsm_tree_root(tree);
}

static inline qsm_data_stream *written(const qsm_variant *value, int qt)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    qsm_data_stream_set_qt_version(out, qt);
    CU_ASSERT_TRUE(qsm_data_stream_write_variant(out, value));
    return out;
}

/* A value as JSON text; "" if it has none. */
static inline void json_of(const qsm_variant *value, char text[300])
{
    const char *problem = NULL;
    size_t size;
    qsm_tree *json = new_tree();
    text[0] = '\0';
    if (qsm__json_from_value(qsm_tree_root(json), value->type, value, &problem)) {
        char *printed = qsm__json_print(qsm_tree_root(json), &size);
        CU_ASSERT_PTR_NOT_NULL_FATAL(printed);
        snprintf(text, 300, "%s", printed);
        free(printed);
    }
    qsm_tree_free(json);
}

#endif
