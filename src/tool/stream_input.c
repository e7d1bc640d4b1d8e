/* SPDX-License-Identifier: MIT */
#include "tool/stream_input.h"

#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/segment_copy.h"

/* A call of tool_with_stream(). */
typedef struct task {
    tool_call *call;
    const tool_stream_source *source;
    int (*run)(const tool_call *call, const tool_stream_input *input, void *context);
    void *context;
} task;

static int run_on(const task *self, tool_stream_input *input)
{
    uint64_t offset = self->source->offset.bytes;
    if (offset > input->size)
        return tool_fail(self->call, "%s has %zu bytes; --offset %llu is not inside of it",
                         input->name, input->size, (unsigned long long)offset);
    input->start = (size_t)offset;
    return self->run(self->call, input, self->context);
}

static int on_file(const task *self)
{
    unsigned char *data = NULL;
    tool_stream_input input = {.name = tool_take_operand(self->call, "FILE")};
    if (input.name == NULL || !tool_no_more_operands(self->call))
        return TOOL_USAGE;
    if (!tool_read_file(self->call, input.name, &data, &input.size))
        return TOOL_FAILED;
    input.data = data;
    int status = run_on(self, &input);
    free(data);
    return status;
}

/* The whole segment is copied: then offsets are those of the segment. */
static int on_segment(const task *self, const qsm_native_ipc_key *key)
{
    tool_copy_request request = {.key = &self->source->key,
                                 .wait = self->source->wait,
                                 .timeout = self->source->timeout,
                                 .own = self->source->own,
                                 .is_whole = true};
    tool_segment_copy copy;
    int status = TOOL_FAILED;
    if (tool_segment_copy_make(&copy, self->call, key, &request)) {
        tool_stream_input input = {.name = copy.exchange.name,
                                   .data = copy.bytes,
                                   .size = copy.range.size,
                                   .is_segment = true};
        status = run_on(self, &input);
    }
    tool_segment_copy_end(&copy);
    return status;
}

/* --key KEY, or --native STRING: as the commands that have KEY as an operand. */
static int on_key(const task *self)
{
    int status = TOOL_USAGE;
    const char *text = self->source->segment;
    tool_call with_key = *self->call;
    if (!tool_no_more_operands(self->call))
        return TOOL_USAGE;
    char *copy = text != NULL ? strdup(text) : NULL;
    if (text != NULL && copy == NULL)
        return tool_fail(self->call, "out of memory");
    with_key.operands = &copy;
    with_key.operand_count = copy != NULL ? 1 : 0;
    qsm_native_ipc_key *key = tool_take_key(&with_key, &self->source->key, &status);
    if (key != NULL && tool_no_more_operands(&with_key))
        status = on_segment(self, key);
    qsm_native_ipc_key_free(key);
    free(copy);
    return status;
}

int tool_with_stream(tool_call *call, const tool_stream_source *source,
                     int (*run)(const tool_call *call, const tool_stream_input *input,
                                void *context),
                     void *context)
{
    const task self = {call, source, run, context};
    bool has_key = source->segment != NULL || source->key.native != NULL;
    return has_key ? on_key(&self) : on_file(&self);
}
