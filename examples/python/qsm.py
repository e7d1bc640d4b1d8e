# SPDX-License-Identifier: MIT
"""Shared memory, locks, semaphores and pictures of Qt programs. No Qt, no build: this file and libqsm.

    import qsm
    with qsm.SharedMemory("hello") as memory:
        memory.attach()
        memory.read_image().save("copy.png")

Copy the file to your program. It finds libqsm by the environment variable QSM_LIBRARY, or where the system looks for
libraries. It needs Python 3.9 or later, and no package; Image.numpy() and Image.from_array() need numpy.
The names are Qt's in Python's spelling: QSharedMemory::isAttached is SharedMemory.is_attached. The headers of libqsm
say more about each: qsm_shared_memory_is_attached in qsm/shared_memory.h. A call that fails raises Error. Time limits
are in milliseconds: < 0 waits for ever, 0 does not wait. Ctrl-C ends every wait of the main thread.

A memoryview of a segment or an image shows the memory itself. While such a view is in use, also as a slice or a numpy
array, a call that would remove the memory raises BufferError: end the view before, with del or view.release().

Threads: one object, one thread at a time. The handler of a signal can only ask an object whose call waits (key, size,
data, ...). A child of os.fork() makes objects of its own."""
from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import enum
import os
import types
import weakref
from ctypes import c_bool, c_char_p, c_int, c_size_t, c_ssize_t, c_uint16, c_uint32, c_uint64, c_void_p
from typing import Any, Callable, ContextManager, List, Optional, TypeVar, Union

LIBRARY_VERSION = "0.2"  # of the functions below: libqsm 0.2.x

# Qt's numbers. A test compares them, and all structs and functions below, with the headers.
AccessMode = enum.IntEnum("AccessMode", "READ_ONLY READ_WRITE", start=0)
SharedMemoryError = enum.IntEnum("SharedMemoryError", "NO_ERROR PERMISSION_DENIED INVALID_SIZE KEY_ERROR "
                                 "ALREADY_EXISTS NOT_FOUND LOCK_ERROR OUT_OF_RESOURCES UNKNOWN_ERROR", start=0)
SystemSemaphoreError = enum.IntEnum("SystemSemaphoreError", "NO_ERROR PERMISSION_DENIED KEY_ERROR ALREADY_EXISTS "
                                    "NOT_FOUND OUT_OF_RESOURCES UNKNOWN_ERROR", start=0)
SemaphoreMode = enum.IntEnum("SemaphoreMode", "OPEN CREATE", start=0)
KeyType = enum.IntEnum("KeyType", {"INVALID": 0, "SYSTEM_V": 0x51, "POSIX_REALTIME": 0x100, "WINDOWS": 0x101})
KeyScheme = enum.IntEnum("KeyScheme", "NONE SYSTEM_V_LEGACY SYSTEM_V_LEGACY_5_6 SYSTEM_V_LEGACY_5_6_PORTABLE "
                         "POSIX_LEGACY POSIX_SAFE SYSTEM_V_SAFE", start=0)
Compression = enum.IntEnum("Compression", "STORED FAST EXACT", start=0)
ExchangeStep = enum.IntEnum("ExchangeStep", "DONE MEMORY STREAM TIMEOUT STOPPED", start=0)
Format = enum.IntEnum("Format", "INVALID MONO MONOLSB INDEXED8 RGB32 ARGB32 ARGB32_PREMULTIPLIED RGB16 "
    "ARGB8565_PREMULTIPLIED RGB666 ARGB6666_PREMULTIPLIED RGB555 ARGB8555_PREMULTIPLIED RGB888 RGB444 "
    "ARGB4444_PREMULTIPLIED RGBX8888 RGBA8888 RGBA8888_PREMULTIPLIED BGR30 A2BGR30_PREMULTIPLIED RGB30 "
    "A2RGB30_PREMULTIPLIED ALPHA8 GRAYSCALE8 RGBX64 RGBA64 RGBA64_PREMULTIPLIED GRAYSCALE16 BGR888 RGBX16FPX4 "
    "RGBA16FPX4 RGBA16FPX4_PREMULTIPLIED RGBX32FPX4 RGBA32FPX4 RGBA32FPX4_PREMULTIPLIED CMYK8888", start=0)

