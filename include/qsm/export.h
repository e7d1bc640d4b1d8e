/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/export.h
 * Symbol visibility. The library exports only functions with QSM_API.
 *
 * A program that links the static library defines QSM_STATIC. The CMake target and the pkg-config
 * file define it.
 */
#ifndef QSM_EXPORT_H
#define QSM_EXPORT_H

#if defined(DOXYGEN)
/** Marks a public function of the library. @since 0.1 */
#define QSM_API
#elif defined(QSM_STATIC)
#define QSM_API
#elif defined(_WIN32)
#if defined(QSM_BUILDING)
#define QSM_API __declspec(dllexport)
#else
#define QSM_API __declspec(dllimport)
#endif
#else
#define QSM_API __attribute__((visibility("default")))
#endif

#endif
