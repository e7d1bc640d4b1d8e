/* SPDX-License-Identifier: MIT */
/*
 * qsm read: the bytes of a segment, as hexadecimal digits, as numbers or as a file. It copies them
 * under the lock into memory that is prepared before, and writes them out when it has detached.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/commands.h"
#include "tool/hexdump.h"
#include "tool/segment_copy.h"
#include "tool/typed_values.h"

typedef struct read_options {
    tool_key_options key;
    tool_size offset;
    tool_size size;
    bool hex;
    tool_record as;
    int count;
    const char *output;
    tool_duration wait;
    tool_duration timeout;
    bool own;
} read_options;

static const tool_option options[] = {
    {"offset", 0, TOOL_TAKES_VALUE, "BYTES", "the first byte to read (default: 0)", tool_parse_size,
     offsetof(read_options, offset)},
    {"size", 0, TOOL_TAKES_VALUE, "BYTES", "how many bytes (default: to the end of the segment)",
     tool_parse_size, offsetof(read_options, size)},
    {"hex", 0, TOOL_TAKES_NOTHING, NULL, "hexadecimal digits and text (default)", tool_parse_flag,
     offsetof(read_options, hex)},
    {"as", 0, TOOL_TAKES_VALUE, "TYPES",
     "the numbers of a struct, such as i32,3f64,u16be,16char,4pad;\n"
     "a line for each struct",
     tool_parse_record, offsetof(read_options, as)},
    {"count", 0, TOOL_TAKES_VALUE, "N", "with --as: how many structs (default: all)",
     tool_parse_count, offsetof(read_options, count)},
    {"output", 'o', TOOL_TAKES_VALUE, "FILE", "write the bytes to a file", tool_parse_text,
     offsetof(read_options, output)},
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for a segment (default: 0)",
     tool_parse_duration, offsetof(read_options, wait)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(read_options, timeout)},
    {"own", 0, TOOL_TAKES_NOTHING, NULL, "read only from a segment that this user owns",
     tool_parse_flag, offsetof(read_options, own)},
    TOOL_ANY_OPTION(read_options, key),
    TOOL_SCHEME_OPTION(read_options, key),
    TOOL_KEY_OPTIONS(read_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* ---- the output ---- */

static bool print_json(const tool_segment_copy *self)
{
    const tool_call *call = self->exchange.call;
    const read_options *chosen = call->values;
    bool wants_digits = chosen->output == NULL && chosen->as.count == 0;
    char *digits = wants_digits ? tool_hex_digits(self->bytes, self->range.size) : NULL;
    if (wants_digits && digits == NULL) {
        (void)tool_fail(call, "out of memory");
        return false;
    }
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_range_json(&json, &self->exchange, &self->range);
    if (wants_digits)
        tool_json_string(&json, "hex", digits);
    else if (chosen->output != NULL)
        tool_json_string(&json, "file", chosen->output);
    else
        tool_records_json(&json, &chosen->as, self->bytes, self->range.size / chosen->as.size,
                          self->range.offset);
    tool_json_end_object(&json);
    tool_json_finish(&json);
    free(digits);
    return true;
}

static void print_records(const tool_segment_copy *self)
{
    const read_options *chosen = self->exchange.call->values;
    size_t left = self->range.size % chosen->as.size;
    tool_print_records(stdout, &chosen->as, self->bytes, self->range.size / chosen->as.size,
                       self->range.offset);
    if (left > 0)
        tool_note(self->exchange.call, "%zu bytes are left: --as needs %zu bytes", left,
                  chosen->as.size);
}

static bool print(const tool_segment_copy *self)
{
    const tool_call *call = self->exchange.call;
    const read_options *chosen = call->values;
    if (chosen->output != NULL &&
        !tool_write_file(call, chosen->output, self->bytes, self->range.size))
        return false;
    if (call->json)
        return print_json(self);
    if (chosen->output != NULL)
        tool_describe_range(strcmp(chosen->output, "-") == 0 ? stderr : stdout, &self->exchange,
                            &self->range);
    else if (chosen->as.count > 0)
        print_records(self);
    else
        tool_hexdump(stdout, self->bytes, self->range.size, self->range.offset);
    return true;
}

/* ---- the command ---- */

/* On wrong usage: prints a message and returns false. */
static bool check(const tool_call *call)
{
    const read_options *chosen = call->values;
    int forms =
        (chosen->hex ? 1 : 0) + (chosen->as.count > 0 ? 1 : 0) + (chosen->output != NULL ? 1 : 0);
    const char *wrong = NULL;
    if (forms > 1)
        wrong = "--hex, --as and -o exclude each other";
    else if (chosen->count > 0 && chosen->as.count == 0)
        wrong = "--count needs --as";
    else if (chosen->count > 0 && chosen->size.given)
        wrong = "--count and --size exclude each other";
    else if (chosen->size.given && chosen->size.bytes == 0)
        wrong = "--size 0 reads nothing";
    else if (call->json && chosen->output != NULL && strcmp(chosen->output, "-") == 0)
        wrong = "only one of --json and -o - can use standard output";
    if (wrong != NULL) {
        (void)tool_fail_usage(call, "%s", wrong);
        return false;
    }
    if (chosen->as.count > 0 && chosen->size.given && chosen->size.bytes % chosen->as.size != 0) {
        (void)tool_fail_usage(call, "--size is not a multiple of %zu, the size of --as",
                              chosen->as.size);
        return false;
    }
    return true;
}

static int read_key(tool_call *call, const qsm_native_ipc_key *key)
{
    const read_options *chosen = call->values;
    if (!check(call))
        return TOOL_USAGE;
    tool_size size = chosen->size;
    if (chosen->count > 0)
        size = (tool_size){true, (uint64_t)chosen->count * chosen->as.size};
    tool_copy_request request = {.key = &chosen->key,
                                 .offset = chosen->offset,
                                 .size = size,
                                 .needed = chosen->as.size,
                                 .needed_by = "--as",
                                 .wait = chosen->wait,
                                 .timeout = chosen->timeout,
                                 .own = chosen->own};
    tool_segment_copy self;
    bool ok = tool_segment_copy_make(&self, call, key, &request) && print(&self);
    tool_segment_copy_end(&self);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const read_options *chosen = call->values;
    return tool_with_key(call, &chosen->key, read_key);
}

const tool_command tool_read = {
    .name = "read",
    .operands = "KEY [OPTION]...",
    .summary = "show or save the bytes of a segment, or the numbers of a struct",
    .description =
        "Attaches to the segment of KEY, copies its bytes under its lock, detaches, and prints "
        "them:\n"
        "as hexadecimal digits and text (as hexdump -C), as numbers, or into a file. The file "
        "name\n"
        "- is standard output. If no process is attached, the segment stays.\n"
        "\n"
        "--as describes a struct: types with commas between them. The types are u8 i8 u16 i16 u32\n"
        "i32 u64 i64 f32 f64, char (text) and pad (bytes to skip). A number before a type is a\n"
        "count. le or be after a type is the byte order (default: the order of this machine). The\n"
        "compiler's gaps between members are pad. The struct repeats to the end.\n"
        "\n"
        "BYTES can be decimal (4096), hexadecimal (0x1000), or with a unit (4K, 1M, 1G).\n",
    .examples = "  qsm read mem_jt9 --size 256\n"
                "  qsm read mem_jt9 --offset 0x40 --as i32,4pad,2f64 --count 1\n"
                "  qsm read scores --as u32 --json\n"
                "  qsm read scores -o scores.bin --wait 10\n",
    .options = options,
    .values_size = sizeof(read_options),
    .run = run,
};