# numpy's type of a number, and how many of them a pixel has. QRgb (ARGB32) is one number: blue is its lowest byte.
_ARRAYS = {name: (number, channels) for number, channels, names in (
    ("u1", 1, "INDEXED8 ALPHA8 GRAYSCALE8"), ("u2", 1, "RGB16 RGB555 RGB444 ARGB4444_PREMULTIPLIED GRAYSCALE16"),
    ("u1", 3, "RGB888 BGR888 RGB666 ARGB8565_PREMULTIPLIED ARGB6666_PREMULTIPLIED ARGB8555_PREMULTIPLIED"),
    ("u1", 4, "RGB32 ARGB32 ARGB32_PREMULTIPLIED RGBX8888 RGBA8888 RGBA8888_PREMULTIPLIED CMYK8888"),
    ("u4", 1, "BGR30 A2BGR30_PREMULTIPLIED RGB30 A2RGB30_PREMULTIPLIED"),
    ("u2", 4, "RGBX64 RGBA64 RGBA64_PREMULTIPLIED"), ("f2", 4, "RGBX16FPX4 RGBA16FPX4 RGBA16FPX4_PREMULTIPLIED"),
    ("f4", 4, "RGBX32FPX4 RGBA32FPX4 RGBA32FPX4_PREMULTIPLIED")) for name in names.split()}
_FORMATS = {("u1", 1): Format.GRAYSCALE8, ("u2", 1): Format.GRAYSCALE16, ("u1", 3): Format.RGB888,
            ("u1", 4): Format.RGBA8888, ("u2", 4): Format.RGBA64, ("f4", 4): Format.RGBA32FPX4}


# h: an object. p: another pointer. s: text. c: text in a struct. i: int, an enum. b: bool. t: the type of a key.
# u: size_t. z: ptrdiff_t. w: uint32_t. q: uint64_t. v: void. Of the functions: name, result, parameters.
_LETTERS = {"h": c_void_p, "p": c_void_p, "s": None, "c": c_char_p, "i": c_int, "b": c_bool, "t": c_uint16,
            "u": c_size_t, "z": c_ssize_t, "w": c_uint32, "q": c_uint64, "v": None}
_FUNCTIONS = {"": "version s; free v p", "native_ipc_key_": """new_native h st; from_string h s; new_scheme h sip;
copy h h; free v h; to_string p h; native_key s h; legacy_key s h; type t h; is_valid b h; equals b hh;
default_type_for_os t; legacy_default_type_for_os t""", "shared_memory_": """legacy_native_key h stp;
platform_safe_key h stp; new_key h s; new_native h h; free v h; key s h; native_key s h; native_ipc_key h h;
create b hzi; create_replacing_stale b hzi; open_or_create b hzip; attach_at_least b hzi; attach_any b hsip;
wait_for_segment b hi; is_attached b h; is_writable b h; detach b h; size z h; data p h; lock_for b hi; is_locked b h;
unlock b h; keep_lock b hp; error i h; error_string s h; explain s h; set_remove_on_last_detach v hb;
set_lock_timeout v hi; lock_timeout i h; set_stop v hpp; write_image b hhpp; read_image b hhpp;
wait_for_image b hihpp""", "system_semaphore_": """new_key h sii; new_native h hii; free v h; key s h; native_key s h;
acquire_for b hi; release b hi; error i h; error_string s h; set_stop v hpp""", "image_": """new h; new_size h iii;
copy h h; free v h; load b hs; load_from_data b hpup; save b hs; write_png b hipp; error_string s h; is_null b h;
width i h; height i h; format i h; bytes_per_line z h; size_in_bytes u h; bits p h; pixel w hii;
equals b hh; convert_to h hi; color_count i h; color_table p h; set_color_table b hpi"""}


