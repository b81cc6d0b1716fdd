"""`comptoir bench simulate`: what `comptoir simulate` finds in many histories, and how quickly.

How the figures are taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import json
import subprocess
import sys

SEED = 1
FULL = (100_000, 1_000)
QUICK = (2_000, 10)


def main(*, quick: bool) -> dict[str, object]:
    """The command itself, with its own last line."""
    histories, real = QUICK if quick else FULL
    command = [sys.executable, "-m", "comptoir.config.cli", "simulate", "--seed", str(SEED)]
    command += ["--histories", str(histories), "--real", str(real)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            last = line
            print(line.rstrip(), file=sys.stderr)
    found = json.loads(last)
    assert isinstance(found, dict)
    return found
