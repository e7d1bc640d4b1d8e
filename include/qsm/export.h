/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/export.h
 * Symbol visibility. Everything in libqsm is hidden but what carries QSM_API.
 *
 * A program that links the static library defines QSM_STATIC (the CMake target and the pkg-config
 * file do it).
 */
#ifndef QSM_EXPORT_H
#define QSM_EXPORT_H

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
