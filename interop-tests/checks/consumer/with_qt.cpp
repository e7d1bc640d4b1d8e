// SPDX-License-Identifier: MIT
// Somebody else's program, written for Qt: it finds no segment of this key.
#include <QtCore/QSharedMemory>

#include <cstdio>

int main()
{
    QSharedMemory memory("hello");
    const bool attached = memory.attach(QSharedMemory::ReadOnly);

    std::printf("%s: %d\n", qPrintable(memory.key()), memory.error());
    return attached ? 1 : 0;
}
