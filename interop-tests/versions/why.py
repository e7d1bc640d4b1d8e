# SPDX-License-Identifier: MIT
"""Why qsm may show something else in a scenario than Qt alone: what would harm the others is not done.
The differences themselves stand in differences/."""

KEPT = "Who made a lock does not remove it while others have it open, as Qt does."
FILE = "The file of a native System V key names its lock too and stays as long as that; Qt removes it."
NO_RESET = "create() waits for a lock that is held; Qt's sets it to 1 or replaces it."
STILL_HELD = "A lock that the caller holds stays held through create; Qt gives it away."
NOT_DOUBLED = "A lock that was removed while held is dropped; Qt makes a new one, with 1 too many."
ASK_FIRST = "A stale segment goes by attach and detach, or when asked for; Qt 6.6 removes it unasked."
CLEAN = "What a failed create made is removed again, and the segment before it is not lost."
GONE = "Detaching from what was removed meanwhile has worked; Qt 6.6 answers false."
ONCE_MORE = "Qt 6.6 cannot create, once, when its own lock was removed meanwhile."
NEWER = "As Qt 6.6 and newer: setting the same key again detaches."
FOREIGN_FILE = "A key file that took the place of the own one is not removed. Qt removes it, though others use it."
OLD_NUMBER = "Errors have the numbers of Qt 6.6 and newer."
NO_LOCK = "Before 6.6 Qt has no lock for native keys. qsm takes that of 6.6, which no older Qt looks at."

LEAVING = (KEPT, FILE)
WHY = {
    **dict.fromkeys(["create, attach, detach", "creator leaves first", "user leaves first",
                     "three leave as they came", "create again on an own stale object",
                     "attach, attach", "attach too early", "one byte and odd sizes",
                     "more than a page", "bytes both ways", "read-only user", "read-only creator",
                     "lock keeps the other waiting", "lock keeps an attach waiting",
                     "lock keeps a detach waiting", "lock twice", "creator leaves with the lock",
                     "crash without the lock", "crash with the lock", "stale segment, attach",
                     "lock's owner leaves while another holds it",
                     "lock's owner leaves while another waits", "lock removed from outside",
                     "two objects of one process", "create after the other's last detach",
                     "error stays", "counting under the lock", "other key while attached",
                     "create, create", "second create"], LEAVING),
    **dict.fromkeys(["value above one", "owner leaves", "file removed from outside",
                     "a segment's lock"], (KEPT,)),
    **dict.fromkeys(["second create, then attach", "second create under a held lock"],
                    (KEPT, NO_RESET)),
    "attach too early, and create when the other has left": (ONCE_MORE, KEPT),
    "no size while attached": (CLEAN,),
    "too large": (CLEAN,),
    "lock, detach": (KEPT,),
    "lock, create": (STILL_HELD, NO_RESET, CLEAN),
    "stale segment, create": (ASK_FIRST, KEPT),
    "stale segment, create, create": (ASK_FIRST, KEPT),
    "stale segment and stale lock": (NO_RESET, KEPT),
    "held lock removed from outside": (NOT_DOUBLED,),
    "segment removed from outside": (GONE,),
    "key files removed from outside": (GONE, *LEAVING),
    "same key again while attached": (NEWER, FILE),
    "create resets": (NOT_DOUBLED,),
    "key file replaced, another attaches": (FOREIGN_FILE,),
    "key file replaced, another creates": (FOREIGN_FILE,),
    "key file removed, another creates": (FOREIGN_FILE,),
    "a name too long for a segment": (OLD_NUMBER,),
    "a segment without bytes": (KEPT, ASK_FIRST),
    "create again under others": (NOT_DOUBLED, KEPT),
}


def reasons(name, is_old, key_kind):
    """Why a scenario may differ with this kind of key; nothing if no reason is known."""
    general = (NO_LOCK,) if is_old and key_kind != "systemv-legacy" else ()
    return general + tuple(WHY.get(name, ()))
