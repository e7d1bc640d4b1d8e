# SPDX-License-Identifier: MIT
"""What strangers can put where qsm looks: FIFOs, sockets, directories, links, devices, leased files, files that
change. No command waits for them, opens them or dies of them, and each says what is so. Every command must end by
itself; LIMIT is far below the 45 s that the kernel lets a lease last.
QSM_STRANGER_ROUNDS=N: how often commands look at files that change (default 8)."""
import contextlib
import fcntl
import json
import os
import signal
import socket
import stat
import subprocess
import threading
import time

import world
from command import tool
from peer import Skip, check, equal, fresh_key, run, temp_path
from system_v import file_of, libc

SAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "sample.png")
ROUNDS = int(os.environ.get("QSM_STRANGER_ROUNDS", "8"))
LIMIT = 10
STRANGER = 65533
SEMAPHORE_SIZE = 32
SHM = "/dev/shm/"


def qsm(*words):
    """Ended by itself, and not by a signal: its status, and all it printed."""
    done = subprocess.run([tool(), *words], capture_output=True, check=False, timeout=LIMIT,
                          stdin=subprocess.DEVNULL)
    check(done.returncode in (0, 1), f"qsm {words} ends with {done.returncode}: {done.stderr.decode()}")
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def rows(key):
    """The names of a key on this system."""
    _, text = qsm("key", key, "--json")
    return [row for row in json.loads(text)["names"] if row["host"] == "this system"]


def posix_row(key):
    return next(row for row in rows(key) if (row["scheme"], row["type"]) == ("legacy", "posix"))


def segment_file(row):
    return SHM + row["segment"]["name"].lstrip("/")


def lock_file(row):
    return SHM + "sem." + row["lock"]["name"].lstrip("/")


# --- what strangers put there -------------------------------------------------------------------------

def make_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path)


def make_device(path):
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))


def can_make_devices():
    try:
        make_device(temp_path("device"))
    except PermissionError:
        return False  # not in a user namespace either
    os.unlink(temp_path("device"))
    return True


OBSTACLES = {
    "a FIFO": os.mkfifo,
    "a socket": make_socket,
    "a directory": os.mkdir,
    "a symbolic link": lambda path: os.symlink("/dev/zero", path),
    "a symbolic link to nothing": lambda path: os.symlink("/nonexistent", path),
    "a device": make_device,
}


@contextlib.contextmanager
def obstacle(name, path):
    """It must still be there afterwards, and be the same."""
    OBSTACLES[name](path)
    before = os.lstat(path)
    try:
        yield
        after = os.lstat(path)
        equal((after.st_ino, after.st_mode), (before.st_ino, before.st_mode), f"{name} at {path}")
    finally:
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)


def each_obstacle():
    return [name for name in OBSTACLES if name != "a device" or can_make_devices()]


