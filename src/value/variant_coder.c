/* SPDX-License-Identifier: MIT */
/*
 * QVariant: the id of a type, from version 8 on a null flag, the name of a user type, and the
 * value. There is no length: an unknown type cannot be skipped.
 */
#include "value/coder.h"
#include "value/tree.h"

enum {
    REG_EXP_ID = 27,
    VOID_ID = 43,
    OLD_IDS_END = 36,
    QT_5_ID_BITS = 0x3fffffff,
    FIRST_MOVED_ID = 128,
    IDS_MOVED_BY = 97
};

#define NULL_FLAG_VERSION QSM_DATA_STREAM_QT_4_2 /* from here on there is a null flag */
#define BARE_INVALID_VERSION                                                                       \
    QSM_DATA_STREAM_QT_5_0 /* before, an invalid variant has a null string */

static bool unsupported(qsm_coder *c, const qsm_type *type)
{
    const char *why = type->kind == QSM_KIND_UNDEFINED
                          ? "the program uses it, but does not define it"
                          : "Qt has no stream operators for it";
    qsm_data_stream_status_code status =
        qsm__decoding(c) ? QSM_DATA_STREAM_READ_CORRUPT_DATA : QSM_DATA_STREAM_WRITE_FAILED;
    return qsm__coder_fail(c, status, qsm__stream_position(c->stream), "type %s: %s", type->name,
                           why);
}

/* Reads into memory that is thrown away. */
static bool skip_value(qsm_coder *c, const qsm_type *type)
{
    union {
        unsigned char bytes[QSM_TYPE_MOST_BYTES];
        uint64_t aligned;
    } scratch;
    memset(&scratch, 0, type->size);
    return type->code(c, type, &scratch);
}

/* Writing changes no value: coders that compute what goes on the wire get a copy. */
static bool encode_value(qsm_coder *c, const qsm_type *type, const qsm_variant *node)
{
    union {
        unsigned char bytes[QSM_TYPE_MOST_BYTES];
        uint64_t aligned;
    } copy;
    void *value = qsm__variant_value(node);
    if (type->kind != QSM_KIND_STRUCT && type->kind != QSM_KIND_BOOL)
        return type->code(c, type, value);
    memcpy(&copy, value, type->size);
    return type->code(c, type, &copy);
}

bool qsm__code_value(qsm_coder *c, const qsm_type *type, qsm_variant *node)
{
    if (type->code == NULL) {
        node->type = qsm__decoding(c) ? NULL : node->type;
        return unsupported(c, type);
    }
    if (!qsm__decoding(c))
        return encode_value(c, type, node);
    if (c->mode == QSM_MODE_SKIP)
        return skip_value(c, type);
    void *value = qsm__variant_become(node, type);
    if (value == NULL)
        return qsm__coder_no_memory(c, type->size);
    return type->code(c, type, value);
}

/* Whether a node can stand where the type is wanted. */
static bool fits(const qsm_type *type, const qsm_variant *node)
{
    const qsm_type *has = node->type;
    if (has != NULL && type->kind == QSM_KIND_RECORD && has->record != type->record)
        return has->kind == QSM_KIND_RECORD && strcmp(has->name, type->name) == 0;
    return has == type ||
           (has != NULL && has->code == type->code && has->kind == type->kind &&
            has->size == type->size && has->columns == type->columns && has->rows == type->rows);
}

static void note(qsm_coder *c, qsm_variant *node, size_t start)
{
    node->offset = start;
    node->size = qsm__stream_position(c->stream) - start;
}

bool qsm__code_slot(qsm_coder *c, const qsm_type *type, qsm_variant *node)
{
    if (type->kind == QSM_KIND_VARIANT)
        return qsm__code_variant(c, node);
    if (!qsm__decoding(c)) {
        if (fits(type, node))
            return qsm__code_value(c, type, node);
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                               "%s where %s is needed",
                               node->type != NULL ? node->type->name : "an invalid value",
                               type->name);
    }
    size_t start = qsm__stream_position(c->stream);
    bool ok = qsm__code_value(c, type, node);
    note(c, node, start);
    return ok;
}

