"""comptoir bench vectors: what others wrote to find faults in code like ours, and how much of it we pass.

Scenarios of Austria's reference till through our registers, in Python, Node and a browser, each export judged by a
checker that shares no code with them, and changed exports that it must not pass; EN 16931's own rules on our invoices;
RFC 6962 proofs, RFC 8785 texts and Wycheproof's Ed25519 in each language that reads them.

    comptoir bench vectors

How each figure is taken stands in benchmarks/README.md.
"""

from __future__ import annotations

import os
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
FOLDER = Path(__file__).resolve().parent
REPOSITORY = FOLDER.parents[1]
sys.path[:0] = [str(FOLDER), str(REPOSITORY / "server")]

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from invoices import invoice_cases
from proofs import Vector, ed25519_vectors, inclusion_vectors, jcs_vectors
from rksv import Judged, judge_changes, judge_in_python, judge_till, judge_twin, till_question, twin_questions
from twins import Twin, TwinAbsent, chromium, node

VECTORS = REPOSITORY.parent / "shared" / "vectors"
Figures = dict[str, object]


@dataclass(slots=True)
class Tally:
    """Passed and failed by suite, and what was not there to be run."""

    suites: dict[str, dict[str, int]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    # How often a rule of EN 16931 found something to look at; not counted as passed.
    rules_asked: int = 0

    def count(self, suite: str, name: str, *, is_right: bool) -> None:
        row = self.suites.setdefault(suite, {"passed": 0, "failed": 0})
        row["passed" if is_right else "failed"] += 1
        if not is_right:
            self.failures.append(f"{suite}: {name}")
            say(f"FAILED {suite}: {name}")

    def sum_of(self, what: str) -> int:
        return sum(row[what] for row in self.suites.values())


def main(*, quick: bool) -> Figures:
    """Run every suite that is there; speaks on stderr. `quick` changes nothing: it takes a minute."""
    tally = Tally()
    _python(tally)
    with tempfile.TemporaryDirectory(prefix="comptoir-vectors-") as folder:
        _twin(tally, "node", lambda: node(Path(folder), REPOSITORY / "web"))
        _twin(tally, "chromium", lambda: chromium(Path(folder)))
    for suite, row in tally.suites.items():
        say(f"{suite}: {row['passed']} passed, {row['failed']} failed")
    for name in tally.skipped:
        say(f"SKIPPED {name}")
    return {
        "passed": tally.sum_of("passed"),
        "failed": tally.sum_of("failed"),
        "suites": tally.suites,
        "en16931_rules_asked": tally.rules_asked,
        "skipped": tally.skipped,
        "failures": tally.failures[:20],
    }


def _python(tally: Tally) -> None:
    for suite, vectors in _proofs(tally):
        say(f"{suite} in Python")
        for vector in vectors:
            tally.count(f"{suite}_python", vector.name, is_right=vector.in_python() == vector.expected)
    for scenario in _scenarios(tally):
        _judged(tally, "rksv_python", judge_in_python(scenario))
        for name, is_found in judge_changes(scenario):
            tally.count("rksv_changes_found", name, is_right=is_found)
    say("EN 16931 on our invoices")
    for name, rules, broken in invoice_cases():
        tally.count("en16931_invoices", f"{name}: {broken}", is_right=not broken)
        tally.rules_asked += rules


def _twin(tally: Tally, name: str, start: Callable[[], Twin]) -> None:
    try:
        twin = start()
    except TwinAbsent as absent:
        tally.skipped.append(f"{name}: {absent}")
        return
    say(f"the twins in {name}")
    private = generate_private_key(65_537, 2_048)
    public = b64encode(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    with twin:
        for suite, vectors in _proofs(tally, is_told=False):
            answers = twin.ask([vector.question for vector in vectors])
            for vector, answer in zip(vectors, answers, strict=True):
                tally.count(f"{suite}_{name}", vector.name, is_right=answer == vector.expected)
        for scenario in _scenarios(tally, is_told=False):
            for counter_bytes, question in twin_questions(scenario):
                [answer] = twin.ask([question])
                _judged(tally, f"rksv_{name}", [judge_twin(scenario, counter_bytes, answer)])
            [answer] = twin.ask([till_question(scenario, public)])
            _judged(tally, f"rksv_till_{name}", [judge_till(scenario, answer, private)])


def _judged(tally: Tally, suite: str, judged: list[Judged]) -> None:
    for one in judged:
        faulty = {fault.split(": ")[0] for fault in one.faults}
        for receipt in one.receipts:
            tally.count(suite, f"{one.name}: {receipt}", is_right=receipt not in faulty)
        for fault in faulty - set(one.receipts):
            tally.count(suite, f"{one.name}: {fault}", is_right=False)


def _proofs(tally: Tally, *, is_told: bool = True) -> Iterator[tuple[str, list[Vector]]]:
    made = {"merkle": inclusion_vectors, "jcs": jcs_vectors, "wycheproof_ed25519": ed25519_vectors}
    for suite, read in made.items():
        folder = VECTORS / suite.split("_")[0]
        if folder.is_dir():
            yield suite, read(folder)
        elif is_told:
            tally.skipped.append(f"{suite}: {folder.name} is not beside the project")


def _scenarios(tally: Tally, *, is_told: bool = True) -> list[Path]:
    found = sorted((VECTORS / "rksv").glob("*.json"))
    if not found and is_told:
        tally.skipped.append("rksv: the scenarios are not beside the project")
    return found


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
