// SPDX-License-Identifier: MIT
// Types of QtCore, and QVariant.
#include "core_types.h"

#include "convert.h"

#include <QtCore/QtEndian>

#include <qsm/date_time.h>
#include <qsm/values.h>

bool qsm_containers::throughTree()
{
    static const bool through = qgetenv("QSM_FACE") == "tree";
    return through;
}

qsm_containers::Node::Node(QsmDataStream &stream, const QByteArray &type) : tree_(qsm_tree_new())
{
    const QsmDataStream::Reading reading(stream);
    qsm_data_stream_read_value(reading, type.constData(), qsm_tree_root(tree_));
}

qsm_containers::Node::~Node()
{
    qsm_tree_free(tree_);
}

size_t qsm_containers::Node::count() const
{
    return qsm_variant_count(qsm_tree_root(tree_));
}

void qsm_containers::Node::key(size_t index, QString &value) const
{
    value = toQt(qsm_variant_key_text(qsm_tree_root(tree_), index));
}

void qsm_containers::Node::key(size_t index, int &value) const
{
    qsm_variant_to_int32(qsm_variant_key(qsm_tree_root(tree_), index), &value);
}

void qsm_containers::Node::at(size_t index, QString &value) const
{
    value = toQt(qsm_variant_text(qsm_variant_at(qsm_tree_root(tree_), index)));
}

void qsm_containers::Node::at(size_t index, int &value) const
{
    qsm_variant_to_int32(qsm_variant_at(qsm_tree_root(tree_), index), &value);
}

// Text. Its UTF-16 goes through qsm unchanged.
QsmDataStream &operator<<(QsmDataStream &stream, const QString &value)
{
    const QsmDataStream::Writing writing(stream);
    Keep keep;
    if (throughTree())
        qsm_data_stream_write_text(writing, keep.text(value));
    else
        qsm_data_stream_write_utf16(
            writing, value.isNull() ? nullptr : reinterpret_cast<const uint16_t *>(value.utf16()),
            size_t(value.size()));
    compareWithQt(writing, value);
    return stream;
}

QsmDataStream &operator>>(QsmDataStream &stream, QString &value)
{
    const QsmDataStream::Reading reading(stream);
    if (throughTree()) {
        qsm_text text;
        qsm_data_stream_read_text(reading, &text);
        value = toQt(text);
        return stream;
    }
    uint16_t *units = nullptr;
    size_t length = 0;
    qsm_data_stream_read_utf16(reading, &units, &length);
    value = units ? QString(reinterpret_cast<const QChar *>(units), int(length)) : QString();
    qsm_free(units);
    return stream;
}

QsmDataStream &operator<<(QsmDataStream &stream, const QByteArray &value)
{
    const QsmDataStream::Writing writing(stream);
    qsm_data_stream_write_byte_array(writing, value.isNull() ? nullptr : value.constData(),
                                     size_t(value.size()));
    compareWithQt(writing, value);
    return stream;
}

QsmDataStream &operator>>(QsmDataStream &stream, QByteArray &value)
{
    const QsmDataStream::Reading reading(stream);
    if (throughTree()) {
        qsm_bytes bytes;
        qsm_data_stream_read_byte_array_view(reading, &bytes);
        value = toQt(bytes);
        return stream;
    }
    void *bytes = nullptr;
    size_t size = 0;
    qsm_data_stream_read_byte_array(reading, &bytes, &size);
    value = toQt(qsm_bytes{bytes, size});
    qsm_free(bytes);
    return stream;
}

static qsm_point toQsm(const QPoint &value, Keep &)
{
    return {value.x(), value.y()};
}

static QPoint toQt(const qsm_point &value)
{
    return QPoint(value.x, value.y);
}

static qsm_point_f toQsm(const QPointF &value, Keep &)
{
    return pointOf(value);
}

static qsm_size toQsm(const QSize &value, Keep &)
{
    return {value.width(), value.height()};
}

static QSize toQt(const qsm_size &value)
{
    return QSize(value.width, value.height);
}

static qsm_size_f toQsm(const QSizeF &value, Keep &)
{
    return {value.width(), value.height()};
}

static QSizeF toQt(const qsm_size_f &value)
{
    return QSizeF(value.width, value.height);
}

static qsm_rect toQsm(const QRect &value, Keep &)
{
    return {value.x(), value.y(), value.width(), value.height()};
}

static QRect toQt(const qsm_rect &value)
{
    return QRect(value.x, value.y, value.width, value.height);
}

static qsm_rect_f toQsm(const QRectF &value, Keep &)
{
    return {value.x(), value.y(), value.width(), value.height()};
}

static QRectF toQt(const qsm_rect_f &value)
{
    return QRectF(value.x, value.y, value.width, value.height);
}

