// SPDX-License-Identifier: MIT
// The stream itself: its device, settings, status and transactions, numbers and bytes.
#include "convert.h"

#include <cstdlib>
#include <cstring>

#include <qsm/memory.h>

static qsm_data_stream_status_code code(QsmDataStream::Status status)
{
    return static_cast<qsm_data_stream_status_code>(status);
}

static bool differs;

static void endWithError()
{
    if (differs)
        std::_Exit(3);
}

void compareWritten(qsm_data_stream *written, const std::function<void(QDataStream &)> &write)
{
    if (qsm_data_stream_status(written) != QSM_DATA_STREAM_OK ||
        qsm_data_stream_qt_version(written) != QT_VERSION)
        return;
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(qsm_data_stream_version(written));
    stream.setByteOrder(static_cast<QDataStream::ByteOrder>(qsm_data_stream_byte_order(written)));
    stream.setFloatingPointPrecision(static_cast<QDataStream::FloatingPointPrecision>(
        qsm_data_stream_floating_point_precision(written)));
    write(stream);
    const QByteArray ours(static_cast<const char *>(qsm_data_stream_data(written)),
                          int(qsm_data_stream_position(written)));
    if (ours == bytes)
        return;
    qWarning("version %d: qsm %s, Qt %s", stream.version(), ours.toHex().constData(),
             bytes.toHex().constData());
    if (!differs)
        std::atexit(endWithError);
    differs = true;
}

QBuffer *QsmDataStream::bufferOf(const QByteArray &bytes)
{
    QBuffer *buffer = new QBuffer;
    buffer->setData(bytes);
    return buffer;
}

void QsmDataStream::start(int version, int qt)
{
    reader_ = qsm_data_stream_new_feed();
    writer_ = qsm_data_stream_new_buffer();
    for (qsm_data_stream *stream : {reader_, writer_}) {
        qsm_data_stream_set_version(stream, version);
        qsm_data_stream_set_qt_version(stream, qt);
        qsm_data_stream_set_lenient(stream, true);
    }
    setDevice(device_);
}

void QsmDataStream::own(QIODevice::OpenMode mode)
{
    owned_.reset(device_);
    device_->open(mode);
}

QsmDataStream::~QsmDataStream()
{
    qsm_data_stream_free(reader_);
    qsm_data_stream_free(writer_);
}

void QsmDataStream::setDevice(QIODevice *device)
{
    device_ = device;
    origin_ = device && !device->isSequential() ? device->pos() : 0;
}

// Feeds what the device has.
void QsmDataStream::pull()
{
    if (!device_ || !device_->isReadable())
        return;
    if (!device_->isSequential())
        device_->seek(origin_ + qint64(fed_));
    const QByteArray bytes = device_->read(device_->bytesAvailable());
    qsm_data_stream_feed(reader_, bytes.constData(), size_t(bytes.size()));
    fed_ += size_t(bytes.size());
}

void QsmDataStream::place()
{
    if (device_ && device_->isReadable() && !device_->isSequential())
        device_->seek(origin_ + qint64(qsm_data_stream_position(reader_)));
}

void QsmDataStream::shareStatus()
{
    qsm_data_stream_reset_status(writer_);
    qsm_data_stream_set_status(writer_, qsm_data_stream_status(reader_));
    qsm_data_stream_seek(writer_, 0);
}

