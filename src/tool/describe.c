/* SPDX-License-Identifier: MIT */
/*
 * The description of a picture, as get and image decode print it.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "tool/cli/utf8.h"
#include "tool/picture.h"

enum { NAME_COLUMN = 17, LINE_SIZE = 8192 };

void tool_describe_line(FILE *out, const char *name, const char *format, ...)
{
    char text[LINE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    (void)fprintf(out, "%-*s", NAME_COLUMN, name);
    tool_print_text(out, text); /* it can contain names that a stranger chose */
    (void)fputc('\n', out);
}

static const char *format_name(const qsm_image *image)
{
    const char *name = qsm_image_format_name(qsm_image_format(image));
    return name != NULL ? name : "Invalid";
}

static const char *source_name(qsm_color_space_source source)
{
    static const char *const names[] = {
        [QSM_COLOR_SPACE_NONE] = "none",
        [QSM_COLOR_SPACE_ICC] = "icc",
        [QSM_COLOR_SPACE_SRGB] = "srgb",
        [QSM_COLOR_SPACE_GAMMA] = "gamma",
    };
    return (size_t)source < sizeof names / sizeof names[0] ? names[source] : "none";
}

/* PNG's gamma is that of encoding; people and QColorSpace::gamma() mean that of decoding. */
static void describe_gamma(FILE *out, const qsm_color_space *space)
{
    char primaries[128] = "primaries of sRGB";
    double real[8];
    for (size_t i = 0; i < sizeof real / sizeof real[0]; i++)
        real[i] = space->chromaticities[i] / 100000.0;
    if (space->has_chromaticities)
        (void)snprintf(primaries, sizeof primaries,
                       "red %.4f %.4f, green %.4f %.4f, blue %.4f %.4f, white %.4f %.4f", real[2],
                       real[3], real[4], real[5], real[6], real[7], real[0], real[1]);
    tool_describe_line(out, "colour space", "gamma %.5g, %s", 100000.0 / space->gamma, primaries);
}

static void describe_color_space(FILE *out, const qsm_image *image)
{
    const qsm_color_space *space = qsm_image_color_space(image);
    const char *name = NULL;
    size_t size = 0;
    (void)qsm_image_icc_profile(image, &size, &name);
    switch (space->source) {
    case QSM_COLOR_SPACE_ICC:
        (void)fprintf(out, "%-*sICC profile ", NAME_COLUMN, "colour space");
        tool_print_text(out, name != NULL ? name : "");
        (void)fprintf(out, ", %zu bytes\n", size);
        break;
    case QSM_COLOR_SPACE_SRGB:
        tool_describe_line(out, "colour space", "sRGB, rendering intent %d",
                           space->rendering_intent);
        break;
    case QSM_COLOR_SPACE_GAMMA:
        describe_gamma(out, space);
        break;
    case QSM_COLOR_SPACE_NONE:
        break;
    }
}

static void describe_texts(FILE *out, const qsm_image *image)
{
    int count = qsm_image_text_count(image);
    tool_describe_line(out, "texts", "%d", count);
    for (int i = 0; i < count; i++) {
        const char *key = qsm_image_text_key(image, i);
        const char *text = qsm_image_text(image, key);
        (void)fputs("  ", out);
        tool_print_text(out, key);
        (void)fputs(": ", out);
        tool_print_text(out, text != NULL ? text : "");
        (void)fputc('\n', out);
    }
}

void tool_describe(FILE *out, const qsm_image *image)
{
    if (qsm_image_is_null(image)) {
        tool_describe_line(out, "image", "null (no pixels)");
        return;
    }
    tool_describe_line(out, "width", "%d", qsm_image_width(image));
    tool_describe_line(out, "height", "%d", qsm_image_height(image));
    tool_describe_line(out, "format", "%s", format_name(image));
    tool_describe_line(out, "bytes per line", "%td", qsm_image_bytes_per_line(image));
    tool_describe_line(out, "size in bytes", "%zu", qsm_image_size_in_bytes(image));
    tool_describe_line(out, "dots per meter", "%d x %d", qsm_image_dots_per_meter_x(image),
                       qsm_image_dots_per_meter_y(image));
    tool_describe_line(out, "offset", "%d, %d", qsm_image_offset_x(image),
                       qsm_image_offset_y(image));
    tool_describe_line(out, "colours", "%d", qsm_image_color_count(image));
    describe_color_space(out, image);
    describe_texts(out, image);
}

static void describe_table_json(tool_json *json, const qsm_image *image)
{
    const uint32_t *colors = qsm_image_color_table(image);
    int count = colors != NULL ? qsm_image_color_count(image) : 0;
    tool_json_integer(json, "colorCount", count);
    tool_json_begin_array(json, "colorTable");
    for (int i = 0; i < count; i++) {
        char color[16];
        (void)snprintf(color, sizeof color, "#%08" PRIx32, colors[i]);
        tool_json_string(json, NULL, color);
    }
    tool_json_end_array(json);
}

static void describe_color_space_json(tool_json *json, const qsm_image *image)
{
    const qsm_color_space *space = qsm_image_color_space(image);
    if (space->source == QSM_COLOR_SPACE_NONE) {
        tool_json_null(json, "colorSpace");
        return;
    }
    tool_json_begin_object(json, "colorSpace");
    tool_json_string(json, "source", source_name(space->source));
    if (space->source == QSM_COLOR_SPACE_SRGB)
        tool_json_integer(json, "renderingIntent", space->rendering_intent);
    if (space->gamma != 0)
        tool_json_unsigned(json, "gamma", space->gamma);
    if (space->has_chromaticities) {
        tool_json_begin_array(json, "chromaticities");
        for (size_t i = 0; i < sizeof space->chromaticities / sizeof space->chromaticities[0]; i++)
            tool_json_unsigned(json, NULL, space->chromaticities[i]);
        tool_json_end_array(json);
    }
    size_t size = 0;
    const char *name = NULL;
    if (qsm_image_icc_profile(image, &size, &name) != NULL) {
        tool_json_string(json, "iccName", name);
        tool_json_unsigned(json, "iccSize", size);
    }
    tool_json_end_object(json);
}

void tool_describe_json(tool_json *json, const qsm_image *image)
{
    tool_json_bool(json, "null", qsm_image_is_null(image));
    tool_json_integer(json, "width", qsm_image_width(image));
    tool_json_integer(json, "height", qsm_image_height(image));
    tool_json_string(json, "format", format_name(image));
    tool_json_integer(json, "depth", qsm_image_depth(image));
    tool_json_integer(json, "bytesPerLine", qsm_image_bytes_per_line(image));
    tool_json_unsigned(json, "sizeInBytes", qsm_image_size_in_bytes(image));
    tool_json_integer(json, "dotsPerMeterX", qsm_image_dots_per_meter_x(image));
    tool_json_integer(json, "dotsPerMeterY", qsm_image_dots_per_meter_y(image));
    tool_json_begin_array(json, "offset");
    tool_json_integer(json, NULL, qsm_image_offset_x(image));
    tool_json_integer(json, NULL, qsm_image_offset_y(image));
    tool_json_end_array(json);
    describe_table_json(json, image);
    describe_color_space_json(json, image);
    tool_json_begin_object(json, "text");
    for (int i = 0; i < qsm_image_text_count(image); i++) {
        const char *key = qsm_image_text_key(image, i);
        tool_json_string(json, key, qsm_image_text(image, key));
    }
    tool_json_end_object(json);
}
