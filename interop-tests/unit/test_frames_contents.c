/* SPDX-License-Identifier: MIT */
/* A stream of pictures: what a sender refuses, and what a receiver makes of what it finds. */
#include "counted_memory.h"
#include "frame_scene.h"

/* ---- what a sender refuses ---- */

static void test_too_large(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
        size_t size = sender_numbers(&at).segment_size;
        CU_ASSERT(receives_it(&at));
        qsm_image *large = qsm_image_new_size(WIDTH, 10 * HEIGHT, QSM_IMAGE_FORMAT_RGB32);
        CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, large, LONG), QSM_FRAME_FAILED);
        CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_TOO_LARGE);
        CU_ASSERT(says(qsm_frame_sender_error_string(at.sender),
                       "the picture is larger than the segment of the sender"));
        CU_ASSERT_EQUAL(sender_numbers(&at).failed, 1);
        CU_ASSERT_EQUAL(sender_numbers(&at).segment_size, size);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        CU_ASSERT_EQUAL(send_color(&at, 2), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        CU_ASSERT_EQUAL(sender_numbers(&at).segments, 1);
        qsm_image_free(large);
        end_scene(&at);
    }
}

/* Before there is a segment, too. */
static void test_too_large_at_first(void)
{
    scene at = begin_scene(&ipc_kinds[0]);
    qsm_image *large = qsm_image_new_size(WIDTH, 10 * HEIGHT, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, large, LONG), QSM_FRAME_FAILED);
    CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_TOO_LARGE);
    CU_ASSERT_STRING_EQUAL(leftovers(at.key), "");
    qsm_image_free(large);
    end_scene(&at);
}

/* The largest picture of each format fits, with all colours, a text and a profile. */
static void test_largest_fits(void)
{
    for (int format = 1; format < QSM_IMAGE_FORMAT_COUNT; format++) {
        for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
            scene at = begin_scene(&ipc_kinds[0]);
            qsm_frame_sender_options options = picture_of(WIDTH, HEIGHT);
            options.format = (qsm_image_format_code)format;
            options.compression = (qsm_image_compression)form;
            qsm_frame_sender_free(at.sender);
            at.sender = qsm_frame_sender_new_native(at.key, &options);
            qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, options.format);
            unsigned char *bits = qsm_image_bits(image);
            for (size_t i = 0; i < qsm_image_size_in_bytes(image); i++)
                bits[i] = (unsigned char)(i * i * 7);
            uint32_t colors[256];
            for (uint32_t i = 0; i < 256; i++)
                colors[i] = i * 0x01020304U;
            if (format == QSM_IMAGE_FORMAT_INDEXED8)
                CU_ASSERT(qsm_image_set_color_table(image, colors, 256));
            char text[4000];
            for (size_t i = 0; i < sizeof text; i++)
                text[i] = (char)(33 + (i * i) % 91);
            text[sizeof text - 1] = '\0';
            CU_ASSERT(qsm_image_set_text(image, "Text", text));
            CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, image, LONG), QSM_FRAME_SENT);
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG),
                            QSM_FRAME_RECEIVED);
            CU_ASSERT_STRING_EQUAL(qsm_image_text(at.got, "Text"), text);
            qsm_image_free(image);
            end_scene(&at);
        }
    }
}

/* Another size and format in each picture, as long as it fits; also a null picture. */
static void test_other_pictures(void)
{
    scene at = begin_scene(&ipc_kinds[0]);
    for (int i = 0; i < 6; i++) {
        qsm_image_free(at.sent);
        at.sent = qsm_image_new_size(i % 2 == 0 ? HEIGHT : WIDTH - i, i % 2 == 0 ? WIDTH : HEIGHT,
                                     i % 3 == 0 ? QSM_IMAGE_FORMAT_RGB888 : QSM_IMAGE_FORMAT_RGB32);
        memset(qsm_image_bits(at.sent), 0xff - i, qsm_image_size_in_bytes(at.sent));
        CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, at.sent, LONG), QSM_FRAME_SENT);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG), QSM_FRAME_RECEIVED);
        CU_ASSERT_EQUAL(qsm_image_width(at.got), qsm_image_width(at.sent));
        CU_ASSERT_EQUAL(qsm_image_height(at.got), qsm_image_height(at.sent));
    }
    qsm_image_free(at.sent);
    at.sent = qsm_image_new();
    CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, at.sent, LONG), QSM_FRAME_SENT);
    CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG), QSM_FRAME_RECEIVED);
    CU_ASSERT_TRUE(qsm_image_is_null(at.got));
    CU_ASSERT_EQUAL(sender_numbers(&at).segments, 1);
    end_scene(&at);
}

