"""What Comptoir costs while nothing happens, and how long a shop waits in the morning.

memory_mb      proportional memory (PSS) of every process that `comptoir serve` keeps: supervisor, server,
               worker, our worker, PostgreSQL with all its backends; after the first pages, when nothing is asked
warm_start_ms  from the start of the command to the first page, database and schema being there; median

    comptoir bench rest
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MEMORY_MB_MAX = 250
WARM_START_MS_MAX = 3_000
# The first page of a shop that nobody has set up yet: rendered by Django, like the sign-in of one that somebody has.
PAGE = "/begin"
PAGES_ASKED = 200
REST_SECONDS = 20
START_SECONDS_MAX = 180


def main(quick: bool) -> dict[str, object]:
    """Measure both; the bound of each stands beside it."""
    starts = 2 if quick else 7
    with temporary_home() as home:
        say("making the database")
        with served(home):
            pass
        times = []
        for number in range(starts):
            with served(home) as (milliseconds, _, _):
                times.append(milliseconds)
            say(f"warm start {number + 1} of {starts}: {times[-1]} ms")
        with served(home) as (_, port, supervisor):
            for _ in range(20 if quick else PAGES_ASKED):
                assert get(port) == 200
            time.sleep(5 if quick else REST_SECONDS)
            memory = memory_by_program(home, supervisor)
    total = round(sum(memory.values()))
    return {
        "memory_mb": total,
        "memory_mb_max": MEMORY_MB_MAX,
        "memory_by_program_mb": {name: round(used, 1) for name, used in sorted(memory.items())},
        "warm_start_ms": round(statistics.median(times)),
        "warm_start_ms_max": WARM_START_MS_MAX,
        "warm_starts_ms": times,
        "is_within_bounds": total <= MEMORY_MB_MAX and statistics.median(times) <= WARM_START_MS_MAX,
    }


@contextlib.contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that leaves nothing behind, on the disk that people use."""
    folder = Path(tempfile.mkdtemp(prefix="comptoir-rest-"))
    folder.chmod(0o711)
    try:
        yield folder / "home"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def served(home: Path) -> Iterator[tuple[int, int, int]]:
    """`comptoir serve` until the end of the block: milliseconds to the first page, the port, the supervisor."""
    port = free_port()
    environment = {**os.environ, "COMPTOIR_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "comptoir.config.cli", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        while get(port) != 200:
            assert process.poll() is None, "comptoir serve ended"
            assert time.monotonic() - began < START_SECONDS_MAX, f"{PAGE} does not answer"
            time.sleep(0.01)
        yield round((time.monotonic() - began) * 1000), port, process.pid
    finally:
        process.terminate()
        process.wait()


def get(port: int) -> int:
    """The status of the first page, 0 while nobody answers."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", PAGE, headers={"Host": f"localhost:{port}"})
        with contextlib.closing(connection), connection.getresponse() as answer:
            answer.read()
            return answer.status
    except (OSError, http.client.HTTPException):
        return 0


def memory_by_program(home: Path, supervisor: int) -> dict[str, float]:
    """PSS in megabytes (10⁶) of the supervisor and all below it. Linux only: nobody else counts shared pages fairly."""
    running = json.loads((home / "running.json").read_text())
    programs = {pid: name.partition("-")[0] for name, pid in running["processes"].items()} | {supervisor: "supervisor"}
    used: dict[str, float] = {}
    for pid in descendants(supervisor):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        assert found is not None
        name = programs.get(pid, "database")
        used[name] = used.get(name, 0.0) + int(found.group(1)) * 1024 / 1e6
    return used


def descendants(root: int) -> list[int]:
    """The process and everything that it, or its children, started."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
