/* SPDX-License-Identifier: MIT */
/* The window of both programs: a picture, a line of words, and a button. */
#ifndef PICTURE_WINDOW_H
#define PICTURE_WINDOW_H

#include <gtk/gtk.h>

#include <qsm/qsm.h>

#define EXAMPLE_KEY "QSharedMemoryExample" /* Qt's own example has it */

typedef struct picture_window {
    const char *key;
    qsm_shared_memory *memory;
    GtkWindow *window;
    GtkPicture *picture;
    GtkLabel *words;
} picture_window;

/*
 * Reads the command line, with --help, and connects to the screen. False: it has said why not.
 * `about` says what the program does.
 */
bool picture_window_init(int argc, char **argv, const GOptionEntry *options, const char *about);

/* Opens the window. The button calls pressed(button, window). */
void picture_window_open(picture_window *window, const char *title, const char *button,
                         void (*pressed)(GtkButton *button, picture_window *window));

/* Shows an image and takes it over. */
void picture_window_show(picture_window *window, qsm_image *image);

/* Says something below the picture, and on standard error, as qDebug() does. */
void picture_window_say(picture_window *window, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Returns when the window is closed, or after Ctrl-C or kill. Nothing of the window is left. */
void picture_window_run(picture_window *window);

#endif
