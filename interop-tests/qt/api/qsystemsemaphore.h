// SPDX-License-Identifier: MIT
// Stands in front of Qt's header of this name: programs written for Qt then use qsm.
#include "QSystemSemaphore"
