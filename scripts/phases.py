"""What `make lint`, `make check` and `make test` run: each phase by name and time, one summary line at the end.

Checks run two at a time and stay silent unless they fail; tests show their progress, one phase after the other, but for
those that run beside a phase which leaves the machine half idle.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
SERVER = ROOT / "server"
WEB = ROOT / "web"
AGENT = ROOT / "agent"
VERIFY = ROOT / "verify"
BIN = Path(sys.executable).parent
OLDEST_POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
LINES_SHOWN_MAX = 60
LINES_OF_A_SUCCESS = 3
QUICK = "not browser and not slow"
WORKERS_MAX = 8
# One builds the till once more, with a language that it does not have; the other seals ten thousand entries.
SLOW_OF_THE_WEB = ("--exclude=**/fourth-language.test.ts", "--exclude=**/sync-long.test.ts")
# Rules without a database: what takes no time, and what `make check` runs of the server.
PURE = (
    *("tests/architecture", "tests/conformance", "tests/countries", "tests/journal", "tests/kernel", "tests/pricing"),
    "tests/receipts",
)
# What speaks to the database in words of its own, and every page once: the oldest PostgreSQL is asked no more. Rules,
# words, files, what an operation refuses, and how servers are started and killed are the same on each, and the whole
# suite twice would be half of CI's time. Everything on another PostgreSQL:
# COMPTOIR_PG_BIN=/usr/lib/postgresql/15/bin make test
SPOKEN_TO_THE_OLDEST = (
    *("tests/accounting", "tests/edge", "tests/insights", "tests/purchasing", "tests/sales", "tests/stock"),
    *(f"tests/platform/test_{name}.py" for name in ("audit", "bounded", "bulk", "parquet", "tenancy")),
    *("tests/platform/test_row_level_security.py", "tests/platform/test_picture.py"),
    "tests/platform/test_postgres.py::test_a_killed_server_recovers_and_loses_no_commit",
    *("tests/catalog/test_feed_snapshot.py", "tests/catalog/test_imports.py"),
    *("tests/config/test_carrying.py", "tests/moving/test_month.py"),
    # Each page as an owner sees it, and as a manager of another store: with the database's role for some stores.
    "tests/backoffice/test_access.py::test_a_role_opens_its_own_pages_and_no_other[owner]",
    "tests/backoffice/test_access.py::test_rows_of_another_organization_are_nowhere",
    "tests/isolation/test_traps.py",
    *(f"tests/backoffice/test_{name}.py" for name in ("some_stores", "search", "inquiry_page", "report_plans")),
    *("tests/backoffice/test_reports.py", "tests/backoffice/test_today.py"),
)
SEEN_ON_ANY = ("--ignore=tests/edge/test_database_dies.py",)
# Minutes of a processor, and the same words on each: the oldest says them beside the browser, which has time.
SAID_BY_THE_OLDEST = ("--deselect=tests/platform/test_picture.py::test_the_picture_is_what_the_migrations_make",)
# The agent's tests wait for lines and printers most of the time.
AGENT_AT_ONCE = 4
# A browser and its shop use one processor, and wait for each other: two pairs of them use two.
BROWSERS_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Phase:
    name: str
    command: Sequence[str]
    folder: Path = SERVER
    environment: dict[str, str] = field(default_factory=dict)
    # Runs beside the phase before it, silent until it ends.
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    phase: Phase
    status: int
    seconds: float
    output: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def main(arguments: Sequence[str]) -> int:
    os.environ["PYTHONPATH"] = str(SERVER / "src")
    match list(arguments):
        case ["lint"]:
            return check(lint_phases())
        case ["check"]:
            # The long ones first: two at a time end sooner so.
            return check([*quick_tests(), *lint_phases()])
        case ["test"]:
            return test()
        case _:
            print("usage: phases.py lint|check|test", file=sys.stderr)
            return 2


def check(phases: Sequence[Phase]) -> int:
    """Lint, types, directions, and the tests that take no time: under two minutes on two cores."""
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(run_silently, phases))
    failures = [outcome for outcome in outcomes if outcome.status != 0]
    for outcome in failures:
        print(f"\n--- {outcome.phase.name}\n{ending(outcome.output)}")
    print(f"\n{len(outcomes) - len(failures)} passed, {len(failures)} failed in {time.monotonic() - started:.0f} s")
    return 1 if failures else 0


def test() -> int:
    """Every test, the browser's and the slow ones included, on each PostgreSQL there is."""
    started = time.monotonic()
    outcomes = []
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        phases = [with_report(phase, Path(folder) / f"{n}.xml") for n, phase in enumerate(test_phases())]
        for together in in_turns(phases):
            beside = [pool.submit(run_silently, phase) for phase in together[1:]]
            outcomes.append(run_openly(together[0]))
            for waiting in beside:
                outcome = waiting.result()
                print(outcome.output if outcome.status != 0 else ending(outcome.output, LINES_OF_A_SUCCESS))
                outcomes.append(outcome)
        for report in sorted(Path(folder).glob("*.xml")):
            tally += read_report(report)
    print()
    for outcome in outcomes:
        print(verdict(outcome))
    broken = any(outcome.status != 0 for outcome in outcomes)
    if broken and tally.failed == 0:
        print("A phase stopped before it could report; see above.")
    skipped = f", {tally.skipped} skipped" if tally.skipped else ""
    print(f"{tally.passed} passed, {tally.failed} failed{skipped} in {time.monotonic() - started:.0f} s")
    return 1 if broken else 0


def in_turns(phases: Sequence[Phase]) -> list[list[Phase]]:
    """Each phase with those that run beside it."""
    turns: list[list[Phase]] = []
    for phase in phases:
        if phase.beside:
            turns[-1].append(phase)
        else:
            turns.append([phase])
    return turns


