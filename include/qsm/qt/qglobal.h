// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qglobal.h
 * The headers of this folder stand in for Qt's own: a program that uses Qt only for QSharedMemory
 * and QSystemSemaphore compiles unchanged with them, without Qt. They need C++11 and libqsm,
 * nothing else.
 *
 * Use: the folder that contains this file is an include folder of the compiler (CMake: the target
 * qsm::qt; pkg-config: qsm-qt). examples/PORTING.md has the first chapter about it.
 *
 * Version: QSM_QT_VERSION is the release of Qt that the program is written for. The default is
 * 0x050f00, which is Qt 5.15; 0x060b02 is Qt 6.11.2. QT_VERSION has the same value. From 6 on,
 * sizes are of type qsizetype; before, they are int. Before 6.6, error texts are those of Qt 5.
 * Declarations do not depend on it: QNativeIpcKey and its overloads are there for each version.
 *
 * Do not use these headers in a process that also loads Qt: both would have classes of the same
 * names.
 */
#ifndef QSM_QT_QGLOBAL_H
#define QSM_QT_QGLOBAL_H

#if defined(QT_CORE_LIB) || defined(QSHAREDMEMORY_H) || defined(QSTRING_H)
#error "These headers stand in for Qt. Remove Qt Core from this target, or the folder qsm/qt."
#endif

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#define QT_VERSION_CHECK(major, minor, patch) (((major) << 16) | ((minor) << 8) | (patch))
#ifndef QSM_QT_VERSION
#define QSM_QT_VERSION QT_VERSION_CHECK(5, 15, 0)
#endif
#define QT_VERSION QSM_QT_VERSION

#define QT_BEGIN_NAMESPACE
#define QT_END_NAMESPACE
#define QT_USE_NAMESPACE
#define QT_FORWARD_DECLARE_CLASS(name) class name;

#ifdef __unix__
#define Q_OS_UNIX
#endif
#ifdef __linux__
#define Q_OS_LINUX
#endif
#ifdef __APPLE__
#define Q_OS_UNIX
#define Q_OS_DARWIN
#define Q_OS_MACOS
#define Q_OS_MAC
#endif

#define Q_UNUSED(name) (void)name;
#define Q_ASSERT(condition) assert(condition)
#define Q_NULLPTR nullptr
#define Q_DECL_OVERRIDE override
#define Q_DISABLE_COPY(name)                                                                       \
    name(const name &) = delete;                                                                   \
    name &operator=(const name &) = delete;

typedef signed char qint8;
typedef unsigned char quint8;
typedef short qint16;
typedef unsigned short quint16;
typedef int qint32;
typedef unsigned int quint32;
typedef long long qint64;
typedef unsigned long long quint64;
typedef qint64 qlonglong;
typedef quint64 qulonglong;
typedef double qreal;
// As in Qt: with 64 bits the type of qint64, which is not that of std::ptrdiff_t.
typedef std::conditional<sizeof(void *) == 8, qint64, qint32>::type qsizetype;
typedef std::conditional<sizeof(void *) == 8, quint64, quint32>::type quintptr;
typedef qsizetype qptrdiff;
typedef qsizetype qintptr;
typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;

template <typename T> constexpr const T &qMin(const T &a, const T &b)
{
    return a < b ? a : b;
}
template <typename T> constexpr const T &qMax(const T &a, const T &b)
{
    return a < b ? b : a;
}
template <typename T> constexpr const T &qBound(const T &least, const T &value, const T &most)
{
    return qMax(least, qMin(most, value));
}

namespace qsm_qt_detail
{

// Sizes in declarations.
#if QSM_QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
typedef qsizetype Size;
#else
typedef int Size;
#endif

} // namespace qsm_qt_detail

#endif
