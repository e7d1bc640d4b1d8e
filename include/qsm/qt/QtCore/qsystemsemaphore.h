// SPDX-License-Identifier: MIT
#include "../qsystemsemaphore.h"