static qsm_date toQsm(const QDate &value, Keep &)
{
    return {value.isNull() ? INT64_MIN : value.toJulianDay()};
}

static QDate toQt(const qsm_date &value)
{
    return QDate::fromJulianDay(value.julian_day);
}

static qsm_time toQsm(const QTime &value, Keep &)
{
    return {value.isNull() ? -1 : value.msecsSinceStartOfDay()};
}

static QTime toQt(const qsm_time &value)
{
    return value.msecs < 0 ? QTime() : QTime::fromMSecsSinceStartOfDay(value.msecs);
}

// Without zones: Qt's test has none.
static qsm_date_time toQsm(const QDateTime &value, Keep &keep)
{
    qsm_date_time time = qsm_date_time();
    time.date = toQsm(value.date(), keep);
    time.time = toQsm(value.time(), keep);
    time.spec = static_cast<qsm_time_spec>(value.timeSpec());
    time.offset = value.offsetFromUtc();
    return time;
}

static QDateTime toQt(const qsm_date_time &value)
{
    const bool hasOffset = value.spec == QSM_TIME_SPEC_OFFSET_FROM_UTC;
    return QDateTime(toQt(value.date), toQt(value.time), static_cast<Qt::TimeSpec>(value.spec),
                     hasOffset ? value.offset : 0);
}

static qsm_bit_array toQsm(const QBitArray &value, Keep &keep)
{
    std::vector<uint8_t> bytes(size_t(value.size() + 7) / 8);
    for (int i = 0; i < int(value.size()); i++)
        bytes[size_t(i) / 8] |= uint8_t(value.testBit(i) << i % 8);
    return {keep.array(bytes), size_t(value.size())};
}

static QBitArray toQt(const qsm_bit_array &value)
{
    QBitArray bits(int(value.count));
    for (size_t i = 0; i < value.count; i++)
        bits.setBit(int(i), value.bytes[i / 8] >> i % 8 & 1);
    return bits;
}

static qsm_regular_expression toQsm(const QRegularExpression &value, Keep &keep)
{
    return {keep.text(value.pattern()), uint32_t(value.patternOptions())};
}

static QRegularExpression toQt(const qsm_regular_expression &value)
{
    return QRegularExpression(toQt(value.pattern),
                              QRegularExpression::PatternOptions(int(value.options)));
}

// The address that a plain curve has in the stream. Nothing else of Qt gives it.
static quint64 functionOf(const QEasingCurve &value)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << value;
    return qFromBigEndian<quint64>(bytes.constData() + 1);
}

static qsm_easing_curve toQsm(const QEasingCurve &value, Keep &)
{
    qsm_easing_curve curve = qsm_easing_curve();
    const int type = value.type();
    curve.type = uint8_t(type);
    curve.has_config = type >= QEasingCurve::InElastic && type <= QEasingCurve::OutInBounce;
    curve.function = functionOf(value);
    curve.period = value.period();
    curve.amplitude = value.amplitude();
    curve.overshoot = value.overshoot();
    return curve;
}

static QEasingCurve toQt(const qsm_easing_curve &value)
{
    QEasingCurve curve(static_cast<QEasingCurve::Type>(value.type));
    if (value.has_config) {
        curve.setPeriod(value.period);
        curve.setAmplitude(value.amplitude);
        curve.setOvershoot(value.overshoot);
    }
    return curve;
}

static QByteArray jsonOf(const QJsonValue &value)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return document.toJson(QJsonDocument::Compact);
}

static qsm_json_value toQsm(const QJsonValue &value, Keep &keep)
{
    qsm_json_value json = qsm_json_value();
    json.type = static_cast<qsm_json_value_type>(value.type());
    json.boolean = value.toBool();
    json.number = value.toDouble();
    json.text = keep.text(value.toString());
    if (value.isArray() || value.isObject())
        json.json = keep.bytes(jsonOf(value));
    return json;
}

static QJsonValue toQt(const qsm_json_value &value)
{
    const QJsonDocument document = QJsonDocument::fromJson(toQt(value.json));
    switch (value.type) {
    case QSM_JSON_VALUE_BOOL:
        return QJsonValue(value.boolean);
    case QSM_JSON_VALUE_DOUBLE:
        return QJsonValue(value.number);
    case QSM_JSON_VALUE_STRING:
        return QJsonValue(toQt(value.text));
    case QSM_JSON_VALUE_ARRAY:
        return QJsonValue(document.array());
    case QSM_JSON_VALUE_OBJECT:
        return QJsonValue(document.object());
    case QSM_JSON_VALUE_UNDEFINED:
        return QJsonValue(QJsonValue::Undefined);
    default:
        return QJsonValue();
    }
}