/* An invalid variant, also in place of a type that the version does not have. */
static bool encode_invalid(qsm_coder *c)
{
    uint32_t id = 0;
    uint8_t is_null = 1;
    qsm_text none = {NULL, 0};
    bool ok = qsm__code_u32(c, &id);
    if (c->version >= NULL_FLAG_VERSION)
        ok = qsm__code_u8(c, &is_null) && ok;
    return (c->version >= BARE_INVALID_VERSION || qsm__code_text(c, &none)) && ok;
}

/* The flag that was read; of a new nullptr, as the writer's Qt sets it. */
static uint8_t null_flag(const qsm_coder *c, const qsm_variant *node)
{
    return node->is_null == QSM_NULL_BY_QT ? c->qt >= QSM_QT_6 : node->is_null;
}

static bool encode_variant(qsm_coder *c, qsm_variant *node)
{
    const qsm_type *type = node->type;
    int32_t known = type != NULL ? qsm__type_id(type, c->version, c->qt) : -1;
    if (known < 0)
        return encode_invalid(c);
    if (type->code == NULL)
        return unsupported(c, type);
    bool by_name = known == QSM_TYPE_USER;
    uint32_t id = by_name ? qsm__type_user_id(c->version) : (uint32_t)known;
    bool ok = qsm__code_u32(c, &id);
    uint8_t is_null = null_flag(c, node);
    if (c->version >= NULL_FLAG_VERSION)
        ok = qsm__code_u8(c, &is_null) && ok;
    if (by_name) {
        qsm_bytes name = {type->name, strlen(type->name)};
        ok = qsm__code_c_string(c, &name) && ok;
    }
    return ok && qsm__code_value(c, type, node);
}

static bool unknown(qsm_coder *c, size_t start, uint32_t id)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, start,
                           "variant id %lu is no type of Qt %d.%d", (unsigned long)id, c->qt >> 16,
                           c->qt >> 8 & 0xff);
}

/* Qt 5 writes an enum that the program has not registered as its name, and nothing behind it. */
static bool has_no_value(const qsm_coder *c, const char *name)
{
    return c->qt < QSM_QT_6 && qsm__type_of_user(c->types, name, strlen(name)) == NULL &&
           (strncmp(name, "Qt::", 4) == 0 || strncmp(name, "QFlags<", 7) == 0);
}

/* A name as it can stand in a message. */
static const char *harmless(char *name)
{
    for (char *at = name; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0x7f || *at == '"')
            *at = '?';
    }
    return name;
}

/* The type of a name in the stream. NULL: no such type, or damaged; the status says so. */
static const qsm_type *decode_name(qsm_coder *c, size_t start)
{
    uint64_t count;
    char name[QSM_TYPE_MOST_NAME + 1];
    const char *problem;
    if (!qsm__stream_read_count(c->stream, &count))
        return NULL;
    if (count == QSM_STREAM_NULL_COUNT) /* Qt reads a QByteArray */
        count = 0;
    const unsigned char *in = qsm__stream_take(c->stream, count, "the name of a type");
    if (in == NULL)
        return NULL;
    size_t size = count <= QSM_TYPE_MOST_NAME ? (size_t)count : QSM_TYPE_MOST_NAME;
    memcpy(name, in, size);
    name[size] = '\0';
    const size_t whole = strlen(name);
    size = whole;
    while (size > 0 && name[size - 1] == ' ')
        name[--size] = '\0';
    if (has_no_value(c, name)) {
        qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, start,
                        "Qt 5 writes no value for the type \"%s\"", harmless(name));
        return NULL;
    }
    const qsm_type *type = NULL;
    problem = "the name of the type is too long";
    if (count <= QSM_TYPE_MOST_NAME)
        type = qsm__type_of_name(c->types, &c->tree->arena, name, size, true, &problem);
    if (type == NULL)
        qsm__coder_fail(c,
                        problem == qsm__type_no_memory ? QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED
                                                       : QSM_DATA_STREAM_READ_CORRUPT_DATA,
                        start, "type \"%s\": %s", harmless(name), problem);
    else if (count != whole + 1 || strcmp(type->name, name) != 0 || size != whole ||
             qsm__type_id(type, c->version, c->qt) != QSM_TYPE_USER)
        qsm__stream_odd(c->stream); /* Qt writes one NUL, and the id of a type that has one */
    return type;
}