def _checked(letter, is_getter, value):
    """A parameter. ctypes would cut off texts and numbers without a word, and use an object whose call waits."""
    if letter == "s":
        value = value.encode() if isinstance(value, str) else value  # bytes as they are: names of files
        if value is not None and b"\0" in value:
            raise ValueError("a text for the library contains a NUL character")
        return value
    if letter == "h":
        if not is_getter and getattr(value, "_waiting", None) and value._waiting.gi_running:
            raise RuntimeError("a call of this object waits: the handler of a signal can only ask it")
        return c_void_p.from_param(value)
    if (number := _LETTERS[letter](value)).value != value:
        raise OverflowError(f"the number is too large or too small: {value}")
    return number


def _struct(**fields):
    """A struct of the library. It begins with its size."""
    class Struct(ctypes.Structure):
        _fields_ = [("size", c_size_t), *((name, _LETTERS[letter]) for name, letter in fields.items())]

        def __init__(self, **values):
            super().__init__(size=ctypes.sizeof(self), **values)
    return Struct


_ExchangeReport = _struct(failed_step="i", message="c", stream_size="u", segment_size="u", created="b", locked_ns="q",
                          total_ns="q")
_ExchangeWriteOptions = _struct(compression="i", version="i", replace_stale="b")
_ExchangeReadOptions = _struct(limits="p", version="i", offset="u", also_files="b")


def _find_library() -> ctypes.CDLL:
    wanted, soname, tried = os.environ.get("QSM_LIBRARY"), f"libqsm.so.{LIBRARY_VERSION}", []
    for name in (wanted,) if wanted else (soname, None):
        try:
            name = name or ctypes.util.find_library("qsm") or "libqsm.so"
            library = ctypes.CDLL(name, use_errno=True)
            library.qsm_version.restype = c_char_p
            found = library.qsm_version().decode()
            if found.startswith(LIBRARY_VERSION + "."):
                return library
            tried.append(f"{name} is libqsm {found}")
        except (OSError, AttributeError) as problem:
            tried.append(str(problem))
    raise ImportError(f"libqsm {LIBRARY_VERSION} was not found ({'; '.join(tried)}). Install it, or name the file: "
                      f"QSM_LIBRARY=/path/to/{soname} python3 ...")


def _functions(library: ctypes.CDLL, declared: dict) -> types.SimpleNamespace:
    found = types.SimpleNamespace(library=library)
    for prefix, declarations in declared.items():
        for declaration in declarations.split(";"):
            name, result, *parameters = declaration.split()
            function = getattr(library, f"qsm_{prefix}{name}")
            function.restype = c_char_p if result == "s" else _LETTERS[result]
            getter = result not in "bv" or name.startswith("is_")
            function.argtypes = [types.SimpleNamespace(from_param=lambda it, at=(letter, getter): _checked(*at, it))
                                 if letter in "shituz" else _LETTERS[letter] for letter in "".join(parameters)]
            if result == "s":
                function.errcheck = lambda text, *_: text if text is None else text.decode()
            setattr(found, prefix + name, function)
    return found


_c: Any = _functions(_find_library(), _FUNCTIONS)
_DEFAULT_TYPE = _c.native_ipc_key_default_type_for_os()
_LEGACY_TYPE = _c.native_ipc_key_legacy_default_type_for_os()
version = _c.version
_STOP = ctypes.CFUNCTYPE(c_bool, c_void_p)
Result = TypeVar("Result")


class Error(Exception):
    """A call failed. `number`: Qt's number, a SharedMemoryError or a SystemSemaphoreError; of keys and images: errno.
    `text`: Qt's text, or the library's. `timed_out`: nothing is wrong but that a time limit was over."""

    def __init__(self, text: str, number: int = 0, about: str = "", timed_out: bool = False):
        super().__init__(f"{text} ({about})" if about else text)
        self.text, self.number, self.timed_out = text, number, timed_out


def _method(name: str, result: Callable[[Any], Result], text: str) -> Callable[..., Result]:
    """A method that is one call of the library, and cannot fail."""
    function = getattr(_c, name)

    def method(self, *values):
        return result(function(self, *values))
    method.__doc__ = text
    return method


