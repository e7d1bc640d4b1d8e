# SPDX-License-Identifier: MIT
"""test_python.py PEER: examples/python/qsm.py beside a C peer or a real Qt peer: bytes, lock, pictures, semaphores, keys,
the lifetime of views, errors, signals, and the programs of examples/python."""
import ctypes
import gc
import os
import pathlib
import signal
import subprocess
import sys

import images
from peer import Failure, Peer, check, equal, fresh_key, run, temp_path

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / "examples/python"
sys.path.insert(0, str(PROGRAMS))
import qsm  # noqa: E402  pylint: disable=wrong-import-position


def refused(call, kind=qsm.Error):
    """What the call raises."""
    try:
        call()
    except kind as problem:
        return problem
    raise Failure(f"{kind.__name__} was not raised")


def test_bytes(kind):
    with Peer(kind) as peer, qsm.SharedMemory(key := fresh_key()) as memory:
        equal(refused(memory.attach).number, qsm.SharedMemoryError.NOT_FOUND, "without a segment")
        peer.do("set-key", key)
        peer.do("create", 16)
        peer.do("poke", 0, "0102030405")
        memory.attach()
        equal((memory.size(), memory.is_attached(), memory.key()), (16, True, key), "the segment")
        equal(memory.read(4, 1), b"\2\3\4\5", "the peer's bytes")
        memory.write(b"\xaa\xbb", 14)
        equal(peer.ask("peek", 13, 3), "00aabb", "Python's bytes")
        check("no byte 16" in str(refused(lambda: memory.write(b"abc", 14))), "the error names the byte")
        equal(peer.ask("peek", 13, 3), "00aabb", "bytes after the error")
        with memory.lock() as data:
            data[0:2] = b"\x09\x08"
            check(memory.is_locked(), "locked")
            memory.write(b"\7", 2)  # does not unlock
            check(memory.is_locked(), "locked after write()")
        check(not memory.is_locked(), "unlocked")
        equal(peer.ask("peek", 0, 3), "090807", "Python's bytes")


def test_lock(kind):
    with Peer(kind) as peer, qsm.SharedMemory(key := fresh_key()) as memory:
        peer.do("set-key", key)
        peer.do("create", 8)
        memory.attach()
        peer.do("lock")
        check(not memory.try_lock(), "the peer holds the lock")
        error = refused(lambda: memory.lock(30))
        check(error.timed_out and "not free within 30 ms" in str(error) and key in str(error), f"the error: {error}")
        memory.set_lock_timeout(30)
        check(refused(memory.read_image).timed_out, "read_image has the limit")
        check(refused(lambda: memory.read(1)).timed_out, "read has the limit")
        peer.do("unlock")
        with memory.lock():
            peer.send("lock")
            peer.wait_until_waiting()
        equal(peer.answer(), "true", "the peer gets the lock")
        peer.do("unlock")
        check(memory.try_lock() and refused(memory.attach), "locks again")
        memory.unlock()
        check("does not hold" in str(refused(memory.unlock)), "unlock twice")


def test_signal(kind):
    """A signal's handler that raises ends each wait, as Ctrl-C does."""
    def raise_it(*_):
        raise InterruptedError("the handler")
    old = signal.signal(signal.SIGALRM, raise_it)
    with Peer(kind) as peer, qsm.SharedMemory(key := fresh_key()) as memory:
        peer.do("set-key", key)
        peer.do("create", 8)
        memory.attach()
        peer.do("lock")
        other = qsm.SharedMemory(key)
        empty = qsm.SystemSemaphore(fresh_key(), 0, qsm.SemaphoreMode.CREATE)
        for wait in (memory.lock, memory.read_image, memory.detach, other.attach, empty.acquire,
                     qsm.SharedMemory(fresh_key()).wait_for_segment):
            signal.setitimer(signal.ITIMER_REAL, 0.03)
            refused(wait, InterruptedError)
        peer.do("unlock")
        check(memory.try_lock(), "the lock works afterwards")
        memory.unlock()
        empty.close()
    signal.signal(signal.SIGALRM, old)


def test_pictures(kind):
    for form in (images.MONO, images.INDEXED8, images.RGB32, images.ARGB32, images.GRAYSCALE8):
        width, height = 61, 7  # rows have padding
        data = images.pixels(form, width, height, 1)
        with Peer(kind) as peer, qsm.SharedMemory(key := fresh_key()) as memory:
            peer.do("set-key", key)
            images.make(peer, form, width, height, data)
            peer.do("put")
            image = memory.read_image()
            equal((image.width(), image.height(), image.format()), (width, height, form), "from the peer")
            images.same_pixels(form, bytes(image.bits()), data, width, height)
            equal([f"{color:08x}" for color in image.color_table()], images.colours(form), "colours")
            peer.do("detach")
            mine = qsm.Image(width, height, form)
            equal(mine.bytes_per_line(), images.bytes_per_line(form, width), "bytes of a row")
            mine.bits()[:] = data
            mine.set_color_table([int(color, 16) for color in images.colours(form)])
            check(mine == image and mine.copy() == image, "equal images")
            for compression in qsm.Compression:
                memory.write_image(mine, compression)
                peer.do("get")
                equal(peer.ask("image-info")[:3], [str(width), str(height), str(form)], "from Python")
                path = temp_path("received")
                peer.do("image-bits", path)
                images.same_pixels(form, pathlib.Path(path).read_bytes(), data, width, height)
                os.remove(path)


