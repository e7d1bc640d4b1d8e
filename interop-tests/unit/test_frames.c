/* SPDX-License-Identifier: MIT */
/* A stream of pictures through one segment: how it begins, stops and begins again. */
#include <pthread.h>
#include <time.h>

#include "frame_scene.h"

static void test_each_picture_once(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        for (uint32_t color = 1; color < 4; color++) {
            CU_ASSERT_EQUAL(send_color(&at, color), QSM_FRAME_SENT);
            CU_ASSERT(receives_it(&at));
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
            CU_ASSERT(qsm_image_equals(at.got, at.sent)); /* as it was */
        }
        CU_ASSERT_EQUAL(send_color(&at, 3), QSM_FRAME_SENT); /* the same again */
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 5), QSM_FRAME_TIMEOUT);
        qsm_frame_receiver_forget(at.receiver);
        CU_ASSERT(receives_it(&at));
        qsm_frame_sender_statistics sent = sender_numbers(&at);
        CU_ASSERT_EQUAL(sent.sent, 4);
        CU_ASSERT_EQUAL(sent.dropped + sent.failed, 0);
        CU_ASSERT_EQUAL(sent.segments, 1);
        CU_ASSERT(sent.segment_size > WIDTH * HEIGHT * 3 + 16384);
        CU_ASSERT(sent.bytes > 4 * WIDTH * HEIGHT * 3);
        CU_ASSERT(sent.locked_ns > 0 && sent.sending_ns > sent.locked_ns);
        qsm_frame_receiver_statistics got = receiver_numbers(&at);
        CU_ASSERT_EQUAL(got.received, 4);
        CU_ASSERT(got.skipped >= 4);
        CU_ASSERT_EQUAL(got.damaged + got.gone + got.busy, 0);
        CU_ASSERT_EQUAL(got.bytes, sent.bytes);
        CU_ASSERT(got.locked_ns > 0 && got.decoding_ns > 0);
        end_scene(&at);
    }
}

/* ---- the lock of another process ---- */

typedef struct holder {
    pid_t process;
    int to_end;
} holder;

/* A process that holds the lock until it is told to end. */
static holder hold_lock(const qsm_native_ipc_key *key)
{
    int ready[2];
    int go[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ready) | pipe(go), 0);
    pid_t process = fork();
    if (process == 0) {
        char byte = 'x';
        close(go[1]);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
        bool held = qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY) &&
                    qsm_shared_memory_lock(memory);
        bool told = write(ready[1], &byte, 1) == 1 && read(go[0], &byte, 1) == 0;
        qsm_shared_memory_unlock(memory);
        qsm_shared_memory_free(memory);
        _exit(held && told ? 0 : 1);
    }
    char byte;
    close(ready[1]);
    close(go[0]);
    CU_ASSERT_EQUAL_FATAL(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return (holder){process, go[1]};
}

static void end_holder(const holder *held)
{
    int status = -1;
    close(held->to_end);
    CU_ASSERT_EQUAL(waitpid(held->process, &status, 0), held->process);
    CU_ASSERT_EQUAL(status, 0);
}

static void test_dropped(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        CU_ASSERT_EQUAL(send_color(&at, 2), QSM_FRAME_SENT);
        holder held = hold_lock(at.key);
        paint(at.sent, 3);
        for (int limit = 0; limit < 20; limit += 10) {
            CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, at.sent, limit), QSM_FRAME_DROPPED);
            CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_NO_ERROR);
            CU_ASSERT_STRING_EQUAL(qsm_frame_sender_error_string(at.sender), "");
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, limit),
                            QSM_FRAME_TIMEOUT);
            CU_ASSERT_EQUAL(qsm_frame_receiver_error(at.receiver), QSM_FRAME_NO_ERROR);
        }
        end_holder(&held);
        CU_ASSERT_EQUAL(sender_numbers(&at).dropped, 2);
        CU_ASSERT_EQUAL(receiver_numbers(&at).busy, 2);
        /* The dropped picture changed nothing. */
        paint(at.sent, 2);
        CU_ASSERT(receives_it(&at));
        CU_ASSERT_EQUAL(send_color(&at, 3), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        end_scene(&at);
    }
}

