"""Card money: what companies and the bank say beside what the tills took, and the files that say so."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.days import scope_of
from comptoir.api.doors import Door
from comptoir.api.errors import DaysInvalid, Unknown
from comptoir.api.files import content_of
from comptoir.api.paging import cursor_of, parts_of
from comptoir.api.shapes.card_money import (
    CardMoney,
    CardMoneyBucket,
    CardMoneyNote,
    CardMoneyPayout,
    CardMoneyRow,
    CardMoneyRows,
    NewBankFile,
    NewCardMoneyNote,
    NewSettlementFile,
    SettlementBadLine,
    SettlementFile,
    SettlementFiles,
    TookFile,
)
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.api.wishes import check_store, told, wish
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.payments.code_reading import bank_message
from comptoir.platform.public import organization_view, stores
from comptoir.sales.scope import Scope
from comptoir.settlements.commands import Settle, TryFile, TurnFile, Window
from comptoir.settlements.layouts import BANK
from comptoir.settlements.public import (
    DAYS_MAX,
    Bucket,
    FileView,
    Reconciliation,
    Row,
    file_view,
    files,
    reconcile,
    settle,
    take_back_file,
    take_file,
    try_file,
)

door = Door(tags=["Card money"])
SEE, KEEP, CONFIRM = Permission.SEE_BOOKS, Permission.KEEP_BOOKS, Permission.CONFIRM_PAYMENTS
First = Annotated[date | None, Query(description="The first day; else 30 days back.")]
Last = Annotated[date | None, Query(description="The last day; else today. A quarter at most.")]
Store = Annotated[Id | None, Query(description="Of one store; else of all.")]


@door.reads("/card-money", permission=SEE, answer=CardMoney, summary="What was settled, what is open, what arrived")
def get_card_money(caller: Caller, first: First = None, last: Last = None, store: Store = None) -> CardMoney:
    scope = scope_of(caller, store, first, last)
    found = _reconciled(scope)
    return CardMoney(
        first=scope.first, last=scope.last, currency=organization_view().currency, gross=found.gross, fees=found.fees,
        open=found.open_count, buckets=told(CardMoneyBucket, found.buckets),
        payouts=[
            CardMoneyPayout(
                **{name: getattr(one.payout, name) for name in _OF_PAYOUT}, adds_up=one.adds_up, trace=one.trace.value,
                credited_on=one.credit.day if one.credit else None, credited=one.credit.amount if one.credit else None,
            )
            for one in found.traced.payouts
        ],
    )  # fmt: skip


_OF_PAYOUT = ("provider", "payout", "currency", "first", "last", "count", "gross", "fee", "amount")


@door.reads("/card-money/rows", permission=SEE, answer=CardMoneyRows, summary="Lines and payments beside each other")
def get_card_money_rows(
    caller: Caller,
    first: First = None,
    last: Last = None,
    store: Store = None,
    bucket: Annotated[Bucket | None, Query(description="Those that ended there; else all.")] = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> CardMoneyRows:
    rows = [row for row in _reconciled(scope_of(caller, store, first, last)).rows if bucket in (None, row.bucket)]
    rows.sort(key=_place)
    if after:
        moment, key = parts_of(after, 2)
        rows = [row for row in rows if _place(row) > (moment, key)]
    following = cursor_of(*_place(rows[limit - 1])) if len(rows) > limit else None
    return CardMoneyRows(rows=[_row(row) for row in rows[:limit]], next=following)


@door.reads("/card-money/files", permission=SEE, answer=SettlementFiles, summary="Files that were handed in")
def list_settlement_files(_caller: Caller) -> SettlementFiles:
    return SettlementFiles(files=[_file(view) for view in files()])


@door.reads(
    "/card-money/files/{settlement_file}", permission=SEE, answer=SettlementFile, summary="What one of them says"
)
def get_settlement_file(_caller: Caller, settlement_file: Id) -> SettlementFile:
    return _standing(settlement_file)


@door.writes(
    "POST", "/card-money/files", permission=KEEP, answer=SettlementFile, status=201,
    summary="Have a card company's or the bank's file looked at",
)  # fmt: skip
def add_settlement_file(caller: Caller, file: NewSettlementFile) -> SettlementFile:
    return _tried(caller, file, file.columns, "")


@door.writes(
    "POST", "/card-money/files/{settlement_file}/take", permission=KEEP, answer=TookFile,
    summary="Let it count; of a bank's file payments by code, too, where the token may confirm payments",
)  # fmt: skip
def take_settlement_file(caller: Caller, settlement_file: Id) -> TookFile:
    return _took(caller, settlement_file, confirms=CONFIRM in caller.bearer.scopes)


@door.writes(
    "POST", "/card-money/files/{settlement_file}/take-back", permission=KEEP, answer=SettlementFile,
    summary="Let none of its card money count any more",
)  # fmt: skip
def take_back_settlement_file(caller: Caller, settlement_file: Id) -> SettlementFile:
    take_back_file(wish(TurnFile, caller, file=settlement_file))
    return _standing(settlement_file)


@door.writes(
    "POST", "/card-money/notes", permission=KEEP, answer=CardMoneyNote, status=201,
    summary="Write down what became of a difference",
)  # fmt: skip
def add_card_money_note(caller: Caller, note: NewCardMoneyNote) -> CardMoneyNote:
    check_store(note.store)
    key = note.id or new_uuid7()
    settle(wish(Settle, caller, note, id=key))
    return CardMoneyNote(id=key, subject=note.subject, note=note.note.strip())


@door.writes(
    "POST", "/bank-files", permission=CONFIRM, answer=SettlementFile, status=201,
    summary="Have a file of the bank looked at: what it says of payments by code, and of card money",
)  # fmt: skip
def add_bank_file(caller: Caller, file: NewBankFile) -> SettlementFile:
    return _tried(caller, file, {}, BANK)


@door.writes(
    "POST", "/bank-files/{settlement_file}/take", permission=CONFIRM, answer=TookFile,
    summary="Let it count: payments by code that it pays in full are confirmed",
)  # fmt: skip
def take_bank_file(caller: Caller, settlement_file: Id) -> TookFile:
    return _took(caller, settlement_file, confirms=True)


def _tried(caller: Caller, file: NewBankFile, columns: dict[str, str], provider: str) -> SettlementFile:
    place = next((one for one in stores() if one.id == file.store), None)
    if place is None:
        raise Unknown
    key = try_file(
        TryFile(
            organization=caller.organization, person=caller.person, id=file.id or new_uuid7(), store=place.id,
            name=file.file_name, content=content_of(file.content), timezone=place.timezone,
            currency=organization_view().currency, provider=provider, columns=columns,
        )
    )  # fmt: skip
    return _standing(key)


def _took(caller: Caller, file: UUID, *, confirms: bool) -> TookFile:
    took = take_file(wish(TurnFile, caller, file=file, confirms=confirms))
    return TookFile(file=_standing(file), lines=took.lines, payments=took.payments, cards=took.cards)


def _standing(file: UUID) -> SettlementFile:
    view = file_view(file)
    if view is None:
        raise Unknown
    return _file(view)


def _file(view: FileView) -> SettlementFile:
    message = bank_message(view.id) if view.provider == BANK else None
    plain = {name: getattr(view, name) for name in SettlementFile.model_fields if hasattr(view, name)}
    return SettlementFile(
        **plain | {"bad_lines": [SettlementBadLine(number=number, why=why) for number, why in view.bad_lines]},
        payments=len(message.judged) if message else 0, payments_taken_at=message.taken_at if message else None,
    )  # fmt: skip


def _reconciled(scope: Scope) -> Reconciliation:
    if scope.last - scope.first > DAYS_MAX:
        raise DaysInvalid
    places = [scope.store] if scope.store else stores()
    window = Window(tuple(place.id for place in places), scope.first, scope.last)
    return reconcile(window, timezone=scope.timezone, currency=organization_view().currency)


def _place(row: Row) -> tuple[str, str]:
    return row.at.isoformat(timespec="microseconds"), row.key


def _row(row: Row) -> CardMoneyRow:
    line, payment = row.line, row.payment
    store = payment.store if payment else line.store if line else None
    assert store is not None
    return CardMoneyRow(
        subject=row.key, bucket=row.bucket.value, at=row.at, store=store, here=row.here, there=row.there,
        difference=row.difference, fee=line.fee if line else None, provider=line.provider if line else "",
        reference=(line.reference or line.own_reference) if line else "", payout=line.payout if line else "",
        sale=payment.sale if payment else None, note=row.note, alike=list(row.alike),
    )  # fmt: skip
