# SPDX-License-Identifier: MIT
"""Numbers and texts of errors, and what a failed call leaves, of a real Qt 6.6 or newer beside ours: the
same calls in the same world, first by Qt, then by qsm. One argument: the kind of the Qt peer."""
import os
import stat

import world
from matrix import Play
from peer import Peer, check, run
from versions import has_native_keys

# The longest names, and those that are too long. (For more than 255 the error depends on the libc.)
NAME_OF_251, NAME_OF_252 = "n" * 251, "n" * 252
NAME_OF_255, NAME_OF_256 = "n" * 255, "n" * 256

# Where the calls fail, and with which keys. {tmp}: the test's own folder.
CASES = {
    "no key": ["create 10", "attach", "lock", "unlock", "detach", "error"],
    "empty legacy key": ["set-key \"\"", "create 10", "attach", "lock"],
    "empty System V key": ["set-native-string systemv:", "create 10", "attach", "lock"],
    "empty POSIX key": ["set-native-string posix:", "attach", "create 10", "lock"],
    "slash inside a POSIX name": ["set-native-string posix:/a/b", "create 10", "attach", "lock"],
    "only a slash": ["set-native-string posix:/", "create 10", "attach"],
    "POSIX name without slash": ["set-native-string posix:plain", "create 10", "detach", "attach"],
    "dots": ["set-native-string posix:/..", "create 10", "attach"],
    "POSIX name of 251": [f"set-native-string posix:/{NAME_OF_251}", "create 10", "attach"],
    "POSIX name of 252": [f"set-native-string posix:/{NAME_OF_252}", "create 10", "attach"],
    "legacy key of 197 letters": ["set-key " + "k" * 197, "attach", "create 10", "detach"],
    "legacy key of 198 letters": ["set-key " + "k" * 198, "create 10", "attach"],
    "legacy key of 200 letters": ["set-key " + "k" * 200, "attach", "create 10"],
    "legacy key of 201 letters": ["set-key " + "k" * 201, "create 10", "attach", "lock"],
    "file name of 255": [f"set-native-string systemv:{{tmp}}/{NAME_OF_255}", "attach", "create 10"],
    "file name of 256": [f"set-native-string systemv:{{tmp}}/{NAME_OF_256}", "attach", "create 10"],
    "missing folder": ["set-native-string systemv:{tmp}/none/x", "attach", "create 10", "lock"],
    "a file as folder": ["set-native-string systemv:/etc/passwd/x", "attach", "create 10"],
    "relative file": ["set-native-string systemv:here", "attach", "create 10", "detach"],
    "folder as key file": ["set-native-string systemv:{tmp}", "attach"],
    "id above 127": ["set-native-string systemv-1:{tmp}/x", "create 10", "detach"],
    "Windows key": ["set-native-string windows:x", "native-key", "create 10", "attach"],
    "Windows key after another": ["set-native-string posix:/x", "set-native-string windows:x", "native-string"],
    "negative size": ["set-native-string posix:/x", "create -1", "create 0", "attach"],
    "negative size, System V": ["set-key k", "create -1", "create 0", "attach"],
    "not text": ["set-native-string no:/x", "native-string", "native-key"],
    "semaphore without a key": ["sem-new \"\" 1", "sem-error", "sem-acquire", "sem-release"],
    "semaphore with an empty POSIX key": ["sem-new-string posix: 1", "sem-error", "sem-acquire", "sem-release"],
    "semaphore with a slash": ["sem-new-string posix:/a/b 1", "sem-error", "sem-acquire", "sem-release"],
    "semaphore name of 251": [f"sem-new-string posix:/{NAME_OF_251} 1", "sem-error", "sem-acquire"],
    "semaphore name of 252": [f"sem-new-string posix:/{NAME_OF_252} 1", "sem-error", "sem-acquire"],
    "semaphore in a missing folder": ["sem-new-string systemv:{tmp}/none/x 1", "sem-error", "sem-acquire"],
    "semaphore in a folder": ["sem-new-string systemv:{tmp} 1", "sem-error", "sem-acquire", "sem-release"],
    "semaphore of too large a value": ["sem-new-string systemv:{tmp}/x 32768", "sem-error", "sem-acquire"],
    "semaphore of the largest value": ["sem-new-string systemv:{tmp}/x 32767", "sem-error", "sem-release",
                                       "sem-error", "sem-acquire", "sem-error"],
    "POSIX semaphore, negative": ["sem-new-string posix:/x -1", "sem-error"],
    "semaphore for Windows": ["sem-new-string windows:x 1", "sem-error", "sem-acquire", "sem-release"],
    "semaphore of no key text": ["sem-new-string no:x 1", "sem-error"],
}