void QsmDataStream::flush()
{
    const qint64 size = qint64(qsm_data_stream_position(writer_));
    const char *bytes = static_cast<const char *>(qsm_data_stream_data(writer_));
    if (device_ && size > 0 && device_->write(bytes, size) != size)
        qsm_data_stream_set_status(writer_, QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_set_status(reader_, qsm_data_stream_status(writer_));
}

bool QsmDataStream::atEnd() const
{
    return !device_ || (qsm_data_stream_at_end(reader_) && device_->atEnd());
}

QsmDataStream::Status QsmDataStream::status() const
{
    return static_cast<Status>(qsm_data_stream_status(reader_));
}

void QsmDataStream::setStatus(Status status)
{
    qsm_data_stream_set_status(reader_, code(status));
}

void QsmDataStream::resetStatus()
{
    qsm_data_stream_reset_status(reader_);
}

QsmDataStream::FloatingPointPrecision QsmDataStream::floatingPointPrecision() const
{
    return static_cast<FloatingPointPrecision>(qsm_data_stream_floating_point_precision(reader_));
}

void QsmDataStream::setFloatingPointPrecision(FloatingPointPrecision precision)
{
    for (qsm_data_stream *stream : {reader_, writer_})
        qsm_data_stream_set_floating_point_precision(
            stream, static_cast<qsm_data_stream_precision>(precision));
}

QsmDataStream::ByteOrder QsmDataStream::byteOrder() const
{
    return qsm_data_stream_byte_order(reader_) == QSM_DATA_STREAM_BIG_ENDIAN ? BigEndian
                                                                             : LittleEndian;
}

void QsmDataStream::setByteOrder(ByteOrder order)
{
    for (qsm_data_stream *stream : {reader_, writer_})
        qsm_data_stream_set_byte_order(stream, order == BigEndian ? QSM_DATA_STREAM_BIG_ENDIAN
                                                                  : QSM_DATA_STREAM_LITTLE_ENDIAN);
}

int QsmDataStream::version() const
{
    return qsm_data_stream_version(reader_);
}

void QsmDataStream::setVersion(int version)
{
    for (qsm_data_stream *stream : {reader_, writer_})
        qsm_data_stream_set_version(stream, version);
}

void QsmDataStream::startTransaction()
{
    const Reading reading(*this);
    qsm_data_stream_start_transaction(reading);
}

bool QsmDataStream::commitTransaction()
{
    const Reading reading(*this);
    return qsm_data_stream_commit_transaction(reading);
}

void QsmDataStream::rollbackTransaction()
{
    const Reading reading(*this);
    qsm_data_stream_rollback_transaction(reading);
}

void QsmDataStream::abortTransaction()
{
    const Reading reading(*this);
    qsm_data_stream_abort_transaction(reading);
}

#define QSM_NUMBER(T, name)                                                                        \
    QsmDataStream &QsmDataStream::operator<<(T value)                                              \
    {                                                                                              \
        const Writing writing(*this);                                                              \
        qsm_data_stream_write_##name(writing, value);                                              \
        compareWithQt(writing, value);                                                             \
        return *this;                                                                              \
    }                                                                                              \
    QsmDataStream &QsmDataStream::operator>>(T &value)                                             \
    {                                                                                              \
        const Reading reading(*this);                                                              \
        qsm_data_stream_read_##name(reading, &value);                                              \
        return *this;                                                                              \
    }
QSM_NUMBER(bool, bool)
QSM_NUMBER(qint8, int8)
QSM_NUMBER(quint8, uint8)
QSM_NUMBER(qint16, int16)
QSM_NUMBER(quint16, uint16)
QSM_NUMBER(qint32, int32)
QSM_NUMBER(quint32, uint32)
QSM_NUMBER(float, float)
QSM_NUMBER(double, double)

QsmDataStream &QsmDataStream::operator<<(qint64 value)
{
    const Writing writing(*this);
    qsm_data_stream_write_int64(writing, value);
    compareWithQt(writing, value);
    return *this;
}

QsmDataStream &QsmDataStream::operator>>(qint64 &value)
{
    const Reading reading(*this);
    int64_t number; // qint64 is another type with the same bytes
    qsm_data_stream_read_int64(reading, &number);
    value = number;
    return *this;
}

QsmDataStream &QsmDataStream::operator<<(quint64 value)
{
    const Writing writing(*this);
    qsm_data_stream_write_uint64(writing, value);
    compareWithQt(writing, value);
    return *this;
}

QsmDataStream &QsmDataStream::operator>>(quint64 &value)
{
    const Reading reading(*this);
    uint64_t number;
    qsm_data_stream_read_uint64(reading, &number);
    value = number;
    return *this;
}

QsmDataStream &QsmDataStream::operator<<(char value)
{
    return *this << static_cast<qint8>(value);
}

QsmDataStream &QsmDataStream::operator>>(char &value)
{
    return *this >> reinterpret_cast<qint8 &>(value);
}

QsmDataStream &QsmDataStream::operator<<(std::nullptr_t)
{
    return *this;
}

QsmDataStream &QsmDataStream::operator>>(std::nullptr_t &value)
{
    value = nullptr;
    return *this;
}

QsmDataStream &QsmDataStream::operator<<(const char *text)
{
    const Writing writing(*this);
    qsm_data_stream_write_c_string(writing, text);
    compareWithQt(writing, text);
    return *this;
}

// What the test will delete.
static char *copyOf(const void *bytes, size_t size)
{
    char *copy = nullptr;
    if (bytes) {
        copy = new char[size + 1];
        memcpy(copy, bytes, size);
        copy[size] = '\0';
    }
    return copy;
}

QsmDataStream &QsmDataStream::operator>>(char *&text)
{
    const Reading reading(*this);
    char *found = nullptr;
    size_t size = 0;
    qsm_data_stream_read_c_string(reading, &found, &size);
    text = copyOf(found, size);
    qsm_free(found);
    return *this;
}

QsmDataStream &QsmDataStream::readBytes(char *&bytes, qint64 &size)
{
    const Reading reading(*this);
    void *found = nullptr;
    size_t count = 0;
    qsm_data_stream_read_bytes(reading, &found, &count);
    bytes = copyOf(found, count);
    size = qint64(count);
    qsm_free(found);
    return *this;
}

QsmDataStream &QsmDataStream::readBytes(char *&bytes, uint &size)
{
    qint64 count;
    readBytes(bytes, count);
    size = uint(count);
    return *this;
}

QsmDataStream &QsmDataStream::writeBytes(const char *bytes, qint64 size)
{
    const Writing writing(*this);
    qsm_data_stream_write_bytes(writing, bytes, size_t(size));
    compareWritten(writing, [=](QDataStream &qt) { qt.writeBytes(bytes, uint(size)); });
    return *this;
}

int QsmDataStream::readRawData(char *bytes, int size)
{
    const Reading reading(*this);
    return int(qsm_data_stream_read_raw_data(reading, bytes, size_t(size)));
}

int QsmDataStream::writeRawData(const char *bytes, int size)
{
    const Writing writing(*this);
    return qsm_data_stream_write_raw_data(writing, bytes, size_t(size)) ? size : -1;
}

int QsmDataStream::skipRawData(int size)
{
    const Reading reading(*this);
    return int(qsm_data_stream_skip_raw_data(reading, size_t(size)));
}

void qsm_containers::writeCount(QsmDataStream &stream, qint64 count)
{
    const QsmDataStream::Writing writing(stream);
    qsm_data_stream_write_count(writing, quint64(count));
    compareWithQt(writing, quint32(count));
}

quint64 qsm_containers::beginRead(QsmDataStream &stream)
{
    const QsmDataStream::Reading reading(stream);
    uint64_t count = 0;
    qsm_data_stream_begin_read(reading, &count);
    return count;
}

void qsm_containers::endRead(QsmDataStream &stream)
{
    const QsmDataStream::Reading reading(stream);
    qsm_data_stream_end_read(reading);
}
