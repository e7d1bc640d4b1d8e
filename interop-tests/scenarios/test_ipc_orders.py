# SPDX-License-Identifier: MIT
"""Two programs that create, attach, detach and end in every order.

The outcome with a C program in the place of either Qt program, or of both, must be the one that Qt
programs have among themselves: what each call returns, its error number, the size seen, and whether
segment and key file exist and how many are attached, after every single step. Of the lock only as
much is wanted as Qt programs need: never a value above 1, and nothing left that Qt would not leave.
"""
import itertools

from peer import Peer, check, equal, fresh_key, run
from system_v import Objects

# What one program does: Create, Attach, Detach and the end of its object (Free) ...
SIMPLE = ["cdf", "adf", "cf", "af", "acf"]
STRANGE = ["cadf", "cdcf", "aaf", "ccf", "dcdf"]
# ... or of the whole process: eXit or Kill.
ENDING = ["cx", "adx", "ck", "ak"]
SIZES = {"c": 700, "second": 900}
versions = {}  # of each Qt


def interleavings(first, second):
    """Every order of the steps of two programs, as strings of P and Q."""
    length = len(first) + len(second)
    for places in itertools.combinations(range(length), len(first)):
        yield "".join("P" if i in places else "Q" for i in range(length))


def step(peer, letter, size):
    if letter in "fxk":
        end = {"f": lambda: peer.do("free"), "x": peer.exit, "k": peer.crash}
        end[letter]()
        return (letter,)
    command = {"c": ("create", size), "a": ("attach",), "d": ("detach",)}[letter]
    return (letter, peer.ask(*command), peer.error()[0], peer.ask("attached"), peer.ask("size"))


def perform(p, q, programs, order):
    """Runs one order; what was observed after each step, and what was left of the lock."""
    key = fresh_key()
    objects = Objects(key)
    left = {"P": list(programs[0]), "Q": list(programs[1])}
    peers = {"P": p, "Q": q}
    for peer in (p, q):
        peer.do("object", "of this order")
        peer.do("set-key", key)
    observed = []
    values = set()
    for who in order:
        result = step(peers[who], left[who].pop(0), SIZES["c"] if who == "P" else SIZES["second"])
        state = objects.state()
        values.add(state.lock)
        observed.append((who, result, state.segment, state.attached, state.segment_file))
    end = objects.state()
    objects.sweep()
    return observed, values, (end.lock is not None, end.lock_file)


def has_own_way(kind, observed, failed):
    """Since 6.6 Qt cannot create, once, when its own lock was removed meanwhile (error 8); fails once more with
    what it kept of a call that failed; and removes, unasked, what a killed program left. qsm does none of it,
    and what follows has nothing to be compared with. failed: the programs with a call that failed, or killed."""
    who, result = observed[:2]
    if versions[kind] < (6, 6):
        return False
    again = who in failed
    if result[0] == "k" or "false" in result[1:2]:
        failed.add(who)
    if len(result) == 1:
        return again and len(failed) > 1
    return result[1] == "false" and (again or result[:3] == ("c", "false", 8))


def compare(order, programs, kinds_and_name, found, reference):
    qt, name = kinds_and_name
    what = f"{programs[0]} and {programs[1]} in the order {order}, {name}"
    equal(len(found[0]), len(reference[0]), what)
    failed = set()
    for number, (ours, theirs) in enumerate(zip(found[0], reference[0])):
        if has_own_way(qt, theirs, failed):
            return
        equal(ours, theirs, f"{what}, step {number + 1}")
    if name == "c-c":  # a Qt program among them may set what it likes
        check(found[1] <= {None, 1}, f"{what}: the lock had the values {found[1]}")
    if "k" in programs[0] + programs[1]:
        return  # who is killed leaves a lock of his own; a Qt program that takes it over removes it
    more = [ours and not qt for ours, qt in zip(found[2], reference[2])]
    check(not any(more), f"{what}: left of the lock {found[2]}, Qt leaves {reference[2]}")


def ask_version(kind):
    with Peer(kind) as peer:
        versions[kind] = tuple(map(int, peer.ask("about")[1].split(".")))


def run_orders(kinds, programs_of_p, programs_of_q):
    """All orders with objects in four processes."""
    qt, c = kinds
    ask_version(qt)
    count = 0
    with Peer(qt) as qt1, Peer(qt) as qt2, Peer(c) as c1, Peer(c) as c2:
        for programs in itertools.product(programs_of_p, programs_of_q):
            for order in interleavings(*programs):
                reference = perform(qt1, qt2, programs, order)
                for name, p, q in (("c-qt", c1, qt2), ("qt-c", qt1, c2), ("c-c", c1, c2)):
                    compare(order, programs, (qt, name), perform(p, q, programs, order), reference)
                    count += 1
    print(f"{count} orders like Qt's own")


def perform_in_new_processes(first, second, programs, order):
    with Peer(first) as p, Peer(second) as q:
        result = perform(p, q, programs, order)
        for peer in (p, q):
            peer.kill()
    return result


def test_objects(*kinds):
    run_orders(kinds, SIMPLE, SIMPLE)


def test_strange_programs(*kinds):
    run_orders(kinds, STRANGE, ["cf", "adf"])
    run_orders(kinds, ["cf", "adf"], STRANGE)


def test_ends_of_processes(qt, c):
    ask_version(qt)
    for programs in itertools.product(ENDING, ENDING):
        for order in interleavings(*programs):
            reference = perform_in_new_processes(qt, qt, programs, order)
            for name, first, second in (("c-qt", c, qt), ("qt-c", qt, c), ("c-c", c, c)):
                found = perform_in_new_processes(first, second, programs, order)
                compare(order, programs, (qt, name), found, reference)


run(globals())
