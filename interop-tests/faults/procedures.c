/* SPDX-License-Identifier: MIT */
#include "procedures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wraps.h"

#define RW QSM_SHARED_MEMORY_READ_WRITE

enum { SIZE = 1000, WIDTH = 40, HEIGHT = 30 };

void procedure_must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s; %s failed with errno %d (call %ld)\n", what,
            fault_plan.hit != NULL ? fault_plan.hit : "nothing", fault_plan.error, fault_plan.at);
    abort();
}

/* Nothing of this must fail for want of what the procedure is about. */
qsm_image *procedure_picture(void)
{
    fault_mode mode = fault_plan.mode;
    fault_plan.mode = FAULT_OFF;
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, QSM_IMAGE_FORMAT_ARGB32);
    procedure_must(image != NULL, "a picture");
    for (int y = 0; y < HEIGHT; y++)
        memset(qsm_image_scan_line(image, y), 3 * y + 1, (size_t)qsm_image_bytes_per_line(image));
    procedure_must(qsm_image_set_text(image, "Title", "a picture that is long enough to be packed"),
                   "its text");
    fault_plan.mode = mode;
    return image;
}

/* What fails says why: Qt's number and a text. */
static bool told(bool result, const qsm_shared_memory *memory)
{
    if (!result && fault_plan.hit != NULL) {
        procedure_must(qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_NO_ERROR, "an error");
        procedure_must(qsm_shared_memory_error_string(memory)[0] != '\0', "a text");
    }
    return result;
}

/* The end of every procedure: whatever failed, the object can be freed. */
static bool finish(qsm_shared_memory *memory, bool good)
{
    qsm_shared_memory_free(memory);
    return good;
}

static bool use_segment(qsm_shared_memory *memory)
{
    if (!told(qsm_shared_memory_lock(memory), memory))
        return false;
    memset(qsm_shared_memory_data(memory), 7, SIZE);
    bool unlocked = told(qsm_shared_memory_unlock(memory), memory);
    return told(qsm_shared_memory_detach(memory), memory) && unlocked;
}

static bool create(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    bool good = told(qsm_shared_memory_create(memory, SIZE, RW), memory);
    if (good) {
        procedure_must(qsm_shared_memory_size(memory) == SIZE, "the size");
        good = use_segment(memory);
    }
    return finish(memory, good);
}

static bool create_replacing(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    bool good = told(qsm_shared_memory_create_replacing_stale(memory, SIZE, RW), memory) &&
                use_segment(memory);
    return finish(memory, good);
}

static bool open_or_create(const qsm_native_ipc_key *key)
{
    bool created = false;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    bool good = told(qsm_shared_memory_open_or_create(memory, SIZE, RW, &created), memory);
    if (good)
        good = use_segment(memory);
    return finish(memory, good);
}

/* Beside a peer, whose bytes stay as they are. */
static bool attach(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    qsm_shared_memory_set_lock_timeout(memory, 1000);
    bool good = told(qsm_shared_memory_attach(memory, QSM_SHARED_MEMORY_READ_ONLY), memory);
    if (good) {
        good = told(qsm_shared_memory_lock(memory), memory);
        if (good)
            good = told(qsm_shared_memory_unlock(memory), memory);
        good = told(qsm_shared_memory_detach(memory), memory) && good;
    }
    return finish(memory, good);
}

static bool lock_in_time(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    bool good = told(qsm_shared_memory_attach(memory, RW), memory);
    if (good && qsm_shared_memory_lock_for(memory, 500))
        good = told(qsm_shared_memory_unlock(memory), memory);
    if (good && qsm_shared_memory_try_lock(memory))
        good = told(qsm_shared_memory_unlock(memory), memory);
    return finish(memory, good);
}

static bool write_new(const qsm_native_ipc_key *key, qsm_image_compression compression, bool unlink)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_exchange_write_options options = {.size = sizeof options, .compression = compression};
    qsm_image *image = procedure_picture();
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory != NULL)
        qsm_shared_memory_set_remove_on_last_detach(memory, unlink);
    bool good = memory != NULL && qsm_shared_memory_write_image(memory, image, &options, &report);
    procedure_must(memory == NULL || good || report.message[0] != '\0', "a message");
    qsm_image_free(image);
    return finish(memory, good);
}

static bool write_image(const qsm_native_ipc_key *key)
{
    return write_new(key, QSM_IMAGE_STORED, false);
}

