/* SPDX-License-Identifier: MIT */
/*
 * The types of a program, as lists of fields. A name that is not known yet becomes an undefined
 * type, which is filled in when it is added: so types can use each other in any order.
 */
#include "value/user_types.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value/coder.h"

enum { MOST_NAME = 256, MOST_FIELDS = 1000, MOST_NESTED = 32, MOST_LEAVES = 60000, QUOTED = 60 };

/* Reports what is wrong with size bytes of text. Returns false. */
static bool fail(qsm_types *types, const char *text, size_t size, const char *problem)
{
    char word[QUOTED + 1];
    size = size < QUOTED ? size : QUOTED;
    for (size_t i = 0; i < size; i++)
        word[i] = (char)(text[i] >= ' ' && text[i] < 0x7f && text[i] != '"' ? text[i] : '?');
    word[size] = '\0';
    (void)snprintf(types->error, sizeof types->error, "\"%s\": %s", word, problem);
    errno = EINVAL;
    return false;
}

static bool no_memory(qsm_types *types)
{
    (void)snprintf(types->error, sizeof types->error, "no memory");
    errno = ENOMEM;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

/* ---- rows ---- */

static char *copy_text(qsm_types *types, const char *text, size_t size)
{
    char *copy = qsm__arena_take(&types->arena, size + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

static void undefine(qsm_user_type *user)
{
    user->type = (qsm_type){
        .name = user->type.name, .id = QSM_TYPE_USER, .kind = QSM_KIND_UNDEFINED, .pointers = true};
}

/* A new undefined type. NULL with ENOMEM. */
static qsm_user_type *new_type(qsm_types *types, const char *name, size_t size)
{
    qsm_user_type *user = qsm__arena_zero(&types->arena, sizeof *user);
    char *copy = copy_text(types, name, size);
    if (user == NULL || copy == NULL)
        return NULL;
    user->type.name = copy;
    undefine(user);
    user->next = types->set.user;
    types->set.user = user;
    return user;
}

static qsm_user_type *find(const qsm_types *types, const char *name, size_t size)
{
    const qsm_type *found = qsm__type_of_user(&types->set, name, size);
    qsm_user_type *user = types->set.user;
    while (user != NULL && &user->type != found)
        user = user->next;
    return user;
}

/* A name that a field uses before its type is added. */
static const qsm_type *use_unknown(const qsm_type_set *set, const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!is_word(name[i]) && name[i] != ':')
            return NULL;
    }
    qsm_user_type *user = is_letter(name[0]) ? new_type(set->owner, name, size) : NULL;
    return user != NULL ? &user->type : NULL;
}

/* ---- the text of fields ---- */

/* The length of a field: up to a comma that is not between < and >. */
static size_t field_length(const char *at)
{
    size_t length = 0;
    unsigned open = 0;
    for (; at[length] != '\0' && (at[length] != ',' || open > 0); length++) {
        open += at[length] == '<';
        open -= at[length] == '>' && open > 0;
    }
    return length;
}

static size_t count_fields(const char *text)
{
    size_t count = 1;
    for (text += field_length(text); *text == ','; text += field_length(text)) {
        text++;
        count++;
    }
    return count;
}

static void trim(const char **text, size_t *size)
{
    while (*size > 0 && is_blank(**text)) {
        ++*text;
        --*size;
    }
    while (*size > 0 && is_blank((*text)[*size - 1]))
        --*size;
}

/* The type that a text names. NULL, and the error says why. */
static const qsm_type *type_of(qsm_types *types, const char *text, size_t size, bool known)
{
    const char *problem = NULL;
    errno = 0;
    types->set.unknown = known ? NULL : use_unknown;
    const qsm_type *type =
        qsm__type_of_name(&types->set, &types->arena, text, size, false, &problem);
    types->set.unknown = NULL;
    if (type == NULL)
        (void)(errno == ENOMEM ? no_memory(types) : fail(types, text, size, problem));
    return type;
}

/* Splits "QMap<int,QString> names" behind the type. The size of the name: 0, there is none. */
static size_t name_size(const char *text, size_t size)
{
    size_t name = 0;
    while (name < size && is_word(text[size - 1 - name]))
        name++;
    bool follows = name < size && (is_blank(text[size - 1 - name]) || text[size - 1 - name] == '>');
    return follows && is_letter(text[size - name]) ? name : 0;
}

static bool is_taken(const qsm_record *record, const char *name, size_t size)
{
    for (size_t i = 0; i < record->count; i++) {
        qsm_text other = qsm_variant_text(&record->fields[i].key);
        if (other.size == size && memcmp(other.data, name, size) == 0)
            return true;
    }
    return false;
}

static bool parse_field(qsm_types *types, const qsm_record *record, qsm_record_field *field,
                        const char *text, size_t size)
{
    trim(&text, &size);
    size_t length = name_size(text, size);
    const char *name = text + size - length;
    if (length == 0)
        return fail(types, text, size, "a type and a name are needed, such as qint32 id");
    if (is_taken(record, name, length))
        return fail(types, name, length, "another field has this name");
    size_t left = size - length;
    trim(&text, &left);
    field->type = type_of(types, text, left, false);
    if (field->type == NULL)
        return false;
    char *copy = copy_text(types, name, length);
    if (copy == NULL)
        return no_memory(types);
    qsm_text key = {copy, length};
    qsm__variant_reset(&field->key, NULL);
    memcpy(qsm__variant_become(&field->key, &qsm__qt_types.core[QSM_VARIANT_STRING]), &key,
           sizeof key);
    return true;
}

/* NULL, and the error says why. */
static qsm_record *parse_fields(qsm_types *types, const char *text)
{
    size_t count = count_fields(text);
    if (count > MOST_FIELDS) {
        (void)fail(types, text, field_length(text), "more than 1000 fields");
        return NULL;
    }
    qsm_record *record = qsm__arena_zero(&types->arena, sizeof *record);
    qsm_record_field *fields = qsm__arena_array(&types->arena, count, sizeof *fields);
    if (record == NULL || fields == NULL) {
        (void)no_memory(types);
        return NULL;
    }
    *record = (qsm_record){.fields = fields, .owner = types};
    for (; record->count < count; record->count++) {
        size_t size = field_length(text);
        if (!parse_field(types, record, &fields[record->count], text, size))
            return NULL;
        text += size + (text[size] == ',');
    }
    return record;
}

/* ---- what follows from the fields ---- */

/* Records directly within each other, and the values in them. Elements of lists do not count. */
static unsigned height_of(const qsm_type *type)
{
    if (type->record != NULL)
        return type->record->height;
    if (type->kind != QSM_KIND_PAIR)
        return 0;
    unsigned first = height_of(type->of[0]);
    unsigned second = height_of(type->of[1]);
    return first > second ? first : second;
}

static size_t leaves_of(const qsm_type *type)
{
    if (type->record != NULL)
        return type->record->leaves;
    return type->kind == QSM_KIND_PAIR ? leaves_of(type->of[0]) + leaves_of(type->of[1]) : 1;
}

static bool settle_record(qsm_type *type, bool *changed)
{
    unsigned height = 0;
    unsigned least = 0;
    size_t leaves = 0;
    union {
        const qsm_record *from;
        qsm_record *to;
    } record = {.from = type->record}; /* the set owns it */
    for (size_t i = 0; i < record.to->count; i++) {
        const qsm_type *field = record.to->fields[i].type;
        unsigned above = height_of(field);
        height = above > height ? above : height;
        leaves = leaves <= MOST_LEAVES ? leaves + leaves_of(field) : leaves;
        least += field->least;
    }
    least = least < UINT8_MAX ? least : UINT8_MAX;
    height++;
    *changed = *changed || record.to->height != height || record.to->leaves != leaves ||
               type->least != least;
    record.to->height = height;
    record.to->leaves = leaves;
    type->least = (uint8_t)least;
    return height <= MOST_NESTED && leaves <= MOST_LEAVES;
}

static void settle_alias(qsm_user_type *user, bool *changed)
{
    const char *name = user->type.name;
    const qsm_type *base = user->base;
    if (base->kind == QSM_KIND_UNDEFINED || base == &user->type)
        return;
    *changed = *changed || user->type.kind == QSM_KIND_UNDEFINED || user->type.least != base->least;
    user->type = *base;
    user->type.name = name;
    user->type.aliases = NULL;
    user->type.id = QSM_TYPE_USER;
    user->type.id_qt5 = user->type.id_qt4 = user->type.id_qt3 = 0;
}

/* ---- types that are other names ---- */

static bool ends(qsm_types *types, const qsm_type *type);

/* The user type itself, not a type that has its name. NULL: another type. */
static qsm_user_type *user_of(const qsm_types *types, const qsm_type *type)
{
    qsm_user_type *user = type->id == QSM_TYPE_USER ? types->set.user : NULL;
    while (user != NULL && &user->type != type)
        user = user->next;
    return user;
}

static bool alias_ends(qsm_types *types, qsm_user_type *user)
{
    if (user->base == NULL || user->search == QSM_USER_TYPE_ENDS)
        return true; /* a record ends: its values can be lists without elements */
    if (user->search == QSM_USER_TYPE_OPEN)
        return false;
    user->search = QSM_USER_TYPE_OPEN;
    bool ok = ends(types, user->base);
    user->search = QSM_USER_TYPE_ENDS;
    return ok;
}

static bool ends(qsm_types *types, const qsm_type *type)
{
    qsm_user_type *user = user_of(types, type);
    if (user != NULL)
        return alias_ends(types, user);
    for (size_t i = 0; i < 2 && type->of[i] != NULL; i++) {
        if (!ends(types, type->of[i]))
            return false;
    }
    return true;
}

/* Whether no alias leads to itself, as A=QList<B>, B=A does: no C++ program has such a type. */
static bool all_end(qsm_types *types, qsm_user_type *added)
{
    for (qsm_user_type *user = types->set.user; user != NULL; user = user->next)
        user->search = QSM_USER_TYPE_UNSEEN;
    return alias_ends(types, added);
}

/* All that depends on other types, until nothing changes. False: a type contains itself. */
static bool settle(qsm_types *types)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (qsm_user_type *user = types->set.user; user != NULL; user = user->next) {
            if (user->base != NULL)
                settle_alias(user, &changed);
            else if (user->type.record != NULL && !settle_record(&user->type, &changed))
                return false;
        }
    }
    return true;
}

