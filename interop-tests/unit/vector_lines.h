/* SPDX-License-Identifier: MIT */
/* Lines of data/value_vectors.txt: columns with tabs between them. */
#ifndef QSM_UNIT_VECTOR_LINES_H
#define QSM_UNIT_VECTOR_LINES_H

#include <string.h>

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

#endif
