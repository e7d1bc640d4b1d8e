// SPDX-License-Identifier: MIT
// A real Qt program that does what it is told on standard input: PROTOCOL.md has the commands.
// The same source is built with Qt 5 and with Qt 6, and knows nothing of this project's library.
// Built once more with classes of Qt's names that are none of Qt's (qsm_qt_api.h), it is the peer
// `api`.
#include <QBuffer>
#include <QByteArray>
#include <QDataStream>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QSharedMemory>
#include <QStandardPaths>
#include <QSystemSemaphore>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include <grp.h>
#include <sched.h>
#include <unistd.h>

// Qt 6.6 and newer; PEER_API is the name of what stands in Qt's place and has all of 6.8's methods.
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0) || defined(PEER_API)
#define HAS_NATIVE_IPC_KEY
#endif

using Words = QList<QByteArray>;
using Command = std::function<QByteArray(const Words &)>;

struct Entry {
    int minimum;
    int maximum;
    Command run;
};

static std::map<std::string, std::unique_ptr<QSharedMemory>> memories;
static std::map<std::string, std::unique_ptr<QSystemSemaphore>> semaphores;
static std::string selectedMemory = "0";
static std::string selectedSemaphore = "0";
static QImage image;

static QSharedMemory &memory()
{
    auto &slot = memories[selectedMemory];
    if (!slot)
        slot.reset(new QSharedMemory);
    return *slot;
}

static QSystemSemaphore &semaphore()
{
    auto &slot = semaphores[selectedSemaphore];
    if (!slot)
        qFatal("peer: no semaphore object; use sem-new first");
    return *slot;
}

static QByteArray quoted(const QByteArray &text)
{
    if (text.isEmpty())
        return "\"\"";
    QByteArray out;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 32 || byte > 126 || c == '%' || c == '"')
            out += '%' + QByteArray(1, c).toHex().toUpper();
        else
            out += c;
    }
    return out;
}

static QByteArray quoted(const QString &text)
{
    return quoted(text.toUtf8());
}

static QByteArray truth(bool value)
{
    return value ? "true" : "false";
}

static QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

// U+FEFF at the start is text here; fromUtf8() takes it for a mark and drops it.
static QString text(const QByteArray &word)
{
    return word.startsWith("\xEF\xBB\xBF") ? QChar(0xFEFF) + text(word.mid(3))
                                           : QString::fromUtf8(word);
}

// QSharedMemory's own type for sizes: int in Qt 5, where greater numbers wrap, qsizetype in Qt 6.
static decltype(QSharedMemory().size()) sizeOf(const QByteArray &word)
{
    return static_cast<decltype(QSharedMemory().size())>(word.toLongLong());
}

static QSharedMemory::AccessMode accessMode(const Words &words, int index)
{
    return words.size() > index && words[index] == "ro" ? QSharedMemory::ReadOnly
                                                        : QSharedMemory::ReadWrite;
}

static QSystemSemaphore::AccessMode semaphoreMode(const Words &words)
{
    return words.size() > 2 && words[2] == "create" ? QSystemSemaphore::Create
                                                    : QSystemSemaphore::Open;
}

static QByteArray peek(const Words &words)
{
    const qint64 offset = words[0].toLongLong();
    const qint64 count = words[1].toLongLong();
    if (!memory().isAttached() || offset < 0 || count < 0 || offset + count > memory().size())
        return "usage";
    const char *from = static_cast<const char *>(memory().constData()) + offset;
    return QByteArray(from, int(count)).toHex();
}

static QByteArray poke(const Words &words)
{
    const qint64 offset = words[0].toLongLong();
    const QByteArray bytes = QByteArray::fromHex(words[1]);
    if (!memory().isAttached() || offset < 0 || offset + bytes.size() > memory().size())
        return "usage";
    std::memcpy(static_cast<char *>(memory().data()) + offset, bytes.constData(),
                size_t(bytes.size()));
    return "ok";
}

static QByteArray fill(const Words &words)
{
    if (!memory().isAttached())
        return "usage";
    std::memset(memory().data(), words[0].toInt(nullptr, 16), size_t(memory().size()));
    return "ok";
}

static QByteArray hammer(const Words &words)
{
    auto *counter = static_cast<volatile qint64 *>(memory().data());
    for (qint64 left = words[0].toLongLong(); left > 0; left--) {
        if (!memory().lock())
            return "false";
        const qint64 value = *counter;
        *counter = value + 1;
        if (!memory().unlock())
            return "false";
    }
    return "true";
}

static void passOn(volatile qint64 *shared)
{
    enum { Counter, Holder, Changes };
    const qint64 self = getpid();
    if (shared[Holder] != self) {
        shared[Holder] = self;
        shared[Changes] = shared[Changes] + 1;
    }
    shared[Counter] = shared[Counter] + 1;
}

