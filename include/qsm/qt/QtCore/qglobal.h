// SPDX-License-Identifier: MIT
#include "../qglobal.h"
