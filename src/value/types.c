/* SPDX-License-Identifier: MIT */
/*
 * THE table of types. A row with NO_OPERATORS is a type that Qt cannot stream: it is refused.
 * The columns are described in value/types.h. The fewest bytes are those of the smallest version
 * and of single precision.
 */
#include "value/types.h"

#include "value/coder.h"
#include "value/core/core.h"
#include "value/gui/gui.h"
#include "value/scalars.h"
#include "value/tree.h"

/* Ids: of versions >= 20 (and 7-19, if they are the same), then of versions 1-6. */
#define CORE(number, old) .id = (number), .id_qt5 = (number), .id_qt4 = (number), .id_qt3 = (old)
/* From version 13 on; 97 more at versions 7-12. */
#define LATER(number) .id = (number), .id_qt5 = (number), .id_qt4 = (number) + 97
/* Qt 6 only; before, by name. */
#define NEW(number) .id = (number)
#define GUI(six, five, four, three)                                                                \
    .id = (six), .id_qt5 = (five), .id_qt4 = (four), .id_qt3 = (three)
#define BY_NAME .id = QSM_TYPE_USER
#define VALUE(kind_, bytes, c_type, coder)                                                         \
    .kind = QSM_KIND_##kind_, .least = (bytes), .size = sizeof(c_type), .code = (coder)
#define ITEMS(kind_, bytes)                                                                        \
    .kind = QSM_KIND_##kind_, .least = (bytes), .size = sizeof(qsm_items),                         \
    .code = qsm__type_items, .pointers = true
#define TEMPLATE(kind_, bytes)                                                                     \
    .kind = QSM_KIND_TEMPLATE, .becomes = QSM_KIND_##kind_, .least = (bytes),                      \
    .size = sizeof(qsm_items), .code = qsm__type_items, .pointers = true
/* A null picture has no bytes before version 5. */
#define BARE_BEFORE_3_1 .bare_before = QSM_DATA_STREAM_QT_3_1
#define NO_OPERATORS .kind = QSM_KIND_INVALID

