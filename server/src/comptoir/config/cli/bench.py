"""`comptoir bench NAME`: run a folder of benchmarks/ and print its figures with the machine they were taken on.

A figure without its machine is worth nothing, so both come in one line of JSON, the last of the output.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from comptoir.platform.postgres import PostgresUnavailable, locate


@dataclass(frozen=True, slots=True)
class Machine:
    """What a reader must know to compare a figure with theirs."""

    cpu: str
    cores: int
    memory_gib: int
    system: str
    python: str
    postgres: str
    load: str


def run_bench(name: str, *, quick: bool, rounds: int = 0) -> int:
    """Run benchmarks/<name>/run.py; its `main(quick: bool)` returns the figures and speaks on stderr."""
    folder = benchmarks_folder()
    script = folder / name / "run.py"
    if not script.is_file():
        known = sorted(path.parent.name for path in folder.glob("*/run.py"))
        print(f"There is no bench {name}; there are: {', '.join(known) or 'none'}.", file=sys.stderr)
        return 2
    before = describe_machine()
    if rounds:
        os.environ["COMPTOIR_BENCH_ROUNDS"] = str(rounds)
    spec = importlib.util.spec_from_file_location(f"comptoir_bench_{name}", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(script.parent))
    _end_tidily()
    spec.loader.exec_module(module)
    figures = module.main(quick=quick)
    print(json.dumps({"bench": name, "figures": figures, "machine": asdict(before)}))
    return 0


def _end_tidily() -> None:
    """Whoever ends a bench (`kill`, `timeout`, a closed terminal) ends its databases and servers, as Ctrl-C does.

    Python ends at once otherwise, and what it started goes on. Once is enough: stopping a database takes its time.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        for asked in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(asked, signal.SIG_IGN)
        sys.exit(128 + number)

    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, end)


def benchmarks_folder() -> Path:
    """benchmarks/ of the repository: around the sources, or where the person stands."""
    for start in (Path(__file__).resolve(), Path.cwd() / "here"):
        for folder in start.parents:
            if (folder / "benchmarks").is_dir() and (folder / "conformance").is_dir():
                return folder / "benchmarks"
    sys.exit("The benches are in Comptoir's repository: run this command inside it.")


def describe_machine() -> Machine:
    """The machine as it is before the bench loads it."""
    try:
        postgres = locate()
        version = f"{postgres.version} ({postgres.source})"
    except PostgresUnavailable:
        version = ""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        cpu=_cpu_model(),
        cores=os.cpu_count() or 1,
        memory_gib=round(pages / 2**30),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgres=version,
        load=f"{os.getloadavg()[0]:.1f}",
    )


def _cpu_model() -> str:
    """The processor's name; a Raspberry Pi gives the board's instead."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return said.get("model name") or said.get("Model") or platform.processor() or platform.machine()
