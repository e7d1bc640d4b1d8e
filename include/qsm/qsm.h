/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/qsm.h
 * All headers of qsm. A program can also include each header alone.
 *
 * Each header states its rules about threads, fork and signals at its top. A comment names the
 * method of Qt that a function mirrors; a function without such a name is ours.
 */
#ifndef QSM_QSM_H
#define QSM_QSM_H

#include <qsm/data_stream.h>
#include <qsm/date_time.h>
#include <qsm/exchange.h>
#include <qsm/exchange_values.h>
#include <qsm/frames.h>
#include <qsm/gui_values.h>
#include <qsm/image.h>
#include <qsm/image_file.h>
#include <qsm/inspect.h>
#include <qsm/memory.h>
#include <qsm/native_ipc_key.h>
#include <qsm/process.h>
#include <qsm/settings_text.h>
#include <qsm/shared_memory.h>
#include <qsm/stream_reader.h>
#include <qsm/stream_schema.h>
#include <qsm/stream_struct.h>
#include <qsm/system_semaphore.h>
#include <qsm/text.h>
#include <qsm/values.h>
#include <qsm/variant.h>
#include <qsm/version.h>

#endif