/* ---- waiting ---- */

static void *send_later(void *context)
{
    scene *at = context;
    struct timespec pause = {0, 30000000};
    nanosleep(&pause, NULL);
    return send_color(at, 7) == QSM_FRAME_SENT ? at : NULL;
}

static void test_waits(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        for (int round = 0; round < 2; round++) { /* for a segment, and for the next picture */
            pthread_t thread;
            void *result = NULL;
            CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, send_later, &at), 0);
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, round == 0 ? LONG : -1),
                            QSM_FRAME_RECEIVED);
            CU_ASSERT_EQUAL(pthread_join(thread, &result), 0);
            CU_ASSERT_PTR_NOT_NULL(result);
            qsm_frame_receiver_forget(at.receiver);
            CU_ASSERT(receives_it(&at));
            CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
            CU_ASSERT(receives_it(&at));
        }
        end_scene(&at);
    }
}

static bool stop_now(void *context)
{
    ++*(int *)context;
    return true;
}

static void test_stopped(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        int asked = 0;
        qsm_shared_memory_set_stop(qsm_frame_receiver_shared_memory(at.receiver), stop_now, &asked);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, -1), QSM_FRAME_STOPPED);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at)); /* without a wait */
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, -1), QSM_FRAME_STOPPED);
        CU_ASSERT_EQUAL(send_color(&at, 2), QSM_FRAME_SENT);
        holder held = hold_lock(at.key);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, -1), QSM_FRAME_STOPPED);
        CU_ASSERT_EQUAL(asked, 3);
        qsm_shared_memory_set_stop(qsm_frame_sender_shared_memory(at.sender), stop_now, &asked);
        CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, at.sent, -1), QSM_FRAME_STOPPED);
        CU_ASSERT_EQUAL(asked, 4);
        end_holder(&held);
        CU_ASSERT_EQUAL(sender_numbers(&at).dropped, 0);
        qsm_shared_memory_set_stop(qsm_frame_sender_shared_memory(at.sender), NULL, NULL);
        qsm_shared_memory_set_stop(qsm_frame_receiver_shared_memory(at.receiver), NULL, NULL);
        end_scene(&at);
    }
}

/* ---- the life of the segment ---- */

static void test_no_receiver(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        CU_ASSERT_TRUE(qsm_frame_sender_open(at.sender, LONG));
        CU_ASSERT_TRUE(qsm_frame_sender_open(at.sender, LONG)); /* it is */
        CU_ASSERT_EQUAL(sender_numbers(&at).segments, 1);
        /* Zeros are no picture yet. */
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        CU_ASSERT_EQUAL(receiver_numbers(&at).damaged, 0);
        end_scene(&at);
    }
}

/* The sender ends and begins again, with a larger picture. */
static void test_restart(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        bool removed = is_system_v(&ipc_kinds[i]);
        /* After two pictures in one segment, the receiver stays attached. */
        for (uint32_t color = 1; color < 3; color++) {
            CU_ASSERT_EQUAL(send_color(&at, color), QSM_FRAME_SENT);
            CU_ASSERT(receives_it(&at));
        }
        qsm_frame_sender_free(at.sender);
        CU_ASSERT_PTR_NOT_NULL(strstr(leftovers(at.key), "segment"));
        if (removed) {
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG), QSM_FRAME_GONE);
            CU_ASSERT_PTR_NULL(strstr(leftovers(at.key), "segment"));
            CU_ASSERT_EQUAL(receiver_numbers(&at).gone, 1);
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        }
        at.sender = make_sender(at.key, removed ? 2 * WIDTH : WIDTH, HEIGHT);
        qsm_frame_receiver_forget(at.receiver);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        qsm_shared_memory_set_remove_on_last_detach(qsm_frame_receiver_shared_memory(at.receiver),
                                                    true);
        qsm_frame_sender_free(at.sender);
        at.sender = NULL;
        end_scene(&at);
    }
}

