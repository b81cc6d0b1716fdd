"""Money besides sales: ways to pay, rates, cards, what was decided about payments; safes, the bank and terminals."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Path, Query

from comptoir.accounting.commands import BringToBank, CountSafe, StateTerminal, TakeBackBank
from comptoir.accounting.public import TenderDay as StatedDay
from comptoir.accounting.public import (
    bring_to_bank,
    count_safe,
    safe_rows,
    safes,
    state_terminal,
    take_back_bank,
    tender_days,
)
from comptoir.api.bearers import Caller
from comptoir.api.days import FirstDay, LastDay, business_today, scope_of
from comptoir.api.doors import Door, match
from comptoir.api.errors import Unknown
from comptoir.api.shapes.cards import GiftCard
from comptoir.api.shapes.common import Day, Id
from comptoir.api.shapes.money import (
    Block,
    CardMovement,
    CardMovements,
    Counted,
    ExchangeRate,
    ExchangeRates,
    NewBankDeposit,
    NewExchangeRate,
    NewSafeCount,
    NewTender,
    PaymentPolicy,
    PaymentPolicyChange,
    Safe,
    SafeMovement,
    SafeMovements,
    Safes,
    TenderDay,
    TenderDays,
    TenderKind,
    TenderKinds,
    TenderTerms,
    TerminalTotals,
    TipDay,
    TipWork,
    TipWorked,
)
from comptoir.api.wishes import Kept, check_store, told, wish
from comptoir.catalog.public import lock_catalog
from comptoir.identity.public import Permission
from comptoir.insights.public import booked
from comptoir.kernel import new_uuid7
from comptoir.payments.cards import card
from comptoir.payments.commands import (
    AddExchangeRate,
    BlockVoucher,
    RecordTipWork,
    SaveTenderKind,
    SetPaymentPolicy,
)
from comptoir.payments.public import (
    add_exchange_rate,
    block_voucher,
    exchange_rates,
    payment_policy,
    record_tip_work,
    save_tender_kind,
    set_payment_policy,
    tender_kinds,
    tip_work,
)
from comptoir.platform.public import stores
from comptoir.platform.sql import Parameters
from comptoir.sales.gift_cards import movements

door = Door(tags=["Money"])
SEE, EDIT = Permission.SEE_TILLS, Permission.MANAGE_TILLS
REPORTS, BOOKS = Permission.SEE_REPORTS, Permission.KEEP_BOOKS
TENDERS = Kept(TenderKind, tender_kinds, lock_catalog)


@door.reads("/tender-kinds", permission=SEE, answer=TenderKinds, summary="Ways to pay of the shop's own")
def get_tender_kinds(_caller: Caller) -> TenderKinds:
    return TenderKinds(tender_kinds=TENDERS.all())


@door.writes("POST", "/tender-kinds", permission=EDIT, answer=TenderKind, status=201, summary="Make a way to pay")
def add_tender_kind(caller: Caller, tender: NewTender) -> TenderKind:
    key = TENDERS.fresh(tender.id)
    save_tender_kind(wish(SaveTenderKind, caller, tender, id=key))
    return TENDERS.one(key)


@door.reads("/tender-kinds/{tender}", permission=SEE, answer=TenderKind, summary="One way to pay")
def get_tender_kind(_caller: Caller, tender: Id) -> TenderKind:
    return TENDERS.one(tender)


@door.writes(
    "PUT", "/tender-kinds/{tender}", permission=EDIT, answer=TenderKind, needs_match=True,
    summary="State how a way to pay stands from now on, or that it is over",
)  # fmt: skip
def put_tender_kind(caller: Caller, tender: Id, terms: TenderTerms) -> TenderKind:
    standing = TENDERS.match(caller, tender)
    save_tender_kind(wish(SaveTenderKind, caller, terms, id=tender, kind=standing.kind, store=standing.store))
    return TENDERS.one(tender)


@door.reads("/exchange-rates", permission=SEE, answer=ExchangeRates, summary="Rates of other currencies")
def get_exchange_rates(_caller: Caller) -> ExchangeRates:
    return ExchangeRates(exchange_rates=told(ExchangeRate, exchange_rates()))


@door.writes("POST", "/exchange-rates", permission=EDIT, answer=ExchangeRates, status=201, summary="Date a rate")
def add_one_exchange_rate(caller: Caller, rate: NewExchangeRate) -> ExchangeRates:
    add_exchange_rate(wish(AddExchangeRate, caller, rate, id=rate.id or new_uuid7()))
    return ExchangeRates(exchange_rates=told(ExchangeRate, exchange_rates()))


@door.reads("/payment-policy", permission=SEE, answer=PaymentPolicy, summary="What was decided about tips and cards")
def get_payment_policy(_caller: Caller) -> PaymentPolicy:
    return PaymentPolicy.from_orm(payment_policy())


@door.writes(
    "PATCH", "/payment-policy", permission=EDIT, answer=PaymentPolicy, needs_match=True,
    summary="Decide about tips, gift cards, deposits and quotes",
)  # fmt: skip
def patch_payment_policy(caller: Caller, change: PaymentPolicyChange) -> PaymentPolicy:
    lock_catalog()
    match(caller, PaymentPolicy.from_orm(payment_policy()))
    set_payment_policy(wish(SetPaymentPolicy, caller, change))
    return PaymentPolicy.from_orm(payment_policy())


@door.reads(
    "/gift-cards/{gift_card}/movements", permission=Permission.SEE_SALES, answer=CardMovements,
    summary="What changed a card's balance",
)  # fmt: skip
def get_card_movements(caller: Caller, gift_card: Id) -> CardMovements:
    if card(caller.organization, gift_card) is None:
        raise Unknown
    return CardMovements(movements=told(CardMovement, movements(caller.organization, gift_card)))


@door.writes("POST", "/gift-cards/{gift_card}/block", permission=EDIT, answer=GiftCard, summary="Block it, or free it")
def block_gift_card(caller: Caller, gift_card: Id, block: Block) -> GiftCard:
    block_voucher(wish(BlockVoucher, caller, block, voucher=gift_card))
    return GiftCard.from_orm(card(caller.organization, gift_card))


@door.reads(
    "/stores/{store}/tip-work/{day}", permission=REPORTS, answer=TipWorked, summary="Who worked, for a day's tips"
)
def get_tip_work(_caller: Caller, store: Id, day: Annotated[Day, Path()]) -> TipWorked:
    return _worked(store, day)


@door.writes(
    "PUT", "/stores/{store}/tip-work/{day}", permission=EDIT, answer=TipWorked,
    summary="Say who worked on a day, for how long and for how many points",
)  # fmt: skip
def put_tip_work(caller: Caller, store: Id, day: Annotated[Day, Path()], work: TipDay) -> TipWorked:
    record_tip_work(wish(RecordTipWork, caller, work, store=store, business_day=day))
    return _worked(store, day)


@door.reads("/safes", permission=REPORTS, answer=Safes, summary="What should lie in each store's safe")
def get_safes(caller: Caller) -> Safes:
    return Safes(safes=told(Safe, safes([store.id for store in stores()], caller.now)))


@door.reads("/safes/movements", permission=REPORTS, answer=SafeMovements, summary="What moved safes, the newest first")
def get_safe_movements(
    caller: Caller, first: FirstDay = None, last: LastDay = None, store: Annotated[Id | None, Query()] = None
) -> SafeMovements:
    return SafeMovements(movements=told(SafeMovement, safe_rows(_parameters(caller, store, first, last))))


@door.writes(
    "POST", "/safes/bank", permission=EDIT, answer=SafeMovements, status=201,
    summary="Note that money left a safe for the bank",
)  # fmt: skip
def add_bank_deposit(caller: Caller, deposit: NewBankDeposit) -> SafeMovements:
    day, key = business_today(caller, deposit.store), deposit.id or new_uuid7()
    bring_to_bank(wish(BringToBank, caller, deposit, id=key, day=day))
    return _recent(caller, key)


@door.writes(
    "POST", "/safes/bank/{movement}/take-back", permission=EDIT, answer=SafeMovements,
    summary="Take back a deposit that was written down wrongly",
)  # fmt: skip
def take_back_deposit(caller: Caller, movement: Id) -> SafeMovements:
    take_back_bank(wish(TakeBackBank, caller, id=new_uuid7(), movement=movement))
    return _recent(caller, movement)


@door.writes("POST", "/safes/counts", permission=EDIT, answer=Counted, status=201, summary="Count a safe")
def add_safe_count(caller: Caller, count: NewSafeCount) -> Counted:
    day, key = business_today(caller, count.store), count.id or new_uuid7()
    return Counted(document=key, difference=count_safe(wish(CountSafe, caller, count, id=key, day=day)))


@door.reads("/terminals", permission=REPORTS, answer=TenderDays, summary="What tills say, and what terminals say")
def get_terminals(
    caller: Caller, first: FirstDay = None, last: LastDay = None, store: Annotated[Id | None, Query()] = None
) -> TenderDays:
    return TenderDays(days=told(TenderDay, _tender_days(caller, store, first, last)))


@door.writes(
    "PUT", "/terminals", permission=BOOKS, answer=TenderDays, summary="State what a terminal says of some days"
)
def put_terminals(caller: Caller, totals: TerminalTotals) -> TenderDays:
    state_terminal(wish(StateTerminal, caller, totals, is_typed=False))
    days = [total.day for total in totals.totals]
    return TenderDays(days=told(TenderDay, _tender_days(caller, totals.store, min(days), max(days))))


def _tender_days(caller: Caller, store: UUID | None, first: date | None, last: date | None) -> list[StatedDay]:
    scope = scope_of(caller, store, first, last)
    places = [place.id for place in ([scope.store] if scope.store else stores())]
    sold = booked(places, scope.first, scope.last)
    return tender_days({**scope.parameters(), "stores": places}, sold)


def _parameters(caller: Caller, store: UUID | None, first: date | None, last: date | None) -> Parameters:
    scope = scope_of(caller, store, first, last)
    places = [scope.store] if scope.store else stores()
    return {**scope.parameters(), "stores": [place.id for place in places]}


def _recent(caller: Caller, key: UUID) -> SafeMovements:
    """A movement that was written now, or that was looked at now."""
    rows = safe_rows(_parameters(caller, None, None, None))
    return SafeMovements(movements=told(SafeMovement, [row for row in rows if row.key == key]))


def _worked(store: UUID, day: date) -> TipWorked:
    check_store(store)
    rows = tip_work(day, day, store)
    worked = [TipWork(employee=row.employee_id, minutes=row.minutes, points=row.points) for row in rows]
    return TipWorked(store=store, business_day=day, worked=worked)
