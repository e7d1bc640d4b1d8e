// SPDX-License-Identifier: MIT
// What a program sees of QSharedMemory and QSystemSemaphore: one line a step. Built with each Qt
// and with the headers of include/qsm/qt; test_behaviour.py compares the outputs. What is beneath a
// key (files, numbers) is the subject of other tests.
#include <QByteArray>
#include <QLatin1String>
#include <QSharedMemory>
#include <QString>
#include <QSystemSemaphore>
#include <QtDebug>

#include <cstdio>
#include <cstring>
#include <memory>
#include <type_traits>

static const char *const modes[] = {"ReadOnly", "ReadWrite"};

static std::string shown(const QString &text)
{
    return text.isNull() ? "null" : '"' + text.toStdString() + '"';
}

static void line(const char *what, const std::string &result)
{
    std::printf("%s: %s\n", what, result.c_str());
    std::fflush(stdout);
}

static void state(const char *what, const QSharedMemory &memory)
{
    line(what, std::to_string(memory.error()) + " " + shown(memory.errorString()) + ", key " +
                   shown(memory.key()) + ", native " + shown(memory.nativeKey()) + ", size " +
                   std::to_string(memory.size()) + (memory.isAttached() ? ", attached" : "") +
                   (memory.constData() != nullptr ? ", data" : ""));
}

static void step(const char *what, bool result, const QSharedMemory &memory)
{
    line(what, result ? "true" : "false");
    state(what, memory);
}

static void sizes()
{
    QSharedMemory memory;
    line("sizeof size()", std::to_string(sizeof(memory.size())));
    line("enumerators", std::to_string(QSharedMemory::UnknownError) + " " +
                            std::to_string(QSystemSemaphore::UnknownError) + " " +
                            modes[QSharedMemory::ReadWrite]);
}

static void keys()
{
    QSharedMemory memory;
    state("no key", memory);
    memory.setKey("");
    state("empty key", memory);
    memory.setKey(QLatin1String("l\xe4tin"));
    state("Latin-1 key", memory);
    memory.setKey(QString::fromUtf8("\xd0\x9a\xd0\xbb\xd1\x8e\xd1\x87"));
    state("UTF-8 key", memory);
    memory.setKey(QString());
    state("null key", memory);
    memory.setNativeKey("/tmp/native");
    state("native key", memory);
    memory.setNativeKey(QString());
    state("null native key", memory);
    QSharedMemory made(QString::fromLatin1("l\xe4tin"));
    state("constructor", made);
}

static void life()
{
    QSharedMemory memory("dropin");
    step("lock before create", memory.lock(), memory);
    step("unlock before create", memory.unlock(), memory);
    step("attach to nothing", memory.attach(), memory);
    step("detach of nothing", memory.detach(), memory);
    step("create 0", memory.create(0), memory);
    step("create -1", memory.create(-1), memory);
    step("create", memory.create(100), memory);
    std::strcpy(static_cast<char *>(memory.data()), "text");
    step("attach again", memory.attach(), memory);
    step("lock", memory.lock(), memory);
    step("lock again", memory.lock(), memory);
    step("unlock", memory.unlock(), memory);
    step("unlock again", memory.unlock(), memory);

    QSharedMemory other("dropin");
    step("create of another", other.create(10), other);
    {
        QSharedMemory reader("dropin");
        step("attach of another", reader.attach(QSharedMemory::ReadOnly), reader);
        line("contents", static_cast<const char *>(reader.constData()));
    } // detaches
    step("detach", memory.detach(), memory);
    step("detach again", memory.detach(), memory);
    step("create after the last detach", memory.create(5), memory);
    step("lock", memory.lock(), memory);
    step("detach under the lock", memory.detach(), memory);
    step("unlock after it", memory.unlock(), memory);
    step("create", memory.create(7), memory);
    memory.lock();
    step("create under the lock", memory.create(7), memory);
    memory.lock();
    memory.setKey("dropin-2");
    state("another key", memory);
    step("attach with another key", memory.attach(), memory);
}

static void destructors()
{
    {
        QSharedMemory memory("dropin-3");
        step("create", memory.create(8), memory);
        memory.lock();
        line("destructor", "under the lock");
    }
    QSharedMemory memory("dropin-3");
    step("attach after the destructor", memory.attach(), memory);
    QObject parent;
    QSharedMemory *child = new QSharedMemory("dropin-4", &parent);
    line("parent", child->parent() == &parent ? "it" : "another");
    std::unique_ptr<QObject> base(new QSharedMemory("dropin-5"));
    line("parent", base->parent() == nullptr ? "none" : "another");
    step("create", child->create(8), *child);
}

static void withoutKey()
{
    QSharedMemory memory;
    step("create without key", memory.create(10), memory);
    step("attach without key", memory.attach(), memory);
    step("lock without key", memory.lock(), memory);
    QSharedMemory other;
    step("attach without key", other.attach(), other);
    QSharedMemory large("dropin-6");
    step("create of half the address space", large.create(2147483647), large);
    large.setKey(QString(QByteArray("a")).append("/b"));
    step("create with a slash", large.create(1), large);
}

static void state(const char *what, const QSystemSemaphore &semaphore)
{
    line(what, std::to_string(semaphore.error()) + " " + shown(semaphore.errorString()) + ", key " +
                   shown(semaphore.key()));
}

static void step(const char *what, bool result, const QSystemSemaphore &semaphore)
{
    line(what, result ? "true" : "false");
    state(what, semaphore);
}

static void semaphores()
{
    QSystemSemaphore none((QString()));
    step("acquire without key", none.acquire(), none);
    QSystemSemaphore semaphore("dropin", 2, QSystemSemaphore::Create);
    state("semaphore", semaphore);
    step("acquire", semaphore.acquire(), semaphore);
    step("acquire", semaphore.acquire(), semaphore);
    step("release 2", semaphore.release(2), semaphore);
    step("release 0", semaphore.release(0), semaphore);
    step("release -1", semaphore.release(-1), semaphore);
    semaphore.setKey("dropin-2", 1);
    step("acquire of another key", semaphore.acquire(), semaphore);
    QSystemSemaphore high("dropin-7", 40000, QSystemSemaphore::Create);
    state("a value above the system's limit", high);
}

int main()
{
    sizes();
    keys();
    life();
    destructors();
    withoutKey();
    semaphores();
    return 0;
}
