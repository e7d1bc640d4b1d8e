/* SPDX-License-Identifier: MIT */
/*
 * The subcommands. Each is defined in the file of its name.
 */
#ifndef QSM_TOOL_COMMANDS_H
#define QSM_TOOL_COMMANDS_H

#include "tool/cli/command.h"

extern const tool_command tool_create;
extern const tool_command tool_doctor;
extern const tool_command tool_gc;
extern const tool_command tool_get;
extern const tool_command tool_image_decode;
extern const tool_command tool_image_encode;
extern const tool_command tool_info;
extern const tool_command tool_isolate;
extern const tool_command tool_key;
extern const tool_command tool_list;
extern const tool_command tool_lock;
extern const tool_command tool_put;
extern const tool_command tool_read;
extern const tool_command tool_rm;
extern const tool_command tool_semaphore;
extern const tool_command tool_stream_dump;
extern const tool_command tool_stream_guess;
extern const tool_command tool_stream_make;
extern const tool_command tool_stream_settings;
extern const tool_command tool_stream_types;
extern const tool_command tool_watch;
extern const tool_command tool_write;

#endif
