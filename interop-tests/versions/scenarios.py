# SPDX-License-Identifier: MIT
"""The scenarios of the matrix; matrix.py tells how they are read. Nothing here says what should be
observed: that is what real Qt alone shows."""

# Beyond what Qt 5 can be asked for: there a size is an int.
TOO_LARGE = "too large"

MEMORY = {
    "create, attach, detach": """
        P create 100
        look
        Q attach
        Q size
        look
        P detach
        look
        Q detach
        look""",
    "creator leaves first": """
        P create 100
        P poke 0 c0ffee
        Q attach
        P exit
        look
        Q peek 0 4
        Q lock
        look
        Q unlock
        look""",
    "user leaves first": """
        P create 100
        Q attach
        Q exit
        look
        P lock
        P unlock
        P detach
        look""",
    "three leave as they came": """
        P create 5000
        Q attach
        R attach
        P exit
        look
        Q exit
        look
        R exit
        look""",
    "three leave the other way round": """
        P create 5000
        Q attach
        R attach
        R exit
        Q exit
        look
        P exit
        look""",
    "second create": """
        P create 100
        Q create 50
        look
        Q attached
        P lock
        P unlock
        look""",
    "second create, then attach": """
        P create 100
        Q create 50
        Q attach
        Q size
        look
        Q exit
        look
        P lock
        look
        P unlock
        look""",
    "second create under a held lock": """
        P create 100
        P lock
        Q create 50
        look
        P unlock
        Q
        look""",
    "create, create": """
        P create 100
        P create 200
        P size
        look
        P detach
        look""",
    "create again on an own stale object": """
        P create 100
        P detach
        P create 200
        P size
        Q attach
        Q size
        look""",
    "create, attach": """
        P create 100
        P attach
        P attached
        P size""",
    "attach, attach": """
        P create 100
        Q attach
        Q attach
        Q attached
        Q detach
        Q detach
        look""",
    "attach to nothing": """
        P attach
        look
        P attached
        P size
        P lock
        look
        P unlock
        look
        P exit
        look""",
    "attach too early": """
        Q attach
        P create 100
        Q attach
        look
        Q exit
        look
        P lock
        P unlock
        P exit
        look""",
    "attach too early, and create when the other has left": """
        Q attach
        P create 100
        P exit
        look
        Q create 50
        Q create 50
        look""",
    "before anything": """
        P attached
        P size
        P lock
        P unlock
        P detach
        P error
        look""",
    "no size": """
        P create 0
        look
        P create -1
        P attach
        look
        P create 10
        P size
        look""",
    "no size while attached": """
        P create 100
        P create 0
        P attached
        P size
        P detach
        look""",
    "one byte and odd sizes": """
        P create 1
        P size
        Q attach
        Q size
        P poke 0 7f
        Q peek 0 1
        P detach
        Q detach
        look""",
    "more than a page": """
        P create 4097
        P size
        Q attach
        Q size
        Q poke 4096 01
        P peek 4095 2
        look""",
    TOO_LARGE: """
        P create 4611686018427387904
        look
        P attach
        P create 10
        look""",
    "bytes both ways": """
        P create 100
        Q attach
        P fill a5
        Q peek 98 2
        Q poke 99 01
        P peek 98 2""",
    "read-only user": """
        P create 100
        P fill 11
        Q attach ro
        Q peek 0 2
        P poke 0 22
        Q peek 0 2
        Q size
        Q lock
        Q unlock
        Q detach
        look""",
    "read-only creator": """
        P create 100 ro
        P peek 0 2
        Q attach
        Q poke 0 33
        P peek 0 2
        P detach
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
    "stale segment, attach": """
        P create 100
        P poke 0 aa
        P crash
        look
        Q attach
        Q size
        Q peek 0 1
        Q detach
        look""",
    "stale segment, create": """
        P create 100
        P crash
        Q create 50
        look
        Q attach
        look
        Q create 50
        look""",
    "stale segment, create, create": """
        P create 100
        P crash
        Q create 50
        Q create 50
        Q attached
        look""",
    "stale segment and stale lock": """
        P create 100
        P lock
        P crash
        Q create 50
        look""",
    "all left, create": """
        P create 100
        P exit
        look
        Q create 50
        Q attach
        Q size
        look""",
    "all left, attach": """
        P create 100
        P exit
        Q attach
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
    "segment removed from outside": """
        P create 100
        remove segments
        P detach
        look
        P create 50
        look""",
    "key files removed from outside": """
        P create 100
        remove files
        Q attach
        look
        P detach
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
    "other key while attached": """
        P create 100
        Q attach
        P other-key
        P attached
        look
        P lock
        P unlock
        P create 50
        look
        Q lock
        Q unlock""",
    "same key again while attached": """
        P create 100
        P key
        P attached
        look
        P attach
        look""",
    "same key again before anything": """
        P key
        P create 100
        look""",
    "two objects of one process": """
        P create 100
        P object b
        P key
        P attach
        look
        P poke 0 55
        P lock
        look
        P unlock
        P object 0
        P peek 0 1
        P free
        look
        P object b
        P detach
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
    "create after the other's last detach": """
        P create 100
        Q attach
        P detach
        Q detach
        Q create 200
        P attach
        P size
        look""",
    "error stays": """
        P attach
        P error
        P detach
        P error
        P create 100
        P error
        Q create 10
        Q lock
        Q unlock
        Q error
        Q attach
        Q error
        Q detach
        Q error""",
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