static void test_unwritable(void)
{
    scene at = begin_scene(&ipc_kinds[0]);
    CU_ASSERT(qsm_image_set_text(at.sent, "   ", "no Qt can read this key"));
    CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, at.sent, LONG), QSM_FRAME_FAILED);
    CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_STREAM_ERROR);
    CU_ASSERT(says(qsm_frame_sender_error_string(at.sender), "key"));
    CU_ASSERT_STRING_EQUAL(leftovers(at.key), "");
    end_scene(&at);
}

static void test_bad_options(void)
{
    static const struct {
        int width, height;
        qsm_image_format_code format;
        int version;
        size_t metadata;
    } bad[] = {{0, 1, QSM_IMAGE_FORMAT_RGB32, 0, 0},
               {1, -1, QSM_IMAGE_FORMAT_RGB32, 0, 0},
               {1, 1, QSM_IMAGE_FORMAT_INVALID, 0, 0},
               {1, 1, QSM_IMAGE_FORMAT_COUNT, 0, 0},
               {1000001, 1, QSM_IMAGE_FORMAT_RGB32, 0, 0},
               {1, 1, QSM_IMAGE_FORMAT_RGB32, 0, SIZE_MAX},
               {1, 1, QSM_IMAGE_FORMAT_RGB32, 0, (size_t)PTRDIFF_MAX}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        qsm_frame_sender_options options = picture_of(bad[i].width, bad[i].height);
        options.format = bad[i].format;
        options.version = bad[i].version;
        options.metadata_bytes = bad[i].metadata;
        errno = 0;
        CU_ASSERT_PTR_NULL(qsm_frame_sender_new("k", &options));
        CU_ASSERT_EQUAL(errno, EINVAL);
    }
    qsm_frame_sender_options without_size = {.width = 1};
    qsm_frame_receiver_options receiver = {.longest_pause = 1};
    qsm_exchange_read_options read = {.offset = 1};
    qsm_image_limits limits = {.max_pixels = 1};
    for (int i = 0; i < 6; i++) {
        errno = 0;
        CU_ASSERT_PTR_NULL(i == 0   ? (void *)qsm_frame_sender_new("k", NULL)
                           : i == 1 ? (void *)qsm_frame_sender_new("k", &without_size)
                                    : (void *)qsm_frame_receiver_new("k", &receiver));
        CU_ASSERT_EQUAL(errno, EINVAL);
        receiver.size = sizeof receiver;
        receiver.longest_pause = i == 2 ? -1 : 0;
        receiver.read = &read;
        read.size = i < 4 ? 0 : sizeof read;
        read.limits = &limits;
    }
}

/* ---- NULL, and structs of other releases ---- */

static void test_null(void)
{
    qsm_image *image = qsm_image_new();
    qsm_frame_sender_statistics sent = QSM_INIT(qsm_frame_sender_statistics);
    qsm_frame_receiver_statistics got = QSM_INIT(qsm_frame_receiver_statistics);
    errno = 0;
    CU_ASSERT_EQUAL(qsm_frame_sender_send(NULL, image, -1), QSM_FRAME_FAILED);
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_frame_sender_open(NULL, -1));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_EQUAL(qsm_frame_receiver_receive(NULL, image, -1), QSM_FRAME_FAILED);
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_EQUAL(qsm_frame_sender_error(NULL), QSM_FRAME_ARGUMENT_ERROR);
    CU_ASSERT_EQUAL(qsm_frame_receiver_error(NULL), QSM_FRAME_ARGUMENT_ERROR);
    CU_ASSERT_STRING_EQUAL(qsm_frame_sender_error_string(NULL), "");
    CU_ASSERT_STRING_EQUAL(qsm_frame_receiver_error_string(NULL), "");
    CU_ASSERT_PTR_NULL(qsm_frame_sender_shared_memory(NULL));
    CU_ASSERT_PTR_NULL(qsm_frame_receiver_shared_memory(NULL));
    CU_ASSERT_FALSE(qsm_frame_sender_read_statistics(NULL, &sent));
    CU_ASSERT_FALSE(qsm_frame_receiver_read_statistics(NULL, &got));
    qsm_frame_receiver_forget(NULL);
    qsm_frame_sender_free(NULL);
    qsm_frame_receiver_free(NULL);
    scene at = begin_scene(&ipc_kinds[0]);
    CU_ASSERT_EQUAL(qsm_frame_sender_send(at.sender, NULL, -1), QSM_FRAME_FAILED);
    CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_ARGUMENT_ERROR);
    CU_ASSERT(says(qsm_frame_sender_error_string(at.sender), "there is no image object (NULL)"));
    CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, NULL, -1), QSM_FRAME_FAILED);
    CU_ASSERT_EQUAL(qsm_frame_receiver_error(at.receiver), QSM_FRAME_ARGUMENT_ERROR);
    CU_ASSERT(
        says(qsm_frame_receiver_error_string(at.receiver), "there is no image object (NULL)"));
    CU_ASSERT_FALSE(qsm_frame_sender_read_statistics(at.sender, NULL));
    CU_ASSERT_FALSE(qsm_frame_receiver_read_statistics(at.receiver, NULL));
    end_scene(&at);
    qsm_image_free(image);
}

