/* SPDX-License-Identifier: MIT */
/*
 * Process B with GTK 4: shows the picture that a Qt program or dialog.c has put into shared memory.
 * The twin of ../qt/mainwindow.cpp.
 *
 *     gtk_main_window [KEY]
 */
#include "picture_window.h"

static void say_why_not(picture_window *window)
{
    picture_window_say(window, "There is no picture: %s\nqsm doctor \"%s\" tells more.",
                       qsm_shared_memory_explain(window->memory), window->key);
}

static bool read_from_memory(picture_window *window, qsm_image *image)
{
    /* Of QSharedMemory(KEY), or of QNativeIpcKey(KEY). The segment of last time is forgotten. */
    if (!qsm_shared_memory_set_key(window->memory, window->key) ||
        !qsm_shared_memory_attach_any(window->memory, window->key, QSM_SHARED_MEMORY_READ_ONLY,
                                      NULL)) {
        say_why_not(window);
        return false;
    }
    /* Locks, copies the stream, unlocks, decodes. */
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    bool good = qsm_shared_memory_read_image(window->memory, image, NULL, &report);
    if (!good)
        say_why_not(window);
    else if (qsm_image_is_null(image))
        picture_window_say(window, "There is no picture yet: the writer has not finished.");
    else
        picture_window_say(window, "%s: %d x %d, %s, a stream of %zu bytes", window->key,
                           qsm_image_width(image), qsm_image_height(image),
                           qsm_image_format_name(qsm_image_format(image)), report.stream_size);
    (void)qsm_shared_memory_detach(window->memory);
    return good && !qsm_image_is_null(image);
}

static void load_from_memory(GtkButton *button, picture_window *window)
{
    (void)button;
    qsm_image *image = qsm_image_new();
    if (image != NULL && read_from_memory(window, image))
        picture_window_show(window, image);
    else
        qsm_image_free(image); /* the window keeps the picture that it shows */
}

int main(int argc, char **argv)
{
    char **words = NULL;
    const GOptionEntry options[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, "[KEY]"},
        {0},
    };
    if (!picture_window_init(argc, argv, options,
                             "Shows the picture that a program with QSharedMemory(KEY) or "
                             "QNativeIpcKey(KEY) has put into shared memory.\nKEY is " EXAMPLE_KEY
                             " if not given."))
        return 2;

    picture_window window = {.key = words != NULL ? words[0] : EXAMPLE_KEY,
                             .memory = qsm_shared_memory_new()};
    qsm_shared_memory_set_lock_timeout(window.memory, 3000); /* a window does not wait for ever */
    picture_window_open(&window, "GTK main window", "Display Image From Shared Memory",
                        load_from_memory);
    picture_window_run(&window);
    qsm_shared_memory_free(window.memory);
    g_strfreev(words);
    return 0;
}
