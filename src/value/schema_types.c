/* SPDX-License-Identifier: MIT */
/* The table of types, for programs. */
#include "value/schema.h"

#include <errno.h>

#include "abi/struct_size.h"

/* Rows of another form: templates, and types that need one of their own for their name. */
static int32_t number(int32_t id)
{
    return id == QSM_TYPE_USER ? 0 : id;
}

/* The gaps of the table have no index here. NULL: there is no such row. */
static const qsm_type *row_at(size_t index)
{
    bool more = true;
    for (size_t i = 0; more; i++) {
        const qsm_type *type = qsm__type_at(&qsm__qt_types, i, &more);
        if (type != NULL && index-- == 0)
            return type;
    }
    return NULL;
}

bool qsm_stream_type_at(size_t index, qsm_stream_type *type)
{
    if (type == NULL || !qsm__struct_can_receive(type)) {
        errno = EINVAL;
        return false;
    }
    const qsm_type *row = row_at(index);
    if (row == NULL)
        return false;
    qsm_stream_type made = {.name = row->name,
                            .aliases = row->aliases,
                            .id = number(row->id),
                            .id_qt5 = row->id_qt5,
                            .id_qt4 = row->id_qt4,
                            .id_qt3 = row->id_qt3,
                            .is_template = row->kind == QSM_KIND_TEMPLATE,
                            .is_supported = qsm__type_is_supported(row)};
    qsm__struct_write(type, &made, sizeof made);
    return true;
}
