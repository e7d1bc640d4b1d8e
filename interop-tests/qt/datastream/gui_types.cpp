// SPDX-License-Identifier: MIT
// Types of QtGui, but for pictures.
#include "gui_types.h"

#include "pictures.h"

#include <algorithm>
#include <cstring>

#include <qsm/gui_values.h>

// A QColor has no function that gives its components unchanged. Its bytes are these in Qt 5 and 6.
struct RawColor {
    int spec;
    ushort alpha, component[4];
};
static_assert(sizeof(QColor) == sizeof(RawColor), "QColor is as it was");

static qsm_color colorOf(const QColor &value)
{
    RawColor raw;
    memcpy(&raw, static_cast<const void *>(&value), sizeof(raw));
    qsm_color color = {uint8_t(raw.spec), raw.alpha, {0, 0, 0, 0}};
    std::copy_n(raw.component, 4, color.component);
    return color;
}

static qsm_color toQsm(const QColor &value, Keep &)
{
    return colorOf(value);
}

static QColor toQt(const qsm_color &value)
{
    QColor color;
    RawColor raw = {value.spec, value.alpha, {0, 0, 0, 0}};
    std::copy_n(value.component, 4, raw.component);
    memcpy(static_cast<void *>(&color), &raw, sizeof(raw));
    return color;
}

static qsm_transform transformOf(const QTransform &value)
{
    return {{{value.m11(), value.m12(), value.m13()},
             {value.m21(), value.m22(), value.m23()},
             {value.m31(), value.m32(), value.m33()}}};
}

static QTransform toQt(const qsm_transform &value)
{
    return QTransform(value.m[0][0], value.m[0][1], value.m[0][2], value.m[1][0], value.m[1][1],
                      value.m[1][2], value.m[2][0], value.m[2][1], value.m[2][2]);
}

static void setShape(qsm_gradient &gradient, const QGradient &value)
{
    if (value.type() == QGradient::LinearGradient) {
        const auto &linear = static_cast<const QLinearGradient &>(value);
        gradient.points[0] = pointOf(linear.start());
        gradient.points[1] = pointOf(linear.finalStop());
    } else if (value.type() == QGradient::RadialGradient) {
        const auto &radial = static_cast<const QRadialGradient &>(value);
        gradient.points[0] = pointOf(radial.center());
        gradient.points[1] = pointOf(radial.focalPoint());
        gradient.radius = radial.radius();
        gradient.focal_radius = radial.focalRadius();
    } else {
        const auto &conical = static_cast<const QConicalGradient &>(value);
        gradient.points[0] = pointOf(conical.center());
        gradient.angle = conical.angle();
    }
}

static const qsm_gradient *gradientOf(const QGradient &value, Keep &keep)
{
    std::vector<qsm_gradient_stop> stops;
    for (const QGradientStop &stop : value.stops())
        stops.push_back({stop.first, colorOf(stop.second)});
    qsm_gradient gradient = QSM_INIT(qsm_gradient);
    gradient.type = value.type();
    gradient.spread = value.spread();
    gradient.coordinate_mode = value.coordinateMode();
    gradient.interpolation = value.interpolationMode();
    gradient.stops = keep.array(stops);
    gradient.stop_count = stops.size();
    setShape(gradient, value);
    return keep.keep(gradient);
}

static QBrush withGradient(QGradient &&gradient, const qsm_gradient &value)
{
    QGradientStops stops;
    for (size_t i = 0; i < value.stop_count; i++)
        stops.append(QGradientStop(value.stops[i].position, toQt(value.stops[i].color)));
    gradient.setStops(stops);
    gradient.setSpread(static_cast<QGradient::Spread>(value.spread));
    gradient.setCoordinateMode(static_cast<QGradient::CoordinateMode>(value.coordinate_mode));
    gradient.setInterpolationMode(static_cast<QGradient::InterpolationMode>(value.interpolation));
    return QBrush(gradient);
}

static QBrush brushWith(const qsm_gradient &value)
{
    const QPointF first = toQt(value.points[0]), second = toQt(value.points[1]);
    if (value.type == QGradient::LinearGradient)
        return withGradient(QLinearGradient(first, second), value);
    if (value.type == QGradient::RadialGradient)
        return withGradient(QRadialGradient(first, value.radius, second, value.focal_radius),
                            value);
    return withGradient(QConicalGradient(first, value.angle), value);
}

static qsm_brush brushOf(const QBrush &value, Keep &keep)
{
    qsm_brush brush = QSM_INIT(qsm_brush);
    brush.style = uint8_t(value.style());
    brush.color = colorOf(value.color());
    brush.transform = transformOf(value.transform());
    if (value.gradient())
        brush.gradient = gradientOf(*value.gradient(), keep);
    if (value.style() == Qt::TexturePattern)
        brush.texture = pngOf(value.textureImage(), keep);
    return brush;
}

