// SPDX-License-Identifier: MIT
// The same as ipc_c.c with a real Qt.
#include <QSharedMemory>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>

int main(int argc, char **argv)
{
    if (argc != 2)
        return 1;
    QSharedMemory holder(QString::fromUtf8(argv[1]));
    QSharedMemory guest(QString::fromUtf8(argv[1]));
    if (!holder.create(4096) && !holder.attach())
        return 1;
    const std::function<bool()> lock = [&] { return holder.lock() && holder.unlock(); };
    const std::function<bool()> attach = [&] {
        return guest.attach() && guest.lock() && guest.unlock() && guest.detach();
    };
    char name[32];
    long count;
    while (std::scanf("%31s %ld", name, &count) == 2) {
        const auto &round = std::strcmp(name, "lock") == 0 ? lock : attach;
        const auto begin = std::chrono::steady_clock::now();
        for (long i = 0; i < count; i++) {
            if (!round())
                return 2;
        }
        const std::chrono::duration<double, std::nano> time =
            std::chrono::steady_clock::now() - begin;
        std::printf("%.1f\n", time.count() / double(count));
        std::fflush(stdout);
    }
    return 0;
}
