// SPDX-License-Identifier: MIT
// The types of QtCore that Qt's test has, beyond numbers and containers.
#ifndef QSM_CORE_TYPES_H
#define QSM_CORE_TYPES_H

#include "qsm_qdatastream.h"

#include <QtCore/QBitArray>
#include <QtCore/QCborArray>
#include <QtCore/QCborMap>
#include <QtCore/QCborValue>
#include <QtCore/QDateTime>
#include <QtCore/QEasingCurve>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>
#include <QtCore/QPoint>
#include <QtCore/QRect>
#include <QtCore/QRegularExpression>
#include <QtCore/QSize>
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
#include <QtCore/QRegExp>
QSM_DECLARE(QRegExp)
#endif

QSM_DECLARE(QBitArray)
QSM_DECLARE(QCborArray)
QSM_DECLARE(QCborMap)
QSM_DECLARE(QCborValue)
QSM_DECLARE(QDate)
QSM_DECLARE(QDateTime)
QSM_DECLARE(QEasingCurve)
QSM_DECLARE(QJsonArray)
QSM_DECLARE(QJsonDocument)
QSM_DECLARE(QJsonObject)
QSM_DECLARE(QJsonValue)
QSM_DECLARE(QPoint)
QSM_DECLARE(QPointF)
QSM_DECLARE(QRect)
QSM_DECLARE(QRectF)
QSM_DECLARE(QRegularExpression)
QSM_DECLARE(QSize)
QSM_DECLARE(QSizeF)
QSM_DECLARE(QTime)

#endif
