# SPDX-License-Identifier: MIT
"""Scenarios of the matrix with images, as in scenarios.py: `put` and `get` are what process A and
process B of Qt's example do, each with the stream version of its own Qt. Sizes of segments are not
looked at: qsm may pack an image otherwise. ../scenarios/test_image.py compares every pixel."""

IMAGE = {
    "image out and back": """
        P image-new 4 33 17
        P image-set-dpm 2835 5669
        P image-set-offset -3 1000
        P image-set-text Title hello
        P put
        Q get
        Q image-info
        Q image-texts
        P image-null
        P detach
        Q put
        P get
        P image-info
        P image-texts""",
    "images of every depth": """
        P image-new 1 9 5
        P image-set-colors ff102030 ff405060
        P put
        Q get
        Q image-info
        Q image-colors
        P image-new 3 9 5
        P image-set-colors ff000001 ff000002 80000003
        P put
        Q get
        Q image-info
        Q image-colors
        P image-new 6 9 5
        P put
        Q get
        Q image-info
        P image-new 16 9 5
        P put
        Q get
        Q image-info
        P image-new 24 9 5
        P put
        Q get
        Q image-info
        P image-new 26 9 5
        P put
        Q get
        Q image-info""",
    "image after image": """
        P image-new 5 10 10
        P put
        Q get
        Q image-info
        P image-new 5 200 100
        P put
        Q get
        R get
        Q image-info
        R image-info
        P image-new 4 1 1
        P put
        R get
        R image-info
        P exit
        Q get""",
    "image that nobody put": """
        Q get
        P create 100
        Q get
        P fill ff
        Q get
        Q error""",
    "image while another is attached": """
        P image-new 4 5 5
        P put
        Q attach
        P image-new 4 50 50
        P put
        Q detach
        P put
        Q get
        Q image-info""",
}
