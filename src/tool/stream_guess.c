/* SPDX-License-Identifier: MIT */
/*
 * What an unknown stream may contain. From the first byte on, each place is read as the type with
 * the most evidence for it: a QVariant with the id of a type, text that people write, a number that
 * is the number of bytes that follow. Where nothing fits it is a number. This is done for both byte
 * orders and the versions in which QVariant differs; what explains most bytes comes first.
 */
#include "tool/stream_guess.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/utf8.h"

enum { MOST_VALUES = 24, RUN = 4, FULL = 100, WEAK = 25, LEAST_SCORE = 20, MOST_MEMORY = 1 << 25 };

/* The settings that are tried, the most frequent first. */
static const struct {
    int version;
    int qt;
} releases[] = {{QSM_DATA_STREAM_QT_6_0, 0x060400},
                {QSM_DATA_STREAM_QT_5_13, 0x050f00},
                {QSM_DATA_STREAM_QT_4_6, 0x040800},
                {QSM_DATA_STREAM_QT_4_0, 0x040100}};

enum { RELEASES = sizeof releases / sizeof releases[0] };

/* Text as people write it: no control characters, nothing that is not assigned to be shown. */
static bool is_readable(qsm_text text)
{
    if (text.data == NULL || !qsm_text_is_utf8(text) || strlen(text.data) != text.size)
        return false;
    for (const char *at = text.data; *at != '\0';) {
        uint32_t character;
        int length = tool_utf8_next(at, &character);
        bool is_space = character == '\n' || character == '\t' || character == '\r';
        bool is_private = character >= 0xe000 && character < 0xf900;
        if (length == 0 || is_private || (!is_space && !tool_is_harmless(character)))
            return false;
        at += length;
    }
    return true;
}

/* Evidence for text: that it can be read. */
static unsigned text_evidence(const qsm_variant *value)
{
    qsm_text text = qsm_variant_text(value);
    return text.size > 0 && is_readable(text) ? FULL : 0;
}

/* All elements, and keys if there are any, must be readable. */
static unsigned elements_evidence(const qsm_variant *value)
{
    size_t count = qsm_variant_count(value);
    size_t empty = 0;
    for (size_t i = 0; i < count; i++) {
        const qsm_variant *key = qsm_variant_key(value, i);
        const qsm_variant *element = qsm_variant_at(value, i);
        if (key != NULL && text_evidence(key) == 0)
            return 0;
        qsm_text text = qsm_variant_text(element);
        bool is_text = qsm_variant_type(element) == QSM_VARIANT_STRING;
        if (is_text && text.size > 0 && text_evidence(element) == 0)
            return 0;
        empty += is_text && text.size == 0;
    }
    return count > 0 && (empty < count || qsm_variant_key(value, 0) != NULL) ? FULL : 0;
}

/* Most elements must be valid, and their text readable. */
static unsigned list_evidence(const qsm_variant *value)
{
    size_t count = qsm_variant_count(value);
    size_t valid = 0;
    for (size_t i = 0; i < count; i++) {
        const qsm_variant *element = qsm_variant_at(value, i);
        bool is_text = qsm_variant_type(element) == QSM_VARIANT_STRING;
        if (is_text && qsm_variant_text(element).size > 0 && text_evidence(element) == 0)
            return 0;
        valid += qsm_variant_type(element) != QSM_VARIANT_INVALID;
    }
    return 2 * valid > count ? FULL : 0;
}

static unsigned variant_evidence(const qsm_variant *value)
{
    switch (qsm_variant_type(value)) {
    case QSM_VARIANT_INVALID:
        return 0;
    case QSM_VARIANT_STRING:
        return text_evidence(value);
    case QSM_VARIANT_MAP:
    case QSM_VARIANT_HASH:
    case QSM_VARIANT_STRING_LIST:
        return elements_evidence(value);
    case QSM_VARIANT_LIST:
        return list_evidence(value);
    default: /* numbers look like this, too */
        return WEAK;
    }
}

