#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""seeds.py TARGET FOLDER DICTIONARY: writes the inputs that fuzzing of a target begins with, and the
words that mean something to it."""
import pathlib
import re
import struct
import sys
import zlib

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"


def png(width, height, depth, colour, row, *extra):
    def chunk(name, body):
        return (struct.pack(">I", len(body)) + name + body +
                struct.pack(">I", zlib.crc32(name + body)))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress((b"\0" + row) * height)),
              (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


def interlaced(colour=0, channels=None):
    """An Adam7 image of 8 x 8 pixels of 8 bits a channel."""
    channels = channels or {0: 1, 2: 3, 6: 4}[colour]
    passes = [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4)]
    rows = b"".join((b"\0" + bytes(range(width * channels))) * height for width, height in passes)
    header = struct.pack(">IIBBBBB", 8, 8, 8, colour, 0, 0, 1)
    body = b"".join(struct.pack(">I", len(data)) + name + data +
                    struct.pack(">I", zlib.crc32(name + data))
                    for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)),
                                       (b"IEND", b"")))
    return png(8, 8, 8, 0, b"")[:8] + body


def bitmaps():
    """Windows bitmaps, as streams of version 1 and files have them."""
    for depth, colours, row in ((24, 0, bytes(12)), (32, 0, bytes(12)), (8, 4, b"\0\1\2\3"),
                                (4, 2, b"\1\0\0\0"), (1, 2, b"\xa0\0\0\0"),
                                (1, 3, b"\xa0\0\0\0")):
        width = 4 if depth < 24 else 3
        table = bytes(range(colours * 4))
        start = 14 + 40 + len(table)
        info = struct.pack("<IiiHHIIiiII", 40, width, 2, 1, depth, 0, len(row) * 2, 2835, 2835,
                           colours, 0)
        yield struct.pack("<2sIHHI", b"BM", start + len(row) * 2, 0, 0, start) + info + table + row * 2
    for size, depth, compression, rest in (
            (12, 24, 0, bytes(24)), (12, 1, 0, bytes(6) + b"\xa0\0\0\0" * 2),
            (40, 8, 1, bytes(16) + b"\3\1\0\2\1\0\0\3\1\2\3\0\0\0\4\2\0\1"),
            (40, 4, 2, bytes(16) + b"\4\x12\0\0\0\3\x12\x30\0\1"),
            (40, 16, 3, struct.pack("<3I", 0xf800, 0x7e0, 0x1f) + bytes(16)),
            (64, 16, 0, bytes(40)), (108, 32, 0, bytes(32)), (124, 32, 3, bytes(32))):
        info = (struct.pack("<HHHH", 4, 2, 1, depth) if size == 12 else
                struct.pack("<iiHHIIiiII", 4, -2, 1, depth, compression, 0, 2835, 2835, 4, 0))
        masks = struct.pack("<4I", 0xff0000, 0xff00, 0xff, 0xff000000) if size > 64 else b""
        header = (struct.pack("<I", size) + info + masks).ljust(size, b"\0")
        yield struct.pack("<2sIHHI", b"BM", 0, 0, 0, 0) + header + rest


def images():
    table = (b"PLTE", bytes(range(12)))
    table16 = (b"PLTE", bytes(range(48)))
    xml = (b"iTXt", b"XML\0\0\0de\0Titel\0" + "größer".encode())
    packed = (b"zTXt", b"Words\0\0" + zlib.compress(b"many words " * 30))
    profile = (b"iCCP", b"name\0\0" + zlib.compress(bytes(200)))
    streams = [b"", png(3, 2, 8, 6, b"abcdefghijkl"), png(3, 2, 8, 2, b"abcdefghi"),
               png(9, 3, 1, 0, b"\xaa\x80"), png(4, 4, 8, 0, b"abcd"), png(2, 2, 16, 6, b"x" * 16),
               png(4, 2, 8, 3, b"\0\1\2\3", table, (b"tRNS", b"\x80\xff")),
               png(2, 2, 8, 0, b"ab", (b"tEXt", b"Title\0words"), (b"oFFs", b"\0" * 9),
                   (b"pHYs", struct.pack(">IIB", 2835, 2835, 1))),
               png(8, 8, 4, 3, b"\x01\x23\x45\x67", table16), png(5, 5, 2, 0, b"\x1b\x40"),
               png(3, 3, 8, 4, b"aabbcc", xml), png(3, 3, 16, 4, b"aaaabbbbcccc", packed),
               png(2, 2, 16, 2, b"aabbccddeeff", (b"tRNS", b"aabbcc")), png(2, 2, 16, 0, b"aabb"),
               png(2, 2, 8, 0, b"ab", (b"tRNS", b"\0a"), (b"gAMA", struct.pack(">I", 45455))),
               png(2, 2, 8, 2, b"abcdef", (b"sRGB", b"\0"), (b"cHRM", struct.pack(">8I", *[31270] * 8))),
               png(2, 2, 8, 2, b"abcdef", (b"gAMA", struct.pack(">I", 60000)),
                   (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))),
               png(2, 2, 8, 2, b"abcdef", profile), interlaced(), interlaced(2, 3), interlaced(6),
               png(300, 200, 8, 6, bytes(1200)), png(400, 300, 8, 0, bytes(400)),
               png(2000, 40, 1, 0, bytes(250)), png(200, 200, 16, 6, bytes(1600))]
    for stream in streams:
        for version in (20, 4):
            marker = struct.pack(">I", 1 if stream else 0) if version >= 5 else b""
            yield bytes([version]) + marker + stream
        yield bytes([20 | 128]) + struct.pack("<I", 1 if stream else 0) + stream
    for bitmap in bitmaps():
        for order in (0, 128):
            yield bytes([1 | order]) + bitmap
    for path in sorted(DATA.rglob("*.qds")):
        if path.stat().st_size < 20000:
            yield bytes([20]) + path.read_bytes()


def images_and_contents():
    """Also what segments hold beside images."""
    yield from images()
    for line in (DATA / "contents_vectors.txt").read_text().splitlines()[1:]:
        yield bytes([20]) + bytes.fromhex(line.split(" | ")[2])


def keys():
    return [b"hello", b"posix:/x?legacyKey=x", b"systemv-9:/tmp/%25%23", b"windows:Global\\x",
            b"posix:////x", b"systemv:/%2Fx?legacyKey=a%26b", "Ключ".encode(), b"Local\\x", b"//x"]


def streams():
    text = "häß".encode("utf-16-be")
    return [b"\x14\0\0\0" + struct.pack(">I", len(text)) + text, b"\x0c\1\xff\3" + bytes(range(64)),
            b"\x18\0\7\0" + b"\xff\xff\xff\xfe" + bytes(8), b"\x11\0\x2a\1" + b"\xff" * 16]


def values():
    """Variants that Qt wrote, at the first of their versions."""
    for line in (DATA / "value_vectors.txt").read_text().splitlines():
        columns = line.split("\t")
        if columns[:2] == ["W", "QVariant"] and "." not in columns[7] and len(columns[7]) < 2000:
            version = int(columns[2].split(",")[0].split("-")[0])
            order = columns[3] == "little"
            single = 2 * (columns[4] == "single")
            release = 1 + ("6.4.2" in columns[5]) + ("6.11.2" in columns[5])
            yield bytes([version, order | single, release, 0]) + bytes.fromhex(columns[7])


def core_values():
    """Date-times, time zones and bit arrays alone: types 8, 9 and 11 of the target. From 128 on, values of QtGui and others."""
    types = {"QDateTime": 8, "QTimeZone": 9, "QBitArray": 11}
    for i, name in enumerate(("QIcon", "QPalette", "QPen", "QFont", "QRegion", "QPainterPath", "QCursor", "QBrush", "QTextFormat",
                              "QEasingCurve", "QJsonValue", "QCborValue", "QImage", "QPicture", "QKeySequence", "QJsonDocument",
                              "QUrl", "QLocale", "QSizePolicy", "QTransform")):
        types[name] = 128 + i
    for line in (DATA / "value_vectors.txt").read_text().splitlines():
        columns = line.split("\t")
        if columns[0] == "W" and columns[1] in types and columns[3] != "little" and ".." not in columns[7] and len(columns[7]) < 4000:
            version = int(columns[2].split(",")[-1].split("-")[-1])
            yield bytes([version, 0, 2, types[columns[1]]]) + bytes.fromhex(columns[7].replace("-", ""))
    icon = bytes([20, 0, 2, types["QIcon"]])
    theme, engine = (struct.pack(">I", 2 * len(name)) + name.encode("utf-16-be") for name in ("QIconLoaderEngine", "QPixmapIconEngine"))
    yield icon + theme + theme
    yield icon + engine + b"\0\0\0\1" + bytes(4) + b"\xff" * 4 + bytes(16)


def schemas():
    """Schemas with a stream, and with JSON."""
    streams_of = [("quint8,QString", b"\1\0\0\0\2\0a"), ("repeat(quint16)", bytes(range(8))),
                  ("sized16(QString,repeat(quint8))", b"\0\x08\0\0\0\2\0a\1\2"), ("cstring,raw[3]", b"\0\0\0\2a\0abc"),
                  ("sized64(repeat(sized32(quint8)))", bytes(7) + b"\x0a" + b"\0\0\0\1\7" * 2),
                  ("QVariant,QMap<int,QList<QVariant>>", b"\0\0\0\2\0\0\0\0\7" + b"\0\0\0\1\0\0\0\5\0\0\0\0")]
    note = "Note=QString title,QList<Note> parts,quint8 b,QVariant any;Level=quint8;"
    streams_of += [(note + "Note,QVariant", b"\0\0\0\2\0a\0\0\0\0\1" + b"\0\0\0\0\1" + b"\0\1\0\0\0\0\0\0\6Level\0\7"),
                   ("Later=Pair<int> p,QMap<Level,Pair<int>>m;Level=qint32;Pair<int>=int a,int b;QList<Level>",
                    b"\0\0\0\1\0\0\0\1"),
                   ("A=B b;B=C;C=std::pair<int,D> d;D=quint8 x,QStringList s;A,repeat(B)", bytes(18))]
    for text, stream in streams_of:
        for settings in (4, 4 | 8, 4 | 16, 3, 5, 7):
            yield bytes([settings]) + text.encode() + b"\0" + stream
    for text, json in (("int,QString", '[1,"a\\ud800"]'), ("QVariant", '[{"metatype":"QRect","value":{"x":1,"y":2,"w":3,"h":4}}]'),
                       ("raw[2],double", '[{"hex":"00ff"},"-inf"]'), ("repeat(QStringList)", '[[],["a"],[null]]')):
        yield b"\4" + text.encode() + b"\0" + json.encode()


def settings():
    """Files of QSettings, as Qt 5 and Qt 6 write them, and lines that they do not write."""
    lines = ["a=1", "b=@Size(1 2), x", 'c="a;b" , "d"', "d=@ByteArray(\\0\\xff)", "[s\\t]", "e%20%U20AC=\\x41\\101\\n", "; f", "g\\h=@@i",
             "[%General]", "j=@Variant(\\0\\0\\0\\b\\0\\0\\0\\x1\\0\\0\\0\\x2\\0\\x61\\0\\0\\0\\x2\\0\\0\\0\\x1)", "k=\\",
             " l=@DateTime(\\0\\0\\0\\x10\\0\\0\\0\\0\\0\\0%=\\x8c\\0\\0\\0\\0\\x1)", "m=@String(x\\0)", "n=1.5e-07", "\u20ac=\u00e9"]
    for qt in range(2):
        for line in lines:
            yield bytes([qt]) + line.encode()
        yield bytes([qt]) + "\n".join(lines).encode() + b"\n"


def stored(width, height, block):
    """A gray image, not packed, in blocks of so many bytes: larger than what fuzzing makes of it."""
    rows = (b"\0" + bytes(width)) * height
    data = b"\x78\1"
    for at in range(0, len(rows), block):
        part = rows[at:at + block]
        data += struct.pack("<BHH", at + block >= len(rows), len(part), 0xffff ^ len(part)) + part
    whole = png(width, height, 8, 0, b"")
    idat = data + struct.pack(">I", zlib.adler32(rows))
    start = whole.index(b"IDAT") - 4
    chunk = struct.pack(">I", len(idat)) + b"IDAT" + idat
    chunk += struct.pack(">I", zlib.crc32(chunk[4:]))
    return whole[:start] + chunk + whole[whole.index(b"IEND") - 4:]


def concurrent():
    big = [stored(700, 500, 65535), stored(700, 500, 700), stored(70000, 5, 65535)]
    whole = stored(600, 500, 65535)
    start = whole.index(b"IDAT") + 4
    end = whole.index(b"IEND") - 8
    parts = whole[start:end - 4], whole[end - 4:end]  # the check value in a chunk of its own
    big.append(whole[:start - 8] + b"".join(
        struct.pack(">I", len(part)) + b"IDAT" + part + struct.pack(">I", zlib.crc32(b"IDAT" + part))
        for part in parts) + whole[whole.index(b"IEND") - 4:])
    for one in big:
        yield bytes(4) + struct.pack(">I", 1) + one
    yield from [bytes(4) + one[1:] for one in images() if one[0] == 20]


def differential():
    """Every version has the form of one of these."""
    for one in images():
        if one[0] < 128:
            yield one
        if one[0] == 4:
            yield b"\0" + one[1:]


def described():
    """Images as fuzz_roundtrip.c has them described."""
    return [bytes([number, 15, 9, 4, 127]) + bytes(range(200)) for number in range(1, 37)]


def commands():
    """Command lines, with what the command finds: in the file @, or in the segments of the key k."""
    on_files = ["put n @ --hold=0", "put n @ --safe posix --replace", "put k @ --replace --timeout 1",
                "put --native posix:/n @ --compression fast --hold=0.1 --json",
                "image decode @ -o out.png --json", "image decode @ --raw -",
                "image decode @ --stream-version 1", "image decode @ --stream-version 4 -o -",
                "image encode @ -o out.qds --compression fast --format RGB888 --text a=b --dpm 3,4",
                "image encode @ -o - --compression exact --offset 1,2",
                "image encode @ -o a.qds --stream-version 1 --json",
                "stream dump @", "stream dump @ --types qint32,repeat(quint16) --json --little-endian --single --qt 5.15",
                "stream dump @ --types sized32(QString),QVariantMap --version 12 --offset 2 --lenient",
                "stream make @ --types QVariant -o -", "stream guess @", "stream guess @ --offset 1 --json", "stream settings @", "stream settings @ --json", "stream types --all --json"]
    on_objects = ["get k --json", "get k -o out.png --any", "get k --scheme posix-safe", "get --native posix:/k --raw -",
                  "get --native posix:/x --wait 1", "get k --timeout 0.1 --safe systemv",
                  "watch k --count 1 -o a%02d.png", "watch --native posix:/k --json --interval 0.1",
                  "list", "list --json --no-content", "list --temp-path / --runtime-path /tmp --wait 0",
                  "info k", "info --native posix:/k --json", "info --native posix:/x",
                  "info --native systemv:/tmp/qipc_sharedmemory_x",
                  "lock k -- true", "lock k --timeout 0 -- true", "lock k --repair --force --yes",
                  "lock --native posix:/x --repair --json", "doctor", "doctor k --json",
                  "doctor k --bytes 100 --wait 0.1", "doctor --native posix:/x --json",
                  "rm k --any", "rm k", "put k @ --scheme systemv-safe --hold=0", "rm k --json", "rm --native posix:/x", "rm --native posix:/k",
                  "gc --yes", "gc --dry-run --json", "key k --json", "key /k --temp-path /run",
                  "read k --as 4pad,i32be,3f64,8char --count 2 --json", "read k --offset 0x10 --size 4K -o a",
                  "stream dump --key k --types raw[4],QString --json", "stream dump --native posix:/x --wait 0",
                  "read --native posix:/x", "write k @ --offset 1 --size 4 --hold 0",
                  "write --native posix:/k @", "create n --size 4K --hold 0 --json", "create n --size 1M",
                  "semaphore k value", "semaphore k hold 3 --json", "semaphore k acquire --timeout 0 -- true",
                  "--help", "image", "put --help", "--version --json", "help get", "lits", "get k --timout 1"]
    picture = png(3, 2, 8, 6, b"abcdefghijkl", (b"tEXt", b"Title\0words"))
    stream = struct.pack(">I", 1) + picture
    semaphore = struct.pack("<8I", 1, 0, 0, 0, 0, 0, 0, 0)
    for lines, contents in ((on_files, [picture, stream, *bitmaps()]),
                            (on_objects, [stream, picture, semaphore, bytes(64), b"", next(bitmaps())])):
        for line in lines:
            words = b"".join(word.encode() + b"\0" for word in line.split()) + b"\0"
            for content in contents:
                yield words + content


TEXTS = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"tEXt",
         b"zTXt", b"iTXt", b"oFFs", b"pHYs", b"\x89PNG\r\n\x1a\n", b"BM"]
KEYS = [b"systemv:", b"systemv-66:", b"posix:", b"windows:", b"?legacyKey=", b"%2F", b"%25", b"Global\\",
        b"Local\\", b"qipc_sharedmemory_", b"qipc_systemsem_"]


def options():
    """Every option of the command, out of its sources' tables."""
    tool = DATA.parents[1] / "src" / "tool"
    found = set()
    for path in tool.rglob("*.[ch]"):
        text = path.read_text().replace("\\\n", "\n")  # some are in macros
        for name in re.findall(r'\{\s*"([a-z-]+)",\s*(?:0|\'.\'),\s*TOOL_', text):
            found.add(f"--{name}".encode())
    commands = re.findall(r'\.name = "([a-z ]+)"', "".join(
        path.read_text() for path in sorted(tool.rglob("*.c"))))
    words = [name.replace(" ", "\0").encode() + b"\0" for name in commands]
    return sorted(found) + words + [b"--\0", b"@\0", b"k\0", b"posix:/k\0", b"posix:/x\0"]