def _watch(caught: list):
    """The library asks it whether to end a wait. Python runs handlers of signals when it enters or resumes code: what
    they raise (KeyboardInterrupt) comes up at the yield; at the entry of a plain function nobody could catch it."""
    while True:
        try:
            yield bool(caught)
        except GeneratorExit:
            raise
        except BaseException as problem:  # pylint: disable=broad-except
            caught.append(problem)


class _Object:
    """An object of the library. It is freed once: by close(), at the end of `with`, or with its last reference."""
    _frees: Any = None
    _stops: Any = None
    _waiting: Any = None
    __getstate__: Any = None  # no copy.copy(), no pickle: two objects would have one handle

    def _own(self, handle):
        if not handle:
            raise Error(os.strerror(ctypes.get_errno()), ctypes.get_errno(), type(self).__name__)
        self._handle, self._views, self._caught = handle, [], []
        callback = None
        if self._stops is not None:
            self._waiting = _watch(self._caught)
            next(self._waiting)
            callback = _STOP(self._waiting.send)
            self._stops(handle, ctypes.cast(callback, c_void_p), None)
        self._finalizer = weakref.finalize(self, self._free, handle, self._frees, self._stops, self._caught,
                                           self._views, callback)

    @classmethod
    def _of(cls, handle):
        made = cls.__new__(cls)
        made._own(handle)
        return made

    @staticmethod
    def _free(handle, frees, stops, caught, views, _callback):
        if any(view() is not None for view in views):  # Python ends. What runs until then may use the view: C frees
            if stops is not None:
                stops(handle, None, None)
            getattr(ctypes.CDLL(None), "__cxa_atexit")(frees, c_void_p(handle), None)
        else:
            frees(handle)
        if caught:
            raise caught.pop()

    @property
    def _as_parameter_(self):
        if not self._finalizer.alive:
            raise ValueError(f"this {type(self).__name__} is closed")
        return self._handle

    def close(self) -> None:
        """Frees the object; a shared memory detaches. The object cannot be used afterwards."""
        if self._finalizer.alive:
            _checked("h", False, self)
            self._need_no_views("close")
            self._finalizer()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        # After an error the frames of the traceback may hold views. The object ends with the last of them.
        if kind is None or not self._in_use():
            self.close()

    def _in_use(self) -> bool:
        return any(view() is not None for view in self._views)

    def _need_no_views(self, what: str) -> None:
        if self._in_use():
            raise BufferError(f"{what}: a view of this memory is in use: view.release(), or del of slices and arrays")

    def _view(self, address, size: int, writable: bool = True) -> memoryview:
        """`memory` is alive as long as this view, its slices or arrays are, and keeps this object alive."""
        if not address or not size:
            return memoryview(b"")
        memory: Any = (ctypes.c_ubyte * size).from_address(address)
        memory.owner = self
        self._views[:] = [view for view in self._views if view() is not None] + [weakref.ref(memory)]
        view = memoryview(memory).cast("B")
        return view if writable else view.toreadonly()


@contextlib.contextmanager
def _held(enter, leave):
    try:
        view = enter()
        yield view
    finally:
        with contextlib.suppress(BufferError, UnboundLocalError):  # an array may show it as long as it is attached
            view.release()
        leave()


