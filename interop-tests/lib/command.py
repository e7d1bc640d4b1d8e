# SPDX-License-Identifier: MIT
"""The qsm command beside peers, for scenarios."""
import os
import subprocess

from peer import Skip, check


def tool():
    found = os.environ.get("QSM_TOOL")
    if not found:
        raise Skip("the qsm command was not built")
    return found


def qsm(*words, status=(0,), environment=None):
    """What the command prints; it must end with one of these statuses."""
    done = subprocess.run([tool(), *words], capture_output=True, check=False, timeout=60,
                          env={**os.environ, **(environment or {})})
    check(done.returncode in status,
          f"qsm {words} ends with {done.returncode}, not {status}: {done.stderr.decode()}")
    return done.stdout.decode()
