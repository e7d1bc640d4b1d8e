/* SPDX-License-Identifier: MIT */
/*
 * Memory that is freed as a whole: what a value points to lives here. Pointers stay good until
 * qsm__arena_clear() or qsm__arena_free(). An arena of zeros is empty and without a limit.
 */
#ifndef QSM_VALUE_ARENA_H
#define QSM_VALUE_ARENA_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

struct qsm_arena_block;

typedef struct qsm_arena {
    struct qsm_arena_block *spare; /* blocks that were used, for what comes next */
    struct qsm_arena_block *block; /* the newest; it leads to the older ones */
    unsigned char *at;             /* free bytes of the newest block */
    unsigned char *end;
    size_t used;  /* bytes handed out */
    size_t limit; /* of used; 0: none */
} qsm_arena;

/* For everything that the arena holds. */
#define QSM_ARENA_ALIGNMENT 8U

/* A new block with at least size bytes. False with ENOMEM. */
bool qsm__arena_grow(qsm_arena *arena, size_t size);

/* Counts size bytes. False if the limit is reached. */
static inline bool qsm__arena_count(qsm_arena *arena, size_t size)
{
    if (arena->limit != 0 && size > arena->limit - arena->used) {
        errno = EOVERFLOW;
        return false;
    }
    arena->used += size;
    return true;
}

/*
 * Room for at most size bytes, of which qsm__arena_keep() keeps the first. Between the two nothing
 * else is taken. So text of unknown length is made in one pass. The limit counts what is kept.
 */
static inline unsigned char *qsm__arena_room(qsm_arena *arena, size_t size)
{
    if ((size_t)(arena->end - arena->at) < size && !qsm__arena_grow(arena, size))
        return NULL;
    return arena->at;
}

static inline bool qsm__arena_keep(qsm_arena *arena, size_t size)
{
    /* Blocks are aligned: so there is room for it. */
    size_t whole = (size + QSM_ARENA_ALIGNMENT - 1) & ~(size_t)(QSM_ARENA_ALIGNMENT - 1);
    if (!qsm__arena_count(arena, whole))
        return false;
    arena->at += whole;
    return true;
}

/*
 * size bytes that are not set, aligned. NULL if there is no memory, or the limit is reached: then
 * errno is ENOMEM or EOVERFLOW.
 */
void *qsm__arena_take(qsm_arena *arena, size_t size);

/* The same, set to zero: every value begins so. */
void *qsm__arena_zero(qsm_arena *arena, size_t size);

/* An array of zeros. NULL also if the product is no size_t. */
void *qsm__arena_array(qsm_arena *arena, size_t count, size_t size);

/* Takes the arena back to an earlier moment: copy the struct, then give the copy. */
void qsm__arena_back(qsm_arena *arena, const qsm_arena *earlier);

/* Empties the arena. The memory is kept for what comes next. */
void qsm__arena_clear(qsm_arena *arena);

void qsm__arena_free(qsm_arena *arena);

#endif
