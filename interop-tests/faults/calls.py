# SPDX-License-Identifier: MIT
"""calls.py LIBRARY WRAP...: every function the library takes from elsewhere is wrapped, or cannot fail in
a way that matters."""
import re
import subprocess
import sys

# Why these are not wrapped.
HARMLESS = {
    "no system call, or one that cannot fail": """__cxa_finalize __errno_location __gmon_start__
        _ITM_deregisterTMCloneTable _ITM_registerTMCloneTable clock_gettime getenv geteuid getpid sysconf
        ferror localtime_r mktime snprintf vsnprintf strerror_r __stack_chk_fail qsort abort
        sem_init""",
    "memory and text": """memchr memcmp bcmp memcpy memmove memset strchr strrchr strstr strcasecmp strncasecmp strcmp strcspn strlen
        strncmp strspn strtod strtoll strtol strtoul strtoull frexp ldexp nearbyint strnlen floor floorf ceil pow powf lround round sqrt""",
    "fails only before the first object is there (unit fork)": "__register_atfork",
    "closes what was only read": "closedir fclose",
    "works on memory that was given": """deflate deflateEnd deflateReset inflateEnd inflateReset
        crc32 adler32 libdeflate_adler32 libdeflate_crc32 libdeflate_zlib_decompress_ex
        libdeflate_free_decompressor""",
}


def main():
    library, wrapped = sys.argv[1], set(sys.argv[2:])
    output = subprocess.run(["nm", "-D", "-u", library], check=True, capture_output=True, text=True).stdout
    # glibc 2.38 and newer give strtol() and its like, as C23 has them, another name.
    used = {re.sub("@.*|^__isoc23_", "", line.split()[-1]) for line in output.splitlines()}
    used -= {name for name in used if re.match("__(asan|ubsan|tsan|sanitizer|.*_chk$)|_{0,2}gcov", name)}
    harmless = {name for names in HARMLESS.values() for name in names.split()}
    missing = sorted(used - wrapped - harmless)
    print(f"{len(used)} functions from elsewhere, {len(used & wrapped)} of them wrapped")
    if missing or not used & wrapped:
        sys.exit(f"neither wrapped nor known as harmless: {' '.join(missing)}")


main()