// Goes on until the lock has changed hands often enough, whoever did it; answers its own part.
static QByteArray relay(const Words &words)
{
    if (!memory().isAttached() || memory().size() < 24)
        return "usage";
    auto *shared = static_cast<volatile qint64 *>(memory().data());
    const qint64 changes = words[0].toLongLong();
    qint64 own = 0;
    for (bool done = false; !done; own++) {
        if (!memory().lock())
            return "false";
        passOn(shared);
        done = shared[2] >= changes;
        if (!memory().unlock())
            return "false";
        sched_yield(); // a POSIX semaphore goes to whoever comes first, which is mostly oneself
    }
    return number(own);
}

// Process A as a Qt programmer writes it.
static QByteArray putImage(const Words &)
{
    if (memory().isAttached())
        memory().detach();
    QBuffer buffer;
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    out << image;
    const int size = int(buffer.size());
    if (!memory().create(size))
        return "false";
    memory().lock();
    std::memcpy(memory().data(), buffer.data().constData(),
                size_t(qMin(qint64(memory().size()), qint64(size))));
    return truth(memory().unlock());
}

// Process B.
// Not called get: newer Qt declares functions of that name.
static QByteArray getImage(const Words &)
{
    if (!memory().attach())
        return "false";
    QBuffer buffer;
    QDataStream in(&buffer);
    QImage received;
    memory().lock();
    buffer.setData(static_cast<const char *>(memory().constData()), int(memory().size()));
    buffer.open(QBuffer::ReadOnly);
    in >> received;
    memory().unlock();
    memory().detach();
    if (in.status() != QDataStream::Ok)
        return "false";
    image = received;
    return "true";
}

static QByteArray imageNew(const Words &words)
{
    image = QImage(words[1].toInt(), words[2].toInt(), QImage::Format(words[0].toInt()));
    if (!image.isNull())
        std::memset(image.bits(), 0, size_t(image.bytesPerLine()) * size_t(image.height()));
    return truth(!image.isNull());
}

static QByteArray imageSetBits(const Words &words)
{
    QFile file(text(words[0]));
    if (!file.open(QFile::ReadOnly) || file.size() != qint64(image.bytesPerLine()) * image.height())
        return "false";
    return truth(file.read(reinterpret_cast<char *>(image.bits()), file.size()) == file.size());
}

static QByteArray imageBits(const Words &words)
{
    QFile file(text(words[0]));
    const qint64 size = qint64(image.bytesPerLine()) * image.height();
    return truth(file.open(QFile::WriteOnly) &&
                 file.write(reinterpret_cast<const char *>(image.constBits()), size) == size);
}

static QByteArray imageSetColors(const Words &words)
{
    QVector<QRgb> colors;
    for (const QByteArray &word : words)
        colors.append(word.toUInt(nullptr, 16));
    image.setColorTable(colors);
    return "ok";
}

static QByteArray imageColors(const Words &)
{
    QByteArray out;
    for (QRgb color : image.colorTable())
        out += ' ' + QByteArray::number(color, 16).rightJustified(8, '0');
    return out.isEmpty() ? QByteArray("ok") : out.mid(1);
}

static QByteArray imageTexts(const Words &)
{
    QByteArray out;
    for (const QString &key : image.textKeys())
        out += ' ' + quoted(key) + ' ' + quoted(image.text(key));
    return out.isEmpty() ? QByteArray("ok") : out.mid(1);
}

static QByteArray imageInfo(const Words &)
{
    const qint64 values[] = {image.width(),         image.height(),     image.format(),
                             image.bytesPerLine(),  image.colorCount(), image.dotsPerMeterX(),
                             image.dotsPerMeterY(), image.offset().x(), image.offset().y()};
    QByteArray out;
    for (qint64 value : values)
        out += ' ' + number(value);
    return out.mid(1);
}

static QByteArray streamWrite(const Words &words)
{
    QFile file(text(words[0]));
    if (!file.open(QFile::WriteOnly))
        return "false";
    QDataStream out(&file);
    if (words.size() > 1)
        out.setVersion(words[1].toInt());
    out << image;
    return truth(out.status() == QDataStream::Ok);
}

static QByteArray streamRead(const Words &words)
{
    QFile file(text(words[0]));
    if (!file.open(QFile::ReadOnly))
        return "usage";
    QByteArray bytes = file.readAll();
    QBuffer buffer(&bytes);
    buffer.open(QBuffer::ReadOnly);
    QDataStream in(&buffer);
    if (words.size() > 1)
        in.setVersion(words[1].toInt());
    in >> image;
    return number(in.status()) + ' ' + number(buffer.pos());
}

// Another user for good, without root's groups.
static QByteArray become(const Words &words)
{
    const uid_t id = words[0].toUInt();
    return truth(setgroups(0, nullptr) == 0 && setgid(id) == 0 && setuid(id) == 0);
}

