/* SPDX-License-Identifier: MIT */
/* The list of findings; prints it for people and for scripts. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/cli/json.h"
#include "tool/cli/utf8.h"
#include "tool/doctor/doctor.h"

__attribute__((format(printf, 1, 0))) static char *format_text(const char *format,
                                                               va_list arguments)
{
    char *text = NULL;
    return vasprintf(&text, format, arguments) < 0 ? NULL : text;
}

__attribute__((format(printf, 5, 0))) static void add(doctor *self, bool is_note, const char *id,
                                                      const char *object, const char *format,
                                                      va_list arguments)
{
    finding *more = realloc(self->findings, (self->finding_count + 1) * sizeof *more);
    if (more == NULL) {
        self->failed = true;
        return;
    }
    self->findings = more;
    finding *added = &more[self->finding_count++];
    *added = (finding){.is_note = is_note,
                       .id = id,
                       .object = strdup(object),
                       .text = format_text(format, arguments),
                       .next = NULL};
    self->failed = self->failed || added->object == NULL || added->text == NULL;
}

void doctor_find(doctor *self, const char *id, const char *object, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(self, false, id, object, format, arguments);
    va_end(arguments);
}

void doctor_note(doctor *self, const char *id, const char *object, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(self, true, id, object, format, arguments);
    va_end(arguments);
}

void doctor_next(doctor *self, const char *format, ...)
{
    if (self->failed)
        return;
    va_list arguments;
    va_start(arguments, format);
    finding *last = &self->findings[self->finding_count - 1];
    last->next = format_text(format, arguments);
    va_end(arguments);
    self->failed = last->next == NULL;
}

bool doctor_has_found(const doctor *self, const char *id)
{
    for (size_t i = 0; i < self->finding_count; i++) {
        if (strcmp(self->findings[i].id, id) == 0)
            return true;
    }
    return false;
}

bool doctor_has_findings(const doctor *self)
{
    for (size_t i = 0; i < self->finding_count; i++) {
        if (!self->findings[i].is_note)
            return true;
    }
    return false;
}

void doctor_drop_findings(doctor *self)
{
    for (size_t i = 0; i < self->finding_count; i++) {
        free(self->findings[i].object);
        free(self->findings[i].text);
        free(self->findings[i].next);
    }
    free(self->findings);
}

/* ---- for people ---- */

/* A stranger can choose the name: it is printed without control characters. */
static void print_object(const doctor_object *object)
{
    const qsm_segment_info *info = object->info;
    (void)printf("%s: ", object->scheme);
    tool_print_text(stdout, qsm_segment_info_native_key(info));
    if (!qsm_segment_info_exists(info)) {
        (void)puts(qsm_segment_info_key_file_exists(info) ? ": only a key file" : ": nothing");
        return;
    }
    (void)printf(": %" PRId64 " bytes", qsm_segment_info_size(info));
    if (qsm_segment_info_attached(info) >= 0)
        (void)printf(", %" PRId64 " attached", qsm_segment_info_attached(info));
    else
        (void)fputs(", users not known", stdout);
    (void)printf(", lock %s\n", qsm_lock_state_name(qsm_segment_info_lock_state(info)));
}

static void print_line(const char *title, const char *gap, const char *text)
{
    (void)printf("%s%s", title, gap);
    tool_print_text(stdout, text);
    (void)putchar('\n');
}

/* "1. no-segment: /tmp/...", or "note: not-an-image: /tmp/...", and then the sentences. */
static void print_finding(const finding *one, size_t number)
{
    if (one->is_note)
        (void)printf("\nnote: ");
    else
        (void)printf("\n%zu. ", number);
    print_line(one->id, ": ", one->object);
    print_line("", "   ", one->text);
    if (one->next != NULL)
        print_line("   next", ": ", one->next);
}

static void print_findings(const doctor *self, bool notes)
{
    size_t number = 0;
    for (size_t i = 0; i < self->finding_count; i++) {
        if (self->findings[i].is_note == notes)
            print_finding(&self->findings[i], ++number);
    }
}

/* Root, too, cannot examine all of them, where it lacks a capability. */
static void print_hidden(const doctor *self)
{
    if (self->processes.hidden > 0)
        tool_note(self->call, "%zu process(es) could not be examined; %s", self->processes.hidden,
                  geteuid() != 0 ? "root can examine more"
                                 : "this root lacks the capability SYS_PTRACE, as in a container");
    if (!qsm_process_sees_all())
        tool_note(self->call, "this process runs in a PID namespace, as in a container: processes "
                              "outside it could not be examined");
}

void doctor_print(const doctor *self)
{
    for (size_t i = 0; i < self->object_count; i++) {
        const doctor_object *object = &self->objects[i];
        if (object->asked_for || qsm_segment_info_exists(object->info))
            print_object(object);
    }
    print_findings(self, false);
    if (!doctor_has_findings(self))
        (void)puts("nothing is wrong");
    print_findings(self, true);
    print_hidden(self);
}

/* ---- --json ---- */

static void json_object(tool_json *json, const doctor_object *object)
{
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "scheme", object->scheme);
    tool_json_string(json, "name", qsm_segment_info_native_key(object->info));
    tool_json_bool(json, "askedFor", object->asked_for);
    tool_json_bool(json, "exists", qsm_segment_info_exists(object->info));
    tool_json_bool(json, "keyFileExists", qsm_segment_info_key_file_exists(object->info));
    tool_json_string(json, "lock", qsm_lock_state_name(qsm_segment_info_lock_state(object->info)));
    tool_json_end_object(json);
}

static void json_finding(tool_json *json, const finding *one)
{
    tool_json_begin_object(json, NULL);
    tool_json_string(json, "id", one->id);
    tool_json_string(json, "object", one->object);
    tool_json_string(json, "text", one->text);
    tool_json_string(json, "next", one->next);
    tool_json_end_object(json);
}

static void json_findings(tool_json *json, const doctor *self, const char *name, bool notes)
{
    tool_json_begin_array(json, name);
    for (size_t i = 0; i < self->finding_count; i++) {
        if (self->findings[i].is_note == notes)
            json_finding(json, &self->findings[i]);
    }
    tool_json_end_array(json);
}

void doctor_print_json(const doctor *self)
{
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_json_string(&json, "key", self->text);
    tool_json_string(&json, "tempPath", self->temp_path);
    tool_json_string(&json, "runtimePath", self->runtime_path);
    tool_json_begin_array(&json, "objects");
    for (size_t i = 0; i < self->object_count; i++)
        json_object(&json, &self->objects[i]);
    tool_json_end_array(&json);
    json_findings(&json, self, "findings", false);
    json_findings(&json, self, "notes", true);
    tool_json_unsigned(&json, "hiddenProcesses", self->processes.hidden);
    tool_json_bool(&json, "seesAllProcesses", qsm_process_sees_all());
    tool_json_end_object(&json);
    tool_json_finish(&json);
}
