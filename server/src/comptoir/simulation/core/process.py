"""The till's own program (`@comptoir/till-core`, TypeScript) in one long-lived Node, spoken to in lines of JSON."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[5]
PROGRAM = Path("packages") / "till-core" / "simulation" / "main.ts"


class NotHere(Exception):
    """The till's program can't be run on this machine; the text says what is missing."""


class Fault(Exception):
    """The program failed: what it said."""


class TillCore:
    """One process. Close it."""

    def __init__(self, web: Path = ROOT / "web") -> None:
        node = shutil.which("node")
        bundler = web / "node_modules" / ".bin" / "rolldown"
        if node is None:
            raise NotHere("The till's program needs Node 20 or newer (`node` is not found).")
        if not bundler.exists():
            raise NotHere("The till's program is built from a working copy whose web packages are there: `npm ci`.")
        self._folder = tempfile.TemporaryDirectory(prefix="comptoir-till-core-")
        built = [
            str(bundler),
            str(PROGRAM),
            "--dir",
            self._folder.name,
            "--format",
            "esm",
            "--platform",
            "node",
            "--inlineDynamicImports",
        ]
        subprocess.run(built, cwd=web, check=True, capture_output=True)
        (Path(self._folder.name) / "package.json").write_text('{"type": "module"}')
        self._process = subprocess.Popen(
            [node, str(Path(self._folder.name) / "main.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.asked = 0

    def ask(self, **asked: object) -> dict[str, Any]:
        """Do one thing, and say what the browser is when nothing moves any more. Raises `Fault`."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        self.asked += 1
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        said = process.stdout.readline()
        if not said:
            raise Fault("the till's program ended")
        found: dict[str, Any] = json.loads(said)
        if "fault" in found:
            raise Fault(str(found["fault"]))
        return found

    def close(self) -> None:
        """End the process that this began."""
        self._process.terminate()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        self._folder.cleanup()
