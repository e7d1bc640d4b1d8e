#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""report.py [--json FILE] [--markdown FILE] [--plotted FILE] [--build FOLDER] [--clock wall|cpu] SAMPLES

Makes tables of the samples (lines of JSON) and says which goals are met. Times are medians; a
ratio is qsm's median over Qt's; its spread are the quartiles of the ratios round by round."""
import argparse
import json
import os
import platform
import re
import statistics
import subprocess

from goals import goals

HEAD = ("case", "picture", "Qt", "qsm", "qsm/Qt", "spread", "floor", "qsm/floor")

# experiment, case, Qt's side, qsm's side, the sides that add up to the floor
CASES = [
    ("put", "put stored, new segment", "qt", "stored_new", ("memcpy_new", "crc", "adler")),
    ("put", "put stored, same segment", "qt", "stored_warm", ("memcpy", "crc", "adler")),
    ("put", "put fast, new segment", "qt", "fast_new", ()),
    ("put", "put fast, same segment", "qt", "fast_warm", ()),
    ("put", "put exact, new segment", "qt", "exact_new", ()),
    ("get", "get Qt's, first of a process", "qt_first", "qsm_first", ()),
    ("get", "get Qt's, new image", "qt", "qsm_new", ()),
    ("get", "get Qt's, own buffer", "qt", "qsm_reused", ()),
    ("get", "get Qt's, stays attached", "qt", "qsm_attached", ()),
    ("get", "decode Qt's, new image", "qt_codec", "qsm_codec_new", ()),
    ("get", "decode Qt's, own buffer", "qt_codec", "qsm_codec_reused", ()),
    ("get-stored", "get stored, first of a process", "qt_first", "qsm_first",
     ("memcpy", "crc", "adler")),
    ("get-stored", "get stored, new image", "qt", "qsm_new", ("memcpy", "crc", "adler")),
    ("get-stored", "get stored, own buffer", "qt", "qsm_reused", ("memcpy", "crc", "adler")),
    ("get-stored", "get stored, stays attached", "qt", "qsm_attached", ("memcpy", "crc", "adler")),
    ("get-stored", "decode stored, new image", "qt_codec", "qsm_codec_new", ()),
    ("get-stored", "decode stored, own buffer", "qt_codec", "qsm_codec_reused", ()),
    ("get-large", "get, new image", "qt", "qsm_new", ()),
    ("get-large", "get, stays attached", "qt", "qsm_attached", ()),
    ("put", "lock held, put stored, new segment", None, "stored_new_locked",
     ("memcpy_new", "crc", "adler")),
    ("get", "lock held, get Qt's", None, "qsm_locked", ("memcpy_wall", "memcpy_wall")),
    ("get-stored", "lock held, get stored", None, "qsm_locked", ("memcpy_wall", "memcpy_wall")),
    ("visit", "attach+lock+unlock+detach", "qt", "qsm", ()),
    ("lock", "lock+unlock", "qt", "qsm", ("bare",)),
]


class Samples:
    """All experiments: samples by (experiment, subject, side), notes by (experiment, subject)."""

    def __init__(self, path):
        self.ns, self.notes, self.subjects = {}, {}, {}
        with open(path, encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                name, subject = entry["experiment"], entry["subject"]
                self.subjects.setdefault(name, []).append(subject)
                self.notes[name, subject] = entry["notes"]
                for side, values in entry["ns"].items():
                    self.ns[name, subject, side] = values

    def median(self, name, subject, side):
        return statistics.median(self.ns[name, subject, side])

    def ratio(self, name, subject, side, other):
        return self.median(name, subject, side) / self.median(name, subject, other)

    def spread(self, name, subject, side, other):
        pairs = [a / b for a, b in zip(self.ns[name, subject, side], self.ns[name, subject, other])]
        if len(pairs) < 3:
            return None
        quarters = statistics.quantiles(pairs, n=4)
        return quarters[0], quarters[2]

    def floor(self, name, subject, sides):
        # The check values of a stored stream are measured where it is written.
        known = [(n, side) for side in sides for n in (name, "put") if (n, subject, side) in self.ns]
        found = dict((side, n) for n, side in reversed(known))
        if len(found) < len(set(sides)) or not sides:
            return None
        return sum(self.median(found[side], subject, side) for side in sides)


def time_text(ns):
    if ns is None:
        return ""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}" if ns < 999.5 * size else f"{ns / size:.0f} {unit}"
    return f"{ns:.0f} ns"


def ratio_text(value):
    if value is None:
        return ""
    return f"1/{1 / value:.0f}" if value < 0.05 else f"{value:.2f}"


def spread_text(pair):
    return "" if pair is None else f"{ratio_text(pair[0])}-{ratio_text(pair[1])}"


def time_rows(samples):
    for name, case, qt, qsm, sides in CASES:
        for subject in samples.subjects.get(name, ()):
            if (name, subject, qsm) not in samples.ns:
                continue
            floor = samples.floor(name, subject, sides)
            own = samples.median(name, subject, qsm)
            yield {"case": case, "picture": "" if subject == case else subject,
                   "qt_ns": samples.median(name, subject, qt) if qt else None, "qsm_ns": own,
                   "ratio": samples.ratio(name, subject, qsm, qt) if qt else None,
                   "spread": samples.spread(name, subject, qsm, qt) if qt else None,
                   "floor_ns": floor, "over_floor": own / floor if floor else None}


def time_table(samples):
    yield HEAD
    for row in time_rows(samples):
        yield (row["case"], row["picture"], time_text(row["qt_ns"]), time_text(row["qsm_ns"]),
               ratio_text(row["ratio"]), spread_text(row["spread"]), time_text(row["floor_ns"]),
               ratio_text(row["over_floor"]))


# What the plot shows, in this order.
PLOTTED = ("put stored, new segment", "put stored, same segment", "put fast, new segment",
           "get Qt's, new image", "get stored, new image", "get stored, stays attached")

README = [
    ("Qt puts", "put", "qt"), ("new segment", "put", "stored_new"),
    ("same segment", "put", "stored_warm"), ("fast", "put", "fast_new"),
    ("exact", "put", "exact_new"), ("Qt gets Qt's", "get", "qt"),
    ("qsm gets Qt's", "get", "qsm_reused"), ("Qt gets stored", "get-stored", "qt"),
    ("qsm gets stored", "get-stored", "qsm_reused"),
]


def readme_table(samples):
    """A line a picture: process A and process B through the segment, each with both."""
    yield "picture", *(words for words, _, _ in README)
    for subject in samples.subjects.get("put", ()):
        yield (subject, *(time_text(samples.median(name, subject, side))
                          if (name, subject, side) in samples.ns else ""
                          for _, name, side in README))


def lock_table(samples):
    yield "locks", "Qt", "qsm", "qsm/Qt", "bare system calls"
    for row in time_rows(samples):
        if not row["picture"]:
            yield (row["case"], time_text(row["qt_ns"]), time_text(row["qsm_ns"]),
                   ratio_text(row["ratio"]), time_text(row["floor_ns"]))


def size_table(samples):
    yield "stream of", "pixels", "Qt", "stored", "fast", "exact", "fast/Qt"
    for subject in samples.subjects.get("put", ()):
        notes = samples.notes["put", subject]
        yield (subject, f"{notes['width']}x{notes['height']}",
               *(f"{notes[f'{way}_bytes'] / 1024:,.0f} KiB"
                 for way in ("qt", "stored", "fast", "exact")),
               ratio_text(notes["fast_bytes"] / notes["qt_bytes"]))


def memory_table(samples):
    yield "memory beside image and segment", "Qt put", "stored", "fast", "exact", "Qt get", "get"
    for subject in samples.subjects.get("memory", ()):
        notes = samples.notes["memory", subject]
        yield (subject, *(f"{notes[key] / 1024:,.0f} KiB" for key in (
            "put_qt", "put_stored", "put_fast", "put_exact", "qt_get_exact", "get_exact")))


def stream_table(samples):
    """What was sent, and what the reader saw of it."""
    yield ("stream of pictures", "sent a second", "dropped", "sender, of a core", "read a second", "torn",
           "reader, a picture")
    for subject in samples.subjects.get("frames", ()):
        notes = samples.notes["frames", subject]
        read = "fps" in notes
        yield (subject, f"{notes['sent_fps']:.1f}", notes["dropped"], f"{100 * notes['writer_cpu']:.1f} %",
               f"{notes['fps']:.1f}" if read else "", notes["torn"] if read else "",
               f"{notes['reader_ms']:.2f} ms" if read else "")


def value_table(samples):
    """Values in a stream. The copy is memcpy() of the same bytes."""
    yield "values in a stream", "", "Qt", "qsm", "Qt/qsm", "spread", "qsm/copy"
    for subject in samples.subjects.get("values", ()):
        for way in ("write", "read"):
            own, qt, copy = f"qsm_{way}", f"qt_{way}", f"floor_{way}"
            known = ("values", subject, copy) in samples.ns
            yield (subject, way, time_text(samples.median("values", subject, qt)),
                   time_text(samples.median("values", subject, own)),
                   f"{samples.ratio('values', subject, qt, own):.1f}",
                   spread_text(samples.spread("values", subject, qt, own)),
                   ratio_text(samples.ratio("values", subject, own, copy)) if known else "")


def readme_values(samples):
    """The same, one line a value."""
    yield ("value", "Qt writes", "qsm writes", "Qt/qsm", "Qt reads", "qsm reads", "Qt/qsm")
    for subject in samples.subjects.get("values", ()):
        cells = []
        for way in ("write", "read"):
            sides = f"qt_{way}", f"qsm_{way}"
            cells += [time_text(samples.median("values", subject, side)) for side in sides]
            cells.append(f"{samples.ratio('values', subject, *sides):.1f}")
        yield (subject.replace("<", "\\<"), *cells)  # no tag of HTML


def simd_table(samples):
    yield "SIMD, plain C = 1", "picture", "plain C", "ssse3", "sse41", "avx2"
    for subject in samples.subjects.get("simd", ()):
        for work in ("read", "stored", "fast"):
            plain = samples.median("simd", subject, f"{work}_off")
            yield (work, subject, time_text(plain),
                   *(ratio_text(samples.median("simd", subject, f"{work}_{level}") / plain)
                     for level in ("ssse3", "sse41", "avx2")))


def goal_table(results):
    yield "goal", "wanted", "better still", "measured", ""
    for result in results:
        verdict = {True: "met", False: "NOT MET", None: "not measured"}[result["met"]]
        if result.get("stretch_met"):
            verdict = "better still"
        yield result["goal"], result["wanted"], result["stretch"], result["measured"], verdict


def write_plotted(samples, path):
    """A line of JSON for each row of the plot; bench_plot draws them."""
    rows = [row for row in time_rows(samples) if row["case"] in PLOTTED]
    with open(path, "w", encoding="utf-8") as file:
        for row in sorted(rows, key=lambda row: PLOTTED.index(row["case"])):
            print(json.dumps({key: row[key] for key in
                              ("case", "picture", "qt_ns", "qsm_ns", "floor_ns")}), file=file)


def plain(rows):
    rows = [tuple(map(str, row)) for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    numbers = [all(re.match(r"[\d.,]|$", row[i]) for row in rows[1:])
               for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.rjust(width) if number else cell.ljust(width)
                        for cell, width, number in zip(row, widths, numbers)).rstrip())
    print()


def markdown(rows, file):
    for i, row in enumerate(rows):
        print("| " + " | ".join(map(str, row)) + " |", file=file)
        if i == 0:
            print("|" + "---|" * len(row), file=file)
    print(file=file)


def first_match(path, pattern):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = re.search(pattern, file.read(), re.MULTILINE)
    except OSError:
        return "unknown"
    return found.group(1).strip() if found else "unknown"


def machine(arguments):
    cache = os.path.join(arguments.build, "CMakeCache.txt")
    qt = subprocess.run(["qmake6", "-query", "QT_VERSION"], stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL, text=True,
                        check=False).stdout.strip() if arguments.build else ""
    return {"processor": first_match("/proc/cpuinfo", r"^model name\s*: (.*)$"),
            "build": first_match(cache, r"^CMAKE_BUILD_TYPE:\w+=(.*)$"), "cores": os.cpu_count(), "system": f"{platform.system()} {platform.release()}",
            "qt": qt or first_match(cache, r"^Qt6_DIR:PATH=(.*)$"),
            "libdeflate": not first_match(cache, r"^QSM_LIBDEFLATE_LIBRARY:\w+=(.*)$")
            .endswith(("NOTFOUND", "unknown")),
            "clock": arguments.clock, "load": os.getloadavg()[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json")
    parser.add_argument("--markdown")
    parser.add_argument("--plotted")
    parser.add_argument("--build", default="")
    parser.add_argument("--clock", default="wall")
    parser.add_argument("samples")
    arguments = parser.parse_args()
    samples = Samples(arguments.samples)
    results = list(goals(samples))
    about = machine(arguments)
    tables = [list(table(samples)) for table in (time_table, size_table, memory_table, simd_table,
                                            stream_table, value_table)]
    tables = [table for table in tables if len(table) > 1] + [list(goal_table(results))]
    print("\n" + ", ".join(f"{key}: {value}" for key, value in about.items()) + "\n")
    for table in tables:
        plain(table)
    if arguments.plotted:
        write_plotted(samples, arguments.plotted)
    if arguments.markdown:
        with open(arguments.markdown, "w", encoding="utf-8") as file:
            for table in (readme_table, lock_table, readme_values, size_table, memory_table,
                          stream_table):
                markdown(list(table(samples)), file)
            markdown(list(goal_table(results)), file)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"machine": about, "times": list(time_rows(samples)), "goals": results,
                       "samples": [{"experiment": name, "subject": subject, "side": side,
                                    "ns": values}
                                   for (name, subject, side), values in samples.ns.items()],
                       "notes": [{"experiment": name, "subject": subject, **notes}
                                 for (name, subject), notes in samples.notes.items()]},
                      file, indent=1)


if __name__ == "__main__":
    main()
