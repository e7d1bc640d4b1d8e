/* SPDX-License-Identifier: MIT */
#include "qt_link.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct qt_link {
    pid_t process;
    FILE *to;
    FILE *from;
};

static _Noreturn void broken(const char *what)
{
    (void)fprintf(stderr, "the Qt process: %s\n", what);
    exit(2);
}

void qt_zero_memory(void)
{
    /* New memory gets the complement of the byte; freed memory in a cache would keep its bytes. */
    if (setenv("GLIBC_TUNABLES", "glibc.malloc.perturb=255:glibc.malloc.tcache_count=0", 1) != 0)
        broken("no environment");
}

qt_link *qt_start(const char *program)
{
    int to[2];
    int from[2];
    qt_link *link = calloc(1, sizeof *link);
    if (link == NULL || pipe(to) != 0 || pipe(from) != 0)
        broken("no pipes");
    link->process = fork();
    if (link->process < 0)
        broken("no process");
    if (link->process == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[1]);
        close(from[0]);
        /* qemu-x86_64 with a processor, for example */
        if (getenv("QSM_PEER_THROUGH") != NULL)
            execl("/bin/sh", "sh", "-c", "exec $QSM_PEER_THROUGH \"$0\"", program, (char *)NULL);
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    (void)signal(SIGPIPE, SIG_IGN);
    link->to = fdopen(to[1], "wb");
    link->from = fdopen(from[0], "rb");
    if (link->to == NULL || link->from == NULL)
        broken("no streams");
    return link;
}

void qt_stop(qt_link *link)
{
    (void)fclose(link->to);
    (void)fclose(link->from);
    waitpid(link->process, NULL, 0);
    free(link);
}

/* A fuzzer has a timer, whose signal may come in between. */
static bool was_interrupted(FILE *file)
{
    bool interrupted = ferror(file) != 0 && errno == EINTR;
    if (interrupted)
        clearerr(file);
    return interrupted;
}

void qt_send(qt_link *link, const void *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        errno = 0;
        size_t count = fwrite((const char *)data + done, 1, size - done, link->to);
        done += count;
        if (done < size && !was_interrupted(link->to))
            broken("it takes no more");
    }
}

static void send_number(qt_link *link, int32_t number)
{
    qt_send(link, &number, sizeof number);
}

static void send_bytes(qt_link *link, const void *data, size_t size)
{
    send_number(link, (int32_t)size);
    qt_send(link, data, size);
}

void qt_receive(qt_link *link, void *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        errno = 0;
        size_t count = fread((char *)data + done, 1, size - done, link->from);
        done += count;
        if (done < size && !was_interrupted(link->from))
            broken("it gives no more");
    }
}

static int32_t receive_number(qt_link *link)
{
    int32_t number;
    qt_receive(link, &number, sizeof number);
    return number;
}

/* Bytes with a NUL behind them. */
static unsigned char *receive_bytes(qt_link *link, size_t *size)
{
    *size = (size_t)receive_number(link);
    unsigned char *data = malloc(*size + 1);
    if (data == NULL)
        broken("no memory for its answer");
    qt_receive(link, data, *size);
    data[*size] = '\0';
    return data;
}

static void send_image(qt_link *link, const qsm_image *image)
{
    send_number(link, (int32_t)qsm_image_format(image));
    if (qsm_image_is_null(image))
        return;
    send_number(link, qsm_image_width(image));
    send_number(link, qsm_image_height(image));
    send_number(link, (int32_t)qsm_image_bytes_per_line(image));
    send_number(link, qsm_image_dots_per_meter_x(image));
    send_number(link, qsm_image_dots_per_meter_y(image));
    send_number(link, qsm_image_offset_x(image));
    send_number(link, qsm_image_offset_y(image));
    size_t colors = (size_t)qsm_image_color_count(image);
    send_number(link, (int32_t)colors);
    qt_send(link, qsm_image_color_table(image), colors * sizeof(uint32_t));
    send_number(link, qsm_image_text_count(image));
    for (int i = 0; i < qsm_image_text_count(image); i++) {
        const char *key = qsm_image_text_key(image, i);
        const char *text = qsm_image_text(image, key);
        send_bytes(link, key, strlen(key));
        send_bytes(link, text, strlen(text));
    }
    send_bytes(link, qsm_image_const_bits(image), qsm_image_size_in_bytes(image));
}

static void receive_texts(qt_link *link, qsm_image *image)
{
    for (int texts = receive_number(link); texts > 0; texts--) {
        size_t size;
        char *key = (char *)receive_bytes(link, &size);
        char *text = (char *)receive_bytes(link, &size);
        if (!qsm_image_set_text(image, key, text))
            broken("a text that is none");
        free(key);
        free(text);
    }
}

