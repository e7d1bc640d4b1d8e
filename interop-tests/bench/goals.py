# SPDX-License-Identifier: MIT
"""What the speed must be: each goal, what was measured, and whether it is met. The figure shown is
the worst of all pictures that the goal speaks of."""

RGB_PHOTOS = ("photo", "photo-4k")
RGBA_PHOTOS = ("photo-argb",)
SCREENS = ("screen",)
FULL_HD_PHOTOS = ("photo", "photo-argb")
LARGE_PHOTOS = ("photo-4k",)
SLOW_FOR_ZLIB = ("photo", "photo-argb", "photo-4k", "gray", "deep", "palette")
FAST_FOR_ZLIB = ("screen", "icons", "icon-128")
SMALL = ("icon-128",)  # a picture of 64 KiB says more about calls than about bytes
KIB = 1024


def result(goal, wanted, values, limit, text, stretch=None):
    """values: (figure, picture). The greatest decides; none means not measured. stretch: what would
    be better still."""
    row = {"goal": goal, "wanted": wanted, "measured": "", "met": None,
           "stretch": "" if stretch is None else f"<= {text(stretch)}"}
    if not values:
        return row
    worst, picture = max(values)
    where = f" ({picture})" if picture and picture not in goal else ""
    return {**row, "measured": text(worst) + where, "met": worst <= limit, "worst": worst,
            "limit": limit, "stretch_met": None if stretch is None else worst <= stretch,
            "all": {name or "all": value for value, name in values}}


def at_most(goal, limit, values, text, stretch=None):
    return result(goal, f"<= {text(limit)}", list(values), limit, text, stretch)


def part(value):
    return f"1/{1 / value:.0f}"


def times(value):
    return f"{value:.2f}"


def kib(value):
    return f"{value / KIB:,.0f} KiB"


def subjects(samples, name, among=None, but=()):
    return [subject for subject in samples.subjects.get(name, ())
            if (among is None or subject in among) and subject not in but]


def ratios(samples, name, side, other, among=None, but=()):
    return [(samples.ratio(name, subject, side, other), subject)
            for subject in subjects(samples, name, among, but)]


def over_floor(samples, name, side, copy="memcpy", among=None, but=()):
    """Of a copy and the two check values of the stored stream."""
    for subject in subjects(samples, name, among, but):
        floor = samples.floor(name, subject, (copy, "crc", "adler"))
        yield samples.median(name, subject, side) / floor, subject


def bytes_ratio(samples):
    for subject in subjects(samples, "put"):
        notes = samples.notes["put", subject]
        yield notes["fast_bytes"] / notes["qt_bytes"], subject


def mean_of_corpus(samples, side):
    values = [value for value, _ in ratios(samples, "get", side, "qt_codec", but=SMALL)]
    return [(sum(values) / len(values), "")] if values else []


def held(samples):
    for name in ("get", "get-stored"):
        for subject in subjects(samples, name, but=SMALL):
            yield (samples.ratio(name, subject, "qsm_locked", "memcpy_wall") / 2,
                   f"{subject}, {'stored' if name == 'get-stored' else 'of Qt'}")


def read_memory(samples):
    for subject in subjects(samples, "memory"):
        notes = samples.notes["memory", subject]
        for way in ("stored", "exact"):
            yield notes[f"get_{way}"] - notes[f"stream_{way}"], f"{subject}, {way}"


def write_memory(samples, way):
    return [(samples.notes["memory", subject][f"put_{way}"], subject)
            for subject in subjects(samples, "memory")]


def streams(samples, key, *parts):
    """A note of the streams of pictures whose name has all these parts."""
    return [(samples.notes["frames", subject][key], subject) for subject in subjects(samples, "frames")
            if all(part in subject for part in parts) and key in samples.notes["frames", subject]]


def slowness(samples, fps, *parts):
    return [(fps / max(value, 0.01), subject) for value, subject in streams(samples, "fps", *parts)]


def stream_goals(samples):
    """A stream of pictures between two processes. Two in a hundred may come too late to be seen."""
    yield result("1080p, 60 a second, into an unmodified Qt reader", ">= 59 a second",
                 slowness(samples, 60, "1080p", "Qt"), 60 / 59, lambda value: f"{60 / value:.1f}")
    yield result("torn pictures", "0", streams(samples, "torn"), 0, lambda value: f"{value:.0f}")
    yield result("1080p, 60 a second, the sender's part of a core", "<= 10 %",
                 streams(samples, "writer_cpu", "1080p"), 0.1, lambda value: f"{100 * value:.1f} %")
    yield result("1080p, the C receiver, processor time of a picture", "<= 2 ms",
                 streams(samples, "reader_ms", "1080p", ", C"), 2, lambda value: f"{value:.2f} ms")
    yield result("4K, 60 a second, between C programs", ">= 59 a second",
                 slowness(samples, 60, "4K", ", C"), 60 / 59, lambda value: f"{60 / value:.1f}")


