/* SPDX-License-Identifier: MIT */
/*
 * The table of types against QMetaType of a real Qt: each id that Qt knows is a row, with its name;
 * each row is a type of Qt; each name finds its id; a QVariant begins with the id of each version,
 * and its value has at least the bytes that the table promises. usage: diff_types PEER [widgets]
 */
#include <stdio.h>
#include <string.h>

#include "qt_link.h"
#include "value/types.h"

enum {
    QT_6 = 0x060000,
    LAST_ID = 0x2100,
    LAST_ID_QT5 = 1023,
    FIRST_QT5_ID = 1,
    MOST_BYTES = 4096,
    NULL_FLAG_VERSION = 8
};

/* What Qt says of an id. */
typedef struct answer {
    char name[MOST_BYTES];
    uint32_t operators;
    uint32_t size;
    unsigned char bytes[MOST_BYTES];
} answer;

static qt_link *qt;
static int release;
static int newest; /* stream version of this Qt */
static unsigned long failures;
static unsigned long checks;
static unsigned long aliases; /* that Qt knows */
static bool has_widgets;      /* the peer is linked to QtWidgets */

static void check(bool good, const char *name, const char *what, long found, long wanted)
{
    checks++;
    if (good)
        return;
    failures++;
    printf("%s: %s: %ld, with Qt %ld\n", name, what, found, wanted);
}

static uint32_t receive(void)
{
    uint32_t number;
    qt_receive(qt, &number, sizeof number);
    return number;
}

static uint32_t receive_bytes(void *bytes)
{
    uint32_t size = receive();
    char rest;
    for (uint32_t i = 0; i < size; i++)
        qt_receive(qt, i < MOST_BYTES ? (char *)bytes + i : &rest, 1);
    return size;
}

static void send(uint32_t first, uint32_t second)
{
    qt_send(qt, &first, sizeof first);
    qt_send(qt, &second, sizeof second);
}

static uint32_t id_of_name(const char *name, size_t size)
{
    send(1, (uint32_t)size);
    qt_send(qt, name, size);
    qt_await(qt);
    return receive();
}

/* False: Qt has no such id. */
static bool ask(uint32_t id, int version, answer *given)
{
    uint32_t number = (uint32_t)version;
    send(2, id);
    qt_send(qt, &number, sizeof number);
    qt_await(qt);
    uint32_t size = receive_bytes(given->name);
    if (size == 0)
        return false;
    given->name[size < MOST_BYTES ? size : MOST_BYTES - 1] = '\0';
    given->operators = receive();
    given->size = receive_bytes(given->bytes);
    return true;
}

/* The id in this Qt; 0: it has none. */
static uint32_t own_id(const qsm_type *type)
{
    int32_t id = release >= QT_6 ? type->id : type->id_qt5;
    bool here = id != QSM_TYPE_USER && type->since <= release;
    return here ? (uint32_t)id : 0;
}

/* Qt must find the id by the name, and no other id by an alias. It does not know all aliases. */
static void check_names(const qsm_type *type)
{
    long id = (long)own_id(type);
    long found = id_of_name(type->name, strlen(type->name));
    check(found == id || (found == 0 && release < QT_6), type->name, "id of the name", id, found);
    for (const char *at = type->aliases; at != NULL;) {
        size_t length = qsm__type_alias_length(at);
        found = id_of_name(at, length);
        check(found == id || found == 0, at, "id of the alias", id, found);
        aliases += found == id;
        check(qsm__type_by_name(&qsm__qt_types, at, length) == type, at, "row of the alias", 0, id);
        at = at[length] == ',' ? at + length + 1 : NULL;
    }
}

/* The header of a QVariant at a version, and the least size of the value. */
static void check_version(const qsm_type *type, int version)
{
    static answer theirs;
    int32_t known = qsm__type_id(type, version, release);
    bool by_name = known == QSM_TYPE_USER;
    uint32_t wanted = by_name ? qsm__type_user_id(version) : known < 0 ? 0 : (uint32_t)known;
    if (!ask(own_id(type), version, &theirs) || theirs.size < 4) {
        check(false, type->name, "bytes of a QVariant", version, (long)theirs.size);
        return;
    }
    uint32_t id = (uint32_t)theirs.bytes[0] << 24 | (uint32_t)theirs.bytes[1] << 16 |
                  (uint32_t)theirs.bytes[2] << 8 | theirs.bytes[3];
    char what[64];
    (void)snprintf(what, sizeof what, "id at version %d", version);
    check(id == wanted, type->name, what, (long)wanted, (long)id);
    size_t head = 4U + (version >= NULL_FLAG_VERSION) + (by_name ? 5 + strlen(theirs.name) : 0U);
    if (known >= 0)
        check(theirs.size >= head + qsm__type_least(type, version), type->name, "least size",
              (long)qsm__type_least(type, version), (long)theirs.size - (long)head);
}

static bool is_without_widgets(const qsm_type *type)
{
    return !has_widgets && strcmp(type->name, "QSizePolicy") == 0;
}

static void check_type(const qsm_type *type)
{
    static answer theirs;
    uint32_t id = own_id(type);
    if (id == 0 || is_without_widgets(type))
        return;
    if (!ask(id, newest, &theirs)) {
        check(false, type->name, "the id", (long)id, 0);
        return;
    }
    bool same = strcmp(theirs.name, type->name) == 0;
    check(same || release < QT_6, type->name, "another name than in Qt", (long)id, (long)id);
    check_names(type);
    bool operators = type->kind != QSM_KIND_INVALID && type->kind != QSM_KIND_NOTHING;
    if (type->kind != QSM_KIND_NOTHING)
        check(operators == (theirs.operators != 0), type->name, "stream operators", operators,
              (long)theirs.operators);
    for (int version = 1; operators && version <= newest; version++)
        check_version(type, version);
}

/* Every id of Qt is a row, and nothing else is. */
static void check_ids(void)
{
    static answer theirs;
    uint32_t last = release >= QT_6 ? LAST_ID : LAST_ID_QT5;
    for (uint32_t id = FIRST_QT5_ID; id <= last; id++) {
        const qsm_type *type = qsm__type_by_id(&qsm__qt_types, id, newest, release);
        bool theirs_is = ask(id, newest, &theirs);
        if (type != NULL && is_without_widgets(type))
            continue;
        check((type != NULL) == theirs_is, theirs_is ? theirs.name : "id", "row of the id",
              type != NULL ? (long)id : 0, theirs_is ? (long)id : 0);
    }
}

int main(int argc, char **argv)
{
    static const int versions[][2] = {{0x060b00, 24}, {0x060a00, 23}, {0x060700, 22},
                                      {0x060600, 21}, {QT_6, 20},     {0, 19}};
    bool more = true;
    if (argc < 2)
        return 2;
    has_widgets = argc > 2 && strcmp(argv[2], "widgets") == 0;
    qt = qt_start(argv[1]);
    release = (int)receive();
    size_t row = 0;
    while (release < versions[row][0])
        row++;
    newest = versions[row][1];
    check_ids();
    for (size_t i = 0; more; i++) {
        const qsm_type *type = qsm__type_at(&qsm__qt_types, i, &more);
        if (type != NULL && type->kind != QSM_KIND_TEMPLATE)
            check_type(type);
    }
    qt_stop(qt);
    printf("Qt %x: %lu checks, %lu aliases, %lu failures\n", (unsigned)release, checks, aliases,
           failures);
    return failures == 0 && checks > 2000 && aliases > 10 ? 0 : 1;
}
