# SPDX-License-Identifier: MIT
"""put_picture.py KEY FILE.png: publishes a picture for Qt programs, as process A of Qt's example. It holds the segment
until Ctrl-C or kill. `python3 get_picture.py KEY FILE` is the other side."""
import signal
import sys

import qsm


def main(key, file_name):
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())  # the end of `with` detaches
    image = qsm.Image.from_file(file_name)
    with qsm.SharedMemory(key) as memory:
        memory.write_image(image, replace_stale=True)  # a crashed program can have left a segment
        print(f"written: {image.width()} x {image.height()}, {image.format().name}, "
              f"a segment of {memory.size()} bytes", flush=True)
        while True:  # your program; a System V segment is gone with the last program that is attached
            signal.pause()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except qsm.Error as error:
        sys.exit(f"not written: {error}")
