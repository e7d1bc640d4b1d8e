// SPDX-License-Identifier: MIT
// QDataStream as Qt's own test of it calls it, on libqsm: QString, QVariant, QIODevice and all
// other classes are Qt's. Values are converted, and qsm's coders make and read the bytes. For tests
// only.
//
// The bytes go to the device after each value. All bytes that the device has go into a feed before
// each value; so transactions are qsm's. The environment variable QSM_FACE chooses how values reach
// qsm: "calls" (a function a type, the default) or "tree" (qsm_variant).
#ifndef QSM_QDATASTREAM_H
#define QSM_QDATASTREAM_H

#include <QtCore/QBuffer>
#include <QtCore/QHash>
#include <QtCore/QIODevice>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QPair>
#include <QtCore/QSet>
#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtCore/QVector>
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
#include <QtCore/QLinkedList>
#endif

#include <memory>
#include <type_traits>

#include <qsm/data_stream.h>
#include <qsm/variant.h>

// The Qt whose tests these are: they ask for its newest version, and qsm writes as it does.
#ifndef QSM_SUITE_QT
#define QSM_SUITE_QT QT_VERSION
#endif
#ifndef QSM_SUITE_VERSION
#define QSM_SUITE_VERSION (QT_VERSION < QT_VERSION_CHECK(6, 0, 0) ? 19 : 20)
#endif

class QsmDataStream
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
    : public QIODeviceBase
