/* SPDX-License-Identifier: MIT */
/* Functions that the files of the image object share. */
#ifndef QSM_IMAGE_IMAGE_PARTS_H
#define QSM_IMAGE_IMAGE_PARTS_H

#include "image/image_data.h"

/* image_text.c. A copy replaces the old texts. False when out of memory. */
void qsm__image_clear_texts(qsm_image *image);
bool qsm__image_copy_texts(qsm_image *to, const qsm_image *from);

/* image_profile.c: the ICC profile with its name. */
void qsm__image_clear_profile(qsm_image *image);
/* Replaces profile and name by copies; size 0: by none. Does not set the colour space. */
bool qsm__image_set_profile(qsm_image *image, const char *name, const void *profile, size_t size);
bool qsm__image_copy_profile(qsm_image *to, const qsm_image *from);
bool qsm__image_profile_name_is_good(const char *name);

/* image.c: copies all metadata. */
bool qsm__image_copy_description(qsm_image *to, const qsm_image *from);

#endif
