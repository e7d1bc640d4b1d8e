# SPDX-License-Identifier: MIT
"""program.py BINDING write KEY FORMAT | read KEY FILE.png | share KEY: process A and process B in Python, with PyQt5,
PyQt6 or PySide6. (PySide2 has no QSharedMemory.) It prints format, width, height and a hash of the pixels. `write`
holds the segment until its input ends. `read` prints a second line for the picture in the file, in the same format.
`share` does what it reads, a line each: attach, lock, unlock, peek FROM COUNT, poke FROM HEX."""
import hashlib
import importlib
import sys

QtCore = importlib.import_module(f"{sys.argv[1]}.QtCore")
QtGui = importlib.import_module(f"{sys.argv[1]}.QtGui")
QImage = QtGui.QImage


def raw(pointer, size):
    """Bytes at an address: an object of sip's, or a memoryview of PySide's."""
    return pointer.asstring(size) if hasattr(pointer, "asstring") else bytes(pointer)[:size]


def describe(image):
    number = getattr(image.format(), "value", image.format())
    pixels = raw(image.constBits(), image.sizeInBytes())
    print(number, image.width(), image.height(), hashlib.sha1(pixels).hexdigest(), flush=True)


def painted(name):
    image = QImage(64, 37, QImage.Format.Format_ARGB32)  # no row has padding, whose bytes are not defined
    for y in range(image.height()):
        for x in range(image.width()):
            image.setPixelColor(x, y, QtGui.QColor(4 * x, 6 * y, (x * y) % 256, 255 - (x + y) % 100))
    return image.convertToFormat(getattr(QImage.Format, f"Format_{name}"))


def stream_of(image):
    buffer = QtCore.QBuffer()
    buffer.open(QtCore.QIODevice.OpenModeFlag.ReadWrite)
    out = QtCore.QDataStream(buffer)
    out << image  # pylint: disable=pointless-statement,expression-not-assigned
    return bytes(buffer.data())


def image_of(data):
    array = QtCore.QByteArray(data)
    stream = QtCore.QDataStream(array)
    image = QImage()
    stream >> image  # pylint: disable=pointless-statement,expression-not-assigned
    return image


def copy_into(memory, data):
    target = memory.data()
    if hasattr(target, "setsize"):
        target.setsize(len(data))
    memoryview(target)[:len(data)] = data


def write(key, name):
    data = stream_of(painted(name))
    memory = QtCore.QSharedMemory(key)
    if not memory.create(len(data)):
        sys.exit(memory.errorString())
    memory.lock()
    copy_into(memory, data)
    memory.unlock()
    describe(image_of(data))
    sys.stdin.read()
    memory.detach()


def read(key, path):
    memory = QtCore.QSharedMemory(key)
    if not memory.attach():
        sys.exit(memory.errorString())
    memory.lock()
    image = image_of(raw(memory.constData(), memory.size()))
    memory.unlock()
    memory.detach()
    describe(image)
    describe(QImage(path).convertToFormat(image.format()))


def share(key):
    memory = QtCore.QSharedMemory(key)
    for line in sys.stdin:
        word, *values = line.split()
        if word == "peek":
            begin = int(values[0])
            answer = raw(memory.constData(), memory.size())[begin:begin + int(values[1])].hex()
        elif word == "poke":
            data = bytearray(raw(memory.constData(), memory.size()))
            change = bytes.fromhex(values[1])
            data[int(values[0]):int(values[0]) + len(change)] = change
            copy_into(memory, data)
            answer = "ok"
        else:
            answer = getattr(memory, word)()
        print(answer, flush=True)


{"write": write, "read": read, "share": share}[sys.argv[2]](*sys.argv[3:])
