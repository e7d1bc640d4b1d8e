# SPDX-License-Identifier: MIT
"""What scenarios with several Qt versions ask of a peer before they begin."""
from differences import OLD_GENERATION
from peer import Skip

# QNativeIpcKey::Type and qsm_qt_generation.
SYSTEM_V, POSIX = 0x51, 0x100
GENERATION_5_9, GENERATION_6_6, GENERATION_6_11 = 5, 6, 7


def version(peer):
    """The version of a Qt peer as a tuple of numbers; qsm counts as the newest."""
    words = peer.ask("about")
    return (99, 0) if words[0] == "qsm" else tuple(int(word) for word in words[1].split("."))


def is_native_keys(peer):
    """Whether this Qt has QNativeIpcKey."""
    return version(peer) >= (6, 6)


def has_native_keys(peer):
    if not is_native_keys(peer):
        raise Skip(f"{peer.kind} has no QNativeIpcKey")


def generation(peer):
    """The number of the generation of keys that a Qt belongs to."""
    found = version(peer)
    if found < (6, 6):
        return GENERATION_5_9
    return GENERATION_6_6 if found < (6, 9) else GENERATION_6_11


def generation_name(peer):
    """The first Qt that behaves as this one, as files of expectations are called."""
    return "6.6" if is_native_keys(peer) else OLD_GENERATION
