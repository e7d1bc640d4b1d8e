/* SPDX-License-Identifier: MIT */
#include "picture_window.h"

#include <glib-unix.h>

#include "texture.h"

enum { MARGIN = 8, WIDTH = 320, HEIGHT = 240 };

bool picture_window_init(int argc, char **argv, const GOptionEntry *options, const char *about)
{
    GOptionContext *context = g_option_context_new(NULL);
    g_option_context_set_summary(context, about);
    g_option_context_add_main_entries(context, options, NULL);
    GError *error = NULL;
    bool good = g_option_context_parse(context, &argc, &argv, &error);
    g_option_context_free(context);
    if (!good) {
        g_printerr("%s: %s (see --help)\n", g_get_prgname(), error->message);
        g_error_free(error);
    } else if (!gtk_init_check()) {
        g_printerr("There is no screen. Set DISPLAY or WAYLAND_DISPLAY, or run: xvfb-run %s\n",
                   g_get_prgname());
        good = false;
    }
    return good;
}

/* As large as its picture, which is not scaled; with scroll bars where the window is smaller. */
static GtkWidget *picture_area(picture_window *window)
{
    GtkWidget *picture = gtk_picture_new();
    gtk_picture_set_can_shrink(GTK_PICTURE(picture), FALSE);
    gtk_widget_set_halign(picture, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(picture, GTK_ALIGN_CENTER);
    window->picture = GTK_PICTURE(picture);

    GtkWidget *area = gtk_scrolled_window_new();
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(area), picture);
    gtk_scrolled_window_set_propagate_natural_width(GTK_SCROLLED_WINDOW(area), TRUE);
    gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(area), TRUE);
    gtk_widget_set_size_request(area, WIDTH, HEIGHT);
    gtk_widget_set_vexpand(area, TRUE);
    return area;
}

static GtkWidget *line_of_words(picture_window *window)
{
    GtkWidget *words = gtk_label_new("No picture yet");
    window->words = GTK_LABEL(words);
    gtk_label_set_wrap(window->words, TRUE);
    gtk_label_set_wrap_mode(window->words, PANGO_WRAP_WORD_CHAR);
    gtk_label_set_max_width_chars(window->words, 1); /* as wide as the window */
    gtk_label_set_xalign(window->words, 0);
    gtk_label_set_selectable(window->words, TRUE);
    return words;
}

void picture_window_open(picture_window *window, const char *title, const char *button,
                         void (*pressed)(GtkButton *button, picture_window *window))
{
    GtkWidget *press = gtk_button_new_with_label(button);
    g_signal_connect(press, "clicked", G_CALLBACK(pressed), window);

    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, MARGIN);
    gtk_widget_set_margin_start(box, MARGIN);
    gtk_widget_set_margin_end(box, MARGIN);
    gtk_widget_set_margin_top(box, MARGIN);
    gtk_widget_set_margin_bottom(box, MARGIN);
    gtk_box_append(GTK_BOX(box), press);
    gtk_box_append(GTK_BOX(box), picture_area(window));
    gtk_box_append(GTK_BOX(box), line_of_words(window));

    window->window = GTK_WINDOW(gtk_window_new());
    gtk_window_set_title(window->window, title);
    gtk_window_set_titlebar(window->window, gtk_header_bar_new());
    gtk_window_set_child(window->window, box);
    gtk_window_set_focus(window->window, press);
    gtk_window_present(window->window);
}

void picture_window_show(picture_window *window, qsm_image *image)
{
    GdkTexture *texture = texture_from_image(image);
    if (texture == NULL) {
        picture_window_say(window, "There is not enough memory to show the picture.");
        return;
    }
    gtk_picture_set_paintable(window->picture, GDK_PAINTABLE(texture));
    g_object_unref(texture);
    gtk_window_set_default_size(window->window, -1, -1); /* as large as it has to be */
}

void picture_window_say(picture_window *window, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *words = g_strdup_vprintf(format, values);
    va_end(values);
    gtk_label_set_text(window->words, words);
    g_printerr("%s\n", words);
    g_free(words);
}

static gboolean close_window(void *window)
{
    gtk_window_destroy(window);
    return G_SOURCE_REMOVE;
}

void picture_window_run(picture_window *window)
{
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    g_signal_connect_swapped(window->window, "destroy", G_CALLBACK(g_main_loop_quit), loop);
    (void)g_unix_signal_add(SIGINT, close_window, window->window);
    (void)g_unix_signal_add(SIGTERM, close_window, window->window);
    g_main_loop_run(loop);
    g_main_loop_unref(loop);
}
