/* SPDX-License-Identifier: MIT */
#ifndef TEXTURE_H
#define TEXTURE_H

#include <gdk/gdk.h>

#include <qsm/image.h>

/*
 * A texture of an image, without a copy: the texture uses the image's buffer, and frees the image.
 * It needs no screen. NULL: no memory; the image is freed, too.
 */
GdkTexture *texture_from_image(qsm_image *image);

#endif
