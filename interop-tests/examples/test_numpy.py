# SPDX-License-Identifier: MIT
"""Arrays of numpy and the pictures of examples/python/qsm.py. Skipped where numpy is missing."""
import importlib.util
import os
import pathlib
import subprocess
import sys

from peer import Failure, Skip, check, equal, fresh_key, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples/python"))
import qsm  # noqa: E402  pylint: disable=wrong-import-position


def numpy():
    if importlib.util.find_spec("numpy") is None:
        raise Skip("numpy is not installed (package python3-numpy)")
    return importlib.import_module("numpy")


def refused(call, kind):
    try:
        call()
    except kind as problem:
        return str(problem)
    raise Failure(f"{kind.__name__} was not raised")


def test_without_a_copy():
    np = numpy()
    image = qsm.Image(5, 3, qsm.Format.RGB888)  # 15 bytes of pixels in a row of 16
    array = image.numpy()
    equal((array.shape, array.strides, array.dtype), ((3, 5, 3), (16, 3, 1), np.dtype("u1")), "the array")
    array[2, 4] = (1, 2, 3)
    equal(image.pixel(4, 2), 0xff010203, "changed through the array")
    image.bits()[16] = 99
    equal(array[1, 0, 0], 99, "changed through the bytes")
    with qsm.SharedMemory(fresh_key()) as memory:
        memory.write_image(image)
        check("view" in refused(lambda: memory.read_image(image), BufferError), "the array is in use")
        del array
        memory.read_image(image)
        segment = np.frombuffer(memory.data(), "u1")
        check("view" in refused(memory.detach, BufferError), "an array of the segment is in use")
        del segment
        with memory.lock() as data:
            kept = np.frombuffer(data, "u1")[4:8]
        check(not memory.is_locked() and bytes(kept) == bytes(memory.data()[4:8]), "it may live on")
        refused(memory.detach, BufferError)
        del kept
    pixels = qsm.Image(2, 2, qsm.Format.RGB888).numpy()  # keeps its image
    pixels[:] = 7
    equal(pixels.sum(), 84, "sum")


def test_every_format():
    np = numpy()
    for form in qsm.Format:
        if form.name in ("INVALID", "MONO", "MONOLSB"):
            continue
        image = qsm.Image(3, 2, form)
        array = image.numpy()
        array[...] = np.arange(array.size).reshape(array.shape) % 100
        rows = [bytes(image.bits()[y * image.bytes_per_line():][:array[y].nbytes]) for y in range(2)]
        equal(rows, [array[0].tobytes(), array[1].tobytes()], form.name)
        check(qsm.Image.from_array(array, form) == image, f"{form.name} and back")
    check("convert_to" in refused(qsm.Image(8, 1, qsm.Format.MONO).numpy, ValueError), "Mono")


def test_formats_of_arrays():
    np = numpy()
    for shape, kind, wanted in (((2, 3), "u1", "GRAYSCALE8"), ((2, 3), "u2", "GRAYSCALE16"), ((2, 3, 3), "u1", "RGB888"),
                                ((2, 3, 4), "u1", "RGBA8888"), ((2, 3, 4), "u2", "RGBA64")):
        array = np.arange(np.prod(shape)).reshape(shape).astype(kind)
        image = qsm.Image.from_array(array)
        equal((image.format().name, image.width(), image.height()), (wanted, 3, 2), "the picture")
        check((image.numpy() == array).all(), "the values")
    for array in (np.zeros((2, 3, 5), "u1"), np.zeros((2, 3), "f8"), np.zeros(3, "u1")):
        check("shape" in refused(lambda array=array: qsm.Image.from_array(array), ValueError), "no picture")
    check("ARGB32" in refused(lambda: qsm.Image.from_array(np.zeros((2, 3, 3), "u1"), qsm.Format.ARGB32), ValueError),
          "another format")


# Debian's package is for Debian's python.
DEBIAN = "/usr/bin/python3"
if (importlib.util.find_spec("numpy") is None and not os.environ.get("QSM_DEBIAN_PYTHON")
        and subprocess.run([DEBIAN, "-c", "import numpy"], stderr=subprocess.DEVNULL, check=False).returncode == 0):
    os.environ["QSM_DEBIAN_PYTHON"] = "1"
    os.execv(DEBIAN, [DEBIAN, __file__])
run(globals())
