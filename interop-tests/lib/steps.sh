# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what others set
# The steps of `run`: each is counted and timed. Needs $here, $builds and $jobs, and the builds of
# configurations.sh. Steps "behind" run at the same time as the tests, with low priority.

passed=0 failed=0 skipped=0
behind_pids=()
# Many tests wait. So more tests than processors run at once.
test_jobs=$((jobs + jobs / 2))

begin_steps() {
    rm -rf "$builds/steps"
    mkdir -p "$builds/steps"
    trap end_behind EXIT
}
say() {
    printf '\n== %s (%d min %02d s)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60))
}
count() {
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# fail WHAT: counts a failure, which is named again at the end.
fail() {
    echo "FAILED: $1"
    echo "$1" >>"$builds/steps/failed"
    count 0 1 0
}

# timed WHAT COMMAND...: adds a row to the table at the end.
timed() {
    local what=$1 begun=$SECONDS status
    shift
    "$@"
    status=$?
    printf '%3d:%02d  %s\n' $(((SECONDS - begun) / 60)) $(((SECONDS - begun) % 60)) "$what" >>"$builds/steps/times"
    return $status
}
print_times() {
    [ -s "$builds/steps/times" ] || return 0
    printf '\nmin:sec  step\n'
    sed 's/^/ /' "$builds/steps/times"
    printf ' %3d:%02d  total\n' $((SECONDS / 60)) $((SECONDS % 60))
}
print_failed() {
    [ -s "$builds/steps/failed" ] || return 0
    printf '\nfailed:\n'
    sed 's/^/  /' "$builds/steps/failed"
}
finish() {
    local line="$passed passed, $failed failed"
    [ "$skipped" -eq 0 ] || line+=", $skipped skipped"
    print_times
    print_failed
    printf '\n%s\n' "$line"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# behind COMMAND...: starts the command and does not wait; $! is its process, and its group.
behind() {
    set -m
    {
        renice -n 19 -p "$BASHPID" >/dev/null
        suffix=" (behind the tests)"
        "$@"
    } </dev/null &
    set +m
    behind_pids+=($!)
}
end_behind() {
    local pid
    progress_end
    for pid in "${behind_pids[@]}"; do
        kill -TERM -- -"$pid" 2>/dev/null
    done
}

# The state of a step is a file with passed, failed or skipped. Waiting steps wait for the file.
suffix=
set_state() {
    echo "$2" >"$builds/steps/$1.new" && mv "$builds/steps/$1.new" "$builds/steps/$1.state"
}
any_behind() {
    local pid
    for pid in "${behind_pids[@]}"; do
        ! kill -0 "$pid" 2>/dev/null || return 0
    done
    return 1
}
wait_for_state() {
    while [ ! -e "$builds/steps/$1.state" ] && any_behind; do
        sleep 0.2
    done
}
state_of() {
    [ -e "$builds/steps/$1.state" ] || timed "wait for $1" wait_for_state "$1"
    cat "$builds/steps/$1.state" 2>/dev/null || echo failed
}

# run_check NAME COMMAND...: a step that is not a CTest test. collect_check NAME counts it as one.
run_check() {
    local name=$1 file=${1//[^a-zA-Z0-9]/-}
    shift
    timed "$name$suffix" "$@" >"$builds/log-$file.txt" 2>&1
    case $? in
    0) set_state "$file" passed ;;
    77) set_state "$file" skipped ;;
    *) set_state "$file" failed ;;
    esac
}
collect_check() {
    local name=$1 file=${1//[^a-zA-Z0-9]/-}
    case $(state_of "$file") in
    passed)
        echo "passed: $name"
        count 1 0 0
        ;;
    skipped)
        grep '^SKIP: ' "$builds/log-$file.txt"
        count 0 0 1
        ;;
    *)
        tail -n 60 "$builds/log-$file.txt"
        fail "$name (full log: $builds/log-$file.txt)"
        ;;
    esac
}
check() {
    say "$1"
    run_check "$@"
    collect_check "$1"
}