@contextlib.contextmanager
def stranger(run_it):
    """A process of another user, where there can be one; run_it(tell) tells when it is ready."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(read_end)
            if os.geteuid() == 0:
                os.setgid(STRANGER)
                os.setuid(STRANGER)
            os.umask(0)
            run_it(lambda: os.write(write_end, b"!"))
            status = 0
        finally:
            os._exit(status)
    os.close(write_end)
    ready = os.read(read_end, 1)
    os.close(read_end)
    try:
        check(ready == b"!", "the stranger is ready")
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def write_file(path, data):
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
    os.write(descriptor, data)
    return descriptor


def lease(*files):
    """Keeps write leases on new files, each given with its contents."""
    def run_it(tell):
        signal.signal(signal.SIGIO, signal.SIG_IGN)
        kept = []
        for path, data in files:
            os.close(write_file(path, data))
            kept.append(os.open(path, os.O_RDWR))
            fcntl.fcntl(kept[-1], fcntl.F_SETLEASE, fcntl.F_WRLCK)
        tell()
        signal.pause()
    return run_it


def free_semaphore(value=1):
    return value.to_bytes(4, "little") + bytes(SEMAPHORE_SIZE - 4)


# --- the commands -------------------------------------------------------------------------------------

def looking(key, names):
    yield from (["list"], ["list", "--json"], ["list", "--no-content"], ["gc", "--dry-run"], ["key", key],
                ["info", *names], ["doctor", *names, "--wait", "0.05"])


def changing(names):
    yield from (["gc", "--yes"], ["rm", *names], ["lock", *names, "--repair", "--yes"])


def using(names):
    yield from (["get", *names, "--timeout", "0.2"], ["get", *names, "--wait", "0.05"],
                ["put", *names, SAMPLE, "--hold=0", "--timeout", "0.2"],
                ["put", *names, SAMPLE, "--hold=0", "--replace", "--timeout", "0.2"],
                ["lock", *names, "--timeout", "0.2", "--", "true"],
                ["watch", *names, "--count", "1", "--timeout", "0.1", "--interval", "0.05"])


def need_world():
    world.need_own_world()
    if not os.path.isdir(SHM):
        raise Skip("no /dev/shm")


# --- the tests ----------------------------------------------------------------------------------------

def test_obstacles_as_segment():
    """No segment of this name; who wants to use it is told what has the name."""
    need_world()
    key = fresh_key()
    row = posix_row(key)
    names = ["--native", row["segment"]["string"]]
    for name in each_obstacle():
        words = name.replace(" to nothing", "")
        with obstacle(name, segment_file(row)):
            for line in (*looking(key, names), *changing(names), *using(names)):
                status, text = qsm(*line)
                what = f"{name}, qsm {line}: {text}"
                check(line[0] != "list" or text in ("No segments of Qt programs.\n", "[]\n"), what)
                check(line[0] != "gc" or text.startswith(("0 to remove", "0 removed")), what)
                check(line[0] not in ("info", "rm", "get", "put", "watch") or status == 1, what)
                check(line[0] != "doctor" or f"name-taken: {segment_file(row)}" in text, what)
                if line[0] in ("put", "get") and "--wait" not in line:
                    check(f"{words} has this name" in text, what)
                if os.path.exists(lock_file(row)):
                    os.unlink(lock_file(row))


def test_obstacles_as_lock():
    need_world()
    key = fresh_key()
    row = posix_row(key)
    names = ["--native", row["segment"]["string"]]
    for name in each_obstacle():
        words = name.replace(" to nothing", "")
        with obstacle(name, lock_file(row)):
            for line in (*looking(key, names), *changing(names), *using(names)):
                status, text = qsm(*line)
                what = f"{name}, qsm {line}: {text}"
                check(line[0] not in ("get", "put", "lock", "watch") or status == 1, what)
                if (line[0] in ("put", "get", "lock")) and "--wait" not in line and "--repair" not in line:
                    check(f"{words} has this name" in text, what)
                check(not os.path.exists(segment_file(row)), f"{what}: no segment without a lock")


def test_obstacles_as_any_name():
    """A name that is not Qt's, and a semaphore of that name."""
    need_world()
    for name in each_obstacle():
        for path in (SHM + "x", SHM + "sem.x", SHM + "sem.y"):
            os.close(write_file(SHM + "y", b"a file that sem.y makes interesting"))
            with obstacle(name, path):
                for line in (["list"], ["gc", "--dry-run"], ["gc", "--yes"]):
                    equal(qsm(*line)[0], 0, f"{name} at {path}, {line}")
                    equal(os.listdir(SHM).count("y"), 1, f"the file beside {name}, after {line}")
            os.unlink(SHM + "y")


def test_obstacles_as_key_files():
    """System V: in the temp and in the runtime directory. Nothing opens a key file; ftok() takes the number of
    anything. So a segment may be made by it, and only that goes again."""
    need_world()
    key = fresh_key()
    system_v = [row for row in rows(key) if row["type"] == "systemv"]
    places = {(row["scheme"], row[part]["name"]) for row in system_v for part in ("segment", "lock")}
    check(any("/runtime" in path or os.environ["XDG_RUNTIME_DIR"] in path for _, path in places),
          f"the runtime directory is among {places}")
    texts = {row["scheme"]: row["segment"]["string"] for row in system_v}
    for name in each_obstacle():
        for scheme, path in sorted(places):
            names = ["--native", texts[scheme]]
            with obstacle(name, path):
                for line in (*looking(key, names), *using(names), *changing(names)):
                    if name != "a FIFO" and line[0] in ("watch", "doctor", "key") or "--wait" in line:
                        continue  # as with a FIFO, and they wait
                    _, text = qsm(*line)
                    check("(key file only)" not in text or path not in text, f"{name} at {path}, {line}: {text}")
                    check(line[0] != "gc" or "to remove" not in text or text.startswith("0 to remove"),
                          f"{name} at {path}, {line}: {text}")
                    check("removed key file" not in text, f"{name} at {path}, {line}: {text}")
            qsm("rm", *names)
            world.remove_all()


