/* SPDX-License-Identifier: MIT */
#include "tool/content.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/shell.h"
#include "tool/hexdump.h"
#include "tool/key_words.h"
#include "tool/stream_hint.h"

/* The wait for bytes that do not change, in milliseconds. */
enum { LOOK_WAIT = 100 };

size_t tool_offset(tool_size offset)
{
    return offset.bytes < SIZE_MAX ? (size_t)offset.bytes : SIZE_MAX;
}

/* ---- for people ---- */

void tool_content_brief(char *text, size_t size, const qsm_segment_content *content)
{
    char *whole = qsm_segment_content_to_string(content);
    const char *place = NULL;
    if (whole == NULL)
        return;
    if (content->container != NULL)
        place = strstr(whole, " in a ");
    else if (content->type == QSM_SEGMENT_CONTENT_PIXELS)
        place = strchr(whole, ':');
    else if (content->offset > 0)
        place = strstr(whole, " at byte ");
    int length = (int)(place != NULL ? (size_t)(place - whole) : strlen(whole));
    if (content->type == QSM_SEGMENT_CONTENT_IMAGE && content->offset > 0)
        (void)snprintf(text, size, "%.*s at %zu", length, whole, content->offset);
    else
        (void)snprintf(text, size, "%.*s", length, whole);
    qsm_free(whole);
}

char *tool_content_text(const qsm_segment_content *content)
{
    enum { FIRST = 8, DIGITS = 3 };
    char digits[FIRST * DIGITS + 1] = "";
    char *whole = qsm_segment_content_to_string(content);
    char *text = NULL;
    if (whole == NULL)
        return NULL;
    for (int i = 0; i < content->first_byte_count && i < FIRST; i++)
        (void)snprintf(digits + (size_t)i * DIGITS, DIGITS + 1, " %02x", content->first_bytes[i]);
    size_t size = strlen(whole) + sizeof digits + sizeof "; first bytes:";
    text = malloc(size);
    if (text != NULL)
        (void)snprintf(text, size, "%s%s%s", whole,
                       tool_content_is_data(content) ? "; first bytes:" : "",
                       tool_content_is_data(content) ? digits : "");
    qsm_free(whole);
    return text;
}

/* ---- how to read it ---- */

/* A name for the file, with the ending that programs expect. */
static const char *ending_of(const qsm_segment_content *content)
{
    if (content->type != QSM_SEGMENT_CONTENT_FILE)
        return content->type == QSM_SEGMENT_CONTENT_COMPRESSED ? "zlib" : "bin";
    return strcmp(content->file_format, "jpeg") == 0 ? "jpg" : content->file_format;
}

/* What `get` reads: images, and files of its own formats. */
static bool get_reads(const qsm_segment_content *content)
{
    return content->type == QSM_SEGMENT_CONTENT_IMAGE ||
           (content->type == QSM_SEGMENT_CONTENT_FILE &&
            (strcmp(content->file_format, "png") == 0 || strcmp(content->file_format, "bmp") == 0));
}

/* Whether get finds it without the offset: see also_files of qsm/exchange.h. */
static bool get_finds(const qsm_segment_content *content)
{
    return content->offset == 0 ||
           (content->type == QSM_SEGMENT_CONTENT_FILE && content->container != NULL);
}

typedef struct place {
    char text[96];
} place;

/* " --offset 4 --size 123", as far as it is needed. */
static place place_of(const qsm_segment_content *content, bool with_size)
{
    place made = {.text = ""};
    size_t used = 0;
    if (content->offset > 0)
        used = (size_t)snprintf(made.text, sizeof made.text, " --offset %zu", content->offset);
    if (with_size && content->length > 0)
        (void)snprintf(made.text + used, sizeof made.text - used, " --size %zu", content->length);
    return made;
}

char *tool_content_command(const qsm_segment_content *content, const char *words)
{
    place at = place_of(content, !get_reads(content));
    const char *output = "";
    const char *ending = "";
    if (content->type <= QSM_SEGMENT_CONTENT_NULL_IMAGE || words == NULL)
        return NULL;
    if (content->type == QSM_SEGMENT_CONTENT_FILE ||
        content->type == QSM_SEGMENT_CONTENT_COMPRESSED) {
        output = " -o contents.";
        ending = ending_of(content);
    } else if (content->type == QSM_SEGMENT_CONTENT_TEXT) {
        output = " -o -";
    }
    if (get_reads(content)) {
        output = ending = "";
        if (get_finds(content))
            at.text[0] = '\0';
    }
    const char *verb = get_reads(content) ? "get" : "read";
    size_t size = strlen(words) + sizeof at.text + 64;
    char *command = malloc(size);
    if (command != NULL)
        (void)snprintf(command, size, "qsm %s %s%s%s%s", verb, words, at.text, output, ending);
    return command;
}

/* What values the data looks like. */
static void note_hint(const tool_call *call, const qsm_native_ipc_key *key,
                      const qsm_segment_content *content, const char *words)
{
    tool_stream_hint hint;
    if (!tool_hint_of_key(&hint, key, content, LOOK_WAIT))
        return;
    char *command = tool_hint_command(&hint, words);
    if (command != NULL)
        tool_note(call, "it looks like %s; to show it: %s", hint.text, command);
    free(command);
}

void tool_content_note(const tool_call *call, const qsm_native_ipc_key *key, bool failed,
                       bool tried)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    if (!qsm_segment_contents(key, LOOK_WAIT, &content))
        return;
    if (content.type == QSM_SEGMENT_CONTENT_ZEROS)
        tool_note(call, "the segment holds only zeros: no program has written to it");
    if (content.type <= QSM_SEGMENT_CONTENT_NULL_IMAGE ||
        (tried && get_reads(&content) && get_finds(&content)))
        return;
    char *text = tool_content_text(&content);
    char *words = tool_key_words(key);
    char *command = tool_content_command(&content, words);
    if (text != NULL && command != NULL && failed && !tool_content_is_data(&content))
        tool_note(call, "to read it: %s", command);
    else if (text != NULL && command != NULL)
        tool_note(call, "the segment holds: %s; to read it: %s", text, command);
    note_hint(call, key, &content, words);
    free(command);
    free(words);
    free(text);
}

/* ---- --json ---- */

static const char *type_name(qsm_segment_content_type type)
{
    static const char *const names[] = {"unknown", "zeros",      "nullImage", "image", "data",
                                        "file",    "compressed", "text",      "pixels"};
    return type < sizeof names / sizeof names[0] ? names[type] : names[0];
}

void tool_content_json(tool_json *json, const qsm_segment_content *content)
{
    char *digits = tool_hex_digits(content->first_bytes, (size_t)content->first_byte_count);
    bool found = content->type > QSM_SEGMENT_CONTENT_NULL_IMAGE && !tool_content_is_data(content);
    tool_json_string(json, "type", type_name(content->type));
    if (found)
        tool_json_unsigned(json, "offset", content->offset);
    if (content->length > 0)
        tool_json_unsigned(json, "length", content->length);
    if (content->file_format != NULL)
        tool_json_string(json, "fileFormat", content->file_format);
    if (content->text_encoding != NULL)
        tool_json_string(json, "textEncoding", content->text_encoding);
    if (content->container != NULL)
        tool_json_string(json, "container", content->container);
    if (content->before != NULL)
        tool_json_string(json, "before", content->before);
    if (content->bytes_per_pixel > 0)
        tool_json_integer(json, "bytesPerPixel", content->bytes_per_pixel);
    if (digits != NULL && tool_content_is_data(content))
        tool_json_string(json, "firstBytes", digits);
    free(digits);
}
