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
    "resize by another create": """
        P create 100
        Q attach
        P detach
        P create 200
        look
        Q detach
        look
        P create 200
        Q attach
        Q size
        look""",
    "the creator comes back": """
        P create 100
        Q attach
        Q poke 0 77
        P exit
        P create 100
        P attach
        P size
        look
        Q exit
        look
        P lock
        P unlock
        look""",
    "a crash while others go on": """
        P create 100
        Q attach
        R attach
        Q crash
        look
        R lock
        P lock
        R unlock
        P
        P exit
        look
        R poke 0 01
        R exit
        look""",
}