/* An id without a type. Qt reads an invalid variant; before version 13, a string behind it. */
static bool decode_invalid(qsm_coder *c, uint32_t id, size_t start)
{
    bool known = id == 0 || id == VOID_ID;
    if (id != 0)
        qsm__stream_odd(c->stream);
    if (!known && !c->lenient)
        return unknown(c, start, id);
    bool returns = c->version < QSM_DATA_STREAM_QT_4_0 && id >= OLD_IDS_END;
    qsm_text ignored;
    if (c->version >= BARE_INVALID_VERSION || returns)
        return true;
    bool ok = qsm__code_text(c, &ignored);
    bool had_null = c->version >= QSM_DATA_STREAM_QT_2_1;
    if (had_null ? ignored.data != NULL : ignored.size > 0)
        qsm__stream_odd(c->stream);
    return ok;
}

/* The id that a lenient reader looks up: Qt 5 has room for 30 bits. */
static uint32_t looked_up(const qsm_coder *c, uint32_t id)
{
    if (!c->lenient || c->qt >= QSM_QT_6 || c->version < QSM_DATA_STREAM_QT_4_0)
        return id;
    bool moved = c->version < QSM_DATA_STREAM_QT_5_0 && id >= FIRST_MOVED_ID;
    uint32_t own = moved ? id - IDS_MOVED_BY : id;
    uint32_t low = own & QT_5_ID_BITS;
    bool again = moved && low >= c->types->core_count; /* it will be moved once more */
    return own <= QT_5_ID_BITS ? id : again ? low + IDS_MOVED_BY : low;
}

/* Qt 6 takes the id of each version at all old versions. */
static bool is_user_id(const qsm_coder *c, uint32_t id)
{
    if (c->version < QSM_DATA_STREAM_QT_4_0)
        return false;
    bool any = c->qt >= QSM_QT_6 && c->version < QSM_DATA_STREAM_QT_6_0;
    return id == qsm__type_user_id(c->version) ||
           (any && (id == QSM_TYPE_USER || id == qsm__type_user_id(QSM_DATA_STREAM_QT_5_0)));
}

/*
 * The header as nearly all are: five bytes, whose id is the number of the type's row at every
 * version from 13 on. NULL: it must be looked at closely; nothing was consumed.
 */
static const qsm_type *decode_plain_header(qsm_coder *c, uint8_t *is_null)
{
    qsm_data_stream *stream = c->stream;
    if (c->version < QSM_DATA_STREAM_QT_5_0 || stream->in_end - stream->in < 5)
        return NULL;
    uint32_t id = qsm__stream_load32(stream, stream->in);
    uint8_t flag = stream->in[4];
    if (id == 0 || id == VOID_ID || id >= c->types->core_count || flag > 1)
        return NULL;
    const qsm_type *type = &c->types->core[id];
    if (type->id_qt5 != (int32_t)id || type->id != (int32_t)id || type->since > c->qt)
        return NULL;
    stream->in += 5;
    *is_null = flag;
    return type;
}

