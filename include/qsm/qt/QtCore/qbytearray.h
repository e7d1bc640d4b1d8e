// SPDX-License-Identifier: MIT
#include "../qbytearray.h"
