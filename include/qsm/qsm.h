/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/qsm.h
 * All of qsm. Each header below can also be included alone.
 */
#ifndef QSM_QSM_H
#define QSM_QSM_H

#include <qsm/data_stream.h>
#include <qsm/exchange.h>
#include <qsm/image.h>
#include <qsm/inspect.h>
#include <qsm/memory.h>
#include <qsm/native_ipc_key.h>
#include <qsm/process.h>
#include <qsm/shared_memory.h>
#include <qsm/system_semaphore.h>
#include <qsm/version.h>

#endif
