"""Write docs/security/asvs.md from docs/security/asvs.csv, and say how much of it a test proves."""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "security"
TESTED = ("test", "absent")
HEAD = """# OWASP ASVS 5.0.0, levels 1 and 2

Made by `python scripts/asvs.py` from [asvs.csv](asvs.csv): change that one. The numbers are
those of the standard (OWASP, CC BY-SA 4.0); the words are ours and shorter:
read the standard beside them.

| Status | What it says |
|---|---|
| test | a test fails when it no longer holds |
| absent | it is about something that Comptoir does not have; a test fails when it comes in |
| reason | it holds, or is answered, for the reason given; nothing checks it by itself |
| n/a | it is about something that Comptoir does not have |
| open | it does not hold, or not wholly |

"""


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    level: int
    status: str
    requirement: str
    evidence: str


def lines() -> list[Line]:
    with (FOLDER / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return [Line(row["id"], int(row["level"]), row["status"], row["requirement"], row["evidence"])
                for row in csv.DictReader(file)]  # fmt: skip


def summary(found: list[Line]) -> str:
    counts = Counter(line.status for line in found)
    tested = sum(counts[status] for status in TESTED)
    applies = len(found) - counts["absent"] - counts["n/a"]
    return (
        f"{len(found)} lines: {counts['test']} by a test, {counts['absent']} absent and guarded by a test, "
        f"{counts['reason']} with a reason, {counts['n/a']} not applicable, {counts['open']} open. "
        f"With an automatic test: {tested} of {len(found)} ({tested * 100 // len(found)} %); "
        f"of the {applies} that apply, {counts['test']} ({counts['test'] * 100 // applies} %)."
    )


def page(found: list[Line]) -> str:
    rows = [
        f"| {line.id} | {line.level} | {line.status} | {line.requirement} | "
        + (f"`{line.evidence}`" if line.status in TESTED else line.evidence) + " |"
        for line in found
    ]  # fmt: skip
    head = "| Line | Level | Status | Requirement | Test or reason |\n|---|---|---|---|---|\n"
    return HEAD + summary(found) + "\n\n" + head + "\n".join(rows) + "\n"


def main() -> int:
    found = lines()
    (FOLDER / "asvs.md").write_text(page(found), encoding="utf-8")
    print(summary(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
