# SPDX-License-Identifier: MIT
"""get_picture.py KEY FILE.png: fetches the picture that a Qt program shares, as process B of Qt's example. If the
program has not written it yet, it waits 5 seconds. With --window in place of the file it shows each new picture
(package python3-tk)."""
import sys

import qsm


def save(key, file_name):
    with qsm.SharedMemory() as memory:
        scheme = memory.attach_any(key, qsm.AccessMode.READ_ONLY)  # whatever Qt made the segment
        image = memory.wait_for_image(5000)
        image.save(file_name)
        print(f"read: {image.width()} x {image.height()}, {image.format().name} ({scheme.name})")


def show(key):
    import tkinter  # pylint: disable=import-outside-toplevel
    window = tkinter.Tk()
    window.title(key)
    label = tkinter.Label(window)
    label.pack()
    shown = qsm.Image()

    def look():
        nonlocal shown
        try:
            with qsm.SharedMemory() as memory:
                memory.set_lock_timeout(100)  # the window must not freeze
                memory.attach_any(key, qsm.AccessMode.READ_ONLY)
                image = memory.read_image()
            if image != shown and not image.is_null():
                label.picture = tkinter.PhotoImage(data=image.to_png())
                label.configure(image=label.picture)
                shown = image
        except qsm.Error as error:
            window.title(str(error))
        window.after(100, look)
    look()
    window.mainloop()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        if sys.argv[2] == "--window":
            show(sys.argv[1])
        else:
            save(*sys.argv[1:])
    except qsm.Error as error:
        sys.exit(f"not read: {error}")