/* A stream that is made beforehand, and a segment that goes with its last user. */
static bool write_exactly(const qsm_native_ipc_key *key)
{
    return write_new(key, QSM_IMAGE_EXACT, true);
}

/* Into the segment that the peer has. */
static bool write_again(const qsm_native_ipc_key *key)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_image *image = procedure_picture();
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    (void)qsm_shared_memory_set_copy_through_kernel(memory, true);
    bool good = memory != NULL && told(qsm_shared_memory_attach(memory, RW), memory) &&
                qsm_shared_memory_write_image(memory, image, NULL, &report);
    qsm_image_free(image);
    return finish(memory, good);
}

static bool read_image(const qsm_native_ipc_key *key)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_image *image = qsm_image_new();
    qsm_shared_memory *memory = image != NULL ? qsm_shared_memory_new_native(key) : NULL;
    if (memory != NULL)
        qsm_shared_memory_set_lock_timeout(memory, 1000);
    bool good = memory != NULL && qsm_shared_memory_read_image(memory, image, NULL, &report);
    procedure_must(memory == NULL || good || report.message[0] != '\0', "a message");
    procedure_must(!good || qsm_image_width(image) == WIDTH, "the picture");
    qsm_image_free(image);
    return finish(memory, good);
}

/* A value of more bytes than the reader copies first. */
static bool write_value(const qsm_native_ipc_key *key)
{
    static char bytes[10000];
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_tree *tree = qsm_tree_new();
    qsm_shared_memory *memory = tree != NULL ? qsm_shared_memory_new_native(key) : NULL;
    bool tried = memory != NULL &&
                 qsm_variant_set_bytes(qsm_tree_root(tree), (qsm_bytes){bytes, sizeof bytes});
    bool good =
        tried && qsm_shared_memory_write_variant(memory, qsm_tree_root(tree), NULL, &report);
    procedure_must(!tried || good || report.message[0] != '\0', "a message");
    qsm_tree_free(tree);
    return finish(memory, good);
}

/* The first bytes of the peer's picture, more than the reader copies first. */
static bool read_value(const qsm_native_ipc_key *key)
{
    uint32_t first = 0;
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_tree *tree = qsm_tree_new();
    qsm_schema *schema = qsm_schema_new("quint32,raw[5000]");
    qsm_shared_memory *memory =
        tree != NULL && schema != NULL ? qsm_shared_memory_new_native(key) : NULL;
    bool good = memory != NULL &&
                qsm_shared_memory_read_schema(memory, schema, qsm_tree_root(tree), NULL, &report);
    procedure_must(memory == NULL || good || report.message[0] != '\0', "a message");
    (void)qsm_variant_to_uint32(qsm_variant_at(qsm_tree_root(tree), 0), &first);
    procedure_must(!good || first == 1, "the first value");
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    return finish(memory, good);
}

static bool go_on(void *context)
{
    (void)context;
    return false;
}

/* As a program with a stop callback that starts before its peer. */
static bool wait_for_image(const qsm_native_ipc_key *key)
{
    qsm_exchange_report report = QSM_INIT(qsm_exchange_report);
    qsm_image *image = qsm_image_new();
    qsm_shared_memory *memory = image != NULL ? qsm_shared_memory_new_native(key) : NULL;
    qsm_shared_memory_set_lock_timeout(memory, 1000);
    qsm_shared_memory_set_stop(memory, go_on, NULL);
    (void)qsm_shared_memory_set_copy_through_kernel(memory, true);
    bool good = memory != NULL && told(qsm_shared_memory_wait_for_segment(memory, 50), memory) &&
                qsm_shared_memory_wait_for_image(memory, 50, image, NULL, &report);
    procedure_must(memory == NULL || good || report.message == NULL || report.message[0] != '\0',
                   "a message");
    qsm_image_free(image);
    return finish(memory, good);
}

/* A picture that is not sent or received for another reason than time says why. */
static bool frame_told(qsm_frame_result result, qsm_frame_error error, const char *text)
{
    if (result == QSM_FRAME_FAILED || result == QSM_FRAME_DAMAGED)
        procedure_must(error != QSM_FRAME_NO_ERROR && text[0] != '\0', "an error of the stream");
    return result == QSM_FRAME_SENT || result == QSM_FRAME_RECEIVED;
}

