// SPDX-License-Identifier: MIT
// In front of the source of Qt's tst_qdatastream, which is not edited: Qt's own headers first, then
// our class in the place of Qt's.
#include <QtCore/QBuffer>
#include <QtCore/QDataStream>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QScopeGuard>
#include <QtCore/QSharedPointer>
#include <QtCore/QTemporaryDir>
#include <QtCore/QtEndian>
#include <QtGui/QBitmap>
#include <QtGui/QPainter>
#include <QtTest/QtTest>

#include "gui_types.h"

#define QDataStream QsmDataStream

#if QT_VERSION < QT_VERSION_CHECK(6, 6, 0)
#define Accent                                                                                     \
    PlaceholderText // the last role of QPalette: tests of Qt 6.8 ask only how many there are
#endif
