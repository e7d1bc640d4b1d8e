// SPDX-License-Identifier: MIT
#include "qnativeipckey.h"