static unsigned bytes_evidence(const qsm_variant *value)
{
    return qsm_variant_bytes(value).size > 0 ? WEAK : 0;
}

/* The types that are tried at each place. Of equal evidence, the first counts. */
static const struct {
    const char *type;
    unsigned (*evidence)(const qsm_variant *value);
} candidates[] = {
    {"QVariantMap", elements_evidence}, {"QMap<QString,QString>", elements_evidence},
    {"QStringList", elements_evidence}, {"QVariantList", list_evidence},
    {"QVariant", variant_evidence},     {"QString", text_evidence},
    {"QByteArray", bytes_evidence},
};

enum { CANDIDATES = sizeof candidates / sizeof candidates[0] };

/* A guess that is being made. */
typedef struct guesser {
    qsm_data_stream *stream;
    tool_guess *guess;
    qsm_tree *tree;  /* for one value */
    size_t end;      /* of the bytes that count */
    uint64_t weight; /* evidence times bytes */
    uint64_t work;   /* so far */
} guesser;

/* Whether no more values are read: bytes of a stranger must not cost any amount of time. */
static bool is_spent(const guesser *g)
{
    return g->work >= TOOL_GUESS_WORK;
}

/* The nodes of a tree. */
static uint64_t nodes_of(const qsm_variant *value)
{
    uint64_t nodes = 1;
    size_t count = qsm_variant_count(value);
    for (size_t i = 0; i < count; i++) {
        if (qsm_variant_key(value, i) != NULL)
            nodes += nodes_of(qsm_variant_key(value, i));
        nodes += nodes_of(qsm_variant_at(value, i));
    }
    return nodes;
}

/*
 * The elements that a value may have at the first try, and how many times more at the next. What
 * does not fit can look like a large value: large values are tried when no small one fits.
 */
enum { FIRST_ELEMENTS = 64, MORE_ELEMENTS = 8, MEMORY_OF_ELEMENT = 512 };

/* A document is wrong at its beginning, but is checked up to the position of the stream. */
static size_t bytes_checked(const guesser *g, size_t start)
{
    size_t end = qsm_data_stream_position(g->stream);
    bool is_wrong = qsm_data_stream_status(g->stream) == QSM_DATA_STREAM_READ_CORRUPT_DATA;
    return is_wrong && end > start ? end - start : 0;
}

/* After an error nobody knows how many elements there were: it counts as the most there can be. */
static void count_work(guesser *g, size_t start, bool ok, size_t most)
{
    enum { LEAST_BYTES = 4, UNREAD_BYTES = 256 };
    size_t end =
        ok ? qsm_data_stream_position(g->stream) : qsm_data_stream_error_position(g->stream);
    size_t bytes = end > start ? end - start : 0;
    size_t elements = bytes / LEAST_BYTES < most ? bytes / LEAST_BYTES : most;
    g->work +=
        ok ? nodes_of(qsm_tree_root(g->tree)) + bytes / TOOL_GUESS_BYTES
           : 1 + elements + bytes / UNREAD_BYTES + bytes_checked(g, start) / TOOL_GUESS_BYTES;
}

static void add_text(tool_guess *guess, const char *text)
{
    size_t used = strlen(guess->types);
    bool first = used == 0 || guess->types[used - 1] == '(';
    (void)snprintf(guess->types + used, sizeof guess->types - used, "%s%s", first ? "" : ",", text);
}

/* Whether the first four bytes can be the id of a type, or a count of bytes or elements: a quick
 * look before the value is read. */
static bool can_begin(guesser *g, bool is_variant)
{
    uint32_t first;
    size_t start = qsm_data_stream_position(g->stream);
    size_t left = qsm_data_stream_size(g->stream) - start;
    if (left < sizeof first)
        return false;
    (void)qsm_data_stream_read_uint32(g->stream, &first);
    (void)qsm_data_stream_seek(g->stream, start);
    return first > 0 && first <= (is_variant ? (uint32_t)QSM_VARIANT_USER : left - sizeof first);
}

