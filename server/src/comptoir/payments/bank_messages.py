"""What a bank's file says of payments by code: matched by reference and amount, each move once."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comptoir.payments.camt import BankMovement
from comptoir.payments.code_commands import OpenBankMessage, TakeBankMessage
from comptoir.payments.code_payments import CHANGED, OPEN, note
from comptoir.payments.errors import BankMessageUnknown
from comptoir.payments.models import BankMessage, BankMove, CodePayment
from comptoir.payments.references import is_creditor_reference, plain_of_qr
from comptoir.platform import audit

_CREDITOR = re.compile(r"RF[0-9]{2}[0-9A-Z]{16}")
_QR = re.compile(r"(?<![0-9])[0-9]{27}(?![0-9])")
_PLAIN = re.compile(r"[0-9A-Z]{16}")
# What a person should look at.
ODD = frozenset({"short", "over", "double", "returned", "unknown", "currency"})


@dataclass(frozen=True, slots=True)
class Move:
    """What of a bank's movement a payment may stand behind; above zero it came in."""

    key: str
    booked_on: date | None
    amount: int
    currency: str
    references: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A move, and what it is to us: `known` was told before, `other` is no payment by code."""

    move: Move
    outcome: str
    payment: UUID | None
    reference: str


def open_bank_message(command: OpenBankMessage) -> None:
    """Keep a file's moves, so that a person can look before they count. The same id again changes nothing.

    Inside an operation: the bank's files come in by one door, that of card money, which keeps its own part of them.
    """
    if BankMessage.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return
    moves = [_read(movement) for movement in command.movements]
    BankMessage.objects.create(
        organization_id=command.organization, id=command.id, file_name=command.file_name[:200], person=command.person,
        moves=[_stored(move) for move in moves if references_in(move)],
    )  # fmt: skip
    audit.record("payments.bank_message_opened", person=command.person, subject=str(command.id), moves=len(moves))


def take_bank_message(command: TakeBankMessage) -> int:
    """Let the file count: what it pays in full is confirmed, what is odd is listed. Answers how many were confirmed.

    A move that was told before, by this file or another one, changes nothing. Inside an operation, as above.
    """
    rows = BankMessage.objects.filter(organization_id=command.organization, pk=command.message)
    message = rows.select_for_update(of=("self",)).first()
    if message is None:
        raise BankMessageUnknown(message=str(command.message))
    if message.taken_at is not None:
        return 0
    moves = [_move(stored) for stored in message.moves]
    references = sorted({reference for move in moves for reference in references_in(move)})
    payments = CodePayment.objects.filter(organization_id=command.organization, reference__in=references)
    locked = {one.reference: one for one in payments.order_by("id").select_for_update(of=("self",))}
    confirmed = 0
    for judged in judge(moves, locked, _told(command.organization, moves)):
        if judged.outcome in ("known", "other"):
            continue
        _keep(message, judged)
        if judged.payment is not None:
            payment = locked[judged.reference]
            was_open = payment.state != "approved"
            _apply(payment, judged, command.at)
            confirmed += was_open and payment.state == "approved"
    message.taken_at = command.at
    message.save(update_fields=["taken_at"])
    audit.record(
        "payments.bank_message_taken", person=command.person, subject=str(command.message), confirmed=confirmed
    )
    return confirmed


def preview(organization: UUID, message: BankMessage) -> list[Judged]:
    """What would become of the file's moves now; nothing is written."""
    moves = [_move(stored) for stored in message.moves]
    references = {reference for move in moves for reference in references_in(move)}
    payments = CodePayment.objects.filter(organization_id=organization, reference__in=references)
    return judge(moves, {one.reference: one for one in payments}, _told(organization, moves))


def judge(moves: Sequence[Move], payments: Mapping[str, CodePayment], told: Iterable[str]) -> list[Judged]:
    """What each move is, in its order: a second one of the same file sees the first."""
    seen, received = set(told), {reference: one.received for reference, one in payments.items()}
    sure = {reference: one.confirmation == "bank" for reference, one in payments.items()}
    found = []
    for move in moves:
        mine = [reference for reference in references_in(move) if reference in payments]
        reference = mine[0] if mine else next(iter(references_in(move)), "")
        if move.key in seen:
            found.append(Judged(move, "known", None, reference))
            continue
        seen.add(move.key)
        if not mine:
            found.append(Judged(move, "unknown" if reference and move.amount > 0 else "other", None, reference))
            continue
        payment = payments[reference]
        outcome = _outcome(move, payment, received[reference], is_sure=sure[reference])
        if outcome in ("matched", "short", "over"):
            # A person's word is no money: the first move that comes stands behind it.
            base = received[reference] if payment.confirmation != "person" or sure[reference] else 0
            received[reference] = base + move.amount
            sure[reference] = outcome != "short"
        found.append(Judged(move, outcome, payment.id, reference))
    return found