class NativeIpcKey(_Object):
    """QNativeIpcKey: the system's name of a segment or a semaphore, and its type: a KeyType, or another number from 1
    to 255, a System V key with this ftok() id."""
    _frees = _c.native_ipc_key_free

    def __init__(self, native_key: str = "", key_type: int = _DEFAULT_TYPE):
        self._own(_c.native_ipc_key_new_native(native_key, key_type))

    @classmethod
    def from_string(cls, text: str) -> NativeIpcKey:
        """QNativeIpcKey::fromString. A text that is not a key gives a key that is not valid."""
        return cls._of(_c.native_ipc_key_from_string(text))

    @classmethod
    def legacy(cls, key: str, key_type: int = _LEGACY_TYPE) -> NativeIpcKey:
        """QSharedMemory::legacyNativeKey: the key of QSharedMemory(key)."""
        return cls._of(_c.shared_memory_legacy_native_key(key, key_type, None))

    @classmethod
    def platform_safe(cls, key: str, key_type: int = _DEFAULT_TYPE) -> NativeIpcKey:
        """QSharedMemory::platformSafeKey, of Qt 6.6 and later."""
        return cls._of(_c.shared_memory_platform_safe_key(key, key_type, None))

    @classmethod
    def from_scheme(cls, key: str, scheme: int) -> NativeIpcKey:
        """The native key that a KeyScheme makes from a legacy key."""
        return cls._of(_c.native_ipc_key_new_scheme(key, scheme, None))

    native_key = _method("native_ipc_key_native_key", str, "The system's name, \"\" if there is none.")
    legacy_key = _method("native_ipc_key_legacy_key", str, 'The legacy key it was made from, "" if there is none.')
    key_type = _method("native_ipc_key_type", int, "A KeyType, or an ftok() id.")
    is_valid = _method("native_ipc_key_is_valid", bool, "Whether the type is valid.")

    def __str__(self):
        """The text form, QNativeIpcKey::toString()."""
        text = _c.native_ipc_key_to_string(self)
        try:
            return ctypes.string_at(text).decode()
        finally:
            _c.free(text)

    def __eq__(self, other):
        return _c.native_ipc_key_equals(self, other) if isinstance(other, NativeIpcKey) else NotImplemented


class _Shared(_Object):
    """What programs share by a key."""
    key: Any
    native_key: Any
    error: Any
    error_string: Any

    def _check(self, good: bool, text: str = "", timed_out: bool = False, key: Optional[str] = "") -> None:
        if not good:
            if self._caught:
                raise self._caught.pop()
            key = key if key is None else f'key "{key or self.key() or self.native_key()}"'
            raise Error(text or self.error_string(), self.error(), key or "", timed_out)