QSM_PLAIN(QPoint, point)
QSM_PLAIN(QPointF, point_f)
QSM_PLAIN(QSize, size)
QSM_PLAIN(QSizeF, size_f)
QSM_PLAIN(QRect, rect)
QSM_PLAIN(QRectF, rect_f)
QSM_PLAIN(QDate, date)
QSM_PLAIN(QTime, time)
QSM_WITH_PARTS(QDateTime, date_time)
QSM_WITH_PARTS(QBitArray, bit_array)
QSM_WITH_PARTS(QRegularExpression, regular_expression)
QSM_WITH_PARTS(QEasingCurve, easing_curve)
QSM_WITH_PARTS(QJsonValue, json_value)

#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
static qsm_reg_exp toQsm(const QRegExp &value, Keep &keep)
{
    return {keep.text(value.pattern()), uint8_t(value.caseSensitivity()),
            uint8_t(value.patternSyntax()), value.isMinimal()};
}

static QRegExp toQt(const qsm_reg_exp &value)
{
    QRegExp expression(toQt(value.pattern),
                       static_cast<Qt::CaseSensitivity>(value.case_sensitivity),
                       static_cast<QRegExp::PatternSyntax>(value.pattern_syntax));
    expression.setMinimal(value.minimal);
    return expression;
}

QSM_WITH_PARTS(QRegExp, reg_exp)
#endif

// What qsm carries as bytes.
#define QSM_BYTES(T, made, value)                                                                  \
    static bool set(qsm_variant *variant, const T &from)                                           \
    {                                                                                              \
        Keep keep;                                                                                 \
        return qsm_variant_set_bytes_as(variant, #T, keep.bytes(made));                            \
    }                                                                                              \
    static void get(const qsm_variant *variant, T &to)                                             \
    {                                                                                              \
        const QByteArray found = toQt(qsm_variant_bytes(variant));                                 \
        to = value;                                                                                \
    }                                                                                              \
    QSM_TREE_ONLY(T, #T)
QSM_BYTES(QJsonDocument, from.toJson(QJsonDocument::Compact), QJsonDocument::fromJson(found))
QSM_BYTES(QJsonArray, jsonOf(from), QJsonDocument::fromJson(found).array())
QSM_BYTES(QJsonObject, jsonOf(from), QJsonDocument::fromJson(found).object())
QSM_BYTES(QCborValue, QCborValue(from).toCbor(), QCborValue::fromCbor(found))
QSM_BYTES(QCborArray, QCborValue(from).toCbor(), QCborValue::fromCbor(found).toArray())
QSM_BYTES(QCborMap, QCborValue(from).toCbor(), QCborValue::fromCbor(found).toMap())

// QVariant: the types that are in one in Qt's test.
static bool set(qsm_variant *variant, const QByteArray &value)
{
    Keep keep;
    return qsm_variant_set_bytes(variant, keep.bytes(value));
}

static void get(const qsm_variant *variant, QByteArray &value)
{
    value = toQt(qsm_variant_bytes(variant));
}

template <typename T> static bool setAs(qsm_variant *variant, const QVariant &value)
{
    return set(variant, value.value<T>());
}

template <typename T> static QVariant getAs(const qsm_variant *variant)
{
    T value;
    get(variant, value);
    return QVariant::fromValue(value);
}

static const struct Held {
    const char *type;
    bool (*set)(qsm_variant *variant, const QVariant &value);
    QVariant (*get)(const qsm_variant *variant);
} held[] = {
    {"QByteArray", setAs<QByteArray>, getAs<QByteArray>},
    {"QRegularExpression", setAs<QRegularExpression>, getAs<QRegularExpression>},
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
    {"QRegExp", setAs<QRegExp>, getAs<QRegExp>},
#endif
};

static const Held *heldAs(const char *type)
{
    for (const Held &row : held) {
        if (qstrcmp(row.type, type) == 0)
            return &row;
    }
    return nullptr;
}

QsmDataStream &operator<<(QsmDataStream &stream, const QVariant &value)
{
    const QsmDataStream::Writing writing(stream);
    const Tree tree;
    const Held *row = heldAs(value.typeName());
    if (!value.isValid() || (row && row->set(tree.root(), value)))
        qsm_data_stream_write_variant(writing, tree.root());
    else
        refuse(writing);
    compareWithQt(writing, value);
    return stream;
}

QsmDataStream &operator>>(QsmDataStream &stream, QVariant &value)
{
    const QsmDataStream::Reading reading(stream);
    const Tree tree;
    qsm_data_stream_read_variant(reading, tree.root());
    const Held *row = heldAs(qsm_variant_type_name(tree.root()));
    value = row ? row->get(tree.root()) : QVariant();
    return stream;
}
