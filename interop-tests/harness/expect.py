#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""expect.py STATUS TEXT -- COMMAND...: passes when the command ends with exactly this status and its
output holds TEXT ("" for any). Tells apart a failure that is wanted from any other one."""
import subprocess
import sys


def main():
    status, text, dashes, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
    assert dashes == "--" and command
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(result.stdout, end="")
    if result.returncode != status:
        sys.exit(f"expected exit status {status}, got {result.returncode}")
    if text not in result.stdout:
        sys.exit(f"expected in the output: {text}")


main()
