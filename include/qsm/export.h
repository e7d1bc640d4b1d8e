/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/export.h
 * Symbol visibility. libqsm exports the functions that are marked with QSM_API, and no others.
 *
 * A program that links the static library must define QSM_STATIC. The CMake target and the
 * pkg-config file define it.
 */
#ifndef QSM_EXPORT_H
#define QSM_EXPORT_H

/** Marks a function that the library exports. Empty with QSM_STATIC. @since 0.1 */
#if defined(QSM_STATIC)
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
