# SPDX-License-Identifier: MIT
"""Scenarios of the matrix about what is around the processes, as in scenarios.py: their environment,
their users, the key files, the limits of the system."""

ENVIRONMENT = {
    "another TMPDIR": """
        Q setenv TMPDIR {other}
        P create 100
        Q attach
        look
        Q create 50
        look
        P size
        Q size
        P lock
        Q lock
        P exit
        Q
        look""",
    "TMPDIR by another name": """
        Q setenv TMPDIR {link}
        P create 100
        Q attach
        Q size
        Q lock
        P lock
        Q unlock
        P
        P exit
        look
        Q exit
        look""",
    "TMPDIR changes while attached": """
        P create 100
        P setenv TMPDIR {other}
        Q attach
        P lock
        Q lock
        P unlock
        Q
        Q unlock
        P detach
        look
        P create 50
        look
        P key
        P create 50
        look""",
    "another runtime folder": """
        Q setenv XDG_RUNTIME_DIR {runtime}
        P create 100
        Q attach
        look
        Q create 50
        look""",
    "a runtime folder with wrong permissions": """
        P setenv XDG_RUNTIME_DIR {open-runtime}
        Q setenv XDG_RUNTIME_DIR {open-runtime}
        R setenv XDG_RUNTIME_DIR {runtime}
        P create 100
        Q attach
        Q lock
        P lock
        Q unlock
        P
        P unlock
        R attach
        look""",
    "a runtime folder that is a link": """
        P setenv XDG_RUNTIME_DIR {runtime-link}
        Q setenv XDG_RUNTIME_DIR {runtime}
        P create 100
        Q attach
        look""",
    "a runtime folder that is missing": """
        P setenv XDG_RUNTIME_DIR {tmp}/made
        Q setenv XDG_RUNTIME_DIR {tmp}/made
        P create 100
        Q attach
        look""",
    "no runtime folder": """
        P unsetenv XDG_RUNTIME_DIR
        Q setenv XDG_RUNTIME_DIR relative
        P create 100
        Q attach
        look""",
}

USERS = {
    "another user's segment": """
        Q become 65534
        P create 100
        Q attach
        Q error
        look
        Q create 50
        Q lock
        Q unlock
        Q detach
        look
        P lock
        P unlock
        P exit
        look
        Q create 50
        look""",
    "root and another user's segment": """
        P become 65534
        P create 100
        Q attach
        Q size
        P lock
        Q lock
        P unlock
        Q
        Q unlock
        P exit
        look
        Q detach
        look""",
    "another user after a crash": """
        Q become 65534
        P create 100
        P crash
        look
        Q attach
        Q create 50
        look""",
    "two of another user": """
        P become 65534
        Q become 65534
        P create 100
        Q attach
        Q lock
        P lock
        Q unlock
        P
        P exit
        look
        Q exit
        look""",
}

KEY_FILES = {
    "key file replaced, another attaches": """
        P create 100
        replace files
        Q attach
        look
        P lock
        look
        P unlock
        P detach
        look""",
    "key file replaced, another creates": """
        P create 100
        P poke 0 11
        replace files
        Q create 50
        look
        P lock
        Q lock
        P unlock
        Q
        Q unlock
        P detach
        look
        R attach
        R size
        Q detach
        look""",
    "key file removed, another creates": """
        P create 100
        remove files
        Q create 50
        Q size
        look
        R attach
        R size
        P detach
        look
        R attach
        R size""",
    "everything removed, both go on": """
        P create 100
        Q attach
        remove segments
        remove locks
        remove files
        P lock
        P unlock
        Q detach
        P detach
        look
        Q create 50
        P attach
        P size
        look""",
    "the longest name that works": """
        P key-of 197
        Q key-of 197
        P create 10
        Q attach
        Q lock
        P lock
        Q unlock
        P
        P detach
        Q detach
        look""",
    "a name too long for a segment": """
        P key-of 198
        P create 10
        look
        P attach
        look
        P lock
        P unlock
        look""",
    "a name too long for a lock": """
        P key-of 256
        P attach
        P create 10
        look
        P attach
        P lock
        look
        P other-key
        P create 10
        look""",
}

LIMITS = {
    "no room for a segment": """
        P create 100
        Q other-key
        Q attach
        limit segments
        Q create 50
        look
        P detach
        Q create 50
        look
        limit nothing
        Q create 50
        look""",
    "no room for a lock": """
        P create 100
        limit locks
        Q other-key
        Q attach
        look
        Q create 50
        look
        limit nothing
        Q create 50
        look""",
    "no segments of that size": """
        limit size
        P create 2000
        look
        P create 100
        Q attach
        look""",
    "no more open files": """
        P files none
        P attach
        P create 100
        look
        P files any
        P create 100
        look
        Q files none
        Q attach
        Q files any
        Q attach
        look""",
    "no more open files while attached": """
        P create 100
        Q attach
        P files none
        P lock
        P unlock
        P detach
        look
        P files any
        Q detach
        look""",
    "a segment without bytes": """
        P create 100
        P crash
        empty segments
        look
        Q attach
        look
        Q create 10
        look""",
}

SURROUNDINGS = {**ENVIRONMENT, **USERS, **KEY_FILES, **LIMITS}
