/* SPDX-License-Identifier: MIT */
/*
 * gdk-pixbuf is loaded when a file needs it. So no other command waits for it to start, and the
 * command runs on machines without it.
 */
#include "tool/pixbuf.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "tool/max_bytes.h"
#include "tool/xpm_colors.h"

enum { PIXEL = 4 };

/* ---- the functions of gdk-pixbuf, and of GLib below it -----------------------------------------
 */

#define FUNCTIONS(X)                                                                               \
    X(get_formats, gdk_pixbuf_get_formats)                                                         \
    X(format_name, gdk_pixbuf_format_get_name)                                                     \
    X(format_is_disabled, gdk_pixbuf_format_is_disabled)                                           \
    X(loader_new, gdk_pixbuf_loader_new_with_type)                                                 \
    X(loader_set_size, gdk_pixbuf_loader_set_size)                                                 \
    X(loader_write, gdk_pixbuf_loader_write)                                                       \
    X(loader_close, gdk_pixbuf_loader_close)                                                       \
    X(loader_pixels, gdk_pixbuf_loader_get_pixbuf)                                                 \
    X(width, gdk_pixbuf_get_width)                                                                 \
    X(height, gdk_pixbuf_get_height)                                                               \
    X(line, gdk_pixbuf_get_rowstride)                                                              \
    X(channels, gdk_pixbuf_get_n_channels)                                                         \
    X(bytes, gdk_pixbuf_read_pixels)                                                               \
    X(option, gdk_pixbuf_get_option)                                                               \
    X(from_data, gdk_pixbuf_new_from_data)                                                         \
    X(save_to_buffer, gdk_pixbuf_save_to_buffer)                                                   \
    X(connect, g_signal_connect_data)                                                              \
    X(unref, g_object_unref)                                                                       \
    X(clear_error, g_clear_error)                                                                  \
    X(decode_base64, g_base64_decode)                                                              \
    X(to_number, g_ascii_strtod)                                                                   \
    X(free_list, g_slist_free)                                                                     \
    X(free_memory, g_free)

/* A member's name cannot stand in parentheses.
 * NOLINTNEXTLINE(bugprone-macro-parentheses) */
#define MEMBER(name, function) __typeof__(function) *name;
#define ROW(name, function) {#function, offsetof(functions, name)},

typedef struct functions {
    FUNCTIONS(MEMBER)
} functions;

static const struct {
    const char *name;
    size_t offset;
} rows[] = {FUNCTIONS(ROW)};

/* dlsym() gives the address of a function as that of an object. */
static bool find_all(void *library, functions *found)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *symbol = dlsym(library, rows[i].name);
        if (symbol == NULL)
            return false;
        memcpy((char *)found + rows[i].offset, &symbol, sizeof symbol);
    }
    return true;
}

/* NULL: gdk-pixbuf is not installed. It stays loaded: GLib cannot be unloaded. */
static const functions *gdk(void)
{
    static functions found;
    static enum { UNKNOWN, THERE, MISSING } state;
    if (state == UNKNOWN) {
        void *library = dlopen(QSM_GDK_PIXBUF_LIBRARY, RTLD_NOW | RTLD_NODELETE);
        state = library != NULL && find_all(library, &found) ? THERE : MISSING;
    }
    return state == THERE ? &found : NULL;
}

/* ---- formats -----------------------------------------------------------------------------------
 */

/* Only these loaders are asked: the bytes of a stranger get no more code than they need. */
static const char *const formats[] = {"jpeg", "xpm", "gif", "webp", "tiff"};

static bool has_loader(const char *format)
{
    GSList *all = gdk() != NULL ? gdk()->get_formats() : NULL;
    bool found = false;
    for (const GSList *at = all; at != NULL && !found; at = at->next) {
        char *name = gdk()->format_name(at->data);
        found = strcmp(name, format) == 0 && !gdk()->format_is_disabled(at->data);
        gdk()->free_memory(name);
    }
    if (all != NULL)
        gdk()->free_list(all);
    return found;
}

