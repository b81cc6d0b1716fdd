"""Files are tried, taken and taken back; differences are settled by a note."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from comptoir.kernel.card_numbers import holds_card_number
from comptoir.payments.bank_messages import open_bank_message, take_bank_message
from comptoir.payments.camt import BankMovement as Moved
from comptoir.payments.camt import BankStatement, movements, read_camt
from comptoir.payments.code_commands import OpenBankMessage, TakeBankMessage
from comptoir.payments.offline_cards import confirm_paid, waiting_between
from comptoir.platform import audit
from comptoir.platform.bulk import insert_rows
from comptoir.platform.public import organization_view, stores
from comptoir.platform.tenancy import current_organization, operation
from comptoir.settlements.commands import Settle, Took, TryFile, TurnFile, Window
from comptoir.settlements.errors import FileTaken, FileUnknown, FileUnreadable, NoteMissing, StoreUnknown
from comptoir.settlements.layouts import BANK, mapped
from comptoir.settlements.models import BankMovement, SettledNote, SettlementFile, SettlementLine
from comptoir.settlements.payouts import is_of_a_company
from comptoir.settlements.queries import MARGIN, paid_by_number, reconcile
from comptoir.settlements.readers import Line, Read, read_settlement

BAD_KEPT = 100
NOTE_MAX = 500
_NAMES = tuple(one.name for one in fields(Line))
_STATE = SettlementFile.State


@operation
def try_file(command: TryFile) -> UUID:
    """Read a file and keep what it says aside: nothing counts yet. Answers its identifier: the same file handed in once
    more, by whatever door, is the one of before.

    A bank's file speaks of card money and of payments by code: each part is kept where it belongs.
    """
    if command.store not in {place.id for place in stores()}:
        raise StoreUnknown(store=str(command.store))
    digest = hashlib.sha256(command.content).hexdigest()
    known = SettlementFile.objects.filter(organization_id=command.organization, pk=command.id).first()
    if known is not None and known.digest != digest:
        raise FileTaken(file=str(command.id))
    if known := known or _same(command.organization, digest):
        return UUID(str(known.id))
    row = SettlementFile(
        organization_id=command.organization, id=command.id, store_id=command.store,
        name="" if holds_card_number(command.name) else command.name[:120], digest=digest, person=command.person,
    )  # fmt: skip
    if command.provider == BANK or _is_xml(command.content):
        _draft_bank(row, read_camt(command.content))
    else:
        layout = mapped(command.columns) if command.columns else None
        _draft_lines(
            row,
            read_settlement(command.content, currency=command.currency, zone=ZoneInfo(command.timezone), layout=layout),
        )
    row.save(force_insert=True)
    return command.id


@operation
def take_file(command: TurnFile) -> Took:
    """Let a file count. What another file told already counts once; so does a file that is taken twice."""
    row = _locked(command)
    if row.state != _STATE.TAKEN:
        if row.state != _STATE.TRIED or row.draft is None:
            raise FileTaken(file=str(row.id))
        row.added = _insert_bank(row) if row.provider == BANK else _insert_lines(row)
        row.state, row.draft, row.turned_at = _STATE.TAKEN, None, command.now
        row.save(update_fields=["state", "draft", "turned_at", "added"])
        audit.record(
            "settlements.file_taken", person=command.person, subject=str(row.id), name=row.name,
            provider=row.provider, lines=row.added,
        )  # fmt: skip
    confirmed = cards = 0
    if row.provider == BANK and command.confirms:
        # Of a file that somebody took who may not confirm, this part is taken later.
        message = TakeBankMessage(
            organization=command.organization, person=command.person, message=row.id, at=command.now
        )
        confirmed = take_bank_message(message)
    elif command.confirms:
        cards = _confirm_paid(row, command)
    return Took(row.added, confirmed, cards)


def _confirm_paid(row: SettlementFile, command: TurnFile) -> int:
    """What a company pays, its bank said yes to. Cards whose payment is in no file that is here are left waiting."""
    if row.first_day is None or row.last_day is None:
        return 0
    begins, ends = (datetime.combine(day, time(), UTC) for day in (row.first_day - MARGIN, row.last_day + MARGIN))
    waiting = waiting_between(command.organization, begins, ends)
    if not waiting:
        return 0
    days = [at.date() for at in waiting.values()]
    places = stores()
    window = Window(tuple(place.id for place in places), min(days) - timedelta(days=1), max(days) + timedelta(days=1))
    zone = next((place.timezone for place in places if place.id == row.store_id), "UTC")
    paid = paid_by_number(reconcile(window, timezone=zone, currency=organization_view().currency).rows)
    return confirm_paid(command.organization, paid & waiting.keys(), command.now, command.person)


@operation
def take_back_file(command: TurnFile) -> None:
    """Let none of a file's card money count any more. Said twice, it is back once. What a bank's file confirmed stays
    confirmed: somebody has gone home with it.
    """
    row = _locked(command)
    if row.state == _STATE.BACK:
        return
    for model in (SettlementLine, BankMovement):
        model.objects.filter(organization_id=command.organization, file=row).delete()
    was_taken = row.state == _STATE.TAKEN
    row.state, row.draft, row.turned_at = _STATE.BACK, None, command.now
    row.save(update_fields=["state", "draft", "turned_at"])
    if was_taken:
        audit.record(
            "settlements.file_taken_back", person=command.person, subject=str(row.id), name=row.name, lines=row.added
        )


@operation
def settle(command: Settle) -> None:
    """Write down what became of a difference. It stays in its bucket, with the note beside it."""
    note = command.note.strip()[:NOTE_MAX]
    if not note:
        raise NoteMissing
    if SettledNote.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return
    SettledNote.objects.create(
        organization_id=command.organization, id=command.id, store_id=command.store, subject=command.subject[:160],
        note=note, person=command.person,
    )  # fmt: skip
    audit.record("settlements.settled", person=command.person, subject=command.subject[:80])


def _locked(command: TurnFile) -> SettlementFile:
    row = (
        SettlementFile.objects.filter(organization_id=command.organization, pk=command.file)
        .select_for_update(of=("self",))
        .first()
    )
    if row is None:
        raise FileUnknown(file=str(command.file))
    return row


def _same(organization: UUID, digest: str) -> SettlementFile | None:
    """The same bytes, if they count already. A company's file that was only looked at is read anew: perhaps its columns
    have names now.
    """
    files = SettlementFile.objects.filter(organization_id=organization, digest=digest).order_by("tried_at")
    return files.filter(Q(state=_STATE.TAKEN) | Q(state=_STATE.TRIED, provider=BANK)).first()


def _is_xml(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"


def _draft_lines(row: SettlementFile, read: Read) -> None:
    row.provider, row.good, row.bad = read.provider, len(read.lines), len(read.bad)
    row.bad_lines = [[bad.number, bad.why] for bad in read.bad[:BAD_KEPT]]
    row.passed_over = read.skipped
    _between(row, [line.day for line in read.lines])
    row.draft = [[_stored(getattr(line, name)) for name in _NAMES] for line in read.lines]


def _draft_bank(row: SettlementFile, statements: Sequence[BankStatement]) -> None:
    found = tuple(movements(statements))
    if not found:
        raise FileUnreadable
    open_bank_message(
        OpenBankMessage(
            organization=row.organization_id, person=row.person, id=row.id, file_name=row.name, movements=found
        )
    )
    kept = [one for one in found if one.booked is not None and is_of_a_company(_told(one))]
    row.provider, row.good, row.bad, row.passed_over = BANK, len(kept), 0, len(found) - len(kept)
    _between(row, [one.booked for one in kept if one.booked])
    row.draft = [
        [hashlib.sha256(one.key.encode()).hexdigest(), str(one.booked), one.amount, one.payment.currency, _clean(one)]
        for one in kept
    ]


def _told(moved: Moved) -> str:
    pay = moved.payment
    who = pay.debtor if moved.amount > 0 else pay.creditor
    return " ".join((who, pay.remittance, pay.end_to_end, pay.structured, moved.entry.text))


def _clean(moved: Moved) -> str:
    text = _told(moved)
    return "" if holds_card_number(text) else " ".join(text.split())[:300]


def _between(row: SettlementFile, days: Sequence[date]) -> None:
    row.first_day, row.last_day = min(days, default=None), max(days, default=None)


def _stored(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _lines(draft: Iterable[Sequence[object]]) -> Iterable[dict[str, object]]:
    for values in draft:
        row = dict(zip(_NAMES, values, strict=True))
        row["happened_at"] = datetime.fromisoformat(str(row["happened_at"]))
        row["day"] = date.fromisoformat(str(row["day"]))
        del row["number"]
        yield row


def _insert_lines(row: SettlementFile) -> int:
    assert row.draft is not None
    same = {"organization_id": current_organization(), "provider": row.provider, "file_id": row.id,
            "store_id": row.store_id}  # fmt: skip
    insert_rows(SettlementLine, ({**same, **line} for line in _lines(row.draft)), ignore_conflicts=True)
    return SettlementLine.objects.filter(organization_id=current_organization(), file=row).count()


def _insert_bank(row: SettlementFile) -> int:
    assert row.draft is not None
    same = {"organization_id": current_organization(), "file_id": row.id, "store_id": row.store_id}
    names = ("key", "day", "amount", "currency", "text")
    rows = [{**same, **dict(zip(names, values, strict=True))} for values in row.draft]
    for one in rows:
        one["day"] = date.fromisoformat(str(one["day"]))
    insert_rows(BankMovement, rows, ignore_conflicts=True)
    return BankMovement.objects.filter(organization_id=current_organization(), file=row).count()
