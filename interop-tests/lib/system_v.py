# SPDX-License-Identifier: MIT
"""What the system holds for a legacy key, asked with the C library's own calls: neither Qt nor qsm
has a say in it."""
import collections
import ctypes
import hashlib
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
libc.ftok.argtypes = [ctypes.c_char_p, ctypes.c_int]

GETVAL = 12
IPC_RMID = 0
IPC_STAT = 2

State = collections.namedtuple("State", "segment attached segment_file lock lock_file")


class _Permissions(ctypes.Structure):
    _fields_ = [("key", ctypes.c_int), ("owner", ctypes.c_uint * 4), ("mode", ctypes.c_ushort * 4),
                ("unused", ctypes.c_ulong * 2)]


class _Segment(ctypes.Structure):
    _fields_ = [("permissions", _Permissions), ("size", ctypes.c_size_t),
                ("times", ctypes.c_long * 3), ("pids", ctypes.c_int * 2),
                ("attached", ctypes.c_ulong), ("unused", ctypes.c_ulong * 2)]


def file_of(key, kind, folder=None):
    letters = "".join(letter for letter in key if letter.isascii() and letter.isalpha())
    folder = os.path.realpath(folder or os.environ.get("TMPDIR", "/tmp"))
    return f"{folder}/qipc_{kind}_{letters}{hashlib.sha1(key.encode()).hexdigest()}"


def _number(path):
    return libc.ftok(path.encode(), 0x51) if os.path.exists(path) else -1


def _look(number, get, *arguments):
    return get(number, *arguments) if number != -1 else -1


class Objects:
    """The segment and the lock of one key. Their numbers are remembered: a segment whose key file is
    gone is found all the same."""

    def __init__(self, key):
        self.segment_file = file_of(key, "sharedmemory")
        self.lock_file = file_of(key, "systemsem")
        self.segment_number = -1
        self.lock_number = -1

    def segment_id(self):
        found = _number(self.segment_file)
        self.segment_number = found if found != -1 else self.segment_number
        return _look(self.segment_number, libc.shmget, 0, 0)

    def lock_id(self):
        found = _number(self.lock_file)
        self.lock_number = found if found != -1 else self.lock_number
        return _look(self.lock_number, libc.semget, 0, 0)

    def attached(self):
        status = _Segment()
        segment = self.segment_id()
        if segment < 0 or libc.shmctl(segment, IPC_STAT, ctypes.byref(status)) != 0:
            return 0
        return status.attached

    def lock_value(self):
        lock = self.lock_id()
        return libc.semctl(lock, 0, GETVAL) if lock >= 0 else None

    def state(self):
        return State(self.segment_id() >= 0, self.attached(), os.path.exists(self.segment_file),
                     self.lock_value(), os.path.exists(self.lock_file))

    def sweep(self):
        """Removes what is left of this key."""
        segment, lock = self.segment_id(), self.lock_id()
        if segment >= 0:
            libc.shmctl(segment, IPC_RMID, None)
        if lock >= 0:
            libc.semctl(lock, 0, IPC_RMID)
        for path in (self.segment_file, self.lock_file):
            if os.path.exists(path):
                os.unlink(path)