class SharedMemory(_Shared):
    """QSharedMemory: a segment and its lock. `key`: as of a Qt program with QSharedMemory(key), or a NativeIpcKey."""
    _frees, _stops = _c.shared_memory_free, _c.shared_memory_set_stop

    def __init__(self, key: Union[str, NativeIpcKey] = ""):
        native = isinstance(key, NativeIpcKey)
        self._own((_c.shared_memory_new_native if native else _c.shared_memory_new_key)(key))

    key = _method("shared_memory_key", str, 'The legacy key, "" if there is none.')
    native_key = _method("shared_memory_native_key", str, "The system's name, \"\" if there is none.")
    is_attached = _method("shared_memory_is_attached", bool, "Whether attached.")
    is_writable = _method("shared_memory_is_writable", bool, "Whether attached with READ_WRITE.")
    is_locked = _method("shared_memory_is_locked", bool, "Whether this object holds the lock.")
    size = _method("shared_memory_size", int, "Bytes of the attached segment, else 0.")
    error = _method("shared_memory_error", SharedMemoryError, "The error of the last call that failed.")
    error_string = _method("shared_memory_error_string", str, "Qt's text of the error.")
    explain = _method("shared_memory_explain", str, "After a failure: its cause, and what to do.")
    lock_timeout = _method("shared_memory_lock_timeout", int, "The time limit of waits for the lock. -1: none.")
    set_lock_timeout = _method("shared_memory_set_lock_timeout", lambda _: None, "Sets it, for all but lock().")
    set_remove_on_last_detach = _method("shared_memory_set_remove_on_last_detach", lambda _: None,
                                        "Whether the last detach removes a POSIX segment. Default: no, as in Qt.")

    def native_ipc_key(self) -> NativeIpcKey:
        """A copy of the key."""
        return NativeIpcKey._of(_c.native_ipc_key_copy(_c.shared_memory_native_ipc_key(self)))

    def create(self, size: int, mode: int = AccessMode.READ_WRITE, replace_stale: bool = False) -> None:
        """Creates a segment, and attaches to it. `replace_stale`: first removes one that a crashed program left."""
        create = _c.shared_memory_create_replacing_stale if replace_stale else _c.shared_memory_create
        self._check(create(self, size, mode))

    def open_or_create(self, size: int, mode: int = AccessMode.READ_WRITE) -> bool:
        """Attaches; if there is no segment, creates it. Returns whether it was created."""
        self._check(_c.shared_memory_open_or_create(self, size, mode, ctypes.byref(created := c_bool())))
        return created.value

    def attach(self, mode: int = AccessMode.READ_WRITE, at_least: int = 0) -> None:
        """Attaches to the segment of this key, if it has at least so many bytes."""
        self._check(not self.is_attached(), "this object is attached already")
        self._check(_c.shared_memory_attach_at_least(self, at_least, mode))

    def attach_any(self, key: str, mode: int = AccessMode.READ_WRITE) -> KeyScheme:
        """Attaches to the segment that any Qt, by any KeyScheme, made for this legacy key. Returns the scheme."""
        self._check(not self.is_attached(), "this object is attached already")
        self._check(_c.shared_memory_attach_any(self, key, mode, ctypes.byref(scheme := c_int())), key=key)
        return KeyScheme(scheme.value)

    def wait_for_segment(self, milliseconds: int = -1) -> bool:
        """Waits until there is a segment of this key. Returns False when the time is over."""
        found = _c.shared_memory_wait_for_segment(self, milliseconds)
        self._check(found or (self.error() == SharedMemoryError.NOT_FOUND and not self._caught))
        return found

    def detach(self) -> None:
        """Detaches, if attached. The last program that detaches removes a System V segment."""
        self._need_no_views("detach")
        self._check(not self.is_attached() or _c.shared_memory_detach(self))

    def keep_lock(self) -> bool:
        """Makes the lock, if there is none, and keeps it for the life of this object. Returns whether it made it."""
        self._check(_c.shared_memory_keep_lock(self, ctypes.byref(made := c_bool())))
        return made.value

    def data(self) -> memoryview:
        """The bytes of the segment; read-only when attached READ_ONLY; none when not attached."""
        return self._view(_c.shared_memory_data(self), self.size(), self.is_writable())

    def lock(self, milliseconds: int = -1) -> ContextManager[memoryview]:
        """Takes the lock. `with memory.lock() as data:` unlocks at its end; `data` is data(), released at its end.
        Without `with` call unlock(). There is no count: of two `with`, the outer one unlocks."""
        had = self.is_locked()
        self._check(self._take(milliseconds), f"the lock was not free within {milliseconds} ms", True)
        return _held(self.data, (lambda: None) if had else self._give)

    def try_lock(self) -> bool:
        """Takes the lock if it is free now."""
        return self._take(0)

    def _take(self, milliseconds: int) -> bool:
        if self.error() == SharedMemoryError.LOCK_ERROR:
            _c.shared_memory_wait_for_segment(self, 0)  # forgets an old error: a time that is over sets none
        taken = _c.shared_memory_lock_for(self, milliseconds)
        self._check(taken or self.error() not in (SharedMemoryError.LOCK_ERROR, SharedMemoryError.UNKNOWN_ERROR))
        return taken

    def unlock(self) -> None:
        """Gives the lock back."""
        self._check(self.is_locked(), "this object does not hold the lock")
        self._give()

    def _give(self) -> None:
        self._check(_c.shared_memory_unlock(self) or not self.is_locked())

    def read(self, size: Optional[int] = None, offset: int = 0) -> bytes:
        """Copies bytes of the attached segment, under the lock: fewer, where the segment ends."""
        self._check(offset >= 0 and (size or 0) >= 0, "the offset or the size is below 0")
        with self.lock(self.lock_timeout()) as data:
            return bytes(data[offset:None if size is None else offset + size])

    def write(self, data, offset: int = 0) -> None:
        """Copies bytes into the attached segment, under the lock."""
        with self.lock(self.lock_timeout()) as segment, memoryview(data).cast("B") as source:
            end = offset + len(source)
            self._check(0 <= offset and end <= len(segment), f"a segment of {len(segment)} bytes has no byte {end - 1}")
            segment[offset:end] = source

    def write_image(self, image: Image, compression: int = Compression.STORED, stream_version: int = 0,
                    replace_stale: bool = False) -> None:
        """Writes a picture as `stream << image` does. Creates the segment if there is none, or if it is too small.
        The object stays attached: a System V segment is gone with its last program. It takes the lock itself."""
        self._need_no_views("write_image")
        options = _ExchangeWriteOptions(compression=compression, version=stream_version, replace_stale=replace_stale)
        self._exchange(_c.shared_memory_write_image, image, options)

    def read_image(self, image: Optional[Image] = None, offset: int = 0, also_files: bool = False,
                   stream_version: int = 0) -> Image:
        """Reads a picture as `stream >> image` does: a null image if none was written yet. If this object is not
        attached, it attaches and detaches. `image`: its memory is used again. `also_files`: reads a PNG or BMP, too."""
        image = Image() if image is None else image
        image._need_no_views("read_image")
        options = _ExchangeReadOptions(offset=offset, also_files=also_files, version=stream_version)
        self._exchange(_c.shared_memory_read_image, image, options)
        return image

    def wait_for_image(self, milliseconds: int = -1, image: Optional[Image] = None) -> Image:
        """Waits until there is a picture, and reads it as read_image()."""
        image = Image() if image is None else image
        image._need_no_views("wait_for_image")
        self._exchange(_c.shared_memory_wait_for_image, milliseconds, image, _ExchangeReadOptions())
        self._check(not image.is_null(), f"no picture came within {milliseconds} ms", True)
        return image

    def _exchange(self, function, *values) -> None:
        report = _ExchangeReport()
        good = function(self, *values[:-1], ctypes.byref(values[-1]), ctypes.byref(report))
        self._check(good, (report.message or b"").decode(), report.failed_step == ExchangeStep.TIMEOUT, None)