# Target -> its seeds, the words of its dictionary.
MAKERS = {"image": (images_and_contents, TEXTS), "roundtrip": (described, []), "concurrent": (concurrent, TEXTS),
          "differential": (differential, TEXTS), "key": (keys, KEYS), "data_stream": (streams, []),
          "value": (lambda: [*values(), *core_values()],
                    [b"QMap<", b"QList<", b"QString", b"QVariant", b"std::pair<", b"QHash<", b"Qt::",
                     b"OffsetFromUtc", b"Europe/Paris"]),
          "schema": (schemas, [b"QMap<", b"QList<", b"QString", b"QVariant", b"repeat(", b"raw[", b"sized16(", b"sized32(",
                               b"sized64(", b"cstring", b"A=quint8 a;", b"B=QList<A> b,A c;", b"C=int;", b"std::pair<", b'{"hex":"', b'{"pairs":[[', b'{"metatype":"', b'"value":']),
          "settings": (settings, [b"@Variant(", b"@DateTime(", b"@ByteArray(", b"@Rect(", b"@Size(", b"@Point(", b"@String(", b"@Invalid()", b"@@",
                                  b"[General]", b"[%General]", b"\\0\\0\\0\\x", b"%U20AC", b"\\\n"]),
          "tool": (commands, TEXTS + KEYS)}


def main():
    target, folder, dictionary = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((DATA / "fuzz" / target).iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    make, words = MAKERS[target]
    for number, seed in enumerate(make()):
        (folder / f"seed-{number:04}").write_bytes(seed)
    words = words + (options() if target == "tool" else [])
    dictionary.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n'
                                  for word in words))


main()
