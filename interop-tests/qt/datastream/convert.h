// SPDX-License-Identifier: MIT
// Between Qt's values and qsm's: for each type T a function toQsm(value, keep) that makes qsm's
// struct and toQt(struct) that makes Qt's value, or set(variant, value) and get(variant, value).
// The macros make the operators of the stream from them.
#ifndef QSM_CONVERT_H
#define QSM_CONVERT_H

#include "qsm_qdatastream.h"

#include <QtCore/QDataStream>
#include <QtCore/QPoint>

#include <functional>
#include <memory>
#include <vector>

#include <qsm/memory.h>
#include <qsm/values.h>
#include <qsm/variant.h>

// Keeps what a struct of qsm points to.
class Keep
{
  public:
    qsm_bytes bytes(const QByteArray &value)
    {
        qsm_bytes bytes = {nullptr, size_t(value.size())};
        if (!value.isNull())
            bytes.data = keep(value)->constData();
        return bytes;
    }

    qsm_text text(const QString &value)
    {
        qsm_text text = {nullptr, 0};
        if (!value.isNull()) {
            const QByteArray *utf8 = keep(value.toUtf8());
            text.data = utf8->constData();
            text.size = size_t(utf8->size());
        }
        return text;
    }

    template <typename T> const T *array(const std::vector<T> &values)
    {
        return values.empty() ? nullptr : keep(values)->data();
    }

    template <typename T> const T *keep(const T &value)
    {
        const std::shared_ptr<T> kept = std::make_shared<T>(value);
        kept_.push_back(kept);
        return kept.get();
    }

  private:
    std::vector<std::shared_ptr<void>> kept_;
};

// A tree with one value.
class Tree
{
  public:
    Tree() : tree_(qsm_tree_new())
    {
    }
    ~Tree()
    {
        qsm_tree_free(tree_);
    }
    Tree(const Tree &) = delete;
    Tree &operator=(const Tree &) = delete;
    operator qsm_tree *() const
    {
        return tree_;
    }
    qsm_variant *root() const
    {
        return qsm_tree_root(tree_);
    }

  private:
    qsm_tree *tree_;
};

inline QString toQt(qsm_text text)
{
    return text.data ? QString::fromUtf8(text.data, int(text.size)) : QString();
}

inline QByteArray toQt(qsm_bytes bytes)
{
    return bytes.data ? QByteArray(static_cast<const char *>(bytes.data), int(bytes.size))
                      : QByteArray();
}

inline qsm_point_f pointOf(const QPointF &value)
{
    return {value.x(), value.y()};
}

inline QPointF toQt(const qsm_point_f &value)
{
    return QPointF(value.x, value.y);
}

// Real Qt writes the same with the same settings: equal bytes? If this Qt is the one whose tests
// these are. The program ends with an error if bytes differ.
void compareWritten(qsm_data_stream *written, const std::function<void(QDataStream &)> &write);

template <typename T> void compareWithQt(qsm_data_stream *written, const T &value)
{
    compareWritten(written, [&value](QDataStream &stream) { stream << value; });
}

inline void refuse(qsm_data_stream *stream)
{
    qsm_data_stream_set_status(stream, QSM_DATA_STREAM_WRITE_FAILED);
}

using qsm_containers::throughTree;

template <typename T> void writeTree(qsm_data_stream *stream, const T &value)
{
    const Tree tree;
    if (set(tree.root(), value))
        qsm_data_stream_write_value(stream, tree.root());
    else
        refuse(stream);
}

template <typename T> void readTree(qsm_data_stream *stream, const char *type, T &value)
{
    const Tree tree;
    value = T();
    qsm_data_stream_read_value(stream, type, tree.root());
    get(tree.root(), value);
}

// The two functions of a struct for trees.
#define QSM_IN_TREE(T, name)                                                                       \
    static bool set(qsm_variant *variant, const T &value)                                          \
    {                                                                                              \
        Keep keep;                                                                                 \
        const qsm_##name converted = toQsm(value, keep);                                           \
        return qsm_variant_set_##name(variant, &converted);                                        \
    }                                                                                              \
    static void get(const qsm_variant *variant, T &value)                                          \
    {                                                                                              \
        qsm_##name found;                                                                          \
        if (qsm_variant_to_##name(variant, &found))                                                \
            value = toQt(found);                                                                   \
    }

#define QSM_WRITE(T, name)                                                                         \
    QsmDataStream &operator<<(QsmDataStream &stream, const T &value)                               \
    {                                                                                              \
        const QsmDataStream::Writing writing(stream);                                              \
        Keep keep;                                                                                 \
        const qsm_##name converted = toQsm(value, keep);                                           \
        if (throughTree())                                                                         \
            writeTree(writing, value);                                                             \
        else                                                                                       \
            qsm_data_stream_write_##name(writing, &converted);                                     \
        compareWithQt(writing, value);                                                             \
        return stream;                                                                             \
    }

// A struct without pointers.
#define QSM_PLAIN(T, name)                                                                         \
    QSM_IN_TREE(T, name)                                                                           \
    QSM_WRITE(T, name)                                                                             \
    QsmDataStream &operator>>(QsmDataStream &stream, T &value)                                     \
    {                                                                                              \
        const QsmDataStream::Reading reading(stream);                                              \
        qsm_##name found = qsm_##name();                                                           \
        if (throughTree()) {                                                                       \
            readTree(reading, #T, value);                                                          \
        } else {                                                                                   \
            qsm_data_stream_read_##name(reading, &found);                                          \
            value = toQt(found);                                                                   \
        }                                                                                          \
        return stream;                                                                             \
    }

// A struct whose parts live in a tree.
#define QSM_WITH_PARTS(T, name)                                                                    \
    QSM_IN_TREE(T, name)                                                                           \
    QSM_WRITE(T, name)                                                                             \
    QsmDataStream &operator>>(QsmDataStream &stream, T &value)                                     \
    {                                                                                              \
        const QsmDataStream::Reading reading(stream);                                              \
        const Tree tree;                                                                           \
        qsm_##name found = qsm_##name();                                                           \
        if (throughTree()) {                                                                       \
            readTree(reading, #T, value);                                                          \
        } else {                                                                                   \
            qsm_data_stream_read_##name(reading, tree, &found);                                    \
            value = toQt(found);                                                                   \
        }                                                                                          \
        return stream;                                                                             \
    }

// A type with set() and get() only.
#define QSM_TREE_ONLY(T, type)                                                                     \
    QsmDataStream &operator<<(QsmDataStream &stream, const T &value)                               \
    {                                                                                              \
        const QsmDataStream::Writing writing(stream);                                              \
        writeTree(writing, value);                                                                 \
        compareWithQt(writing, value);                                                             \
        return stream;                                                                             \
    }                                                                                              \
    QsmDataStream &operator>>(QsmDataStream &stream, T &value)                                     \
    {                                                                                              \
        const QsmDataStream::Reading reading(stream);                                              \
        readTree(reading, type, value);                                                            \
        return stream;                                                                             \
    }

#endif
