/* SPDX-License-Identifier: MIT */
/* A sender and a receiver of pictures of one key, for their tests. */
#ifndef QSM_UNIT_FRAME_SCENE_H
#define QSM_UNIT_FRAME_SCENE_H

#include <qsm/qsm.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "ipc_kinds.h"
#include "suite.h"

enum { WIDTH = 37, HEIGHT = 23, LONG = 20000 };

typedef struct scene {
    qsm_native_ipc_key *key;
    qsm_frame_sender *sender;
    qsm_frame_receiver *receiver;
    qsm_image *sent;
    qsm_image *got;
} scene;

static inline qsm_frame_sender_options picture_of(int width, int height)
{
    qsm_frame_sender_options options = QSM_INIT(qsm_frame_sender_options);
    options.width = width;
    options.height = height;
    options.format = QSM_IMAGE_FORMAT_RGB32;
    return options;
}

static inline qsm_frame_sender *make_sender(const qsm_native_ipc_key *key, int width, int height)
{
    qsm_frame_sender_options options = picture_of(width, height);
    qsm_frame_sender *sender = qsm_frame_sender_new_native(key, &options);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sender);
    return sender;
}

static inline scene begin_scene(const ipc_kind *kind)
{
    scene made = {.key = make_key(kind, "frames")};
    made.sender = make_sender(made.key, WIDTH, HEIGHT);
    made.receiver = qsm_frame_receiver_new_native(made.key, NULL);
    made.sent = qsm_image_new_size(WIDTH, HEIGHT, QSM_IMAGE_FORMAT_RGB32);
    made.got = qsm_image_new();
    CU_ASSERT_FATAL(made.receiver != NULL && made.sent != NULL && made.got != NULL);
    return made;
}

/* Both leave nothing. */
static inline void end_scene(scene *made)
{
    qsm_frame_receiver_free(made->receiver);
    qsm_frame_sender_free(made->sender);
    qsm_image_free(made->sent);
    qsm_image_free(made->got);
    CU_ASSERT_STRING_EQUAL(leftovers(made->key), "");
    sweep(made->key);
    qsm_native_ipc_key_free(made->key);
}

static inline void paint(qsm_image *image, uint32_t color)
{
    for (int y = 0; y < qsm_image_height(image); y++) {
        uint32_t *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < qsm_image_width(image); x++)
            row[x] = 0xff000000U | (color + (uint32_t)(x * y));
    }
}

static inline qsm_frame_result send_color(scene *at, uint32_t color)
{
    paint(at->sent, color);
    return qsm_frame_sender_send(at->sender, at->sent, LONG);
}

/* Whether the next picture is the one that was sent last. */
static inline bool receives_it(scene *at)
{
    return qsm_frame_receiver_receive(at->receiver, at->got, LONG) == QSM_FRAME_RECEIVED &&
           qsm_image_equals(at->got, at->sent);
}

static inline qsm_frame_sender_statistics sender_numbers(const scene *at)
{
    qsm_frame_sender_statistics numbers = QSM_INIT(qsm_frame_sender_statistics);
    CU_ASSERT_TRUE(qsm_frame_sender_read_statistics(at->sender, &numbers));
    return numbers;
}

static inline qsm_frame_receiver_statistics receiver_numbers(const scene *at)
{
    qsm_frame_receiver_statistics numbers = QSM_INIT(qsm_frame_receiver_statistics);
    CU_ASSERT_TRUE(qsm_frame_receiver_read_statistics(at->receiver, &numbers));
    return numbers;
}

static inline bool says(const char *text, const char *wanted)
{
    bool said = strstr(text, wanted) != NULL;
    if (!said)
        printf("\n  said: %s\n  wanted: %s\n", text, wanted);
    return said;
}

#endif
