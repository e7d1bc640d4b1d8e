/* SPDX-License-Identifier: MIT */
/*
 * What this user may remove on request (qsm gc, qsm rm, qsm_segment_remove() and their like). These
 * rules hold for root, too: root may remove all, so a stranger could name what root removes.
 *
 * The last detach is not such a request: as with Qt, the system's permissions decide there.
 */
#ifndef QSM_IPC_OWNERSHIP_H
#define QSM_IPC_OWNERSHIP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether this user both owns and created a System V object. The creator of an object can give it
 * to another user; so the owner alone proves nothing.
 */
bool qsm__owns(int64_t owner, int64_t creator);

/* Whether the system lets this user remove a System V object. */
bool qsm__may_remove(int64_t owner, int64_t creator);

/*
 * Whether the number of a key file counts: the file is this user's or root's, regular, no link, and
 * has one name. ftok() uses 16 bits of the inode, so a stranger can make a file with the number of
 * any object.
 */
bool qsm__owns_key_file(const char *path);

#endif
