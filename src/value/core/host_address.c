/* SPDX-License-Identifier: MIT */
/* QHostAddress of QtNetwork: a protocol, then what the protocol has. */
#include "value/core/core.h"

static bool code_ipv6(qsm_coder *c, qsm_host_address *value)
{
    bool ok = true;
    for (size_t i = 0; i < sizeof value->ipv6; i++)
        ok = qsm__code_u8(c, &value->ipv6[i]) && ok;
    return qsm__code_text(c, &value->scope_id) && ok;
}

static bool unknown(qsm_coder *c, size_t start, int protocol)
{
    qsm_data_stream_status_code status =
        qsm__decoding(c) ? QSM_DATA_STREAM_READ_CORRUPT_DATA : QSM_DATA_STREAM_WRITE_FAILED;
    return qsm__coder_fail(c, status, start, "a QHostAddress: %d is no protocol of Qt", protocol);
}

bool qsm__code_host_address(qsm_coder *c, qsm_host_address *value)
{
    size_t start = qsm__stream_position(c->stream);
    bool ok = qsm__code_i8(c, &value->protocol);
    switch (value->protocol) {
    case QSM_HOST_ADDRESS_IPV4:
        return qsm__code_u32(c, &value->ipv4) && ok;
    case QSM_HOST_ADDRESS_IPV6:
        return code_ipv6(c, value) && ok;
    case QSM_HOST_ADDRESS_ANY:
    case QSM_HOST_ADDRESS_UNKNOWN:
        return ok;
    default:
        return unknown(c, start, value->protocol);
    }
}

QSM_TYPE_CODER(host_address, qsm_host_address)