static qsm_image *receive_image(qt_link *link)
{
    int format = receive_number(link);
    if (format == 0)
        return qsm_image_new();
    int32_t head[8];
    qt_receive(link, head, sizeof head);
    qsm_image *image = qsm_image_new_size(head[0], head[1], (qsm_image_format_code)format);
    if (image == NULL || qsm_image_bytes_per_line(image) != head[2])
        broken("an image of another shape");
    qsm_image_set_dots_per_meter_x(image, head[3]);
    qsm_image_set_dots_per_meter_y(image, head[4]);
    qsm_image_set_offset(image, head[5], head[6]);
    uint32_t *colors = calloc((size_t)head[7] + 1, sizeof *colors);
    if (colors == NULL)
        broken("no memory for its colours");
    qt_receive(link, colors, (size_t)head[7] * sizeof *colors);
    qsm_image_set_color_table(image, colors, head[7]);
    free(colors);
    receive_texts(link, image);
    size_t size;
    unsigned char *rows = receive_bytes(link, &size);
    if (size != qsm_image_size_in_bytes(image))
        broken("an image of another size");
    memcpy(qsm_image_bits(image), rows, size);
    free(rows);
    return image;
}

static void request(qt_link *link, char kind)
{
    send_number(link, kind);
}

void qt_await(qt_link *link)
{
    if (fflush(link->to) != 0)
        broken("it takes no more");
}

int qt_version(qt_link *link)
{
    request(link, 'V');
    qt_await(link);
    return receive_number(link);
}

int qt_format_count(qt_link *link)
{
    request(link, 'F');
    qt_await(link);
    return receive_number(link);
}

qsm_image *qt_convert(qt_link *link, const qsm_image *image, qsm_image_format_code format)
{
    request(link, 'C');
    send_number(link, (int32_t)format);
    send_image(link, image);
    qt_await(link);
    return receive_image(link);
}

uint32_t *qt_pixels(qt_link *link, const qsm_image *image)
{
    request(link, 'P');
    send_image(link, image);
    qt_await(link);
    size_t size;
    return (uint32_t *)(void *)receive_bytes(link, &size);
}

qsm_image *qt_load(qt_link *link, const char *file_name)
{
    request(link, 'L');
    send_bytes(link, file_name, strlen(file_name));
    qt_await(link);
    return receive_image(link);
}

qsm_image *qt_load_from_data(qt_link *link, const void *data, size_t size)
{
    request(link, 'D');
    send_bytes(link, data, size);
    qt_await(link);
    return receive_image(link);
}

char *qt_file_format(qt_link *link, const void *data, size_t size)
{
    size_t length;
    request(link, 'I');
    send_bytes(link, data, size);
    qt_await(link);
    return (char *)receive_bytes(link, &length);
}

bool qt_save(qt_link *link, const qsm_image *image, const char *file_name)
{
    request(link, 'S');
    send_bytes(link, file_name, strlen(file_name));
    send_image(link, image);
    qt_await(link);
    return receive_number(link) != 0;
}

bool qt_equals(qt_link *link, const qsm_image *one, const qsm_image *other, int space)
{
    request(link, 'E');
    send_number(link, space);
    send_image(link, one);
    send_image(link, other);
    qt_await(link);
    return receive_number(link) != 0;
}

unsigned char *qt_write(qt_link *link, const qsm_image *image, int space, int version,
                        qsm_data_stream_byte_order_code order, size_t *size, int *status)
{
    request(link, 'W');
    send_number(link, version);
    send_number(link, (int32_t)order);
    send_number(link, space);
    send_image(link, image);
    qt_await(link);
    *status = receive_number(link);
    return receive_bytes(link, size);
}

static qt_space receive_space(qt_link *link)
{
    qt_space space;
    space.valid = receive_number(link) != 0;
    space.primaries = receive_number(link);
    space.transfer = receive_number(link);
    space.gamma = receive_number(link);
    space.profile = receive_bytes(link, &space.profile_size);
    return space;
}

qt_reading qt_read(qt_link *link, const void *data, size_t size, int version,
                   qsm_data_stream_byte_order_code order)
{
    request(link, 'R');
    send_number(link, version);
    send_number(link, (int32_t)order);
    send_bytes(link, data, size);
    qt_await(link);
    qt_reading reading;
    reading.status = receive_number(link);
    reading.position = (size_t)receive_number(link);
    reading.image = receive_image(link);
    reading.space = receive_space(link);
    return reading;
}

void qt_reading_free(qt_reading *reading)
{
    qsm_image_free(reading->image);
    free(reading->space.profile);
}

bool qt_has_space_of(qt_link *link, const void *original, size_t original_size, const void *data,
                     size_t size, int version, unsigned char **theirs, size_t *their_size)
{
    request(link, 'T');
    send_number(link, version);
    send_bytes(link, original, original_size);
    send_bytes(link, data, size);
    qt_await(link);
    *theirs = receive_bytes(link, their_size);
    bool is_read = receive_number(link) == 0;
    return receive_number(link) != 0 && is_read;
}
