// SPDX-License-Identifier: MIT
#include "../qdebug.h"
