// SPDX-License-Identifier: MIT
#include "../qsharedmemory.h"