def test_leases():
    """A write lease of a stranger stops every open for 45 s. Ours waits up to a second, or as long as told."""
    need_world()
    key = fresh_key()
    row = posix_row(key)
    names = ["--native", row["segment"]["string"]]
    for leased in (["segment"], ["lock"]):
        files = []
        if "segment" in leased:
            files.append((segment_file(row), bytes(4096)))
        if "lock" in leased:
            files.append((lock_file(row), free_semaphore()))
        with stranger(lease(*files)):
            for line in (*looking(key, names), *changing(names)):
                qsm(*line)
            for line in using(names):
                begun = time.monotonic()
                status, text = qsm(*line)
                check(time.monotonic() - begun < 3, f"{leased}, {line} took {time.monotonic() - begun} s")
                check("--wait" in line or line[0] == "watch" or status == 0 or "has a lease" in text
                      or line[0] == "put" and "already exists" in text,
                      f"{leased}, {line}: {text}")
        world.remove_all()


def test_many_leases():
    """One budget of waiting for a whole listing: a second for each would be a minute."""
    need_world()
    files = []
    for number in range(60):
        row = posix_row(fresh_key(str(number)))
        files += [(segment_file(row), bytes(100)), (lock_file(row), free_semaphore(0))]
    with stranger(lease(*files)):
        for line in (["list", "--no-content"], ["gc", "--dry-run"]):
            begun = time.monotonic()
            qsm(*line)
            check(time.monotonic() - begun < 5, f"{line} took {time.monotonic() - begun} s")
    world.remove_all()


def test_many_guarded_key_files():
    """A look takes flock() on a key file. Who keeps it must not make a listing wait for each segment."""
    need_world()
    with contextlib.ExitStack() as files:
        for number in range(150):
            path = file_of(fresh_key(str(number)), "sharedmemory")
            file = files.enter_context(open(path, "wb"))
            fcntl.flock(file, fcntl.LOCK_EX)
            check(libc.shmget(libc.ftok(path.encode(), 0x51), 100, 0o1600) >= 0, "a segment")
        status, text = qsm("list")
        equal(status, 0, text)
        check(text.count("qipc_sharedmemory_") >= 150, f"all are listed: {text}")
    world.remove_all()


def test_file_that_changes_its_size():
    """A semaphore, which glibc maps: whoever touches it after it was cut dies of SIGBUS."""
    need_world()
    key = fresh_key()
    row = posix_row(key)
    names = ["--native", row["segment"]["string"]]

    def flip(tell):
        os.close(write_file(segment_file(row), bytes(4096)))
        segment = os.open(segment_file(row), os.O_RDWR)
        lock = write_file(lock_file(row), free_semaphore())
        tell()
        while True:
            for file, size in ((lock, SEMAPHORE_SIZE), (segment, 4096)):
                os.ftruncate(file, 0)
                os.ftruncate(file, size)
    with stranger(flip):
        for _ in range(ROUNDS):
            for line in looking(key, names):
                qsm(*line)
    world.remove_all()