static void limit(guesser *g, size_t most)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    bool is_last = most >= TOOL_GUESS_WORK;
    limits.elements = is_last ? 0 : most;
    limits.memory =
        is_last || most > MOST_MEMORY / MEMORY_OF_ELEMENT ? MOST_MEMORY : most * MEMORY_OF_ELEMENT;
    (void)qsm_data_stream_set_limits(g->stream, &limits);
}

/*
 * The evidence that a value of a type, of at most so many elements, begins here. *next is the byte
 * behind it. *is_larger: it may have more elements.
 */
static unsigned evidence_within(guesser *g, size_t index, size_t most, size_t *next,
                                bool *is_larger)
{
    qsm_data_stream *stream = g->stream;
    qsm_variant *root = qsm_tree_root(g->tree);
    size_t start = qsm_data_stream_position(stream);
    *next = start;
    *is_larger = false;
    bool is_variant = strcmp(candidates[index].type, "QVariant") == 0;
    if (is_spent(g) || !can_begin(g, is_variant))
        return 0;
    limit(g, most);
    bool ok = is_variant ? qsm_data_stream_read_variant(stream, root)
                         : qsm_data_stream_read_value(stream, candidates[index].type, root);
    *is_larger = qsm_data_stream_status(stream) == QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED &&
                 most < TOOL_GUESS_WORK;
    count_work(g, start, ok, most);
    *next = qsm_data_stream_position(stream);
    (void)qsm_data_stream_seek(stream, start);
    qsm_data_stream_reset_status(stream);
    return ok ? candidates[index].evidence(root) : 0;
}

/* The same for a value of any number of elements. */
static unsigned evidence_for(guesser *g, size_t index, size_t *next)
{
    bool is_larger = true;
    unsigned evidence = 0;
    for (size_t most = FIRST_ELEMENTS; is_larger; most *= MORE_ELEMENTS)
        evidence = evidence_within(g, index, most, next, &is_larger);
    return evidence;
}

/* The type with the most evidence at this place; CANDIDATES if there is none. */
static size_t find_type(guesser *g, unsigned *evidence, size_t *next)
{
    size_t found = CANDIDATES;
    unsigned larger = (1U << CANDIDATES) - 1; /* bits of those to try */
    *evidence = 0;
    for (size_t most = FIRST_ELEMENTS; larger != 0 && *evidence < FULL; most *= MORE_ELEMENTS) {
        for (size_t i = 0; i < CANDIDATES && *evidence < FULL; i++) {
            size_t end;
            bool is_larger;
            if ((larger & 1U << i) == 0)
                continue;
            unsigned here = evidence_within(g, i, most, &end, &is_larger);
            if (!is_larger)
                larger &= ~(1U << i);
            if (here < *evidence || here == 0 || (here == *evidence && i > found))
                continue;
            *evidence = here;
            *next = end;
            found = i;
        }
    }
    return found;
}

/* The evidence at another place. */
static unsigned evidence_at(guesser *g, size_t place)
{
    unsigned evidence = 0;
    size_t ignored;
    size_t start = qsm_data_stream_position(g->stream);
    if (qsm_data_stream_seek(g->stream, place))
        (void)find_type(g, &evidence, &ignored);
    (void)qsm_data_stream_seek(g->stream, start);
    return evidence;
}

/* A number where nothing else fits: as wide as it must be for what follows, else of 4 bytes. */
static void take_number(guesser *g)
{
    static const struct {
        const char *name;
        size_t size;
    } numbers[] = {{"qint32", 4}, {"quint8", 1}, {"quint16", 2}};
    size_t start = qsm_data_stream_position(g->stream);
    size_t left = qsm_data_stream_size(g->stream) - start;
    size_t chosen = left >= 4 ? 0 : left >= 2 ? 2 : 1;
    for (size_t i = 0; i < 3; i++) {
        if (numbers[i].size < left && evidence_at(g, start + numbers[i].size) > WEAK) {
            chosen = i;
            break;
        }
    }
    add_text(g->guess, numbers[chosen].name);
    (void)qsm_data_stream_seek(g->stream, start + numbers[chosen].size);
}