def references_in(move: Move) -> list[str]:
    """References of ours that a move may carry, in our own writing: as the bank tells them, or within a text."""
    found: list[str] = []
    squeezed = "".join(move.text.split()).upper()
    for text in (*move.references, squeezed):
        found += [match[4:] for match in _CREDITOR.findall(text) if is_creditor_reference(match)]
        found += [plain for match in _QR.findall(text) if (plain := plain_of_qr(match))]
    found += [text for text in move.references if _PLAIN.fullmatch(text)]
    return list(dict.fromkeys(found))


def _outcome(move: Move, payment: CodePayment, received: int, *, is_sure: bool) -> str:
    if move.currency != payment.currency:
        return "currency"
    if move.amount < 0:
        return "returned"
    if is_sure:
        return "double"
    so_far = 0 if payment.confirmation == "person" else received
    whole = so_far + move.amount
    if whole == payment.amount:
        return "matched"
    return "short" if whole < payment.amount else "over"


def _apply(payment: CodePayment, judged: Judged, at: datetime) -> None:
    outcome, amount = judged.outcome, judged.move.amount
    if outcome in ("matched", "over", "short"):
        payment.received = amount if payment.confirmation == "person" else payment.received + amount
    elif outcome == "double":
        payment.received += amount
    if outcome in ("matched", "over"):
        # Money that came for what was given up is somebody's business.
        is_late = payment.state not in (*OPEN, "approved")
        payment.state, payment.confirmation = "approved", "bank"
        payment.trouble = "late" if is_late else ("over" if outcome == "over" else "")
    elif outcome == "short" and payment.confirmation != "person":
        payment.state, payment.trouble = "unknown", "short"
    elif outcome == "returned":
        payment.state, payment.confirmation, payment.trouble = "unknown", "", "returned"
        payment.received = max(0, payment.received + amount)
    else:
        payment.trouble = outcome
    if payment.trouble:
        payment.seen_at = None
    payment.save(update_fields=CHANGED)
    note(payment, at=at, source="bank")


def _keep(message: BankMessage, judged: Judged) -> None:
    move = judged.move
    BankMove.objects.create(
        organization_id=message.organization_id, key=move.key, message=message, booked_on=move.booked_on,
        amount=move.amount, currency=move.currency, text=move.text or " ".join(move.references)[:140],
        outcome=judged.outcome, payment=judged.payment,
    )  # fmt: skip


def _told(organization: UUID, moves: Iterable[Move]) -> set[str]:
    keys = [move.key for move in moves]
    return set(BankMove.objects.filter(organization_id=organization, key__in=keys).values_list("key", flat=True))


def _read(movement: BankMovement) -> Move:
    payment = movement.payment
    told = (payment.structured, payment.end_to_end if payment.end_to_end != "NOTPROVIDED" else "")
    return Move(
        key=hashlib.sha256(movement.key.encode()).hexdigest(),
        booked_on=movement.booked,
        amount=movement.amount,
        currency=payment.currency,
        references=tuple("".join(text.split()).upper()[:40] for text in told if text),
        text=payment.remittance[:140],
    )


def _stored(move: Move) -> dict[str, Any]:
    day = move.booked_on and move.booked_on.isoformat()
    return {
        "key": move.key, "booked_on": day, "amount": move.amount, "currency": move.currency,
        "references": list(move.references), "text": move.text,
    }  # fmt: skip


def _move(stored: Mapping[str, Any]) -> Move:
    day = stored["booked_on"]
    return Move(
        key=stored["key"], booked_on=day and date.fromisoformat(day), amount=stored["amount"],
        currency=stored["currency"], references=tuple(stored["references"]), text=stored["text"],
    )  # fmt: skip