class SystemSemaphore(_Shared):
    """QSystemSemaphore: a counter that programs share. As in Qt, OPEN does not change the value of one that exists."""
    _frees, _stops = _c.system_semaphore_free, _c.system_semaphore_set_stop

    def __init__(self, key: Union[str, NativeIpcKey], initial_value: int = 0, mode: int = SemaphoreMode.OPEN):
        new = _c.system_semaphore_new_native if isinstance(key, NativeIpcKey) else _c.system_semaphore_new_key
        self._own(new(key, initial_value, mode))
        self._check(self.error() == SystemSemaphoreError.NO_ERROR)

    key = _method("system_semaphore_key", str, 'The legacy key, "" if there is none.')
    native_key = _method("system_semaphore_native_key", str, "The system's name, \"\" if there is none.")
    error = _method("system_semaphore_error", SystemSemaphoreError, "The error of the last call.")
    error_string = _method("system_semaphore_error_string", str, "Qt's text of the error.")

    def acquire(self, milliseconds: int = -1) -> ContextManager:
        """Waits until the value is above 0, and subtracts 1. `with semaphore.acquire():` releases at its end."""
        self._check(self._take(milliseconds), f"the semaphore was 0 for {milliseconds} ms", True)
        held = contextlib.ExitStack()
        held.callback(self.release)
        return held

    def try_acquire(self) -> bool:
        """Subtracts 1 if the value is above 0 now."""
        return self._take(0)

    def _take(self, milliseconds: int) -> bool:
        taken = _c.system_semaphore_acquire_for(self, milliseconds)
        self._check(taken or self.error() == SystemSemaphoreError.NO_ERROR)
        return taken

    def release(self, n: int = 1) -> None:
        """Adds n to the value."""
        self._check(_c.system_semaphore_release(self, n))


