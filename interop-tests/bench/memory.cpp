/* SPDX-License-Identifier: MIT */
/*
 * How much memory an exchange takes at its peak beyond image and segment: every allocation of the
 * process is counted (malloc and its kin, and anonymous mmap). Segments are not; they are the
 * stream's place.
 */
#include "measure.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <QBuffer>
#include <QDataStream>
#include <QGuiApplication>
#include <QSharedMemory>

#include <malloc.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "images.h"

extern "C" {
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);
}

namespace
{

long live, peak;

void *taken(void *memory)
{
    long now = __atomic_add_fetch(&live, long(malloc_usable_size(memory)), __ATOMIC_RELAXED);
    if (now > __atomic_load_n(&peak, __ATOMIC_RELAXED))
        __atomic_store_n(&peak, now, __ATOMIC_RELAXED);
    return memory;
}

void given(void *memory)
{
    __atomic_sub_fetch(&live, long(malloc_usable_size(memory)), __ATOMIC_RELAXED);
}

} // namespace

extern "C" {
void *malloc(size_t size)
{
    return taken(__libc_malloc(size));
}
void *calloc(size_t count, size_t size)
{
    return taken(__libc_calloc(count, size));
}
void *realloc(void *memory, size_t size)
{
    given(memory);
    void *moved = __libc_realloc(memory, size);
    return taken(moved == nullptr && size != 0 ? memory : moved);
}
void *memalign(size_t alignment, size_t size)
{
    return taken(__libc_memalign(alignment, size));
}
void *aligned_alloc(size_t alignment, size_t size)
{
    return taken(__libc_memalign(alignment, size));
}
int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = taken(__libc_memalign(alignment, size));
    return *memory == nullptr ? ENOMEM : 0;
}
void free(void *memory)
{
    given(memory);
    __libc_free(memory);
}
// Anonymous memory taken behind malloc's back counts too; it is not seen to be given back.
void *mmap(void *wish, size_t size, int protection, int flags, int file, off_t offset)
{
    if (flags & MAP_ANONYMOUS) {
        live += long(size);
        peak = std::max(peak, live);
    }
    return reinterpret_cast<void *>(syscall(SYS_mmap, wish, size, protection, flags, file, offset));
}
}

namespace bench
{

namespace
{

template <typename Work> double peakOf(Work &&work)
{
    long before = live;
    peak = live;
    work();
    return double(peak - before);
}

void qsmPut(qsm_shared_memory *shared, const qsm_image *image, qsm_image_compression compression)
{
    qsm_exchange_write_options options = QSM_INIT(qsm_exchange_write_options);
    options.compression = compression;
    require(qsm_shared_memory_write_image(shared, image, &options, nullptr), "qsm's put");
}

void qtPut(QSharedMemory &shared, const QImage &image)
{
    QBuffer buffer;
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    out << image;
    require(shared.create(int(buffer.size())) && shared.lock(), "Qt's put");
    std::memcpy(shared.data(), buffer.data().constData(), size_t(buffer.size()));
    require(shared.unlock(), "Qt's put");
}

void qtGet(QSharedMemory &shared, QImage &image)
{
    require(shared.attach() && shared.lock(), "Qt's get");
    QBuffer buffer;
    QDataStream in(&buffer);
    buffer.setData(static_cast<const char *>(shared.constData()), int(shared.size()));
    buffer.open(QBuffer::ReadOnly);
    in >> image;
    require(shared.unlock() && shared.detach() && !image.isNull(), "Qt's get");
}

// What a reader takes with a buffer of its own, so that the image itself is not in the figure.
double qsmGetPeak(const QString &key, const QImage &image)
{
    std::vector<char> buffer(qsm_image_read_buffer_size(
        image.width(), image.height(), static_cast<qsm_image_format_code>(image.format())));
    Image target = emptyImage();
    qsm_image_use_buffer(target.get(), buffer.data(), buffer.size());
    Shared shared = sharedWithKey(key);
    return peakOf([&] {
        require(qsm_shared_memory_read_image(shared.get(), target.get(), nullptr, nullptr),
                "qsm's get");
    });
}

double qtGetPeak(const QString &key, const QImage &image)
{
    QSharedMemory shared(key);
    QImage target;
    return peakOf([&] { qtGet(shared, target); }) - double(image.sizeInBytes());
}

void measureMemory(const Picture &picture)
{
    QImage image = picture.image;
    Image wrapped = wrap(image);
    Experiment experiment("memory", picture.name.toStdString());
    experiment.note("image_bytes", double(image.sizeInBytes()));
    const struct {
        const char *name;
        qsm_image_compression compression;
    } ways[] = {{"stored", QSM_IMAGE_STORED}, {"fast", QSM_IMAGE_FAST}, {"exact", QSM_IMAGE_EXACT}};
    for (const auto &way : ways) {
        QString key = freshKey("memory");
        Shared shared = sharedWithKey(key);
        std::string name = way.name;
        experiment.note("put_" + name,
                        peakOf([&] { qsmPut(shared.get(), wrapped.get(), way.compression); }));
        experiment.note("stream_" + name, double(qsm_shared_memory_size(shared.get())));
        experiment.note("get_" + name, qsmGetPeak(key, image));
        experiment.note("qt_get_" + name, qtGetPeak(key, image));
    }
    QSharedMemory shared(freshKey("memory"));
    experiment.note("put_qt", peakOf([&] { qtPut(shared, image); }));
    experiment.print();
}

} // namespace

} // namespace bench

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    bench::require(argc == 2, "usage: bench_memory FOLDER-OF-PICTURES");
    bench::Options options;
    options.large = false;
    for (const bench::Picture &picture :
         bench::loadPictures(QString::fromLocal8Bit(argv[1]), options))
        bench::measureMemory(picture);
    return 0;
}
