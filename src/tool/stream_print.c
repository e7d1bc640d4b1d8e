/* SPDX-License-Identifier: MIT */
#include "tool/stream_print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/memory.h>

#include "tool/cli/json.h"
#include "tool/cli/utf8.h"

enum { MOST_SHOWN = 160, DEPTHS = 128 };

typedef struct printer {
    FILE *out;
    unsigned left;          /* lines; 0: any number */
    uint64_t index[DEPTHS]; /* of the next element at each depth */
    bool keyed[DEPTHS];     /* a key has been printed for it */
    bool ok;                /* memory was there for each value */
} printer;

/* Text that is no text of UTF-8 is shown as JSON has it: with its halves of surrogate pairs. */
static bool print_text(FILE *out, const qsm_variant *value)
{
    qsm_text text = qsm_variant_text(value);
    if (text.data == NULL || text.size > MOST_SHOWN || strlen(text.data) != text.size ||
        !qsm_text_is_utf8(text))
        return false;
    tool_json json;
    tool_json_start(&json, out);
    tool_json_string(&json, NULL, text.data);
    return true;
}

bool tool_stream_print_value(FILE *out, const qsm_variant *value)
{
    if (print_text(out, value))
        return true;
    char *text = qsm_variant_to_json(value);
    size_t size = text != NULL ? strlen(text) : 0;
    if (size <= MOST_SHOWN)
        (void)fputs(text != NULL ? text : "(no memory)", out);
    else
        (void)fprintf(out, "%.*s... (%zu characters; --json has all)", (int)MOST_SHOWN, text, size);
    bool ok = text != NULL;
    qsm_free(text);
    return ok;
}

/* The type of a value; of a QVariant, also what it holds. */
static void print_type(FILE *out, const qsm_event *event)
{
    (void)fputs(event->is_variant ? "QVariant(" : "", out);
    tool_print_text(out, event->type[0] != '\0' ? event->type : "invalid");
    (void)fputs(event->is_variant ? ")" : "", out);
}

/* The beginning of a line: the offset, the depth, and the index if there is no key. */
static void begin_line(printer *self, const qsm_event *event)
{
    unsigned depth = event->depth < DEPTHS ? event->depth : DEPTHS - 1;
    if (self->keyed[depth]) {
        self->keyed[depth] = false;
        (void)fputs("  ", self->out);
        return;
    }
    (void)fprintf(self->out, "%8zu  %*s[%" PRIu64 "]  ", event->offset, (int)depth * 2, "",
                  self->index[depth]++);
}

static const char *unit(const qsm_event *event)
{
    if (event->has_keys)
        return event->count == 1 ? "pair" : "pairs";
    return event->count == 1 ? "element" : "elements";
}

/* After a line: whether another may follow. */
static bool is_more(printer *self)
{
    if (self->left == 0 || --self->left > 0)
        return true;
    (void)fputs("          ...\n", self->out);
    return false;
}

static void print_value(printer *self, const qsm_variant *value)
{
    self->ok = tool_stream_print_value(self->out, value) && self->ok;
}

static bool print_event(void *context, const qsm_event *event)
{
    printer *self = context;
    unsigned depth = event->depth < DEPTHS ? event->depth : DEPTHS - 1;
    if (event->kind == QSM_EVENT_END)
        return true;
    if (event->kind == QSM_EVENT_KEY) {
        (void)fprintf(self->out, "%8zu  %*s", event->offset, (int)depth * 2, "");
        print_value(self, event->value);
        self->keyed[depth] = true;
        return true;
    }
    begin_line(self, event);
    print_type(self->out, event);
    if (event->kind == QSM_EVENT_BEGIN) {
        (void)fprintf(self->out, "  %" PRIu64 " %s\n", event->count, unit(event));
        if (depth + 1 < DEPTHS) {
            self->index[depth + 1] = 0;
            self->keyed[depth + 1] = false;
        }
        return is_more(self);
    }
    if (event->type[0] != '\0') {
        (void)fputs("  ", self->out);
        print_value(self, event->value);
    }
    if (event->is_variant && event->type[0] != '\0' && qsm_variant_is_null(event->value))
        (void)fputs("  (null)", self->out);
    (void)fputc('\n', self->out);
    return is_more(self);
}

bool tool_stream_print(FILE *out, qsm_data_stream *stream, const qsm_schema *schema, unsigned most)
{
    printer self = {.out = out, .left = most, .ok = true};
    return qsm_data_stream_read_events(stream, schema, print_event, &self) && self.ok;
}
