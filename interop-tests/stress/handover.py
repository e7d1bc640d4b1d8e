# SPDX-License-Identifier: MIT
"""Eight processes or more, real Qt of several versions and qsm, pass one lock on until it has changed hands
QSM_STRESS_HANDOVERS times. Each counts its rounds for itself, and all count in the segment, which
nothing but the lock protects: one process too many in it, once, and the numbers differ.

    handover.py systemv|posix QT_KIND..."""
import sys
import time

import world
from cast import built, number, start
from peer import Skip, check, equal, fresh_key

PROCESSES = 8
PATIENCE = 3600  # the test's own limit comes first


def cast(kinds):
    """A C peer for each Qt peer, and at least eight processes."""
    pairs = [kind for qt in kinds for kind in (qt, "c")] or ["c"]
    while len(pairs) < PROCESSES:
        pairs += pairs[:PROCESSES - len(pairs)]
    return pairs


def state_of(peer):
    """Counter, holder and changes as `relay` keeps them."""
    found = bytes.fromhex(peer.ask("peek", 0, 24))
    return [int.from_bytes(found[at:at + 8], sys.byteorder) for at in (0, 8, 16)]


def tell_progress(owner, peers, begin, wanted):
    """A line each five seconds while they are at it; returns when the last one answered."""
    while not all(peer.answered() for peer in peers):
        if not peers[0].answered(5):
            counter, _, changes = state_of(owner)
            print(f"{time.monotonic() - begin:.0f} s: {changes} of {wanted} hand-overs, "
                  f"{counter} locks", flush=True)
        for peer in peers[1:]:
            if peers[0].answered() and not peer.answered(PATIENCE):
                return


def relay(sort, kinds, wanted):
    key = fresh_key()
    peers = []
    with start("c", sort, key) as owner:
        try:
            owner.do("create", 24)
            for kind in cast(kinds):
                peers.append(start(kind, sort, key))
                peers[-1].do("attach")
            begin = time.monotonic()
            for peer in peers:
                peer.send("relay", wanted)
            tell_progress(owner, peers, begin, wanted)
            rounds = {peer: int(peer.answer()) for peer in peers}
            seconds = time.monotonic() - begin
            counter, _, changes = state_of(owner)
            report(sort, rounds, counter, changes, seconds)
            equal(counter, sum(rounds.values()), "the counter, beside what each counted for itself")
            check(changes >= wanted, f"only {changes} hand-overs")
            check(all(rounds.values()), "one of them never had the lock")
            for peer in peers:
                peer.exit()
        finally:
            for peer in peers:
                peer.kill()


def report(sort, rounds, counter, changes, seconds):
    print(f"{sort}: {len(rounds)} processes, {changes} hand-overs in {counter} locks, "
          f"{seconds:.1f} s, {seconds / changes * 1e6:.1f} us each")
    for peer, count in rounds.items():
        print(f"    {peer.name}: {count} locks")


def main():
    sort, *kinds = sys.argv[1:]
    world.need_own_world()
    try:
        relay(sort, built(kinds), number("QSM_STRESS_HANDOVERS"))
    finally:
        world.clean()


try:
    main()
except Skip as skip:
    print(f"SKIP: {skip}")
    sys.exit(77)
