/* SPDX-License-Identifier: MIT */
/*
 * A C program in the place of the decoder jt9. WSJT-X, unmodified, starts it as "jt9 -s KEY ...",
 * gives it samples, and shows each line that it prints. This decoder only measures how loud the
 * samples are.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep, getppid */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <qsm/shared_memory.h>

#include "decoder_data.h"

static int16_t samples[SAMPLES];
static decoder_settings settings;

static int32_t take_order(qsm_shared_memory *memory)
{
    decoder_data *data = qsm_shared_memory_data(memory);
    if (!qsm_shared_memory_lock(memory))
        return ORDER_EXIT;
    int32_t order = data->order;
    if (order == ORDER_DECODE) {
        data->order = ORDER_NONE;
        memcpy(samples, data->samples, sizeof samples);
        settings = data->settings;
    }
    return qsm_shared_memory_unlock(memory) ? order : ORDER_EXIT;
}

/* Time, dB, seconds, Hz, mode, message. The last line says that there are no more. */
static void decode(void)
{
    double sum = 0;
    for (size_t i = 0; i < SAMPLES; i++)
        sum += (double)samples[i] * samples[i];
    (void)printf("%06d   0  0.0 %4d ~  CQ C %d RMS %.0f\n", (int)settings.time,
                 (int)settings.frequency, SAMPLES, sqrt(sum / SAMPLES));
    (void)printf("<DecodeFinished>   0   1        0\n");
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    pid_t gui = getppid();
    if (argc < 3 || strcmp(argv[1], "-s") != 0) {
        (void)fprintf(stderr, "usage: jt9 -s KEY ...  (WSJT-X starts it)\n");
        return 2;
    }
    qsm_shared_memory *memory = qsm_shared_memory_new_key(argv[2]);
    /* A newer WSJT-X has a larger struct. A smaller one has other fields. */
    bool ok = qsm_shared_memory_attach_at_least(memory, sizeof(decoder_data),
                                                QSM_SHARED_MEMORY_READ_WRITE);
    if (!ok)
        (void)fprintf(stderr, "%s\n", qsm_shared_memory_error_string(memory));
    for (int32_t order = ORDER_NONE; ok && order != ORDER_EXIT && getppid() == gui;) {
        order = take_order(memory);
        if (order == ORDER_DECODE)
            decode();
        (void)nanosleep(&(struct timespec){.tv_nsec = 30000000L}, NULL);
    }
    qsm_shared_memory_free(memory);
    return ok ? 0 : 1;
}
