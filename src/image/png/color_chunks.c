/* SPDX-License-Identifier: MIT */
/*
 * The rules of libpng 1.6.39, which Qt has on Debian 12, as measured. libpng since 1.6.47 takes the
 * first chunk of a name, and nothing is refused.
 */
#include "image/png/color_chunks.h"

#include <math.h>
#include <string.h>

enum {
    WHOLE = 100000, /* 1 in a chunk */
    LEAST_GAMMA = 16,
    MOST_GAMMA = 625000000,
    SRGB_GAMMA = 45455,
    MOST_PROFILES = 8 /* ours: each costs the time to decompress it */
};
enum { SHORTEST_CHUNK = 14, SHORTEST_PROFILE_CHUNK = 92 };

static const uint32_t srgb_primaries[8] = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};

static const char *refuse(qsm_png_color_chunks *chunks, const char *why)
{
    chunks->refused = true;
    return why;
}

static bool is_srgb(const qsm_png_color_chunks *chunks)
{
    return chunks->space.source == QSM_COLOR_SPACE_SRGB;
}

const char *qsm__png_color_gamma(qsm_png_color_chunks *chunks, uint32_t gamma)
{
    if (gamma < LEAST_GAMMA || gamma > MOST_GAMMA)
        return refuse(chunks, "invalid gamma; there is no colour space");
    if (chunks->space.gamma != 0)
        return refuse(chunks, "it is a duplicate; there is no colour space");
    double of_srgb = floor((double)SRGB_GAMMA * WHOLE / gamma + 0.5);
    if (is_srgb(chunks) && (of_srgb < 95000 || of_srgb > 105000))
        return "it contradicts sRGB; ignored";
    chunks->space.gamma = gamma;
    return NULL;
}

const char *qsm__png_color_srgb(qsm_png_color_chunks *chunks, int intent)
{
    if (is_srgb(chunks))
        return refuse(chunks, "it is a duplicate; there is no colour space");
    if (intent > 3)
        return refuse(chunks, "invalid rendering intent; there is no colour space");
    chunks->space.source = QSM_COLOR_SPACE_SRGB;
    chunks->space.rendering_intent = intent;
    return NULL;
}

const char *qsm__png_color_profile(qsm_png_color_chunks *chunks, size_t chunk_size)
{
    if (chunk_size < SHORTEST_CHUNK)
        return "it is shorter than 14 bytes; ignored";
    if (is_srgb(chunks))
        return refuse(chunks, "there is an sRGB chunk, too; there is no colour space");
    if (chunk_size < SHORTEST_PROFILE_CHUNK)
        return "it is shorter than 92 bytes; ignored";
    if (chunks->profiles++ == MOST_PROFILES)
        return refuse(chunks, "there are more than 8; there is no colour space");
    return chunks->refused ? "there is no colour space; ignored" : NULL;
}

/* ---- primaries ------------------------------------------------------------------------------- */

enum { WHITE, RED, GREEN, BLUE, POINTS };

/* A chromaticity, and a colour; both times 100000 and rounded. */
typedef struct point {
    double x, y;
} point;
typedef struct color {
    double X, Y, Z;
} color;

/* The casts give each step the precision of a double, also where registers have more bits. */
static double nearest(double dividend, double divisor)
{
    double quotient = (double)(dividend / divisor);
    return floor((double)(quotient + 0.5));
}

/* one * other / divisor, rounded. False if this is no number of 32 bits. */
static bool rounded(double *result, double one, double other, double divisor)
{
    if (divisor == 0)
        return false;
    *result = nearest((double)(one * other), divisor);
    return *result >= INT32_MIN && *result <= INT32_MAX;
}

/* The area between two directions, divided by 7: so it fits into 32 bits. */
static bool area(double *result, point one, point other)
{
    double left;
    double right;
    if (!rounded(&left, one.x, other.y, 7) || !rounded(&right, one.y, other.x, 7))
        return false;
    *result = left - right;
    return true;
}

static point from_blue(const point points[POINTS], int which)
{
    return (point){points[which].x - points[BLUE].x, points[which].y - points[BLUE].y};
}

