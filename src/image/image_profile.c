/* SPDX-License-Identifier: MIT */
/* The colour space of an image. The library stores profiles and does not interpret them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_parts.h"
#include "stream/unicode.h"

enum { LONGEST_NAME = 79 }; /* PNG's limit */

const qsm_color_space *qsm_image_color_space(const qsm_image *image)
{
    return &qsm__image_given(image)->color_space;
}

void qsm__image_clear_profile(qsm_image *image)
{
    free(image->icc_profile);
    free(image->icc_name);
    image->icc_profile = NULL;
    image->icc_name = NULL;
    image->icc_size = 0;
}

const void *qsm_image_icc_profile(const qsm_image *image, size_t *size, const char **name)
{
    const qsm_image *self = qsm__image_given(image);
    if (size != NULL)
        *size = self->icc_size;
    if (name != NULL)
        *name = self->icc_name;
    return self->icc_profile;
}

/*
 * Whether PNG accepts the name: printable Latin-1, no space at the start or end, no two spaces
 * together.
 */
bool qsm__image_profile_name_is_good(const char *name)
{
    const char *end = name + strlen(name);
    size_t length = 0;
    uint32_t before = ' ';
    for (; name < end; length++) {
        uint32_t c = qsm__utf8_next(&name, end);
        bool printable = (c >= 0x20 && c <= 0x7e) || (c >= 0xa1 && c <= 0xff);
        if (!printable || (c == ' ' && before == ' '))
            return false;
        before = c;
    }
    return length <= LONGEST_NAME && before != ' ';
}

bool qsm__image_set_profile(qsm_image *image, const char *name, const void *profile, size_t size)
{
    if (size == 0) {
        qsm__image_clear_profile(image);
        return true;
    }
    size_t name_size = strlen(name) + 1;
    char *name_copy = malloc(name_size);
    unsigned char *copy = malloc(size);
    if (name_copy == NULL || copy == NULL) {
        free(name_copy);
        free(copy);
        return false;
    }
    memcpy(name_copy, name, name_size);
    memcpy(copy, profile, size);
    qsm__image_clear_profile(image);
    image->icc_name = name_copy;
    image->icc_profile = copy;
    image->icc_size = size;
    return true;
}

bool qsm__image_copy_profile(qsm_image *to, const qsm_image *from)
{
    if (from->icc_profile != NULL)
        return qsm__image_set_profile(to, from->icc_name, from->icc_profile, from->icc_size);
    qsm__image_clear_profile(to);
    return true;
}

bool qsm_image_set_icc_profile(qsm_image *image, const char *name, const void *profile, size_t size)
{
    if (qsm__image_given(image) != image)
        return false;
    if (profile == NULL || size == 0) {
        qsm__image_clear_profile(image);
        image->color_space = qsm__no_color_space;
        return true;
    }
    if (name == NULL || name[0] == '\0')
        name = "Custom";
    if (image->bits == NULL || !qsm__image_profile_name_is_good(name)) {
        errno = EINVAL;
        return false;
    }
    if (!qsm__image_set_profile(image, name, profile, size))
        return false;
    image->color_space = qsm__no_color_space;
    image->color_space.source = QSM_COLOR_SPACE_ICC;
    return true;
}
