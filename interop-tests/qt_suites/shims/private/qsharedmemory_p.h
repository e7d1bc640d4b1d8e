// SPDX-License-Identifier: MIT
// Qt's tests of 5.15 and 6.4 ask this class for the key file of a key. Here qsm answers.
#ifndef QSM_SHIM_QSHAREDMEMORY_P_H
#define QSM_SHIM_QSHAREDMEMORY_P_H

#include <QSharedMemory>

#include <cerrno>
#include <cstring>

struct QSharedMemoryPrivate {
    static QString makePlatformSafeKey(const QString &key)
    {
        return QSharedMemory::legacyNativeKey(key).nativeKey();
    }
};

#endif
