// SPDX-License-Identifier: MIT
// Calls the functions of WSJT-X's lib/shmem.cpp as the Fortran program jt9 does: attaches to KEY,
// reads the first number under the lock, writes the next one behind it, detaches. With a second
// argument it only attaches, says so, waits for a line, and ends without a call of shmem_detach().
#include <cstdio>

extern "C" {
void shmem_setkey(char *const key);
bool shmem_attach();
bool shmem_lock();
bool shmem_unlock();
bool shmem_detach();
int shmem_size();
struct jt9com *shmem_address();
}

int main(int argc, char *argv[])
{
    shmem_setkey(argv[1]);
    if (!shmem_attach()) {
        std::puts("shared memory not available");
        return 1;
    }
    if (argc > 2) {
        std::puts("attached");
        std::fflush(stdout);
        std::getchar();
        return 0;
    }
    unsigned char *bytes = reinterpret_cast<unsigned char *>(shmem_address());
    const bool locked = shmem_lock();
    const int size = shmem_size();
    bytes[1] = static_cast<unsigned char>(bytes[0] + 1);
    const bool unlocked = shmem_unlock();
    const bool detached = shmem_detach();
    std::printf("%d bytes, lock %d, unlock %d, detach %d\n", size, locked, unlocked, detached);
    return 0;
}
