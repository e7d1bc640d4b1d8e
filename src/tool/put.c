/* SPDX-License-Identifier: MIT */
/*
 * qsm put: process A. Loads a picture, writes it into the segment and stays attached. At its end it
 * removes the segment that it created, if no process uses it, or keeps it with --keep. A stream of
 * pictures is in put_stream.c.
 */
#include "tool/cli/signals.h"
#include "tool/exchange_call.h"
#include "tool/holding.h"
#include "tool/key_options.h"
#include "tool/max_bytes.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/put_options.h"
#include "tool/put_report.h"
#include "tool/put_stream.h"
#include "tool/waiting.h"

static const tool_option options[] = {
    {"hold", 0, TOOL_MAY_TAKE_VALUE, "SECONDS",
     "how long to hold the segment (default: until interrupted)", tool_parse_duration,
     offsetof(put_options, hold)},
    {"keep", 0, TOOL_TAKES_NOTHING, NULL,
     "at the end leave the segment and its lock, until 'qsm rm'", tool_parse_flag,
     offsetof(put_options, keep)},
    {"replace", 0, TOOL_TAKES_NOTHING, NULL,
     "first remove a stale segment (no process is attached to it)", tool_parse_flag,
     offsetof(put_options, replace)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(put_options, timeout)},
    TOOL_RAW_OPTION(put_options, raw),
    TOOL_ROWS_OPTION(put_options, rows, "packed"),
    {"png-stream", 0, TOOL_TAKES_NOTHING, NULL, "FILE has PNG files one after another",
     tool_parse_flag, offsetof(put_options, png_stream)},
    {"fps", 0, TOOL_TAKES_VALUE, "N",
     "at most so many pictures a second: 30, 29.97, 30000/1001\n"
     "(default: as fast as they come)",
     tool_parse_rate, offsetof(put_options, fps)},
    {"largest", 0, TOOL_TAKES_VALUE, "WxH@FORMAT",
     "the largest picture that will follow (default: the first)", tool_parse_raw,
     offsetof(put_options, largest)},
    TOOL_COMPRESSION_OPTION(put_options, compression),
    TOOL_NO_COLOR_SPACE_OPTION(put_options, no_color_space),
    TOOL_VERSION_OPTION(put_options, version),
    TOOL_MAX_BYTES_OPTION(put_options, max_bytes),
    TOOL_SCHEME_OPTION(put_options, key),
    TOOL_KEY_OPTIONS(put_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* On an error: prints a message and returns false. */
static bool write_image(tool_exchange *exchange, const qsm_image *image)
{
    const put_options *chosen = exchange->call->values;
    qsm_exchange_write_options how = {.size = sizeof how,
                                      .compression = chosen->compression,
                                      .version = chosen->version,
                                      .replace_stale = chosen->replace};
    if (qsm_shared_memory_write_image(exchange->memory, image, &how, &exchange->report)) {
        tool_progress_clear();
        return true;
    }
    exchange->replacing = chosen->replace;
    return tool_exchange_fail(exchange);
}

/*
 * With System V the last process that detaches removes the segment. With POSIX no Qt program
 * removes it: it would stay, and without its lock, which goes with this process, no list would show
 * it.
 */
static void end(tool_exchange *exchange)
{
    bool ours = exchange->report.created &&
                qsm_native_ipc_key_type(exchange->key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    qsm_shared_memory_set_remove_on_last_detach(exchange->memory, ours);
    /* An attach tells whether it is still there, for less than qsm_segment_inspect(). */
    if (ours && qsm_shared_memory_detach(exchange->memory) &&
        qsm_shared_memory_attach(exchange->memory, QSM_SHARED_MEMORY_READ_ONLY))
        tool_put_note_stays(exchange, "another process uses the segment, so it stays");
    tool_exchange_end(exchange);
}

/* The end of the process detaches, and removes nothing. The list finds the segment by its lock. */
static void keep(tool_exchange *exchange)
{
    static qsm_shared_memory *volatile kept; /* for leak checkers */
    kept = exchange->memory;
    exchange->memory = NULL;
    (void)kept;
    tool_put_note_stays(exchange, "the segment stays");
    tool_exchange_end(exchange);
}

/* Frees the image. */
static int put(const tool_call *call, const qsm_native_ipc_key *key, qsm_image *image)
{
    if (image == NULL)
        return TOOL_FAILED;
    tool_signals_hold(false);
    tool_exchange exchange;
    const put_options *chosen = call->values;
    if (chosen->no_color_space)
        (void)qsm_image_set_icc_profile(image, NULL, NULL, 0);
    bool ok = tool_exchange_start(&exchange, call, key, tool_duration_or(chosen->timeout, -1)) &&
              tool_exchange_find_or_choose(&exchange, &chosen->key) &&
              write_image(&exchange, image);
    if (ok) {
        tool_note_directory(call, exchange.key);
        tool_put_report(&exchange, image, false);
        tool_hold(call, chosen->hold, "segment", exchange.memory);
    }
    qsm_image_free(image);
    if (ok)
        (chosen->keep ? keep : end)(&exchange);
    else
        tool_exchange_end(&exchange);
    return ok ? TOOL_OK : TOOL_FAILED;
}

/* A file of one picture is put as any other picture. */
static int put_frames(const tool_call *call, const qsm_native_ipc_key *key, const char *path)
{
    const put_options *chosen = call->values;
    tool_frame_input *input = tool_frame_input_open(call, path, &chosen->raw, chosen->rows);
    int status = TOOL_FAILED;
    if (input != NULL && tool_frame_input_total(input) == 1)
        status = put(call, key, tool_frame_input_only(input));
    else if (input != NULL)
        status = tool_put_stream(call, key, input);
    tool_frame_input_close(input);
    return status;
}

/* Whether the options go together. Otherwise it has printed a message. */
static bool check(const tool_call *call)
{
    const put_options *chosen = call->values;
    bool is_stream = chosen->raw.given || chosen->png_stream;
    const char *alone = chosen->fps.given ? "--fps" : chosen->largest.given ? "--largest" : NULL;
    if (chosen->raw.given && chosen->png_stream)
        (void)tool_fail_usage(call, "--raw and --png-stream exclude each other");
    else if (chosen->rows != TOOL_ROWS_DEFAULT && !chosen->raw.given)
        (void)tool_fail_usage(call, "--rows needs --raw WxH@FORMAT");
    else if (alone != NULL && !is_stream)
        (void)tool_fail_usage(call, "%s needs --raw WxH@FORMAT or --png-stream", alone);
    else
        return true;
    return false;
}

static int run(tool_call *call)
{
    const put_options *chosen = call->values;
    int status = TOOL_USAGE;
    qsm_native_ipc_key *key = tool_take_key(call, &chosen->key, &status);
    if (key == NULL)
        return status;
    const char *path = tool_take_operand(call, "FILE");
    if (path == NULL || !tool_no_more_operands(call) || !check(call))
        status = TOOL_USAGE;
    else if (chosen->raw.given || chosen->png_stream)
        status = put_frames(call, key, path);
    else
        status = put(call, key, tool_read_picture(call, path));
    qsm_native_ipc_key_free(key);
    return status;
}

const tool_command tool_put = {
    .name = "put",
    .operands = "KEY FILE [OPTION]...",
    .summary = "publish a picture in shared memory and hold it there (process A)",
    .description =
        "Loads a picture and creates the segment of KEY. Writes the picture into the segment "
        "under\n"
        "its lock, as a Qt program does with QDataStream << QImage. Prints a report; its line "
        "\"seen by\"\n"
        "names the programs that find the picture. If a segment of KEY exists, its key scheme is\n"
        "used, else that of QSharedMemory(KEY); --scheme chooses another. Then holds "
        "the\n"
        "segment until interrupted (SIGINT, SIGTERM) or for --hold SECONDS, detaches, and exits\n"
        "with status 0. The segment goes with its last user; with POSIX, where Qt never removes a\n"
        "segment, put removes what it created, if no process uses it. With --keep the segment and\n"
        "its lock stay, and a later process can read the picture. The FILE - is standard input.\n"
        "\n"
        "--raw and --png-stream take a stream: each picture replaces the last one, in the same\n"
        "segment. A picture is dropped, and counted, if the lock is not free in time: --timeout, "
        "or\n"
        "the time of one picture of --fps, or 0.1 s. A stream goes on with a segment that exists "
        "and\n"
        "holds a picture. put ends with the input; a single picture is held. On a terminal it "
        "shows\n"
        "the number of pictures; --json prints an object for the start, each second and the end.\n",
    .examples = "  qsm put hello photo.png\n"
                "  qsm put hello photo.png --hold 60 --replace\n"
                "  qsm put hello photo.png --hold 0 --keep   # until: qsm rm hello\n"
                "  qsm put --native posix:/hello photo.png\n"
                "  qsm put --safe systemv hello photo.png --json\n"
                "  qsm put hello --raw 640x480@RGB32 pixels.bin\n"
                "  ffmpeg -i film.mp4 -f rawvideo -pix_fmt bgr0 -s 640x480 - |\n"
                "      qsm put hello --raw 640x480@bgr0 - --fps 30\n"
                "  ffmpeg -f v4l2 -i /dev/video0 -f rawvideo -pix_fmt bgr0 -s 640x480 - |\n"
                "      qsm put hello --raw 640x480@bgr0 -\n"
                "  gst-launch-1.0 -q v4l2src ! videoconvert ! videoscale ! \\\n"
                "      video/x-raw,format=BGRx,width=640,height=480 ! fdsink |\n"
                "      qsm put hello --raw 640x480@BGRx --rows padded -\n"
                "  ffmpeg -i film.mp4 -f image2pipe -c:v png - | qsm put hello --png-stream -\n",
    .options = options,
    .values_size = sizeof(put_options),
    .run = run,
};
