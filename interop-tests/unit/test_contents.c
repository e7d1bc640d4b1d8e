/* SPDX-License-Identifier: MIT */
/* What is in a segment, told apart without its lock, by key and by what was reported. */
#include "bare_objects.h"

#include <errno.h>
#include <stddef.h>

#include <qsm/exchange.h>

/* What both calls say about a segment with these first bytes. */
static qsm_segment_content look(const objects *made)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    qsm_segment_content reported = QSM_INIT(qsm_segment_content);
    qsm_segment_info *info = qsm_segment_inspect(made->key);
    CU_ASSERT_TRUE(qsm_segment_contents(made->key, 1000, &content));
    CU_ASSERT_TRUE(qsm_segment_info_contents(info, 1000, &reported));
    CU_ASSERT_EQUAL(memcmp(&content, &reported, sizeof content), 0);
    qsm_segment_info_free(info);
    return content;
}

/* The segment of SIZE bytes gets these, and zeros behind them. */
static void write_bytes(const objects *made, const void *bytes, size_t size)
{
    unsigned char all[SIZE] = {0};
    memcpy(all, bytes, size);
    if (made->segment >= 0) {
        void *memory = shmat(made->segment, NULL, 0);
        memcpy(memory, all, SIZE);
        shmdt(memory);
        return;
    }
    int descriptor = shm_open(made->name, O_RDWR, 0);
    CU_ASSERT_EQUAL(pwrite(descriptor, all, SIZE, 0), SIZE);
    close(descriptor);
}

/* The stream of an image, cut to a segment's size: its header is enough. */
static size_t image_stream(unsigned char bytes[SIZE])
{
    qsm_image *image = qsm_image_new_size(30, 20, QSM_IMAGE_FORMAT_ARGB32);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_write_image(out, image, QSM_IMAGE_STORED));
    size_t size = qsm_data_stream_size(out);
    size = size < SIZE ? size : SIZE;
    memcpy(bytes, qsm_data_stream_data(out), size);
    qsm_data_stream_free(out);
    qsm_image_free(image);
    return size;
}

/* The lock's value; -1: there is no lock. */
static void each_kind_of_content_beside(int value)
{
    static const unsigned char null_image_over_image[] = {0,   0,   0,  0,  0x89, 'P',
                                                          'N', 'G', 13, 10, 26,   10};
    static const unsigned char zero_over_data[] = {0, 0, 0, 0, 7};
    unsigned char stream[SIZE];
    size_t size = image_stream(stream);
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "contents");
        make_segment(&made);
        if (value >= 0)
            make_lock(&made, value);
        CU_ASSERT_EQUAL(look(&made).type, QSM_SEGMENT_CONTENT_DATA);
        write_bytes(&made, "", 0);
        CU_ASSERT_EQUAL(look(&made).type, QSM_SEGMENT_CONTENT_ZEROS);
        write_bytes(&made, zero_over_data, sizeof zero_over_data);
        CU_ASSERT_EQUAL(look(&made).type, QSM_SEGMENT_CONTENT_DATA);
        write_bytes(&made, null_image_over_image, sizeof null_image_over_image);
        CU_ASSERT_EQUAL(look(&made).type, QSM_SEGMENT_CONTENT_NULL_IMAGE);
        write_bytes(&made, stream, size);
        qsm_segment_content image = look(&made);
        CU_ASSERT_EQUAL(image.type, QSM_SEGMENT_CONTENT_IMAGE);
        CU_ASSERT_EQUAL(image.width, 30);
        CU_ASSERT_EQUAL(image.height, 20);
        CU_ASSERT_EQUAL(image.format, QSM_IMAGE_FORMAT_ARGB32);
        write_bytes(&made, stream + 4, size - 4);
        qsm_segment_content file = look(&made);
        CU_ASSERT_EQUAL(file.type, QSM_SEGMENT_CONTENT_FILE);
        CU_ASSERT_STRING_EQUAL(file.file_format, "png");
        CU_ASSERT_EQUAL(file.width, 30);
        CU_ASSERT_TRUE(value < 0 || lock_value(&made) == value);
        CU_ASSERT_EQUAL(access(made.lock_name, F_OK), value >= 0 && *type == SYSTEM_V ? 0 : -1);
        end(&made);
    }
}

static void each_kind_of_content(void)
{
    for (int value = -1; value <= 2; value++)
        each_kind_of_content_beside(value);
}

