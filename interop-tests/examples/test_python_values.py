# SPDX-License-Identifier: MIT
"""examples/python/qsm_values.py without Qt: golden bytes of real Qt (../data/value_vectors.txt) into Python and back;
which type a value has; settings, errors, segments. With real Qt: test_pyqt_values.py."""
import ctypes
import datetime
import enum
import pathlib
import re
import sys
import uuid
import zoneinfo

from peer import Failure, check, equal, fresh_key, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "interop-tests/data"
sys.path.insert(0, str(ROOT / "examples/python"))
import qsm  # noqa: E402  pylint: disable=wrong-import-position
import qsm_values  # noqa: E402  pylint: disable=wrong-import-position
from qsm_values import Color, Point, PointF, Rect, RectF, Size, Variant, read, write  # noqa: E402  pylint: disable=wrong-import-position

UTC = datetime.timezone.utc


def refused(call, kind=qsm.Error):
    """The text of what the call raises."""
    try:
        found = call()
    except kind as problem:
        return str(problem)
    raise Failure(f"{kind.__name__} was not raised: {found!r:.200}")


def lines(kind):
    for line in (DATA / "value_vectors.txt").read_text(encoding="ascii").splitlines():
        word, *columns = line.split("\t")
        if word == kind:
            yield columns


def number_of(release):
    major, minor, patch = map(int, release.split("."))
    return major << 16 | minor << 8 | patch


def is_lost(name, version, value):
    """Qt itself does not read what it wrote: integers of 64 bits before version 6, zones before 15."""
    return (version < 6 and ("64" in name or "longlong" in value)) or (
        version < 15 and ('"spec":"offset"' in value or '"spec":"zone"' in value))


def test_golden_bytes():
    unknown = "DemoPair"  # a class of the program that wrote the vectors
    count = 0
    for name, versions, order, precision, releases, value, digits in lines("W"):
        version = int(re.split("[-,]", versions)[-1])
        if unknown in name or unknown in value or is_lost(name, version, value):
            continue
        settings = {"version": version, "little_endian": order == "little", "single": precision == "single",
                    "qt": number_of(releases.split(",")[-1])}
        wanted = "" if digits == "-" else digits
        data = bytes.fromhex(wanted.replace("..", "00"))
        loaded = read(data, name, typed=True, **settings)
        written = write(name, loaded, **settings).hex()
        check(re.fullmatch(wanted, written), f"{name} {value}: {loaded}: found {written}, wanted {wanted}")
        read(data, name, **settings)
        count += 1
    check(count > 2000, f"only {count} vectors")


def test_damaged_bytes():
    errors = 0
    for name, version, order, release, digits, status, *_ in lines("R"):
        data = b"" if digits == "-" else bytes.fromhex(digits)
        try:
            read(data, name, version=int(version), little_endian=order == "little", qt=number_of(release.split(",")[0]))
        except qsm.Error as error:
            check(status == "0" or error.number or "type" in error.text, f"{name} {digits}: {error}")
            errors += 1
    check(errors > 100, f"{errors} errors")


def supported_types():
    """[(name, [alias])] of the table of the library."""
    class Row(ctypes.Structure):
        _fields_ = [("size", ctypes.c_size_t), ("name", ctypes.c_char_p), ("aliases", ctypes.c_char_p),
                    ("ids", ctypes.c_int32 * 4), ("is_template", ctypes.c_bool), ("is_supported", ctypes.c_bool)]
    row = Row(size=ctypes.sizeof(Row))
    for index in range(1000):
        if qsm._c.library.qsm_stream_type_at(ctypes.c_size_t(index), ctypes.byref(row)) and row.is_supported:
            aliases = (row.aliases or b"").decode()
            yield row.name.decode(), re.split(r",(?![^<]*>)", aliases) if aliases else [], row.is_template


