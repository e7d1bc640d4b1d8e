/* SPDX-License-Identifier: MIT */
/*
 * The inside of a stream, for the types (src/stream/, src/value/ and src/image/image_stream.c). The
 * fields are here so that a scalar costs one bounds check and no call. Only src/stream/ changes
 * them; the other rooms use the functions.
 */
#ifndef QSM_STREAM_STREAM_H
#define QSM_STREAM_STREAM_H

#include <qsm/data_stream.h>

enum { QSM_STREAM_TEXT_SIZE = 320, QSM_STREAM_PATH_SIZE = 192 };

/* The first release of Qt 6. Releases are compared with the `qt` of a stream. */
enum { QSM_QT_6 = 0x060000 };

typedef enum qsm_stream_kind {
    QSM_STREAM_READER,  /* the caller's bytes */
    QSM_STREAM_FEED,    /* own bytes, which arrive one after the other */
    QSM_STREAM_WRITER,  /* the caller's memory */
    QSM_STREAM_BUFFER,  /* own memory, which grows */
    QSM_STREAM_MEASURER /* own memory for one value; the bytes are only counted */
} qsm_stream_kind;

struct qsm_data_stream {
    /* The next byte to read, and where reading must stop. They are equal when nothing may be read:
     * streams for writing, and an error in a transaction. */
    const unsigned char *in;
    const unsigned char *in_end;
    /* The next byte to write, and the end of the memory. They are equal when nothing may be
     * written without a closer look: streams for reading, errors, full memory. */
    unsigned char *out;
    unsigned char *out_end;
    qsm_data_stream_status_code status;
    bool swap;             /* the byte order is not the host's */
    bool single;           /* precision */
    unsigned char kind;    /* qsm_stream_kind */
    unsigned char real[2]; /* bytes of a C++ float and double */
    int version;
    int qt; /* the writer's Qt: as set, or by the version */
    /* The rest is looked at once a call or less. */
    const unsigned char *begin;    /* reading: the byte at position `origin` */
    const unsigned char *data_end; /* reading: the end of what is there */
    unsigned char *memory;         /* writing: its memory. Feed: too */
    unsigned char *memory_end;     /* writing: the end of the memory, with an error too */
    size_t capacity;               /* feed: of its memory */
    size_t high;                   /* writing: bytes written behind the highest position so far */
    size_t origin;                 /* bytes that were dropped: committed by a feed, or measured */
    qsm_data_stream_byte_order_code byte_order;
    int qt_set; /* by set_qt_version(); 0: by the version */
    bool lenient;
    bool odd;          /* something that Qt does not write was read */
    const void *types; /* those of the program, for src/value/; NULL: none */
    void (*hold_types)(const void *types, bool hold); /* or release */
    unsigned transactions;
    unsigned older_count;              /* begin_read() without end_read() */
    qsm_data_stream_status_code older; /* an error from before the outermost of them */
    size_t transaction_start;
    qsm_data_stream_limits limits;
    char *view; /* memory for read_text() */
    size_t view_size;
    size_t error_position;
    bool path_open; /* containers put their element before the path */
    char path[QSM_STREAM_PATH_SIZE];
    char text[QSM_STREAM_TEXT_SIZE];
};

/*
 * The bytes not read yet. They may be shared memory that changes at any time: read each byte once,
 * and check the copy.
 */
const unsigned char *qsm__stream_unread(const qsm_data_stream *stream, size_t *available);

/* Moves the position over bytes that were read, at most to the end. */
void qsm__stream_skip(qsm_data_stream *stream, size_t size);

/*
 * Ends the data behind the next size bytes, until qsm__stream_widen() gets what this returns. For
 * values that stand behind their number of bytes.
 */
const unsigned char *qsm__stream_narrow(qsm_data_stream *stream, size_t size);
void qsm__stream_widen(qsm_data_stream *stream, const unsigned char *end);

/*
 * Reserves size bytes at the position. The caller fills them, then calls qsm__stream_commit(). NULL
 * with status WriteFailed if the bytes do not fit, memory is out, or the status is not Ok.
 */