static QBrush toQt(const qsm_brush &value)
{
    QBrush brush;
    if (value.gradient) {
        brush = brushWith(*value.gradient);
    } else {
        brush = QBrush(toQt(value.color), static_cast<Qt::BrushStyle>(value.style));
        if (value.style == Qt::TexturePattern)
            brush.setTextureImage(imageOf(value.texture));
    }
    brush.setTransform(toQt(value.transform));
    return brush;
}

static bool set(qsm_variant *variant, const QBrush &value)
{
    Keep keep;
    const qsm_brush brush = brushOf(value, keep);
    return qsm_variant_set_brush(variant, &brush);
}

static void get(const qsm_variant *variant, QBrush &value)
{
    if (const qsm_brush *brush = qsm_variant_brush(variant))
        value = toQt(*brush);
}

static bool set(qsm_variant *variant, const QPen &value)
{
    Keep keep;
    const qsm_brush brush = brushOf(value.brush(), keep);
    const QVector<qreal> pattern = value.dashPattern();
    const std::vector<double> dashes(pattern.begin(), pattern.end());
    qsm_pen pen = QSM_INIT(qsm_pen);
    pen.style = uint8_t(value.style());
    pen.cap = uint16_t(value.capStyle());
    pen.join = uint16_t(value.joinStyle());
    pen.cosmetic = value.isCosmetic() && value.widthF() > 0;
    pen.width = value.widthF();
    pen.miter_limit = value.miterLimit();
    pen.dash_offset = value.dashOffset();
    pen.brush = &brush;
    pen.dashes = keep.array(dashes);
    pen.dash_count = dashes.size();
    return qsm_variant_set_pen(variant, &pen);
}

static void get(const qsm_variant *variant, QPen &value)
{
    const qsm_pen *pen = qsm_variant_pen(variant);
    if (!pen)
        return;
    value = QPen(pen->brush ? toQt(*pen->brush) : QBrush(Qt::black), pen->width,
                 static_cast<Qt::PenStyle>(pen->style), static_cast<Qt::PenCapStyle>(pen->cap),
                 static_cast<Qt::PenJoinStyle>(pen->join));
    if (pen->style == Qt::CustomDashLine) {
        QVector<qreal> dashes;
        std::copy_n(pen->dashes, pen->dash_count, std::back_inserter(dashes));
        value.setDashPattern(dashes);
    }
    value.setMiterLimit(pen->miter_limit);
    value.setDashOffset(pen->dash_offset);
    if (pen->cosmetic)
        value.setCosmetic(true);
}

static bool set(qsm_variant *variant, const QPalette &value)
{
    Keep keep;
    std::vector<qsm_brush> brushes;
    for (int group = 0; group < QPalette::NColorGroups; group++) {
        for (int role = 0; role < QPalette::NColorRoles; role++)
            brushes.push_back(brushOf(value.brush(static_cast<QPalette::ColorGroup>(group),
                                                  static_cast<QPalette::ColorRole>(role)),
                                      keep));
    }
    qsm_palette palette = QSM_INIT(qsm_palette);
    palette.brushes = brushes.data();
    palette.role_count = QPalette::NColorRoles;
    return qsm_variant_set_palette(variant, &palette);
}

static void get(const qsm_variant *variant, QPalette &value)
{
    const qsm_palette *palette = qsm_variant_palette(variant);
    const int roles = palette ? int(palette->role_count) : 0;
    for (int group = 0; group < QPalette::NColorGroups; group++) {
        for (int role = 0; role < std::min<int>(roles, QPalette::NColorRoles); role++)
            value.setBrush(static_cast<QPalette::ColorGroup>(group),
                           static_cast<QPalette::ColorRole>(role),
                           toQt(palette->brushes[group * roles + role]));
    }
}

static bool set(qsm_variant *variant, const QRegion &value)
{
    std::vector<qsm_rect> rects;
    for (const QRect &rect : value)
        rects.push_back({rect.x(), rect.y(), rect.width(), rect.height()});
    const qsm_region region = {rects.data(), rects.size()};
    return qsm_variant_set_region(variant, &region);
}

static void get(const qsm_variant *variant, QRegion &value)
{
    const qsm_region *region = qsm_variant_region(variant);
    value = QRegion();
    for (size_t i = 0; region && i < region->count; i++)
        value += QRect(region->rects[i].x, region->rects[i].y, region->rects[i].width,
                       region->rects[i].height);
}

static bool set(qsm_variant *variant, const QPainterPath &value)
{
    std::vector<qsm_path_element> elements;
    qsm_painter_path path = qsm_painter_path();
    for (int i = 0; i < value.elementCount(); i++) {
        const QPainterPath::Element element = value.elementAt(i);
        elements.push_back({int32_t(element.type), element.x, element.y});
        if (element.type == QPainterPath::MoveToElement)
            path.start = i;
    }
    path.elements = elements.data();
    path.count = elements.size();
    path.fill_rule = value.fillRule();
    return qsm_variant_set_painter_path(variant, &path);
}

