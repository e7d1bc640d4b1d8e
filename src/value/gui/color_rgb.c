/* SPDX-License-Identifier: MIT */
/* Colours of all models as red, green and blue, rounded as Qt rounds them. */
#include <string.h>

#include "value/gui/gui.h"
#include "value/number.h"

enum { FULL = 65535, GREY = 65535, WIDEN = 0x101, SEXTANT = 6000 /* of a hue */ };

static uint16_t rounded(double share)
{
    if (!(share > 0))
        return 0;
    double scaled = share * FULL + 0.5;
    return share < 1 ? (uint16_t)scaled : FULL;
}

static double share(uint16_t component)
{
    return component / (double)FULL;
}

static void same(uint16_t rgb[3], uint16_t grey)
{
    rgb[0] = rgb[1] = rgb[2] = grey;
}

static void from_rgb(const qsm_color *color, uint16_t rgb[3])
{
    memcpy(rgb, color->component, 3 * sizeof *rgb);
}

/* Which of four levels the components have in each sixth of the circle. */
static void from_hsv(const qsm_color *color, uint16_t rgb[3])
{
    enum { TOP, LOW, FALLING, RISING };
    static const uint8_t levels[6][3] = {{TOP, RISING, LOW}, {FALLING, TOP, LOW},
                                         {LOW, TOP, RISING}, {LOW, FALLING, TOP},
                                         {RISING, LOW, TOP}, {TOP, LOW, FALLING}};
    uint16_t hue = color->component[0];
    double saturation = share(color->component[1]);
    double value = share(color->component[2]);
    if (hue == GREY || color->component[1] == 0) {
        same(rgb, color->component[2]);
        return;
    }
    double angle = hue % (6 * SEXTANT) / (double)SEXTANT;
    int sixth = (int)angle;
    double within = angle - sixth;
    double level[4] = {value, value * (1 - saturation), value * (1 - saturation * within),
                       value * (1 - saturation * (1 - within))};
    for (int i = 0; i < 3; i++)
        rgb[i] = rounded(level[levels[sixth][i]]);
}

/* One component: its place on the circle is a part of a full turn. */
static double hsl_level(double low, double high, double place)
{
    if (place < 0)
        place += 1;
    else if (place > 1)
        place -= 1;
    if (6 * place < 1)
        return low + (high - low) * 6 * place;
    if (2 * place < 1)
        return high;
    if (3 * place < 2)
        return low + (high - low) * (2.0 / 3.0 - place) * 6;
    return low;
}

static void from_hsl(const qsm_color *color, uint16_t rgb[3])
{
    uint16_t hue = color->component[0];
    double saturation = share(color->component[1]);
    double lightness = share(color->component[2]);
    if (hue == GREY || color->component[1] == 0) {
        same(rgb, color->component[2]);
        return;
    }
    double place = hue % (6 * SEXTANT) / (6.0 * SEXTANT);
    double high = lightness < 0.5 ? lightness * (1 + saturation)
                                  : lightness + saturation - lightness * saturation;
    double low = 2 * lightness - high;
    for (int i = 0; i < 3; i++)
        rgb[i] = rounded(hsl_level(low, high, place + (1 - i) / 3.0));
}

static void from_cmyk(const qsm_color *color, uint16_t rgb[3])
{
    double black = share(color->component[3]);
    for (int i = 0; i < 3; i++)
        rgb[i] = rounded(1 - (share(color->component[i]) * (1 - black) + black));
}

static void from_extended(const qsm_color *color, uint16_t rgb[3])
{
    for (int i = 0; i < 3; i++)
        rgb[i] = rounded(qsm__double_of_half(color->component[i]));
}

bool qsm__color_rgb(const qsm_color *color, uint16_t rgb[3])
{
    static void (*const models[])(const qsm_color *,
                                  uint16_t[3]) = {[QSM_COLOR_RGB] = from_rgb,
                                                  [QSM_COLOR_HSV] = from_hsv,
                                                  [QSM_COLOR_CMYK] = from_cmyk,
                                                  [QSM_COLOR_HSL] = from_hsl,
                                                  [QSM_COLOR_EXTENDED_RGB] = from_extended};
    same(rgb, 0);
    if (color->spec == QSM_COLOR_INVALID || color->spec >= sizeof models / sizeof models[0])
        return false;
    models[color->spec](color, rgb);
    return true;
}

uint8_t qsm__color_byte(uint16_t component)
{
    return (uint8_t)((component + WIDEN / 2) / WIDEN);
}

qsm_color qsm_color_from_rgba(uint8_t red, uint8_t green, uint8_t blue, uint8_t alpha)
{
    qsm_color color = {.spec = QSM_COLOR_RGB, .alpha = (uint16_t)(alpha * WIDEN)};
    color.component[0] = (uint16_t)(red * WIDEN);
    color.component[1] = (uint16_t)(green * WIDEN);
    color.component[2] = (uint16_t)(blue * WIDEN);
    return color;
}

bool qsm_color_to_rgba(const qsm_color *color, uint8_t rgba[4])
{
    uint16_t rgb[3];
    if (color == NULL || rgba == NULL || !qsm__color_rgb(color, rgb))
        return false;
    uint16_t alpha = color->alpha;
    if (color->spec == QSM_COLOR_EXTENDED_RGB)
        alpha = rounded(qsm__double_of_half(alpha));
    for (int i = 0; i < 3; i++)
        rgba[i] = qsm__color_byte(rgb[i]);
    rgba[3] = qsm__color_byte(alpha);
    return true;
}
