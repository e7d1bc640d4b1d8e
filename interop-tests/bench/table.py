# SPDX-License-Identifier: MIT
"""The table of codec_bench's JSON lines, which are read from a file."""
import json
import sys

rows = [json.loads(line) for line in open(sys.argv[1])]
HEAD = ("picture", "write Qt", "stored", "Qt/x", "floor x", "fast", "Qt/x", "bytes", "exact", "of Qt",
        "read Qt", "qsm", "ratio", "fresh", "stored Qt", "qsm", "ratio", "fresh", "memcpy", "crc", "adler")
FORM = "{:<14}" + "{:>9}" * (len(HEAD) - 1)
print("milliseconds, medians; fresh: into memory the system has yet to give")
print(FORM.format(*HEAD))
for r in rows:
    floor = r["memcpy"] + r["crc"] + r["adler"]
    print(FORM.format(
        r["name"], f'{r["write_qt"]:.2f}', f'{r["write_stored"]:.3f}',
        f'{r["write_qt"] / r["write_stored"]:.0f}', f'{r["stored_beside_floor"] / floor:.2f}',
        f'{r["write_fast"]:.2f}', f'{r["write_qt"] / r["write_fast"]:.1f}',
        f'{r["fast_bytes"] / r["qt_bytes"]:.2f}', f'{r["write_exact"]:.1f}',
        f'{r["write_exact"] / r["write_qt"]:.2f}' + ("" if r["exact_is_equal"] else "!"),
        f'{r["read_qt"]:.2f}', f'{r["read_qsm"]:.2f}', f'{r["read_qsm"] / r["read_qt"]:.2f}',
        f'{r["read_qsm_fresh"] / r["read_qt"]:.2f}',
        f'{r["read_stored_qt"]:.2f}', f'{r["read_stored_qsm"]:.3f}',
        f'{r["read_stored_qsm"] / r["read_stored_qt"]:.2f}',
        f'{r["read_stored_qsm_fresh"] / r["read_stored_qt"]:.2f}',
        f'{r["memcpy"]:.3f}', f'{r["crc"]:.3f}', f'{r["adler"]:.3f}'))
big = [r for r in rows if r["width"] >= 1000]
mean = sum(r["read_qsm"] / r["read_qt"] for r in big) / len(big)
print(f"mean of the read ratios of the {len(big)} large pictures: {mean:.2f}")
