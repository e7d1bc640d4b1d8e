/* SPDX-License-Identifier: MIT */
/* QUuid: as printed, but the first three groups are integers in the stream's byte order. */
#include "value/core/core.h"

static uint32_t join(const uint8_t *bytes, size_t count)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static void split(uint8_t *bytes, size_t count, uint32_t value)
{
    for (size_t i = count; i-- > 0; value >>= 8)
        bytes[i] = (uint8_t)(value & 0xff);
}

bool qsm__code_uuid(qsm_coder *c, qsm_uuid *uuid)
{
    uint32_t first = join(uuid->bytes, 4);
    uint16_t second = (uint16_t)join(uuid->bytes + 4, 2);
    uint16_t third = (uint16_t)join(uuid->bytes + 6, 2);
    bool ok = qsm__code_u32(c, &first);
    ok = qsm__code_u16(c, &second) && ok;
    ok = qsm__code_u16(c, &third) && ok;
    for (size_t i = 8; i < 16; i++)
        ok = qsm__code_u8(c, &uuid->bytes[i]) && ok;
    split(uuid->bytes, 4, first);
    split(uuid->bytes + 4, 2, second);
    split(uuid->bytes + 6, 2, third);
    if (!ok && qsm__decoding(c))
        *uuid = (qsm_uuid){{0}}; /* Qt takes its bytes at once, or none */
    return ok;
}

QSM_TYPE_CODER(uuid, qsm_uuid)