#endif
{
  public:
    enum Version {
        Qt_1_0 = 1,
        Qt_2_0,
        Qt_2_1,
        Qt_3_0,
        Qt_3_1,
        Qt_3_3,
        Qt_4_0,
        Qt_4_1 = Qt_4_0,
        Qt_4_2,
        Qt_4_3,
        Qt_4_4,
        Qt_4_5,
        Qt_4_6,
        Qt_5_0,
        Qt_5_1,
        Qt_5_2,
        Qt_5_4,
        Qt_5_6 = 17,
        Qt_5_7 = Qt_5_6,
        Qt_5_12,
        Qt_5_13,
        Qt_5_15 = Qt_5_13,
        Qt_6_0,
        Qt_6_6,
        Qt_6_7,
        Qt_6_10,
        Qt_6_11,
        Qt_DefaultCompiledVersion = QSM_SUITE_VERSION
    };
    enum ByteOrder { BigEndian = QSysInfo::BigEndian, LittleEndian = QSysInfo::LittleEndian };
    enum Status { Ok, ReadPastEnd, ReadCorruptData, WriteFailed, SizeLimitExceeded };
    enum FloatingPointPrecision { SinglePrecision, DoublePrecision };

    QsmDataStream() : QsmDataStream(static_cast<QIODevice *>(nullptr))
    {
    }
    explicit QsmDataStream(QIODevice *device) : device_(device)
    {
        start(QSM_SUITE_VERSION, QSM_SUITE_QT);
    }
    QsmDataStream(QByteArray *bytes, QIODevice::OpenMode mode) : QsmDataStream(new QBuffer(bytes))
    {
        own(mode);
    }
    explicit QsmDataStream(const QByteArray &bytes) : QsmDataStream(bufferOf(bytes))
    {
        own(QIODevice::ReadOnly);
    }
    ~QsmDataStream();
    QsmDataStream(const QsmDataStream &) = delete;
    QsmDataStream &operator=(const QsmDataStream &) = delete;

    QIODevice *device() const
    {
        return device_;
    }
    void setDevice(QIODevice *device);
    bool atEnd() const;
    explicit operator bool() const
    {
        return status() == Ok;
    }

    Status status() const;
    void setStatus(Status status);
    void resetStatus();
    FloatingPointPrecision floatingPointPrecision() const;
    void setFloatingPointPrecision(FloatingPointPrecision precision);
    ByteOrder byteOrder() const;
    void setByteOrder(ByteOrder order);
    int version() const;
    void setVersion(int version);

    void startTransaction();
    bool commitTransaction();
    void rollbackTransaction();
    void abortTransaction();

    QsmDataStream &operator<<(bool value);
    QsmDataStream &operator<<(char value);
    QsmDataStream &operator<<(qint8 value);
    QsmDataStream &operator<<(quint8 value);
    QsmDataStream &operator<<(qint16 value);
    QsmDataStream &operator<<(quint16 value);
    QsmDataStream &operator<<(qint32 value);
    QsmDataStream &operator<<(quint32 value);
    QsmDataStream &operator<<(qint64 value);
    QsmDataStream &operator<<(quint64 value);
    QsmDataStream &operator<<(float value);
    QsmDataStream &operator<<(double value);
    QsmDataStream &operator<<(std::nullptr_t value);
    QsmDataStream &operator<<(const char *text);
    QsmDataStream &operator>>(bool &value);
    QsmDataStream &operator>>(char &value);
    QsmDataStream &operator>>(qint8 &value);
    QsmDataStream &operator>>(quint8 &value);
    QsmDataStream &operator>>(qint16 &value);
    QsmDataStream &operator>>(quint16 &value);
    QsmDataStream &operator>>(qint32 &value);
    QsmDataStream &operator>>(quint32 &value);
    QsmDataStream &operator>>(qint64 &value);
    QsmDataStream &operator>>(quint64 &value);
    QsmDataStream &operator>>(float &value);
    QsmDataStream &operator>>(double &value);
    QsmDataStream &operator>>(std::nullptr_t &value);
    QsmDataStream &operator>>(char *&text);

    QsmDataStream &readBytes(char *&bytes, uint &size);
    QsmDataStream &readBytes(char *&bytes, qint64 &size);
    QsmDataStream &writeBytes(const char *bytes, qint64 size);
    int readRawData(char *bytes, int size);
    int writeRawData(const char *bytes, int size);
    int skipRawData(int size);

    // The stream of qsm while one value is read: the device's bytes are in it. Afterwards the
    // device stands where the stream does.
    class Reading
    {
      public:
        explicit Reading(QsmDataStream &stream) : stream_(stream)
        {
            stream.pull();
        }
        ~Reading()
        {
            stream_.place();
        }
        operator qsm_data_stream *() const
        {
            return stream_.reader_;
        }

      private:
        QsmDataStream &stream_;
    };

    // The stream of qsm while one value is written. Then its bytes go to the device.
    class Writing
    {
      public:
        explicit Writing(QsmDataStream &stream) : stream_(stream)
        {
            stream.shareStatus();
        }
        ~Writing()
        {
            stream_.flush();
        }
        operator qsm_data_stream *() const
        {
            return stream_.writer_;
        }

      private:
        QsmDataStream &stream_;
    };

  private:
    static QBuffer *bufferOf(const QByteArray &bytes);
    void start(int version, int qt);
    void own(QIODevice::OpenMode mode);
    void pull();
    void place();
    void shareStatus();
    void flush();

    QIODevice *device_;
    std::unique_ptr<QIODevice> owned_;
    qsm_data_stream *reader_; // a feed; its settings and status are the stream's
    qsm_data_stream *writer_; // the bytes of one value
    qint64 origin_ = 0;       // where in the device the feed begins
    size_t fed_ = 0;          // bytes
};

// Types that qsm has as a value: operators for T with a function set() and get() in types.cpp.
#define QSM_DECLARE(T)                                                                             \
    QsmDataStream &operator<<(QsmDataStream &stream, const T &value);                              \
    QsmDataStream &operator>>(QsmDataStream &stream, T &value);
QSM_DECLARE(QString)
QSM_DECLARE(QByteArray)
QSM_DECLARE(QVariant)

inline QsmDataStream &operator<<(QsmDataStream &stream, QChar value)
{
    return stream << value.unicode();
}

inline QsmDataStream &operator>>(QsmDataStream &stream, QChar &value)
{
    quint16 unit;
    stream >> unit;
    value = QChar(unit);
    return stream;
}