static const qsm_type core[] = {
    [1] = {"bool", NULL, CORE(1, 18), VALUE(BOOL, 1, bool, qsm__type_bool)},
    [2] = {"int", "qint32", CORE(2, 16), VALUE(SIGNED, 4, int32_t, qsm__type_i32)},
    [3] = {"uint", "quint32,unsigned int", CORE(3, 17),
           VALUE(UNSIGNED, 4, uint32_t, qsm__type_u32)},
    [4] = {"qlonglong", "qint64,long long", CORE(4, 33), VALUE(SIGNED, 8, int64_t, qsm__type_i64)},
    [5] = {"qulonglong", "quint64,unsigned long long", CORE(5, 34),
           VALUE(UNSIGNED, 8, uint64_t, qsm__type_u64)},
    [6] = {"double", "qreal", CORE(6, 19), VALUE(FLOAT, 4, double, qsm__type_real)},
    [7] = {"QChar", NULL, CORE(7, 0), VALUE(UNSIGNED, 2, uint16_t, qsm__type_u16)},
    [8] = {"QVariantMap", "QMap<QString,QVariant>", CORE(8, 1), ITEMS(MAP, 4),
           .of = {&core[10], &core[41]}},
    [9] = {"QVariantList", "QList<QVariant>", CORE(9, 2), ITEMS(LIST, 4), .of = {&core[41]}},
    [10] = {"QString", NULL, CORE(10, 3), VALUE(TEXT, 4, qsm_text, qsm__type_text),
            .pointers = true},
    [11] = {"QStringList", "QList<QString>", CORE(11, 4), ITEMS(LIST, 4), .of = {&core[10]}},
    [12] = {"QByteArray", NULL, CORE(12, 29), VALUE(BYTES, 4, qsm_bytes, qsm__type_bytes),
            .pointers = true},
    [13] = {"QBitArray", NULL, CORE(13, 30), VALUE(STRUCT, 4, qsm_bit_array, qsm__type_bit_array),
            .pointers = true},
    [14] = {"QDate", NULL, CORE(14, 26), VALUE(STRUCT, 4, qsm_date, qsm__type_date)},
    [15] = {"QTime", NULL, CORE(15, 27), VALUE(STRUCT, 4, qsm_time, qsm__type_time)},
    [16] = {"QDateTime", NULL, CORE(16, 28), VALUE(STRUCT, 8, qsm_date_time, qsm__type_date_time),
            .pointers = true},
    [17] = {"QUrl", NULL, CORE(17, 0), VALUE(TEXT, 4, qsm_text, qsm__type_url), .pointers = true},
    [18] = {"QLocale", NULL, CORE(18, 0), VALUE(TEXT, 4, qsm_text, qsm__type_locale),
            .pointers = true},
    [19] = {"QRect", NULL, CORE(19, 8), VALUE(STRUCT, 8, qsm_rect, qsm__type_rect)},
    [20] = {"QRectF", NULL, CORE(20, 0), VALUE(STRUCT, 16, qsm_rect_f, qsm__type_rect_f)},
    [21] = {"QSize", NULL, CORE(21, 9), VALUE(STRUCT, 4, qsm_size, qsm__type_size)},
    [22] = {"QSizeF", NULL, CORE(22, 0), VALUE(STRUCT, 8, qsm_size_f, qsm__type_size_f)},
    [23] = {"QLine", NULL, CORE(23, 0), VALUE(STRUCT, 8, qsm_line, qsm__type_line)},
    [24] = {"QLineF", NULL, CORE(24, 0), VALUE(STRUCT, 16, qsm_line_f, qsm__type_line_f)},
    [25] = {"QPoint", NULL, CORE(25, 14), VALUE(STRUCT, 4, qsm_point, qsm__type_point)},
    [26] = {"QPointF", NULL, CORE(26, 0), VALUE(STRUCT, 8, qsm_point_f, qsm__type_point_f)},
    [27] = {"QRegExp", NULL, BY_NAME, .id_qt5 = 27, .id_qt4 = 27,
            VALUE(STRUCT, 7, qsm_reg_exp, qsm__type_reg_exp), .pointers = true},
    [28] = {"QVariantHash", "QHash<QString,QVariant>", CORE(28, 0), ITEMS(HASH, 4),
            .of = {&core[10], &core[41]}},
    [29] = {"QEasingCurve", NULL, CORE(29, 35),
            VALUE(STRUCT, 10, qsm_easing_curve, qsm__type_easing_curve), .pointers = true},
    [30] = {"QUuid", NULL, .id = 30, .id_qt5 = 30, VALUE(STRUCT, 16, qsm_uuid, qsm__type_uuid)},
    [31] = {"void*", NULL, LATER(31), NO_OPERATORS},
    [32] = {"long", NULL, LATER(32), VALUE(SIGNED, 8, int64_t, qsm__type_i64)},
    [33] = {"short", "qint16", LATER(33), VALUE(SIGNED, 2, int16_t, qsm__type_i16)},
    [34] = {"char", NULL, LATER(34), VALUE(SIGNED, 1, int8_t, qsm__type_i8)},
    [35] = {"ulong", "unsigned long", LATER(35), VALUE(UNSIGNED, 8, uint64_t, qsm__type_u64)},
    [36] = {"ushort", "quint16,unsigned short", LATER(36),
            VALUE(UNSIGNED, 2, uint16_t, qsm__type_u16)},
    [37] = {"uchar", "quint8,unsigned char", LATER(37), VALUE(UNSIGNED, 1, uint8_t, qsm__type_u8)},
    [38] = {"float", NULL, LATER(38), VALUE(FLOAT, 4, float, qsm__type_realf)},
    [39] = {"QObject*", NULL, LATER(39), NO_OPERATORS},
    [40] = {"signed char", "qint8,schar", LATER(40), VALUE(SIGNED, 1, int8_t, qsm__type_i8)},
    [41] = {"QVariant", NULL, LATER(41), VALUE(VARIANT, 4, void *, qsm__type_boxed),
            .pointers = true},
    [42] = {"QModelIndex", NULL, LATER(42), NO_OPERATORS},
    [43] = {"void", NULL, LATER(43), NO_OPERATORS},
    [44] = {"QRegularExpression", NULL, LATER(44),
            VALUE(STRUCT, 8, qsm_regular_expression, qsm__type_regular_expression),
            .pointers = true},
    [45] = {"QJsonValue", NULL, LATER(45), VALUE(STRUCT, 1, qsm_json_value, qsm__type_json_value),
            .pointers = true},
    [46] = {"QJsonObject", NULL, LATER(46), VALUE(BYTES, 4, qsm_bytes, qsm__type_json_object),
            .pointers = true},
    [47] = {"QJsonArray", NULL, LATER(47), VALUE(BYTES, 4, qsm_bytes, qsm__type_json_array),
            .pointers = true},
    [48] = {"QJsonDocument", NULL, LATER(48), VALUE(BYTES, 4, qsm_bytes, qsm__type_json_document),
            .pointers = true},
    [49] = {"QByteArrayList", "QList<QByteArray>", LATER(49), ITEMS(LIST, 4), .of = {&core[12]}},
    [50] = {"QPersistentModelIndex", NULL, LATER(50), NO_OPERATORS},
    [51] = {"std::nullptr_t", "nullptr_t", LATER(51), .kind = QSM_KIND_NOTHING,
            .code = qsm__type_nothing},
    [52] = {"QCborSimpleType", NULL, LATER(52), VALUE(UNSIGNED, 1, uint8_t, qsm__type_u8)},
    [53] = {"QCborValue", NULL, LATER(53), VALUE(BYTES, 4, qsm_bytes, qsm__type_cbor_value),
            .pointers = true},
    [54] = {"QCborArray", NULL, LATER(54), VALUE(BYTES, 4, qsm_bytes, qsm__type_cbor_array),
            .pointers = true},
    [55] = {"QCborMap", NULL, LATER(55), VALUE(BYTES, 4, qsm_bytes, qsm__type_cbor_map),
            .pointers = true},
    [56] = {"char16_t", NULL, NEW(56), VALUE(UNSIGNED, 2, uint16_t, qsm__type_u16)},
    [57] = {"char32_t", NULL, NEW(57), VALUE(UNSIGNED, 4, uint32_t, qsm__type_u32)},
    [58] = {"QVariantPair", "QPair<QVariant,QVariant>,std::pair<QVariant,QVariant>", NEW(58),
            ITEMS(PAIR, 8), .of = {&core[41], &core[41]}},
    [63] = {"qfloat16", "float16_t", NEW(63), .since = 0x060500,
            VALUE(FLOAT, 2, uint16_t, qsm__type_u16)},
};