unsigned char *qsm__stream_reserve(qsm_data_stream *stream, size_t size);

/* Adds the first size reserved bytes to the stream. */
void qsm__stream_commit(qsm_data_stream *stream, size_t size);

/*
 * True if the stream only counts: then size bytes are counted, and the caller need not make them.
 * Large values call this before they reserve.
 */
bool qsm__stream_counted(qsm_data_stream *stream, size_t size);

/* Sets the status if it is Ok. Sets the text if there is none. Returns false. */
bool qsm__stream_fail(qsm_data_stream *stream, qsm_data_stream_status_code status,
                      const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same with the position of the error, which the text begins with: "byte 4: ..." */
bool qsm__stream_fail_at(qsm_data_stream *stream, qsm_data_stream_status_code status,
                         size_t position, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sets the text only, not the status. */
void qsm__stream_warn(qsm_data_stream *stream, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Removes the text of an earlier failure or warning. */
void qsm__stream_clear_text(qsm_data_stream *stream);

/* Sets the status also if there is an error already: what may be read and written follows. */
void qsm__stream_assign_status(qsm_data_stream *stream, qsm_data_stream_status_code status);

/*
 * The path of the first error. A failure opens it. Each container on the way out puts its element
 * before it: "[3]", ".key". The outermost coder closes it; the error text has the path then.
 */
void qsm__stream_path_index(qsm_data_stream *stream, uint64_t index);
void qsm__stream_path_key(qsm_data_stream *stream, const char *key, size_t size);
void qsm__stream_path_close(qsm_data_stream *stream);

/*
 * What is read after an error, because Qt reads it, does not belong to the path. Hold returns
 * whether the path was open, for resume.
 */
bool qsm__stream_path_hold(qsm_data_stream *stream);
void qsm__stream_path_resume(qsm_data_stream *stream, bool open);

/* Notes that something was read that Qt writes in another form. */
static inline void qsm__stream_odd(qsm_data_stream *stream)
{
    stream->odd = true;
}

/* What was read is read again: whether something was odd before. */
static inline void qsm__stream_set_odd(qsm_data_stream *stream, bool odd)
{
    stream->odd = odd;
}

/* An open transaction: then an error blocks all reading, and containers keep it. */
static inline bool qsm__stream_in_transaction(const qsm_data_stream *stream)
{
    return stream->transactions > 0;
}

/* The types of the program, which the stream holds until it gets others. NULL: none. */
void qsm__stream_set_types(qsm_data_stream *stream, const void *types,
                           void (*hold_types)(const void *types, bool hold));

/* Gives a stream all that can be set of another: version, order, precision, Qt release, limits,
 * types. */
void qsm__stream_take_settings(qsm_data_stream *stream, const qsm_data_stream *from);

/* Whether the stream is not NULL. False with EINVAL. */
bool qsm__stream_is_given(const qsm_data_stream *stream);

/* The stream; for NULL one without bytes, whose status is an error: so a program that checks only
 * at the end sees it. */
const qsm_data_stream *qsm__stream_given(const qsm_data_stream *stream);

/* What may be read and written, after a change of status, transactions or memory. */
static inline void qsm__stream_update(qsm_data_stream *stream)
{
    bool ok = stream->status == QSM_DATA_STREAM_OK;
    stream->in_end = !ok && stream->transactions > 0 ? stream->in : stream->data_end;
    stream->out_end = ok ? stream->memory_end : stream->out;
}

static inline bool qsm__stream_reads(const qsm_data_stream *stream)
{
    return stream->kind <= QSM_STREAM_FEED;
}

/* qsm_data_stream_position() of a stream that is not NULL. */
static inline size_t qsm__stream_position(const qsm_data_stream *stream)
{
    size_t here = qsm__stream_reads(stream) ? (size_t)(stream->in - stream->begin)
                                            : (size_t)(stream->out - stream->memory);
    return stream->origin + here;
}

/* The versions and releases with 64-bit lengths. */
static inline bool qsm__stream_has_extended_counts(const qsm_data_stream *stream)
{
    return stream->version >= QSM_DATA_STREAM_QT_6_7 && stream->qt >= 0x060700;
}

#endif
