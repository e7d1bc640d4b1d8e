/* SPDX-License-Identifier: MIT */
/*
 * Only this file says which SIMD variants may run. A caller asks once an image, then chooses its
 * functions. Nothing is stored.
 */
#ifndef QSM_IMAGE_PIXEL_CPU_H
#define QSM_IMAGE_PIXEL_CPU_H

#define QSM_CPU_SSSE3 0x1U
#define QSM_CPU_SSE41 0x2U
#define QSM_CPU_AVX2 0x4U
#define QSM_CPU_PCLMUL 0x8U

/*
 * Defined if the *_x86.c files are compiled. These files and their callers use no other condition.
 */
#if defined(QSM_SIMD_ENABLED) && (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#define QSM_CPU_X86 1
#else
#define QSM_CPU_X86 0
#endif

/*
 * The features of this processor as QSM_CPU_ flags. 0 if the environment variable QSM_SIMD is
 * "off", on other architectures, and if the library was built with QSM_SIMD=OFF. QSM_SIMD can also
 * limit the features to "ssse3", "sse41" or "avx2".
 */
unsigned qsm__cpu_features(void);

#endif
