/* SPDX-License-Identifier: MIT */
/*
 * The coder: one function a type, four modes. A function qsm__code_T(coder, value) reads, writes,
 * measures or skips a T. It is written once, as the sequence of the fields on the wire:
 *
 *     bool qsm__code_line(qsm_coder *c, qsm_line *line)
 *     {
 *         bool ok = qsm__code_point(c, &line->p1);
 *         return qsm__code_point(c, &line->p2) && ok;
 *     }
 *
 * Rules:
 * - A coder does not look at the mode. Where reading and writing differ, it computes what goes on
 *   the wire from the value, codes that, and computes the value from it (see qsm__code_rect()).
 *   qsm__decoding() is for the few types whose rule itself differs.
 * - Every field is coded, also after a failure, as in Qt: after an error the position must be Qt's.
 *   So `ok` is collected, and && never stands before the next field. Lists stop.
 * - A failed scalar is 0. A value that failed keeps the fields that were read.
 * - When skipping, a value is read into memory that is thrown away. Text and bytes are NULL then.
 *   When measuring, the stream counts. So both need no code.
 * - Only qsm__code_real() and qsm__code_realf() write floating point numbers.
 * - Counts are coded with qsm__code_count() (the count that grows beyond 32 bits at version 22), or
 *   qsm__code_u32() where Qt has a plain integer. Nothing is allocated for a count before
 *   qsm__least_fits() has limited it.
 * - Memory comes from the arena only: qsm__code_memory().
 * - The version and the Qt release of the writer are coder->version and coder->qt.
 */
#ifndef QSM_VALUE_CODER_H
#define QSM_VALUE_CODER_H

#include <qsm/text.h>
#include <qsm/variant.h>

#include "stream/reals.h"
#include "value/arena.h"
#include "value/progress.h"
#include "value/types.h"

/* The first two decode. */
typedef enum qsm_mode {
    QSM_MODE_READ,
    QSM_MODE_SKIP, /* the position moves; no value, no memory */
    QSM_MODE_WRITE,
    QSM_MODE_MEASURE /* as WRITE, on a stream that counts */
} qsm_mode;

typedef struct qsm_coder {
    qsm_data_stream *stream;
    qsm_mode mode;
    int version; /* of the stream */
    int qt;      /* of the writer's Qt: 0x060402 */
    bool lenient;
    bool partial; /* more bytes can follow those that are there */
    const qsm_type_set *types;
    qsm_tree *tree;  /* READ, SKIP: what is read lives in its arena */
    unsigned depth;  /* containers and variants around the value */
    size_t elements; /* of all containers so far */
    size_t most_depth;
    size_t most_elements;
    qsm_progress *progress; /* SKIP: goes on where it lacked bytes; NULL: begins anew */
} qsm_coder;

static inline bool qsm__decoding(const qsm_coder *c)
{
    return c->mode <= QSM_MODE_SKIP;
}

/*
 * Scalars. One bounds check each, inline. False: bytes were missing, and the value is 0; or it was
 * not written.
 */