/* Another program has removed the segment: a sender goes on with a new one, and both meet there. */
static void test_removed(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        if (QSM_EMULATED &&
            is_system_v(&ipc_kinds[i])) /* QEMU loses the mode, and SHM_DEST in it */
            continue;
        scene at = begin_scene(&ipc_kinds[i]);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        sweep(at.key);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG), QSM_FRAME_GONE);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        CU_ASSERT_EQUAL(sender_numbers(&at).segments, 2);
        CU_ASSERT(receives_it(&at));
        end_scene(&at);
    }
}

/* Nobody removes the lock of a process that was killed. */
static void sweep_at_end(scene *at)
{
    qsm_frame_receiver_free(at->receiver);
    qsm_frame_sender_free(at->sender);
    at->receiver = NULL;
    at->sender = NULL;
    sweep(at->key);
    end_scene(at);
}

/* A sender that is killed, with a segment for smaller pictures. */
static pid_t start_sender(const scene *at, int width, bool crashes)
{
    int ready[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
    pid_t process = fork();
    if (process == 0) {
        qsm_frame_sender *sender = make_sender(at->key, width, HEIGHT);
        qsm_image *image = qsm_image_new_size(width, HEIGHT, QSM_IMAGE_FORMAT_RGB32);
        bool sent = qsm_frame_sender_send(sender, image, LONG) == QSM_FRAME_SENT;
        (void)!write(ready[1], sent ? "s" : "f", 1);
        pause();
        _exit(1);
    }
    char byte = 'f';
    close(ready[1]);
    CU_ASSERT_EQUAL(read(ready[0], &byte, 1), 1);
    CU_ASSERT_EQUAL(byte, 's');
    close(ready[0]);
    if (crashes) {
        CU_ASSERT_EQUAL(kill(process, SIGKILL), 0);
        CU_ASSERT_EQUAL(waitpid(process, NULL, 0), process);
    }
    return process;
}

static void test_stale(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        start_sender(&at, WIDTH / 2, true);
        CU_ASSERT_PTR_NOT_NULL(strstr(leftovers(at.key), "segment"));
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        CU_ASSERT(sender_numbers(&at).segment_size > WIDTH * HEIGHT * 3 + 16384);
        CU_ASSERT(receives_it(&at));
        sweep_at_end(&at);
    }
}

static void test_in_use(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        pid_t other = start_sender(&at, WIDTH / 2, false);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_FAILED);
        CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_SEGMENT_TOO_SMALL);
        CU_ASSERT(says(qsm_frame_sender_error_string(at.sender), "bytes"));
        CU_ASSERT_FALSE(qsm_frame_sender_open(at.sender, LONG));
        CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_SEGMENT_TOO_SMALL);
        CU_ASSERT_EQUAL(sender_numbers(&at).failed, 1);
        CU_ASSERT_EQUAL(sender_numbers(&at).segment_size, 0);
        /* A sender of as small pictures uses the segment; the other goes on. */
        qsm_frame_sender_free(at.sender);
        at.sender = make_sender(at.key, WIDTH / 2, HEIGHT);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG), QSM_FRAME_RECEIVED);
        qsm_image *half = qsm_image_new_size(WIDTH / 2, HEIGHT, QSM_IMAGE_FORMAT_RGB32);
        paint(half, 5);
        CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, half, LONG), QSM_FRAME_SENT);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG), QSM_FRAME_RECEIVED);
        CU_ASSERT(qsm_image_equals(at.got, half));
        qsm_image_free(half);
        CU_ASSERT_EQUAL(kill(other, SIGKILL), 0);
        CU_ASSERT_EQUAL(waitpid(other, NULL, 0), other);
        qsm_frame_receiver_free(at.receiver);
        at.receiver = NULL;
        qsm_frame_sender_free(at.sender);
        at.sender = NULL;
        /* This sender did not make it: with POSIX it stays, as in Qt. */
        CU_ASSERT_EQUAL(strstr(leftovers(at.key), "segment") == NULL, is_system_v(&ipc_kinds[i]));
        sweep_at_end(&at);
    }
}