/* Takes back a definition, and what followed from it. */
static void take_back(qsm_types *types, qsm_user_type *failed)
{
    bool ignored = false;
    failed->base = NULL;
    undefine(failed);
    for (qsm_user_type *user = types->set.user; user != NULL; user = user->next) {
        if (user->base != NULL)
            undefine(user);
    }
    for (int i = 0; i <= MOST_NESTED; i++) { /* heights sink by at least one */
        for (qsm_user_type *user = types->set.user; user != NULL; user = user->next) {
            if (user->base == NULL && user->type.record != NULL)
                (void)settle_record(&user->type, &ignored);
        }
    }
    (void)settle(types);
}

/* ---- the public functions ---- */

qsm_types *qsm_types_new(void)
{
    qsm_types *types = calloc(1, sizeof *types);
    if (types == NULL)
        return NULL;
    types->set = qsm__qt_types;
    types->set.owner = types;
    atomic_init(&types->holders, 1);
    return types;
}

void qsm_types_free(qsm_types *types)
{
    qsm__types_release(types);
}

const qsm_type_set *qsm__types_set(const qsm_types *types)
{
    return types != NULL ? &types->set : &qsm__qt_types;
}

/* Letters, digits, _ and :: as in C++; with < and > also what a template has. */
static bool is_name(const char *name)
{
    size_t size = strlen(name);
    unsigned open = 0;
    if (size == 0 || size > MOST_NAME || !is_letter(name[0]) || is_blank(name[size - 1]))
        return false;
    for (size_t i = 0; i < size; i++) {
        bool within = open > 0 && (name[i] == ',' || name[i] == ' ' || name[i] == '*');
        if (!is_word(name[i]) && !within && strchr(":<>", name[i]) == NULL)
            return false;
        open += name[i] == '<';
        if (name[i] == '>' && open-- == 0)
            return false;
    }
    return open == 0;
}