/* Of a QTextFormat. */
static const qsm_type properties = {"QMap<int,QVariant>", NULL, BY_NAME, ITEMS(MAP, 4),
                                    .of = {&core[2], &core[41]}};

/* From QSM_TYPE_FIRST_GUI on. QMatrix and QSizePolicy have other places: they are found by search.
 */
static const qsm_type gui[] = {
    [0x00] = {"QFont", NULL, GUI(0x1000, 64, 64, 5), VALUE(STRUCT, 9, qsm_font, qsm__type_font),
              .pointers = true},
    [0x01] = {"QPixmap", NULL, GUI(0x1001, 65, 65, 6),
              VALUE(BYTES, 4, qsm_bytes, qsm__type_picture), .pointers = true, BARE_BEFORE_3_1},
    [0x02] = {"QBrush", NULL, GUI(0x1002, 66, 66, 7), VALUE(STRUCT, 5, qsm_brush, qsm__type_brush),
              .pointers = true},
    [0x03] = {"QColor", NULL, GUI(0x1003, 67, 67, 10),
              VALUE(STRUCT, 4, qsm_color, qsm__type_color)},
    [0x04] = {"QPalette", NULL, GUI(0x1004, 68, 68, 11),
              VALUE(STRUCT, 84, qsm_palette, qsm__type_palette), .pointers = true},
    [0x05] = {"QIcon", NULL, GUI(0x1005, 69, 69, 13), VALUE(STRUCT, 4, qsm_icon, qsm__type_icon),
              .pointers = true, BARE_BEFORE_3_1},
    [0x06] = {"QImage", NULL, GUI(0x1006, 70, 70, 15),
              VALUE(BYTES, 4, qsm_bytes, qsm__type_picture), .pointers = true, BARE_BEFORE_3_1},
    [0x07] = {"QPolygon", NULL, GUI(0x1007, 71, 71, 21), ITEMS(LIST, 4), .of = {&core[25]}},
    [0x08] = {"QRegion", NULL, GUI(0x1008, 72, 72, 22),
              VALUE(STRUCT, 4, qsm_region, qsm__type_region), .pointers = true},
    [0x09] = {"QBitmap", NULL, GUI(0x1009, 73, 73, 23),
              VALUE(BYTES, 4, qsm_bytes, qsm__type_picture), .pointers = true, BARE_BEFORE_3_1},
    [0x0a] = {"QCursor", NULL, GUI(0x100a, 74, 74, 24),
              VALUE(STRUCT, 2, qsm_cursor, qsm__type_cursor), .pointers = true},
    [0x0b] = {"QKeySequence", NULL, GUI(0x100b, 75, 76, 31),
              VALUE(STRUCT, 4, qsm_key_sequence, qsm__type_key_sequence)},
    [0x0c] = {"QPen", NULL, GUI(0x100c, 76, 77, 32), VALUE(STRUCT, 6, qsm_pen, qsm__type_pen),
              .pointers = true},
    [0x0d] = {"QTextLength", NULL, GUI(0x100d, 77, 78, 0),
              VALUE(STRUCT, 8, qsm_text_length, qsm__type_text_length)},
    [0x0e] = {"QTextFormat",
              "QTextCharFormat,QTextBlockFormat,QTextListFormat,QTextFrameFormat,QTextTableFormat,"
              "QTextTableCellFormat,QTextImageFormat",
              GUI(0x100e, 78, 79, 0), ITEMS(PAIR, 8), .of = {&core[2], &properties}},
    [0x10] = {"QTransform", NULL, GUI(0x1010, 80, 81, 0),
              VALUE(STRUCT, 36, qsm_transform, qsm__type_transform)},
    [0x11] = {"QMatrix4x4", NULL, GUI(0x1011, 81, 82, 0),
              VALUE(STRUCT, 64, qsm_matrix4x4, qsm__type_matrix4x4)},
    [0x12] = {"QVector2D", NULL, GUI(0x1012, 82, 83, 0),
              VALUE(STRUCT, 8, qsm_vector2d, qsm__type_vector2d)},
    [0x13] = {"QVector3D", NULL, GUI(0x1013, 83, 84, 0),
              VALUE(STRUCT, 12, qsm_vector3d, qsm__type_vector3d)},
    [0x14] = {"QVector4D", NULL, GUI(0x1014, 84, 85, 0),
              VALUE(STRUCT, 16, qsm_vector4d, qsm__type_vector4d)},
    [0x15] = {"QQuaternion", NULL, GUI(0x1015, 85, 86, 0),
              VALUE(STRUCT, 16, qsm_quaternion, qsm__type_quaternion)},
    [0x16] = {"QPolygonF", NULL, GUI(0x1016, 86, 0, 0), ITEMS(LIST, 4), .of = {&core[26]}},
    [0x17] = {"QColorSpace", NULL, GUI(0x1017, 87, 0, 0),
              VALUE(BYTES, 4, qsm_bytes, qsm__type_color_space), .pointers = true},
};

