/* SPDX-License-Identifier: MIT */
#include <qsm/version.h>

const char *qsm_version(void)
{
    return QSM_VERSION_STRING;
}
