/* SPDX-License-Identifier: MIT */
/*
 * Settings in shared memory: a QVariantMap, for a Qt program and from a Qt program.
 *
 *     settings_exchange write KEY     shares settings until its standard input ends
 *     settings_exchange read KEY      prints the settings that the other program shares
 *
 * The C twin of qt/settings_partner.cpp. Each can read what the other writes. A comment before a
 * step shows the Qt line.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <qsm/qsm.h>

/* Both programs must agree on the version of the stream. */
enum { VERSION = QSM_DATA_STREAM_QT_5_6 };

/* QVariantMap audio; audio.insert("volume", 70); ... settings.insert("audio", audio); */
static bool fill(qsm_variant *settings)
{
    static const qsm_rect window = {40, 30, 800, 600};
    if (!qsm_variant_set_map(settings))
        return false;
    qsm_variant *audio = qsm_variant_insert(settings, "audio");
    qsm_variant *recent = qsm_variant_insert(settings, "recent");
    return qsm_variant_set_map(audio) &&
           qsm_variant_set_int32(qsm_variant_insert(audio, "volume"), 70) &&
           qsm_variant_set_bool(qsm_variant_insert(audio, "muted"), false) &&
           qsm_variant_set_string_list(recent) &&
           qsm_variant_set_text(qsm_variant_append(recent), qsm_text_of("one.png")) &&
           qsm_variant_set_text(qsm_variant_append(recent), qsm_text_of("two.png")) &&
           qsm_variant_set_text(qsm_variant_insert(settings, "title"), qsm_text_of("Größe, C")) &&
           qsm_variant_set_rect(qsm_variant_insert(settings, "window"), &window);
}

/* settings.value("audio").toMap().value("volume").toInt(): 0 if it is not there */
static void print(const qsm_variant *settings)
{
    int32_t volume = 0;
    bool muted = false;
    qsm_rect window = {0, 0, 0, 0};
    qsm_text title = qsm_variant_text(qsm_variant_find(settings, "title"));
    const qsm_variant *recent = qsm_variant_find(settings, "recent");
    (void)qsm_variant_to_int32(qsm_variant_path(settings, "audio.volume"), &volume);
    (void)qsm_variant_to_bool(qsm_variant_path(settings, "audio.muted"), &muted);
    (void)qsm_variant_to_rect(qsm_variant_find(settings, "window"), &window);
    (void)printf("title %.*s\n", (int)title.size, title.data != NULL ? title.data : "");
    (void)printf("volume %" PRId32 ", muted %s\n", volume, muted ? "true" : "false");
    for (size_t i = 0; i < qsm_variant_count(recent); i++) {
        qsm_text file = qsm_variant_text(qsm_variant_at(recent, i));
        (void)printf("recent %.*s\n", (int)file.size, file.data != NULL ? file.data : "");
    }
    (void)printf("window %" PRId32 ",%" PRId32 " %" PRId32 "x%" PRId32 "\n", window.x, window.y,
                 window.width, window.height);
}

/* What each call of qsm/exchange_values.h needs. */
typedef struct exchange {
    qsm_shared_memory *memory;
    qsm_schema *schema; /* the types of the values in the segment */
    qsm_data_stream *settings;
    qsm_tree *tree; /* owns the values: a list, whose only element is the map */
    qsm_exchange_report report;
} exchange;

/* out << settings; then create, lock, memcpy, unlock */
static bool share(exchange *self)
{
    qsm_variant *list = qsm_tree_root(self->tree);
    qsm_exchange_value_options options = QSM_INIT(qsm_exchange_value_options);
    options.settings = self->settings;
    if (!qsm_variant_set_list(list) || !fill(qsm_variant_append(list)))
        return false;
    if (!qsm_shared_memory_write_schema(self->memory, self->schema, list, &options, &self->report))
        return false;
    print(qsm_variant_at(list, 0));
    (void)printf("shared %zu bytes\n", self->report.stream_size);
    (void)fflush(stdout);
    while (getchar() != EOF) {
    }
    return true;
}

/* attach, lock; in >> settings; unlock, detach */
static bool receive(exchange *self)
{
    qsm_variant *list = qsm_tree_root(self->tree);
    qsm_exchange_value_options options = QSM_INIT(qsm_exchange_value_options);
    options.settings = self->settings;
    if (!qsm_shared_memory_read_schema(self->memory, self->schema, list, &options, &self->report))
        return false;
    print(qsm_variant_at(list, 0));
    return true;
}

int main(int argc, char **argv)
{
    bool writes = argc == 3 && strcmp(argv[1], "write") == 0;
    if (!writes && (argc != 3 || strcmp(argv[1], "read") != 0)) {
        (void)fprintf(stderr, "usage: %s write|read KEY\n", argv[0]);
        return 2;
    }
    exchange self = {.memory = qsm_shared_memory_new_key(argv[2]),
                     .schema = qsm_schema_new("QVariantMap"),
                     .settings = qsm_data_stream_new_measurer(),
                     .tree = qsm_tree_new(),
                     .report = QSM_INIT(qsm_exchange_report)};
    bool ok =
        self.memory != NULL && self.schema != NULL && self.settings != NULL && self.tree != NULL;
    if (ok) {
        /* out.setVersion(QDataStream::Qt_5_6); */
        qsm_data_stream_set_version(self.settings, VERSION);
        ok = writes ? share(&self) : receive(&self);
    }
    if (!ok) {
        const char *why = self.report.message;
        (void)fprintf(stderr, "%s\n", why != NULL && why[0] != '\0' ? why : "out of memory");
    }
    qsm_tree_free(self.tree);
    qsm_data_stream_free(self.settings);
    qsm_schema_free(self.schema);
    qsm_shared_memory_free(self.memory);
    return ok ? 0 : 1;
}
