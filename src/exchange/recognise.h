/* SPDX-License-Identifier: MIT */
/*
 * What the bytes of a segment seem to be. The bytes are a private copy: nobody changes them. They
 * come from strangers: no length in them is believed before it is compared with the bytes.
 */
#ifndef QSM_EXCHANGE_RECOGNISE_H
#define QSM_EXCHANGE_RECOGNISE_H

#include <qsm/exchange.h>

/* The first bytes of a segment, and the size of the segment. */
typedef struct qsm_contents {
    const unsigned char *bytes;
    size_t size;
    uint64_t whole;
} qsm_contents;

/* of->size is not 0. Fills in every field of content except its size. */
void qsm__recognise(const qsm_contents *of, qsm_segment_content *content);

/* Longer than any description. */
enum { QSM_CONTENT_TEXT_SIZE = 200 };

/* qsm_segment_content_to_string() without memory of its own. */
void qsm__content_describe(const qsm_segment_content *content, char text[QSM_CONTENT_TEXT_SIZE]);

/* ---- parts of it ---- */

/* The number at a byte; 0 if it is not there. */
static inline uint32_t qsm__contents_u32(const qsm_contents *of, size_t at, bool little)
{
    uint32_t number = 0;
    if (at > of->size || of->size - at < 4)
        return 0;
    for (size_t i = 0; i < 4; i++)
        number = number << 8U | of->bytes[at + (little ? 3 - i : i)];
    return number;
}

/*
 * The Qt type before byte `end` that a stream of QDataStream can have there. NULL: none that is
 * known.
 */
const char *qsm__contents_before(const qsm_contents *of, size_t end);

/* Whether the contents are text, alone or in a QString, QByteArray or QVariant. */
bool qsm__recognise_text(const qsm_contents *of, qsm_segment_content *content);

#endif