static bool receive_frame(qsm_frame_receiver *receiver, qsm_image *image)
{
    qsm_frame_result result = qsm_frame_receiver_receive(receiver, image, 20);
    bool good = frame_told(result, qsm_frame_receiver_error(receiver),
                           qsm_frame_receiver_error_string(receiver));
    procedure_must(!good || qsm_image_width(image) == WIDTH, "the picture");
    return good;
}

/* The picture of the peer, and that there is no other. */
static bool receive_frames(const qsm_native_ipc_key *key)
{
    qsm_image *image = qsm_image_new();
    qsm_frame_receiver *receiver = image != NULL ? qsm_frame_receiver_new_native(key, NULL) : NULL;
    bool good = receiver != NULL && receive_frame(receiver, image) &&
                qsm_frame_receiver_receive(receiver, image, 0) == QSM_FRAME_TIMEOUT;
    qsm_frame_receiver_free(receiver);
    qsm_image_free(image);
    return good;
}

/* Two pictures: with the second, the receiver stays attached. */
static bool send_frames(const qsm_native_ipc_key *key)
{
    qsm_frame_sender_options options = QSM_INIT(qsm_frame_sender_options);
    options.width = WIDTH;
    options.height = HEIGHT;
    options.format = QSM_IMAGE_FORMAT_ARGB32;
    qsm_image *image = procedure_picture();
    qsm_image *got = qsm_image_new();
    qsm_frame_sender *sender = qsm_frame_sender_new_native(key, &options);
    qsm_frame_receiver *receiver = qsm_frame_receiver_new_native(key, NULL);
    bool good = got != NULL && sender != NULL && receiver != NULL;
    for (unsigned char i = 1; good && i < 3; i++) {
        memset(qsm_image_bits(image), i, WIDTH);
        qsm_frame_result result = qsm_frame_sender_send(sender, image, 20);
        good = frame_told(result, qsm_frame_sender_error(sender),
                          qsm_frame_sender_error_string(sender)) &&
               receive_frame(receiver, got);
    }
    qsm_frame_receiver_free(receiver);
    qsm_frame_sender_free(sender);
    qsm_image_free(got);
    qsm_image_free(image);
    return good;
}

static bool attach_at_least(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    bool good = told(qsm_shared_memory_attach_at_least(memory, 1, RW), memory);
    if (good)
        procedure_must(qsm_shared_memory_size(memory) >= 1, "the size");
    bool refused = good && qsm_shared_memory_detach(memory) &&
                   !qsm_shared_memory_attach_at_least(memory, PTRDIFF_MAX, RW);
    /* It stays mapped where the system does not unmap it. */
    procedure_must(!refused || !qsm_shared_memory_is_attached(memory) || fault_plan.hit != NULL,
                   "it is too small");
    return finish(memory, good && refused);
}

static bool attach_any(const qsm_native_ipc_key *key)
{
    qsm_key_scheme kind;
    qsm_shared_memory *memory = qsm_shared_memory_new();
    if (memory == NULL)
        return false;
    const char *legacy = qsm_native_ipc_key_legacy_key(key);
    bool good = told(
        qsm_shared_memory_attach_any(memory, legacy, QSM_SHARED_MEMORY_READ_ONLY, &kind), memory);
    return finish(memory, good);
}

static bool remove_all(const qsm_native_ipc_key *key)
{
    qsm_removal_report report = QSM_INIT(qsm_removal_report);
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    bool good = told(qsm_shared_memory_remove(memory, &report), memory);
    return finish(memory, good);
}

/* By what inspection tells: it stays, for the peer has it. */
static bool remove_inspected(const qsm_native_ipc_key *key)
{
    return qsm_segment_remove(key, 1000, NULL);
}

static bool attach_own(const qsm_native_ipc_key *key)
{
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    qsm_shared_memory_set_same_user_only(memory, true);
    bool good = told(qsm_shared_memory_attach(memory, RW), memory);
    return finish(memory, good);
}

static bool remove_stale(const qsm_native_ipc_key *key)
{
    bool removed = false;
    qsm_shared_memory *memory = qsm_shared_memory_new_native(key);
    if (memory == NULL)
        return false;
    bool good = told(qsm_shared_memory_remove_stale(memory, &removed), memory);
    return finish(memory, good);
}

