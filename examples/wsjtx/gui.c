/* SPDX-License-Identifier: MIT */
/*
 * A C program in the place of WSJT-X. It starts the decoder jt9, which is a Qt program, gives it a
 * recording of 15 seconds, and prints the messages that jt9 finds.
 *
 *     wsjtx_gui FILE.wav
 */
#define _POSIX_C_SOURCE 200809L /* popen */
#include <stdio.h>
#include <string.h>

#include <qsm/shared_memory.h>

#include "decoder_data.h"

enum { WAV_HEADER = 44, NEWER_FIELDS = 4096 };
#define DECODER "exec jt9 -s WSJT-X -a \"${TMPDIR:-/tmp}\" -t \"${TMPDIR:-/tmp}\""

static bool read_samples(const char *name, int16_t *samples)
{
    FILE *file = fopen(name, "rb");
    bool ok = file != NULL && fseek(file, WAV_HEADER, SEEK_SET) == 0 &&
              fread(samples, sizeof *samples, SAMPLES, file) == SAMPLES;
    if (file != NULL)
        (void)fclose(file);
    return ok;
}

/* Any change of the struct happens under the lock. */
static bool order(qsm_shared_memory *memory, int32_t what, const int16_t *samples)
{
    decoder_data *data = qsm_shared_memory_data(memory);
    if (!qsm_shared_memory_lock(memory))
        return false;
    if (samples != NULL) {
        memcpy(data->samples, samples, SAMPLES * sizeof *samples);
        data->settings = (decoder_settings){
            .is_file = true,
            .is_new = true,
            .period = 15,
            .mode = MODE_FT8,
            .send_mode = MODE_FT8,
            .frequency = 1500,
            .lowest = 200,
            .highest = 4000,
            .depth = 3,
            .prior_width = 50,
            .sample_count = SAMPLES,
            .half_symbols = 50,
        };
    }
    data->seen = samples == NULL;
    data->order = what;
    return qsm_shared_memory_unlock(memory);
}

/* The last line of the decoder is no message. */
static bool print_messages(FILE *decoder)
{
    char line[256];
    bool finished = false;
    while (!finished && fgets(line, sizeof line, decoder) != NULL) {
        finished = strncmp(line, "<DecodeFinished>", 16) == 0;
        (void)fputs(finished ? "" : line, stdout);
    }
    return finished;
}

static bool decode(qsm_shared_memory *memory, const int16_t *samples)
{
    FILE *decoder = popen(DECODER, "r"); /* NOLINT(cert-env33-c): a constant command */
    if (decoder == NULL)
        return false;
    bool ok = order(memory, ORDER_DECODE, samples) && print_messages(decoder);
    ok = order(memory, ORDER_EXIT, NULL) && ok;
    return pclose(decoder) == 0 && ok;
}

int main(int argc, char **argv)
{
    static int16_t samples[SAMPLES];
    if (argc != 2 || !read_samples(argv[1], samples)) {
        (void)fprintf(stderr,
                      "usage: wsjtx_gui FILE.wav  (15 s, 12000 samples a second, 16 bits)\n");
        return 2;
    }
    qsm_shared_memory *memory = qsm_shared_memory_new_key("WSJT-X");
    bool ok = qsm_shared_memory_create(memory, sizeof(decoder_data) + NEWER_FIELDS,
                                       QSM_SHARED_MEMORY_READ_WRITE);
    if (!ok)
        (void)fprintf(stderr, "%s\n", qsm_shared_memory_error_string(memory));
    else
        ok = decode(memory, samples);
    qsm_shared_memory_free(memory);
    return ok ? 0 : 1;
}
