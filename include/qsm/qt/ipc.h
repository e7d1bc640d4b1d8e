// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/ipc.h
 * What QNativeIpcKey, QSharedMemory and QSystemSemaphore have in common. Not for programs.
 *
 * With QSM_QT_NAMESPACE, the three classes are in this namespace, and QString, QObject and the
 * functions of qsm_qt_detail that qstring.h declares have to be declared already. So the tests use
 * the three classes with Qt's own QString.
 */
#ifndef QSM_QT_IPC_H
#define QSM_QT_IPC_H

#ifndef QSM_QT_NAMESPACE
#define QSM_QT_BEGIN
#define QSM_QT_END
#include "qobject.h"
#include "qstring.h"
#else
#define QSM_QT_BEGIN                                                                               \
    namespace QSM_QT_NAMESPACE                                                                     \
    {
#define QSM_QT_END }
#endif

#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include <qsm/native_ipc_key.h>
#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>

namespace qsm_qt_detail
{

/** The C API returns NULL for an object only when memory is out. */
template <typename T> T *made(T *object)
{
    if (object == nullptr) {
#if defined(__cpp_exceptions) || defined(__EXCEPTIONS)
        throw std::bad_alloc();
#else
        std::abort();
#endif
    }
    return object;
}

struct Free {
    void operator()(char *string) const
    {
        qsm_free(string);
    }
    void operator()(qsm_native_ipc_key *key) const
    {
        qsm_native_ipc_key_free(key);
    }
    void operator()(qsm_shared_memory *memory) const
    {
        qsm_shared_memory_free(memory);
    }
    void operator()(qsm_system_semaphore *semaphore) const
    {
        qsm_system_semaphore_free(semaphore);
    }
};

template <typename T> using Owned = std::unique_ptr<T, Free>;

/** The C API has no null strings. In Qt, keys and texts that are not there are null. */
inline QString keyText(const char *utf8)
{
    return *utf8 != '\0' ? text(utf8) : QString();
}

/** The C API has the error texts of Qt 6.6 and later. Before, two of them were different. */
inline QString errorText(const char *utf8)
{
    std::string error(utf8);
#if QSM_QT_VERSION < QT_VERSION_CHECK(6, 6, 0)
    const std::string keyFile("QSharedMemory::handle: doesn't exist");
    const std::string noLock("QSharedMemoryPrivate::initKey: unable to set key on lock");

    if (error == keyFile)
        error = "QSharedMemory::handle:: UNIX key file doesn't exist";
    else if (error.compare(0, noLock.size(), noLock) == 0)
        error = noLock;
#endif
    return keyText(error.c_str());
}

} // namespace qsm_qt_detail

#endif
