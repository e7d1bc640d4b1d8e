/* SPDX-License-Identifier: MIT */
/*
 * qsm read: the bytes of a segment, as hexadecimal digits, as numbers or as a file. It copies them
 * under the lock into memory that is prepared before, and writes them out when it has detached.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/cli/files.h"
#include "tool/cli/signals.h"
#include "tool/commands.h"
#include "tool/hexdump.h"
#include "tool/messages.h"
#include "tool/segment_bytes.h"
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
    TOOL_KEY_OPTIONS(read_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

typedef struct reading {
    tool_exchange exchange;
    tool_range range;
    unsigned char *memory; /* what was allocated */
    unsigned char *bytes;  /* the range */
} reading;

/* ---- the copy ---- */

/* Sets the range. On an error: prints a message and returns false. */
static bool choose_range(reading *self, uint64_t segment_size)
{
    const read_options *chosen = self->exchange.call->values;
    tool_size size = chosen->size;
    if (chosen->count > 0)
        size = (tool_size){true, (uint64_t)chosen->count * chosen->as.size};
    if (!tool_choose_range(&self->exchange, segment_size, chosen->offset, size, &self->range))
        return false;
    if (chosen->as.count == 0 || self->range.size >= chosen->as.size)
        return true;
    (void)tool_fail_key(self->exchange.call, self->exchange.key,
                        "--as needs %zu bytes; there are %zu bytes", chosen->as.size,
                        self->range.size);
    return false;
}

/* Memory whose pages exist already, so that the lock is held for a short time. */
static bool prepare(reading *self, size_t before)
{
    size_t size = before + self->range.size;
    self->memory = malloc(size);
    if (self->memory == NULL) {
        (void)tool_fail(self->exchange.call, "out of memory");
        return false;
    }
    memset(self->memory, 0xff, size);
    self->bytes = self->memory + before;
    return true;
}

static bool read_attached(reading *self)
{
    const read_options *chosen = self->exchange.call->values;
    qsm_shared_memory *memory = self->exchange.memory;
    int64_t deadline = tool_deadline(tool_duration_or(chosen->wait, 0));
    qsm_shared_memory_set_same_user_only(memory, chosen->own);
    if (!tool_exchange_attach(&self->exchange, QSM_SHARED_MEMORY_READ_ONLY, deadline))
        return false;
    if (!choose_range(self, (uint64_t)qsm_shared_memory_size(memory)) || !prepare(self, 0))
        return false;
    const unsigned char *data = qsm_shared_memory_const_data(memory);
    return tool_copy_locked(&self->exchange, self->bytes, data + self->range.offset,
                            self->range.size);
}

/* Waits for the lock in short steps: a signal can end the wait. 0 with errno. */
static size_t peek(reading *self, const qsm_segment_info *info, size_t size)
{
    enum { STEP = 100 };
    int timeout = qsm_shared_memory_lock_timeout(self->exchange.memory);
    int64_t deadline = tool_deadline(timeout);
    for (;;) {
        size_t copied = qsm_segment_info_read(info, tool_left(deadline, STEP), self->memory, size);
        if (copied > 0 || errno != ETIMEDOUT)
            return copied;
        if (tool_left(deadline, STEP) == 0 || tool_waiting_ask(&self->exchange.waiting)) {
            errno = ETIMEDOUT;
            return 0;
        }
    }
}

static bool fail_stale(reading *self, int error)
{
    const char *why = strerror(error);
    self->exchange.report.failed_step = QSM_EXCHANGE_TIMEOUT;
    if (error == ETIMEDOUT) /* or interrupted */
        return tool_exchange_fail(&self->exchange);
    if (error == ENOLCK)
        why = "the segment has no lock";
    else if (error == 0)
        why = "the segment is smaller now";
    (void)tool_fail_key(self->exchange.call, self->exchange.key, "%s", why);
    return false;
}

/*
 * No process is attached. This one must not be the last that detaches, because that would remove
 * the segment: whoever looks at a left-over wants to keep it.
 */
static bool read_stale(reading *self, const qsm_segment_info *info)
{
    const read_options *chosen = self->exchange.call->values;
    if (chosen->own && qsm_segment_info_owner(info) != (int64_t)geteuid())
        return fail_stale(self, EACCES);
    if (!choose_range(self, (uint64_t)qsm_segment_info_size(info)) ||
        !prepare(self, (size_t)self->range.offset))
        return false;
    size_t size = (size_t)self->range.offset + self->range.size;
    errno = 0;
    size_t copied = peek(self, info, size);
    return copied == size || fail_stale(self, copied > 0 ? 0 : errno);
}

static bool read_bytes(reading *self)
{
    bool done = false;
    if (!tool_is_stale(self->exchange.key))
        return read_attached(self);
    qsm_segment_info *info = qsm_segment_inspect(self->exchange.key);
    done = info != NULL ? read_stale(self, info) : fail_stale(self, errno);
    qsm_segment_info_free(info);
    return done;
}

/* ---- the output ---- */

static bool print_json(const reading *self)
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

static void print_records(const reading *self)
{
    const read_options *chosen = self->exchange.call->values;
    size_t left = self->range.size % chosen->as.size;
    tool_print_records(stdout, &chosen->as, self->bytes, self->range.size / chosen->as.size,
                       self->range.offset);
    if (left > 0)
        tool_note(self->exchange.call, "%zu bytes are left: --as needs %zu bytes", left,
                  chosen->as.size);
}

static bool print(const reading *self)
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

static int read_key(tool_call *call, const qsm_native_ipc_key *asked)
{
    const read_options *chosen = call->values;
    if (!check(call))
        return TOOL_USAGE;
    tool_signals_hold(true);
    qsm_native_ipc_key *key = tool_existing_key(call, asked, &chosen->key,
                                                tool_deadline(tool_duration_or(chosen->wait, 0)));
    if (key == NULL)
        return TOOL_FAILED;
    reading self = {.memory = NULL};
    bool ok =
        tool_exchange_start(&self.exchange, call, key, tool_duration_or(chosen->timeout, -1)) &&
        read_bytes(&self);
    /* Nothing is held any more: a signal may end the output. */
    qsm_shared_memory_free(self.exchange.memory);
    self.exchange.memory = NULL;
    tool_signals_release();
    ok = ok && print(&self);
    free(self.memory);
    tool_exchange_end(&self.exchange);
    qsm_native_ipc_key_free(key);
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
