# SPDX-License-Identifier: MIT
"""What a test sees of the machine's own objects: segments, locks and key files. Only for tests that
have a world of their own (src/tool/isolate), where everything there is belongs to the test."""
import ctypes
import os
import shutil

from peer import Skip

libc = ctypes.CDLL(None, use_errno=True)
IPC_RMID, GETVAL = 0, 12
MS_NOSUID, MS_NODEV, MS_REMOUNT = 2, 4, 32

# Folders that scenarios name in braces, below TMPDIR (which is {tmp}) with these permissions, and links.
PLACES = {"{other}": 0o1777, "{runtime}": 0o700, "{open-runtime}": 0o755}
LINKS = {"{link}": "{tmp}", "{runtime-link}": "{runtime}"}


def folders():
    return [os.environ["TMPDIR"], os.environ["XDG_RUNTIME_DIR"]]


def named(word):
    """The word with the folder that it names in braces."""
    for name in ("{tmp}", *PLACES, *LINKS):
        word = word.replace(name, folders()[0] if name == "{tmp}" else f"{folders()[0]}/{name[1:-1]}")
    return word


def make_places():
    for name, mode in PLACES.items():
        os.mkdir(named(name))
        os.chmod(named(name), mode)
    for name, target in LINKS.items():
        os.symlink(named(target), named(name))


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
    return sorted(os.path.join(where, name) for folder in folders()
                  for where, _, names in os.walk(folder) for name in names)


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


def remove_system_v_locks():
    """Also those that no name leads to any more; returns how many there were."""
    rows = system_v("sem")
    for row in rows:
        libc.semctl(row["semid"], 0, IPC_RMID)
    return len(rows)


def remove_locks():
    remove_system_v_locks()
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


def replace_files():
    """New files in the place of all key files, as after a cleaner of old files and a restart."""
    for path in key_files():
        status = os.stat(path)
        os.unlink(path)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, status.st_mode & 0o777))
        os.chown(path, status.st_uid, status.st_gid)


def empty_segments():
    """What a creator leaves that died between shm_open() and ftruncate(). System V has no such state."""
    for name in posix_names():
        if not name.startswith("sem."):
            os.truncate(f"/dev/shm/{name}", 0)


# --- limits of the system ---------------------------------------------------------------------------

original_limits = {}


def set_limit(name, value):
    """A limit of this IPC namespace: /proc/sys/kernel/NAME, of several numbers the last one."""
    path = f"/proc/sys/kernel/{name}"
    try:
        with open(path, "r+", encoding="ascii") as file:
            words = file.read().split()
            original_limits.setdefault(name, words[-1])
            file.seek(0)
            file.write(" ".join([*words[:-1], str(value)]))
    except OSError as problem:
        raise Skip(f"limits cannot be set here: {problem}") from None


def limit_shared_memory_folder(option):
    options = option.encode()
    if libc.mount(None, b"/dev/shm", None, MS_REMOUNT | MS_NOSUID | MS_NODEV, options) != 0:
        raise Skip(f"/dev/shm cannot be limited: {os.strerror(ctypes.get_errno())}")


def limit_posix_names(count):
    limit_shared_memory_folder(f"nr_inodes={count}")


def limit_posix_memory(size):
    """For the rest of the test: nothing sets this back."""
    limit_shared_memory_folder(f"size={size}")


def used_posix_names():
    system = os.statvfs("/dev/shm")
    return system.f_files - system.f_ffree


def limit_segments():
    set_limit("shmmni", len(system_v("shm")))
    limit_posix_names(used_posix_names())


def limit_locks():
    set_limit("sem", len(system_v("sem")))
    limit_posix_names(used_posix_names())


def limit_size():
    set_limit("shmmax", 1000)


def limit_nothing():
    if original_limits:
        limit_posix_names(100000)
    for name, value in list(original_limits.items()):
        set_limit(name, value)
    original_limits.clear()


# What else than processes acts in a scenario.
DEEDS = {
    "remove": {"segments": remove_segments, "locks": remove_locks, "files": remove_files},
    "replace": {"files": replace_files},
    "empty": {"segments": empty_segments},
    "limit": {"segments": limit_segments, "locks": limit_locks, "size": limit_size,
              "nothing": limit_nothing},
}


def remove_all():
    remove_segments()
    remove_locks()
    for folder in folders():
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)


def clean():
    """Makes the world empty again."""
    limit_nothing()
    remove_all()
    while held:
        os.close(held.popitem()[1])
