/* SPDX-License-Identifier: MIT */
/*
 * The calls of qsm/exchange_values.h beside values_peer.cpp.
 *
 *   values_c read KEY TYPES VERSION QT FLAGS           prints each value as JSON, a line each
 *   values_c write KEY TYPES VERSION QT FLAGS JSON     shares the values of a file until its input
 * ends
 *
 * TYPES: as `qsm stream dump --types`; "-": a QVariant with the only value of the JSON, a map. QT:
 * the release, as 0x060402. FLAGS: 1 little endian, 2 single precision.
 */
#include <qsm/qsm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_JSON = 1 << 16 };

typedef struct call {
    qsm_shared_memory *memory;
    qsm_schema *schema;
    qsm_data_stream *settings;
    qsm_tree *tree;
    bool only_variant;
    qsm_exchange_value_options options;
    qsm_exchange_report report;
} call;

static int fail(const char *text)
{
    (void)fprintf(stderr, "values_c: %s\n", text);
    return 1;
}

static int print(const qsm_variant *value)
{
    char *json = qsm_variant_to_json(value);
    if (json == NULL || puts(json) < 0)
        return fail("no JSON");
    qsm_free(json);
    return 0;
}

/* A QVariant is printed as a list that has it: with its type. */
static int read_values(call *self)
{
    qsm_variant *list = qsm_tree_root(self->tree);
    if (self->only_variant) {
        qsm_variant *inner = qsm_variant_set_list(list) ? qsm_variant_append(list) : NULL;
        if (!qsm_shared_memory_read_variant(self->memory, inner, &self->options, &self->report))
            return fail(self->report.message);
        return print(list);
    }
    if (!qsm_shared_memory_read_schema(self->memory, self->schema, list, &self->options,
                                       &self->report))
        return fail(self->report.message);
    int status = 0;
    for (size_t i = 0; i < qsm_variant_count(list); i++)
        status += print(qsm_variant_at(list, i));
    return status;
}

static bool load(call *self, const char *name)
{
    static char json[MOST_JSON];
    char *message = NULL;
    FILE *file = fopen(name, "rb");
    if (file == NULL)
        return false;
    size_t size = fread(json, 1, sizeof json, file);
    (void)fclose(file);
    bool ok = qsm_schema_from_json(self->schema, json, size, qsm_tree_root(self->tree), &message);
    if (!ok)
        (void)fail(message != NULL ? message : "out of memory");
    qsm_free(message);
    return ok;
}

static int write_values(call *self, const char *name)
{
    qsm_variant *list = qsm_tree_root(self->tree);
    if (!load(self, name))
        return 1;
    bool ok = self->only_variant
                  ? qsm_shared_memory_write_variant(self->memory, qsm_variant_at(list, 0),
                                                    &self->options, &self->report)
                  : qsm_shared_memory_write_schema(self->memory, self->schema, list, &self->options,
                                                   &self->report);
    if (!ok)
        return fail(self->report.message);
    (void)printf("%zu\n", self->report.stream_size);
    (void)fflush(stdout);
    while (getchar() != EOF) {
    }
    return 0;
}

int main(int argc, char **argv)
{
    bool writes = argc == 8 && strcmp(argv[1], "write") == 0;
    if (!writes && (argc != 7 || strcmp(argv[1], "read") != 0))
        return 2;
    call self = {.memory = qsm_shared_memory_new_key(argv[2]),
                 .only_variant = strcmp(argv[3], "-") == 0,
                 .settings = qsm_data_stream_new_measurer(),
                 .tree = qsm_tree_new(),
                 .options = QSM_INIT(qsm_exchange_value_options),
                 .report = QSM_INIT(qsm_exchange_report)};
    self.schema = qsm_schema_new(self.only_variant ? "QVariantMap" : argv[3]);
    int flags = atoi(argv[6]);
    qsm_data_stream_set_version(self.settings, atoi(argv[4]));
    qsm_data_stream_set_qt_version(self.settings, (int)strtol(argv[5], NULL, 0));
    if ((flags & 1) != 0)
        qsm_data_stream_set_byte_order(self.settings, QSM_DATA_STREAM_LITTLE_ENDIAN);
    if ((flags & 2) != 0)
        qsm_data_stream_set_floating_point_precision(self.settings,
                                                     QSM_DATA_STREAM_SINGLE_PRECISION);
    self.options.settings = self.settings;
    int status = writes ? write_values(&self, argv[7]) : read_values(&self);
    qsm_tree_free(self.tree);
    qsm_data_stream_free(self.settings);
    qsm_schema_free(self.schema);
    qsm_shared_memory_free(self.memory);
    return status;
}
