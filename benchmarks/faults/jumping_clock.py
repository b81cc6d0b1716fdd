"""The wall clock of server, worker and database, set forward and back under load; nobody else's clock moves."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")
FILE = "COMPTOIR_BENCH_CLOCK"
DAY = 86_400


class JumpingClock:
    """Where a C compiler is, what is started in this environment has a clock that `jump` sets."""

    def __init__(self, folder: Path) -> None:
        self._library, self._offset = folder / "clock.so", folder / "clock"
        self._offset.write_bytes(struct.pack("q", 0))
        # The account of the database reads it, too.
        self._offset.chmod(0o644)
        self.can_jump = self._build() and self._does_jump()

    def __enter__(self) -> JumpingClock:
        if self.can_jump:
            os.environ.update(self._environment())
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._environment():
            os.environ.pop(name, None)

    def jump(self, seconds: float) -> bool:
        """A day forward for so long, then a day back, then right again."""
        if not self.can_jump:
            return False
        try:
            for offset in (DAY, -DAY):
                self._set(offset)
                time.sleep(seconds)
        finally:
            self._set(0)
        return True

    def _set(self, seconds: int) -> None:
        with self._offset.open("r+b") as stream:
            stream.write(struct.pack("q", seconds))

    def _environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), FILE: str(self._offset)}

    def _build(self) -> bool:
        compiler = shutil.which("cc")
        if compiler is None:
            return False
        command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(self._library), str(SOURCE), "-ldl"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _does_jump(self) -> bool:
        """What does not move a Python's clock would prove nothing."""
        self._set(DAY)
        asked = [sys.executable, "-S", "-c", "import time; print(time.time())"]
        done = subprocess.run(
            asked, env={**os.environ, **self._environment()}, capture_output=True, text=True, check=False
        )
        self._set(0)
        return done.returncode == 0 and float(done.stdout) - time.time() > DAY / 2
