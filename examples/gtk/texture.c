/* SPDX-License-Identifier: MIT */
#include "texture.h"

/* QImage's formats that GDK 4.8 has, too. All streams give one of them, or few colours. */
static const struct {
    qsm_image_format_code qt;
    GdkMemoryFormat gdk;
} formats[] = {
    {QSM_IMAGE_FORMAT_RGB32, GDK_MEMORY_DEFAULT}, /* the unused byte of a picture read is 255 */
    {QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED, GDK_MEMORY_DEFAULT},
    {QSM_IMAGE_FORMAT_ARGB32,
     G_BYTE_ORDER == G_LITTLE_ENDIAN ? GDK_MEMORY_B8G8R8A8 : GDK_MEMORY_A8R8G8B8},
    {QSM_IMAGE_FORMAT_RGB888, GDK_MEMORY_R8G8B8},
    {QSM_IMAGE_FORMAT_RGBA8888, GDK_MEMORY_R8G8B8A8},
    {QSM_IMAGE_FORMAT_RGBA64, GDK_MEMORY_R16G16B16A16},
};

static bool find_format(qsm_image_format_code qt, GdkMemoryFormat *gdk)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (formats[i].qt == qt) {
            *gdk = formats[i].gdk;
            return true;
        }
    }
    return false;
}

static void free_image(void *image)
{
    qsm_image_free(image);
}

GdkTexture *texture_from_image(qsm_image *image)
{
    GdkMemoryFormat format = GDK_MEMORY_R8G8B8A8;
    if (!find_format(qsm_image_format(image), &format)) {
        /* A colour table, gray, few bits: only these cost a copy. */
        qsm_image *converted = qsm_image_convert_to(image, QSM_IMAGE_FORMAT_RGBA8888);
        qsm_image_free(image);
        if (converted == NULL)
            return NULL;
        image = converted;
    }
    GBytes *bytes = g_bytes_new_with_free_func(qsm_image_const_bits(image),
                                               qsm_image_size_in_bytes(image), free_image, image);
    GdkTexture *texture =
        gdk_memory_texture_new(qsm_image_width(image), qsm_image_height(image), format, bytes,
                               (gsize)qsm_image_bytes_per_line(image));
    g_bytes_unref(bytes);
    return texture;
}
