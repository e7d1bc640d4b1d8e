/* SPDX-License-Identifier: MIT */
#include "value_types.h"

#include <qsm/data_stream.h>

#include <limits.h>

enum {
    ANY = QSM_DATA_STREAM_QT_1_0,
    OF_QT_4 = QSM_DATA_STREAM_QT_4_0, /* variants: before, Qt loses much of them */
    OF_QT_4_2 = QSM_DATA_STREAM_QT_4_2,
    QT_6 = 0x060000,
    QT_6_6 = 0x060600,
    QT_6_7 = 0x060700,
    QT_6_11 = 0x060b00
};

/* A QTreeWidgetItem of version 7 is written with the texts, and read without them. From 6.7 on, Qt
 * parses the headers of a QNetworkCacheMetaData. */
const value_type value_types[] = {
    {"QVariant", OF_QT_4, true, 0, 0, 0, false},
    {"QVariantMap", OF_QT_4, true, 0, 0, 0, false},
    {"QVariantList", OF_QT_4, true, 0, 0, 0, false},
    {"QMap<int,QStringList>", OF_QT_4, false, 0, 0, 0, false},
    {"QList<QByteArray>", OF_QT_4, false, 0, 0, 0, false},
    {"QVector<double>", OF_QT_4, false, 0, 0, 0, false},
    {"QDateTime", OF_QT_4, false, 0, 0, 0, false},
    {"QTimeZone", OF_QT_4, false, 0, 0, 0, false},
    {"QVersionNumber", OF_QT_4, false, 0, 0, 0, false},
    {"QList<QDate>", OF_QT_4, false, 0, 0, 0, false},
    {"QBitArray", OF_QT_4, false, 0, 0, 0, false},
    {"QUrl", OF_QT_4, false, 0, 0, 0, false},
    {"QList<QColor>", ANY, false, 0, 0, 0, false},
    {"QList<QBrush>", ANY, false, 0, 0, 0, false},
    {"QList<QPen>", ANY, false, 0, 0, 0, false},
    {"QList<QFont>", ANY, false, 0, 0, 0, false},
    {"QList<QPainterPath>", ANY, false, 0, 0, 0, false},
    {"QList<QRegion>", ANY, false, 0, 0, 0, false},
    {"QList<QKeySequence>", ANY, false, 0, 0, 0, false},
    {"QHostAddress", ANY, false, 0, 0, 0, false},
    {"QNetworkCacheMetaData", OF_QT_4, true, 0, QT_6_7, UINT_MAX, false},
    {"QStandardItem", OF_QT_4, true, 0, 0, 1, true},
    {"QListWidgetItem", OF_QT_4, true, 0, 0, 1, false},
    {"QTableWidgetItem", OF_QT_4, true, 0, 0, 1, false},
    {"QTreeWidgetItem", OF_QT_4_2, true, 0, 0, UINT_MAX, false},
    {"QMatrix2x3", ANY, false, 0, 0, 0, false},
    {"QGenericMatrix<3,1,double>", ANY, false, 0, 0, 0, false},
    {"QTypeRevision", ANY, false, QT_6, 0, 0, false}};

const unsigned value_type_count = sizeof value_types / sizeof value_types[0];

bool value_type_is_there(unsigned index, int qt)
{
    const value_type *type = &value_types[index];
    return qt >= type->first_qt && (type->last_qt == 0 || qt < type->last_qt);
}

int newest_version(int qt)
{
    if (qt < QT_6)
        return QSM_DATA_STREAM_QT_5_15;
    if (qt < QT_6_6)
        return QSM_DATA_STREAM_QT_6_4;
    return qt < QT_6_11 ? QSM_DATA_STREAM_QT_6_7 : QSM_DATA_STREAM_QT_6_11;
}
