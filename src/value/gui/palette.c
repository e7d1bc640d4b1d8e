/* SPDX-License-Identifier: MIT */
/* QPalette: three groups of brushes, more with each version; at version 1 seven colours a group. */
#include "value/gui/gui.h"

enum { GROUPS = 3, SOLID = 1, LAST_OLD_ROLE = 10, OLD_ROLES = 7 };

/* Of version 1. */
static const uint8_t old_roles[OLD_ROLES] = {0, 10, 2, 4, 5, 6, 9};

static const struct {
    int since;
    uint8_t roles;
} versions[] = {{QSM_DATA_STREAM_QT_6_6, 22}, {QSM_DATA_STREAM_QT_5_12, 21},
                {QSM_DATA_STREAM_QT_4_4, 20}, {QSM_DATA_STREAM_QT_3_0, 17},
                {QSM_DATA_STREAM_QT_2_0, 14}, {0, LAST_OLD_ROLE + 1}};

static size_t roles_of(const qsm_coder *c)
{
    size_t i = 0;
    while (c->version < versions[i].since)
        i++;
    return versions[i].roles;
}

/* The role that stands for one that the palette lacks. */
static size_t substitute(size_t role)
{
    enum { TEXT = 6, BASE = 9, HIGHLIGHT = 12, BACKGROUNDS = 1 << 16 | 1 << 18, ACCENT = 21 };
    if (role == ACCENT)
        return HIGHLIGHT;
    return role < ACCENT && (1U << role & BACKGROUNDS) != 0 ? BASE : TEXT;
}

static qsm_brush brush_at(const qsm_palette *palette, size_t group, size_t role)
{
    static const qsm_brush black = {.size = sizeof(qsm_brush),
                                    .style = SOLID,
                                    .color = {QSM_COLOR_RGB, 65535, {0, 0, 0, 0}},
                                    .transform = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}};
    size_t have = role < palette->role_count ? role : substitute(role);
    return have < palette->role_count ? palette->brushes[group * palette->role_count + have]
                                      : black;
}

/* Roles of a group in the stream. */
static size_t coded_roles(const qsm_coder *c)
{
    return c->version == QSM_DATA_STREAM_QT_1_0 ? OLD_ROLES : roles_of(c);
}

/* index: of all roles of all groups. */
static bool code_role(qsm_coder *c, const qsm_palette *palette, qsm_brush *made, size_t index)
{
    bool old = c->version == QSM_DATA_STREAM_QT_1_0;
    size_t group = index / coded_roles(c);
    size_t of_group = index % coded_roles(c);
    size_t role = old ? old_roles[of_group] : of_group;
    qsm_brush brush = {.size = sizeof brush};
    if (!qsm__decoding(c) || old)
        brush = brush_at(palette, group, role);
    bool ok = old ? qsm__code_color(c, &brush.color) : qsm__code_brush(c, &brush);
    if (made != NULL)
        made[group * roles_of(c) + role] = brush;
    return ok;
}

bool qsm__code_palette(qsm_coder *c, qsm_palette *palette)
{
    static const qsm_palette none = {.size = sizeof(qsm_palette)};
    qsm_brush *made = NULL;
    bool ok = true;
    if (qsm__decoding(c)) {
        made = qsm__code_memory(c, GROUPS * roles_of(c), sizeof *made);
        ok = made != NULL;
        *palette = none;
    }
    qsm_loop loop;
    qsm__coder_loop(c, &loop);
    for (size_t i = (size_t)loop.first; i < GROUPS * coded_roles(c); i++) {
        qsm__coder_note(c, &loop, i);
        ok = code_role(c, palette, made, i) && ok;
        if (!ok && c->progress != NULL)
            break; /* bytes are missing: the position does not matter */
    }
    qsm__coder_note(c, &loop, GROUPS * coded_roles(c));
    if (made == NULL)
        return ok;
    for (size_t i = 0; i < GROUPS * roles_of(c); i++) {
        if (made[i].size == 0)
            made[i] = brush_at(&none, 0, 0); /* what version 1 does not have */
    }
    palette->brushes = made;
    palette->role_count = roles_of(c);
    return ok;
}

QSM_TYPE_CODER(palette, qsm_palette)
