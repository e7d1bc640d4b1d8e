/* SPDX-License-Identifier: MIT */
/*
 * The struct that WSJT-X shares with its decoder jt9, with names of our own. Its fields are those
 * of 2.6.1; 2.7.0 has more of them at the end. The samples begin at the same place in both.
 */
#ifndef DECODER_DATA_H
#define DECODER_DATA_H

#include <stdbool.h>
#include <stdint.h>

enum { SAMPLE_RATE = 12000, SAMPLES = 15 * SAMPLE_RATE, MOST_SAMPLES = 1800 * SAMPLE_RATE };
enum { BINS = 6827, HALF_SYMBOLS = 184, REFERENCE_BINS = 5760 };
enum { ORDER_NONE = 0, ORDER_DECODE = 1, ORDER_EXIT = 999 };
enum { MODE_FT8 = 8 };

typedef struct decoder_settings {
    int32_t time; /* of the recording: HHMMSS */
    bool is_file;
    int32_t period, progress, frequency, send_frequency;
    bool is_new;
    int32_t spectrum_points, lowest, split, highest, tolerance, sample_count, half_symbols, submode;
    bool again;
    int32_t depth;
    bool ft8_prior, cq_only, jt65_prior;
    int32_t prior_width, send_mode, mode, least_width;
    bool clear_average;
    int32_t least_sync;
    float moon_delay, time_tolerance;
    int32_t count, times[10], passes, trials, aggressive;
    bool robust;
    int32_t contest, most_drift;
    char date[20], call[12], grid[6], other_call[12], other_grid[6];
} decoder_settings;

typedef struct decoder_data {
    int32_t half_symbol; /* so much of the period has been received */
    int32_t order;       /* the GUI gives it, the decoder takes it away */
    int32_t seen;        /* 1 when the GUI has read the last line of the decoder */
    float spectra[HALF_SYMBOLS * BINS], average[BINS], reference[REFERENCE_BINS];
    int16_t samples[MOST_SAMPLES];
    decoder_settings settings;
} decoder_data;

_Static_assert(sizeof(decoder_data) == 48275260, "qsm list shows this size for WSJT-X 2.6.1");

#endif
