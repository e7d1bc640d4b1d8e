// SPDX-License-Identifier: MIT
// The three classes of include/qsm/qt in the namespace qsm_qt, with Qt's own QString and QObject:
// for tests only. Test code that was written for Qt so runs against qsm: write `using namespace
// qsm_qt`, or put the folder `api` in front of Qt's headers. ../checks/qt_api.py holds the
// declarations against Qt's own headers.
#ifndef QSM_QT_API_H
#define QSM_QT_API_H

#include <QDebug>
#include <QHash>
#include <QObject>
#include <QString>

namespace qsm_qt_detail
{

using Size = qsizetype; // the declarations are those of Qt 6.6 and later

// U+FEFF at the start is text here; fromUtf8() takes it for a mark and drops it.
inline QString text(const char *utf8)
{
    const QString rest = QString::fromUtf8(QByteArray("x") + utf8);
    return rest.mid(1);
}

inline void warning(const char *message)
{
    qWarning("%s", message);
}

} // namespace qsm_qt_detail

#define QSM_QT_NAMESPACE qsm_qt
#define QSM_QT_VERSION QT_VERSION_CHECK(6, 6, 0)
#include <qsm/qt/qnativeipckey.h>
#include <qsm/qt/qsharedmemory.h>
#include <qsm/qt/qsystemsemaphore.h>

namespace qsm_qt_detail
{

// Qt has this operator from Q_ENUM, which would need moc.
inline QDebug operator<<(QDebug debug, NativeIpcKeyType type)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "QNativeIpcKey::Type";
    switch (type) {
    case NativeIpcKeyType::SystemV:
        return debug << "::SystemV";
    case NativeIpcKeyType::PosixRealtime:
        return debug << "::PosixRealtime";
    case NativeIpcKeyType::Windows:
        return debug << "::Windows";
    }
    return debug << '(' << quint16(type) << ')';
}

} // namespace qsm_qt_detail

#endif