def test_waiting_for_a_picture(kind):
    with Peer(kind) as peer, qsm.SharedMemory(key := fresh_key()) as memory:
        error = refused(lambda: memory.wait_for_image(20))
        check(error.number == qsm.SharedMemoryError.NOT_FOUND and key in str(error), f"no segment: {error}")
        check(not memory.wait_for_segment(0), "no segment")
        peer.do("set-key", key)
        peer.do("create", 4)
        check(memory.wait_for_segment(0), "a segment")
        check(memory.read_image().is_null(), "a null image")
        check(refused(lambda: memory.wait_for_image(20)).timed_out, "no picture in time")
        peer.do("poke", 0, "00000001")
        error = refused(memory.read_image)
        check(error.number == qsm.SharedMemoryError.UNKNOWN_ERROR or error.text, f"no picture: {error}")


def test_semaphore(kind):
    with Peer(kind) as peer, qsm.SystemSemaphore(key := fresh_key(), 1, qsm.SemaphoreMode.CREATE) as semaphore:
        peer.ask("sem-new", key, 0)
        with semaphore.acquire():
            peer.send("sem-acquire")
            peer.wait_until_waiting()
            check(not semaphore.try_acquire(), "0 units")
            error = refused(lambda: semaphore.acquire(20))
            check(error.timed_out and "was 0 for 20 ms" in str(error), f"the error: {error}")
        equal(peer.answer(), "true", "the peer gets the unit")
        semaphore.release(2)
        check(semaphore.try_acquire() and semaphore.try_acquire() and not semaphore.try_acquire(), "2 units")
        peer.do("sem-release")
        check(semaphore.try_acquire(), "the peer's unit")
        equal(refused(lambda: semaphore.release(-1)).number, qsm.SystemSemaphoreError.NO_ERROR, "as in Qt")


def test_keys(kind):
    with Peer(kind) as peer:
        peer.do("set-key", key := fresh_key("ä"))
        legacy = qsm.NativeIpcKey.legacy(key)
        equal(legacy.native_key(), peer.ask("native-key"), "the native key")
        equal((legacy.key_type(), legacy.legacy_key()), (qsm.KeyType.SYSTEM_V, key), "the legacy key")
        check(qsm.NativeIpcKey.from_string(str(legacy)) == legacy, "text and back")
        check(legacy == qsm.NativeIpcKey.from_scheme(key, qsm.KeyScheme.SYSTEM_V_LEGACY), "the scheme")
        check(not qsm.NativeIpcKey.from_string("no key").is_valid(), "no key")
        check(str(qsm.NativeIpcKey.platform_safe(key, qsm.KeyType.POSIX_REALTIME)).startswith("posix:/"), "safe key")
        peer.do("create", 3)
        with qsm.SharedMemory(legacy) as memory:
            memory.attach()
            equal((memory.size(), memory.native_ipc_key() == legacy), (3, True), "attached by the native key")
        with qsm.SharedMemory(qsm.NativeIpcKey.from_scheme(other := fresh_key(), qsm.KeyScheme.POSIX_SAFE)) as posix:
            posix.set_remove_on_last_detach(True)
            posix.create(5)
            with qsm.SharedMemory() as memory:
                equal(memory.attach_any(other), qsm.KeyScheme.POSIX_SAFE, "the scheme that was found")
                check("attached already" in str(refused(memory.attach)), "attach twice")
                equal(memory.size(), 5, "size")
                memory.detach()
                check("no such key" in str(refused(lambda: memory.attach_any("no such key"))), "names the key")