/* The same values up to the end of the data, or of what is looked at. types: the length of the text
 * before the first. */
static bool take_repeat(guesser *g, size_t index, size_t types)
{
    size_t next;
    unsigned evidence;
    uint64_t weight = g->weight;
    size_t start = qsm_data_stream_position(g->stream);
    size_t at = start;
    while (at < g->end && (evidence = evidence_for(g, index, &next)) > 0) {
        weight += (uint64_t)evidence * (next - at);
        at = next;
        (void)qsm_data_stream_seek(g->stream, at);
    }
    if (at != qsm_data_stream_size(g->stream) && !is_spent(g)) {
        (void)qsm_data_stream_seek(g->stream, start);
        return false;
    }
    g->guess->types[types] = '\0';
    g->weight = weight;
    add_text(g->guess, "repeat(");
    add_text(g->guess, candidates[index].type);
    size_t used = strlen(g->guess->types);
    (void)snprintf(g->guess->types + used, sizeof g->guess->types - used, ")");
    return true;
}

static void take_values(guesser *g)
{
    size_t last = CANDIDATES;
    size_t same = 0;       /* values of the last type in a row */
    size_t before_run = 0; /* length of the text before them */
    for (int i = 0; i < MOST_VALUES; i++) {
        unsigned evidence;
        size_t next = 0;
        size_t length = strlen(g->guess->types);
        size_t start = qsm_data_stream_position(g->stream);
        if (start >= g->end || is_spent(g))
            return;
        size_t found = find_type(g, &evidence, &next);
        if (found == CANDIDATES && is_spent(g))
            return;
        if (found == CANDIDATES ||
            (evidence <= WEAK && next < g->end && evidence_at(g, next) == 0)) {
            take_number(g);
            last = CANDIDATES;
            continue;
        }
        before_run = found == last ? before_run : length;
        same = found == last ? same + 1 : 1;
        last = found;
        add_text(g->guess, candidates[found].type);
        g->weight += (uint64_t)evidence * (next - start);
        (void)qsm_data_stream_seek(g->stream, next);
        if (same == RUN && take_repeat(g, found, before_run))
            return;
    }
}

static uint64_t read_number(qsm_data_stream *stream, size_t width)
{
    uint16_t small = 0;
    uint32_t medium = 0;
    uint64_t large = 0;
    if (width == sizeof small)
        (void)qsm_data_stream_read_uint16(stream, &small);
    else if (width == sizeof medium)
        (void)qsm_data_stream_read_uint32(stream, &medium);
    else
        (void)qsm_data_stream_read_uint64(stream, &large);
    return large + medium + small;
}

/* Behind a number that is the number of all bytes that follow, zeros at the end or not. */
static bool take_sized(guesser *g, size_t width)
{
    size_t start = qsm_data_stream_position(g->stream);
    size_t left = qsm_data_stream_size(g->stream) - start;
    if (left <= width)
        return false;
    uint64_t number = read_number(g->stream, width);
    if (number > 0 && number <= left - width && start + width + number >= g->end) {
        (void)snprintf(g->guess->types, sizeof g->guess->types, "sized%zu(", width * 8);
        take_values(g);
    }
    if (g->weight > 0) {
        g->weight += FULL * width;
        size_t used = strlen(g->guess->types);
        (void)snprintf(g->guess->types + used, sizeof g->guess->types - used, ")");
        return true;
    }
    g->guess->types[0] = '\0';
    (void)qsm_data_stream_seek(g->stream, start);
    return false;
}