static bool semaphore(const qsm_native_ipc_key *key)
{
    qsm_native_ipc_key *name = qsm_native_ipc_key_lock_key(key);
    qsm_system_semaphore *made =
        name != NULL ? qsm_system_semaphore_new_native(name, 2, QSM_SYSTEM_SEMAPHORE_CREATE) : NULL;
    /* One that could not be set would be waited for. */
    bool good = made != NULL && qsm_system_semaphore_error(made) == QSM_SYSTEM_SEMAPHORE_NO_ERROR;
    if (good) {
        good = qsm_system_semaphore_acquire(made) && qsm_system_semaphore_acquire_for(made, 100) &&
               qsm_system_semaphore_release(made, 2);
        procedure_must(good || fault_plan.hit == NULL ||
                           qsm_system_semaphore_error(made) != QSM_SYSTEM_SEMAPHORE_NO_ERROR,
                       "an error of the semaphore");
    }
    qsm_system_semaphore_free(made);
    qsm_native_ipc_key_free(name);
    return good;
}

static bool see(void *context, const qsm_segment_info *info)
{
    *(int *)context += qsm_segment_info_exists(info) ? 1 : 0;
    return true;
}

static bool inspect(const qsm_native_ipc_key *key)
{
    unsigned char bytes[16];
    qsm_lock_state was;
    int seen = 0;
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool good = info != NULL;
    qsm_segment_info_free(info);
    good = qsm_segment_list(NULL, see, &seen) && good;
    good = qsm_segment_peek(key, 100, bytes, sizeof bytes) == sizeof bytes && good;
    good = qsm_segment_read(key, 100, bytes, sizeof bytes) == sizeof bytes && good;
    return qsm_segment_repair_lock(key, false, &was) && good;
}

static bool keys(const qsm_native_ipc_key *key)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(key);
    bool good = true;
    for (int kind = 1; kind <= QSM_KEY_SCHEME_LAST; kind++) {
        qsm_native_ipc_key *made =
            qsm_native_ipc_key_new_scheme(legacy, (qsm_key_scheme)kind, NULL);
        char *text = made != NULL ? qsm_native_ipc_key_to_string(made) : NULL;
        qsm_native_ipc_key *again = text != NULL ? qsm_native_ipc_key_from_string(text) : NULL;
        good = good && again != NULL;
        qsm_native_ipc_key_free(again);
        qsm_free(text);
        qsm_native_ipc_key_free(made);
    }
    return good;
}

static bool code_image(qsm_image_compression compression)
{
    qsm_image *image = procedure_picture();
    qsm_image *again = qsm_image_new();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    bool good =
        out != NULL && again != NULL && qsm_data_stream_write_image(out, image, compression);
    qsm_data_stream *in =
        good ? qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out))
             : NULL;
    good = in != NULL && qsm_data_stream_read_image(in, again, NULL);
    procedure_must(!good || qsm_image_width(again) == WIDTH, "the decoded picture");
    procedure_must(good || in == NULL || qsm_data_stream_error_string(in)[0] != '\0', "a text");
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_image_free(again);
    qsm_image_free(image);
    return good;
}

static bool code(const qsm_native_ipc_key *key)
{
    (void)key;
    bool stored = code_image(QSM_IMAGE_STORED);
    bool fast = code_image(QSM_IMAGE_FAST);
    return code_image(QSM_IMAGE_EXACT) && stored && fast;
}

const procedure procedures[] = {
    {"create", false, false, create},
    {"create-replacing", false, false, create_replacing},
    {"open-or-create", false, false, open_or_create},
    {"attach", true, false, attach},
    {"lock-in-time", true, false, lock_in_time},
    {"write-image", false, false, write_image},
    {"write-exactly", false, true, write_exactly},
    {"write-image-again", true, false, write_again},
    {"read-image", true, false, read_image},
    {"write-value", false, false, write_value},
    {"read-value", true, false, read_value},
    {"wait-for-image", true, false, wait_for_image},
    {"receive-frames", true, false, receive_frames},
    {"send-frames", false, true, send_frames},
    {"attach-at-least", true, false, attach_at_least},
    {"attach-any", true, false, attach_any},
    {"remove-nothing", false, false, remove_all},
    {"remove-in-use", true, false, remove_all},
    {"remove-inspected", true, false, remove_inspected},
    {"remove-stale", true, false, remove_stale},
    {"attach-own", true, false, attach_own},
    {"semaphore", false, false, semaphore},
    {"inspect", true, false, inspect},
    {"keys", false, false, keys},
    {"code", false, false, code},
};
const size_t procedure_count = sizeof procedures / sizeof procedures[0];
