"""What is kept of a file of gift cards until it is taken over: what its lines come to, and none of its codes.

A code is money for whoever reads it; a card's identifier is what the vouchers of the shop are known by anyway.
"""

import json
from datetime import datetime
from functools import cache
from uuid import UUID

from comptoir.catalog.public import BadLine
from comptoir.kernel import DomainError
from comptoir.moving.loads import Lines, Plan
from comptoir.payments.card_loading import CARDS_MAX
from comptoir.payments.commands import CardLine

# No list of cards begins so: it would have no column of codes.
KEPT = b'{"cards": '


def keep_plan(plan: Plan[Lines[CardLine]]) -> bytes:
    """The plan as it is written down."""
    cards = [
        [line.number, str(line.card), line.amount, line.first_at.isoformat() if line.first_at else None]
        for batch in plan.batches
        for line in batch.lines
    ]
    bad = [[line.number, line.refusal.code, line.refusal.details] for line in plan.bad]
    said = {
        "cards": cards, "bad": bad, "source": plan.source, "left_out": list(plan.left_out), "skipped": plan.skipped,
        "lines": plan.lines,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()


def kept_plan(content: bytes) -> Plan[Lines[CardLine]]:
    """The same plan again."""
    said = json.loads(content)
    cards = [
        CardLine(number, UUID(card), amount, datetime.fromisoformat(issued) if issued else None)
        for number, card, amount, issued in said["cards"]
    ]
    return Plan(
        source=said["source"],
        left_out=tuple(said["left_out"]),
        batches=tuple(Lines(tuple(cards[start : start + CARDS_MAX])) for start in range(0, len(cards), CARDS_MAX)),
        bad=tuple(BadLine(number, _refusal(code, details)) for number, code, details in said["bad"]),
        skipped=said["skipped"],
        lines=said["lines"],
    )


def _refusal(code: str, details: dict[str, str | int]) -> DomainError:
    """What was refused when the file was read."""
    return _kind(code)(**details)


@cache
def _kind(code: str) -> type[DomainError]:
    return type("KeptRefusal", (DomainError,), {"code": code})
