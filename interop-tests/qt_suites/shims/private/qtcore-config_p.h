// SPDX-License-Identifier: MIT
// Qt's tests of 6.6 and newer ask here which backends Qt was built with. qsm has both of Linux. The
// Qt beneath may have fewer.
#ifndef QSM_SHIM_QTCORE_CONFIG_P_H
#define QSM_SHIM_QTCORE_CONFIG_P_H

#undef QT_FEATURE_posix_shm
#define QT_FEATURE_posix_shm 1
#undef QT_FEATURE_sysv_shm
#define QT_FEATURE_sysv_shm 1

#endif
