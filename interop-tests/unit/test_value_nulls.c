/* SPDX-License-Identifier: MIT */
/*
 * NULL for a value, a struct or a place for the result. Functions that read allow it, and leave
 * errno as it is: so calls can be chained. Functions that change something set EINVAL.
 */
#include <qsm/date_time.h>
#include <qsm/gui_values.h>
#include <qsm/variant.h>

#include <errno.h>

#include "trees.h"

enum { UNTOUCHED = 4711 };

/* The expression is true: what the function returns; errno is as it was. */
#define READS(expression)                                                                          \
    do {                                                                                           \
        errno = UNTOUCHED;                                                                         \
        CU_ASSERT_TRUE(expression);                                                                \
        CU_ASSERT_EQUAL(errno, UNTOUCHED);                                                         \
    } while (0)

#define REFUSES(expression)                                                                        \
    do {                                                                                           \
        errno = 0;                                                                                 \
        CU_ASSERT_TRUE(expression);                                                                \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
    } while (0)

static void reading(void)
{
    size_t size = 1;
    READS(qsm_variant_type(NULL) == QSM_VARIANT_INVALID);
    READS(qsm_variant_type_name(NULL)[0] == '\0');
    READS(qsm_variant_is_null(NULL));
    READS(qsm_variant_offset(NULL, &size) == SIZE_MAX && size == 0);
    READS(qsm_variant_offset(NULL, NULL) == SIZE_MAX);
    READS(qsm_variant_equals(NULL, NULL));
    READS(qsm_variant_text(NULL).data == NULL);
    READS(qsm_variant_bytes(NULL).data == NULL);
    READS(qsm_variant_count(NULL) == 0);
    READS(qsm_variant_at(NULL, 0) == NULL);
    READS(qsm_variant_key(NULL, 0) == NULL);
    READS(qsm_variant_key_text(NULL, 0).data == NULL);
    READS(qsm_variant_find(NULL, "a") == NULL);
    READS(qsm_variant_find(NULL, NULL) == NULL);
    READS(qsm_variant_path(NULL, "a") == NULL);
    READS(qsm_variant_path(NULL, NULL) == NULL);
}

