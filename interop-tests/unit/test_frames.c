/* SPDX-License-Identifier: MIT */
/* A stream of pictures through one segment: the sender, the receiver, and what each makes of
 * errors. */
#include <qsm/qsm.h>

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

static qsm_frame_sender_options largest(void)
{
    qsm_frame_sender_options options = QSM_INIT(qsm_frame_sender_options);
    options.width = WIDTH;
    options.height = HEIGHT;
    options.format = QSM_IMAGE_FORMAT_RGB32;
    return options;
}

static scene begin(const ipc_kind *kind)
{
    scene made = {.key = make_key(kind, "frames")};
    qsm_frame_sender_options options = largest();
    made.sender = qsm_frame_sender_new_native(made.key, &options);
    made.receiver = qsm_frame_receiver_new_native(made.key, NULL);
    made.sent = qsm_image_new_size(WIDTH, HEIGHT, QSM_IMAGE_FORMAT_RGB32);
    made.got = qsm_image_new();
    CU_ASSERT_FATAL(made.sender != NULL && made.receiver != NULL && made.sent != NULL);
    return made;
}

static void end(scene *made)
{
    qsm_frame_receiver_free(made->receiver);
    qsm_frame_sender_free(made->sender);
    qsm_image_free(made->sent);
    qsm_image_free(made->got);
    CU_ASSERT_STRING_EQUAL(leftovers(made->key), "");
    sweep(made->key);
    qsm_native_ipc_key_free(made->key);
}

static void paint(qsm_image *image, uint32_t color)
{
    for (int y = 0; y < qsm_image_height(image); y++) {
        uint32_t *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < qsm_image_width(image); x++)
            row[x] = 0xff000000U | (color + (uint32_t)(x * y));
    }
}

static void test_each_picture_once(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin(&ipc_kinds[i]);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        for (uint32_t color = 1; color < 4; color++) {
            paint(at.sent, color);
            CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, at.sent, LONG), QSM_FRAME_SENT);
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG),
                            QSM_FRAME_RECEIVED);
            CU_ASSERT(qsm_image_equals(at.got, at.sent));
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        }
        end(&at);
    }
}

QSM_SUITE("frames", {"each picture is received once", test_each_picture_once})
