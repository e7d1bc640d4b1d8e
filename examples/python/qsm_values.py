# SPDX-License-Identifier: MIT
"""Values that Qt programs write with QDataStream, by the names of Qt's types. Copy the file beside qsm.py.

    import qsm, qsm_values
    data = qsm_values.write("QString,QVariantMap", ["audio", {"volume": 7, "title": "Grüße"}])
    name, settings = qsm_values.read(data, "QString,QVariantMap")
    with qsm.SharedMemory("hello") as memory:
        settings, = qsm_values.read_values(memory, "QVariantMap")

Types: a list with commas, as in C++: "qint32,QMap<QString,QList<QPoint>>", and raw[16], cstring, repeat(T,...),
sized32(T,...). qsm/stream_schema.h describes them. The values of Qt in Python:

- bool, int, float: numbers. None: an invalid QVariant; a null QString, QByteArray, QDate, QTime, QDateTime.
- str: QString, QUrl (encoded), QLocale (its name), QChar, QPageRanges; of QJsonDocument, QJsonObject and QJsonArray the
  text for json.loads(). Halves of surrogate pairs stay as they are.
- bytes: QByteArray, raw[N], cstring; QImage, QPixmap and QBitmap as a PNG file, for qsm.Image.from_data().
- list: lists and sets; QBitArray, of bool; QVector2D, QTransform and the like, of float. tuple: pairs, QTextFormat.
- dict: maps and hashes. A list of pairs: QMultiMap, QMultiHash, and if the keys cannot be those of a dict.
- datetime.date, time, datetime: QDate, QTime, QDateTime, cut to milliseconds. A datetime without a zone is local time.
- uuid.UUID; Point, PointF, Size, SizeF, Line, LineF, Rect, RectF, Margins, MarginsF, Color of this module.
- All other values, and dates outside the years 1 to 9999: the JSON of `qsm stream dump --json`. See qsm(1).

A value for a QVariant has the type that PyQt would choose: int, uint, qlonglong or qulonglong, double, QString,
QByteArray, QVariantList, QVariantMap, QDate ... Variant("quint16", 7) names another. With typed=True, what is read from
a QVariant is such a Variant, and writing it gives the same type again.

Settings, as of QDataStream: `version` (0: 20, which every Qt 6 reads; Qt 5.15: 19), `little_endian`, `single`
(precision), and `qt`, the Qt release of the writer, 0x050f08 for 5.15.8 (0: by the version). A call that fails raises
qsm.Error with the library's text: the byte, the path of the value, and what was expected."""
from __future__ import annotations

import contextlib
import ctypes
import datetime
import functools
import json
import math
import re
import uuid
import zoneinfo
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Tuple

import qsm

# As in qsm.py; a test compares them with the headers.
_FUNCTIONS = {"data_stream_": """new_reader p pu; new_buffer p; free v p; data p p; size u p; seek b pu; status i p;
error_string s p; set_version v pi; set_byte_order v pi; set_floating_point_precision v pi; set_qt_version v pi;
read_schema b ppp; write_schema b ppp""", "schema_": "new p s; free v p; error_string s p; from_json b psupp",
              "tree_": "new p; free v p; root p p", "variant_": "to_json p p"}
_c: Any = qsm._functions(qsm._c.library, _FUNCTIONS)
# The text quotes keys of the stream, which may be no UTF-8.
_c.data_stream_error_string.errcheck = lambda text, *_: text.decode("utf-8", "backslashreplace")


class Variant(NamedTuple):
    """A QVariant with the name of its type, such as "QUrl" or "QMap<int,QString>". `is_null`: Qt's flag."""
    type: str
    value: Any = None
    is_null: bool = False


Point = NamedTuple("Point", [("x", int), ("y", int)])
PointF = NamedTuple("PointF", [("x", float), ("y", float)])
Size = NamedTuple("Size", [("width", int), ("height", int)])
SizeF = NamedTuple("SizeF", [("width", float), ("height", float)])
Line = NamedTuple("Line", [("x1", int), ("y1", int), ("x2", int), ("y2", int)])
LineF = NamedTuple("LineF", [("x1", float), ("y1", float), ("x2", float), ("y2", float)])
Rect = NamedTuple("Rect", [("x", int), ("y", int), ("width", int), ("height", int)])
RectF = NamedTuple("RectF", [("x", float), ("y", float), ("width", float), ("height", float)])
Margins = NamedTuple("Margins", [("left", int), ("top", int), ("right", int), ("bottom", int)])
MarginsF = NamedTuple("MarginsF", [("left", float), ("top", float), ("right", float), ("bottom", float)])