def test_every_name():
    """An alias gives the same values as the name; a value written by the alias gives the same bytes."""
    count = 0
    for name, aliases, is_template in supported_types():
        if not aliases:
            continue
        of = "" if not is_template else "<int,QString>" if name in ("QMap", "QHash", "std::pair") else "<int>"
        zeros = bytes(2000)
        value = read(zeros, name + of, typed=True)
        for alias in aliases:
            other = read(zeros, alias + of, typed=True)
            if not alias.startswith("QMulti"):
                equal((other, [type(it) for it in other]), (value, [type(it) for it in value]), alias)
            equal(write(alias + of, other), write(name + of, value), f"bytes of {alias}")
            has_id = not alias.startswith("QText") and not alias.endswith("WidgetItem")
            if not is_template and has_id and name != "const char*":
                equal(write("QVariant", [Variant(alias, *value)]), write("QVariant", [Variant(name, *value)]),
                      f"a QVariant of {alias}")
            count += 1
    check(count > 40, f"only {count} aliases")


def test_types_of_values():
    """The type of a value within a QVariant."""
    class Number(enum.IntEnum):
        SEVEN = 7
    for value, name in (
            (True, "bool"), (7, "int"), (-2**31, "int"), (2**31, "uint"), (2**32, "qlonglong"), (-2**63, "qlonglong"),
            (2**64 - 1, "qulonglong"), (1.0, "double"), ("a\0\ud800ß\U0001f600", "QString"), (b"\0\xff", "QByteArray"),
            ([1, "a", None, [b""]], "QVariantList"), ({"b": {"a.b": [1]}, "": 2.5, "a": None}, "QVariantMap"),
            (datetime.date(2024, 2, 29), "QDate"), (datetime.time(23, 59, 59, 999000), "QTime"),
            (datetime.datetime(1, 1, 1), "QDateTime"), (datetime.datetime(9999, 12, 31, tzinfo=UTC), "QDateTime"),
            (uuid.UUID(int=2**127 + 5), "QUuid"), (Point(1, -2), "QPoint"), (PointF(0.5, float("inf")), "QPointF"),
            (Size(-1, -1), "QSize"), (qsm_values.SizeF(1.0, 2.0), "QSizeF"), (qsm_values.Line(1, 2, 3, 4), "QLine"),
            (qsm_values.LineF(1.0, 2.0, 3.0, 4.0), "QLineF"), (Rect(1, 2, 3, 4), "QRect"),
            (RectF(0.25, 2.0, 3.0, 4.0), "QRectF"), (Color.rgb(1, 2, 3), "QColor")):
        data = write("QVariant", [value])
        equal((loaded := read(data, "QVariant")), [value], name)
        equal(type(loaded[0]), type(value), name)
        equal(read(data, "QVariant", typed=True)[0].type, name, repr(value))
        equal(write("QVariant", read(data, "QVariant", typed=True)), data, name)
        equal(write("QVariant", [Variant(name, value)]), data, f"{name} by its name")
    equal(read(write("QVariant,QVariant", [None, Variant("QString")]), "QVariant,QVariant", typed=True),
          [None, Variant("QString", None)], "nothing, and a null string")
    for value, other in ((Number.SEVEN, 7), ((1, 2), [1, 2]), (bytearray(b"a"), b"a"), (memoryview(b"a"), b"a")):
        equal(read(write("QVariant", [value]), "QVariant"), [other], repr(value))
    equal(read(write("QVariant", [Variant("int", 0, True)]), "QVariant", typed=True), [Variant("int", 0, True)], "null")
    nan = read(write("double,QVariant,QVariant", [float("nan"), float("nan"), -0.0]), "double,QVariant,QVariant")
    equal([repr(it) for it in nan], ["nan", "nan", "-0.0"], "numbers")


