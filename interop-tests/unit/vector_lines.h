/* SPDX-License-Identifier: MIT */
/* The lines of data/value_vectors.txt: columns with tabs between them. */
#ifndef QSM_UNIT_VECTOR_LINES_H
#define QSM_UNIT_VECTOR_LINES_H

#include <stdio.h>
#include <string.h>

#include "suite.h"

enum { QSM_VECTOR_LINE = 1 << 15, QSM_VECTOR_COLUMNS = 9 };

/* Splits a line at its tabs, into most columns. Returns their number. */
static inline int qsm_split_line(char *line, char **columns, int most)
{
    int count = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *at = line; at != NULL && count < most;) {
        columns[count++] = at;
        at = strchr(at, '\t');
        if (at != NULL)
            *at++ = '\0';
    }
    return count;
}

/* Calls check for each line of the kind 'W' or 'R'. Returns their number. */
static inline unsigned qsm_vector_lines(char kind, void (*check)(char *columns[QSM_VECTOR_COLUMNS]))
{
    static char line[QSM_VECTOR_LINE];
    char *columns[QSM_VECTOR_COLUMNS];
    unsigned lines = 0;
    FILE *file = fopen(QSM_TEST_DATA "/value_vectors.txt", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] != kind)
            continue;
        CU_ASSERT_EQUAL_FATAL(qsm_split_line(line, columns, QSM_VECTOR_COLUMNS),
                              kind == 'W' ? 8 : 9);
        check(columns);
        lines++;
    }
    fclose(file);
    return lines;
}

/* The bytes of a column: pairs of hexadecimal digits, ".." as 0; "-": none. Returns their number.
 */
static inline size_t qsm_vector_bytes(const char *text, unsigned char *bytes)
{
    size_t size = 0;
    for (; text[0] != '\0' && text[0] != '-'; text += 2) {
        unsigned byte = 0;
        (void)sscanf(text, "%2x", &byte);
        bytes[size++] = (unsigned char)byte;
    }
    return size;
}

/* The first release of a column, as qsm_data_stream_set_qt_version() takes it. */
static inline int qsm_vector_qt(const char *text)
{
    int part[3] = {0};
    (void)sscanf(text, "%d.%d.%d", &part[0], &part[1], &part[2]);
    return part[0] << 16 | part[1] << 8 | part[2];
}

#endif