static void get(const qsm_variant *variant, QPainterPath &value)
{
    const qsm_painter_path *path = qsm_variant_painter_path(variant);
    value = QPainterPath();
    for (size_t i = 0; path && i < path->count; i++) {
        const qsm_path_element *at = path->elements + i;
        if (at->type == QPainterPath::MoveToElement) {
            value.moveTo(at->x, at->y);
        } else if (at->type == QPainterPath::LineToElement) {
            value.lineTo(at->x, at->y);
        } else if (i + 2 < path->count) {
            value.cubicTo(at[0].x, at[0].y, at[1].x, at[1].y, at[2].x, at[2].y);
            i += 2;
        }
    }
    if (path)
        value.setFillRule(static_cast<Qt::FillRule>(path->fill_rule));
}

static bool set(qsm_variant *variant, const QPolygon &value)
{
    std::vector<qsm_point> points;
    for (const QPoint &point : value)
        points.push_back({point.x(), point.y()});
    return qsm_variant_set_polygon(variant, points.data(), points.size());
}

static void get(const qsm_variant *variant, QPolygon &value)
{
    qsm_point point;
    value.clear();
    for (size_t i = 0; qsm_variant_to_point(qsm_variant_at(variant, i), &point); i++)
        value.append(QPoint(point.x, point.y));
}

static bool set(qsm_variant *variant, const QPolygonF &value)
{
    std::vector<qsm_point_f> points;
    for (const QPointF &point : value)
        points.push_back(pointOf(point));
    return qsm_variant_set_polygon_f(variant, points.data(), points.size());
}

static void get(const qsm_variant *variant, QPolygonF &value)
{
    qsm_point_f point;
    value.clear();
    for (size_t i = 0; qsm_variant_to_point_f(qsm_variant_at(variant, i), &point); i++)
        value.append(toQt(point));
}

static qsm_key_sequence toQsm(const QKeySequence &value, Keep &)
{
    qsm_key_sequence keys = qsm_key_sequence();
    keys.count = uint32_t(value.count());
    for (uint i = 0; i < keys.count; i++) {
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
        keys.keys[i] = uint32_t(value[i]);
#else
        keys.keys[i] = uint32_t(value[i].toCombined());
#endif
    }
    return keys;
}

static QKeySequence toQt(const qsm_key_sequence &value)
{
    int keys[4] = {0, 0, 0, 0};
    for (uint i = 0; i < value.count; i++)
        keys[i] = int(value.keys[i]);
    return QKeySequence(keys[0], keys[1], keys[2], keys[3]);
}

static qsm_text_length toQsm(const QTextLength &value, Keep &)
{
    return {value.type(), value.rawValue()};
}

static QTextLength toQt(const qsm_text_length &value)
{
    return QTextLength(static_cast<QTextLength::Type>(value.type), value.value);
}

QSM_PLAIN(QColor, color)
QSM_PLAIN(QKeySequence, key_sequence)
QSM_PLAIN(QTextLength, text_length)
QSM_TREE_ONLY(QBrush, "QBrush")
QSM_TREE_ONLY(QPainterPath, "QPainterPath")
QSM_TREE_ONLY(QPalette, "QPalette")
QSM_TREE_ONLY(QPen, "QPen")
QSM_TREE_ONLY(QPolygon, "QPolygon")
QSM_TREE_ONLY(QPolygonF, "QPolygonF")
QSM_TREE_ONLY(QRegion, "QRegion")

#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
static qsm_matrix toQsm(const QMatrix &value, Keep &)
{
    return {value.m11(), value.m12(), value.m21(), value.m22(), value.dx(), value.dy()};
}

static QMatrix toQt(const qsm_matrix &value)
{
    return QMatrix(value.m11, value.m12, value.m21, value.m22, value.dx, value.dy);
}

QSM_PLAIN(QMatrix, matrix)
#else
QsmDataStream &operator<<(QsmDataStream &stream, const QsmAffine &value)
{
    const QsmDataStream::Writing writing(stream);
    const auto &m = value.m_matrix;
    const qsm_matrix matrix = {m[0][0], m[0][1], m[1][0], m[1][1], m[2][0], m[2][1]};
    qsm_data_stream_write_matrix(writing, &matrix);
    compareWithQt(writing, value);
    return stream;
}

QsmDataStream &operator>>(QsmDataStream &stream, QsmAffine &value)
{
    const QsmDataStream::Reading reading(stream);
    qsm_matrix matrix;
    qsm_data_stream_read_matrix(reading, &matrix);
    const qreal rows[3][3] = {
        {matrix.m11, matrix.m12, 0}, {matrix.m21, matrix.m22, 0}, {matrix.dx, matrix.dy, 1}};
    memcpy(value.m_matrix, rows, sizeof(rows));
    return stream;
}
#endif