// An enum is written as the integer of its size.
template <typename T> using QsmIfEnum = std::enable_if_t<std::is_enum<T>::value, QsmDataStream &>;

template <typename T> QsmIfEnum<T> operator<<(QsmDataStream &stream, const T &value)
{
    return stream << static_cast<typename QIntegerForSizeof<T>::Signed>(value);
}

template <typename T> QsmIfEnum<T> operator>>(QsmDataStream &stream, T &value)
{
    typename QIntegerForSizeof<T>::Signed number;
    stream >> number;
    value = static_cast<T>(number);
    return stream;
}

// Containers, by hand: a count, then the elements. Those of strings and numbers are also read as
// one value.
namespace qsm_containers
{

void writeCount(QsmDataStream &stream, qint64 count);
quint64 beginRead(QsmDataStream &stream);
void endRead(QsmDataStream &stream);

// QSM_FACE=tree
bool throughTree();

// The names of elements that Node can give.
template <typename T> inline constexpr const char *nameOf = nullptr;
template <> inline constexpr const char *nameOf<QString> = "QString";
template <> inline constexpr const char *nameOf<int> = "int";

// A container that qsm reads as one value.
class Node
{
  public:
    Node(QsmDataStream &stream, const QByteArray &type);
    ~Node();
    Node(const Node &) = delete;
    Node &operator=(const Node &) = delete;
    size_t count() const;
    void key(size_t index, QString &value) const;
    void key(size_t index, int &value) const;
    void at(size_t index, QString &value) const;
    void at(size_t index, int &value) const;

