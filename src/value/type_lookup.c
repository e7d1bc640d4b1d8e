/* SPDX-License-Identifier: MIT */
/* Finds rows of the table of types. The table itself is given: types.c needs this file's users. */
#include <string.h>

#include "stream/stream.h"
#include "value/types.h"

enum {
    CORE_IDS_MOVED_FROM = 31, /* versions 7-12: these ids of version 13 are 97 larger */
    CORE_IDS_MOVED_BY = 97,
    QT_5_COLOR_SPACE = 87
};

/* The id of a row at a version; 0: none, or by name. */
static int32_t column(const qsm_type *type, int version)
{
    if (version >= QSM_DATA_STREAM_QT_6_0)
        return type->id;
    if (version >= QSM_DATA_STREAM_QT_5_0)
        return type->id_qt5;
    return version >= QSM_DATA_STREAM_QT_4_0 ? type->id_qt4 : type->id_qt3;
}

const qsm_type *qsm__type_at(const qsm_type_set *set, size_t index, bool *more)
{
    const struct {
        const qsm_type *rows;
        size_t count;
    } parts[] = {
        {set->core, set->core_count}, {set->gui, set->gui_count}, {set->named, set->named_count}};
    for (size_t i = 0; i < 3; i++) {
        *more = true;
        if (index < parts[i].count)
            return parts[i].rows[index].name != NULL ? &parts[i].rows[index] : NULL;
        index -= parts[i].count;
    }
    *more = false;
    return NULL;
}

static const qsm_type *search(const qsm_type_set *set, uint32_t id, int version)
{
    bool more = true;
    for (size_t i = 0; more; i++) {
        const qsm_type *type = qsm__type_at(set, i, &more);
        if (type != NULL && (uint32_t)column(type, version) == id && id != 0 && id != QSM_TYPE_USER)
            return type;
    }
    return NULL;
}

/* Versions 13-19: the ids of the core types, then those of QtGui in Qt 5. */
static const qsm_type *of_qt5(const qsm_type_set *set, uint32_t id)
{
    if (id < set->core_count)
        return set->core[id].name != NULL ? &set->core[id] : NULL;
    return search(set, id, QSM_DATA_STREAM_QT_5_0);
}

static const qsm_type *of_qt4(const qsm_type_set *set, uint32_t id)
{
    /* The most frequent ids are the number of their row. Qt also takes those of later versions. */
    if (id < set->core_count)
        return of_qt5(set, id);
    const qsm_type *type = search(set, id, QSM_DATA_STREAM_QT_4_0);
    bool moved = id >= CORE_IDS_MOVED_FROM + CORE_IDS_MOVED_BY;
    return type != NULL ? type : of_qt5(set, moved ? id - CORE_IDS_MOVED_BY : id);
}

static const qsm_type *of_qt6(const qsm_type_set *set, uint32_t id)
{
    const qsm_type *type = NULL;
    if (id < set->core_count)
        type = &set->core[id];
    else if (id >= QSM_TYPE_FIRST_GUI && id - QSM_TYPE_FIRST_GUI < set->gui_count)
        type = &set->gui[id - QSM_TYPE_FIRST_GUI];
    else
        return search(set, id, QSM_DATA_STREAM_QT_6_0);
    return type->name != NULL && (uint32_t)type->id == id ? type : NULL;
}

/* Versions 7-19 in Qt 6: it lacks some types of Qt 5, and also takes its own ids of gui types. */
static const qsm_type *old_in_qt6(const qsm_type_set *set, const qsm_type *type, uint32_t id,
                                  int version)
{
    if (type != NULL)
        return type->id != QSM_TYPE_USER ? type : NULL;
    bool own = id >= QSM_TYPE_FIRST_GUI && version >= QSM_DATA_STREAM_QT_5_0;
    return own ? of_qt6(set, id) : NULL;
}

