# SPDX-License-Identifier: MIT
"""test_pyqt_values.py BINDING: examples/python/qsm_values.py and QDataStream of PyQt5 or PyQt6: variants and other
values from Qt and into Qt, byte for byte, alone and through QSharedMemory. Skipped where the binding is missing."""
import datetime
import importlib.util
import os
import pathlib
import sys
import uuid
import zoneinfo

from peer import Skip, check, equal, fresh_key, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples/python"), str(ROOT / "interop-tests/wild/pyqt")]
import binding  # noqa: E402  pylint: disable=wrong-import-position
import qsm  # noqa: E402  pylint: disable=wrong-import-position
import qsm_values  # noqa: E402  pylint: disable=wrong-import-position
from qsm_values import Color, Line, LineF, Point, PointF, Rect, RectF, Size, SizeF, Variant  # noqa: E402

ZONE = zoneinfo.ZoneInfo("Europe/Paris")
UTC = datetime.timezone.utc
NESTED = {"zähler": 7, "b": {"list": [1, "zwei", None, [2.5, True]], "": ""}, "a": 2**40, "c": -0.5}


class Qt:
    """A binding, and streams with settings."""

    def __init__(self, name):
        try:
            self.core, self.gui = (importlib.import_module(f"{name}.{it}") for it in ("QtCore", "QtGui"))
        except ImportError as problem:
            raise Skip(f"{name} is not installed (package {binding.PACKAGES[name]})") from problem
        self.mode = self.core.QIODevice.OpenModeFlag if name == "PyQt6" else self.core.QIODevice
        self.version = self.core.QDataStream(self.core.QByteArray()).version()
        major, minor, patch = map(int, self.core.QT_VERSION_STR.split("."))
        self.release = major << 16 | minor << 8 | patch

    def settings(self, version=0, little_endian=False, single=False):
        return {"version": version or self.version, "little_endian": little_endian, "single": single,
                "qt": self.release}

    def stream(self, array, mode, settings):
        stream = self.core.QDataStream(array, mode)
        stream.setVersion(settings["version"])
        kinds = self.core.QDataStream
        if settings["little_endian"]:
            stream.setByteOrder(getattr(kinds, "ByteOrder", kinds).LittleEndian)
        if settings["single"]:
            stream.setFloatingPointPrecision(getattr(kinds, "FloatingPointPrecision", kinds).SinglePrecision)
        return stream

    def write(self, call, settings):
        """The bytes that a call with a stream writes."""
        array = self.core.QByteArray()
        call(self.stream(array, self.mode.WriteOnly, settings))
        return bytes(array)

    def read(self, data, call, settings):
        """What a call reads, which must be all there is."""
        array = self.core.QByteArray(data)
        stream = self.stream(array, self.mode.ReadOnly, settings)
        found = call(stream)
        equal((int(stream.status().value if hasattr(stream.status(), "value") else stream.status()), stream.atEnd()),
              (0, True), "status, at its end")
        return found


