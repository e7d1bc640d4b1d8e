/* SPDX-License-Identifier: MIT */
/*
 * The C programs of a stream of pictures.
 *
 *   frames_c send KEY WIDTH HEIGHT FPS SECONDS   says `ready`, and sends numbered pictures; FPS 0:
 *                                                without pauses; SECONDS 0: until its input ends
 *   frames_c receive KEY SECONDS [PICTURES]      receives until SECONDS are over, or so many came;
 *                                                cpu: of the calls
 *   frames_c follow KEY                          for each line `MILLISECONDS` receives, and answers
 *                                                with the result and the number of the picture
 */
#include <qsm/qsm.h>

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame_pattern.h"

enum { LOCK_WAIT = 15 };

static int fail(const char *text)
{
    (void)fprintf(stderr, "frames_c: %s\n", text);
    return 1;
}

static void put_number(qsm_image *image, uint32_t number)
{
    for (int y = 0; y < qsm_image_height(image); y++)
        pattern_row(qsm_image_scan_line(image, y), qsm_image_width(image), number);
}

static uint32_t number_of(const qsm_image *image)
{
    const uint32_t *row = qsm_image_const_scan_line(image, 0);
    return row != NULL ? row[0] & 0xffffffU : 0;
}

static bool is_whole(const qsm_image *image)
{
    uint32_t number = number_of(image);
    for (int y = 0; y < qsm_image_height(image); y++) {
        if (!pattern_has(qsm_image_const_scan_line(image, y), qsm_image_width(image), number))
            return false;
    }
    return true;
}

static qsm_image *make_picture(int width, int height)
{
    qsm_image *image = qsm_image_new_size(width, height, QSM_IMAGE_FORMAT_RGB32);
    unsigned char *bits = qsm_image_bits(image);
    for (size_t i = 0; bits != NULL && i < qsm_image_size_in_bytes(image); i++)
        bits[i] = (unsigned char)(i * 2654435761U >> 24);
    return image;
}

static void print_sent(const qsm_frame_sender *sender, double seconds, double cpu)
{
    qsm_frame_sender_statistics numbers = QSM_INIT(qsm_frame_sender_statistics);
    (void)qsm_frame_sender_read_statistics(sender, &numbers);
    (void)printf("{\"sent\": %llu, \"dropped\": %llu, \"bytes\": %llu, \"segments\": %llu, "
                 "\"locked_ns\": %llu, \"seconds\": %.6f, \"cpu\": %.6f}\n",
                 (unsigned long long)numbers.sent, (unsigned long long)numbers.dropped,
                 (unsigned long long)numbers.bytes, (unsigned long long)numbers.segments,
                 (unsigned long long)numbers.locked_ns, seconds, cpu);
}

/* Qt programs should end before it, for it has made their lock. */
static bool goes_on(double end)
{
    struct pollfd input = {.fd = 0, .events = POLLIN};
    return end > 0 ? seconds_now() < end : poll(&input, 1, 0) == 0;
}

static int send(char **words)
{
    qsm_frame_sender_options made_for = QSM_INIT(qsm_frame_sender_options);
    made_for.width = atoi(words[1]);
    made_for.height = atoi(words[2]);
    made_for.format = QSM_IMAGE_FORMAT_RGB32;
    double fps = atof(words[3]);
    qsm_frame_sender *sender = qsm_frame_sender_new(words[0], &made_for);
    qsm_image *image = make_picture(made_for.width, made_for.height);
    if (sender == NULL || image == NULL || !qsm_frame_sender_open(sender, 1000))
        return fail(sender != NULL ? qsm_frame_sender_error_string(sender) : "no sender");
    (void)puts("ready");
    (void)fflush(stdout);
    double begun = seconds_now();
    double end = atof(words[4]) > 0 ? begun + atof(words[4]) : 0;
    double cpu = seconds_of_cpu();
    uint32_t number = 0;
    while (goes_on(end)) {
        put_number(image, ++number);
        if (qsm_frame_sender_send(sender, image, LOCK_WAIT) == QSM_FRAME_FAILED)
            return fail(qsm_frame_sender_error_string(sender));
        if (fps > 0)
            nap_until(begun + number / fps);
    }
    print_sent(sender, seconds_now() - begun, seconds_of_cpu() - cpu);
    qsm_frame_sender_free(sender);
    qsm_image_free(image);
    return 0;
}

static void print_received(const qsm_frame_receiver *receiver, long torn, double seconds,
                           double cpu)
{
    qsm_frame_receiver_statistics numbers = QSM_INIT(qsm_frame_receiver_statistics);
    (void)qsm_frame_receiver_read_statistics(receiver, &numbers);
    (void)printf("{\"pictures\": %llu, \"torn\": %ld, \"damaged\": %llu, \"skipped\": %llu, "
                 "\"gone\": %llu, \"locked_ns\": %llu, \"decoding_ns\": %llu, \"seconds\": %.6f, "
                 "\"cpu\": %.6f}\n",
                 (unsigned long long)numbers.received, torn, (unsigned long long)numbers.damaged,
                 (unsigned long long)numbers.skipped, (unsigned long long)numbers.gone,
                 (unsigned long long)numbers.locked_ns, (unsigned long long)numbers.decoding_ns,
                 seconds, cpu);
}

static int receive(char **words)
{
    qsm_frame_receiver *receiver = qsm_frame_receiver_new(words[0], NULL);
    qsm_image *image = qsm_image_new();
    double end = seconds_now() + atof(words[1]);
    double first_at = 0;
    double last_at = 0;
    double cpu = 0;
    long torn = 0;
    long left = words[2] != NULL ? atol(words[2]) : LONG_MAX;
    while (receiver != NULL && seconds_now() < end && left > 0) {
        double before = seconds_of_cpu();
        qsm_frame_result result = qsm_frame_receiver_receive(receiver, image, 100);
        cpu += seconds_of_cpu() - before;
        if (result == QSM_FRAME_FAILED)
            return fail(qsm_frame_receiver_error_string(receiver));
        if (result != QSM_FRAME_RECEIVED)
            continue;
        last_at = seconds_now();
        first_at = first_at > 0 ? first_at : last_at;
        torn += !is_whole(image);
        left--;
    }
    print_received(receiver, torn, last_at - first_at, cpu);
    qsm_frame_receiver_free(receiver);
    qsm_image_free(image);
    return 0;
}

static int follow(const char *key)
{
    static const char *const results[] = {"failed",  "sent",    "dropped", "received",
                                          "timeout", "damaged", "gone",    "stopped"};
    qsm_frame_receiver *receiver = qsm_frame_receiver_new(key, NULL);
    qsm_image *image = qsm_image_new();
    int milliseconds;
    while (receiver != NULL && scanf("%d", &milliseconds) == 1) {
        qsm_frame_result result = qsm_frame_receiver_receive(receiver, image, milliseconds);
        (void)printf("%s %u %d %d\n", results[result], number_of(image), qsm_image_width(image),
                     qsm_image_height(image));
        (void)fflush(stdout);
    }
    qsm_frame_receiver_free(receiver);
    qsm_image_free(image);
    return 0;
}

int main(int count, char **words)
{
    if (count == 7 && strcmp(words[1], "send") == 0)
        return send(words + 2);
    if ((count == 4 || count == 5) && strcmp(words[1], "receive") == 0)
        return receive(words + 2);
    if (count == 3 && strcmp(words[1], "follow") == 0)
        return follow(words[2]);
    (void)fputs("usage: see the top of frames_c.c\n", stderr);
    return 2;
}
