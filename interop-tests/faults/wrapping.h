/* SPDX-License-Identifier: MIT */
/*
 * How a call is taken over: what it can fail with, and when its turn is. For the files that do so;
 * each of the calls is also an option of the linker (CMakeLists.txt).
 */
#ifndef QSM_FAULTS_WRAPPING_H
#define QSM_FAULTS_WRAPPING_H

#include <errno.h>
#include <stdbool.h>

#include "wraps.h"

enum { MOST_ERRORS = 6 };

/* What a call can fail with; 0 ends the list. */
typedef struct fault_call {
    const char *name;
    bool allocates;
    int errors[MOST_ERRORS];
} fault_call;

/* Whether this call is to fail; errno is then set. */
bool fault_due(const fault_call *of);

/* Counts a block of memory that was given; NULL is none. */
void *fault_taken(void *block);

/* A call of fixed arguments. */
#define WRAP(result, name, parameters, arguments, failure, ...)                                    \
    WRAP_NAMED(result, name, parameters, arguments, failure, __VA_ARGS__)
#define WRAP_NAMED(result, name, parameters, arguments, failure, ...)                              \
    result __real_##name parameters;                                                               \
    result __wrap_##name parameters;                                                               \
    result __wrap_##name parameters                                                                \
    {                                                                                              \
        static const fault_call of = {#name, false, {__VA_ARGS__, 0}};                             \
        return fault_due(&of) ? (failure) : __real_##name arguments;                               \
    }

/* What gives something back does so and fails all the same: what it was given is gone. */
#define WRAP_RELEASE(result, name, parameters, arguments, failure, ...)                            \
    result __real_##name parameters;                                                               \
    result __wrap_##name parameters;                                                               \
    result __wrap_##name parameters                                                                \
    {                                                                                              \
        static const fault_call of = {#name, false, {__VA_ARGS__, 0}};                             \
        bool fails = fault_due(&of);                                                               \
        int error = errno;                                                                         \
        result value = __real_##name arguments;                                                    \
        if (!fails)                                                                                \
            return value;                                                                          \
        errno = error;                                                                             \
        return failure;                                                                            \
    }

/* One that gives memory. */
#define WRAP_MEMORY(name, parameters, arguments)                                                   \
    void *__real_##name parameters;                                                                \
    void *__wrap_##name parameters;                                                                \
    void *__wrap_##name parameters                                                                 \
    {                                                                                              \
        static const fault_call of = {#name, true, {ENOMEM, 0}};                                   \
        return fault_due(&of) ? NULL : fault_taken(__real_##name arguments);                       \
    }

#endif
