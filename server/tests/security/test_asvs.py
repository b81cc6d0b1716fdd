"""The table of OWASP ASVS: every line of levels 1 and 2 is judged, and the tests that it names exist."""

import re

from tests.architecture.layers import REPOSITORY, SERVER
from tests.security.test_source import ABSENT
from tests.security.test_supply import script

# How many lines of levels 1 and 2 each chapter of 5.0.0 has.
COUNTS = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
CHAPTERS = dict(enumerate(COUNTS, start=1))


def test_every_line_is_there_once_and_judged() -> None:
    lines = script("asvs").lines()
    chapters = {number: sum(line.id.startswith(f"V{number}.") for line in lines) for number in CHAPTERS}

    assert len({line.id for line in lines}) == len(lines) == 253
    assert chapters == CHAPTERS
    assert {line.level for line in lines} == {1, 2}
    assert {line.status for line in lines} <= {"test", "absent", "reason", "n/a", "open"}
    assert [line.id for line in lines if not line.requirement or not line.evidence] == []


def test_each_named_test_exists() -> None:
    missing = []
    for line in script("asvs").lines():
        if line.status not in ("test", "absent"):
            continue
        found = re.fullmatch(r"([\w/]+\.py)::(\w+)(?:\[(.+)\])?", line.evidence)
        path = SERVER / "tests" / found[1] if found else None
        if found is None or path is None or not path.exists() or f"def {found[2]}(" not in path.read_text("utf-8"):
            missing.append((line.id, line.evidence))
        elif found[3] and found[3] not in ABSENT:
            missing.append((line.id, found[3]))

    assert missing == []


def test_the_page_says_what_the_table_says_and_most_lines_have_a_test() -> None:
    asvs = script("asvs")
    lines = asvs.lines()
    tested = [line for line in lines if line.status in ("test", "absent")]
    print(asvs.summary(lines))

    assert (REPOSITORY / "docs" / "security" / "asvs.md").read_text("utf-8") == asvs.page(lines), "scripts/asvs.py"
    assert len(tested) * 100 >= 60 * len(lines)