/* A null image's whole stream is four zero bytes; a segment of that size may hold one. */
static void bytes_in_memory(void)
{
    static const unsigned char zeros[8] = {0};
    static const struct {
        size_t size;
        qsm_segment_content_type type;
    } rows[] = {{1, QSM_SEGMENT_CONTENT_ZEROS},
                {3, QSM_SEGMENT_CONTENT_ZEROS},
                {4, QSM_SEGMENT_CONTENT_NULL_IMAGE},
                {5, QSM_SEGMENT_CONTENT_ZEROS},
                {8, QSM_SEGMENT_CONTENT_ZEROS}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        qsm_segment_content content = QSM_INIT(qsm_segment_content);
        CU_ASSERT_TRUE(qsm_segment_content_of(zeros, rows[i].size, &content));
        CU_ASSERT_EQUAL(content.type, rows[i].type);
    }
}

/* Both calls fail with this error and leave content as it was. */
static void refused(const objects *made, int milliseconds, int error)
{
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    qsm_segment_info *info = qsm_segment_inspect(made->key);
    content.width = 99;
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_contents(made->key, milliseconds, &content));
    CU_ASSERT_EQUAL(errno, error);
    errno = 0;
    CU_ASSERT_FALSE(qsm_segment_info_contents(info, milliseconds, &content));
    CU_ASSERT_EQUAL(errno, error);
    CU_ASSERT_EQUAL(content.width, 99);
    CU_ASSERT_EQUAL(content.type, QSM_SEGMENT_CONTENT_UNKNOWN);
    qsm_segment_info_free(info);
}

static void why_it_cannot_be_told(void)
{
    FOR_EACH_TYPE(type)
    {
        objects made = begin(*type, "refused");
        refused(&made, 0, ENOENT);
        end(&made);

        made = begin(*type, "lockonly");
        make_lock(&made, 1);
        refused(&made, -1, ENOENT);
        CU_ASSERT_EQUAL(lock_value(&made), 1);
        end(&made);
    }
    objects made = begin(POSIX, "empty");
    make_segment(&made);
    make_lock(&made, 1);
    int descriptor = shm_open(made.name, O_RDWR, 0);
    CU_ASSERT_EQUAL(ftruncate(descriptor, 0), 0);
    close(descriptor);
    refused(&made, 0, ENODATA);
    end(&made);
}

/* A program that was compiled with other headers has a shorter or a longer struct. */
static void structs_of_other_releases(void)
{
    static const unsigned char byte = 7;
    struct {
        qsm_segment_content known;
        int64_t later;
    } newer = {.known = {.size = sizeof newer}, .later = 5};
    CU_ASSERT_TRUE(qsm_segment_content_of(&byte, 1, &newer.known));
    CU_ASSERT_EQUAL(newer.known.type, QSM_SEGMENT_CONTENT_DATA);
    CU_ASSERT_EQUAL(newer.known.size, sizeof newer);
    CU_ASSERT_EQUAL(newer.later, 0);

    qsm_segment_content older = {.size = offsetof(qsm_segment_content, width), .width = 99};
    CU_ASSERT_TRUE(qsm_segment_content_of(&byte, 1, &older));
    CU_ASSERT_EQUAL(older.type, QSM_SEGMENT_CONTENT_DATA);
    CU_ASSERT_EQUAL(older.width, 99); /* behind its end */

    objects made = begin(POSIX, "sizes");
    qsm_segment_info *info = qsm_segment_inspect(made.key);
    qsm_segment_content none = {.size = 0};
    qsm_segment_content good = QSM_INIT(qsm_segment_content);
#define REFUSES(call)                                                                              \
    do {                                                                                           \
        errno = 0;                                                                                 \
        CU_ASSERT_FALSE(call);                                                                     \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
    } while (0)
    REFUSES(qsm_segment_contents(made.key, 0, &none));
    REFUSES(qsm_segment_info_contents(info, 0, &none));
    REFUSES(qsm_segment_content_of(&byte, 1, &none));
    REFUSES(qsm_segment_contents(made.key, 0, NULL));
    REFUSES(qsm_segment_contents(NULL, 0, &good));
    REFUSES(qsm_segment_info_contents(NULL, 0, &good));
    REFUSES(qsm_segment_content_of(NULL, 1, &good));
    REFUSES(qsm_segment_content_of(&byte, 0, &good));
    qsm_segment_info_free(info);
    end(&made);
}

QSM_SUITE("contents of segments", {"(a directory for this test)", prepare},
          {"each kind of content", each_kind_of_content}, {"bytes in memory", bytes_in_memory},
          {"why it cannot be told", why_it_cannot_be_told},
          {"structs of other releases", structs_of_other_releases},
          {"(and it is gone)", clear_away})
