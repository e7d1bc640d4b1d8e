# SPDX-License-Identifier: MIT
"""What real Qt programs put into shared memory beside a QImage: `qsm info`, `get` and `doctor` name
each, and the command that they propose reads it."""
import json
import os
import shlex
import subprocess

from contents import FORMS, Filler
from peer import Skip, check, equal, fresh_key, program_of, run, temp_path


def tool():
    path = os.environ.get("QSM_TOOL")
    if not path:
        raise Skip("the qsm command was not built")
    return path


def qsm(*words):
    """Exit status, output, errors."""
    done = subprocess.run([tool(), *words], capture_output=True, check=False, timeout=60,
                          cwd=os.environ.get("TMPDIR", "/tmp"))
    return done.returncode, done.stdout, done.stderr.decode()


def filler(kind, key):
    program = program_of(f"contents_peer{kind[-1]}")
    if not os.access(program, os.X_OK):
        raise Skip(f"{program} was not built")
    return Filler(program, key)


def proposed(key):
    """The command that info proposes; None if there is none."""
    status, output, errors = qsm("info", key)
    equal(status, 0, errors)
    lines = [line.split("to read it", 1)[1].strip() for line in output.decode().splitlines()
             if "to read it" in line]
    check(len(lines) < 2, f"{lines}")
    return shlex.split(lines[0])[1:] if lines else None


def reads(words):
    """Runs the proposed command. A picture must be the one of the program."""
    status, output, errors = qsm(*words)
    equal(status, 0, f"{words}: {errors}")
    if words[0] == "get":
        check(b"width            12" in output, f"{words}: {output}")
    elif "-o" in words and words[-1] != "-":
        path = temp_path(words[-1])
        check(os.path.getsize(path) > 0, f"{words} writes nothing")
        os.remove(path)


def named(key, form, version, description, reader):
    what = f"{form} {version}"
    status, output, errors = qsm("info", key, "--json")
    equal(status, 0, errors)
    told, = json.loads(output)
    equal(told["content"]["text"], description, what)
    words = proposed(key)
    if reader is None:
        equal(words, None, what)
    else:
        equal(" ".join(words).replace(key, "KEY")[:len(reader)], reader, what)
        reads(words)
    status, output, errors = qsm("doctor", key, "--json")
    found = json.loads(output)
    notes = [note["text"] for note in found.get("notes", [])]
    equal(status, 1 if form == "null-image" else 0, f"doctor, {what}: {found}")
    if form not in ("image", "null-image", "zeros"):
        check(any(description in note for note in notes), f"doctor on {what}: {notes}")


def got(key, form, description, reader):
    """get takes a picture at once, or says what there is and how to read it."""
    status, _, errors = qsm("get", key)
    if reader == "get KEY" or form == "null-image":
        equal(status, 0, f"get of {form}: {errors}")
    elif form not in ("zeros", "zero-image") and not form.startswith("date"):
        equal(status, 1, f"get of {form}: {errors}")
        check(description in errors, f"get of {form}: {errors}")
    if reader not in (None, "get KEY"):
        check(reader.replace("KEY", f"'{key}'") in errors, f"get of {form}: {errors}")


def test_each_is_named(kind):
    key = fresh_key("contents")
    with filler(kind, key) as program:
        for form, version, description, reader in FORMS:
            check(program.fill(form, version).isdigit(), f"{form} is in the segment")
            named(key, form, version, description, reader)
            got(key, form, description, reader)


run(globals())