/* NOLINTBEGIN(bugprone-macro-parentheses): the type of a parameter */
#define QSM__CODE_INTEGER(name, type, bits)                                                        \
    static inline bool qsm__code_##name(qsm_coder *c, type *value)                                 \
    {                                                                                              \
        if (!qsm__decoding(c))                                                                     \
            return qsm__stream_put##bits(c->stream, (uint##bits##_t) * value);                     \
        uint##bits##_t integer = 0;                                                                \
        bool ok = qsm__stream_get##bits(c->stream, &integer);                                      \
        *value = (type)integer;                                                                    \
        return ok;                                                                                 \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
QSM__CODE_INTEGER(i8, int8_t, 8)
QSM__CODE_INTEGER(u8, uint8_t, 8)
QSM__CODE_INTEGER(i16, int16_t, 16)
QSM__CODE_INTEGER(u16, uint16_t, 16)
QSM__CODE_INTEGER(i32, int32_t, 32)
QSM__CODE_INTEGER(u32, uint32_t, 32)
QSM__CODE_INTEGER(i64, int64_t, 64) /* with the halves in Qt's order before version 6 */
QSM__CODE_INTEGER(u64, uint64_t, 64)

/* A byte. Any byte but 0 reads as true; a byte other than 0 and 1 is not canonical. */
static inline bool qsm__code_bool(qsm_coder *c, bool *value)
{
    uint8_t byte = *value;
    bool ok = qsm__code_u8(c, &byte);
    *value = byte != 0;
    if (byte > 1)
        qsm__stream_odd(c->stream);
    return ok;
}

/* The C++ types double (qreal) and float, by version and precision. NaNs keep their bits. */
static inline bool qsm__code_real(qsm_coder *c, double *value)
{
    return qsm__decoding(c) ? qsm__stream_get_double(c->stream, value)
                            : qsm__stream_put_double(c->stream, *value);
}

static inline bool qsm__code_realf(qsm_coder *c, float *value)
{
    return qsm__decoding(c) ? qsm__stream_get_float(c->stream, value)
                            : qsm__stream_put_float(c->stream, *value);
}

/* count of them in a row, e.g. a transform. */
bool qsm__code_reals(qsm_coder *c, double *values, size_t count);
bool qsm__code_i32s(qsm_coder *c, int32_t *values, size_t count);

/* QString and QByteArray. Reading: a copy in the arena, with a NUL behind it. */
bool qsm__code_text(qsm_coder *c, qsm_text *text);
bool qsm__code_bytes(qsm_coder *c, qsm_bytes *bytes);

/* The same for bytes that are checked: when skipping, they are the stream's own. Read them once. */
bool qsm__code_checked_bytes(qsm_coder *c, qsm_bytes *bytes);

/* Text of units that were taken from the stream (stream/text.h). NULL when skipping. */
struct qsm_wire_text;
bool qsm__code_wire_text(qsm_coder *c, const struct qsm_wire_text *wire, qsm_text *text);

/* const char *: the size counts the NUL. */
bool qsm__code_c_string(qsm_coder *c, qsm_bytes *text);

/* A count of elements, with Qt's rules for ffffffff and fffffffe. */
bool qsm__code_count(qsm_coder *c, uint64_t *count);

/* How many of count elements of at least `least` bytes can be there. */
size_t qsm__least_fits(const qsm_coder *c, uint64_t count, size_t least);

/* count * size bytes of zeros in the arena; NULL with SizeLimitExceeded. */
void *qsm__code_memory(qsm_coder *c, size_t count, size_t size);

/* Reports that there is no memory of this size, or that the limit forbids it. Returns false. */
bool qsm__coder_no_memory(qsm_coder *c, size_t size);

/* Memory for nodes, which is not set. */
qsm_variant *qsm__code_nodes(qsm_coder *c, size_t count);

/* Counts a depth without the rule of status: pairs, and a QVariant within a QVariant. */
bool qsm__coder_deeper(qsm_coder *c);

/* For a field that exists from a version on; before it, the value stays as it is. */
static inline bool qsm__since(const qsm_coder *c, int version)
{
    return c->version >= version;
}

/* The version of a copy from memory to memory: also what no version has is kept. */
#define QSM_VERSION_COPY 1000

static inline bool qsm__copying(const qsm_coder *c)
{
    return c->version == QSM_VERSION_COPY;
}

/*
 * Qt's rule for the status of a container: Ok at entry, unless a transaction is open; an older
 * error comes back at exit. enter also counts the depth; false: too deep, and nothing to leave.
 */
bool qsm__coder_enter(qsm_coder *c, qsm_data_stream_status_code *older);
void qsm__coder_leave(qsm_coder *c, qsm_data_stream_status_code older);

/* Reports that there are more elements than the limit. Returns false. */
bool qsm__coder_too_many(qsm_coder *c);

/* Counts an element of a container against the limit. */
static inline bool qsm__coder_element(qsm_coder *c)
{
    return c->elements++ < c->most_elements || qsm__coder_too_many(c);
}

/* A loop of a value that can be skipped by and by: see value/progress.h. */
static inline void qsm__coder_loop(qsm_coder *c, qsm_loop *loop)
{
    *loop = (qsm_loop){.number = SIZE_MAX};
    if (c->progress != NULL)
        qsm__progress_begin(c, loop);
}

/* Before each element of the loop, and behind the last with the number of elements. */
static inline void qsm__coder_note(qsm_coder *c, const qsm_loop *loop, uint64_t index)
{
    if (c->progress != NULL)
        qsm__progress_note(c, loop, index, qsm__stream_position(c->stream));
}

/* Reports an error at an offset. Returns false. See qsm__stream_fail_at(). */
#define qsm__coder_fail(c, status, position, ...)                                                  \
    qsm__stream_fail_at((c)->stream, status, position, __VA_ARGS__)

/*
 * The adapter from a coder of a C type to the form of the table: QSM_TYPE_CODER(rect, qsm_rect)
 * makes qsm__type_rect() from qsm__code_rect().
 */
#define QSM_TYPE_CODER(name, c_type)                                                               \
    bool qsm__type_##name(qsm_coder *c, const qsm_type *type, void *value)                         \
    {                                                                                              \
        (void)type;                                                                                \
        return qsm__code_##name(c, (c_type *)value);                                               \
    }

/*
 * A value in its place: a QVariant if the type is QVariant, else a value of the type. The node gets
 * type, offset and size. All containers, schemas and the public functions come through here.
 */
bool qsm__code_slot(qsm_coder *c, const qsm_type *type, qsm_variant *node);

/* A QVariant: its header, then its value. */
bool qsm__code_variant(qsm_coder *c, qsm_variant *node);

/*
 * The two parts of a value in its place when it is read: first the header of a QVariant, which says
 * the type, then the value. The pull reader does something else between them if the type is a
 * container.
 */
typedef struct qsm_slot {
    const qsm_type *type; /* of the value; NULL: an invalid QVariant */
    size_t start;         /* the position of the first byte */
    bool in_variant;
    uint8_t is_null; /* the flag of the QVariant */
} qsm_slot;

bool qsm__slot_head(qsm_coder *c, const qsm_type *type, qsm_slot *slot);
bool qsm__slot_value(qsm_coder *c, const qsm_slot *slot, qsm_variant *node);

/*
 * The same for a container: its count, then its entries one by one, then the end. A pair is one
 * entry; a field of a record is one. Begin enters the container; false: there is nothing to end.
 */
bool qsm__items_begin(qsm_coder *c, const qsm_type *type, uint64_t *entries,
                      qsm_data_stream_status_code *older);
void qsm__items_end(qsm_coder *c, qsm_data_stream_status_code older);

/* Puts the place of an error in a container before its path. key: of a map, may be NULL. */
void qsm__items_path(qsm_coder *c, const qsm_type *type, const qsm_variant *key, uint64_t index);

struct qsm_items; /* tree.h */

/*
 * Reads or skips the fields of a record from the first on, all of them: also after an error (ok is
 * false), as the operators of Qt programs do. items: not used when skipping.
 */
bool qsm__record_fields(qsm_coder *c, const qsm_type *type, struct qsm_items *items, size_t first,
                        bool ok);

/* The value of a node that has its type; text, bytes and structs of the arena become new. */
bool qsm__code_value(qsm_coder *c, const qsm_type *type, qsm_variant *node);

/* The coders of the rows with elements. */
qsm_code qsm__type_items; /* QList, QSet, QMap, QHash, pairs: by type->kind */
qsm_code qsm__type_boxed; /* a QVariant within a QVariant */

/*
 * Begins a coder on a stream. types: &qsm__qt_types, or those of a program; then those of the
 * stream do not count. The tree holds them. tree: NULL for writing. The limits come from the
 * stream.
 */
void qsm__coder_begin(qsm_coder *c, qsm_data_stream *stream, qsm_mode mode,
                      const qsm_type_set *types, qsm_tree *tree);

/* A measurer with the version, the precision and the Qt release of a stream. NULL: ENOMEM. */
qsm_data_stream *qsm__measurer_like(const qsm_data_stream *settings);

/* Ends it: the path of an error is complete. Returns whether the status is Ok. */
bool qsm__coder_end(qsm_coder *c);

#endif