def test_types_in_places():
    """Values in places with a type, as read gives them and write takes them."""
    for types, values in (
            ("quint8,qint64,float,bool", [255, -2**63, 0.5, True]), ("QChar,QChar", ["ß", "\ud800"]),
            ("char16_t,QCborSimpleType", [0xd800, 20]), ("QString,QByteArray,QDate,QTime,QDateTime", [None] * 5),
            ("raw[3],cstring", [b"abc", b"text\0"]), ("QBitArray", [[True, False, True]]),
            ("QUrl,QLocale,QJsonDocument", ["http://a/%20", "de_DE", '{"a":1}']),
            ("QList<QPoint>,QVector<float>,QSet<int>", [[Point(1, 2)], [0.5, 1.0], [7]]),
            ("QStringList,QByteArrayList", [["a", None], [b"a", None]]),
            ("QMap<int,QList<std::pair<QString,double> > >", [{1: [("a", 1.0)], 2: []}]),
            ("QMap<QPoint,int>", [{Point(1, 2): 3}]), ("QMap<QList<int>,int>", [[([1], 2), ([1, 2], 3)]]),
            ("QHash<QString,QVariant>", [{"a": Point(1, 2)}]), ("QVariantPair", [(1, "a")]),
            ("QMultiMap<QString,int>", [[("a", 1), ("a", 2)]]), ("QPolygonF", [[PointF(1.0, 0.5)]]),
            ("QVector3D,QTransform", [[1.0, 2.0, 0.5], [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]]),
            ("QTextFormat", [(2, {0x1003: "a", 0x2001: 7})]), ("QVersionNumber", [[6, 4, 2]]),
            ("QRegularExpression,QKeyCombination", [{"pattern": "^a", "options": 1}, {"combined": 65}]),
            ("QFlags<Qt::AlignmentFlag>,Qt::Orientation", [0x84, 2]), ("QMargins", [qsm_values.Margins(1, 2, 3, 4)])):
        loaded = read(write(types, values), types)
        equal(loaded, values, types)
        equal([repr(it) for it in loaded], [repr(it) for it in values], types)
    for types, values, other in (("int,bool", [True, False], [1, False]), ("double", [1], [1.0]),
                                 ("QList<int>", [{5}], [[5]]), ("QVariantList", [(1,)], [[1]]),
                                 ("QMap<QString,int>", [[("b", 1), ("a", 2)]], [{"a": 2, "b": 1}]),
                                 ("QPoint", [(1, 2)], [Point(1, 2)]), ("std::pair<int,int>", [[1, 2]], [(1, 2)])):
        equal(read(write(types, values), types), other, types)
    nested = [{"a": Variant("QMap<int,QUrl>", {1: "x:"}), "b": Variant("QVariantList", [Variant("ushort", 1)])}]
    data = write("QVariantMap", nested)
    equal(read(write("QVariant", [Variant("QMap<qint32, QList<QString> >", {1: ["a"]})]), "QVariant", typed=True),
          [Variant("QMap<int, QList<QString> >", {1: ["a"]})], "the name of a template")
    equal(read(data, "QVariantMap"), [{"a": {1: "x:"}, "b": [1]}], "without types")
    equal(read(data, "QVariantMap", typed=True), nested, "with types")


def test_schemas():
    for types, values in (
            ("repeat(int)", []), ("repeat(int)", [1, 2, 3]), (" quint8 , repeat( QMap<int,QString>, QChar )",
                                                             [1, {1: "a"}, "b", {}, "c"]),
            ("sized16(repeat(QVariant)),QChar", [1, "a", "z"]), ("sized32(int,sized64(QString)),bool", [1, "a", True]),
            ("unsigned int,QFlags<Qt::Key>", [1, 2])):
        equal(read(write(types, values), types), values, types)
    equal(read(b"\0\0\0\1\0\2rest", "qint16", offset=4), [2], "from a byte on")
    equal(read(memoryview(bytearray(b"\0\7")), "qint16"), [7], "bytes of another class")