# Prepares the build of a configuration. 77: not possible on this machine.
prepare() {
    case ${configuration_option[$1]} in
    --foreign) "$here/foreign/prepare" "$1" "$builds/foreign" ;;
    --coverage) rm -rf "$builds/coverage" ;; # counters of an older build would count
    esac
}
# In the coverage build, processes of other users must write their counters.
mask_of() {
    case ${configuration_option[$1]} in
    --coverage) echo 000 ;;
    *) umask ;;
    esac
}
configure_and_build() (
    name=$1
    umask "$(mask_of "$name")"
    eval "arguments=(${configuration_arguments[$name]})"
    prepare "$name" && cmake "${arguments[@]}" && cmake --build "$builds/${name%%+*}" -j "$jobs"
)

# build NAME: configures and builds. report_build NAME prints the result, and counts a failure.
build() {
    timed "build $1$suffix" configure_and_build "$1" >"$builds/$1.log" 2>&1 </dev/null
    case $? in
    0) set_state "$1" passed ;;
    77) set_state "$1" skipped ;;
    *) set_state "$1" failed ;;
    esac
}
report_build() {
    case $(state_of "$1") in
    passed) return 0 ;;
    skipped)
        grep '^SKIP: ' "$builds/$1.log"
        count 0 0 1
        ;;
    *)
        tail -n 60 "$builds/$1.log"
        fail "build $1 (full log: $builds/$1.log)"
        ;;
    esac
    return 1
}
build_now() {
    say "build $1"
    progress_begin "building" "$builds/$1.log"
    build "$1"
    progress_end
    report_build "$1"
}
await_build() {
    say "build $1"
    progress_begin "building" "$builds/$1.log"
    state_of "$1" >/dev/null
    progress_end
    report_build "$1"
}

# run_tests NAME CTEST-ARGUMENT...: runs tests of a build and counts them.
run_tests() {
    local folder=$builds/${1%%+*} name=$1 results expected numbers
    shift
    [ -z "$filter" ] || set -- "$@" -R "$filter"
    results=$folder/results-$(printf '%s' "$*" | tr -c 'a-zA-Z0-9' '-').xml
    rm -f "$results"
    expected=$(ctest --test-dir "$folder" -N "$@" | sed -n 's/^Total Tests: //p')
    say "test $name: ${expected:-0} tests"
    if [ "${expected:-0}" -eq 0 ]; then
        [ -n "$filter" ] || fail "$name has no such tests"
        return 0
    fi
    timed "test $name: $expected tests$suffix" ctest --test-dir "$folder" -j "$test_jobs" --output-on-failure \
        --output-junit "$results" "$@" </dev/null
    if numbers=$(python3 "$here/lib/count.py" "$results" "$expected" "$builds/steps/failed" "$name"); then
        # shellcheck disable=SC2086 # three numbers
        count $numbers
    else
        fail "no readable results of $name"
        count 0 "$((expected - 1))" 0
    fi
}

# test_configuration NAME [CTEST-ARGUMENT...]: runs the tests of its row. The arguments select some.
test_configuration() {
    local name=$1 mask
    shift
    mask=$(umask)
    umask "$(mask_of "$name")"
    # shellcheck disable=SC2086 # words of a ctest command line
    run_tests "$name" ${configuration_tests[$name]} "$@"
    umask "$mask"
}
build_and_test() {
    build_now "$1" && test_configuration "$@"
}

# test_behind NAME: as test_configuration, but does not wait. collect_tests NAME counts the tests.
test_and_note() {
    passed=0 failed=0 skipped=0
    test_configuration "$1" >"$builds/log-$1.txt" 2>&1
    set_state "tests-$1" "$passed $failed $skipped"
}
test_behind() {
    behind test_and_note "$1"
}
collect_tests() {
    local numbers
    numbers=$(state_of "tests-$1")
    cat "$builds/log-$1.txt"
    if [ "$numbers" = failed ]; then
        fail "the tests of $1 did not end"
        numbers="0 0 0"
    fi
    # shellcheck disable=SC2086 # three numbers
    count $numbers
}
