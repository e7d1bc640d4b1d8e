# SPDX-License-Identifier: MIT
"""Why qsm may show something else in a scenario than Qt alone: what would harm the others is not done.
The differences themselves stand in differences/, with all reasons that a scenario has with any Qt and
any key."""

KEPT = "Who made a lock does not remove it while others have it open, as Qt does."
FILE = "The file of a native System V key names its lock too and stays as long as that; Qt removes it."
NO_RESET = "create() waits for a lock that is held; Qt's sets it to 1 or replaces it."
STILL_HELD = "A lock that the caller holds stays held through create; Qt gives it away."
NOT_DOUBLED = "A lock that was removed while held is dropped; Qt makes a new one, with 1 too many."
ASK_FIRST = "A stale segment goes by attach and detach, or when asked for; Qt 6.6 removes it unasked."
CLEAN = "What a failed create made is removed again, and the segment before it is not lost."
GONE = "Detaching from what was removed meanwhile has worked; Qt 6.6 answers false."
ONCE_MORE = "Qt 6.6 cannot create, once, when its own lock was removed meanwhile."
ONCE_FAILED = "After a call that failed the next one begins anew; Qt 6.6 fails once more with what it kept."
PUT_AGAIN = "An image can be put again where nobody is attached; Qt's put finds its own segment before, which never goes."
OTHER_LIBC = "The error for such a name is the C library's, and differs between its versions."
NEWER = "As Qt 6.6 and newer: setting the same key again detaches."
FOREIGN_FILE = "A key file that took the place of the own one is not removed. Qt removes it, though others use it."
OLD_NUMBER = "Errors have the numbers of Qt 6.6 and newer."
NOT_IN_VAIN = "attach makes no lock for a segment that it does not find or may not use; Qt's makes one."
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
    **dict.fromkeys(["the creator comes back", "a crash while others go on", "TMPDIR by another name",
                     "TMPDIR changes while attached", "a runtime folder with wrong permissions",
                     "a runtime folder that is a link", "a runtime folder that is missing",
                     "no runtime folder", "another runtime folder", "root and another user's segment",
                     "two of another user", "the longest name that works",
                     "no more open files while attached"], LEAVING),
    **dict.fromkeys(["another TMPDIR", "another user's segment", "another user after a crash"],
                    (NO_RESET, *LEAVING)),
    **dict.fromkeys(["key file replaced, another attaches", "key file replaced, another creates",
                     "key file removed, another creates"], (FOREIGN_FILE, NO_RESET, *LEAVING)),
    **dict.fromkeys(["no more open files", "no segments of that size", "resize by another create"],
                    (ONCE_FAILED, *LEAVING)),
    **dict.fromkeys(["no room for a segment", "no room for a lock"], (ONCE_FAILED, NO_RESET, *LEAVING)),
    **dict.fromkeys(["image out and back", "images of every depth", "image after image",
                     "image that nobody put", "image while another is attached"],
                    (PUT_AGAIN, ONCE_FAILED, *LEAVING)),
    **dict.fromkeys(["owner leaves while another waits", "waiting for several", "create after all left",
                     "released to the limit and beyond", "no room for a semaphore",
                     "a semaphore of another user"], (KEPT,)),
    "everything removed, both go on": (GONE, NO_RESET, *LEAVING),
    "a name too long for a segment": (OLD_NUMBER, OTHER_LIBC),
    "a name too long for a lock": (OTHER_LIBC,),
    "a segment without bytes": (KEPT, ASK_FIRST),
    "create again under others": (NOT_DOUBLED, NO_RESET, KEPT),
}


FINDS_NOTHING = ("attach to nothing", "all left, attach", "attach too early",
                 "attach too early, and create when the other has left", "another TMPDIR",
                 "another user's segment", "another runtime folder", "a runtime folder that is a link",
                 "a runtime folder with wrong permissions", "key file replaced, another attaches",
                 "key files removed from outside", "no more open files", "no room for a lock")


def reasons(name, is_old, key_kind):
    """Why a scenario may differ with this kind of key; nothing if no reason is known."""
    general = (NO_LOCK,) if is_old and key_kind != "systemv-legacy" else ()
    in_vain = (NOT_IN_VAIN,) if name in FINDS_NOTHING else ()
    return general + in_vain + tuple(WHY.get(name, ()))
