/* SPDX-License-Identifier: MIT */
/* Types of a program for unit tests. */
#ifndef QSM_UNIT_SOME_TYPES_H
#define QSM_UNIT_SOME_TYPES_H

#include <qsm/stream_schema.h>

#include "expect_text.h"

static inline void add(qsm_types *types, const char *name, const char *fields)
{
    CU_ASSERT_TRUE(qsm_types_add(types, name, fields));
    expect_text(qsm_types_error_string(types), "");
}

/* What most tests use: a struct of IRC, an enum, a tree of names, a list of structs. */
static inline qsm_types *some_types(void)
{
    qsm_types *types = qsm_types_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(types);
    add(types, "Buffer", "qint32 id, quint16 type,\n QByteArray name");
    add(types, "Qt::Orientation", "qint32");
    add(types, "Level", "quint8");
    add(types, "Node", "QString name, QList<Node> children");
    add(types, "Net::Server", "Buffer buffer,Level level , QMap<int, QString> notes, QVariant any");
    add(types, "Alias", "Net::Server");
    return types;
}

#endif
