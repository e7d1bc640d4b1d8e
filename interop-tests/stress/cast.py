# SPDX-License-Identifier: MIT
"""Which peers take part, and how they are given the key they meet on."""
import os

from peer import Peer, equal
from versions import POSIX


def built(kinds):
    """Those of the kinds whose programs are there."""
    return [kind for kind in kinds if os.access(
        os.path.join(os.environ["QSM_PEERS"], {"qt5": "qt_peer5", "qt6": "qt_peer6"}.get(kind, kind)),
        os.X_OK)]


def lock_text(peer, sort, key):
    """The legacy key's POSIX lock as the text of a native key."""
    return f"{sort}:{peer.ask('sem-legacy-native-key', key, POSIX)}"


def give_key(peer, sort, key):
    """The legacy key, with the names that this kind of system objects has for it."""
    if sort == "systemv":
        words = ("set-key", key)
    else:
        words = ("set-native-string", peer.ask("legacy-string", key, POSIX))
    equal(peer.ask(*words) in ("ok", "true"), True, f"{peer.name} takes the key")


def number(name):
    return int(os.environ[name])


def start(kind, sort, key):
    peer = Peer(kind)
    give_key(peer, sort, key)
    return peer
