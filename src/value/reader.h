/* SPDX-License-Identifier: MIT */
/*
 * The inside of qsm_stream_reader. It reads a schema in steps. A step reads one value without
 * elements, one key, or the beginning of a container; the coders of the types do it. The containers
 * that are open stand in a list, not on the stack of C. So reading can stop after each step, and a
 * step whose bytes have not all arrived is taken again from its first byte.
 *
 * A step can be long: a key, a QVariant within a QVariant and a struct are read as a whole. So
 * before such a value is read again, it is skipped, and the skipping goes on where it was
 * (progress.h). If bytes are still missing, nothing else is done. So the work is linear in the
 * number of bytes, and the value is read as soon as its last byte is there.
 */
#ifndef QSM_VALUE_READER_H
#define QSM_VALUE_READER_H

#include <qsm/stream_reader.h>

#include "value/coder.h"
#include "value/schema.h"

enum { QSM_READER_GROUPS = 16 }; /* groups of a schema within each other */

/* An open repeat(...) or sizedN(...). */
typedef struct qsm_reader_group {
    const qsm_step *step;
    size_t first;    /* index of its first step */
    size_t start;    /* position of the number; REPEAT: of the round */
    uint64_t number; /* SIZED: bytes of the values; REPEAT: values before the round */
    size_t end;      /* SIZED: position behind them */
} qsm_reader_group;

/* An open container. It lives in the arena, before what its entries need. */
typedef struct qsm_reader_frame {
    struct qsm_reader_frame *outer;
    const qsm_type *type;
    qsm_slot slot;
    uint64_t entries;
    uint64_t index;   /* of the entry */
    qsm_variant key;  /* of the entry */
    qsm_arena before; /* without the memory of an entry */
    uint8_t part;     /* of the entry: 1: the value of a pair */
    bool fresh;       /* no entry was begun */
    bool done;        /* the part was read */
} qsm_reader_frame;

/* What a step changes. */
typedef struct qsm_reader_state {
    size_t position;
    unsigned depth;
    size_t elements;
    qsm_arena arena;
    bool odd;
} qsm_reader_state;

struct qsm_stream_reader {
    const qsm_schema *schema;
    qsm_coder coder;
    qsm_tree *tree;
    size_t start; /* position of the first value */
    /* Where in the schema. */
    size_t at;            /* index of the step */
    const qsm_step *step; /* of the value */
    size_t index;         /* of the value: also in the path of errors */
    bool done;            /* the value was read */
    unsigned group_count;
    qsm_reader_group groups[QSM_READER_GROUPS + 1];
    /* Where in a value. */
    qsm_reader_frame *top; /* the innermost open container */
    qsm_variant node;      /* the value that was told */
    bool no_entry;         /* an error of the container, not of its entry */
    /* Large values. */
    size_t most_bytes;
    uint64_t left;              /* bytes of a value that comes in pieces */
    qsm_reader_frame *skipping; /* up to the end of this container */
    /* Data that arrives in parts. */
    bool complete; /* no more will come */
    bool waiting;  /* the last step lacked bytes */
    bool begun;
    qsm_reader_state before; /* the step, which is taken again if it lacks bytes */
    qsm_progress progress;   /* of the value in the step */
    size_t tried;            /* bytes that the value had when it was last read; 0: it was not */
    qsm_event_kind over;     /* END_OF_DATA or ERROR: nothing more is read */
};

/* For an empty reader of zeros. False with ENOMEM. */
bool qsm__reader_begin(qsm_stream_reader *r, qsm_data_stream *stream, const qsm_schema *schema);

/* Takes steps until there is an event. False: there is none; event->kind says why. */
bool qsm__reader_next(qsm_stream_reader *r, qsm_event *event);

/* Puts the place of the last step before the path of an error. */
void qsm__reader_path(qsm_stream_reader *r);

/* ---- a step ---- */

/* Whether more bytes can follow those that the stream has. */
static inline bool qsm__reader_waits(const qsm_stream_reader *r)
{
    return r->coder.stream->kind == QSM_STREAM_FEED && !r->complete;
}

/*
 * How many bytes can follow at the position, at most: up to the end of the innermost sizedN(...),
 * or of the data. False: nobody knows.
 */
bool qsm__reader_ahead(const qsm_stream_reader *r, size_t *most);

/* The innermost sizedN(...). NULL: none is open. */
const qsm_reader_group *qsm__reader_sized(const qsm_stream_reader *r);

/* Goes on to the next value of the schema, one group a call. False: an error. */
bool qsm__reader_walk(qsm_stream_reader *r, bool *at_value);

/* Goes on from what was read to what is next, without reading. Doing it twice is doing it once. */
void qsm__reader_advance(qsm_stream_reader *r);

/* Reads what is next. event->kind 0: there is nothing to tell. False: an error. */
bool qsm__reader_step(qsm_stream_reader *r, qsm_event *event);

#endif