/* The header. False: damaged. *type NULL: an invalid variant. */
static bool decode_header(qsm_coder *c, const qsm_type **type, uint8_t *is_null, size_t start)
{
    uint32_t id = 0;
    *type = decode_plain_header(c, is_null);
    if (*type != NULL)
        return true;
    *is_null = 1;
    if (!qsm__code_u32(c, &id))
        return false;
    bool old = c->version < QSM_DATA_STREAM_QT_4_0 && id >= OLD_IDS_END;
    if (c->version >= NULL_FLAG_VERSION && !old) {
        if (!qsm__code_u8(c, is_null))
            return false;
        if (*is_null > 1)
            qsm__stream_odd(c->stream);
        *is_null &= 1;
    } else {
        *is_null = 0;
    }
    if (looked_up(c, id) != id)
        qsm__stream_odd(c->stream);
    id = looked_up(c, id);
    if (is_user_id(c, id)) {
        if (id != qsm__type_user_id(c->version))
            qsm__stream_odd(c->stream);
        *type = decode_name(c, start);
        return *type != NULL;
    }
    bool lost = c->version < QSM_DATA_STREAM_QT_4_0 && c->qt >= QSM_QT_6;
    *type = qsm__type_by_id(c->types, id, c->version, c->qt);
    bool gone = c->lenient && c->qt >= QSM_QT_6 && id == REG_EXP_ID; /* a strict reader takes it */
    if (*type != NULL && ((lost && (*type)->id >= QSM_TYPE_FIRST_GUI) || gone))
        *type = NULL;
    if (*type != NULL && (*type)->id != VOID_ID) {
        if (qsm__type_id(*type, c->version, c->qt) != (int32_t)id)
            qsm__stream_odd(c->stream);
        return true;
    }
    bool is_void = *type != NULL;
    *type = NULL;
    if (*is_null == 0 && id == 0 && c->version >= NULL_FLAG_VERSION)
        qsm__stream_odd(c->stream);
    return decode_invalid(c, is_void ? VOID_ID : id, start);
}

static bool head_of_variant(qsm_coder *c, qsm_slot *slot)
{
    slot->in_variant = true;
    slot->start = qsm__stream_position(c->stream);
    bool ok = decode_header(c, &slot->type, &slot->is_null, slot->start);
    if (!ok)
        slot->type = NULL;
    return ok;
}

bool qsm__slot_head(qsm_coder *c, const qsm_type *type, qsm_slot *slot)
{
    if (type->kind == QSM_KIND_VARIANT)
        return head_of_variant(c, slot);
    *slot = (qsm_slot){.type = type, .start = qsm__stream_position(c->stream)};
    return true;
}

bool qsm__slot_value(qsm_coder *c, const qsm_slot *slot, qsm_variant *node)
{
    bool ok = slot->type == NULL || qsm__code_value(c, slot->type, node);
    if (slot->in_variant && slot->type != NULL)
        node->is_null = slot->is_null;
    note(c, node, slot->start);
    return ok;
}

bool qsm__code_variant(qsm_coder *c, qsm_variant *node)
{
    qsm_slot slot;
    if (!qsm__decoding(c))
        return encode_variant(c, node);
    bool ok = head_of_variant(c, &slot);
    return qsm__slot_value(c, &slot, node) && ok;
}

bool qsm__type_boxed(qsm_coder *c, const qsm_type *type, void *value)
{
    (void)type;
    qsm_variant *node = NULL;
    qsm_variant none;
    memcpy(&node, value, sizeof(void *));
    if (!qsm__coder_deeper(c))
        return false;
    qsm__variant_reset(&none, c->tree);
    if (qsm__decoding(c)) {
        node = c->mode == QSM_MODE_SKIP ? &none : qsm__code_nodes(c, 1);
        if (node != NULL)
            qsm__variant_reset(node, c->tree);
        if (c->mode != QSM_MODE_SKIP)
            memcpy(value, &node, sizeof(void *));
    } else if (node == NULL) {
        node = &none;
    }
    bool ok = node != NULL && qsm__code_variant(c, node);
    c->depth--;
    return ok;
}