class Color(NamedTuple):
    """QColor as Qt has it: numbers of 16 bits. Of "Rgb" red, green, blue, 0; of "Hsv", "Hsl", "Cmyk" what Qt writes."""
    spec: str = "Invalid"
    alpha: int = 0xffff
    components: Tuple[int, ...] = (0, 0, 0, 0)

    @classmethod
    def rgb(cls, red: int, green: int, blue: int, alpha: int = 255) -> Color:
        """QColor(red, green, blue, alpha)"""
        return cls("Rgb", 257 * alpha, (257 * red, 257 * green, 257 * blue, 0))

    def to_rgb(self) -> Tuple[int, int, int, int]:
        """(red, green, blue, alpha), 0 to 255, of a colour of "Rgb"."""
        if self.spec != "Rgb":
            raise ValueError(f"a colour of {self.spec}, not of Rgb")
        red, green, blue, _ = self.components
        return red >> 8, green >> 8, blue >> 8, self.alpha >> 8


class _Form(NamedTuple):
    """How a type stands in JSON: from JSON, and into it."""
    load: Callable[[Any], Any]
    save: Callable[[Any], Any]


def _same(value):
    return value


# Into JSON, by the class of the value. What does not fit the type of its place, the library refuses.

def _save_float(value):
    if value - value == 0 and (value or math.copysign(1, value) > 0):
        return value
    return "-0" if value == 0 else float.__repr__(value)  # inf, -inf, nan


def _save_date(value):
    return {"jd": value.toordinal() + _DAY_0}


