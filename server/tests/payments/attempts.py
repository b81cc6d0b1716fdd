"""Payments at card terminals as a till tells them, for tests that ask what became of one."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.payments.card_attempts import AttemptWord, RecordAttempts, ToldAttempt, record_attempts
from comptoir.sales.simulation import SimulatedTill
from tests.sales.shop import Shop

SOURCES = {"pending": "till", "unknown": "agent", "approved": "terminal", "declined": "terminal"}
CARD = {"brand": "VISA", "last_four": "1111", "authorization": "A1B2C3", "trace": "000007", "receipt": "0007"}


def card_attempt(shop: Shop, till: SimulatedTill, at: datetime, *states: str, trouble: str = "", **more: Any) -> UUID:
    """One of 8.01 at the terminal of the counter, that went through these states; `trouble` is why the last one is."""
    name = new_uuid7()
    words = tuple(
        AttemptWord(
            at=at + timedelta(seconds=place), state=state, source=SOURCES[state],
            trouble=trouble if place == len(states) - 1 else "",
        )
        for place, state in enumerate(states)
    )  # fmt: skip
    what: dict[str, Any] = {
        "kind": "payment", "amount": 801, "tip": 0, "currency": 978, "driver": "zvt", "terminal": "front",
        "terminal_name": "Terminal CB", "cashier": None, **(CARD if states[-1] == "approved" else {}), **more,
    }  # fmt: skip
    told = ToldAttempt(id=name, state=states[-1], made_at=at, words=words, **what)
    record_attempts(
        RecordAttempts(organization=shop.organization, till=till.identity.till, store=shop.store, attempts=(told,))
    )
    return name
