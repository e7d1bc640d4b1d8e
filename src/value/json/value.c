/* SPDX-License-Identifier: MIT */
/* Where values become JSON, and JSON values: with the table of structs. */
#include <stdint.h>

#include "value/json/json.h"

bool qsm__json_from_value(qsm_variant *json, const qsm_type *type, const qsm_variant *value,
                          const char **problem)
{
    qsm_json j = {
        .tree = json->tree, .node = json, .structs = qsm__json_structs, .problem = problem};
    *problem = NULL;
    qsm__variant_reset(json, json->tree);
    return qsm__json_slot(&j, type != NULL ? type : &qsm__qt_types.core[QSM_VARIANT_VARIANT],
                          qsm__variant_mutable(value));
}

bool qsm__json_to_value_at(qsm_variant *value, const qsm_type *type, const qsm_variant *json,
                           const qsm_type_set *types, const char **problem, qsm_data_stream *errors)
{
    qsm_json j = {.tree = value->tree,
                  .making = true,
                  .types = types,
                  .structs = qsm__json_structs,
                  .problem = problem,
                  .errors = errors};
    j.node = qsm__variant_mutable(json);
    *problem = NULL;
    return qsm__json_slot(&j, type != NULL ? type : &qsm__qt_types.core[QSM_VARIANT_VARIANT],
                          value);
}
