/* SPDX-License-Identifier: MIT */
/* The image and the colour space that replace NULL. */
#include <errno.h>

#include "image/image_data.h"

const qsm_color_space qsm__no_color_space = {.size = sizeof(qsm_color_space)};

const qsm_image *qsm__image_given(const qsm_image *image)
{
    static const qsm_image no_image = {.color_space = {.size = sizeof(qsm_color_space)}};
    if (image != NULL)
        return image;
    errno = EINVAL;
    return &no_image;
}