static void test_struct_sizes(void)
{
    scene at = begin_scene(&ipc_kinds[0]);
    CU_ASSERT_EQUAL(send_color(&at, 1), QSM_FRAME_SENT);
    qsm_frame_sender_statistics sent = {.size = 0, .bytes = 77};
    qsm_frame_receiver_statistics got = {.size = 0, .bytes = 77};
    CU_ASSERT_FALSE(qsm_frame_sender_read_statistics(at.sender, &sent));
    CU_ASSERT_FALSE(qsm_frame_receiver_read_statistics(at.receiver, &got));
    sent.size = offsetof(qsm_frame_sender_statistics, bytes); /* of an older program */
    got.size = offsetof(qsm_frame_receiver_statistics, bytes);
    CU_ASSERT_TRUE(qsm_frame_sender_read_statistics(at.sender, &sent));
    CU_ASSERT_TRUE(qsm_frame_receiver_read_statistics(at.receiver, &got));
    CU_ASSERT_EQUAL(sent.sent, 1);
    CU_ASSERT_EQUAL(sent.bytes, 77);
    CU_ASSERT_EQUAL(got.bytes, 77);
    end_scene(&at);
    /* A newer program, with a field that this release does not know. */
    struct {
        qsm_frame_sender_options known;
        uint64_t unknown;
    } newer = {.known = picture_of(3, 3), .unknown = 0};
    newer.known.size = sizeof newer;
    qsm_frame_sender *sender = qsm_frame_sender_new("k", &newer.known);
    CU_ASSERT_PTR_NOT_NULL(sender);
    qsm_frame_sender_free(sender);
    newer.unknown = 1;
    CU_ASSERT_PTR_NULL(qsm_frame_sender_new("k", &newer.known));
}

/* ---- contents that a receiver finds ---- */

typedef struct bare {
    scene at;
    qsm_shared_memory *memory;
    unsigned char *data;
    size_t size;
} bare;

/* A segment with the stream of a picture, written by hand. */
static bare begin_bare(const ipc_kind *kind, size_t more)
{
    bare made = {.at = begin_scene(kind)};
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    paint(made.at.sent, 9);
    CU_ASSERT(qsm_data_stream_write_image(stream, made.at.sent, QSM_IMAGE_STORED));
    made.size = qsm_data_stream_size(stream);
    made.memory = qsm_shared_memory_new_native(made.at.key);
    CU_ASSERT_FATAL(qsm_shared_memory_create(made.memory, (ptrdiff_t)(made.size + more),
                                             QSM_SHARED_MEMORY_READ_WRITE));
    qsm_shared_memory_set_remove_on_last_detach(made.memory, true);
    made.data = qsm_shared_memory_data(made.memory);
    memcpy(made.data + more, qsm_data_stream_data(stream), made.size);
    qsm_data_stream_free(stream);
    return made;
}

static void end_bare(bare *made)
{
    qsm_frame_receiver_free(made->at.receiver);
    made->at.receiver = NULL;
    qsm_shared_memory_free(made->memory);
    end_scene(&made->at);
}

