// SPDX-License-Identifier: MIT
#include "../qobject.h"
