/* SPDX-License-Identifier: MIT */
/*
 * PNG files that nobody here made against a real Qt: behind the marker of a stream both take the
 * same ones and make the same image of them; what we write of it Qt reads as the same.
 * usage: diff_files PEER MOST FOLDER...    at most MOST files of each folder and those in it
 */
#include <qsm/data_stream.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "qt_link.h"

enum { VERSION = 17, MARKER = 4, REPORTED = 20, LARGEST = 4 << 20, FOLDERS_OPEN = 16 };

static char **paths;
static size_t path_count;

static unsigned long compared;
static unsigned long accepted;
static unsigned long with_space; /* of a colour space */
static unsigned long failures;
static unsigned long of_format[QSM_IMAGE_FORMAT_COUNT + 1];

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static int note_file(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)where;
    if (kind != FTW_F || !S_ISREG(status->st_mode) || status->st_size > LARGEST ||
        !(ends_with(path, ".png") || ends_with(path, ".qds")))
        return 0;
    if (path_count % 256 == 0)
        paths = realloc(paths, (path_count + 256) * sizeof *paths);
    char *copy = strdup(path);
    if (paths == NULL || copy == NULL)
        exit(2);
    paths[path_count++] = copy;
    return 0;
}

static int by_name(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* A file as a stream: a PNG gets a marker, a stream has it. NULL for one that cannot be read. */
static unsigned char *read_stream(const char *path, size_t *size)
{
    size_t before = ends_with(path, ".png") ? MARKER : 0;
    unsigned char *stream = calloc(1, MARKER + LARGEST);
    FILE *file = fopen(path, "rb");
    if (stream == NULL)
        exit(2);
    if (file == NULL) {
        free(stream);
        return NULL;
    }
    stream[MARKER - 1] = 1;
    *size = before + fread(stream + before, 1, LARGEST, file);
    (void)fclose(file);
    return stream;
}

static void fail(const char *path, const char *what, const char *why)
{
    if (failures++ < REPORTED)
        printf("%s: %s: %s\n", path, what, why);
}

/*
 * RGB of 16 bits with a transparent colour: Qt's rows hold memory that was never written (see
 * src/README.md), so that only the rest can be compared.
 */
static bool has_undefined_pixels(const unsigned char *data, size_t size)
{
    enum { DEPTH = 28, COLOR_TYPE = 29, CHUNKS = 37, HEADER = 8, CRC = 4 };
    if (size < CHUNKS || data[DEPTH] != 16 || data[COLOR_TYPE] != 2)
        return false;
    for (size_t at = CHUNKS; at + HEADER + CRC <= size;) {
        if (memcmp(data + at + 4, "tRNS", 4) == 0)
            return true;
        size_t length = (size_t)data[at + 1] << 16 | (size_t)data[at + 2] << 8 | data[at + 3];
        at += HEADER + length + CRC;
    }
    return false;
}

static qsm_image *read_image(const unsigned char *data, size_t size)
{
    qsm_data_stream *reader = qsm_data_stream_new_reader(data, size);
    qsm_image *image = qsm_image_new();
    if (reader == NULL || image == NULL)
        exit(2);
    qsm_data_stream_set_version(reader, VERSION);
    qsm_data_stream_read_image(reader, image, NULL);
    qsm_data_stream_free(reader);
    return image;
}

/* Qt finds in what we pass on the colour space that it finds in what it passes on itself. */
static void pass_on_space(qt_link *qt, const char *path, const qsm_image *image,
                          const unsigned char *data, size_t size)
{
    if (qsm_image_color_space(image)->source == QSM_COLOR_SPACE_NONE)
        return; /* Qt has none, either: that was compared when it was read */
    size_t their_size;
    unsigned char *theirs;
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(writer, VERSION);
    qsm_data_stream_write_image(writer, image, QSM_IMAGE_STORED);
    if (!qt_has_space_of(qt, data, size, qsm_data_stream_data(writer), qsm_data_stream_size(writer),
                         VERSION, &theirs, &their_size))
        fail(path, "passed on stored", "another colour space");
    with_space++;
    free(theirs);
    qsm_data_stream_free(writer);
}

/* In each form Qt reads the same image as from its own stream; the exact one is that stream. */
static void pass_on(qt_link *qt, const char *path, qsm_image *image)
{
    static const char *const forms[] = {"passed on stored", "passed on fast", "passed on exact"};
    char why[256] = "";
    size_t size;
    int status;
    qsm_image_set_icc_profile(image, NULL, NULL, 0); /* Qt writes profiles of its own making */
    unsigned char *theirs =
        qt_write(qt, image, QT_NO_SPACE, VERSION, QSM_DATA_STREAM_BIG_ENDIAN, &size, &status);
    qt_reading expected = qt_read(qt, theirs, size, VERSION, QSM_DATA_STREAM_BIG_ENDIAN);
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        qsm_data_stream *writer = qsm_data_stream_new_buffer();
        qsm_data_stream_set_version(writer, VERSION);
        qsm_data_stream_write_image(writer, image, (qsm_image_compression)form);
        const void *ours = qsm_data_stream_data(writer);
        size_t our_size = qsm_data_stream_size(writer);
        qt_reading again = qt_read(qt, ours, our_size, VERSION, QSM_DATA_STREAM_BIG_ENDIAN);
        if (again.status != 0)
            fail(path, forms[form], "Qt refuses it");
        else if (!same_image(again.image, expected.image, 0, why, sizeof why))
            fail(path, forms[form], why);
        if (form == QSM_IMAGE_EXACT && (our_size != size || memcmp(ours, theirs, size) != 0))
            fail(path, forms[form], "not the bytes that Qt writes");
        qt_reading_free(&again);
        qsm_data_stream_free(writer);
    }
    qt_reading_free(&expected);
    free(theirs);
}

