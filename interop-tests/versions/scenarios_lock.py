# SPDX-License-Identifier: MIT
"""Scenarios of the matrix about the lock of a segment, as in scenarios.py."""

LOCK = {
    "second create under a held lock": """
        P create 100
        P lock
        Q create 50
        look
        P unlock
        Q
        look""",
    "lock keeps the other waiting": """
        P create 100
        Q attach
        P lock
        look
        Q lock
        P unlock
        Q
        look
        P lock
        Q unlock
        P
        P unlock
        look""",
    "lock keeps an attach waiting": """
        P create 100
        P lock
        Q attach
        P unlock
        Q
        Q size""",
    "lock keeps a detach waiting": """
        P create 100
        Q attach
        P lock
        Q detach
        P unlock
        Q
        look""",
    "lock keeps a leaving process waiting": """
        P create 100
        Q attach
        P lock
        Q free
        P unlock
        Q
        look""",
    "lock twice": """
        P create 100
        Q attach
        P lock
        P lock
        P unlock
        look
        P unlock
        Q lock
        Q unlock""",
    "lock, attach again": """
        P create 100
        P lock
        P attach
        look
        P unlock
        look""",
    "lock, detach": """
        P create 100
        Q attach
        P lock
        P detach
        look
        P unlock
        Q lock
        Q unlock
        look""",
    "lock, create": """
        P create 100
        P lock
        P create 100
        look
        P unlock
        look
        Q attach
        Q lock
        Q unlock
        look""",
    "lock, leave": """
        P create 100
        Q attach
        Q lock
        Q exit
        look
        P lock
        P unlock
        look""",
    "creator leaves with the lock": """
        P create 100
        Q attach
        P lock
        P exit
        look
        Q lock
        Q unlock
        look""",
    "crash without the lock": """
        P create 100
        P poke 0 01
        Q attach
        P crash
        look
        Q lock
        Q peek 0 1
        Q unlock
        Q detach
        look""",
    "crash with the lock": """
        P create 100
        Q attach
        P lock
        P crash
        look
        Q lock
        look""",
    "stale segment and stale lock": """
        P create 100
        P lock
        P crash
        Q create 50
        look""",
    "lock's owner leaves while another holds it": """
        P create 100
        Q attach
        R attach
        Q lock
        P exit
        look
        R lock
        look
        Q unlock
        R
        look""",
    "lock's owner leaves while another waits": """
        P create 100
        Q attach
        R attach
        Q lock
        R lock
        P exit
        look
        R
        Q unlock
        R
        look""",
    "lock removed from outside": """
        P create 100
        Q attach
        remove locks
        P lock
        look
        Q lock
        P unlock
        Q
        look""",
    "held lock removed from outside": """
        P create 100
        Q attach
        P lock
        remove locks
        P unlock
        look
        Q lock
        look
        Q unlock
        look""",
    "key files removed, lock by both": """
        P create 100
        Q attach
        remove files
        P lock
        Q lock
        P unlock
        Q
        look""",
    "two objects of one process, one lock": """
        P create 100
        P object b
        P key
        P attach
        P lock
        P object 0
        P lock
        look""",
    "counting under the lock": """
        P create 8
        Q attach
        P > hammer 3000
        Q > hammer 3000
        P <
        Q <
        P peek 0 8
        look""",
}
