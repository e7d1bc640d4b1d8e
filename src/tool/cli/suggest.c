/* SPDX-License-Identifier: MIT */
#include "tool/cli/suggest.h"

#include <string.h>

/* Longer words are no typing errors of names. */
enum { LONGEST = 31, LETTERS_PER_CHANGE = 3 };

static unsigned smaller(unsigned one, unsigned other)
{
    return one < other ? one : other;
}

/* The rows of the table of distances between the beginnings of two words. */
typedef struct rows {
    unsigned before[LONGEST + 1]; /* two rows above */
    unsigned above[LONGEST + 1];
    unsigned now[LONGEST + 1];
} rows;

static void fill_row(rows *table, const char *word, size_t row, const char *name, size_t columns)
{
    table->now[0] = (unsigned)row;
    for (size_t column = 1; column <= columns; column++) {
        unsigned differs = word[row - 1] != name[column - 1];
        unsigned least = smaller(table->above[column], table->now[column - 1]) + 1;
        least = smaller(least, table->above[column - 1] + differs);
        if (row > 1 && column > 1 && word[row - 1] == name[column - 2] &&
            word[row - 2] == name[column - 1])
            least = smaller(least, table->before[column - 2] + 1);
        table->now[column] = least;
    }
}

static unsigned changes_between(const char *word, size_t length, const char *name, size_t columns)
{
    rows table = {{0}, {0}, {0}};
    for (size_t column = 0; column <= columns; column++)
        table.now[column] = (unsigned)column;
    for (size_t row = 1; row <= length; row++) {
        memcpy(table.before, table.above, sizeof table.before);
        memcpy(table.above, table.now, sizeof table.above);
        fill_row(&table, word, row, name, columns);
    }
    return table.now[columns];
}

void tool_suggest(tool_suggestion *suggestion, const char *name)
{
    size_t columns = strlen(name);
    size_t length = suggestion->length;
    if (length == 0 || length > LONGEST || columns > LONGEST)
        return;
    unsigned changes = length > 1 && strncmp(suggestion->word, name, length) == 0
                           ? 1
                           : changes_between(suggestion->word, length, name, columns);
    size_t longer = length > columns ? length : columns;
    if (changes > (longer + LETTERS_PER_CHANGE - 1) / LETTERS_PER_CHANGE || changes >= longer ||
        (suggestion->best != NULL && changes >= suggestion->changes))
        return;
    suggestion->best = name;
    suggestion->changes = changes;
}