bool tool_pixbuf_reads(const char *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i], format) == 0)
            return has_loader(format);
    return false;
}

bool tool_pixbuf_writes(const char *format)
{
    return strcmp(format, "jpeg") == 0 && has_loader(format);
}

/* ---- reading --------------------------------------------------------------------------------- */

typedef struct size_check {
    uint64_t most;
    bool too_large;
} size_check;

/* A loader tells the size before it allocates the pixels. The size 0 ends it. */
static void check_size(GdkPixbufLoader *loader, int width, int height, void *context)
{
    size_check *check = context;
    check->too_large = (uint64_t)width * (uint64_t)height * PIXEL > check->most;
    if (check->too_large)
        gdk()->loader_set_size(loader, 0, 0);
}

static bool is_opaque(const GdkPixbuf *pixels)
{
    const unsigned char *data = gdk()->bytes(pixels);
    size_t line = (size_t)gdk()->line(pixels);
    size_t width = (size_t)gdk()->width(pixels);
    size_t height = gdk()->channels(pixels) == PIXEL ? (size_t)gdk()->height(pixels) : 0;
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++)
            if (data[y * line + x * PIXEL + 3] != 255)
                return false;
    return true;
}

static void copy_row(uint32_t *out, const unsigned char *in, int width, size_t channels)
{
    for (int x = 0; x < width; x++, in += channels) {
        uint32_t alpha = channels == PIXEL ? in[3] : 255;
        out[x] = alpha << 24U | (uint32_t)in[0] << 16U | (uint32_t)in[1] << 8U | in[2];
    }
}

/* From dots per inch. Qt cuts off the fraction for JPEG, and rounds for others. */
static int dots(GdkPixbuf *pixels, const char *option, const char *format)
{
    enum { MOST = 100000 };
    const char *text = gdk()->option(pixels, option);
    double value = text != NULL ? gdk()->to_number(text, NULL) : 0;
    double rounding = strcmp(format, "jpeg") == 0 ? 0 : 0.5;
    return value > 0 && value < MOST ? (int)(value * 100 / 2.54 + rounding) : 0;
}

static void copy_profile(qsm_image *image, GdkPixbuf *pixels)
{
    const char *text = gdk()->option(pixels, "icc-profile");
    gsize size = 0;
    guchar *profile = text != NULL ? gdk()->decode_base64(text, &size) : NULL;
    if (size > 0)
        (void)qsm_image_set_icc_profile(image, NULL, profile, size);
    gdk()->free_memory(profile);
}

/* TIFF comes as libtiff gives it: premultiplied, as in Qt. */
static qsm_image_format_code format_for(const GdkPixbuf *pixels, const char *format)
{
    if (is_opaque(pixels))
        return QSM_IMAGE_FORMAT_RGB32;
    return strcmp(format, "tiff") == 0 ? QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED
                                       : QSM_IMAGE_FORMAT_ARGB32;
}

static qsm_image *to_image(GdkPixbuf *pixels, const char *format)
{
    int width = gdk()->width(pixels);
    int height = gdk()->height(pixels);
    const unsigned char *data = gdk()->bytes(pixels);
    qsm_image *image = qsm_image_new_size(width, height, format_for(pixels, format));
    for (int y = 0; image != NULL && y < height; y++)
        copy_row(qsm_image_scan_line(image, y), data + (size_t)y * (size_t)gdk()->line(pixels),
                 width, (size_t)gdk()->channels(pixels));
    if (image != NULL) {
        qsm_image_set_dots_per_meter_x(image, dots(pixels, "x-dpi", format));
        qsm_image_set_dots_per_meter_y(image, dots(pixels, "y-dpi", format));
        copy_profile(image, pixels);
    }
    return image;
}

static void tell(char message[TOOL_PIXBUF_MESSAGE], const char *text)
{
    (void)snprintf(message, TOOL_PIXBUF_MESSAGE, "%s", text);
}

