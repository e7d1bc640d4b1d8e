/* SPDX-License-Identifier: MIT */
/*
 * Process B reads an image that is not at the first byte of a segment, or is a file; and it says
 * what a segment holds in place of an image.
 */
#include <stdlib.h>

#include <qsm/exchange.h>

#include "ipc/system.h"
#include "ipc_kinds.h"
#include "suite.h"

/* Streams of these versions are a BMP file, a PNG file, and a QImage. */
enum { BMP = 1, PNG = 4, QIMAGE = QSM_DATA_STREAM_DEFAULT_VERSION, WIDTH = 21, HEIGHT = 9 };

static qsm_image *make_image(void)
{
    qsm_image *image = qsm_image_new_size(WIDTH, HEIGHT, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    for (int y = 0; y < HEIGHT; y++) {
        uint32_t *row = qsm_image_scan_line(image, y);
        for (int x = 0; x < WIDTH; x++)
            row[x] = 0xff000000U | (uint32_t)(x * 7 + y * 0x010305);
    }
    return image;
}

typedef struct scene {
    qsm_native_ipc_key *key;
    qsm_shared_memory *a;
    qsm_shared_memory *b;
    qsm_image *sent;
    qsm_image *got;
    qsm_exchange_report report;
} scene;

/* A segment with `before` (text with zeros), the image in a stream of this version, and `after`. */
static scene begin(const ipc_kind *kind, const void *before, size_t before_size, int version,
                   size_t after_size)
{
    scene made = {.key = make_key(kind, "start"), .sent = make_image(), .got = qsm_image_new()};
    made.report = (qsm_exchange_report)QSM_INIT(qsm_exchange_report);
    made.a = qsm_shared_memory_new_native(made.key);
    made.b = qsm_shared_memory_new_native(made.key);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(out, version);
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_write_image(out, made.sent, QSM_IMAGE_STORED));
    size_t size = qsm_data_stream_size(out);
    CU_ASSERT_TRUE_FATAL(qsm_shared_memory_create(
        made.a, (ptrdiff_t)(before_size + size + after_size), QSM_SHARED_MEMORY_READ_WRITE));
    unsigned char *data = qsm_shared_memory_data(made.a);
    memcpy(data, before, before_size);
    memcpy(data + before_size, qsm_data_stream_data(out), size);
    memset(data + before_size + size, 0xff, after_size);
    qsm_data_stream_free(out);
    return made;
}

static void end(scene *used)
{
    qsm_shared_memory_free(used->b);
    (void)qsm_shared_memory_detach(used->a);
    (void)qsm_shared_memory_remove_stale(used->a, NULL);
    qsm_shared_memory_free(used->a);
    qsm_image_free(used->sent);
    qsm_image_free(used->got);
    qsm_native_ipc_key_free(used->key);
}

static bool read_with(scene *used, size_t offset, bool also_files)
{
    qsm_exchange_read_options options = {
        .size = sizeof options, .offset = offset, .also_files = also_files};
    return qsm_shared_memory_read_image(used->b, used->got, &options, &used->report);
}

static bool has_arrived(const scene *used)
{
    return qsm_image_equals(used->sent, used->got);
}

/* Whether reading fails and the message says this. */
static bool is_refused(scene *used, size_t offset, bool also_files, const char *text)
{
    bool refused = !read_with(used, offset, also_files) &&
                   used->report.failed_step == QSM_EXCHANGE_STREAM &&
                   strstr(used->report.message, text) != NULL;
    if (!refused)
        fprintf(stderr, "'%s' does not say '%s'\n", used->report.message, text);
    return refused;
}

#define BEFORE(literal) literal, sizeof(literal) - 1

static void an_offset(void)
{
    for (size_t i = 0; i < IPC_KINDS; i++) {
        for (int kernel = 0; kernel <= 1; kernel++) {
            scene used = begin(&ipc_kinds[i], BEFORE("\0\0\0\4\0h\0i"), QIMAGE, 5);
            (void)qsm_shared_memory_set_copy_through_kernel(used.b, kernel != 0);
            CU_ASSERT_TRUE(read_with(&used, 8, false));
            CU_ASSERT_STRING_EQUAL(used.report.message, "");
            CU_ASSERT_EQUAL(used.report.stream_size, used.report.segment_size - 8 - 5);
            CU_ASSERT_TRUE(has_arrived(&used));
            CU_ASSERT_TRUE(read_with(&used, 8, true));
            CU_ASSERT_STRING_EQUAL(used.report.message, "");
            CU_ASSERT_TRUE(is_refused(
                &used, 0, false,
                "no QImage begins at the first byte (found: QImage 21x9 RGB32 at byte 8, "
                "after a QString)"));
            CU_ASSERT_TRUE(is_refused(&used, 4, true, "no QImage begins at this offset"));
            CU_ASSERT_TRUE(is_refused(&used, used.report.segment_size, false,
                                      "the segment ends before this offset"));
            CU_ASSERT_TRUE(
                is_refused(&used, SIZE_MAX, true, "the segment ends before this offset"));
            CU_ASSERT_FALSE(read_with(&used, used.report.segment_size - 1, true));
            CU_ASSERT_TRUE(has_arrived(&used)); /* a failure keeps the image */
            end(&used);
        }
    }
}

