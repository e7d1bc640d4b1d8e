/* SPDX-License-Identifier: MIT */
#include "tool/stream_define.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"

enum { WHERE_SIZE = 300 };

/* Who defines, for messages. */
typedef struct definer {
    const tool_call *call;
    qsm_types *types;
    char where[WHERE_SIZE]; /* "--define", or a file and a line */
    int status;
} definer;

const char *tool_parse_definition(const char *value, void *target)
{
    tool_definitions *definitions = target;
    const char *equals = strchr(value, '=');
    if (equals == NULL || equals == value)
        return "NAME=FIELDS, such as 'Buffer=qint32 id,QString name'";
    if (definitions->count == TOOL_MOST_DEFINITIONS)
        return "one of the first 64; --types-file takes any number";
    definitions->text[definitions->count++] = value;
    return NULL;
}

static bool fail(definer *self, const char *problem)
{
    self->status = tool_fail_usage(self->call, "%s: %s", self->where, problem);
    return false;
}

/* NAME=FIELDS, which is changed. */
static bool define(definer *self, char *text)
{
    char *fields = strchr(text, '=');
    if (fields == NULL)
        return fail(self, "NAME=FIELDS is needed, such as Buffer=qint32 id,QString name");
    char *end = fields;
    *fields++ = '\0';
    while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    if (qsm_types_add(self->types, text, fields))
        return true;
    if (errno != ENOMEM)
        return fail(self, qsm_types_error_string(self->types));
    self->status = tool_fail(self->call, "out of memory");
    return false;
}

static bool define_option(definer *self, const char *text)
{
    char *copy = strdup(text);
    (void)snprintf(self->where, sizeof self->where, "--define");
    if (copy == NULL) {
        self->status = tool_fail(self->call, "out of memory");
        return false;
    }
    bool ok = define(self, copy);
    free(copy);
    return ok;
}

/* A definition on each line; empty lines and lines that begin with # do not count. */
static bool define_lines(definer *self, const char *path, char *text)
{
    unsigned number = 0;
    for (char *line = text; line != NULL;) {
        char *next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        line += strspn(line, " \t");
        (void)snprintf(self->where, sizeof self->where, "%.200s, line %u", path, ++number);
        if (*line != '\0' && *line != '#' && !define(self, line))
            return false;
        line = next;
    }
    return true;
}

static bool define_file(definer *self, const char *path)
{
    unsigned char *data;
    size_t size;
    if (!tool_read_file(self->call, path, &data, &size)) {
        self->status = TOOL_FAILED;
        return false;
    }
    char *text = malloc(size + 1);
    if (text != NULL) {
        memcpy(text, data, size);
        text[size] = '\0';
    }
    free(data);
    if (text == NULL)
        self->status = tool_fail(self->call, "out of memory");
    bool ok = text != NULL && define_lines(self, path, text);
    free(text);
    return ok;
}

/* Types can use each other: what is missing is known at the end. */
static bool define_all(definer *self, const tool_definitions *definitions)
{
    if (definitions->file != NULL && !define_file(self, definitions->file))
        return false;
    for (size_t i = 0; i < definitions->count; i++) {
        if (!define_option(self, definitions->text[i]))
            return false;
    }
    const char *missing = qsm_types_error_string(self->types);
    return missing[0] == '\0' || fail(self, missing);
}

qsm_types *tool_defined_types(const tool_call *call, const tool_definitions *definitions,
                              int *status)
{
    definer self = {.call = call, .types = qsm_types_new(), .status = TOOL_OK};
    if (self.types == NULL)
        self.status = tool_fail(call, "out of memory");
    if (self.types != NULL && define_all(&self, definitions))
        return self.types;
    qsm_types_free(self.types);
    *status = self.status;
    return NULL;
}
