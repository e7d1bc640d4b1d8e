// SPDX-License-Identifier: MIT
#include "../qstring.h"