/* Whether the name is free. */
static bool check_name(qsm_types *types, const char *name)
{
    size_t size = strlen(name);
    const qsm_user_type *user = find(types, name, size);
    if (!is_name(name))
        return fail(types, name, size, "this is no name of a type");
    if (qsm__type_by_name(&qsm__qt_types, name, size) != NULL)
        return fail(types, name, size, "this is a type of Qt");
    if (user != NULL && user->type.kind != QSM_KIND_UNDEFINED)
        return fail(types, name, size, "the type is already defined");
    if (user != NULL && user->base != NULL)
        return fail(types, name, size, "the type is already defined");
    return true;
}

/* Puts what the text says into the type. */
static bool define(qsm_types *types, qsm_user_type *user, const char *text)
{
    const char *at = text;
    size_t size = strlen(text);
    trim(&at, &size);
    /* One type without a name makes an alias: "unsigned int" is a type, "Unit size" is a field. */
    bool one = count_fields(text) == 1 && size > 0;
    const qsm_type *base = one ? type_of(types, at, size, true) : NULL;
    if (one && base == NULL && name_size(at, size) == 0) {
        base = type_of(types, at, size, false);
        if (base == NULL)
            return false;
    }
    if (base == &user->type)
        return fail(types, at, size, "the type would be itself");
    if (base != NULL) {
        user->base = base;
        return true;
    }
    const qsm_record *record = parse_fields(types, text);
    if (record == NULL)
        return false;
    user->type.kind = QSM_KIND_RECORD;
    user->type.size = sizeof(qsm_items);
    user->type.code = qsm__type_items;
    user->type.record = record;
    return true;
}