  private:
    qsm_tree *tree_;
};

template <typename T, typename = void> struct Writes : std::false_type {
};
template <typename T>
struct Writes<T, decltype(void(std::declval<QsmDataStream &>() << std::declval<const T &>()))>
    : std::true_type {
};
template <typename... T>
using IfWrites = std::enable_if_t<std::conjunction<Writes<T>...>::value, QsmDataStream &>;

template <typename List> QsmDataStream &writeList(QsmDataStream &stream, const List &list)
{
    writeCount(stream, list.size());
    for (const auto &element : list)
        stream << element;
    return stream;
}

template <typename T, typename List, typename Add>
QsmDataStream &readList(QsmDataStream &stream, const char *type, List &list, Add add)
{
    list.clear();
    if constexpr (nameOf<T> != nullptr) {
        if (throughTree()) {
            const Node node(stream, QByteArray(type) + '<' + nameOf<T> + '>');
            for (size_t i = 0; i < node.count(); i++) {
                T element;
                node.at(i, element);
                add(list, element);
            }
            return stream;
        }
    }
    const quint64 count = beginRead(stream);
    for (quint64 i = 0; i < count && stream.status() == QsmDataStream::Ok; i++) {
        T element;
        stream >> element;
        if (stream.status() == QsmDataStream::Ok)
            add(list, element);
    }
    if (stream.status() != QsmDataStream::Ok)
        list.clear();
    endRead(stream);
    return stream;
}

template <typename Map> QsmDataStream &writePair(QsmDataStream &stream, Map it)
{
    return stream << it.key() << it.value();
}

// Qt 5 writes its maps backwards. Qt 6 writes them forwards, but equal keys in the order in which
// they were inserted: backwards, too.
template <typename Map>
QsmDataStream &writeMap(QsmDataStream &stream, const Map &map, bool forwards)
{
    writeCount(stream, map.size());
    if (!forwards) {
        for (auto it = map.constEnd(); it != map.constBegin();)
            writePair(stream, --it);
        return stream;
    }
    for (auto it = map.constBegin(); it != map.constEnd();) {
        auto next = it;
        while (next != map.constEnd() && !(it.key() < next.key()))
            ++next;
        for (auto equal = next; equal != it;)
            writePair(stream, --equal);
        it = next;
    }
    return stream;
}

// A multi hash has its newest value first.
template <typename Hash> QsmDataStream &writeHash(QsmDataStream &stream, const Hash &hash)
{
    writeCount(stream, hash.size());
    for (auto it = hash.constBegin(); it != hash.constEnd();) {
        QVector<decltype(it)> equal;
        const auto key = it.key();
        for (; it != hash.constEnd() && it.key() == key; ++it)
            equal.prepend(it);
        for (const auto &same : equal)
            writePair(stream, same);
    }
    return stream;
}

template <typename K, typename V, typename Map, typename Add>
QsmDataStream &readMap(QsmDataStream &stream, const char *type, Map &map, Add add)
{
    map.clear();
    if constexpr (nameOf<K> != nullptr && nameOf<V> != nullptr) {
        if (throughTree()) {
            const Node node(stream, QByteArray(type) + '<' + nameOf<K> + ',' + nameOf<V> + '>');
            for (size_t i = 0; i < node.count(); i++) {
                K key;
                V value;
                node.key(i, key);
                node.at(i, value);
                add(map, key, value);
            }
            return stream;
        }
    }
    const quint64 count = beginRead(stream);
    for (quint64 i = 0; i < count && stream.status() == QsmDataStream::Ok; i++) {
        K key;
        V value;
        stream >> key >> value;
        if (stream.status() == QsmDataStream::Ok)
            add(map, key, value);
    }
    if (stream.status() != QsmDataStream::Ok)
        map.clear();
    endRead(stream);
    return stream;
}

#define QSM_LIST(List, add)                                                                        \
    template <typename T>                                                                          \
    qsm_containers::IfWrites<T> operator<<(QsmDataStream &stream, const List<T> &list)             \
    {                                                                                              \
        return qsm_containers::writeList(stream, list);                                            \
    }                                                                                              \
    template <typename T> QsmDataStream &operator>>(QsmDataStream &stream, List<T> &list)          \
    {                                                                                              \
        return qsm_containers::readList<T>(                                                        \
            stream, #List, list, [](List<T> &to, const T &element) { to.add(element); });          \
    }
#define QSM_MAP(Map, write, add)                                                                   \
    template <typename K, typename V>                                                              \
    qsm_containers::IfWrites<K, V> operator<<(QsmDataStream &stream, const Map<K, V> &map)         \
    {                                                                                              \
        return qsm_containers::write;                                                              \
    }                                                                                              \
    template <typename K, typename V>                                                              \
    QsmDataStream &operator>>(QsmDataStream &stream, Map<K, V> &map)                               \
    {                                                                                              \
        return qsm_containers::readMap<K, V>(                                                      \
            stream, #Map, map,                                                                     \
            [](Map<K, V> &to, const K &key, const V &value) { to.add(key, value); });              \
    }

} // namespace qsm_containers

QSM_LIST(QList, append)
QSM_LIST(QSet, insert)
#if QT_VERSION < QT_VERSION_CHECK(6, 0, 0)
QSM_LIST(QVector, append)
QT_WARNING_PUSH
QT_WARNING_DISABLE_DEPRECATED
QSM_LIST(QLinkedList, append)
QT_WARNING_POP
QSM_MAP(QMap, writeMap(stream, map, false), insertMulti)
QSM_MAP(QHash, writeHash(stream, map), insertMulti)
#else
QSM_MAP(QMap, writeMap(stream, map, true), insert)
QSM_MAP(QHash, writeHash(stream, map), insert)
QSM_MAP(QMultiMap, writeMap(stream, map, true), insert)
QSM_MAP(QMultiHash, writeHash(stream, map), insert)
#endif

template <typename A, typename B>
qsm_containers::IfWrites<A, B> operator<<(QsmDataStream &stream, const QPair<A, B> &pair)
{
    return stream << pair.first << pair.second;
}

template <typename A, typename B>
QsmDataStream &operator>>(QsmDataStream &stream, QPair<A, B> &pair)
{
    return stream >> pair.first >> pair.second;
}

#endif