static bool are_in_range(const point points[POINTS])
{
    for (int i = 0; i < POINTS; i++) {
        double least_y = i == WHITE ? 5 : 0;
        if (points[i].x > WHOLE || points[i].y < least_y || points[i].y > WHOLE - points[i].x)
            return false;
    }
    return true;
}

/* The share of a primary in white is 1 / inverse. */
static bool find_inverse(double *inverse, double white_y, double whole, double part)
{
    return rounded(inverse, white_y, whole, part) && *inverse > white_y;
}

static double reciprocal(double value)
{
    double result = nearest(1e10, value);
    return result <= INT32_MAX ? result : 0;
}

static bool weigh(color *result, point of, double factor, double divisor)
{
    return rounded(&result->X, of.x, factor, divisor) &&
           rounded(&result->Y, of.y, factor, divisor) &&
           rounded(&result->Z, WHOLE - of.x - of.y, factor, divisor);
}

/* The colours of the three primaries with which they add up to white. */
static bool find_colors(const point points[POINTS], color colors[POINTS])
{
    point red = from_blue(points, RED);
    point green = from_blue(points, GREEN);
    point white = from_blue(points, WHITE);
    double white_y = points[WHITE].y;
    double whole;
    double red_part;
    double green_part;
    double inverse_red;
    double inverse_green;
    if (!area(&whole, green, red) || !area(&red_part, green, white) ||
        !area(&green_part, white, red) || !find_inverse(&inverse_red, white_y, whole, red_part) ||
        !find_inverse(&inverse_green, white_y, whole, green_part))
        return false;
    double blue = reciprocal(white_y) - reciprocal(inverse_red) - reciprocal(inverse_green);
    return blue > 0 && weigh(&colors[RED], points[RED], WHOLE, inverse_red) &&
           weigh(&colors[GREEN], points[GREEN], WHOLE, inverse_green) &&
           weigh(&colors[BLUE], points[BLUE], blue, WHOLE);
}

static bool is_near(point one, point other, double most)
{
    return fabs(one.x - other.x) <= most && fabs(one.y - other.y) <= most;
}

static bool gives(color of, point wanted)
{
    enum { MOST = 5 };
    point found;
    double all = of.X + of.Y + of.Z;
    return rounded(&found.x, of.X, WHOLE, all) && rounded(&found.y, of.Y, WHOLE, all) &&
           is_near(found, wanted, MOST);
}

/* Whether the colours that follow from the chromaticities give these chromaticities again. */
static bool are_usable(const point points[POINTS])
{
    color colors[POINTS];
    if (!are_in_range(points) || !find_colors(points, colors))
        return false;
    colors[WHITE] = (color){colors[RED].X + colors[GREEN].X + colors[BLUE].X,
                            colors[RED].Y + colors[GREEN].Y + colors[BLUE].Y,
                            colors[RED].Z + colors[GREEN].Z + colors[BLUE].Z};
    for (int i = 0; i < POINTS; i++) {
        if (!gives(colors[i], points[i]))
            return false;
    }
    return true;
}

static void find_points(const uint32_t values[8], point points[POINTS])
{
    for (size_t i = 0; i < POINTS; i++)
        points[i] = (point){values[2 * i], values[2 * i + 1]};
}

static bool are_of_srgb(const point points[POINTS])
{
    enum { MOST = 100 };
    point wanted[POINTS];
    find_points(srgb_primaries, wanted);
    for (int i = 0; i < POINTS; i++) {
        if (!is_near(points[i], wanted[i], MOST))
            return false;
    }
    return true;
}

const char *qsm__png_color_primaries(qsm_png_color_chunks *chunks, const uint32_t values[8])
{
    point points[POINTS];
    for (size_t i = 0; i < 8; i++) {
        if (values[i] > INT32_MAX)
            return "invalid chromaticities; ignored";
    }
    if (chunks->space.has_chromaticities)
        return refuse(chunks, "it is a duplicate; there is no colour space");
    find_points(values, points);
    if (!are_usable(points))
        return refuse(chunks, "invalid chromaticities; there is no colour space");
    if (is_srgb(chunks) && !are_of_srgb(points))
        return refuse(chunks, "it contradicts sRGB; there is no colour space");
    memcpy(chunks->space.chromaticities, values, sizeof chunks->space.chromaticities);
    chunks->space.has_chromaticities = true;
    return NULL;
}