/* Names a type that is used, and not there. */
static void note_undefined(qsm_types *types)
{
    types->error[0] = '\0';
    for (const qsm_user_type *user = types->set.user; user != NULL; user = user->next) {
        if (user->type.kind == QSM_KIND_UNDEFINED)
            (void)fail(types, user->type.name, strlen(user->type.name),
                       "another type uses this type, but it is not defined");
    }
}

bool qsm_types_add(qsm_types *types, const char *name, const char *fields)
{
    if (types == NULL || name == NULL || fields == NULL) {
        errno = EINVAL;
        return false;
    }
    int error = errno;
    qsm_user_type *before = types->set.user;
    if (!check_name(types, name))
        return false;
    qsm_user_type *user = find(types, name, strlen(name));
    if (user == NULL)
        user = new_type(types, name, strlen(name));
    if (user == NULL)
        return no_memory(types);
    if (!define(types, user, fields)) {
        types->set.user = before; /* without the names that it would have used */
        return false;
    }
    if (!all_end(types, user) || !settle(types)) {
        take_back(types, user);
        types->set.user = before;
        return fail(types, name, strlen(name),
                    "the type contains itself, or more than 32 types within each other, or more "
                    "than 60000 values");
    }
    note_undefined(types);
    errno = error;
    return true;
}

const char *qsm_types_error_string(const qsm_types *types)
{
    if (types == NULL)
        errno = EINVAL;
    return types != NULL ? types->error : "";
}

static void hold(const void *types, bool held)
{
    const qsm_type_set *set = types;
    if (held)
        (void)qsm__types_hold(set->owner);
    else
        qsm__types_release(set->owner);
}

void qsm_data_stream_set_types(qsm_data_stream *stream, const qsm_types *types)
{
    if (qsm__stream_is_given(stream))
        qsm__stream_set_types(stream, types, hold);
}