/* Two receivers stay attached to the segment of a dead sender, but not for ever. */
static void test_deserted(void)
{
    scene at = begin_scene(&ipc_kinds[0]);
    qsm_frame_receiver *receivers[2] = {at.receiver, qsm_frame_receiver_new_native(at.key, NULL)};
    for (uint32_t color = 1; color < 3; color++) {
        CU_ASSERT_EQUAL(send_color(&at, color), QSM_FRAME_SENT);
        for (int i = 0; i < 2; i++)
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(receivers[i], at.got, LONG),
                            QSM_FRAME_RECEIVED);
    }
    qsm_frame_sender_free(at.sender);
    at.sender = NULL;
    CU_ASSERT_PTR_NOT_NULL(strstr(leftovers(at.key), "segment"));
    int gone[2] = {0, 0};
    for (int i = 0; i < 400 && (gone[0] == 0 || gone[1] == 0); i++)
        gone[i % 2] += qsm_frame_receiver_receive(receivers[i % 2], at.got, 10) == QSM_FRAME_GONE;
    CU_ASSERT_EQUAL(gone[0], 1);
    CU_ASSERT_EQUAL(gone[1], 1);
    CU_ASSERT_PTR_NULL(strstr(leftovers(at.key), "segment"));
    qsm_frame_receiver_free(receivers[1]);
    end_scene(&at);
}

/*
 * Qt's own example makes a new segment for each picture. A receiver that looks all the time must
 * not be in its way.
 */
static void test_new_segment_each_time(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        qsm_shared_memory *memory = qsm_shared_memory_new_native(at.key);
        qsm_shared_memory_set_remove_on_last_detach(memory, true);
        for (uint32_t color = 1; color < 6; color++) {
            paint(at.sent, color);
            if (qsm_shared_memory_is_attached(memory))
                CU_ASSERT_TRUE(qsm_shared_memory_detach(memory));
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0),
                            color == 1 ? QSM_FRAME_TIMEOUT : QSM_FRAME_GONE);
            CU_ASSERT_TRUE(qsm_shared_memory_create(memory, 10000, QSM_SHARED_MEMORY_READ_WRITE));
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0),
                            QSM_FRAME_TIMEOUT); /* zeros */
            CU_ASSERT_TRUE(qsm_shared_memory_write_image(memory, at.sent, NULL, NULL));
            CU_ASSERT(receives_it(&at));
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 5), QSM_FRAME_TIMEOUT);
        }
        qsm_shared_memory_free(memory);
        end_scene(&at);
    }
}

/* ---- fork ---- */

static bool is_refused(const char *text)
{
    return strstr(text, "process that forked") != NULL;
}

static void test_fork(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        pid_t child = fork();
        if (child == 0) {
            bool good = qsm_frame_sender_send(at.sender, at.sent, -1) == QSM_FRAME_FAILED &&
                        is_refused(qsm_frame_sender_error_string(at.sender)) &&
                        qsm_frame_sender_error(at.sender) == QSM_FRAME_MEMORY_ERROR &&
                        !qsm_frame_sender_open(at.sender, -1) &&
                        qsm_frame_receiver_receive(at.receiver, at.got, -1) == QSM_FRAME_FAILED &&
                        is_refused(qsm_frame_receiver_error_string(at.receiver)) &&
                        sender_numbers(&at).sent == 1 && receiver_numbers(&at).received == 1;
            qsm_frame_receiver_free(at.receiver);
            qsm_frame_sender_free(at.sender);
            qsm_image_free(at.got);
            qsm_image_free(at.sent);
            qsm_native_ipc_key_free(at.key);
            _exit(good ? 0 : 1);
        }
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        CU_ASSERT_EQUAL(send_color(&at, 2), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        end_scene(&at);
    }
}

QSM_SUITE("frames", {"each picture is received once", test_each_picture_once},
          {"dropped while another process holds the lock", test_dropped},
          {"a receiver waits for a segment and for a picture", test_waits},
          {"the callback ends a wait", test_stopped}, {"no receiver, no picture", test_no_receiver},
          {"a sender ends and begins again", test_restart},
          {"another program removes the segment", test_removed},
          {"the segment of a sender that crashed", test_stale},
          {"a segment that is in use", test_in_use},
          {"a new segment for each picture", test_new_segment_each_time},
          {"two receivers leave a segment that is deserted", test_deserted},
          {"a child can only free them", test_fork})
