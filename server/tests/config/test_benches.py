"""Benches run by hand: here each is at least loaded, so that one that broke is seen before a figure is wanted."""

import importlib.util
import inspect
import json
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from comptoir.config.cli.bench import benchmarks_folder
from comptoir.payments.peers.command import PEERS

NAMES = sorted(path.parent.name for path in benchmarks_folder().glob("*/run.py"))


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """As `comptoir bench` does; what it put in the way of the next one is taken away."""
    folder = benchmarks_folder() / name
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    # One bench's `load` is not another's, and a bench may take it from a third.
    for module_name, known in list(sys.modules.items()):
        if Path(getattr(known, "__file__", None) or "/").is_relative_to(benchmarks_folder()):
            monkeypatch.delitem(sys.modules, module_name)
    spec = importlib.util.spec_from_file_location(f"comptoir_bench_{name}", folder / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_the_benches_are_those_that_we_publish() -> None:
    selling = ["catalog", "ingest", "kill", "offline", "receipt", "rest", "restore", "taps", "till"]
    others = [
        "faults",
        "import",
        "limits",
        "office",
        "payments",
        "reconcile",
        "reports",
        "simulate",
        "stock",
        "tamper",
        "vectors",
        "verify",
    ]
    assert sorted([*selling, *others]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_bench_finds_all_that_it_names_and_runs_quickly_or_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("playwright")

    bench = load(name, monkeypatch)

    assert list(inspect.signature(bench.main).parameters) == ["quick"]


@pytest.mark.slow
def test_the_till_of_the_offline_bench_is_built_of_what_the_core_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its program names the core by its parts: a name that moved ends the bench after minutes, the build at once."""
    pytest.importorskip("playwright")
    bench = load("offline", monkeypatch)
    if not (bench.WEB / "node_modules").is_dir():
        pytest.skip("the web's packages are not installed")

    program = bench.build(tmp_path) / f"{bench.PROGRAM.stem}.js"

    done = subprocess.run(["node", "--check", str(program)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_bench_that_was_stopped_goes_on_behind_the_parts_that_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("playwright")
    bench = load("kill", monkeypatch)
    monkeypatch.setenv("COMPTOIR_BENCH_KILL", str(tmp_path / "kept"))
    monkeypatch.setenv("COMPTOIR_BENCH_ROUNDS", "50")
    made: list[tuple[int, int]] = []

    def a_part(each: int, *, seed: int) -> dict[str, object]:
        made.append((each, seed))
        if made == [(4, 1), (4, 5)]:
            raise KeyboardInterrupt
        times = [{"back_ms": 100 * seed + number, "resumed_ms": number} for number in range(each)]
        counted = {"acknowledged": 10 * each, "lost": 0, "doubled": 0}
        return {"counted": counted, "interruptions": dict.fromkeys(bench.TIMED, times), "seconds": 60}

    monkeypatch.setattr(bench, "a_part", a_part)
    with pytest.raises(KeyboardInterrupt):
        bench.main(quick=False)

    figures = bench.main(quick=False)

    assert made == [(4, 1), (4, 5), (4, 5), (2, 9)]
    assert {name: figures[name] for name in ("rounds", "parts", "parts_unfinished", "acknowledged", "seconds")} == {
        "rounds": 50, "parts": 3, "parts_unfinished": 1, "acknowledged": 100, "seconds": 180,
    }  # fmt: skip
    assert (figures["server_back_ms_p50"], figures["server_back_ms_max"]) == (500, 901)


def test_money_at_the_terminal_is_money_in_the_sales_whatever_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench runs a hundred thousand of these."""
    pytest.importorskip("playwright")
    load("payments", monkeypatch)
    histories = importlib.import_module("histories")

    for driver in sorted(set(histories.DRIVERS) - set(histories.SERIAL)):
        found = histories.run_histories(driver, 50, 20_261_127)

        assert (found.histories, found.double_charges, found.lost, found.unmatched) == (50, 0, 0, 0), driver
        assert found.approved > 20, driver
        assert found.unknown > 5, driver


@pytest.mark.slow
def test_money_at_a_provider_is_money_in_the_sales_whatever_breaks(tmp_path: Path) -> None:
    """In a process of its own, whose Django has a database of its own."""
    story = tmp_path / "story.py"
    story.write_text(STORY, encoding="utf-8")
    command = [sys.executable, str(story), str(benchmarks_folder())]

    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=900)

    told = json.loads(done.stdout)
    assert set(PEERS) < set(told)
    for driver, found in told.items():
        assert [found[name] for name in ("histories", "double_charges", "lost", "unmatched")] == [25, 0, 0, 0], driver
        assert found["approved"] > 3, driver


STORY = """
import dataclasses, json, sys
sys.path[:0] = [sys.argv[1] + "/payments"]
if __name__ == "__main__":
    import run
    from histories import SERVER
    with run.a_database():
        found = {driver: run.run_histories(driver, 25, 20_261_127) for driver in SERVER}
        print(json.dumps({driver: dataclasses.asdict(one) for driver, one in found.items()}))
"""
SLEEPER = """
import sys, tempfile, time
def main(quick):
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as folder:
        print("at work", flush=True)
        time.sleep(600)
"""
RUN = """
import importlib, sys
from pathlib import Path
bench = importlib.import_module("comptoir.config.cli.bench")
bench.benchmarks_folder = lambda: Path(sys.argv[2])
sys.exit(bench.run_bench("sleeper", quick=True))
"""


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGHUP])
def test_a_bench_that_is_ended_takes_away_what_it_made(tmp_path: Path, asked: signal.Signals) -> None:
    made, folder = tmp_path / "made", tmp_path / "benchmarks"
    made.mkdir()
    (folder / "sleeper").mkdir(parents=True)
    (folder / "sleeper" / "run.py").write_text(SLEEPER, encoding="utf-8")
    bench = subprocess.Popen([sys.executable, "-c", RUN, str(made), str(folder)], stdout=subprocess.PIPE, text=True)
    assert bench.stdout is not None
    assert bench.stdout.readline() == "at work\n"
    assert len(list(made.iterdir())) == 1

    bench.send_signal(asked)

    assert bench.wait(timeout=20) == 128 + asked
    bench.stdout.close()
    assert list(made.iterdir()) == []