def simple(core):
    """[(value of PyQt, value of Python)] for which the Python value alone gives the type."""
    date, time = core.QDate(2024, 7, 1), core.QTime(12, 34, 56, 789)
    stamp = datetime.datetime(2024, 7, 1, 12, 34, 56, 789000)
    utc, offset = core.QDateTime(date, time), core.QDateTime(date, time)
    utc.setOffsetFromUtc(0)
    offset.setOffsetFromUtc(-12600)
    return [(it, it) for it in (None, True, False, 7, -2**31, 2**31, 2**32, -2**63, 2**64 - 1, 0.1, float("inf"), "",
                                "Grüße", "\U0001f600", "\ud800x", "a\0b", [1, "a", None], [], {}, NESTED)] + [
        (core.QByteArray(b"\0\xff"), b"\0\xff"), (core.QByteArray(b""), b""),
        ({"x": core.QPoint(1, 2)}, {"x": Point(1, 2)}), (date, stamp.date()), (time, stamp.time()),
        (core.QDateTime(date, time), stamp), (utc, stamp.replace(tzinfo=UTC)),
        (offset, stamp.replace(tzinfo=datetime.timezone(datetime.timedelta(seconds=-12600)))),
        (core.QDateTime(date, time, core.QTimeZone(b"Europe/Paris")), stamp.replace(tzinfo=ZONE)),
        (core.QUuid("{00112233-4455-6677-8899-aabbccddeeff}"), uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")),
        (core.QPoint(-1, 2), Point(-1, 2)), (core.QPointF(0.5, -1), PointF(0.5, -1)),
        (core.QSize(3, 4), Size(3, 4)), (core.QSizeF(3.5, 4), SizeF(3.5, 4)),
        (core.QRect(1, 2, 3, 4), Rect(1, 2, 3, 4)), (core.QRectF(1, 2, 0.25, 4), RectF(1, 2, 0.25, 4)),
        (core.QLine(1, 2, 3, 4), Line(1, 2, 3, 4)), (core.QLineF(1, 2, 3, 0.5), LineF(1, 2, 3, 0.5))]


def named(core, gui):
    """[(value of PyQt, Variant)]: the type has to be named."""
    return [
        (core.QUrl("http://a/b c"), Variant("QUrl", "http://a/b%20c")),
        (core.QLocale("de_DE"), Variant("QLocale", "de_DE")),
        (core.QDate(), Variant("QDate")), (core.QTime(), Variant("QTime")), (core.QDateTime(), Variant("QDateTime")),
        (core.QByteArray(), Variant("QByteArray")),
        (core.QRegularExpression("^a"), Variant("QRegularExpression", {"pattern": "^a", "options": 0})),
        (core.QJsonDocument.fromJson(b'{"b": [1, 2.5]}'), Variant("QJsonDocument", '{"b":[1,2.5]}')),
        (gui.QColor(1, 2, 3, 4), Variant("QColor", Color.rgb(1, 2, 3, 4))), (gui.QColor(), Variant("QColor", Color())),
        (gui.QColor.fromHsv(10, 20, 30), Variant("QColor", Color("Hsv", 0xffff, (1000, 5140, 7710, 0)))),
        (gui.QPolygon([core.QPoint(1, 2)]), Variant("QPolygon", [Point(1, 2)])),
        (gui.QPolygonF([core.QPointF(1, 0.5)]), Variant("QPolygonF", [PointF(1, 0.5)])),
        (gui.QVector3D(1, 2, 0.5), Variant("QVector3D", [1, 2, 0.5])),
        (gui.QTransform(1, 2, 3, 4, 5, 6), Variant("QTransform", [1, 2, 0, 3, 4, 0, 5, 6, 1])),
        (gui.QKeySequence("Ctrl+S"), Variant("QKeySequence", {"keys": [0x04000053], "text": "Ctrl+S"}))]


def streams(qt):
    """Settings: the newest version of this Qt, older ones, the other byte order and precision."""
    return [qt.settings(), qt.settings(little_endian=True, single=True), qt.settings(17), qt.settings(15),
            qt.settings(20 if qt.version > 20 else qt.version, little_endian=True)]


def test_variants(name):
    qt = Qt(name)
    for settings in streams(qt):
        for theirs, mine in simple(qt.core) + named(qt.core, qt.gui):
            if settings["single"] and mine == 0.1:
                continue
            what = f"{mine!r}, {settings}"
            data = qt.write(lambda stream, value=theirs: stream.writeQVariant(value), settings)
            wanted = mine.value if isinstance(mine, Variant) else mine
            found, = qsm_values.read(data, "QVariant", **settings)
            equal((found, type(found)), (wanted, type(wanted)), what)
            typed = qsm_values.read(data, "QVariant", typed=True, **settings)
            if isinstance(mine, Variant):
                equal(typed, [mine], what)
            equal(qsm_values.write("QVariant", typed, **settings), data, f"typed and back: {what}")
            written = qsm_values.write("QVariant", [mine], **settings)
            equal(written, data, f"bytes of {what}")
            back = qt.read(written, lambda stream: stream.readQVariant(), settings)
            if theirs is not None and hasattr(type(back), "isNull"):
                equal(back.isNull(), theirs.isNull(), f"Qt reads {what}")
            if not isinstance(back, (qt.core.QVariant, qt.core.QJsonDocument)):
                check(back == theirs, f"Qt reads {back!r} for {what}")


def test_any_variant(name):
    """What has no form of its own in Python: all of it comes back, and the JSON says what it is."""
    qt = Qt(name)
    gui = qt.gui
    font = gui.QFont("Helvetica", 13)
    font.setItalic(True)
    pixels = gui.QImage(3, 2, gui.QImage.Format.Format_RGB32 if name == "PyQt6" else gui.QImage.Format_RGB32)
    pixels.fill(gui.QColor(1, 2, 3))
    bits = qt.core.QBitArray(3)
    bits.setBit(1)
    gradient = gui.QLinearGradient(0, 0, 1, 1)
    gradient.setColorAt(0.5, gui.QColor(1, 2, 3))
    orientation = getattr(qt.core.Qt, "Orientation", qt.core.Qt).Vertical
    for settings in streams(qt)[:3]:
        for theirs, kind, look in (
                (font, "QFont", lambda it: it["family"] == "Helvetica" and it["pointSizeF"] == 13),
                (gui.QPen(gui.QColor(1, 2, 3), 2.5), "QPen", lambda it: it["width"] == 2.5),
                (gui.QBrush(gradient), "QBrush", lambda it: it["style"] == 15),
                (gui.QQuaternion(1, 2, 3, 4), "QQuaternion", lambda it: it["xyz"] == [2, 3, 4]),
                (gui.QMatrix4x4(), "QMatrix4x4", lambda it: "rows" in it),
                (gui.QRegion(1, 2, 3, 4), "QRegion", lambda it: it["rects"] == [{"x": 1, "y": 2, "w": 3, "h": 4}]),
                (bits, "QBitArray", [False, True, False].__eq__),
                (orientation, "Qt::Orientation" if name == "PyQt6" else "int", (2).__eq__),
                (pixels, "QImage", lambda it: qsm.Image.from_data(it).pixel(2, 1) == 0xff010203)):
            data = qt.write(lambda stream, value=theirs: stream.writeQVariant(value), settings)
            typed, = qsm_values.read(data, "QVariant", typed=True, **settings)
            check(typed.type == kind and look(typed.value), f"{kind}: {typed}")
            equal(qsm_values.write("QVariant", [typed], **settings), data, kind)


def test_values_without_variants(name):
    qt = Qt(name)
    for settings in streams(qt)[:2]:
        def fill(stream):
            stream.writeUInt8(255)
            stream.writeInt64(-2**63)
            stream.writeDouble(0.5)
            stream.writeFloat(0.25)
            stream.writeBool(True)
            stream.writeQString("Grüße")
            stream.writeQStringList(["a", "", "ß"])
            stream.writeQVariantMap(NESTED)
            stream.writeQVariantList([1, "a"])
            stream.writeQVariantHash({"a": 1})
            stream << qt.gui.QColor(1, 2, 3)  # pylint: disable=pointless-statement
            stream << qt.core.QByteArray(b"ab")  # pylint: disable=pointless-statement
            stream.writeRawData(b"raw")
        types = ("quint8,qint64,double,float,bool,QString,QStringList,QVariantMap,QVariantList,QVariantHash,"
                 "QColor,QByteArray,raw[3]")
        values = [255, -2**63, 0.5, 0.25, True, "Grüße", ["a", "", "ß"], NESTED, [1, "a"], {"a": 1},
                  Color.rgb(1, 2, 3), b"ab", b"raw"]
        data = qt.write(fill, settings)
        equal(qsm_values.read(data, types, **settings), values, "from Qt")
        equal(qsm_values.write(types, values, **settings), data, "into Qt")


def test_shared_memory(name):
    """A QVariantMap through QSharedMemory, both ways. Each side takes the lock."""
    qt = Qt(name)
    key, settings = fresh_key(), qt.settings()
    theirs = qt.core.QSharedMemory(key)
    data = qt.write(lambda stream: stream.writeQVariantMap(NESTED), settings)
    check(theirs.create(4096), theirs.errorString())
    with qsm.SharedMemory(key) as memory:
        memory.attach()
        memory.set_lock_timeout(20)
        theirs.lock()
        theirs.data()[:len(data)] = data
        for call in (lambda: qsm_values.read_values(memory, "QVariantMap", **settings),
                     lambda: qsm_values.write_values(memory, "QVariantMap", [{}], **settings)):
            try:
                call()
                check(False, "Qt holds the lock")
            except qsm.Error as error:
                check(error.timed_out, f"Qt holds the lock: {error}")
        equal(bytes(theirs.data()[:len(data)]), data, "the bytes under Qt's lock")
        theirs.unlock()
        equal(qsm_values.read_values(memory, "QVariantMap", **settings), [NESTED], "from Qt")
        changed = {**NESTED, "volume": 11, "when": datetime.datetime(2024, 7, 1, 12, tzinfo=UTC)}
        qsm_values.write_values(memory, "QVariantMap", [changed], **settings)
        theirs.lock()
        copy = qt.core.QByteArray(theirs.constData().asstring(theirs.size()))
        theirs.unlock()
        stream = qt.stream(copy, qt.mode.ReadOnly, settings)
        found = stream.readQVariantMap()
        equal((found.pop("when").toString(), found), (
            qt.core.QDateTime.fromMSecsSinceEpoch(1719835200000).toUTC().toString(), {**NESTED, "volume": 11}), "in Qt")
    theirs.detach()


# Debian's packages are for Debian's python.
if importlib.util.find_spec(sys.argv[1]) is None and not os.environ.get("QSM_DEBIAN_PYTHON"):
    os.environ["QSM_DEBIAN_PYTHON"] = "1"
    if os.path.exists(binding.DEBIAN):
        os.execv(binding.DEBIAN, [binding.DEBIAN, *sys.argv])
run(globals())