def test_file_that_changes_its_type():
    """A segment and a lock that are a FIFO now and then: between the look and the open, too."""
    need_world()
    key = fresh_key()
    row = posix_row(key)
    names = ["--native", row["segment"]["string"]]

    def swap(tell):
        places = (segment_file(row), bytes(4096)), (lock_file(row), free_semaphore())
        for path, data in places:
            os.close(write_file(path + ".a", data))
            os.mkfifo(path + ".b")
        tell()
        while True:
            for path, _ in places:
                for other in ".a", ".b":
                    os.link(path + other, path + ".c")
                    os.rename(path + ".c", path)
    with stranger(swap):
        for _ in range(ROUNDS // 4):
            for line in (*looking(key, names), ["get", *names, "--timeout", "0.2"]):
                qsm(*line)
    world.remove_all()


def test_signals_end_commands_that_wait():
    """Also while a stranger's things are in the way."""
    need_world()
    key = fresh_key()
    row = posix_row(key)
    names = ["--native", row["segment"]["string"]]
    waiting = (["get", *names, "--wait", "60"], ["watch", *names], ["lock", *names, "--timeout", "60", "--", "true"],
               ["put", *names, SAMPLE, "--timeout", "60"])
    for name in (None, "a FIFO"):
        with contextlib.ExitStack() as stack:
            os.close(write_file(lock_file(row), free_semaphore(0)))
            holder = stack.enter_context(open(lock_file(row), "rb"))
            check(holder.fileno() >= 0, "somebody has the lock open")
            if name:
                stack.enter_context(obstacle(name, segment_file(row)))
            for line in waiting:
                with subprocess.Popen([tool(), *line], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                    time.sleep(0.15)
                    equal(process.poll(), None, f"{line} waits")
                    process.terminate()
                    try:
                        process.wait(LIMIT)
                    finally:
                        process.kill()
                    check(process.returncode in (0, 1, -signal.SIGTERM, 128 + signal.SIGTERM),
                          f"{line} ended with {process.returncode}")
        world.remove_all()


@contextlib.contextmanager
def feeding(putter, size):
    """Pictures, each another one than the last, until the end of the block or of the command."""
    pictures = [bytes([number]) * size for number in range(2)]
    over = threading.Event()

    def feed():
        with contextlib.suppress(BrokenPipeError):
            while not over.is_set():
                for it in pictures:
                    putter.stdin.write(it)
        with contextlib.suppress(BrokenPipeError):
            putter.stdin.close()
    thread = threading.Thread(target=feed)
    thread.start()
    yield
    over.set()
    thread.join()


def shrink_during_a_copy(row, putter):
    """While one of the commands has the lock: for the time of a copy. A writer that has just looked makes the segment
    whole again, so it goes on until the writer has ended."""
    while not os.path.exists(lock_file(row)):
        time.sleep(0.01)
    time.sleep(0.1)
    with open(lock_file(row), "rb", buffering=0) as lock:
        while putter.poll() is None:
            for _ in range(10000):
                if os.pread(lock.fileno(), 4, 0) == bytes(4):
                    break
            with contextlib.suppress(FileNotFoundError):
                os.truncate(segment_file(row), 4096)


def test_stream_of_a_segment_that_shrinks():
    """In the middle of a copy: each command says so, and does not die of SIGBUS."""
    need_world()
    size = 1000 * 1000 * 4
    for _ in range(ROUNDS):
        row = posix_row(fresh_key())
        names = ["--native", row["segment"]["string"]]
        with subprocess.Popen([tool(), "put", *names, "-", "--raw", "1000x1000@bgr0"], stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as putter, \
                subprocess.Popen([tool(), "watch", *names, "--raw", "-"], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE) as watcher:
            with feeding(putter, size):
                shrink_during_a_copy(row, putter)
                said = putter.stderr.read().decode()
            watcher.send_signal(signal.SIGINT)
            said += watcher.stderr.read().decode()
        check(putter.returncode == 1, f"qsm put ends with {putter.returncode}: {said}")
        check(watcher.returncode in (0, 1), f"qsm watch ends with {watcher.returncode}: {said}")
        check("has shrunk the segment" in said, said)
        world.remove_all()


def test_existing_lock_without_space():
    """The last test: /dev/shm stays small. To open what is there needs no space."""
    need_world()
    if os.geteuid() != 0:
        raise Skip("only root limits /dev/shm")
    key = fresh_key()
    row = posix_row(key)
    names = ["--native", row["segment"]["string"]]
    os.close(write_file(lock_file(row), free_semaphore()))
    with open(lock_file(row), "rb"):  # so that nobody removes it
        equal(qsm("put", *names, SAMPLE, "--keep", "--hold=0", "--timeout", "1")[0], 0, "put")
        world.limit_posix_memory(8 << 20)
        with open(SHM + "full", "wb", buffering=0) as file:
            with contextlib.suppress(OSError):
                while file.write(bytes(4096)):
                    pass
        equal(os.statvfs(SHM).f_bfree, 0, "free blocks")
        equal(qsm("lock", *names, "--timeout", "1", "--", "true"), (0, ""), "lock")
        status, text = qsm("get", *names, "--timeout", "1", "-o", temp_path("out.png"))
        equal(status, 0, f"get: {text}")
    os.unlink(temp_path("out.png"))
    world.remove_all()


run(globals())