/* Said once, until it changes; then all is well again. */
static void test_damaged(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        bare made = begin_bare(&ipc_kinds[i], 0);
        scene *at = &made.at;
        CU_ASSERT(receives_it(at));
        made.data[made.size / 2] ^= 1U;      /* a pixel, and its CRC is wrong */
        made.data[made.size - 12 - 1] ^= 1U; /* the CRC: so it is noticed */
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, at->got, LONG), QSM_FRAME_DAMAGED);
        CU_ASSERT_EQUAL(qsm_frame_receiver_error(at->receiver), QSM_FRAME_STREAM_ERROR);
        CU_ASSERT(says(qsm_frame_receiver_error_string(at->receiver), "CRC is wrong"));
        qsm_image *kept = qsm_image_copy(at->sent);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, kept, 50), QSM_FRAME_TIMEOUT);
        CU_ASSERT(qsm_image_equals(kept, at->sent));
        qsm_image_free(kept);
        CU_ASSERT_EQUAL(receiver_numbers(at).damaged, 1);
        memset(made.data, 'x', made.size);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, at->got, LONG), QSM_FRAME_DAMAGED);
        CU_ASSERT(says(qsm_frame_receiver_error_string(at->receiver), "QImage"));
        CU_ASSERT_EQUAL(receiver_numbers(at).damaged, 2);
        memset(made.data, 0, made.size); /* a null image, after a picture */
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, at->got, LONG),
                        QSM_FRAME_RECEIVED);
        CU_ASSERT_TRUE(qsm_image_is_null(at->got));
        end_bare(&made);
    }
}

/* The image may be null after it: so the last picture comes again, and so does the next damage. */
static void test_damaged_and_back(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        bare made = begin_bare(&ipc_kinds[i], 0);
        scene *at = &made.at;
        CU_ASSERT(receives_it(at));
        for (int round = 0; round < 2; round++) {
            made.data[5] ^= 1U; /* the signature */
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, at->got, LONG),
                            QSM_FRAME_DAMAGED);
            made.data[5] ^= 1U;
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, at->got, 1000),
                            QSM_FRAME_RECEIVED);
            CU_ASSERT(qsm_image_equals(at->got, at->sent));
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, at->got, 5),
                            QSM_FRAME_TIMEOUT);
        }
        end_bare(&made);
    }
}

/* A writer that lies: pixels without their check values. It hides its own picture, no more. */
static void test_wrong_check_values(void)
{
    bare made = begin_bare(&ipc_kinds[0], 0);
    CU_ASSERT(receives_it(&made.at));
    made.data[made.size / 2] ^= 1U;
    CU_ASSERT_EQUAL(qsm_frame_receiver_receive(made.at.receiver, made.at.got, 5),
                    QSM_FRAME_TIMEOUT);
    CU_ASSERT(qsm_image_equals(made.at.got, made.at.sent));
    qsm_frame_receiver *late = qsm_frame_receiver_new_native(made.at.key, NULL);
    CU_ASSERT_EQUAL(qsm_frame_receiver_receive(late, made.at.got, LONG), QSM_FRAME_DAMAGED);
    qsm_frame_receiver_free(late);
    end_bare(&made);
}

/* Each byte of a stream changed in turn: no result but these, and the picture comes back. */
static void test_each_byte(void)
{
    bare made = begin_bare(&ipc_kinds[0], 0);
    qsm_frame_receiver_options options = QSM_INIT(qsm_frame_receiver_options);
    options.longest_pause = 1;
    qsm_frame_receiver_free(made.at.receiver);
    made.at.receiver = qsm_frame_receiver_new_native(made.at.key, &options);
    for (size_t i = 0; i < made.size; i += i < 200 || i + 200 > made.size ? 1 : 29) {
        for (int change = 0; change < 3; change++) {
            unsigned char before = made.data[i];
            made.data[i] = (unsigned char)(change == 0 ? before ^ 1U : change == 1 ? 0xff : 0);
            qsm_frame_result result = qsm_frame_receiver_receive(made.at.receiver, made.at.got, 0);
            CU_ASSERT(result == QSM_FRAME_RECEIVED || result == QSM_FRAME_DAMAGED ||
                      result == QSM_FRAME_TIMEOUT);
            made.data[i] = before;
            qsm_frame_receiver_forget(made.at.receiver);
            CU_ASSERT(receives_it(&made.at));
        }
    }
    end_bare(&made);
}

