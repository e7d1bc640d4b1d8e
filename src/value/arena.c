/* SPDX-License-Identifier: MIT */
#include "value/arena.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_STEP = 1 << 20 };

typedef struct qsm_arena_block {
    struct qsm_arena_block *older;
    size_t size; /* of the memory behind the header */
} qsm_arena_block;

#define HEADER                                                                                     \
    ((sizeof(qsm_arena_block) + QSM_ARENA_ALIGNMENT - 1) / QSM_ARENA_ALIGNMENT *                   \
     QSM_ARENA_ALIGNMENT)

static size_t aligned(size_t size)
{
    return (size + QSM_ARENA_ALIGNMENT - 1) / QSM_ARENA_ALIGNMENT * QSM_ARENA_ALIGNMENT;
}

static qsm_arena_block *new_block(size_t size)
{
    qsm_arena_block *block = malloc(HEADER + size);
    if (block != NULL)
        block->size = size;
    return block;
}

/* Takes a block that is large enough out of the spare ones. */
static qsm_arena_block *spare_block(qsm_arena *arena, size_t size)
{
    for (qsm_arena_block **at = &arena->spare; *at != NULL; at = &(*at)->older) {
        qsm_arena_block *block = *at;
        if (block->size >= size) {
            *at = block->older;
            return block;
        }
    }
    return NULL;
}

/* The newest block becomes a spare one. */
static void drop_block(qsm_arena *arena)
{
    qsm_arena_block *block = arena->block;
    arena->block = block->older;
    block->older = arena->spare;
    arena->spare = block;
}

/* Twice the last block, up to a step. */
bool qsm__arena_grow(qsm_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4) {
        errno = ENOMEM;
        return false;
    }
    size = aligned(size);
    size_t wanted = FIRST_BLOCK;
    if (arena->block != NULL)
        wanted = arena->block->size < LARGEST_STEP ? arena->block->size * 2 : LARGEST_STEP;
    if (wanted < size)
        wanted = size;
    qsm_arena_block *block = spare_block(arena, size);
    if (block == NULL && wanted <= SIZE_MAX / 2)
        block = new_block(wanted);
    if (block == NULL) {
        errno = ENOMEM;
        return false;
    }
    block->older = arena->block;
    arena->block = block;
    arena->at = (unsigned char *)block + HEADER;
    arena->end = arena->at + block->size;
    return true;
}

void *qsm__arena_take(qsm_arena *arena, size_t size)
{
    /* The limit is asked first: it may be what keeps a size of a stranger from malloc(). */
    if (arena->limit != 0 && size > arena->limit - arena->used) {
        errno = EOVERFLOW;
        return NULL;
    }
    unsigned char *memory = qsm__arena_room(arena, size > 0 ? size : 1);
    return memory != NULL && qsm__arena_keep(arena, size) ? memory : NULL;
}

void *qsm__arena_zero(qsm_arena *arena, size_t size)
{
    void *memory = qsm__arena_take(arena, size);
    if (memory != NULL && size > 0)
        memset(memory, 0, size);
    return memory;
}

void *qsm__arena_array(qsm_arena *arena, size_t count, size_t size)
{
    if (count > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return qsm__arena_zero(arena, count * size);
}

void qsm__arena_back(qsm_arena *arena, const qsm_arena *earlier)
{
    while (arena->block != earlier->block)
        drop_block(arena);
    arena->at = earlier->at;
    arena->end = earlier->end;
    arena->used = earlier->used;
}

void qsm__arena_clear(qsm_arena *arena)
{
    while (arena->block != NULL)
        drop_block(arena);
    arena->at = arena->end = NULL;
    arena->used = 0;
}

void qsm__arena_free(qsm_arena *arena)
{
    qsm__arena_clear(arena);
    while (arena->spare != NULL) {
        qsm_arena_block *block = arena->spare;
        arena->spare = block->older;
        free(block);
    }
}