/* Only who asks for it gets a file, and is told. */
static void files(void)
{
    static const struct {
        const char *before;
        size_t before_size;
        int version;
        size_t offset;
        const char *found;
    } rows[] = {
        {BEFORE(""), PNG, 0, "PNG file 21x9"},
        {BEFORE(""), BMP, 0, "BMP file 21x9"},
        {BEFORE("\0\0\2\116"), BMP, 0, "BMP file 21x9 in a QByteArray, at byte 4"},
        {BEFORE("\0\0\0\14\0\0\0\1\0"), PNG, 0,
         "PNG file 21x9 in a QVariant(QByteArray), at byte 9"},
        {BEFORE("head of C"), PNG, 9, "PNG file 21x9"},
        {BEFORE("head of C"), BMP, 9, "BMP file 21x9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene used = begin(&ipc_kinds[i % IPC_KINDS], rows[i].before, rows[i].before_size,
                           rows[i].version, 0);
        char note[200];
        snprintf(note, sizeof note, "this is a %s, not the stream of a QImage", rows[i].found);
        CU_ASSERT_TRUE(is_refused(&used, rows[i].offset, false, rows[i].found));
        CU_ASSERT_TRUE(read_with(&used, rows[i].offset, true));
        CU_ASSERT_PTR_NOT_NULL(strstr(used.report.message, note));
        CU_ASSERT_TRUE(has_arrived(&used));
        CU_ASSERT_EQUAL(used.report.stream_size, used.report.segment_size - rows[i].before_size);
        end(&used);
    }
}

/* Not behind other data: who reads there says so by the offset. */
static void a_file_behind_other_data(void)
{
    scene used = begin(&ipc_kinds[0], BEFORE("head of C"), PNG, 0);
    CU_ASSERT_TRUE(is_refused(&used, 0, true, "PNG file 21x9 at byte 9, after other data"));
    end(&used);
}

/* Qt itself takes the length of a QByteArray for the marker of an image. */
static void what_qt_reads_itself(void)
{
    for (int also = 0; also <= 1; also++) {
        scene used = begin(&ipc_kinds[0], BEFORE("\0\0\1\0"), PNG, 0);
        CU_ASSERT_TRUE(read_with(&used, 0, also != 0));
        CU_ASSERT_TRUE(has_arrived(&used));
        end(&used);
    }
}

static void damaged_files(void)
{
    scene used = begin(&ipc_kinds[0], BEFORE(""), PNG, 0);
    unsigned char *data = qsm_shared_memory_data(used.a);
    data[70] ^= 1U;
    CU_ASSERT_FALSE(read_with(&used, 0, true));
    CU_ASSERT_TRUE(strstr(used.report.message, "CRC") != NULL ||
                   strstr(used.report.message, "byte") != NULL);
    CU_ASSERT_PTR_NULL(strstr(used.report.message, "no QImage begins"));
    end(&used);
}

/* A damaged image is an image: the message says what is damaged, not what else it may be. */
static void a_damaged_image(void)
{
    scene used = begin(&ipc_kinds[0], BEFORE(""), QIMAGE, 0);
    unsigned char *data = qsm_shared_memory_data(used.a);
    data[74] ^= 1U;
    CU_ASSERT_FALSE(read_with(&used, 0, true));
    CU_ASSERT_EQUAL(used.report.failed_step, QSM_EXCHANGE_STREAM);
    CU_ASSERT_PTR_NULL(strstr(used.report.message, "no QImage begins"));
    memset(data, 0x5a, used.report.segment_size);
    CU_ASSERT_TRUE(is_refused(&used, 0, true, "text in UTF-8"));
    data[0] = 0xff;
    CU_ASSERT_FALSE(read_with(&used, 0, true));
    CU_ASSERT_PTR_NULL(strstr(used.report.message, "no QImage begins"));
    end(&used);
}

/* A wait ends with a file, too. */
static void waiting(void)
{
    scene used = begin(&ipc_kinds[0], BEFORE(""), PNG, 0);
    qsm_exchange_read_options options = {.size = sizeof options, .also_files = true};
    CU_ASSERT_TRUE(
        qsm_shared_memory_wait_for_image(used.b, 10000, used.got, &options, &used.report));
    CU_ASSERT_TRUE(has_arrived(&used));
    end(&used);
}

/* A program of an older release knows neither option. */
static void older_options(void)
{
    scene used = begin(&ipc_kinds[0], BEFORE(""), PNG, 0);
    qsm_exchange_read_options options = {
        .size = offsetof(qsm_exchange_read_options, offset), .offset = 3, .also_files = true};
    CU_ASSERT_FALSE(qsm_shared_memory_read_image(used.b, used.got, &options, &used.report));
    CU_ASSERT_PTR_NOT_NULL(strstr(used.report.message, "at the first byte"));
    end(&used);
}

QSM_SUITE("where an image begins", {"an offset", an_offset}, {"files", files},
          {"a file behind other data", a_file_behind_other_data},
          {"what Qt reads itself", what_qt_reads_itself}, {"damaged files", damaged_files},
          {"a damaged image", a_damaged_image}, {"waiting", waiting},
          {"older options", older_options})
