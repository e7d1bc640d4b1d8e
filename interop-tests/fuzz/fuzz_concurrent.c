/* SPDX-License-Identifier: MIT */
/*
 * A stranger writes while we read: the bytes are the stream of an image in memory that a thread
 * keeps changing, as a peer without manners does with a segment. Reading may give anything, but
 * stays within its limits. The first four bytes say where and how the thread writes.
 */
#include "fuzz.h"

#include <qsm/image.h>

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "image/image_stream.h"

enum { READS = 2 };

static const qsm_image_limits limits = {
    .size = sizeof limits, .max_image_bytes = 4 << 20, .max_text_bytes = 1 << 16};

typedef struct stranger {
    volatile uint8_t *memory;
    size_t size;
    size_t start;
    size_t step;
    uint8_t pattern;
    atomic_bool end;
} stranger;

static void *write_on(void *context)
{
    stranger *self = context;
    for (size_t at = self->start; !atomic_load(&self->end); at += self->step) {
        uint8_t before = self->memory[at % self->size];
        self->memory[at % self->size] = before ^ self->pattern;
        self->memory[at % self->size] = before;
    }
    return NULL;
}

static void read_once(const uint8_t *memory, size_t size)
{
    qsm_image_header header = QSM_INIT(qsm_image_header);
    qsm_image_peek(memory, size, &header);
    qsm_data_stream *in = qsm_data_stream_new_reader(memory, size);
    qsm_image *image = qsm_image_new();
    FUZZ_MUST(in != NULL && image != NULL);
    (void)qsm_data_stream_read_image(in, image, &limits);
    FUZZ_MUST(qsm_data_stream_position(in) <= size);
    FUZZ_MUST(qsm_image_size_in_bytes(image) <= limits.max_image_bytes + 4096);
    qsm_image_free(image);
    qsm_data_stream_free(in);
}

/* As B reads a segment: what is taken under the lock is decoded after it, whatever happens then. */
static void read_in_two_steps(const uint8_t *memory, size_t size)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(memory, size);
    qsm_image *image = qsm_image_new();
    qsm_image_parser *parser = qsm__image_parser_new(size % 2 == 0 ? size : 0);
    FUZZ_MUST(in != NULL && image != NULL && parser != NULL);
    if (qsm__image_parser_parse(parser, in, &limits))
        (void)qsm__image_parser_decode(parser, in, image);
    FUZZ_MUST(qsm_image_size_in_bytes(image) <= limits.max_image_bytes + 4096);
    qsm__image_parser_free(parser);
    qsm_image_free(image);
    qsm_data_stream_free(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 6)
        return 0;
    size_t stream_size = size - 4;
    uint8_t *memory = malloc(stream_size);
    FUZZ_MUST(memory != NULL);
    memcpy(memory, data + 4, stream_size);
    stranger other = {.memory = memory,
                      .size = stream_size,
                      .start = data[0],
                      .step = 1 + (size_t)data[1],
                      .pattern = data[2]};
    pthread_t thread;
    FUZZ_MUST(pthread_create(&thread, NULL, write_on, &other) == 0);
    for (int i = 0; i < READS; i++) {
        read_once(memory, stream_size);
        read_in_two_steps(memory, stream_size);
    }
    atomic_store(&other.end, true);
    FUZZ_MUST(pthread_join(thread, NULL) == 0);
    free(memory);
    return 0;
}
