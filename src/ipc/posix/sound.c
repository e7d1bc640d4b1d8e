/* SPDX-License-Identifier: MIT */
/*
 * Whether a file can be used as a semaphore. Any program can make a file of such a name. glibc ends
 * the process ("The futex facility returned an unexpected error code") if it waits for, or wakes,
 * a semaphore whose flag between threads and processes is neither.
 */
#include <string.h>

#include "ipc/posix/posix.h"

#if QSM_HAS_DEV_SHM || defined(__GLIBC__) /* where a semaphore is a file */

enum { FORMS = 2, FIELDS = sizeof(sem_t) / sizeof(int) }; /* between threads, between processes */

bool qsm__posix_semaphore_is_sound(const sem_t *semaphore)
{
    int found[FIELDS];
    int forms[FORMS][FIELDS];
    bool has_form[FORMS] = {true, true};
    memcpy(found, semaphore, sizeof found);
    for (int form = 0; form < FORMS; form++) {
        sem_t made;
        memset(&made, 0, sizeof made);
        if (sem_init(&made, form, 0) != 0)
            return true; /* not known */
        memcpy(forms[form], &made, sizeof forms[form]);
    }
    /* The flag is the field in which the two forms differ. */
    for (size_t i = 0; i < FIELDS; i++) {
        for (int form = 0; form < FORMS && forms[0][i] != forms[1][i]; form++)
            has_form[form] = has_form[form] && found[i] == forms[form][i];
    }
    return has_form[0] || has_form[1];
}

#else

bool qsm__posix_semaphore_is_sound(const sem_t *semaphore)
{
    (void)semaphore;
    return true;
}

#endif