def lint_phases() -> list[Phase]:
    ruff = ["--config", str(SERVER / "pyproject.toml"), "server", "agent", "verify", "benchmarks", "scripts"]
    # The longest first: nothing waits for it alone at the end.
    return [
        Phase("mypy", [tool("mypy"), "--no-error-summary"]),
        Phase("eslint", ["npm", "run", "--silent", "lint"], WEB),
        Phase("types of the web", ["npm", "run", "--silent", "check"], WEB),
        Phase("mypy of the agent", [tool("mypy"), "--no-error-summary"], AGENT),
        Phase("mypy of the verifier", [tool("mypy"), "--no-error-summary"], VERIFY),
        Phase("ruff", [tool("ruff"), "check", "--quiet", *ruff], ROOT),
        Phase("ruff format", [tool("ruff"), "format", "--check", "--quiet", *ruff], ROOT),
        Phase("directions", [tool("lint-imports"), "--no-logo"]),
        # Says so, and passes, where the lists of weaknesses are out of reach.
        Phase("known weaknesses", [sys.executable, str(ROOT / "scripts" / "audit.py")], ROOT),
    ]


def quick_tests() -> list[Phase]:
    return [
        Phase("tests of the server", [tool("pytest"), "-q", "--tb=short", "-m", QUICK, *PURE]),
        Phase("tests of the web", ["npx", "--no", "vitest", "run", "--reporter=dot", *SLOW_OF_THE_WEB], WEB),
        Phase("tests of the agent", [tool("pytest"), "-q", "--tb=short", "-m", "not slow"], AGENT),
        Phase("tests of the verifier", [tool("pytest"), "-q", "--tb=short", "-m", "not slow"], VERIFY),
    ]


def test_phases() -> list[Phase]:
    asks_oldest = (OLDEST_POSTGRESQL / "postgres").exists() and "COMPTOIR_PG_BIN" not in os.environ
    server = [tool("pytest"), "-q", "-m", "not browser", *on_every_core()]
    server += SAID_BY_THE_OLDEST if asks_oldest else ()
    phases = [
        Phase("web", ["npx", "--no", "vitest", "run", "--reporter=dot"], WEB),
        Phase("agent", [tool("pytest"), "-q", "-n", str(AGENT_AT_ONCE)], AGENT, beside=True),
        Phase("verifier", [tool("pytest"), "-q"], VERIFY, beside=True),
        Phase("server", server),
        # Processes of its own: Playwright keeps an event loop running, and the door's tests run theirs. Each has a copy
        # of the shop.
        Phase("browser", [tool("pytest"), "-q", "-m", "browser", *in_browsers(), "tests/browser"]),
    ]
    if asks_oldest:
        oldest = {"COMPTOIR_PG_BIN": str(OLDEST_POSTGRESQL)}
        # The browser waits for people's eyes half of its time; the other half comes first.
        command = ["nice", "-n", "15", tool("pytest"), "-q", "-m", "not browser", *on_every_core()]
        command += [*SPOKEN_TO_THE_OLDEST, *SEEN_ON_ANY]
        phases.append(Phase("server on PostgreSQL 15", command, environment=oldest, beside=True))
    return phases


def on_every_core() -> list[str]:
    """Processes of pytest, each with a PostgreSQL of its own; a file's tests stay together. One more than there are
    cores: some tests wait for programs and moments, half of the machine with them.
    """
    cores = min(os.cpu_count() or 1, WORKERS_MAX)
    return in_processes(cores + 1) if cores > 1 else []


def in_browsers() -> list[str]:
    """People's patience is measured there: no more of them than there are processors."""
    at_once = min(os.cpu_count() or 1, BROWSERS_AT_ONCE)
    return in_processes(at_once) if at_once > 1 else []


def in_processes(count: int) -> list[str]:
    """Files in the order that `tests/conftest.py` gives them: the longest first."""
    return ["-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder"]


def with_report(phase: Phase, report: Path) -> Phase:
    is_vitest = "vitest" in phase.command
    extra = ["--reporter=junit", f"--outputFile.junit={report}"] if is_vitest else [f"--junitxml={report}"]
    return replace(phase, command=[*phase.command, *extra])


def read_report(report: Path) -> Tally:
    """The counts of a JUnit file; a phase that died before writing one counts nothing and fails by its status."""
    if not report.exists():
        return Tally()
    tally = Tally()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314  # written by our own test run
        counts = [int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")]
        total, failures, errors, skipped = counts
        tally += Tally(total - failures - errors - skipped, failures + errors, skipped)
    return tally


def run_silently(phase: Phase) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(
        phase.command,
        cwd=phase.folder,
        env=os.environ | phase.environment | {"NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outcome = Outcome(phase, done.returncode, time.monotonic() - started, done.stdout)
    print(verdict(outcome), flush=True)
    return outcome


def run_openly(phase: Phase) -> Outcome:
    print(f"== {phase.name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(phase.command, cwd=phase.folder, env=os.environ | phase.environment, check=False)
    return Outcome(phase, done.returncode, time.monotonic() - started)


def ending(output: str, lines_max: int = LINES_SHOWN_MAX) -> str:
    """The last lines, where tools put their verdict; whoever wants all of it runs the tool."""
    lines = output.rstrip().splitlines()
    left_out = len(lines) - lines_max
    return "\n".join([f"({left_out} lines before)", *lines[left_out:]] if left_out > 0 else lines)


def verdict(outcome: Outcome) -> str:
    word = "ok    " if outcome.status == 0 else "FAILED"
    return f"{word} {outcome.seconds:6.1f} s  {outcome.phase.name}"


def tool(name: str) -> str:
    return str(BIN / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
