/* SPDX-License-Identifier: MIT */
/*
 * Draws examples/sample.png with qsm_image alone: a soft background with an alpha that falls
 * towards one corner, and the letters qsm.
 *
 *     make_sample OUT.png
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include <qsm/qsm.h>

enum { WIDTH = 640, HEIGHT = 480 };
static const double STROKE = 13.0; /* half the width of a line of a letter */

/*
 * A part of a letter. Angles are in degrees, clockwise from the right, because y grows downwards.
 */
typedef struct piece {
    double x, y;           /* centre of an arc, or start of a line */
    double radius;         /* 0: a line */
    double to_x, to_y;     /* end of a line */
    double begin_at, span; /* of an arc */
} piece;

static const piece pieces[] = {
    /* q */
    {175, 230, 60, 0, 0, 0, 360},
    {235, 172, 0, 235, 372, 0, 0},
    /* s */
    {335, 199, 31, 0, 0, 90, 235},
    {335, 261, 31, 0, 0, -90, 235},
    /* m */
    {425, 290, 0, 425, 172, 0, 0},
    {458, 203, 33, 0, 0, 180, 180},
    {491, 203, 0, 491, 290, 0, 0},
    {524, 203, 33, 0, 0, 180, 180},
    {557, 203, 0, 557, 290, 0, 0},
};

static double clamp(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

static double mix(double from, double to, double share)
{
    return from + (to - from) * share;
}

static double distance_to_line(const piece *line, double x, double y)
{
    double along_x = line->to_x - line->x;
    double along_y = line->to_y - line->y;
    double share = clamp(((x - line->x) * along_x + (y - line->y) * along_y) /
                         (along_x * along_x + along_y * along_y));
    return hypot(x - line->x - share * along_x, y - line->y - share * along_y);
}

static double distance_to_end(const piece *arc, double degrees, double x, double y)
{
    double angle = degrees * 3.14159265358979323846 / 180;
    return hypot(x - arc->x - arc->radius * cos(angle), y - arc->y - arc->radius * sin(angle));
}

static double distance_to_arc(const piece *arc, double x, double y)
{
    double angle = atan2(y - arc->y, x - arc->x) * 180 / 3.14159265358979323846;
    double from_begin = fmod(angle - arc->begin_at + 720, 360);
    if (from_begin <= arc->span)
        return fabs(hypot(x - arc->x, y - arc->y) - arc->radius);
    return fmin(distance_to_end(arc, arc->begin_at, x, y),
                distance_to_end(arc, arc->begin_at + arc->span, x, y));
}

/*
 * The part of the pixel at x, y that the letters cover, 0-1. The edges are softened over `soft`
 * pixels.
 */
static double letters_at(double x, double y, double soft)
{
    double nearest = 1e9;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const piece *here = &pieces[i];
        nearest = fmin(nearest, here->radius > 0 ? distance_to_arc(here, x, y)
                                                 : distance_to_line(here, x, y));
    }
    return clamp((STROKE - nearest) / soft + 0.5);
}

/* A disc of light: 1 in the middle, 0 outside. */
static double glow(double x, double y, double center_x, double center_y, double radius)
{
    double share = clamp(1 - hypot(x - center_x, y - center_y) / radius);
    return share * share;
}

static uint32_t pixel_at(int column, int row)
{
    double x = column;
    double y = row;
    double down = y / HEIGHT;
    double right = x / WIDTH;
    double warm = glow(x, y, 120, 90, 380);
    double cool = glow(x, y, 560, 400, 420);
    double red = mix(mix(38, 110, right), 255, warm * 0.9) - 30 * cool;
    double green = mix(mix(60, 24, down), 170, warm * 0.8) + 120 * cool;
    double blue = mix(mix(130, 150, right), 70, warm * 0.7) + 90 * cool;

    double shadow = letters_at(x - 6, y - 8, 24) * 0.45;
    double letter = letters_at(x, y, 1.2);
    red = mix(red * (1 - shadow), 255, letter);
    green = mix(green * (1 - shadow), 255, letter);
    blue = mix(blue * (1 - shadow), 250, letter);

    /* The background becomes transparent towards the lower left corner. The letters stay opaque. */
    double alpha = fmax(clamp(0.12 + 1.35 * hypot(right * 0.8, 1 - down)), letter);
    return (uint32_t)lround(alpha * 255) << 24 | (uint32_t)lround(clamp(red / 255) * 255) << 16 |
           (uint32_t)lround(clamp(green / 255) * 255) << 8 |
           (uint32_t)lround(clamp(blue / 255) * 255);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s OUT.png\n", argv[0]);
        return 2;
    }
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, QSM_IMAGE_FORMAT_ARGB32);
    if (image == NULL)
        return 1;
    for (int y = 0; y < HEIGHT; y++) {
        uint32_t *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < WIDTH; x++)
            row[x] = pixel_at(x, y);
    }
    bool ok = qsm_image_set_text(image, "Title", "qsm sample") && qsm_image_save(image, argv[1]);
    qsm_image_free(image);
    return ok ? 0 : 1;
}