static QByteArray semNew(const Words &words)
{
    auto &slot = semaphores[selectedSemaphore];
    slot.reset(); // the old one is gone before the new one opens
    slot.reset(new QSystemSemaphore(text(words[0]), words[1].toInt(), semaphoreMode(words)));
    return "ok";
}

static QByteArray errorOf(int code, const QString &message)
{
    return number(code) + ' ' + quoted(message);
}

#ifdef HAS_NATIVE_IPC_KEY
static QNativeIpcKey::Type keyType(const QByteArray &word)
{
    return QNativeIpcKey::Type(word.toUShort());
}

static QByteArray semNewString(const Words &words)
{
    auto &slot = semaphores[selectedSemaphore];
    slot.reset();
    slot.reset(new QSystemSemaphore(QNativeIpcKey::fromString(text(words[0])), words[1].toInt(),
                                    semaphoreMode(words)));
    return "ok";
}

static QByteArray keyFromString(const Words &words)
{
    const QNativeIpcKey key = QNativeIpcKey::fromString(text(words[0]));
    return number(qint64(key.type())) + ' ' + quoted(key.nativeKey()) + ' ' +
           quoted(key.toString());
}
#endif

static void addNewKeyCommands(std::map<std::string, Entry> &table)
{
#ifdef HAS_NATIVE_IPC_KEY
    table["set-native-string"] = {1, 1, [](const Words &w) {
                                      memory().setNativeKey(QNativeIpcKey::fromString(text(w[0])));
                                      return QByteArray("ok");
                                  }};
    table["native-string"] = {
        0, 0, [](const Words &) { return quoted(memory().nativeIpcKey().toString()); }};
    table["legacy-native-key"] = {
        2, 2, [](const Words &w) {
            return quoted(QSharedMemory::legacyNativeKey(text(w[0]), keyType(w[1])).nativeKey());
        }};
    table["platform-safe-key"] = {
        2, 2, [](const Words &w) {
            return quoted(QSharedMemory::platformSafeKey(text(w[0]), keyType(w[1])).nativeKey());
        }};
    table["sem-legacy-native-key"] = {
        2, 2, [](const Words &w) {
            return quoted(QSystemSemaphore::legacyNativeKey(text(w[0]), keyType(w[1])).nativeKey());
        }};
    table["sem-platform-safe-key"] = {
        2, 2, [](const Words &w) {
            return quoted(QSystemSemaphore::platformSafeKey(text(w[0]), keyType(w[1])).nativeKey());
        }};
    table["sem-native-key"] = {
        0, 0, [](const Words &) { return quoted(semaphore().nativeIpcKey().nativeKey()); }};
    table["sem-new-string"] = {2, 3, semNewString};
    table["key-from-string"] = {1, 1, keyFromString};
    table["key-to-string"] = {
        2, 2,
        [](const Words &w) { return quoted(QNativeIpcKey(text(w[0]), keyType(w[1])).toString()); }};
    table["legacy-string"] = {
        2, 2, [](const Words &w) {
            return quoted(QSharedMemory::legacyNativeKey(text(w[0]), keyType(w[1])).toString());
        }};
    table["type-supported"] = {
        1, 1, [](const Words &w) {
            return truth(QSharedMemory::isKeyTypeSupported(keyType(w[0]))) + ' ' +
                   truth(QSystemSemaphore::isKeyTypeSupported(keyType(w[0])));
        }};
    table["default-types"] = {0, 0, [](const Words &) {
                                  return number(qint64(QNativeIpcKey::DefaultTypeForOs)) + ' ' +
                                         number(qint64(QNativeIpcKey::legacyDefaultTypeForOs()));
                              }};
#else
    (void)table;
#endif
}

static QByteArray about()
{
#ifdef PEER_API
    return PEER_API;
#else
    return QByteArray("qt ") + qVersion();
#endif
}

#define CALL(expression) [](const Words &) { return QByteArray(expression); }
#define CALL_WITH_WORDS(expression) [](const Words &w) { return QByteArray(expression); }
#define DO(statement)                                                                              \
    [](const Words &w) {                                                                           \
        (void)w;                                                                                   \
        statement;                                                                                 \
        return QByteArray("ok");                                                                   \
    }