def test_dates():
    zone = zoneinfo.ZoneInfo("Europe/Paris")
    offset = datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))
    for value in (datetime.datetime(2024, 7, 1, 12, tzinfo=zone), datetime.datetime(2024, 7, 1, 12, tzinfo=offset),
                  datetime.datetime(2024, 10, 27, 2, 30, tzinfo=zone), datetime.datetime(9999, 12, 31, 23, tzinfo=zone),
                  datetime.datetime(1, 1, 1, 1, tzinfo=zone)):
        loaded, = read(write("QDateTime", [value]), "QDateTime")
        equal((loaded, repr(loaded.tzinfo), loaded.utcoffset()), (value, repr(value.tzinfo), value.utcoffset()), "zone")
    cut, = read(write("QTime", [datetime.time(1, 2, 3, 4999)]), "QTime")
    equal(cut, datetime.time(1, 2, 3, 4000), "milliseconds")
    for digits in ("0000000000000001", "0000000001000000"):
        day, = read(bytes.fromhex(digits), "QDate")
        equal((day["iso"], write("QDate", [day]).hex()), ("", digits), "a day without a date of Python")
    for saved in ({"spec": "zone", "zone": "No/Zone"}, {"spec": "zone", "zone": "../../etc/passwd"},
                  {"spec": "zone", "zone": "UTC+01:00"}, {"spec": "offset", "offset": 86400}):
        value = {"date": {"iso": "2024-07-01", "jd": 2460493}, "time": {"iso": "01:00:00.000", "ms": 3600000}, **saved}
        data = write("QDateTime", [value])
        loaded, = read(data, "QDateTime")
        equal((loaded["spec"], write("QDateTime", [loaded])), (saved["spec"], data), "a zone that Python lacks")
    invalid = {"date": None, "time": {"ms": 1}, "spec": "utc"}
    equal(read(write("QDateTime", [invalid]), "QDateTime")[0]["date"], None, "without a date")


def test_colours():
    color = Color.rgb(255, 128, 0, 64)
    equal((color, color.to_rgb()), (Color("Rgb", 0x4040, (0xffff, 0x8080, 0, 0)), (255, 128, 0, 64)), "Rgb")
    equal(write("QColor", [color]).hex(), "014040ffff808000000000", "its bytes")
    check("Hsv" in refused(Color("Hsv").to_rgb, ValueError), "another spec")
    equal(read(write("QColor", [Color()]), "QColor"), [Color("Invalid", 65535, (0, 0, 0, 0))], "no colour")


def test_settings():
    equal(write("qint32,double", [1, 0.5], little_endian=True, single=True).hex(), "010000000000003f", "little, single")
    equal(read(bytes.fromhex("010000000000003f"), "qint32,double", little_endian=True, single=True), [1, 0.5], "read")
    equal(write("QVariant", [Color()], version=19).hex()[:8], "00000043", "version 19")
    equal(write("QVariant", [Color()]).hex()[:8], "00001003", "version 20")
    pairs = {"a": 1, "b": 2}
    equal(write("QMap<QString,qint8>", [pairs]).hex()[16:22], "006101", "Qt 6 begins with the first key")
    equal(write("QMap<QString,qint8>", [pairs], qt=0x050f08).hex()[16:22], "006202", "Qt 5 with the last")