/* A value that has what is asked for: only the place for it is missing. */
#define READS_SCALAR(name, type, set)                                                              \
    do {                                                                                           \
        type result = 1;                                                                           \
        READS(!qsm_variant_to_##name(NULL, &result) && result != 0);                               \
        READS(!qsm_variant_to_##name(NULL, NULL));                                                 \
        CU_ASSERT_TRUE(set);                                                                       \
        READS(!qsm_variant_to_##name(value, NULL));                                                \
        READS(qsm_variant_to_##name(value, &result));                                              \
    } while (0)

static void scalars(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *value = qsm_tree_root(tree);
    READS_SCALAR(bool, bool, qsm_variant_set_bool(value, true));
    READS_SCALAR(int32, int32_t, qsm_variant_set_int32(value, 1));
    READS_SCALAR(uint32, uint32_t, qsm_variant_set_uint32(value, 1));
    READS_SCALAR(int64, int64_t, qsm_variant_set_int64(value, 1));
    READS_SCALAR(int64, int64_t, qsm_variant_set_double(value, 1));
    READS_SCALAR(uint64, uint64_t, qsm_variant_set_uint64(value, 1));
    READS_SCALAR(double, double, qsm_variant_set_double(value, 1));
    READS_SCALAR(double, double, qsm_variant_set_int32(value, 1));
    READS(qsm_variant_find(value, NULL) == NULL);
    READS(qsm_variant_path(value, NULL) == NULL);
    qsm_tree_free(tree);
}

static void changing(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *value = qsm_tree_root(tree);
    const qsm_text text = {"a", 1};
    const qsm_bytes bytes = {"a", 1};
    REFUSES(qsm_tree_root(NULL) == NULL);
    REFUSES(!qsm_variant_assign(NULL, value));
    REFUSES(!qsm_variant_set_invalid(NULL));
    REFUSES(!qsm_variant_set_bool(NULL, true));
    REFUSES(!qsm_variant_set_int32(NULL, 1));
    REFUSES(!qsm_variant_set_uint32(NULL, 1));
    REFUSES(!qsm_variant_set_int64(NULL, 1));
    REFUSES(!qsm_variant_set_uint64(NULL, 1));
    REFUSES(!qsm_variant_set_double(NULL, 1));
    REFUSES(!qsm_variant_set_text(NULL, text));
    REFUSES(!qsm_variant_set_bytes(NULL, bytes));
    REFUSES(!qsm_variant_set_text_as(NULL, "QUrl", text));
    REFUSES(!qsm_variant_set_text_as(value, NULL, text));
    REFUSES(!qsm_variant_set_bytes_as(NULL, "QPicture", bytes));
    REFUSES(!qsm_variant_set_bytes_as(value, NULL, bytes));
    REFUSES(!qsm_variant_set_container(NULL, "QList<int>"));
    REFUSES(!qsm_variant_set_container(value, NULL));
    REFUSES(!qsm_variant_set_list(NULL));
    REFUSES(!qsm_variant_set_string_list(NULL));
    REFUSES(!qsm_variant_set_map(NULL));
    REFUSES(!qsm_variant_set_hash(NULL));
    REFUSES(qsm_variant_append(NULL) == NULL);
    REFUSES(qsm_variant_child(NULL, 0) == NULL);
    REFUSES(qsm_variant_insert(NULL, "a") == NULL);
    CU_ASSERT_TRUE(qsm_variant_set_map(value));
    REFUSES(qsm_variant_insert(value, NULL) == NULL);
    REFUSES(!qsm_variant_remove(NULL, 0));
    REFUSES(!qsm_variant_sort(NULL, 0));
    qsm_tree_free(tree);
}

static void streams(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *value = qsm_tree_root(tree);
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_TRUE(qsm_variant_set_int32(value, 1));
    REFUSES(!qsm_data_stream_read_variant(NULL, value));
    REFUSES(!qsm_data_stream_read_variant(stream, NULL));
    REFUSES(!qsm_data_stream_write_variant(NULL, value));
    REFUSES(!qsm_data_stream_write_variant(stream, NULL));
    REFUSES(!qsm_data_stream_read_value(NULL, "int", value));
    REFUSES(!qsm_data_stream_read_value(stream, NULL, value));
    REFUSES(!qsm_data_stream_read_value(stream, "int", NULL));
    REFUSES(!qsm_data_stream_write_value(NULL, value));
    REFUSES(!qsm_data_stream_write_value(stream, NULL));
    REFUSES(qsm_data_stream_size_of_variant(NULL, value) == SIZE_MAX);
    REFUSES(qsm_data_stream_size_of_variant(stream, NULL) == SIZE_MAX);
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
    qsm_data_stream_free(stream);
    qsm_tree_free(tree);
}

/* The four functions of a struct. */
#define STRUCT_OWN(name, read)                                                                     \
    do {                                                                                           \
        qsm_##name given = {0};                                                                    \
        READS(!qsm_variant_to_##name(NULL, &given));                                               \
        READS(!qsm_variant_to_##name(value, NULL));                                                \
        READS(!qsm_variant_to_##name(NULL, NULL));                                                 \
        REFUSES(!qsm_variant_set_##name(NULL, &given));                                            \
        REFUSES(!qsm_variant_set_##name(value, NULL));                                             \
        REFUSES(!qsm_data_stream_write_##name(NULL, &given));                                      \
        REFUSES(!qsm_data_stream_write_##name(stream, NULL));                                      \
        read                                                                                       \
    } while (0)

#define STRUCT(name)                                                                               \
    STRUCT_OWN(name, REFUSES(!qsm_data_stream_read_##name(NULL, &given));                          \
               REFUSES(!qsm_data_stream_read_##name(stream, NULL));)
#define STRUCT_OF_TREE(name)                                                                       \
    STRUCT_OWN(name, REFUSES(!qsm_data_stream_read_##name(NULL, tree, &given));                    \
               REFUSES(!qsm_data_stream_read_##name(stream, NULL, &given));                        \
               REFUSES(!qsm_data_stream_read_##name(stream, tree, NULL));)

typedef void with_all(qsm_data_stream *stream, qsm_tree *tree, qsm_variant *value);

static void core_structs(qsm_data_stream *stream, qsm_tree *tree, qsm_variant *value)
{
    STRUCT(point);
    STRUCT(point_f);
    STRUCT(size);
    STRUCT(size_f);
    STRUCT(rect);
    STRUCT(rect_f);
    STRUCT(line);
    STRUCT(line_f);
    STRUCT(margins);
    STRUCT(margins_f);
    STRUCT(uuid);
    STRUCT(date);
    STRUCT(time);
    STRUCT_OF_TREE(date_time);
    STRUCT_OF_TREE(time_zone);
    STRUCT_OF_TREE(bit_array);
    STRUCT_OF_TREE(regular_expression);
    STRUCT_OF_TREE(reg_exp);
    STRUCT_OF_TREE(json_value);
    STRUCT_OF_TREE(easing_curve);
    STRUCT_OF_TREE(host_address);
}

static void gui_structs(qsm_data_stream *stream, qsm_tree *tree, qsm_variant *value)
{
    (void)tree;
    STRUCT(color);
    STRUCT(transform);
    STRUCT(matrix);
    STRUCT(matrix4x4);
    STRUCT(vector2d);
    STRUCT(vector3d);
    STRUCT(vector4d);
    STRUCT(quaternion);
    STRUCT(key_sequence);
    STRUCT(text_length);
    STRUCT(size_policy);
}

static void run_with_all(with_all *run)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_tree_root(tree), 1));
    run(stream, tree, qsm_tree_root(tree));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 0);
    qsm_data_stream_free(stream);
    qsm_tree_free(tree);
}

static void structs(void)
{
    run_with_all(core_structs);
}

static void structs_of_gui(void)
{
    run_with_all(gui_structs);
}

QSM_SUITE("value_nulls", {"reading", reading}, {"scalars", scalars}, {"changing", changing},
          {"streams", streams}, {"structs", structs}, {"structs of QtGui", structs_of_gui})