static std::map<std::string, Entry> commands()
{
    std::map<std::string, Entry> table = {
        {"about", {0, 0, CALL(about())}},
        {"pid", {0, 0, CALL(number(getpid()))}},
        {"setenv", {2, 2, DO(qputenv(w[0].constData(), w[1]))}},
        {"unsetenv", {1, 1, DO(qunsetenv(w[0].constData()))}},
        {"become", {1, 1, become}},
        {"crash", {0, 0, DO(raise(SIGKILL))}},
        {"temp-path", {0, 0, CALL(quoted(QDir::tempPath()))}},
        {"runtime-path",
         {0, 0, CALL(quoted(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation)))}},

        {"object", {1, 1, DO(selectedMemory = w[0].toStdString(); memory())}},
        {"free", {0, 0, DO(memories.erase(selectedMemory))}},
        {"set-key", {1, 1, DO(memory().setKey(text(w[0])))}},
        {"set-native-key", {1, 1, DO(memory().setNativeKey(text(w[0])))}},
        {"key", {0, 0, CALL(quoted(memory().key()))}},
        {"native-key", {0, 0, CALL(quoted(memory().nativeKey()))}},
        {"create", {1, 2, CALL_WITH_WORDS(truth(memory().create(sizeOf(w[0]), accessMode(w, 1))))}},
        {"attach", {0, 1, CALL_WITH_WORDS(truth(memory().attach(accessMode(w, 0))))}},
        {"detach", {0, 0, CALL(truth(memory().detach()))}},
        {"attached", {0, 0, CALL(truth(memory().isAttached()))}},
        {"lock", {0, 0, CALL(truth(memory().lock()))}},
        {"unlock", {0, 0, CALL(truth(memory().unlock()))}},
        {"size", {0, 0, CALL(number(memory().size()))}},
        {"error", {0, 0, CALL(errorOf(memory().error(), memory().errorString()))}},
        {"peek", {2, 2, peek}},
        {"poke", {2, 2, poke}},
        {"fill", {1, 1, fill}},
        {"hammer", {1, 1, hammer}},
        {"relay", {1, 1, relay}},

        {"sem", {1, 1, DO(selectedSemaphore = w[0].toStdString())}},
        {"sem-new", {2, 3, semNew}},
        {"sem-set-key", {2, 3, DO(semaphore().setKey(text(w[0]), w[1].toInt(), semaphoreMode(w)))}},
        {"sem-acquire", {0, 0, CALL(truth(semaphore().acquire()))}},
        {"sem-release",
         {0, 1, CALL_WITH_WORDS(truth(semaphore().release(w.isEmpty() ? 1 : w[0].toInt())))}},
        {"sem-key", {0, 0, CALL(quoted(semaphore().key()))}},
        {"sem-error", {0, 0, CALL(errorOf(semaphore().error(), semaphore().errorString()))}},
        {"sem-free", {0, 0, DO(semaphores.erase(selectedSemaphore))}},

        {"image-null", {0, 0, DO(image = QImage())}},
        {"image-new", {3, 3, imageNew}},
        {"image-load", {1, 1, CALL_WITH_WORDS(truth(image.load(text(w[0]))))}},
        {"image-convert",
         {1, 1,
          CALL_WITH_WORDS((image = image.convertToFormat(QImage::Format(w[0].toInt())),
                           truth(!image.isNull())))}},
        {"image-set-bits", {1, 1, imageSetBits}},
        {"image-set-colors", {0, 256, imageSetColors}},
        {"image-set-text", {2, 2, DO(image.setText(text(w[0]), text(w[1])))}},
        {"image-set-dpm",
         {2, 2, DO(image.setDotsPerMeterX(w[0].toInt()); image.setDotsPerMeterY(w[1].toInt()))}},
        {"image-set-offset", {2, 2, DO(image.setOffset(QPoint(w[0].toInt(), w[1].toInt())))}},
        {"image-info", {0, 0, imageInfo}},
        {"image-bits", {1, 1, imageBits}},
        {"image-colors", {0, 0, imageColors}},
        {"image-texts", {0, 0, imageTexts}},
        {"stream-write", {1, 3, streamWrite}},
        {"stream-read", {1, 2, streamRead}},
        {"put", {0, 1, putImage}},
        {"get", {0, 0, getImage}},
    };
    addNewKeyCommands(table);
    return table;
}

static Words split(const std::string &line)
{
    Words words;
    for (const QByteArray &word : QByteArray::fromStdString(line).split(' '))
        words.append(word == "\"\"" ? QByteArray() : QByteArray::fromPercentEncoding(word));
    return words;
}

static QByteArray answer(const std::map<std::string, Entry> &table, Words words)
{
    const auto found = table.find(words.takeFirst().toStdString());
    if (found == table.end())
        return "unknown";
    const Entry &entry = found->second;
    if (words.size() < entry.minimum || words.size() > entry.maximum)
        return "usage";
    return entry.run(words);
}

static void say(const QByteArray &line)
{
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

int main()
{
    const auto table = commands();
    int status = 0;
    std::string line;
    while (std::getline(std::cin, line)) {
        const Words words = split(line);
        if (words[0] == "exit") {
            status = words.size() > 1 ? words[1].toInt() : 0;
            break;
        }
        say(answer(table, words));
    }
    memories.clear();
    semaphores.clear();
    say("ok");
    return status;
}