/* Of a QStandardItem and items of widgets: what an item has for a role. */
static const qsm_type role = {"std::pair<int,QVariant>", NULL, BY_NAME, ITEMS(PAIR, 8),
                              .of = {&core[2], &core[41]}};
static const qsm_type roles = {"QList<std::pair<int,QVariant>>", NULL, BY_NAME, ITEMS(LIST, 4),
                               .of = {&role}};
static const qsm_type columns = {"QList<QList<std::pair<int,QVariant>>>", NULL, BY_NAME,
                                 ITEMS(LIST, 4), .of = {&roles}};

/* Of a QNetworkCacheMetaData: six values in a row, as pairs of one and the rest. */
static const qsm_type attributes = {"QHash<int,QVariant>", NULL, BY_NAME, ITEMS(HASH, 4),
                                    .of = {&core[2], &core[41]}};
static const qsm_type header = {"std::pair<QByteArray,QByteArray>", NULL, BY_NAME, ITEMS(PAIR, 8),
                                .of = {&core[12], &core[12]}};
static const qsm_type headers = {"QList<std::pair<QByteArray,QByteArray>>", NULL, BY_NAME,
                                 ITEMS(LIST, 4), .of = {&header}};
static const qsm_type cached[] = {
    {"std::pair", NULL, BY_NAME, ITEMS(PAIR, 8), .of = {&attributes, &headers}},
    {"std::pair", NULL, BY_NAME, ITEMS(PAIR, 9), .of = {&core[1], &cached[0]}},   /* saveToDisk */
    {"std::pair", NULL, BY_NAME, ITEMS(PAIR, 17), .of = {&core[16], &cached[1]}}, /* lastModified */
    {"std::pair", NULL, BY_NAME, ITEMS(PAIR, 25), .of = {&core[16], &cached[2]}}, /* expiration */
};

