/* SPDX-License-Identifier: MIT */
/* Values in a stream: each job is written and read by Qt and by qsm. Both must write the same
 * bytes. */
#include "measure.h"

#include <cstdlib>
#include <cstring>
#include <functional>
#include <utility>

#include <QDataStream>
#include <QIODevice>
#include <QVariant>

#include <qsm/qsm.h>

#include "images.h"

namespace bench
{

namespace
{

using Tree = std::unique_ptr<qsm_tree, void (*)(qsm_tree *)>;

struct Job {
    const char *name;
    int runs; // of a round, of which the median counts
    std::function<void(QDataStream &)> qtWrite, qtRead;
    std::function<void(qsm_data_stream *)> qsmWrite, qsmRead;
    std::function<void(const QByteArray &)> floorWrite, floorRead; // may be missing
};

QByteArray writtenByQt(const Job &job)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    job.qtWrite(out);
    return bytes;
}

void writeByQsm(const Job &job, const QByteArray *expected)
{
    Stream out(qsm_data_stream_new_buffer(), qsm_data_stream_free);
    job.qsmWrite(out.get());
    require(qsm_data_stream_status(out.get()) == QSM_DATA_STREAM_OK, "qsm does not write a value");
    require(!expected || (qsm_data_stream_size(out.get()) == size_t(expected->size()) &&
                          !std::memcmp(qsm_data_stream_data(out.get()), expected->constData(),
                                       size_t(expected->size()))),
            "qsm and Qt write different bytes");
}

void readByQt(const Job &job, const QByteArray &bytes)
{
    QDataStream in(bytes);
    job.qtRead(in);
    require(in.status() == QDataStream::Ok && in.atEnd(), "Qt does not read a value");
}

void readByQsm(const Job &job, const QByteArray &bytes)
{
    Stream in = readerOf(bytes.constData(), size_t(bytes.size()));
    job.qsmRead(in.get());
    require(qsm_data_stream_status(in.get()) == QSM_DATA_STREAM_OK &&
                qsm_data_stream_at_end(in.get()),
            "qsm does not read a value");
}

void measureJob(const Job &job, const Options &options)
{
    QByteArray bytes = writtenByQt(job);
    writeByQsm(job, &bytes);
    Experiment experiment("values", job.name);
    auto add = [&](const char *side, const std::function<void()> &work) {
        experiment.addMedian(side, job.runs, [&] { return timed(work); });
    };
    for (int round = 0; round < options.rounds; round++) {
        add("qt_write", [&] { writtenByQt(job); });
        add("qsm_write", [&] { writeByQsm(job, nullptr); });
        add("qt_read", [&] { readByQt(job, bytes); });
        add("qsm_read", [&] { readByQsm(job, bytes); });
        if (job.floorWrite)
            add("floor_write", [&] { job.floorWrite(bytes); });
        if (job.floorRead)
            add("floor_read", [&] { job.floorRead(bytes); });
    }
    experiment.print();
}

template <typename T> std::vector<T> numbers()
{
    std::vector<T> values(1000000);
    uint32_t seed = 1;
    for (T &value : values)
        value = T(seed = seed * 1664525 + 1013904223);
    return values;
}

void measureCalls(const Options &options)
{
    const std::vector<qint32> values = numbers<qint32>();
    std::vector<qint32> read(values.size());
    Job job = {"1,000,000 qint32, a call each", 1, {}, {}, {}, {}, {}, {}};
    job.qtWrite = [&](QDataStream &out) {
        for (qint32 value : values)
            out << value;
    };
    job.qtRead = [&](QDataStream &in) {
        for (qint32 &value : read)
            in >> value;
    };
    job.qsmWrite = [&](qsm_data_stream *out) {
        for (qint32 value : values)
            qsm_data_stream_write_int32(out, value);
    };
    job.qsmRead = [&](qsm_data_stream *in) {
        for (qint32 &value : read)
            qsm_data_stream_read_int32(in, &value);
    };
    measureJob(job, options);
    require(read == values, "qsm reads other numbers");
}

// The array calls work on memory that was used before; so does the memcpy beside them.
template <typename T> void measureArray(const char *name, const Options &options)
{
    const std::vector<T> values = numbers<T>();
    const QList<T> list(values.begin(), values.end());
    std::vector<T> read(values.size());
    std::vector<char> memory(values.size() * sizeof(T) + 4);
    QByteArray bytes;
    Job job = {name, 5, {}, {}, {}, {}, {}, {}};
    job.qtWrite = [&](QDataStream &out) { out << list; };
    job.qtRead = [&](QDataStream &in) {
        QList<T> other;
        in >> other;
    };
    job.qsmWrite = [&](qsm_data_stream *out) {
        qsm_data_stream_write_count(out, values.size());
        qsm_data_stream_write_array(out, values.data(), sizeof(T), values.size());
    };
    job.qsmRead = [&](qsm_data_stream *in) {
        uint64_t count;
        qsm_data_stream_begin_read(in, &count);
        require(count == read.size(), "another count of numbers");
        qsm_data_stream_read_array(in, read.data(), sizeof(T), read.size());
        qsm_data_stream_end_read(in);
    };
    job.floorRead = [&](const QByteArray &from) {
        std::memcpy(read.data(), from.constData() + 4, values.size() * sizeof(T));
    };
    measureJob(job, options);

    // On warm memory: the writer of a segment.
    Experiment warm("values-warm", name);
    for (int round = 0; round < options.rounds; round++) {
        warm.addMedian("qsm_write", 3, [&] {
            return timed([&] {
                Stream out = writerInto(memory.data(), memory.size());
                job.qsmWrite(out.get());
            });
        });
        warm.addMedian("floor_write", 3, [&] {
            return timed(
                [&] { std::memcpy(&memory[4], values.data(), values.size() * sizeof(T)); });
        });
    }
    warm.print();
    Stream out = writerInto(memory.data(), memory.size());
    job.qsmWrite(out.get());
    Stream in = readerOf(memory.data(), memory.size());
    job.qsmRead(in.get());
    require(!std::memcmp(read.data(), values.data(), values.size() * sizeof(T)),
            "qsm reads other numbers");
}

// The job of a value that stands in a tree. Each reading makes a new tree, as Qt makes a new value.
template <typename T>
Job treeJob(const char *name, const char *type, const T &value, qsm_tree *tree)
{
    Job job = {name, 5, {}, {}, {}, {}, {}, {}};
    job.qtWrite = [&value](QDataStream &out) { out << value; };
    job.qtRead = [](QDataStream &in) {
        T other;
        in >> other;
    };
    QByteArray bytes = writtenByQt(job);
    Stream in = readerOf(bytes.constData(), size_t(bytes.size()));
    require(qsm_data_stream_read_value(in.get(), type, qsm_tree_root(tree)), "qsm reads no tree");
    job.qsmWrite = [tree](qsm_data_stream *out) {
        qsm_data_stream_write_value(out, qsm_tree_root(tree));
    };
    job.qsmRead = [type](qsm_data_stream *from) {
        Tree other(qsm_tree_new(), qsm_tree_free);
        qsm_data_stream_read_value(from, type, qsm_tree_root(other.get()));
    };
    return job;
}

template <typename T>
void measureTree(const char *name, const char *type, const T &value, const Options &options)
{
    Tree tree(qsm_tree_new(), qsm_tree_free);
    measureJob(treeJob(name, type, value, tree.get()), options);
}

void measureStrings(const Options &options)
{
    QStringList list;
    std::vector<QByteArray> texts;
    for (int i = 0; i < 100000; i++)
        list << QStringLiteral("a short string %1").arg(i);
    for (const QString &text : std::as_const(list))
        texts.push_back(text.toUtf8());
    size_t total = 0;
    Job job = {"QStringList of 100,000, a call each", 3, {}, {}, {}, {}, {}, {}};
    job.qtWrite = [&](QDataStream &out) { out << list; };
    job.qtRead = [&](QDataStream &in) {
        QStringList other;
        in >> other;
    };
    job.qsmWrite = [&](qsm_data_stream *out) {
        qsm_data_stream_write_count(out, texts.size());
        for (const QByteArray &text : texts)
            qsm_data_stream_write_text(out, {text.constData(), size_t(text.size())});
    };
    job.qsmRead = [&](qsm_data_stream *in) {
        uint64_t count;
        qsm_text text;
        qsm_data_stream_begin_read(in, &count);
        for (uint64_t i = 0; i < count && qsm_data_stream_read_text(in, &text); i++)
            total += text.size;
        qsm_data_stream_end_read(in);
    };
    measureJob(job, options);
    require(total > 0, "qsm reads no text");
    measureTree("QStringList of 100,000, tree", "QStringList", list, options);
}

QVariant valueNumber(int i)
{
    switch (i % 6) {
    case 0:
        return i;
    case 1:
        return QStringLiteral("value %1").arg(i);
    case 2:
        return i / 7.0;
    case 3:
        return i % 4 == 1;
    case 4:
        return qlonglong(i) << 30;
    default:
        return QByteArray("bytes ") + QByteArray::number(i);
    }
}

QVariantMap mapOf(int count)
{
    QVariantMap map;
    for (int i = 0; i < count; i++)
        map.insert(QStringLiteral("key%1").arg(i, 5, 10, QLatin1Char('0')), valueNumber(i));
    return map;
}

void measureMaps(const Options &options)
{
    measureTree("QVariantMap of 10,000", "QVariantMap", mapOf(10000), options);
    QVariantList nested;
    for (int i = 0; i < 100; i++)
        nested << mapOf(160);
    measureTree("16,100 nested variants", "QVariantList", nested, options);
}

void copyOf(const QByteArray &from)
{
    void *copy = std::malloc(size_t(from.size()));
    require(copy != nullptr, "no memory");
    std::memcpy(copy, from.constData(), size_t(from.size()));
    asm volatile("" : : "r"(copy) : "memory"); // else the compiler leaves all of it out
    std::free(copy);
}

void measureBytes(const Options &options)
{
    const QByteArray value(100 << 20, 'q');
    Job job = {"QByteArray of 100 MB", 1, {}, {}, {}, {}, {}, {}};
    job.qtWrite = [&](QDataStream &out) { out << value; };
    job.qtRead = [](QDataStream &in) {
        QByteArray other;
        in >> other;
    };
    job.qsmWrite = [&](qsm_data_stream *out) {
        qsm_data_stream_write_byte_array(out, value.constData(), size_t(value.size()));
    };
    job.qsmRead = [](qsm_data_stream *in) {
        void *data;
        size_t size;
        require(qsm_data_stream_read_byte_array(in, &data, &size), "qsm reads no bytes");
        qsm_free(data);
    };
    job.floorWrite = job.floorRead = copyOf;
    measureJob(job, options);
}

// words: repeated up to 5,000,000 units.
void measureLongString(const char *name, const QString &words, const Options &options)
{
    const QString value = words.repeated(5000000 / int(words.size()) + 1).left(5000000);
    const QByteArray text = value.toUtf8();
    Job job = {name, 1, {}, {}, {}, {}, {}, {}};
    job.qtWrite = [&](QDataStream &out) { out << value; };
    job.qtRead = [](QDataStream &in) {
        QString other;
        in >> other;
    };
    job.qsmWrite = [&](qsm_data_stream *out) {
        qsm_data_stream_write_text(out, {text.constData(), size_t(text.size())});
    };
    job.qsmRead = [&](qsm_data_stream *in) {
        qsm_text other;
        qsm_data_stream_read_text(in, &other);
        require(other.size == size_t(text.size()), "qsm reads another text");
    };
    measureJob(job, options);
}

} // namespace

void measureValues(const Options &options)
{
    measureCalls(options);
    measureArray<qint32>("QList<qint32> of 1,000,000", options);
    measureArray<double>("QList<double> of 1,000,000", options);
    measureStrings(options);
    measureMaps(options);
    measureBytes(options);
    measureLongString("QString of 5,000,000 units",
                      QStringLiteral("plain words of ASCII follow each other, "), options);
    measureLongString(
        "QString, 8 % not ASCII",
        QStringLiteral(u"Gr\u00fc\u00dfe \u4f60\u597d, plain words of ASCII follow each other "),
        options);
}

} // namespace bench
