// SPDX-License-Identifier: MIT
// The types of QtGui that Qt's test has.
#ifndef QSM_GUI_TYPES_H
#define QSM_GUI_TYPES_H

#include "core_types.h"

#include <QtGui/QBrush>
#include <QtGui/QCursor>
#include <QtGui/QFont>
#include <QtGui/QIcon>
#include <QtGui/QImage>
#include <QtGui/QKeySequence>
#include <QtGui/QPainterPath>
#include <QtGui/QPalette>
#include <QtGui/QPen>
#include <QtGui/QPicture>
#include <QtGui/QPixmap>
#include <QtGui/QPolygon>
#include <QtGui/QRegion>
#include <QtGui/QTextLength>
#include <QtGui/QTransform>

QSM_DECLARE(QBrush)
QSM_DECLARE(QColor)
QSM_DECLARE(QCursor)
QSM_DECLARE(QFont)
QSM_DECLARE(QIcon)
QSM_DECLARE(QImage)
QSM_DECLARE(QKeySequence)
QSM_DECLARE(QPainterPath)
QSM_DECLARE(QPalette)
QSM_DECLARE(QPen)
QSM_DECLARE(QPicture)
QSM_DECLARE(QPixmap)
QSM_DECLARE(QPolygon)
QSM_DECLARE(QPolygonF)
QSM_DECLARE(QRegion)
QSM_DECLARE(QTextLength)

#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
#include <QtGui/QMatrix>
QSM_DECLARE(QMatrix)
#else
// Qt 6 has QMatrix's bytes for a private part of QTransform, which refers to its numbers.
using QsmAffine = decltype(std::declval<QTransform &>().asAffineMatrix());
QSM_DECLARE(QsmAffine)
#endif

#endif