# A value in a stream: how many times as fast as Qt it must be written and read.
VALUES = (
    ("1,000,000 qint32, a call each", 3, 4),
    ("QList<qint32> of 1,000,000", 20, 20),
    ("QList<double> of 1,000,000", 12, 12),
    ("QStringList of 100,000, a call each", 2, 3),
    ("QStringList of 100,000, tree", 2, 3),
    ("QVariantMap of 10,000", 3, 12),
    ("16,100 nested variants", 3, 10),
    ("QString of 5,000,000 units", 1, 1),
    ("QString, 8 % not ASCII", 1, 1),
)
ARRAYS = tuple(name for name, _, _ in VALUES if name.startswith("QList<"))


def value_goals(samples):
    for name, *wanted in VALUES:
        for way, least in zip(("write", "read"), wanted):
            yield result(f"{way} {name}, of Qt's speed", f">= {least}",
                         ratios(samples, "values", f"qsm_{way}", f"qt_{way}", (name,)), 1 / least,
                         lambda value: f"{1 / value:.1f}")
    for way, experiment in (("write", "values-warm"), ("read", "values")):
        yield result(f"{way} an array, of memcpy on warm memory", "<= 2",
                     ratios(samples, experiment, f"qsm_{way}", f"floor_{way}", ARRAYS), 2, times)
        yield result(f"{way} a QByteArray of 100 MB, of malloc + memcpy", "<= 1.1",
                     ratios(samples, "values", f"qsm_{way}", f"floor_{way}",
                            ("QByteArray of 100 MB",)), 1.1, times)


def put_goals(samples):
    for what, photos, limit, stretch in (("3840x2160", LARGE_PHOTOS, 105, 120),
                                         ("1920x1080", FULL_HD_PHOTOS, 200, 250)):
        yield at_most(f"put stored, new segment, photo of {what}, of Qt's put", 1 / limit,
                      ratios(samples, "put", "stored_new", "qt", photos), part, 1 / stretch)
    yield at_most("put stored, new segment, of a memcpy into a new segment + CRC + Adler", 0.9,
                  over_floor(samples, "put", "stored_new", "memcpy_new", but=SMALL), times)
    yield at_most("put stored, same segment, of memcpy + CRC + Adler", 1.15,
                  over_floor(samples, "put", "stored_warm", but=SMALL), times, 1.05)
    yield at_most("put stored, same segment, small icon, of memcpy + CRC + Adler", 2.3,
                  over_floor(samples, "put", "stored_warm", among=SMALL), times)
    for what, among, limit, stretch in (
            ("photos, gray, deep, palette", SLOW_FOR_ZLIB, 21, 22),
            ("screen, icons, small icon", FAST_FOR_ZLIB, 15, 18)):
        yield at_most(f"put fast, same segment, {what}, of Qt's put", 1 / limit,
                      ratios(samples, "put", "fast_warm", "qt", among), part, 1 / stretch)
    yield at_most("put fast, new segment, of Qt's put", 1 / 13,
                  ratios(samples, "put", "fast_new", "qt"), part, 1 / 15)
    yield at_most("put fast, bytes, of Qt's", 1.25, bytes_ratio(samples), times)
    yield at_most("put exact, of Qt's put (the bytes are compared)", 1,
                  ratios(samples, "put", "exact_new", "qt"), times)


def get_goals(samples):
    for words, side in (("new image", "qsm_new"), ("own buffer", "qsm_reused")):
        for what, among, limit, stretch in (("screen contents", SCREENS, 0.21, 0.19),
                                            ("photo, RGB", RGB_PHOTOS, 0.34, 0.32),
                                            ("photo, RGBA", RGBA_PHOTOS, 0.26, 0.24)):
            yield at_most(f"get of Qt's {what}, {words}, of Qt's in >> image", limit,
                          ratios(samples, "get", side, "qt_codec", among), times, stretch)
        yield at_most(f"get of Qt's, mean of the corpus, {words}", 0.26,
                      mean_of_corpus(samples, side), times, 0.24)
    yield at_most("get stored, first of a process, of memcpy + CRC + Adler", 2.2,
                  over_floor(samples, "get-stored", "qsm_first", but=SMALL), times, 1.9)
    yield at_most("get stored, attached each time, of memcpy + CRC + Adler", 1.7,
                  over_floor(samples, "get-stored", "qsm_reused", but=SMALL), times, 1.5)
    yield at_most("get stored, attached each time, of Qt's in >> image", 0.25,
                  ratios(samples, "get-stored", "qsm_reused", "qt_codec", but=SMALL), times, 0.22)
    yield at_most("get stored, stays attached, of Qt's in >> image", 0.2,
                  ratios(samples, "get-stored", "qsm_attached", "qt_codec", but=SMALL), times)
    yield at_most("lock held by get, of 2 x memcpy of the stream", 1, held(samples), times)


def goals(samples):
    """All goals, in the order of the design."""
    yield from put_goals(samples)
    yield from get_goals(samples)
    yield at_most("attach + lock + unlock + detach, of Qt's", 0.6,
                  ratios(samples, "visit", "qsm", "qt"), times)
    yield at_most("lock + unlock, of the two bare system calls", 1.05,
                  ratios(samples, "lock", "qsm", "bare"), times)
    yield at_most("memory of get beyond image and stream", 512 * KIB, read_memory(samples), kib)
    for way in ("stored", "fast", "exact"):
        yield at_most(f"memory of put {way} beyond image and segment", 512 * KIB,
                      write_memory(samples, way), kib)
    yield from stream_goals(samples)
    yield from value_goals(samples)
