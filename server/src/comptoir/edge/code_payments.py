"""Payments by a code on a till's screen: the till tells, and hears how each stands at the bank."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from comptoir.edge.attempts import Amount, Milliseconds, Place
from comptoir.edge.database import in_thread
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.payments.code_commands import CodePaymentNews, RecordCodePayments, ToldCodePayment
from comptoir.payments.code_payments import record_code_payments
from comptoir.sales.entries import Sender


class Told(msgspec.Struct, frozen=True):
    """One as it stands at the till. `word`: begun, withdrawn, or confirmed by somebody at the till."""

    id: UUID
    account: UUID
    amount: Amount
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    made_ms: Milliseconds
    word: Literal["pending", "cancelled", "approved"]
    word_ms: Milliseconds
    cashier: UUID | None = None
    spent: Place | None = None
    # Of a token on a chain: how much in its smallest unit, in hexadecimal, and to which address.
    units: Annotated[str, msgspec.Meta(pattern="^(?:0x[0-9a-f]{1,64})?$")] = ""
    receiver: Annotated[str, msgspec.Meta(pattern="^(?:0x[0-9a-fA-F]{40})?$")] = ""


class Payments(msgspec.Struct, frozen=True):
    """What the till wants to know the state of. A repeat changes nothing."""

    payments: Annotated[list[Told], msgspec.Meta(max_length=20)]


class Standing(msgspec.Struct, frozen=True):
    """How one stands. `confirmation`: who saw the money; `received`: what came so far."""

    id: UUID
    state: str
    confirmation: str
    trouble: str
    received: int


class Standings(msgspec.Struct, frozen=True):
    """Of those that are this till's."""

    payments: list[Standing]


_PAYMENTS = msgspec.json.Decoder(Payments)


async def tell(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Keep what is new, and answer how each stands."""
    sender = (await require_trusted(services, scope)).sender
    told = await read_json(scope, receive, _PAYMENTS)
    found: list[CodePaymentNews] = []
    await asyncio.to_thread(in_thread, lambda: found.extend(record_code_payments(_command(sender, told))))
    await send_json(
        send, Standings([Standing(one.id, one.state, one.confirmation, one.trouble, one.received) for one in found])
    )


def _command(sender: Sender, told: Payments) -> RecordCodePayments:
    return RecordCodePayments(
        organization=sender.organization,
        till=sender.till,
        store=sender.store,
        payments=tuple(_told(one) for one in told.payments),
    )


def _told(one: Told) -> ToldCodePayment:
    return ToldCodePayment(
        id=one.id, account=one.account, amount=one.amount, currency=one.currency, made_at=_moment(one.made_ms),
        word=one.word, word_at=_moment(one.word_ms), cashier=one.cashier,
        chain=one.spent.chain if one.spent else None, sequence=one.spent.sequence if one.spent else None,
        units=one.units, receiver=one.receiver,
    )  # fmt: skip


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1_000, UTC).replace(microsecond=milliseconds % 1_000 * 1_000)
