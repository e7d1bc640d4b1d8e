/* SPDX-License-Identifier: MIT */
/*
 * Process A with GTK 4: loads a picture and puts it into shared memory, where a Qt program or
 * main_window.c finds it. The twin of ../qt/dialog.cpp.
 *
 *     gtk_dialog [--native] [KEY [FILE]]
 */
#include "picture_window.h"

static void free_pixbuf(void *pixbuf)
{
    g_object_unref(pixbuf);
}

/* PNG and BMP files become what QImage::load() makes of them. gdk-pixbuf reads all others. */
static qsm_image *load(const char *file_name, GError **error)
{
    qsm_image *image = qsm_image_new();
    if (image != NULL && qsm_image_load(image, file_name))
        return image;
    qsm_image_free(image);
    GdkPixbuf *pixbuf = gdk_pixbuf_new_from_file(file_name, error);
    if (pixbuf == NULL)
        return NULL;
    image = qsm_image_new_wrapping(gdk_pixbuf_get_pixels(pixbuf), gdk_pixbuf_get_width(pixbuf),
                                   gdk_pixbuf_get_height(pixbuf), gdk_pixbuf_get_rowstride(pixbuf),
                                   gdk_pixbuf_get_has_alpha(pixbuf) ? QSM_IMAGE_FORMAT_RGBA8888
                                                                    : QSM_IMAGE_FORMAT_RGB888,
                                   free_pixbuf, pixbuf);
    if (image == NULL) {
        free_pixbuf(pixbuf);
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOMEM, "out of memory");
    }
    return image;
}

static void load_from_file(picture_window *window, const char *file_name)
{
    GError *error = NULL;
    qsm_image *image = load(file_name, &error);
    if (image == NULL) {
        picture_window_say(window, "This is not a picture, please select another: %s\n%s",
                           file_name, error->message);
        g_error_free(error);
        return;
    }
    /* Detaches from a segment that is too small, creates one, locks, streams, unlocks. */
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    if (qsm_shared_memory_write_image(window->memory, image, NULL, &report))
        picture_window_say(window, "The picture is in shared memory: %s, %d x %d, %zu bytes",
                           window->key, qsm_image_width(image), qsm_image_height(image),
                           report.stream_size);
    else
        picture_window_say(window,
                           "The picture is not in shared memory: %s\nqsm doctor \"%s\" tells more.",
                           qsm_shared_memory_explain(window->memory), window->key);
    picture_window_show(window, image);
}

static void chosen(GtkNativeDialog *dialog, int response, picture_window *window)
{
    if (response == GTK_RESPONSE_ACCEPT) {
        GFile *file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
        char *name = g_file_get_path(file);
        if (name != NULL)
            load_from_file(window, name);
        else
            picture_window_say(window, "This file is not on this machine, please select another.");
        g_free(name);
        g_object_unref(file);
    }
    g_object_unref(dialog);
}

static void choose_file(GtkButton *button, picture_window *window)
{
    (void)button;
    GtkFileChooserNative *dialog = gtk_file_chooser_native_new(
        "Open", window->window, GTK_FILE_CHOOSER_ACTION_OPEN, "_Open", "_Cancel");
    GtkFileFilter *filter = gtk_file_filter_new();
    gtk_file_filter_set_name(filter, "Images (*.png *.xpm *.jpg)");
    gtk_file_filter_add_suffix(filter, "png");
    gtk_file_filter_add_suffix(filter, "xpm");
    gtk_file_filter_add_suffix(filter, "jpg");
    gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(dialog), filter);
    g_object_unref(filter);
    g_signal_connect(dialog, "response", G_CALLBACK(chosen), window);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

/* --native: the name that QNativeIpcKey(KEY) gives, and no other program. */
static qsm_shared_memory *memory_of_key(const char *key, bool is_native)
{
    qsm_shared_memory *memory = qsm_shared_memory_new();
    bool good = is_native ? qsm_shared_memory_set_native_key(
                                memory, key, qsm_native_ipc_key_default_type_for_os())
                          : qsm_shared_memory_set_key(memory, key);
    if (!good) {
        g_printerr("%s: %s\n", key, qsm_shared_memory_error_string(memory));
        qsm_shared_memory_free(memory);
        return NULL;
    }
    qsm_shared_memory_set_lock_timeout(memory, 3000); /* a window does not wait for ever */
    qsm_shared_memory_set_remove_on_last_detach(memory, true);
    return memory;
}

int main(int argc, char **argv)
{
    gboolean is_native = FALSE;
    char **words = NULL;
    const GOptionEntry options[] = {
        {"native", 0, 0, G_OPTION_ARG_NONE, &is_native,
         "For a reader with QNativeIpcKey(KEY): Qt's own example since Qt 6.6", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, "[KEY [FILE]]"},
        {0},
    };
    if (!picture_window_init(argc, argv, options,
                             "Loads a picture and puts it into shared memory, where programs with "
                             "QSharedMemory(KEY) find it.\nKEY is " EXAMPLE_KEY " if not given."))
        return 2;

    picture_window window = {.key = words != NULL ? words[0] : EXAMPLE_KEY};
    window.memory = memory_of_key(window.key, is_native);
    if (window.memory == NULL)
        return 1;
    picture_window_open(&window, "GTK dialog", "Load Image From File...", choose_file);
    if (words != NULL && words[1] != NULL)
        load_from_file(&window, words[1]);
    picture_window_run(&window);
    qsm_shared_memory_free(window.memory); /* detaches; until now a reader found the picture */
    g_strfreev(words);
    return 0;
}
