"""The table of payments' checks names tests that exist."""

import re

from tests.architecture.layers import REPOSITORY

TABLE = (REPOSITORY / "docs" / "developer" / "payment-checks.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def test_each_check_has_its_row_and_each_named_test_exists() -> None:
    rows = [line for line in TABLE.splitlines() if re.match(r"\| \d", line)]
    named = NAMED.findall(TABLE)

    assert [row.split("|")[1].strip() for row in rows] == [str(number) for number in range(1, 11)]
    assert all(NAMED.search(row) or row.split("|")[4].strip() for row in rows)
    assert [one for one in named if f"def {one[1]}(" not in (REPOSITORY / one[0]).read_text(encoding="utf-8")] == []