def test_errors():
    data = write("QString,QVariantMap", ["audio", {"a.b": Variant("int", 1)}])
    for call, wanted in (
            (lambda: read(data[:-1], "QString,QVariantMap"),
             'byte 33, [1]["a.b"]: a value of 4 bytes: only 3 are left'),
            (lambda: read(b"\0\0\3\xe7\0", "QVariant"), "byte 0, [0]: "),
            (lambda: read(b"", "QStrin"), 'character 1, "QStrin": no such type (the types "QStrin")'),
            (lambda: read(b"", "int", offset=1), "0 bytes have no byte 1"),
            (lambda: write("int,QList<int>", [1, [2, "a"]]), "[1][1], QList<int>: a number of this type is needed"),
            (lambda: write("int", [1, 2]), "2 values; the types need 1"),
            (lambda: write("repeat(int,int)", [1]), "1 values; the types need 0, and 2 for each repetition"),
            (lambda: write("repeat(int),int", [1]), "nothing can follow repeat(...)"),
            (lambda: write("QVariantMap", [{1: 2}]), "[0][0], QVariantMap: a string is needed"),
            (lambda: write("QVariant", [Variant("No", 1)]), "[0], QVariant: no such type"),
            (lambda: write("int", [2**31]), "[0], int: a number of this type is needed"),
            (lambda: write("QVariant", [2**64]), "[0], QVariant: a number of this type is needed"),
            (lambda: write("QList<int>", [7]), "[0], QList<int>: an array is needed"),
            (lambda: write("QMap<int,int>", ["text"]), "[0], QMap<int,int>: a member of an object is missing"),
            (lambda: write("QVariantPair", [[1]]), "[0], QVariantPair: a pair has two elements"),
            (lambda: write("QVariantPair", [5]), "[0], QVariantPair: an array is needed"),
            (lambda: write("QChar,QBitArray", ["ab", 5]), "[0], QChar: a member of an object is missing"),
            (lambda: write("QBitArray", [5]), "[0], QBitArray: a member of an object is missing"),
            (lambda: write("QString", [Variant("QString", "a")]), "[0], QString: a string is needed"),
            (lambda: write("raw[3]", [b"ab"]), "[0], raw[3]: another number of bytes is needed")):
        text = refused(call)
        check(wanted in text, f"the error: {text}; wanted {wanted}")
    for call, wanted in ((lambda: write("QVariant", [{1j}]), "no type of Qt for a set: Variant(type, value) names one"),
                         (lambda: write("QVariantMap", [{"a": object}]), "no type of Qt for a type"),
                         (lambda: write("int", [1j]), "no value of Qt: 1j"),
                         (lambda: read(7, "int"), "memoryview"), (lambda: read(b"", None), "the types are text")):
        check(wanted in refused(call, TypeError), wanted)
    try:
        read(b"\0", "qint16")
    except qsm.Error as error:
        equal((error.number, error.text), (1, "byte 0, [0]: a value of 2 bytes: only 1 are left"), "number and text")


def test_keys_that_are_no_utf8():
    data = write("QVariantMap", [{"\ud800": Variant("quint8", 1)}])
    text = refused(lambda: read(data[:-1], "QVariantMap"))
    check(text.startswith(f"byte {len(data) - 1}, [0]"), f"the error: {text!r}")


def test_segment():
    key, values = fresh_key(), [{"volume": 7, "title": "Grüße"}]
    with qsm.SharedMemory(key) as memory, qsm.SharedMemory(key) as other:
        check("doesn't exist" in refused(lambda: qsm_values.read_values(other, "QVariantMap")), "no segment")
        qsm_values.write_values(memory, "QVariantMap", values)
        size = len(write("QVariantMap", values))
        equal((memory.size(), memory.is_locked()), (size, False), "a segment of this size")
        equal(qsm_values.read_values(other, "QVariantMap"), values, "read")
        check(not other.is_attached(), "attached for the call only")
        qsm_values.write_values(memory, "qint32,double", [1, 0.5], little_endian=True, single=True)
        equal(memory.size(), size, "used again")
        equal(qsm_values.read_values(other, "float", offset=4, little_endian=True, single=True), [0.5], "with settings")
        refused(lambda: qsm_values.write_values(memory, "int", ["a"]))
        equal(qsm_values.read_values(memory, "int", little_endian=True), [1], "nothing was written")
        qsm_values.write_values(memory, "QByteArray", [bytes(100)])
        equal((memory.size(), memory.is_attached()), (104, True), "a larger segment")
        other.attach()
        check("exists" in refused(lambda: qsm_values.write_values(memory, "QByteArray", [bytes(200)])), "in use")
        qsm_values.write_values(other, "int", [3])
        memory.attach()
        with other.lock():
            memory.set_lock_timeout(20)
            for call in (lambda: qsm_values.read_values(memory, "int"),
                         lambda: qsm_values.write_values(memory, "int", [4])):
                check("not free within 20 ms" in refused(call), "waits for the lock")
        equal(qsm_values.read_values(memory, "int"), [3], "as it was")


run(globals())