# Where qsm says something else, and why: the line of Qt, and ours.
KEY_FILE = ("look: segments [], locks [1], no files", "look: segments [], locks [1], key file")
NO_TEXT = "false, error 3 QSharedMemory::setNativeKey: unsupported key type"
NO_TYPE = "false, error 2 QSystemSemaphore::setNativeKey: unsupported key type"
DIRECTORY = "QSharedMemory::attach (shm_open): a directory has this name"


def not_in_vain(files):
    """attach makes no lock for a segment that is not there."""
    return (f"look: segments [], locks [1], {files}", "look: segments [], locks [], no files", "once")


KNOWN = {
    "legacy key of 197 letters": [not_in_vain("lock file")],
    "legacy key of 200 letters": [not_in_vain("lock file")],
    "file name of 255": [not_in_vain("key file")],
    "folder as key file": [not_in_vain("no files")],
    # The error is Qt's; the text says what stands there.
    "dots": [("P create 10: false, error 4 QSharedMemory::attach (shm_open): already exists",
              f"P create 10: false, error 4 {DIRECTORY}"),
             ("P attach: false, error 3 QSharedMemory::attach (shm_open): bad name",
              f"P attach: false, error 3 {DIRECTORY}")],
    # Qt does not look at the lock of an empty key that it has not looked at before.
    "empty POSIX key": [
        ("P attach: false, error 3 QSharedMemory::handle: key is empty",
         "P attach: false, error 3 QSharedMemoryPrivate::initKey: unable to set key on lock "
         "(QSystemSemaphore::handle: key is empty)")],
    # The file of a native System V key names the lock too, which is still there.
    "relative file": [not_in_vain("key file"), KEY_FILE],
    "id above 127": [KEY_FILE],
    # Qt's setter returns nothing; a type that is none here is an error in qsm at once. (Through
    # qsm_qt_api.h it returns nothing either.)
    "Windows key": [("P set-native-string windows:x: ok", f"P set-native-string windows:x: {NO_TEXT}")],
    "Windows key after another": [
        ("P set-native-string windows:x: ok", f"P set-native-string windows:x: {NO_TEXT}")],
    "not text": [("P set-native-string no:/x: ok", f"P set-native-string no:/x: {NO_TEXT}")],
    "semaphore for Windows": [
        (f"P {call}: false, error 2 QSystemSemaphore::handle:: key is empty", f"P {call}: {NO_TYPE}")
        for call in ("sem-acquire", "sem-release")],
}


SETTERS_RETURN_NOTHING = os.environ.get("QSM_C_PEER") == "api_peer"


def as_known(name, seen):
    """What Qt was seen to do, with our line where a difference is known."""
    for of_qt, ours, *once in KNOWN.get(name, []):
        check(of_qt in seen, f"{name}: Qt no longer says {of_qt}")
        if SETTERS_RETURN_NOTHING and of_qt.endswith(": ok"):
            continue
        first = seen.index(of_qt)
        seen = [ours if line == of_qt and (at == first or not once) else line for at, line in enumerate(seen)]
    return seen


def seen_by(kind, commands):
    """What one process answers, from a world that is empty to what it leaves."""
    world.clean()
    os.chmod(world.folders()[0], stat.S_IRWXU)
    play = Play({"P": kind}, "no key of its own")
    play.give_key = lambda peer, key: None
    os.chdir(world.folders()[0])
    try:
        for command in commands:
            play.step("P " + command)
            play.step("look")
        play.leave()
    finally:
        for peer in play.peers.values():
            peer.kill()
        world.clean()
    return play.seen


def test_errors(kind):
    world.need_own_world()
    with Peer(kind) as peer:
        has_native_keys(peer)
    different = 0
    for name, commands in CASES.items():
        wanted, found = as_known(name, seen_by(kind, commands)), seen_by("c", commands)
        if wanted != found:
            different += 1
            print(f"= {name}")
            for a, b in zip(wanted, found):
                if a != b:
                    print(f"  {a}\n   > {b}")
    check(different == 0, f"{different} of {len(CASES)} cases")


run(globals())