def test_views(kind):
    """No view outlives its mapping."""
    with Peer(kind) as peer:
        peer.do("set-key", key := fresh_key())
        peer.do("create", 8)
        memory = qsm.SharedMemory(key)
        memory.attach()
        part = memory.data()[2:4]
        for call in (memory.detach, memory.close, lambda: memory.write_image(qsm.Image())):
            check("view.release()" in str(refused(call, BufferError)), "the error says what to do")
        part[:] = b"ok"
        part.release()
        memory.detach()
        equal(peer.ask("peek", 2, 2), "6f6b", "written through the view")
        memory.attach(qsm.AccessMode.READ_ONLY)
        check(memory.data().readonly and not memory.is_writable(), "read-only")
        refused(lambda: memory.write(b"a"), TypeError)
        check(not memory.is_locked(), "unlocked after an error")
        view = memory.data()
        del memory  # the view keeps it
        gc.collect()
        equal(bytes(view[2:4]), b"ok", "the view of an object without a name")
        del view
        with qsm.SharedMemory(key) as memory:
            memory.attach(at_least=8)
            memory.detach()
            equal(refused(lambda: memory.attach(at_least=9)).number, qsm.SharedMemoryError.INVALID_SIZE, "smaller")
        check("closed" in str(refused(memory.size, ctypes.ArgumentError)), "closed")
        image = qsm.Image(4, 4, qsm.Format.RGB32)
        bits = image.bits()
        with qsm.SharedMemory(fresh_key()) as other:
            other.write_image(image)
            refused(lambda: other.read_image(image), BufferError)
            bits.release()
            check(other.read_image(image) is image, "its memory is used again")


def test_files(_):
    image = qsm.Image(3, 2, qsm.Format.ARGB32)
    image.bits()[:] = bytes(range(24))
    path = temp_path("picture.png")
    image.save(path)
    check(qsm.Image.from_file(path) == image and qsm.Image.from_data(image.to_png()) == image, "equal after a file")
    equal(image.pixel(1, 0), int.from_bytes(bytes(range(4, 8)), sys.byteorder), "a pixel")
    gray = image.convert_to(qsm.Format.GRAYSCALE8)
    equal((gray.format(), gray.bytes_per_line(), gray.size_in_bytes()), (qsm.Format.GRAYSCALE8, 4, 8), "converted")
    check("from ARGB32 to MONO" in str(refused(lambda: image.convert_to(qsm.Format.MONO))), "no such conversion")
    os.remove(path)
    error = refused(lambda: qsm.Image.from_file(path))
    check(error.number == 2 and path in str(error), f"no file: {error}")
    check("no PNG or BMP" in str(refused(lambda: qsm.Image.from_data(b"text"))), "no picture")


def python(*words, environment=None, **options):
    return subprocess.run([sys.executable, *words], env={**os.environ, **(environment or {})}, capture_output=True,
                          text=True, check=False, timeout=60, cwd=PROGRAMS, **options)


def test_library(_):
    for name, wanted in (("/nowhere/libqsm.so.0.2", "cannot open"), ("libc.so.6", "qsm_version")):
        said = python("-c", "import qsm", environment={"QSM_LIBRARY": name}).stderr
        check(wanted in said and "libqsm 0.2 was not found" in said and "QSM_LIBRARY=/path/to/" in said, said)
    folder = os.path.dirname(os.environ["QSM_LIBRARY"])
    done = python("-c", "import qsm; print(qsm.version())",
                  environment={"QSM_LIBRARY": "", "LD_LIBRARY_PATH": folder})
    check(done.stdout.startswith("0.2."), f"by its soname: {done.stderr}")


def test_programs(kind):
    key, sent, received = fresh_key(), temp_path("sent.png"), temp_path("received.png")
    image = qsm.Image(61, 7, qsm.Format.RGB32)
    image.bits()[:] = images.pixels(images.RGB32, 61, 7, 2)
    image.save(sent)
    with subprocess.Popen([sys.executable, "put_picture.py", key, sent], stdout=subprocess.PIPE, text=True,
                          cwd=PROGRAMS) as put:
        check(put.stdout.readline().startswith("written: 61 x 7, RGB32"), "put_picture.py says what it wrote")
        with Peer(kind) as peer:
            peer.do("set-key", key)
            peer.do("get")
            equal(peer.ask("image-info")[:3], ["61", "7", "4"], "the peer's picture")
            said = python("get_picture.py", key, received).stdout
            equal(said, "read: 61 x 7, RGB32 (SYSTEM_V_LEGACY)\n", "get_picture.py")
            check(qsm.Image.from_file(received) == image, "the same picture")
        put.send_signal(signal.SIGTERM)
        equal(put.wait(20), 0, "exit status of put_picture.py")
    said = python("get_picture.py", key, received).stderr
    check(said.startswith("not read: ") and key in said, f"no segment: {said}")
    os.remove(sent)
    os.remove(received)


def test_counter(kind):
    with Peer(kind) as peer:
        peer.do("set-key", key := fresh_key())
        peer.do("create", 16)
        others = [subprocess.Popen([sys.executable, "struct_counter.py", key, "500"], cwd=PROGRAMS,
                                   stdout=subprocess.PIPE) for _ in range(2)]
        for other in others:
            other.communicate(timeout=60)
            equal(other.returncode, 0, "exit status")
        equal(peer.ask("peek", 8, 8), (1000).to_bytes(8, sys.byteorder).hex(), "the count")
        peer.do("detach")
        equal(python("struct_counter.py", key).stdout.splitlines()[0], "created the segment; it contains zeros", "new")
        peer.do("create", 4)
        check("it is no such struct" in python("struct_counter.py", key).stderr, "too small")


run(globals())
