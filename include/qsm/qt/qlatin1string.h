// SPDX-License-Identifier: MIT
/**
 * @file qsm/qt/qlatin1string.h
 * QLatin1String. See qglobal.h.
 */
#ifndef QSM_QT_QLATIN1STRING_H
#define QSM_QT_QLATIN1STRING_H

#include "qglobal.h"

#include <cstring>

/** Text in Latin-1 that belongs to the caller. */
class QLatin1String
{
  public:
    QLatin1String() noexcept : text(nullptr), length(0)
    {
    }
    explicit QLatin1String(const char *latin1) noexcept
        : QLatin1String(
              latin1, latin1 == nullptr ? 0 : static_cast<qsm_qt_detail::Size>(std::strlen(latin1)))
    {
    }
    explicit QLatin1String(const char *latin1, qsm_qt_detail::Size size) noexcept
        : text(latin1), length(size)
    {
    }

    const char *latin1() const noexcept
    {
        return text;
    }
    const char *data() const noexcept
    {
        return text;
    }
    qsm_qt_detail::Size size() const noexcept
    {
        return length;
    }
    bool isNull() const noexcept
    {
        return text == nullptr;
    }
    bool isEmpty() const noexcept
    {
        return length == 0;
    }

  private:
    const char *text;
    qsm_qt_detail::Size length;
};

#endif