def _save_time(value):
    return {"ms": ((value.hour * 60 + value.minute) * 60 + value.second) * 1000 + value.microsecond // 1000}


def _save_date_time(value):
    zone, saved = value.tzinfo, {"date": _save_date(value), "time": _save_time(value)}
    if zone is None:
        return {**saved, "spec": "local"}
    if zone is datetime.timezone.utc:
        return {**saved, "spec": "utc"}
    if getattr(zone, "key", None):
        return {**saved, "spec": "zone", "zone": zone.key}
    return {**saved, "spec": "offset", "offset": round(value.utcoffset().total_seconds())}


def _save_variant(value):
    if value is None:
        return {"metatype": None, "value": None}
    if not isinstance(value, Variant):
        name = _class(type(value))[0]
        if name == "int" and not -2**31 <= value < 2**31:
            name = "uint" if 0 <= value < 2**32 else "qlonglong" if value < 2**63 else "qulonglong"
        if not name:
            raise TypeError(f"no type of Qt for a {type(value).__name__}: Variant(type, value) names one")
        value = Variant(name, value)
    name = re.sub("[^<>,]+", lambda part: _CANONICAL.get(part[0].strip(), part[0]), value.type)
    name = _CANONICAL.get(name, name)
    saved = {"metatype": name, "value": _form(name).save(value.value)}
    return {**saved, "isNull": True} if value.is_null else saved


def _save(value):
    """By its class alone."""
    return _class(type(value))[1](value)


def _save_number(value):
    return int(value) if isinstance(value, bool) else _save(value)


def _no_json(value):
    raise TypeError(f"no value of Qt: {value!r:.80}")


_CLASSES: List[Tuple[type, str, Callable[[Any], Any]]] = [
    (type(None), "", _same), (bool, "bool", _same), (int, "int", int), (float, "double", _save_float),
    (str, "QString", _same), (bytes, "QByteArray", lambda value: {"hex": value.hex()}),
    (bytearray, "QByteArray", lambda value: {"hex": value.hex()}),
    (memoryview, "QByteArray", lambda value: {"hex": value.hex()}),
    (datetime.datetime, "QDateTime", _save_date_time), (datetime.date, "QDate", _save_date),
    (datetime.time, "QTime", _save_time), (uuid.UUID, "QUuid", lambda value: f"{{{value}}}"),
    (Variant, "QVariant", _save_variant),
    (Rect, "QRect", lambda value: dict(zip("xywh", value))),
    (RectF, "QRectF", lambda value: dict(zip("xywh", map(_save, value)))),
    (Color, "QColor", lambda value: {"spec": value.spec, "raw16": [value.alpha, *value.components]}),
    *((it, "Q" + it.__name__, lambda value: [_save(part) for part in value])
      for it in (Point, PointF, Size, SizeF, Line, LineF, Margins, MarginsF)),
    (dict, "QVariantMap", lambda value: {name: _save(part) for name, part in value.items()}),
    (list, "QVariantList", lambda value: [_save(part) for part in value]),
    (tuple, "QVariantList", lambda value: [_save(part) for part in value]),
    (object, "", _no_json)]


@functools.lru_cache(maxsize=256)
def _class(kind: type) -> Tuple[str, Callable[[Any], Any]]:
    return next((name, save) for it, name, save in _CLASSES if issubclass(kind, it))


# From JSON, by the name of the type.

_DAY_0 = 1721425  # Julian day of the day before date.min
_LISTS = {"QList", "QVector", "QLinkedList", "QStack", "QQueue", "QSet"}
_MAPS = {"QMap": "pairs", "QHash": "pairs", "QMultiMap": "insertedInThisOrder", "QMultiHash": "insertedInThisOrder"}
_PAIRS = {"std::pair", "QPair"}
_SPELLED = {"QVariantMap": "QMap<QString,QVariant>", "QVariantHash": "QHash<QString,QVariant>",
            "QVariantList": "QList<QVariant>", "QStringList": "QList<QString>", "QByteArrayList": "QList<QByteArray>",
            "QVariantPair": "QPair<QVariant,QVariant>", "QPolygon": "QList<QPoint>", "QPolygonF": "QList<QPointF>",
            "QVersionNumber": "QList<int>", **{f"QText{name}Format": "QPair<int,QMap<int,QVariant>>" for name in
                                               ("", "Char", "Block", "List", "Frame", "Table", "TableCell", "Image")}}


def _load_date(saved):
    return datetime.date.fromordinal(saved["jd"] - _DAY_0) if saved and saved["iso"] else saved


def _load_time(saved):
    return saved and (datetime.datetime.min + datetime.timedelta(milliseconds=saved["ms"])).time()


def _load_date_time(saved):
    if not saved or not saved["date"] or not saved["date"]["iso"] or not saved["time"]:
        return saved
    zone: Optional[datetime.tzinfo] = None
    offset = datetime.timedelta(seconds=saved.get("offset", 0))
    try:
        if saved["spec"] == "utc":
            zone = datetime.timezone.utc
        elif saved["spec"] == "offset":
            zone = datetime.timezone(offset)
        elif saved["spec"] == "zone":
            zone = zoneinfo.ZoneInfo(saved["zone"])
    except (KeyError, OSError, TypeError, ValueError):  # a zone that Python does not know, or has no name for
        return saved
    if saved["spec"] == "offset" and zone is datetime.timezone.utc:
        return saved
    loaded = datetime.datetime.combine(_load_date(saved["date"]), _load_time(saved["time"]), zone)
    if saved["spec"] == "zone" and "offset" in saved and loaded.utcoffset() != offset:
        loaded = loaded.replace(fold=1)  # the second of two equal times
    return loaded


def _only(name, kind):
    """JSON of an object with one member."""
    return _Form(lambda saved: saved[name], lambda value: {name: value} if isinstance(value, kind) else _save(value))


def _numbers(kind, number):
    """JSON with numbers: an array, or an object with these members."""
    def load(saved):
        return kind(*map(number, saved.values() if isinstance(saved, dict) else saved))
    return load


def _floats(saved):
    return [float(number) for number in saved]


# The name that a QVariant has, and other names.
_INTEGERS = ("int,qint32", "uint,quint32,unsigned int", "qlonglong,qint64,long long", "long", "ulong,unsigned long",
             "qulonglong,quint64,unsigned long long", "short,qint16", "ushort,quint16,unsigned short", "char",
             "uchar,quint8,unsigned char", "signed char,qint8,schar", "char16_t", "char32_t", "QCborSimpleType",
             "QFont::Tag")
_REALS = ("double,qreal", "float", "qfloat16,float16_t")
_CANONICAL = {other: names[0] for names in (it.split(",") for it in _INTEGERS + _REALS) for other in names[1:]}
_CANONICAL.update((_SPELLED[name], name) for name in ("QVariantMap", "QVariantHash", "QVariantList", "QStringList",
                                                      "QByteArrayList", "QVariantPair"))
_CANONICAL.update({"std::pair<QVariant,QVariant>": "QVariantPair", "nullptr_t": "std::nullptr_t"})

_SAVED_TEXT = _only("json", (str, type(None)))
_FORMS: Dict[str, _Form] = {
    **{name: _Form(int, _save_number) for names in _INTEGERS for name in names.split(",")},
    **{name: _Form(float, _save_number) for names in _REALS for name in names.split(",")},
    **{name: _Form(lambda saved: saved and bytes.fromhex(saved["hex"]), _save) for name in (
        "QByteArray", "const char*", "char*", "cstring", "QImage", "QPixmap", "QBitmap", "QPicture", "QColorSpace")},
    **{"Q" + it.__name__: _Form(_numbers(it, int), _save) for it in (Point, Size, Line, Rect, Margins)},
    **{"Q" + it.__name__: _Form(_numbers(it, float), _save) for it in (PointF, SizeF, LineF, RectF, MarginsF)},
    **{name: _Form(_floats, _save) for name in ("QVector2D", "QVector3D", "QVector4D", "QTransform", "QMatrix")},
    **{name: _SAVED_TEXT for name in ("QJsonDocument", "QJsonObject", "QJsonArray")},
    "QChar": _Form(lambda saved: chr(saved["u16"]), lambda value: {"u16": ord(value)} if isinstance(value, str) and
                   len(value) == 1 else _save(value)),
    "QBitArray": _Form(lambda saved: [bit == "1" for bit in saved["bits"]],
                       lambda value: {"bits": "".join("01"[bool(bit)] for bit in value)} if _is_list(value)
                       else _save(value)),
    "QDate": _Form(_load_date, _save), "QTime": _Form(_load_time, _save), "QDateTime": _Form(_load_date_time, _save),
    "QUuid": _Form(uuid.UUID, _save),
    "QColor": _Form(lambda saved: Color(saved["spec"], saved["raw16"][0], tuple(saved["raw16"][1:])), _save)}


def _flat(names: str) -> str:
    """The commas between < and > become blanks of another kind."""
    depth, letters = 0, []
    for letter in names:
        depth += (letter == "<") - (letter == ">")
        letters.append("\v" if letter == "," and depth > 0 else letter)
    return "".join(letters)


def _split(name: str) -> Tuple[str, List[str]]:
    """("QMap", ["int", "QString"]) of "QMap<int,QString>"."""
    base, bracket, inside = name.partition("<")
    parts = _flat(inside.rpartition(">")[0]).split(",") if bracket else []
    return base.strip(), [part.replace("\v", ",").strip() for part in parts]


def _is_list(value) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, (str, bytes, bytearray, memoryview, dict))


