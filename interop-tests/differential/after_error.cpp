// SPDX-License-Identifier: MIT
// Containers behind an earlier error, in a transaction and outside, whole and cut short: the status
// and the position of real Qt are those of qsm, in one process. Qt reads with operator>>; qsm with
// qsm_data_stream_begin_read() and qsm_data_stream_end_read(), and into a tree. A value behind the
// container, too.
#include <qsm/values.h>
#include <qsm/variant.h>

#include <QByteArray>
#include <QDataStream>
#include <QHash>
#include <QIODevice>
#include <QList>
#include <QMap>
#include <QSet>
#include <QStringList>
#include <QVariant>

#include <cstdio>

namespace
{

enum Face { Calls, Tree };

struct Outcome {
    int statuses[3]; // of the container, of the value behind it, after a reset and one more
    qint64 positions[3];

    bool operator==(const Outcome &other) const
    {
        for (int i = 0; i < 3; i++) {
            if (statuses[i] != other.statuses[i] || positions[i] != other.positions[i])
                return false;
        }
        return true;
    }
};

struct Scene {
    QByteArray bytes;
    int earlier;
    bool transaction;
    int version;
};

// An element as a typed call reads it.
bool read(qsm_data_stream *in, const qint32 *)
{
    int32_t value;
    return qsm_data_stream_read_int32(in, &value);
}

bool read(qsm_data_stream *in, const QString *)
{
    qsm_text value;
    return qsm_data_stream_read_text(in, &value);
}

bool read(qsm_data_stream *in, const QByteArray *)
{
    qsm_bytes value;
    return qsm_data_stream_read_byte_array_view(in, &value);
}

// As a program in C does: until a call fails.
template <typename Key, typename Value = void> struct Elements {
    static void read(qsm_data_stream *in)
    {
        uint64_t count = 0;
        bool ok = qsm_data_stream_begin_read(in, &count);
        for (uint64_t i = 0; i < count && ok; i++)
            ok = one(in);
        qsm_data_stream_end_read(in);
    }

    static bool one(qsm_data_stream *in)
    {
        return ::read(in, static_cast<const Key *>(nullptr)) &&
               second(in, static_cast<Value *>(nullptr));
    }

    static bool second(qsm_data_stream *, void *)
    {
        return true;
    }
    template <typename T> static bool second(qsm_data_stream *in, T *value)
    {
        return ::read(in, value);
    }
};

// A list of lists.
template <typename T> struct Nested {
    static void read(qsm_data_stream *in)
    {
        uint64_t count = 0;
        bool ok = qsm_data_stream_begin_read(in, &count);
        for (uint64_t i = 0; i < count && ok; i++) {
            Elements<T>::read(in);
            ok = qsm_data_stream_status(in) == QSM_DATA_STREAM_OK;
        }
        qsm_data_stream_end_read(in);
    }
};

template <typename T> Outcome ofQt(const Scene &scene)
{
    Outcome found = {};
    T value;
    qint32 number;
    QDataStream in(scene.bytes);
    in.setVersion(scene.version);
    if (scene.transaction)
        in.startTransaction();
    in.setStatus(QDataStream::Status(scene.earlier));
    for (int i = 0; i < 3; i++) {
        if (i == 0)
            in >> value;
        else
            in >> number;
        found.statuses[i] = in.status();
        found.positions[i] = in.device()->pos();
        if (i == 1)
            in.resetStatus();
    }
    return found;
}

Outcome ofQsm(const Scene &scene, Face face, const char *type, void (*read)(qsm_data_stream *))
{
    Outcome found = {};
    int32_t number;
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in =
        qsm_data_stream_new_reader(scene.bytes.constData(), size_t(scene.bytes.size()));
    qsm_data_stream_set_version(in, scene.version);
    if (scene.transaction)
        qsm_data_stream_start_transaction(in);
    qsm_data_stream_set_status(in, qsm_data_stream_status_code(scene.earlier));
    for (int i = 0; i < 3; i++) {
        if (i > 0)
            (void)qsm_data_stream_read_int32(in, &number);
        else if (face == Calls)
            read(in);
        else
            (void)qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
        found.statuses[i] = qsm_data_stream_status(in);
        found.positions[i] = qint64(qsm_data_stream_position(in));
        if (i == 1)
            qsm_data_stream_reset_status(in);
    }
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return found;
}

unsigned comparisons, failures;

template <typename T>
void compare(const char *type, const QByteArray &bytes, void (*read)(qsm_data_stream *))
{
    const QByteArray whole = bytes + QByteArray("\0\0\0\7\0\0\0\11", 8);
    for (int size = 0; size <= whole.size(); size++) {
        for (int i = 0; i < 12; i++) {
            const Scene scene = {whole.left(size), i % 3, i / 3 % 2 == 1, i < 6 ? 12 : 19};
            const Outcome theirs = ofQt<T>(scene);
            for (Face face : {Calls, Tree}) {
                if (face == Calls && !read)
                    continue;
                const Outcome ours = ofQsm(scene, face, type, read);
                comparisons++;
                if (ours == theirs || failures++ > 10)
                    continue;
                printf("%s, %d of %d bytes, version %d, earlier status %d%s, %s:\n", type, size,
                       int(whole.size()), scene.version, scene.earlier,
                       scene.transaction ? " in a transaction" : "",
                       face == Calls ? "calls" : "tree");
                for (int j = 0; j < 3; j++)
                    printf("  Qt %d at %d, qsm %d at %d\n", theirs.statuses[j],
                           int(theirs.positions[j]), ours.statuses[j], int(ours.positions[j]));
            }
        }
    }
}

template <typename T> QByteArray written(const T &value)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_5_0);
    out << value;
    return bytes;
}

} // namespace

int main()
{
    const QList<qint32> numbers = {1, 2};
    const QStringList texts = {"a", QString(), "bc"};
    const QMap<qint32, QString> map = {{1, "x"}, {2, "y"}};
    const QList<QList<qint32>> nested = {numbers, {}, numbers};
    compare<QList<qint32>>("QList<qint32>", written(numbers), Elements<qint32>::read);
    compare<QStringList>("QStringList", written(texts), Elements<QString>::read);
    compare<QList<QByteArray>>("QList<QByteArray>", written(QList<QByteArray>{"a", QByteArray()}),
                               Elements<QByteArray>::read);
    compare<QSet<QString>>("QSet<QString>", written(QSet<QString>{"only"}),
                           Elements<QString>::read);
    compare<QMap<qint32, QString>>("QMap<qint32,QString>", written(map),
                                   Elements<qint32, QString>::read);
    compare<QHash<QString, qint32>>("QHash<QString,qint32>",
                                    written(QHash<QString, qint32>{{"k", 1}}),
                                    Elements<QString, qint32>::read);
    compare<QList<QList<qint32>>>("QList<QList<qint32>>", written(nested), Nested<qint32>::read);
    compare<QVariantList>("QVariantList", written(QVariantList{1, "a", QVariantList{true}}),
                          nullptr);
    compare<QVariantMap>("QVariantMap",
                         written(QVariantMap{{"a", 1}, {"b", QVariantMap{{"c", 2}}}}), nullptr);
    compare<QVariant>("QVariant", written(QVariant(texts)), nullptr);
    printf("%u comparisons, %u failures\n", comparisons, failures);
    return failures == 0 && comparisons > 5000 ? 0 : 1;
}
