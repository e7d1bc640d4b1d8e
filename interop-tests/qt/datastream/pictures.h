// SPDX-License-Identifier: MIT
// Pictures as the PNG files that qsm has in values. qsm makes and reads them.
#ifndef QSM_PICTURES_H
#define QSM_PICTURES_H

#include <QtGui/QBitmap>
#include <QtGui/QImage>

#include "convert.h"

// Without bytes: the null picture.
qsm_bytes pngOf(const QImage &image, Keep &keep);
QImage imageOf(qsm_bytes png);

#endif