/* Not all was looked at: the evidence is for the bytes up to here. A few bytes say nothing. */
static size_t end_early(guesser *g, size_t start, size_t behind)
{
    enum { LEAST = 4096 };
    size_t least = g->end - start < LEAST ? g->end : start + LEAST;
    g->end = behind > least ? behind : least;
    return g->end;
}

static void make_guess(guesser *g)
{
    size_t start = qsm_data_stream_position(g->stream);
    if (!take_sized(g, 8) && !take_sized(g, 4) && !take_sized(g, 2))
        take_values(g);
    size_t behind = qsm_data_stream_position(g->stream);
    if (is_spent(g) && behind < g->end)
        g->guess->examined = end_early(g, start, behind) - start;
    uint64_t bytes = g->end > start ? g->end - start : 1;
    uint64_t score = g->weight / bytes;
    g->guess->score = score < FULL ? (unsigned)score : FULL;
}

/* Zeros at the end of a segment say nothing. */
static size_t without_zeros(const unsigned char *data, size_t start, size_t size)
{
    while (size > start && data[size - 1] == 0)
        size--;
    return size;
}

static int by_score(const void *one, const void *other)
{
    const tool_guess *a = one;
    const tool_guess *b = other;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->rank < b->rank ? -1 : 1;
}

/* Guesses that differ in the version alone are one: the newest. */
static bool is_new(const tool_guesses *all, const tool_guess *guess)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->guess[i].little == guess->little && strcmp(all->guess[i].types, guess->types) == 0)
            return false;
    }
    return true;
}

qsm_data_stream *tool_guess_open(const tool_guess *guess, const void *data, size_t size)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, size);
    if (stream == NULL)
        return NULL;
    qsm_data_stream_set_version(stream, guess->version);
    qsm_data_stream_set_qt_version(stream, guess->qt);
    if (guess->little)
        qsm_data_stream_set_byte_order(stream, QSM_DATA_STREAM_LITTLE_ENDIAN);
    return stream;
}

static bool guess_with(const unsigned char *data, size_t start, size_t size, size_t end,
                       tool_guess *guess, uint64_t *work)
{
    guesser g = {.guess = guess, .end = end, .tree = qsm_tree_new()};
    g.stream = tool_guess_open(guess, data, size);
    bool ok = g.stream != NULL && g.tree != NULL;
    if (ok) {
        (void)qsm_data_stream_seek(g.stream, start);
        make_guess(&g);
    }
    *work += g.work;
    qsm_data_stream_free(g.stream);
    qsm_tree_free(g.tree);
    return ok;
}

bool tool_guess_types(const unsigned char *data, size_t start, size_t size, bool is_segment,
                      tool_guesses *all)
{
    size_t end = is_segment ? without_zeros(data, start, size) : size;
    all->count = 0;
    all->work = 0;
    for (unsigned i = 0; i < 2 * RELEASES; i++) {
        tool_guess *guess = &all->guess[all->count];
        *guess = (tool_guess){.version = releases[i / 2].version,
                              .qt = releases[i / 2].qt,
                              .little = i % 2 == 1,
                              .rank = i};
        if (!guess_with(data, start, size, end, guess, &all->work))
            return false;
        if (guess->score >= LEAST_SCORE && is_new(all, guess))
            all->count++;
    }
    qsort(all->guess, all->count, sizeof all->guess[0], by_score);
    while (all->count > 1 && 2 * all->guess[all->count - 1].score < all->guess[0].score)
        all->count--;
    return true;
}

void tool_guess_json(tool_json *json, const tool_guess *guess)
{
    tool_json_string(json, "types", guess->types);
    tool_json_integer(json, "version", guess->version);
    tool_json_bool(json, "littleEndian", guess->little);
    tool_json_unsigned(json, "evidence", guess->score);
    if (guess->examined > 0)
        tool_json_unsigned(json, "examined", guess->examined);
}