static qsm_image *finish(GdkPixbufLoader *loader, const char *format,
                         char message[TOOL_PIXBUF_MESSAGE])
{
    GdkPixbuf *pixels = gdk()->loader_pixels(loader);
    qsm_image *image = pixels != NULL ? to_image(pixels, format) : NULL;
    if (pixels == NULL)
        tell(message, "there is no picture in the file");
    else if (image == NULL)
        tell(message, "out of memory");
    return image;
}

static qsm_image *read_file(const char *format, const void *data, size_t size, uint64_t max_bytes,
                            char message[TOOL_PIXBUF_MESSAGE])
{
    GError *error = NULL;
    size_check check = {.most = max_bytes != 0 ? max_bytes : TOOL_DEFAULT_IMAGE_BYTES};
    qsm_image *image = NULL;
    GdkPixbufLoader *loader = gdk()->loader_new(format, &error);
    if (loader != NULL) {
        (void)gdk()->connect(loader, "size-prepared", G_CALLBACK(check_size), &check, NULL,
                             (GConnectFlags)0);
        bool read = gdk()->loader_write(loader, data, size, &error);
        read = gdk()->loader_close(loader, read ? &error : NULL) && read;
        if (read && !check.too_large)
            image = finish(loader, format, message);
    }
    if (check.too_large)
        tell(message, "the picture is larger than the limit on bytes");
    else if (error != NULL)
        tell(message, error->message);
    gdk()->clear_error(&error);
    if (loader != NULL)
        gdk()->unref(loader);
    return image;
}

qsm_image *tool_pixbuf_read(const char *format, const void *data, size_t size, uint64_t max_bytes,
                            char message[TOOL_PIXBUF_MESSAGE])
{
    if (strcmp(format, "xpm") != 0)
        return read_file(format, data, size, max_bytes, message);
    size_t new_size = 0;
    char *colored = tool_xpm_colors(data, size, &new_size);
    qsm_image *image = NULL;
    if (colored != NULL)
        image = read_file(format, colored, new_size, max_bytes, message);
    else
        tell(message, "out of memory");
    free(colored);
    return image;
}

/* ---- writing --------------------------------------------------------------------------------- */

static bool save(GdkPixbuf *pixels, const char *format, const qsm_image *image, char **data,
                 gsize *size, GError **error)
{
    char dpi[2][16];
    (void)snprintf(dpi[0], sizeof dpi[0], "%.0f", qsm_image_dots_per_meter_x(image) * 0.0254);
    (void)snprintf(dpi[1], sizeof dpi[1], "%.0f", qsm_image_dots_per_meter_y(image) * 0.0254);
    return gdk()->save_to_buffer(pixels, data, size, format, error, "x-dpi", dpi[0], "y-dpi",
                                 dpi[1], NULL);
}

void *tool_pixbuf_write(const char *format, const qsm_image *image, size_t *size,
                        char message[TOOL_PIXBUF_MESSAGE])
{
    GError *error = NULL;
    char *data = NULL;
    gsize written = 0;
    qsm_image *rgb = qsm_image_convert_to(image, QSM_IMAGE_FORMAT_RGB888);
    GdkPixbuf *pixels = NULL;
    if (rgb != NULL)
        pixels = gdk()->from_data(qsm_image_bits(rgb), GDK_COLORSPACE_RGB, FALSE, 8,
                                  qsm_image_width(rgb), qsm_image_height(rgb),
                                  (int)qsm_image_bytes_per_line(rgb), NULL, NULL);
    if (pixels == NULL)
        tell(message, "out of memory");
    else if (!save(pixels, format, image, &data, &written, &error))
        tell(message, error != NULL ? error->message : "gdk-pixbuf failed");
    gdk()->clear_error(&error);
    if (pixels != NULL)
        gdk()->unref(pixels);
    qsm_image_free(rgb);
    *size = written;
    return data;
}

void tool_pixbuf_free(void *data)
{
    if (data != NULL)
        gdk()->free_memory(data);
}