#define MATRIX(columns_, rows_)                                                                    \
    {                                                                                              \
        "QMatrix" #columns_ "x" #rows_, NULL, BY_NAME,                                             \
            VALUE(STRUCT, 4 * (columns_) * (rows_), qsm_generic_matrix, qsm__type_generic_matrix), \
            .columns = (columns_), .rows = (rows_), .of = {                                        \
                &core[38]                                                                          \
            }                                                                                      \
    }

static const qsm_type named[] = {
    {"QSizePolicy", NULL, GUI(0x2000, 121, 75, 25),
     VALUE(STRUCT, 4, qsm_size_policy, qsm__type_size_policy)},
    {"QMatrix", NULL, GUI(QSM_TYPE_USER, 79, 80, 0),
     VALUE(STRUCT, 24, qsm_matrix, qsm__type_matrix)},
    {"QList", "QVector,QLinkedList,QStack,QQueue", BY_NAME, TEMPLATE(LIST, 4)},
    {"QSet", NULL, BY_NAME, TEMPLATE(LIST, 4)},
    {"QMap", "QMultiMap", BY_NAME, TEMPLATE(MAP, 4)},
    {"QHash", "QMultiHash", BY_NAME, TEMPLATE(HASH, 4)},
    {"std::pair", "QPair", BY_NAME, TEMPLATE(PAIR, 0)},
    {"const char*", "char*,cstring", BY_NAME, VALUE(BYTES, 4, qsm_bytes, qsm__type_c_string),
     .pointers = true},
    {"QMargins", NULL, BY_NAME, VALUE(STRUCT, 16, qsm_margins, qsm__type_margins)},
    {"QMarginsF", NULL, BY_NAME, VALUE(STRUCT, 16, qsm_margins_f, qsm__type_margins_f)},
    {"QVersionNumber", NULL, BY_NAME, ITEMS(LIST, 4), .of = {&core[2]}},
    {"QTimeZone", NULL, BY_NAME, VALUE(STRUCT, 4, qsm_time_zone, qsm__type_time_zone),
     .pointers = true},
    {"QTypeRevision", NULL, BY_NAME, VALUE(UNSIGNED, 2, uint16_t, qsm__type_u16)},
    {"QKeyCombination", NULL, BY_NAME, VALUE(SIGNED, 4, int32_t, qsm__type_i32)},
    {"QVariant::Type", NULL, BY_NAME, VALUE(UNSIGNED, 4, uint32_t, qsm__type_u32)},
    {"QHostAddress", NULL, BY_NAME, VALUE(STRUCT, 1, qsm_host_address, qsm__type_host_address),
     .pointers = true},
    {"QNetworkCacheMetaData", NULL, BY_NAME, ITEMS(PAIR, 29), .of = {&core[17], &cached[3]}},
    {"QPainterPath", NULL, BY_NAME, VALUE(STRUCT, 4, qsm_painter_path, qsm__type_painter_path),
     .pointers = true},
    {"QPicture", NULL, BY_NAME, VALUE(BYTES, 4, qsm_bytes, qsm__type_drawing), .pointers = true},
    {"QPageRanges", NULL, BY_NAME, VALUE(TEXT, 4, qsm_text, qsm__type_text), .pointers = true},
    {"QFont::Tag", NULL, BY_NAME, VALUE(UNSIGNED, 4, uint32_t, qsm__type_u32)},
    {"QStandardItem", NULL, BY_NAME, ITEMS(PAIR, 8), .of = {&roles, &core[2]}},
    {"QListWidgetItem", "QTableWidgetItem", BY_NAME, ITEMS(LIST, 4), .of = {&role}},
    {"QTreeWidgetItem", NULL, BY_NAME, ITEMS(PAIR, 8), .of = {&columns, &core[9]}},
    MATRIX(2, 2),
    MATRIX(2, 3),
    MATRIX(2, 4),
    MATRIX(3, 2),
    MATRIX(3, 3),
    MATRIX(3, 4),
    MATRIX(4, 2),
    MATRIX(4, 3),
    {"QGenericMatrix", NULL, BY_NAME, .kind = QSM_KIND_TEMPLATE, .becomes = QSM_KIND_STRUCT,
     .size = sizeof(qsm_generic_matrix), .code = qsm__type_generic_matrix},
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

const qsm_type_set qsm__qt_types = {.core = core,
                                    .core_count = COUNT(core),
                                    .gui = gui,
                                    .gui_count = COUNT(gui),
                                    .named = named,
                                    .named_count = COUNT(named)};