static void test_limits(void)
{
    bare made = begin_bare(&ipc_kinds[0], 0);
    qsm_image_limits limits = QSM_INIT(qsm_image_limits);
    qsm_exchange_read_options read = QSM_INIT(qsm_exchange_read_options);
    qsm_frame_receiver_options options = QSM_INIT(qsm_frame_receiver_options);
    limits.max_pixels = 4;
    read.limits = &limits;
    options.read = &read;
    qsm_frame_receiver_free(made.at.receiver);
    made.at.receiver = qsm_frame_receiver_new_native(made.at.key, &options);
    limits.max_pixels = 1000000; /* the receiver has a copy */
    CU_ASSERT_EQUAL(qsm_frame_receiver_receive(made.at.receiver, made.at.got, LONG),
                    QSM_FRAME_DAMAGED);
    CU_ASSERT(says(qsm_frame_receiver_error_string(made.at.receiver), "limit on pixels"));
    end_bare(&made);
}

/* Behind other values; behind the end; and as a PNG file in a QByteArray. */
static void test_places(void)
{
    enum { MORE = 32 };
    bare made = begin_bare(&ipc_kinds[0], MORE);
    qsm_exchange_read_options read = QSM_INIT(qsm_exchange_read_options);
    qsm_frame_receiver_options options = QSM_INIT(qsm_frame_receiver_options);
    options.read = &read;
    for (int i = 0; i < 3; i++) {
        read.offset = i == 0 ? MORE : i == 1 ? made.size + MORE : 0;
        read.also_files = i == 2;
        if (i == 2) { /* a QByteArray: its length, then the PNG without the marker of QImage */
            memmove(made.data + 4, made.data + MORE + 4, made.size - 4);
            for (int j = 0; j < 4; j++)
                made.data[j] = (unsigned char)((made.size - 4) >> (24 - 8 * j));
        }
        qsm_frame_receiver_free(made.at.receiver);
        made.at.receiver = qsm_frame_receiver_new_native(made.at.key, &options);
        if (i == 1) {
            CU_ASSERT_EQUAL(qsm_frame_receiver_receive(made.at.receiver, made.at.got, LONG),
                            QSM_FRAME_DAMAGED);
            CU_ASSERT(says(qsm_frame_receiver_error_string(made.at.receiver),
                           "the segment ends before this offset"));
        } else {
            CU_ASSERT(receives_it(&made.at));
        }
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(made.at.receiver, made.at.got, 5),
                        QSM_FRAME_TIMEOUT);
    }
    end_bare(&made);
}

/* After a segment that ends too early, the last picture comes again. The receiver sees none gone.
 */
static void test_behind_end_and_back(void)
{
    enum { MORE = 32, SMALL = 16 };
    qsm_exchange_read_options read = QSM_INIT(qsm_exchange_read_options);
    qsm_frame_receiver_options options = QSM_INIT(qsm_frame_receiver_options);
    options.read = &read;
    read.offset = MORE;
    bare made = begin_bare(&ipc_kinds[0], MORE);
    scene *at = &made.at;
    qsm_frame_receiver_free(at->receiver);
    at->receiver = qsm_frame_receiver_new_native(at->key, &options);
    CU_ASSERT(receives_it(at));
    unsigned char *kept = malloc(made.size + MORE);
    CU_ASSERT_PTR_NOT_NULL_FATAL(kept);
    memcpy(kept, made.data, made.size + MORE);
    for (int i = 0; i < 2; i++) {
        size_t size = i == 0 ? SMALL : made.size + MORE;
        qsm_shared_memory_free(made.memory);
        made.memory = qsm_shared_memory_new_native(at->key);
        CU_ASSERT_FATAL(
            qsm_shared_memory_create(made.memory, (ptrdiff_t)size, QSM_SHARED_MEMORY_READ_WRITE));
        memcpy(qsm_shared_memory_data(made.memory), kept, size);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at->receiver, at->got, LONG),
                        i == 0 ? QSM_FRAME_DAMAGED : QSM_FRAME_RECEIVED);
    }
    CU_ASSERT(qsm_image_equals(at->got, at->sent));
    free(kept);
    end_bare(&made);
}

