/* SPDX-License-Identifier: MIT */
/*
 * QHostAddress as text: "192.168.1.20", "fe80::1%eth0". "" is the null address, and "any" the
 * address of all protocols.
 */
#include <stdio.h>
#include <string.h>

#include "value/core/core.h"
#include "value/json/structs.h"

enum { GROUPS = 8, TEXT = 64 };

static const char any[] = "any";

/* The longest run of groups that are 0, of two at least. *length 0: there is none. */
static size_t longest_zeros(const unsigned groups[GROUPS], size_t *length)
{
    size_t best = 0;
    *length = 0;
    for (size_t i = 0; i < GROUPS; i++) {
        size_t end = i;
        while (end < GROUPS && groups[end] == 0)
            end++;
        if (end - i > 1 && end - i > *length) {
            best = i;
            *length = end - i;
        }
    }
    return best;
}

static void print_ipv6(char out[TEXT], const uint8_t bytes[2 * GROUPS])
{
    unsigned groups[GROUPS];
    size_t zeros;
    for (size_t i = 0; i < GROUPS; i++)
        groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    size_t first = longest_zeros(groups, &zeros);
    size_t used = 0;
    for (size_t i = 0; i < GROUPS; i++) {
        bool skipped = zeros > 0 && i == first;
        if (skipped)
            used += (size_t)snprintf(out + used, TEXT - used, "::");
        if (skipped)
            i += zeros - 1;
        else
            used +=
                (size_t)snprintf(out + used, TEXT - used, "%s%x",
                                 i > 0 && !(zeros > 0 && i == first + zeros) ? ":" : "", groups[i]);
    }
}

/* One group, after the colon before it. NULL: no group. */
static const char *parse_group(const char *at, const char *end, unsigned *group)
{
    const char *start = at;
    *group = 0;
    for (; at < end && at - start < 4 && qsm__json_hex_value(*at) >= 0; at++)
        *group = *group << 4 | (unsigned)qsm__json_hex_value(*at);
    return at > start ? at : NULL;
}

/* Groups with a colon between them, and "::" once. */
static bool parse_ipv6(const char *at, const char *end, uint8_t bytes[2 * GROUPS])
{
    unsigned groups[GROUPS];
    size_t count = 0;
    size_t gap = SIZE_MAX;
    while (at < end) {
        bool is_gap = end - at >= 2 && at[0] == ':' && at[1] == ':';
        if (is_gap && gap != SIZE_MAX)
            return false;
        if (is_gap) {
            gap = count;
            at += 2;
        } else if (count > 0) {
            if (*at++ != ':')
                return false;
        }
        if (is_gap && at == end)
            break;
        at = count < GROUPS ? parse_group(at, end, &groups[count]) : NULL;
        if (at == NULL)
            return false;
        count++;
    }
    if (gap == SIZE_MAX ? count != GROUPS : count == GROUPS)
        return false;
    memset(bytes, 0, sizeof groups / sizeof groups[0] * 2);
    for (size_t i = 0; i < count; i++) {
        size_t to = gap != SIZE_MAX && i >= gap ? i + GROUPS - count : i;
        bytes[2 * to] = (uint8_t)(groups[i] >> 8);
        bytes[2 * to + 1] = (uint8_t)groups[i];
    }
    return true;
}

static bool parse_ipv4(const char *at, const char *end, uint32_t *address)
{
    *address = 0;
    for (int i = 0; i < 4; i++) {
        unsigned number = 0;
        const char *start;
        if (i > 0 && (at == end || *at++ != '.'))
            return false;
        for (start = at; at < end && at - start < 3 && *at >= '0' && *at <= '9'; at++)
            number = number * 10 + (unsigned)(*at - '0');
        if (at == start || number > 255)
            return false;
        *address = *address << 8 | number;
    }
    return at == end;
}

static bool parse(qsm_host_address *value, qsm_text text)
{
    const char *end = text.data + text.size;
    const char *percent = memchr(text.data, '%', text.size);
    *value = (qsm_host_address){.protocol = QSM_HOST_ADDRESS_UNKNOWN};
    if (text.size == 0)
        return true;
    if (text.size == sizeof any - 1 && memcmp(text.data, any, text.size) == 0) {
        value->protocol = QSM_HOST_ADDRESS_ANY;
        return true;
    }
    if (memchr(text.data, ':', text.size) == NULL) {
        value->protocol = QSM_HOST_ADDRESS_IPV4;
        return parse_ipv4(text.data, end, &value->ipv4);
    }
    value->protocol = QSM_HOST_ADDRESS_IPV6;
    if (percent != NULL)
        value->scope_id = (qsm_text){percent + 1, (size_t)(end - percent) - 1};
    return parse_ipv6(text.data, percent != NULL ? percent : end, value->ipv6);
}

static bool print(qsm_json *j, const qsm_host_address *value)
{
    char text[TEXT] = "";
    unsigned address = value->ipv4;
    if (value->protocol == QSM_HOST_ADDRESS_IPV4)
        (void)snprintf(text, sizeof text, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
                       address >> 8 & 255, address & 255);
    else if (value->protocol == QSM_HOST_ADDRESS_ANY)
        memcpy(text, any, sizeof any);
    else if (value->protocol == QSM_HOST_ADDRESS_IPV6)
        print_ipv6(text, value->ipv6);
    size_t size = strlen(text);
    char *whole = qsm__arena_take(&j->tree->arena, size + value->scope_id.size + 2);
    if (whole == NULL)
        return qsm__json_no_memory(j);
    (void)snprintf(whole, size + 1, "%s", text);
    if (value->protocol == QSM_HOST_ADDRESS_IPV6 && value->scope_id.data != NULL) {
        whole[size++] = '%';
        memcpy(whole + size, value->scope_id.data, value->scope_id.size);
        size += value->scope_id.size;
    }
    return qsm_variant_set_text(j->node, (qsm_text){whole, size}) || qsm__json_no_memory(j);
}

bool qsm__json_host_address(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_text text;
    (void)type;
    if (!j->making)
        return print(j, value);
    if (!qsm__json_text(j, &text))
        return false;
    bool ok = text.data != NULL && parse(value, text);
    return ok || qsm__json_fail(j, "an address is needed: \"192.168.1.20\"");
}
