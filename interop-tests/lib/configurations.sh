# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what others set
# The build configurations and their tests, in build order. `run` builds them; `run --list` prints them. Needs
# $here, $root and $builds. Also needs $jobs, $fuzz_seconds, $fuzz_seed, $versions_cache and $suites_cache.
#
#   configuration NAME OPTION TESTS CMAKE-ARGUMENT...
#
# NAME      the build folder below build-tests/. NAME+WHAT configures the folder NAME once more.
# OPTION    the option of `run` that selects it; "always" needs no option.
# TESTS     the arguments of ctest; "" means all tests.

configurations=()
declare -A configuration_option configuration_tests configuration_arguments
common=(-G Ninja -DQSM_WERROR=ON -DQSM_BUILD_TESTS=ON -DQSM_VERSIONS= -DQSM_QT_SUITES=)

configuration() {
    local name=$1
    configurations+=("$name")
    configuration_option[$name]=$2
    configuration_tests[$name]=$3
    shift 3
    # shellcheck disable=SC2034 # read by eval
    printf -v "configuration_arguments[$name]" '%q ' -S "$root" -B "$builds/${name%%+*}" "${common[@]}" "$@"
}

# The tests that can depend on the compiler or the port.
inner="-L quick|checks"
# More warnings of the compiler and the C library. These flags leave out no code.
fortified="-DCMAKE_C_FLAGS=-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3"
# The compiler warns of code that sanitizers and counters add. So only the plain builds use -Werror.
no_werror=-DQSM_WERROR=OFF
no_bench=-DQSM_BUILD_BENCH=OFF
# What sanitizers add is compiled twice as fast with -O1, and found as well.
less="-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O1 -g -DNDEBUG"
# Programs of another system together with this machine's real Qt, which the first build has compiled.
foreign=("-DQSM_NATIVE_BUILD=$builds/gcc" -DQSM_BUILD_EXAMPLES=OFF)
# Only C is built without optimisation: the peers of Qt are those of other builds. The counters also hold for
# processes of other users and for those that become another program.
counters="--coverage -fprofile-update=atomic -fprofile-abs-path -Dexecvp=__gcov_execvp"

# The quick tests do without the bench, whose programs take long to compile.
bench=-DQSM_BUILD_BENCH=ON
[ "${quick:-no}" = no ] || bench=$no_bench

configuration gcc always "" -DCMAKE_C_COMPILER=gcc $bench
# Qt's own tests. They sleep most of the time.
configuration gcc+suites --suites "-L suites -j 7" -DCMAKE_C_COMPILER=gcc -DQSM_QT_SUITES="$suites_cache"
# The programs of Qt are those of the first build: ccache has them.
configuration clang --compilers "$inner" -DCMAKE_C_COMPILER=clang $no_bench "$fortified"
configuration plain-posix --variants "-L unit|install" -DCMAKE_C_COMPILER=gcc -DQSM_PLAIN_POSIX=ON \
    -DQSM_BUILD_PEERS=OFF -DBUILD_SHARED_LIBS=OFF "$fortified"
configuration zlib-plain-static --variants "$inner" -DCMAKE_C_COMPILER=gcc -DQSM_DEFLATE=zlib \
    -DQSM_SIMD=OFF -DQSM_PIXBUF=OFF -DBUILD_SHARED_LIBS=OFF $no_bench "$fortified"
# The first build has already run the matrix.
configuration asan-ubsan --sanitizers "-L unit|interop|cli -E matrix|ipc_orders" $no_werror "$less" $no_bench \
    -DQSM_SANITIZE=address,undefined
configuration tsan --sanitizers "-L unit" $no_werror "$less" -DQSM_SANITIZE=thread -DQSM_BUILD_PEERS=OFF \
    -DQSM_BUILD_EXAMPLES=OFF
for system in i386 s390x musl; do
    configuration $system --foreign "-L unit|interop" "${foreign[@]}" \
        -DCMAKE_TOOLCHAIN_FILE="$here/foreign/$system.cmake" -DQSM_FOREIGN_LIBRARIES="$builds/foreign/$system"
done
configuration fuzz --fuzz "-L fuzz -j $jobs" -DCMAKE_C_COMPILER=clang -DQSM_BUILD_FUZZERS=ON \
    -DQSM_FUZZ_SECONDS="$fuzz_seconds" -DQSM_FUZZ_SEED="$fuzz_seed" -DQSM_BUILD_EXAMPLES=OFF \
    -DQSM_IMAGE_PEER="$builds/gcc/interop-tests/differential/qt6/image_peer6" \
    -DQSM_SANITIZE=address,undefined,fuzzer-no-link
configuration coverage --coverage \
    "-L unit|interop|cli|faults|differential -E full|faults.calls|matrix" \
    -DCMAKE_C_COMPILER=gcc $no_werror $no_bench -DQSM_FAULT_STEP=6 -DCMAKE_C_FLAGS_RELWITHDEBINFO=-g \
    -DCMAKE_C_FLAGS="$counters"
# The peers of all Qt there is; the stress tests want them, too.
configuration gcc+all-qt --all-qt "-L versions|stress" -DCMAKE_C_COMPILER=gcc -DQSM_VERSIONS="$versions_cache"

# Prints a command line to paste. Paths in the project's folder become relative.
print_words() {
    local word line=
    for word in "$@"; do
        word=${word/#"$root/"/}
        word=${word/#"$root"/.}
        case $word in
        *[!a-zA-Z0-9_./=+:-]*) word="'$word'" ;;
        esac
        line+="$word "
    done
    printf '%s\n' "${line% }"
}
print_configurations() {
    local name folder arguments
    printf '# To paste in %s\n' "$root"
    for name in "${configurations[@]}"; do
        eval "arguments=(${configuration_arguments[$name]})"
        folder=$builds/${name%%+*}
        printf '\n# %s (%s)\n' "$name" "${configuration_option[$name]}"
        print_words cmake "${arguments[@]}"
        print_words cmake --build "$folder"
        # shellcheck disable=SC2086 # words of a ctest command line
        print_words ctest --test-dir "$folder" ${configuration_tests[$name]}
    done
}
