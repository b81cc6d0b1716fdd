"""Payments at card terminals, as their till tells them: for whoever asks later what became of one."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from comptoir.edge.database import in_thread
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.payments.card_attempts import AttemptWord, RecordAttempts, ToldAttempt, record_attempts
from comptoir.payments.offline_cards import banks_said
from comptoir.platform.tenancy import reading
from comptoir.sales.entries import Sender

State = Literal["pending", "approved", "declined", "cancelled", "unknown"]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=4_102_444_800_000)]
Amount = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000_000)]
Tip = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000_000)]
# Numbers of a terminal: too short for a card's.
Digits = Annotated[str, msgspec.Meta(pattern="^[0-9]{0,8}$")]
Code = Annotated[str, msgspec.Meta(pattern="^[a-z._]{0,40}$")]


class Result(msgspec.Struct, frozen=True):
    """What may be kept of a card payment; nothing here is long enough for a card's number but its brand's name."""

    trace: Digits = ""
    receipt: Digits = ""
    authorization: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9 ]{0,8}$")] = ""
    brand: Annotated[str, msgspec.Meta(pattern="^[^0-9\\x00-\\x1f]{0,40}$")] = ""
    last_four: Annotated[str, msgspec.Meta(pattern="^([0-9]{4})?$")] = ""
    terminal: Digits = ""
    is_offline: bool = False


class Word(msgspec.Struct, frozen=True):
    """One word of the history."""

    at_ms: Milliseconds
    state: State
    source: Literal["till", "agent", "terminal", "person"]
    trouble: Code = ""


class Place(msgspec.Struct, frozen=True):
    """The entry that was paid."""

    chain: UUID
    sequence: Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]


class Attempt(msgspec.Struct, frozen=True):
    """An attempt as it stands at the till."""

    id: UUID
    kind: Literal["payment", "reversal", "refund", "reserve", "increase", "capture", "release", "tip"]
    amount: Amount
    currency: Annotated[int, msgspec.Meta(ge=1, le=999)]
    driver: Annotated[str, msgspec.Meta(pattern="^[a-z-]{1,16}$")]
    terminal: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    terminal_name: Annotated[str, msgspec.Meta(max_length=80)]
    state: State
    made_ms: Milliseconds
    events: Annotated[list[Word], msgspec.Meta(max_length=100)]
    tip: Tip = 0
    cashier: UUID | None = None
    result: Result = Result()
    spent: Place | None = None
    reverses: UUID | None = None
    approved: Amount | None = None
    # Of money that is held: for what, and until when.
    label: Annotated[str, msgspec.Meta(max_length=40)] = ""
    expires_ms: Milliseconds = 0


class Attempts(msgspec.Struct, frozen=True):
    """What is new at the till."""

    attempts: Annotated[list[Attempt], msgspec.Meta(max_length=20)]


class BankWord(msgspec.Struct, frozen=True):
    """Of a card that was taken without its bank: `waiting`, `confirmed` or `refused`."""

    id: UUID
    standing: str


class Taken(msgspec.Struct, frozen=True):
    """What needs not be sent again, as it stood, and what the banks have said since."""

    taken: list[UUID]
    banks: list[BankWord]


_ATTEMPTS = msgspec.json.Decoder(Attempts)


async def take(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Keep what is new; a repeat changes nothing."""
    sender = (await require_trusted(services, scope)).sender
    told = await read_json(scope, receive, _ATTEMPTS)
    banks: list[BankWord] = []
    await asyncio.to_thread(in_thread, lambda: banks.extend(_record(sender, told)))
    await send_json(send, Taken([one.id for one in told.attempts], banks))


def _record(sender: Sender, told: Attempts) -> list[BankWord]:
    record_attempts(_command(sender, told))
    offline = [one.id for one in told.attempts if one.result.is_offline]
    if not offline:
        return []
    with reading(sender.organization):
        return [BankWord(*pair) for pair in banks_said(sender.organization, sender.till, offline).items()]


def _command(sender: Sender, told: Attempts) -> RecordAttempts:
    return RecordAttempts(
        organization=sender.organization,
        till=sender.till,
        store=sender.store,
        attempts=tuple(_told(one) for one in told.attempts),
    )


def _told(one: Attempt) -> ToldAttempt:
    result, spent = one.result, one.spent
    return ToldAttempt(
        id=one.id, kind=one.kind, amount=one.amount, tip=one.tip, currency=one.currency, driver=one.driver,
        terminal=one.terminal, terminal_name=one.terminal_name, state=one.state, made_at=_moment(one.made_ms),
        cashier=one.cashier, brand=result.brand, last_four=result.last_four, authorization=result.authorization,
        trace=result.trace, receipt=result.receipt, is_offline=result.is_offline, terminal_number=result.terminal,
        chain=spent.chain if spent else None, sequence=spent.sequence if spent else None, reverses=one.reverses,
        label=one.label, expires_at=_moment(one.expires_ms) if one.expires_ms else None,
        # No part is all of it.
        approved=one.approved if one.approved is not None and one.approved < one.amount else None,
        words=tuple(
            AttemptWord(at=_moment(word.at_ms), state=word.state, source=word.source, trouble=word.trouble)
            for word in one.events
        ),
    )  # fmt: skip


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1_000, UTC).replace(microsecond=milliseconds % 1_000 * 1_000)
