/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/text.h
 * Text and bytes with a length. A stream, a tree or the program owns them.
 *
 * Text is UTF-8, with one addition: QString can hold half of a surrogate pair (U+D800-U+DFFF). Such
 * a half has the three bytes of its number. So each QString has exactly one text. Text may contain
 * U+0000. Most programs never see such text: see qsm_text_is_utf8().
 *
 * Threads, fork, signals: no function changes anything.
 */
#ifndef QSM_TEXT_H
#define QSM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QString. Text that the library hands out has a NUL byte behind it. @since 0.2 */
typedef struct qsm_text {
    const char *data; /**< NULL: the null string */
    size_t size;      /**< in bytes, without the NUL byte */
} qsm_text;

/** A QByteArray. @since 0.2 */
typedef struct qsm_bytes {
    const void *data; /**< NULL: the null array */
    size_t size;      /**< in bytes */
} qsm_bytes;

/** The text of a NUL-terminated string. NULL: the null string. @since 0.2 */
QSM_API qsm_text qsm_text_of(const char *nul_terminated);

/** Whether the text is UTF-8: it contains no half of a surrogate pair. @since 0.2 */
QSM_API bool qsm_text_is_utf8(qsm_text text);

/** Whether the bytes are text as this header describes it. @since 0.2 */
QSM_API bool qsm_text_is_valid(qsm_text text);

/**
 * A copy in UTF-8: U+FFFD stands for each half of a surrogate pair.
 * @return NUL-terminated memory for qsm_free(); NULL for the null string, and (errno ENOMEM) when
 *         out of memory.
 * @since 0.2
 */
QSM_API char *qsm_text_copy_utf8(qsm_text text);

/**
 * Compares as QString does, by UTF-16 units. Null and empty text are equal.
 * @return a number below, equal to or above 0.
 * @since 0.2
 */
QSM_API int qsm_text_compare(qsm_text a, qsm_text b);

#ifdef __cplusplus
}
#endif

#endif
