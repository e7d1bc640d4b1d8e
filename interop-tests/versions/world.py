# SPDX-License-Identifier: MIT
"""What a test sees of the machine's own objects: segments, locks and key files. Only for tests that
have a world of their own (../harness/isolate.c), where everything there is belongs to the test."""
import ctypes
import os

from peer import Skip

libc = ctypes.CDLL(None, use_errno=True)
IPC_RMID, GETVAL = 0, 12


def folders():
    return [os.environ["TMPDIR"], os.environ["XDG_RUNTIME_DIR"]]


def need_own_world():
    if os.environ.get("QSM_TEST_ISOLATED") != "1":
        raise Skip("no namespaces: objects of others could not be told from ours")


def system_v(kind):
    """The rows of /proc/sysvipc/KIND as dictionaries of numbers."""
    with open(f"/proc/sysvipc/{kind}", encoding="ascii") as file:
        names, *rows = [line.split() for line in file]
    return [{name: int(word, 8 if name == "perms" else 10) for name, word in zip(names, row)}
            for row in rows]


def posix_names():
    return sorted(os.listdir("/dev/shm"))


def posix_semaphore_value(name):
    with open(f"/dev/shm/{name}", "rb") as file:
        return int.from_bytes(file.read(4), "little")


def key_files():
    return sorted(os.path.join(folder, name) for folder in folders() for name in os.listdir(folder))


def segments():
    """Size and number of attachments of each; POSIX does not count attachments."""
    found = [f"{row['size']} bytes, {row['nattch']} attached" for row in system_v("shm")]
    return sorted(found + [f"{os.stat(f'/dev/shm/{name}').st_size} bytes" for name in posix_names()
                           if not name.startswith("sem.")])


def locks():
    """The value of each."""
    found = [libc.semctl(row["semid"], 0, GETVAL) for row in system_v("sem")]
    return sorted(found + [posix_semaphore_value(name) for name in posix_names()
                           if name.startswith("sem.")])


def look():
    """All there is, in one line of text. Names of key files do not matter, their kinds do."""
    kinds = sorted("lock file" if "systemsem" in os.path.basename(path) else "key file"
                   for path in key_files())
    return f"segments {segments()}, locks {locks()}, {', '.join(kinds) or 'no files'}"


def remove_segments():
    for row in system_v("shm"):
        libc.shmctl(row["shmid"], IPC_RMID, None)
    for name in posix_names():
        if not name.startswith("sem."):
            os.unlink(f"/dev/shm/{name}")


def remove_locks():
    for row in system_v("sem"):
        libc.semctl(row["semid"], 0, IPC_RMID)
    for name in posix_names():
        if name.startswith("sem."):
            os.unlink(f"/dev/shm/{name}")


# Key files that were seen, held open. While they are, no new file gets an inode that one of them had;
# the numbers of System V objects are made of inodes, and chance would decide who meets whom.
held = {}


def hold_files():
    for path in key_files():
        identity = os.stat(path).st_ino
        if identity not in held:
            held[identity] = os.open(path, os.O_RDONLY)


def remove_files():
    for path in key_files():
        os.unlink(path)


def clean():
    """Makes the world empty again."""
    remove_segments()
    remove_locks()
    remove_files()
    while held:
        os.close(held.popitem()[1])