def _list_form(of: _Form) -> _Form:
    def save(value):
        return [of.save(part) for part in value] if _is_list(value) else _save(value)
    return _Form(lambda saved: list(map(of.load, saved)), save)


def _map_form(member: str, key: _Form, of: _Form) -> _Form:
    def load(saved):
        pairs = [(key.load(one), of.load(two)) for one, two in saved[member]]
        with contextlib.suppress(TypeError):  # a key that cannot be hashed
            return pairs if member != "pairs" else dict(pairs)
        return pairs

    def save(value):
        pairs = value.items() if isinstance(value, dict) else value
        return {member: [[key.save(one), of.save(two)] for one, two in pairs]} if _is_list(pairs) else _save(value)
    return _Form(load, save)


def _pair_form(*of: _Form) -> _Form:
    def save(value):
        return [of[i % 2].save(part) for i, part in enumerate(value)] if _is_list(value) else _save(value)
    return _Form(lambda saved: (of[0].load(saved[0]), of[1].load(saved[1])), save)


@functools.lru_cache(maxsize=1024)
def _form(name: str, typed: bool = False) -> _Form:
    if name == "QVariant":
        return _Form(functools.partial(_load_variant, typed), _save_variant)
    base, parts = _split(_SPELLED.get(name, name))
    of = [_form(part, typed) for part in parts]
    if base in _LISTS and len(of) == 1:
        return _list_form(*of)
    if base in _MAPS and len(of) == 2:
        return _map_form(_MAPS[base], *of)
    if base in _PAIRS and len(of) == 2:
        return _pair_form(*of)
    return _FORMS.get(name, _Form(_same, _save))


def _load_variant(typed: bool, saved):
    name = saved["metatype"]
    if name is None:
        return None
    value = _form(name, typed).load(saved["value"])
    return Variant(name, value, saved.get("isNull", False)) if typed else value


def _names(types: str, count: int) -> List[str]:
    """The types of so many values of a schema."""
    names: List[str] = []
    groups: List[Tuple[str, int]] = []
    first = end = 0  # of repeat(...)
    for name, mark in re.findall(r"([^,()]*)([,()]?)", _flat(types)):
        name = name.replace("\v", ",").strip()
        if mark == "(":
            groups.append((name, len(names)))
        elif name:
            names.append(name)
        if mark == ")":
            word, start = groups.pop()
            first, end = (start, len(names)) if word == "repeat" else (first, end)
    rounds, left = divmod(count - len(names) + end - first, end - first or 1)
    good = rounds >= 0 and left == 0 and (end > first or rounds == 0)
    return names[:first] + names[first:end] * rounds + names[end:] if good else []