class Image(_Object):
    """QImage. Row y begins at byte y * bytes_per_line(), a multiple of 4. Image() is a null image."""
    _frees = _c.image_free

    def __init__(self, width: int = 0, height: int = 0, image_format: int = Format.INVALID):
        null = (width, height, image_format) == (0, 0, Format.INVALID)
        self._own(_c.image_new() if null else _c.image_new_size(width, height, image_format))

    is_null = _method("image_is_null", bool, "Whether there are no pixels.")
    width = _method("image_width", int, "Pixels.")
    height = _method("image_height", int, "Pixels.")
    format = _method("image_format", Format, "A Format.")
    bytes_per_line = _method("image_bytes_per_line", int, "Bytes from one row to the next.")
    size_in_bytes = _method("image_size_in_bytes", int, "Bytes of all rows.")
    pixel = _method("image_pixel", int, "pixel(x, y): 0xAARRGGBB.")

    def _check(self, good, text: str = "", about: str = "image") -> None:
        if not good:
            raise Error(text or os.strerror(ctypes.get_errno()), ctypes.get_errno(), about)

    @classmethod
    def from_file(cls, file_name: Union[str, bytes, os.PathLike]) -> Image:
        """Reads a PNG or BMP file."""
        image = cls()
        good = _c.image_load(image, os.fsencode(file_name))
        image._check(good, _c.image_error_string(image), os.fsdecode(file_name))
        return image

    @classmethod
    def from_data(cls, data: bytes) -> Image:
        """Reads the bytes of a PNG or BMP file."""
        image = cls()
        image._check(_c.image_load_from_data(image, data, len(data), None), _c.image_error_string(image))
        return image

    @classmethod
    def from_array(cls, array, image_format: Optional[int] = None) -> Image:
        """Copies a numpy array of rows. Without a format: gray, RGB or RGBA, as a pixel has 1, 3 or 4 numbers."""
        number, channels = array.dtype.str[1:], array.shape[2] if array.ndim == 3 else 1
        image_format = Format(_FORMATS.get((number, channels), 0) if image_format is None else image_format)
        if _ARRAYS.get(image_format.name) != (number, channels) or array.ndim != (2 if channels == 1 else 3):
            raise ValueError(f"no {image_format.name} picture: an array of {array.dtype}, shape {array.shape}")
        image = cls(array.shape[1], array.shape[0], image_format)
        image.numpy()[...] = array
        return image

    def numpy(self):
        """The pixels as an array (height, width) or (height, width, channels), without a copy: it can be changed.
        Channels are in the order of the bytes: on a PC, ARGB32 and RGB32 are blue, green, red, alpha."""
        import numpy  # pylint: disable=import-outside-toplevel
        if self.format().name not in _ARRAYS:
            raise ValueError(f"no array of {self.format().name}: convert_to(Format.GRAYSCALE8) or RGBA8888 first")
        number, channels = _ARRAYS[self.format().name]
        shape, size = (self.height(), self.width(), channels), int(number[1:])
        array = numpy.ndarray(shape, number, self.bits(), 0, (self.bytes_per_line(), channels * size, size))
        return array[:, :, 0] if channels == 1 else array

    def bits(self) -> memoryview:
        """All rows, with their padding. Changing them changes the image."""
        return self._view(_c.image_bits(self), self.size_in_bytes())

    def convert_to(self, image_format: int) -> Image:
        """A new image in another format, by Qt's formulas."""
        handle = _c.image_convert_to(self, image_format)
        self._check(handle, f"no conversion from {self.format().name} to {Format(image_format).name}")
        return Image._of(handle)

    def copy(self) -> Image:
        """A deep copy."""
        return Image._of(_c.image_copy(self))

    def __eq__(self, other):
        return _c.image_equals(self, other) if isinstance(other, Image) else NotImplemented

    def save(self, file_name: Union[str, bytes, os.PathLike]) -> None:
        """Writes a file: BMP if the name ends in .bmp, else PNG."""
        self._check(_c.image_save(self, os.fsencode(file_name)), about=os.fsdecode(file_name))

    def to_png(self, compression: int = Compression.FAST) -> bytes:
        """The bytes of a PNG file."""
        data, size = c_void_p(), c_size_t()
        self._check(_c.image_write_png(self, compression, ctypes.byref(data), ctypes.byref(size)))
        png = ctypes.string_at(data, size.value)
        _c.free(data)
        return png

    def color_table(self) -> List[int]:
        """The colours, 0xAARRGGBB, of Mono, MonoLSB and Indexed8."""
        count = _c.image_color_count(self)
        return list((c_uint32 * count).from_address(_c.image_color_table(self))) if count else []

    def set_color_table(self, colors: List[int]) -> None:
        """Replaces the colours."""
        self._check(_c.image_set_color_table(self, (c_uint32 * len(colors))(*colors), len(colors)))
