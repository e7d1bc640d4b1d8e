/* SPDX-License-Identifier: MIT */
/*
 * What the files of the image object offer each other.
 */
#ifndef QSM_IMAGE_IMAGE_PARTS_H
#define QSM_IMAGE_IMAGE_PARTS_H

#include "image/image_data.h"

/* image_text.c. Copying replaces what was there; false: no memory. */
void qsm__image_clear_texts(qsm_image *image);
bool qsm__image_copy_texts(qsm_image *to, const qsm_image *from);

/* image_profile.c: the ICC profile with its name. */
void qsm__image_clear_profile(qsm_image *image);
bool qsm__image_copy_profile(qsm_image *to, const qsm_image *from);
bool qsm__image_profile_name_is_good(const char *name);

/* image.c: everything that travels beside pixels and colour table. */
bool qsm__image_copy_description(qsm_image *to, const qsm_image *from);

#endif
