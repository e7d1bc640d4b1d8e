# SPDX-License-Identifier: MIT
"""Scenarios of the matrix with semaphores, as in scenarios.py."""

SEMAPHORE = {
    "open, acquire, release": """
        P sem-make 1
        look
        Q sem-make 5
        look
        P sem-acquire
        look
        Q sem-acquire
        P sem-release
        Q
        Q sem-release
        look
        Q exit
        look""",
    "value above one": """
        P sem-make 3
        Q sem-make 0
        P sem-acquire
        P sem-acquire
        look
        P sem-release 2
        look
        Q sem-release 4
        look""",
    "create resets": """
        P sem-make 1
        P sem-acquire
        Q sem-make 2 create
        look
        Q exit
        look
        P sem-release
        look""",
    "release of nothing": """
        P sem-make 1
        P sem-release 0
        look
        P sem-release -1
        look""",
    "holder crashes": """
        P sem-make 1
        Q sem-make 1
        P sem-acquire
        P crash
        look
        Q sem-acquire""",
    "holder leaves": """
        P sem-make 1
        Q sem-make 1
        Q sem-acquire
        Q exit
        look
        P sem-acquire""",
    "owner leaves": """
        P sem-make 1
        Q sem-make 1
        P exit
        look
        Q sem-acquire
        look
        Q sem-release
        look""",
    "removed from outside": """
        P sem-make 1
        remove locks
        P sem-acquire
        look
        P sem-release
        look""",
    "file removed from outside": """
        P sem-make 1
        remove files
        Q sem-make 1
        P sem-acquire
        Q sem-acquire
        look""",
    "a segment's lock": """
        P create 100
        Q sem-make 1
        look
        Q sem-acquire
        P lock
        Q sem-release
        P
        P unlock
        look""",
    "too large a value": """
        P sem-make 40000
        look
        P sem-acquire
        look""",
    "negative value": """
        P sem-make -1
        look""",
    "released to the limit and beyond": """
        P sem-make 1
        P sem-release 32766
        look
        P sem-release
        look
        P sem-acquire
        look""",
    "create again under others": """
        P sem-make 1
        Q sem-make 1
        P sem-acquire
        R sem-make 1 create
        look
        P sem-release
        Q sem-acquire
        look
        R exit
        look
        Q
        P sem-acquire
        look""",
    "create after all left": """
        P sem-make 3
        P exit
        look
        Q sem-make 2 create
        look
        Q exit
        look""",
    "owner leaves while another waits": """
        P sem-make 0
        Q sem-make 0
        Q sem-acquire
        P exit
        Q
        look""",
    "waiting for several": """
        P sem-make 0
        Q sem-make 0
        R sem-make 0
        Q sem-acquire
        R sem-acquire
        P sem-release 2
        Q
        R
        look""",
    "a semaphore of another user": """
        Q become 65534
        P sem-make 1
        Q sem-make 1
        Q sem-acquire
        look
        Q sem-make 1 create
        look""",
    "no room for a semaphore": """
        P other-key
        P create 100
        limit locks
        Q sem-make 1
        Q sem-acquire
        look
        limit nothing
        Q sem-acquire
        look""",
}
