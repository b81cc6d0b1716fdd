"""What looks wrong in a stored entry."""

from typing import NamedTuple


class Difference(NamedTuple):
    """What the till claimed and what the ledger computed, as text for a person."""

    code: str
    line: int | None
    claimed: str
    computed: str