# The library.

class _Call(contextlib.ExitStack):
    """The objects of one call. They are freed at its end."""

    def own(self, handle, free):
        if not handle:
            raise MemoryError
        self.callback(free, handle)
        return handle

    def schema(self, types: str):
        if not isinstance(types, str):
            raise TypeError(f"the types are text, not {type(types).__name__}")
        schema = self.own(_c.schema_new(types), _c.schema_free)
        if problem := _c.schema_error_string(schema):
            raise qsm.Error(problem, about=f'the types "{types}"')
        return schema

    def stream(self, handle, version: int, little_endian: bool, single: bool, qt: int):
        stream = self.own(handle, _c.data_stream_free)
        if version:
            _c.data_stream_set_version(stream, version)
        _c.data_stream_set_byte_order(stream, int(little_endian))
        _c.data_stream_set_floating_point_precision(stream, int(not single))
        _c.data_stream_set_qt_version(stream, qt)
        return stream

    def list(self):
        return _c.tree_root(self.own(_c.tree_new(), _c.tree_free))

    def text(self, handle) -> bytes:
        return ctypes.string_at(self.own(handle, qsm._c.free))


def _check(good: bool, stream) -> None:
    if not good:
        raise qsm.Error(_c.data_stream_error_string(stream) or "no memory", _c.data_stream_status(stream))


def read(data, types: str, *, version: int = 0, little_endian: bool = False, single: bool = False, qt: int = 0,
         typed: bool = False, offset: int = 0) -> List[Any]:
    """Reads values of these types from bytes, as `stream >> value`. Bytes behind the last value are left alone.
    `offset`: the first byte. `typed`: what a QVariant holds becomes a Variant with the name of its type."""
    data = data if isinstance(data, bytes) else bytes(memoryview(data))
    with _Call() as call:
        schema, values = call.schema(types), call.list()
        stream = call.stream(_c.data_stream_new_reader(data, len(data)), version, little_endian, single, qt)
        if not _c.data_stream_seek(stream, offset):
            raise qsm.Error(f"{len(data)} bytes have no byte {offset}")
        _check(_c.data_stream_read_schema(stream, schema, values), stream)
        found = json.loads(call.text(_c.variant_to_json(values)))
    return [_form(value["metatype"], typed).load(value["value"]) for value in found]


def write(types: str, values: Iterable[Any], *, version: int = 0, little_endian: bool = False, single: bool = False,
          qt: int = 0) -> bytes:
    """The bytes of values of these types, as of `stream << value`. One value for each type."""
    values = list(values)
    with _Call() as call:
        schema, tree = call.schema(types), call.list()
        names = _names(types, len(values))
        saved = [_form(name).save(value) for name, value in zip(names, values)] if names else [None] * len(values)
        text, problem = json.dumps(saved, separators=(",", ":")), ctypes.c_void_p()
        if not _c.schema_from_json(schema, text, len(text), tree, ctypes.byref(problem)):
            raise qsm.Error(call.text(problem.value).decode("utf-8", "backslashreplace"))
        stream = call.stream(_c.data_stream_new_buffer(), version, little_endian, single, qt)
        _check(_c.data_stream_write_schema(stream, schema, tree), stream)
        data = ctypes.string_at(_c.data_stream_data(stream), _c.data_stream_size(stream))
    return data


def read_values(memory: qsm.SharedMemory, types: str, *, offset: int = 0, **settings: Any) -> List[Any]:
    """Reads values from a segment: copies its bytes under the lock, then does what read() does, with its `settings`. If
    the object is not attached, it attaches and detaches."""
    attached = memory.is_attached()
    if not attached:
        memory.attach(qsm.AccessMode.READ_ONLY)
    try:
        data = memory.read()
    finally:
        if not attached:
            memory.detach()
    return read(data, types, offset=offset, **settings)


def write_values(memory: qsm.SharedMemory, types: str, values: Iterable[Any], *, replace_stale: bool = False,
                 **settings: Any) -> None:
    """Writes values into a segment, under the lock, with the settings of write(). If the object is not attached, or the
    segment is too small, it creates a segment of this size, as memory.write_image() does, and stays attached."""
    data = write(types, values, **settings)
    if not memory.is_attached() or memory.size() < len(data):
        memory.detach()
        memory.create(len(data), replace_stale=replace_stale)
    memory.write(data)
