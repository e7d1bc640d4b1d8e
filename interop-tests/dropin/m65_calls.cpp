// SPDX-License-Identifier: MIT
// Calls the functions of map65's libm65/ipcomm.cpp: a segment with its lock, and a semaphore, of
// two global objects.
#include <cstdio>

extern "C" {
bool attach_m65_();
bool create_m65_(int nsize);
bool detach_m65_();
bool lock_m65_();
bool unlock_m65_();
char *address_m65_();
int size_m65_();
bool acquire_m65_();
bool release_m65_();
}

int main()
{
    const bool made = create_m65_(1000);
    const bool again = attach_m65_();
    address_m65_()[999] = 'x';
    const bool locked = lock_m65_();
    const bool unlocked = unlock_m65_();
    std::printf("create %d, attach %d, size %d, lock %d, unlock %d\n", made, again, size_m65_(),
                locked, unlocked);
    const bool acquired = acquire_m65_();
    const bool released = release_m65_();
    std::printf("acquire %d, release %d, detach %d\n", acquired, released, detach_m65_());
    return 0;
}