/* Large enough to be copied into the image at once; in turn into two images, one with a buffer. */
static void test_images_in_turn(void)
{
    enum { WIDE = 500, HIGH = 300 };
    scene at = begin_scene(&ipc_kinds[0]);
    qsm_image_free(at.sent);
    at.sent = qsm_image_new_size(WIDE, HIGH, QSM_IMAGE_FORMAT_RGB32);
    qsm_frame_sender_free(at.sender);
    at.sender = make_sender(at.key, WIDE, HIGH);
    size_t size = qsm_image_read_buffer_size(WIDE, HIGH, QSM_IMAGE_FORMAT_RGB32);
    unsigned char *buffer = malloc(size);
    qsm_image *other = qsm_image_new();
    qsm_image_use_buffer(other, buffer, size);
    const void *bits = NULL;
    for (uint32_t i = 0; i < 12; i++) {
        qsm_image *image = i % 3 == 0 ? other : at.got;
        CU_ASSERT_EQUAL(send_color(&at, i * 1000), QSM_FRAME_SENT);
        large_allocations = 0;
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, image, LONG), QSM_FRAME_RECEIVED);
        CU_ASSERT(i == 0 ? large_allocations > 0 : i < 3 || large_allocations == 0);
        CU_ASSERT(qsm_image_equals(image, at.sent));
        if (image == other)
            CU_ASSERT_PTR_EQUAL(qsm_image_const_bits(image), buffer);
        if (i > 5 && image == at.got) {
            CU_ASSERT(bits == NULL || bits == qsm_image_const_bits(image)); /* used again */
            bits = qsm_image_const_bits(image);
        }
    }
    qsm_image_free(other);
    free(buffer);
    end_scene(&at);
}

/* ---- POSIX: a peer that shrinks the segment ---- */

static void test_shrunk(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        if (is_system_v(&ipc_kinds[i]) || QSM_EMULATED)
            continue;
        scene at = begin_scene(&ipc_kinds[i]);
        for (uint32_t color = 1; color < 3; color++) { /* then the receiver stays attached */
            CU_ASSERT_EQUAL(send_color(&at, color), QSM_FRAME_SENT);
            CU_ASSERT(receives_it(&at));
        }
        int file = shm_open(qsm_native_ipc_key_native_key(at.key), O_RDWR, 0);
        CU_ASSERT_FATAL(file >= 0);
        CU_ASSERT_EQUAL(ftruncate(file, 1), 0);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, LONG), QSM_FRAME_FAILED);
        CU_ASSERT(says(qsm_frame_receiver_error_string(at.receiver), "has shrunk the segment"));
        CU_ASSERT_EQUAL(send_color(&at, 3), QSM_FRAME_FAILED);
        CU_ASSERT_EQUAL(qsm_frame_sender_error(at.sender), QSM_FRAME_STREAM_ERROR);
        CU_ASSERT(says(qsm_frame_sender_error_string(at.sender), "has shrunk the segment"));
        CU_ASSERT_EQUAL(ftruncate(file, (off_t)sender_numbers(&at).segment_size), 0);
        CU_ASSERT_EQUAL(close(file), 0);
        CU_ASSERT_EQUAL(qsm_frame_receiver_receive(at.receiver, at.got, 0), QSM_FRAME_TIMEOUT);
        CU_ASSERT_EQUAL(send_color(&at, 4), QSM_FRAME_SENT);
        CU_ASSERT(receives_it(&at));
        end_scene(&at);
    }
}

static void test_through_kernel(void)
{
    for (int i = 0; i < IPC_KINDS; i++) {
        scene at = begin_scene(&ipc_kinds[i]);
        bool can = qsm_shared_memory_set_copy_through_kernel(
                       qsm_frame_sender_shared_memory(at.sender), true) &&
                   qsm_shared_memory_set_copy_through_kernel(
                       qsm_frame_receiver_shared_memory(at.receiver), true);
        for (uint32_t color = 1; color < 5; color++) {
            if (color == 3 && can) /* changes between two looks */
                CU_ASSERT(qsm_shared_memory_set_copy_through_kernel(
                    qsm_frame_receiver_shared_memory(at.receiver), false));
            CU_ASSERT_EQUAL(send_color(&at, color), QSM_FRAME_SENT);
            CU_ASSERT(receives_it(&at));
        }
        end_scene(&at);
    }
}

QSM_SUITE("frames: contents", {"a larger picture is refused", test_too_large},
          {"also before there is a segment", test_too_large_at_first},
          {"the largest picture of each format fits", test_largest_fits},
          {"other sizes and formats", test_other_pictures},
          {"a picture that cannot be written", test_unwritable},
          {"options that are wrong", test_bad_options}, {"NULL", test_null},
          {"structs of other releases", test_struct_sizes}, {"no picture: said once", test_damaged},
          {"damage, and the last picture again", test_damaged_and_back},
          {"wrong check values", test_wrong_check_values}, {"each byte changed", test_each_byte},
          {"limits", test_limits}, {"pictures in other places", test_places},
          {"a segment that ends too early, and back", test_behind_end_and_back},
          {"images in turn", test_images_in_turn}, {"a segment that was shrunk", test_shrunk},
          {"copies through the kernel", test_through_kernel})