const qsm_type *qsm__type_by_id(const qsm_type_set *set, uint32_t id, int version, int qt)
{
    if (version < QSM_DATA_STREAM_QT_4_0)
        return search(set, id, version);
    const qsm_type *type = version >= QSM_DATA_STREAM_QT_6_0   ? of_qt6(set, id)
                           : version >= QSM_DATA_STREAM_QT_5_0 ? of_qt5(set, id)
                                                               : of_qt4(set, id);
    if (qt >= QSM_QT_6 && version < QSM_DATA_STREAM_QT_6_0)
        type = old_in_qt6(set, type, id, version);
    bool too_new =
        type != NULL && (type->since > qt || (type->id_qt5 == 0 && type->id < 64 && qt < QSM_QT_6));
    return too_new ? NULL : type;
}

int32_t qsm__type_id(const qsm_type *type, int version, int qt)
{
    int32_t id = column(type, version);
    bool of_qt4 = version >= QSM_DATA_STREAM_QT_4_0 && version < QSM_DATA_STREAM_QT_5_0;
    if (of_qt4 && type->id_qt5 == QT_5_COLOR_SPACE && qt < QSM_QT_6)
        return QT_5_COLOR_SPACE; /* Qt 5 does not know that Qt 4 had no such type */
    if (version < QSM_DATA_STREAM_QT_4_0) {
        /* Qt 6 looks up gui types under the wrong ids there, and finds none. */
        bool lost = type->id >= QSM_TYPE_FIRST_GUI && qt >= QSM_QT_6;
        return id == 0 || lost ? -1 : id;
    }
    bool too_new = version >= QSM_DATA_STREAM_QT_6_0 && type->since > qt;
    return id == 0 || too_new ? QSM_TYPE_USER : id;
}

uint32_t qsm__type_user_id(int version)
{
    if (version >= QSM_DATA_STREAM_QT_6_0)
        return QSM_TYPE_USER;
    return version >= QSM_DATA_STREAM_QT_5_0 ? 1024 : 127;
}

static bool is_name(const char *one, size_t length, const char *name, size_t size)
{
    return length == size && memcmp(one, name, size) == 0;
}

size_t qsm__type_alias_length(const char *alias)
{
    size_t length = 0;
    int within = 0; /* a comma within a template does not end it */
    for (; alias[length] != '\0' && (alias[length] != ',' || within > 0); length++)
        within += (alias[length] == '<') - (alias[length] == '>');
    return length;
}

static bool has_alias(const qsm_type *type, const char *name, size_t size)
{
    for (const char *at = type->aliases; at != NULL;) {
        size_t length = qsm__type_alias_length(at);
        if (is_name(at, length, name, size))
            return true;
        at = at[length] == ',' ? at + length + 1 : NULL;
    }
    return false;
}

/* The letter behind the Q decides fastest. All names have two letters. */
static const qsm_type *row_of_name(const qsm_type *rows, size_t count, const char *name,
                                   size_t size)
{
    for (size_t i = 0; i < count; i++) {
        const char *has = rows[i].name;
        if (has != NULL && has[0] == name[0] && has[1] == name[1] &&
            is_name(has, strlen(has), name, size))
            return &rows[i];
    }
    return NULL;
}

const qsm_type *qsm__type_by_name(const qsm_type_set *set, const char *name, size_t size)
{
    bool more = true;
    if (size < 2)
        return NULL;
    const qsm_type *found = row_of_name(set->core, set->core_count, name, size);
    if (found == NULL)
        found = row_of_name(set->gui, set->gui_count, name, size);
    if (found == NULL)
        found = row_of_name(set->named, set->named_count, name, size);
    for (size_t i = 0; more && found == NULL; i++) {
        const qsm_type *type = qsm__type_at(set, i, &more);
        if (type != NULL && has_alias(type, name, size))
            found = type;
    }
    return found;
}

const qsm_type *qsm__type_of_user(const qsm_type_set *set, const char *name, size_t size)
{
    for (const qsm_user_type *user = set->user; user != NULL; user = user->next) {
        if (is_name(user->type.name, strlen(user->type.name), name, size))
            return &user->type;
    }
    return NULL;
}

bool qsm__type_is_row(const qsm_type_set *set, const qsm_type *type)
{
    bool more = true;
    for (const qsm_user_type *user = set->user; user != NULL; user = user->next) {
        if (&user->type == type)
            return true;
    }
    for (size_t i = 0; more; i++) {
        if (qsm__type_at(set, i, &more) == type)
            return true;
    }
    return false;
}
