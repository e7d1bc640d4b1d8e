/* SPDX-License-Identifier: MIT */
/*
 * Names of colours in XPM. Qt has the colours of X11, and ignores spaces in a name. gdk-pixbuf has
 * the colours of CSS, which differ for gray, green, maroon and purple.
 */
#ifndef QSM_TOOL_XPM_COLORS_H
#define QSM_TOOL_XPM_COLORS_H

#include <stddef.h>

/*
 * A copy of an XPM file, in which these names are numbers and no name has spaces. The caller frees
 * it. NULL: out of memory.
 */
char *tool_xpm_colors(const char *data, size_t size, size_t *new_size);

#endif
