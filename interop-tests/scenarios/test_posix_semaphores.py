# SPDX-License-Identifier: MIT
"""POSIX keys between programs whose semaphores differ, by the size of a word or by the C library. Their
segments are the same; a lock in common they cannot have."""
import hashlib
import os
import re

from peer import Peer, check, equal, fresh_key, run


class Key:
    """A legacy key with POSIX objects; removes what programs leave of them."""

    def __init__(self):
        self.text = re.sub("[^a-z]", "", fresh_key("posix")) or "posix"
        self.rest = self.text + hashlib.sha1(self.text.encode()).hexdigest()

    def give(self, *peers):
        for peer in peers:
            peer.do("set-native-string",
                    f"posix:/qipc_sharedmemory_{self.rest}?legacyKey={self.text}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in (f"qipc_sharedmemory_{self.rest}", f"qipc_systemsem_{self.rest}",
                     f"sem.qipc_systemsem_{self.rest}"):
            if os.path.exists(f"/dev/shm/{name}"):
                os.unlink(f"/dev/shm/{name}")


def test_the_lock_is_not_shared(one, other, what):
    with Peer(one) as p, Peer(other) as q, Key() as key:
        key.give(p, q)
        p.do("create", 64)
        p.do("poke", 0, "0102")
        if what == "words":  # sem_t has another size: refused, instead of taken without protection
            for command in (("attach",), ("create", 8), ("lock",)):
                q.refuse(*command)
            q.refuse("attach")
            check("supported" in q.error()[1].lower(), q.error()[1])
        else:  # each C library has a file of its own for the semaphore: nobody can notice
            q.do("attach")
            equal(q.ask("peek", 0, 2), "0102", "the segment is shared")
            p.do("lock")
            equal(q.ask("try-lock"), "true", "the lock is not")
            p.do("unlock")
            q.do("unlock")
        p.do("lock")
        p.do("unlock")
        equal(p.ask("peek", 0, 2), "0102", "the segment is as it was")


run(globals())
