// SPDX-License-Identifier: MIT
// The same as ipc_c.c with a real Qt.
#include <QSharedMemory>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>

static double now()
{
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
}

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
        const double begin = now();
        for (long i = 0; i < count; i++) {
            if (!round())
                return 2;
        }
        std::printf("%.1f\n", (now() - begin) / double(count));
        std::fflush(stdout);
    }
    return 0;
}