static void compare(qt_link *qt, const char *path)
{
    char why[256];
    char message[256];
    size_t size;
    int status;
    unsigned char *data = read_stream(path, &size);
    if (data == NULL)
        return;
    compared++;
    int tolerance = has_undefined_pixels(data, size) ? UINT16_MAX : 0;
    if (!both_read_the_same(qt, data, size, VERSION, tolerance, &status, why, sizeof why,
                            message)) {
        fail(path, why, message);
    } else if (status == 0) {
        qsm_image *image = read_image(data, size);
        accepted++;
        of_format[qsm_image_format(image)]++;
        if (!qsm_image_is_null(image)) {
            pass_on_space(qt, path, image, data, size);
            pass_on(qt, path, image);
        }
        qsm_image_free(image);
    }
    free(data);
}

/* Every so manyth file of a folder, so that none within is left out because others are large. */
static void compare_folder(qt_link *qt, const char *folder, size_t most)
{
    path_count = 0;
    (void)nftw(folder, note_file, FOLDERS_OPEN, FTW_PHYS);
    if (path_count > 0)
        qsort(paths, path_count, sizeof *paths, by_name);
    for (size_t i = 0; i < path_count; i++) {
        if (path_count <= most || i * most / path_count != (i + 1) * most / path_count)
            compare(qt, paths[i]);
        free(paths[i]);
    }
    free(paths);
    paths = NULL;
}

int main(int count, char **arguments)
{
    if (count < 4) {
        (void)fprintf(stderr, "usage: %s PEER MOST FOLDER...\n", arguments[0]);
        return 2;
    }
    qt_link *qt = qt_start(arguments[1]);
    for (int i = 3; i < count; i++)
        compare_folder(qt, arguments[i], strtoul(arguments[2], NULL, 10));
    qt_stop(qt);
    if (compared == 0) {
        printf("SKIP: no PNG files there\n");
        return 77;
    }
    for (int format = 0; format <= QSM_IMAGE_FORMAT_COUNT; format++) {
        if (of_format[format] > 0)
            printf("%6lu %s\n", of_format[format],
                   qsm_image_format_name((qsm_image_format_code)format));
    }
    printf("%lu files, %lu of them accepted by both, %lu with a colour space, %lu failed\n",
           compared, accepted, with_space, failures);
    return failures > 0 || accepted == 0 ? 1 : 0;
}
