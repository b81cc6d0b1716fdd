"""Books derived from sealed entries: each kind of entry by itself, even to the cent, or saying what is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from comptoir.accounting.public import Account, Journal, Role, books_of, journal, uneven
from comptoir.insights.public import booked
from comptoir.kernel import new_uuid7
from comptoir.payments.commands import AddExchangeRate
from comptoir.payments.public import add_exchange_rate
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_flows import correct_tender, exchange
from comptoir.sales.simulation_promises import deposit, give_up, keep, order, settle_account
from tests.sales.bottles import back, furnish, sale_of, with_deposit
from tests.sales.shop import Shop, add_till, enrol
from tests.sales.test_accounts import customer, selling
from tests.sales.test_tenders import gift_line, paid, redeem, sell, sell_card, taxed_card

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
NOON = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)
THURSDAY = date(2026, 11, 19)
BREAD, WINE = Account(Role.SALES, "S/55000"), Account(Role.SALES, "S/200000")
BREAD_VAT, WINE_VAT = Account(Role.VAT, "S/55000"), Account(Role.VAT, "S/200000")
CASH, CARD, SAFE = Account(Role.CASH), Account(Role.TENDER, "card"), Account(Role.SAFE)


@pytest.fixture
def till(shop: Shop, send: Send) -> SimulatedTill:
    found = enrol(shop, add_till(shop, "B1"), now=NOON)
    found.now = NOON
    send(found, [found.start_chain(), found.open(0)])
    return found


def books(organization: UUID, first: date = THURSDAY, last: date = THURSDAY) -> Journal:
    with reading(organization):
        [store, *others] = stores()
        places = [place.id for place in (store, *others)]
        counted = journal(books_of(store.legal_entity), places, first, last)
        assert journal(books_of(store.legal_entity), places, first, last, sums=booked) == counted
        return counted


def sums(organization: UUID, first: date = THURSDAY, last: date = THURSDAY) -> dict[Account, int]:
    """The balance by account; of what is even, debits and credits are the same."""
    found = books(organization, first, last)
    balance = {line.account: line.amount for line in found.balance()}
    assert sum(balance.values()) == 0
    assert found.is_even
    return balance


def account(role: Role, key: str = "") -> Account:
    return Account(role, key)


def who(till: SimulatedTill) -> dict[str, Any]:
    return {"session": str(till.session), "cashier": str(till.cashier)}


def test_a_sale_is_turnover_tax_and_tenders(shop: Shop, till: SimulatedTill, send: Send) -> None:
    send(till, [till.sell([shop.bread, shop.wine], card=890)])

    assert sums(shop.organization) == {
        CASH: 115, CARD: 890, BREAD: -109, BREAD_VAT: -6, WINE: -742, WINE_VAT: -148,
    }  # fmt: skip


def test_a_refund_takes_it_back(shop: Shop, till: SimulatedTill, send: Send) -> None:
    sale = till.sell([shop.bread, shop.wine])
    send(till, [sale, till.refund(sale, {1: 1_000})])

    assert sums(shop.organization) == {CASH: 890, WINE: -742, WINE_VAT: -148}


def test_an_exchange_books_both_sides(shop: Shop, till: SimulatedTill, send: Send) -> None:
    sale = till.sell([shop.bread])
    send(till, [sale, exchange(till, sale, {1: 1_000}, [shop.wine])])

    assert sums(shop.organization) == {CASH: 890, WINE: -742, WINE_VAT: -148}


def test_a_deposit_is_owed_until_the_goods_go(shop: Shop, till: SimulatedTill, send: Send) -> None:
    promised = order(till, [shop.wine], purpose="layaway")
    paid_ahead = deposit(till, promised, 300)
    send(till, [promised, paid_ahead])
    owed = sums(shop.organization)
    send(till, [keep(till, promised, [paid_ahead])])

    # 3.00 with 20 % in it.
    assert owed == {CASH: 300, account(Role.PREPAYMENTS, "S/200000"): -250, WINE_VAT: -50}
    assert sums(shop.organization) == {CASH: 300, CARD: 590, WINE: -742, WINE_VAT: -148}


def test_what_is_kept_of_an_order_is_earned(shop: Shop, till: SimulatedTill, send: Send) -> None:
    promised = order(till, [shop.wine], purpose="layaway")
    paid_ahead = deposit(till, promised, 300)
    send(till, [promised, paid_ahead, give_up(till, promised, [paid_ahead], kept=120)])

    assert sums(shop.organization) == {CASH: 120, account(Role.KEPT, "S/200000"): -100, WINE_VAT: -20}


def test_a_card_is_owed_until_it_pays(shop: Shop, till: SimulatedTill, send: Send) -> None:
    gift = new_uuid7()
    send(till, [sell_card(till, shop, gift, 2_000), sell(till, [shop.wine], paid(redeem(gift, 890)))])

    assert sums(shop.organization) == {
        CARD: 2_000, WINE: -742, WINE_VAT: -148, account(Role.VOUCHERS): -1_110,
    }  # fmt: skip


def test_a_card_beside_goods_is_no_turnover(shop: Shop, till: SimulatedTill, send: Send) -> None:
    gift = new_uuid7()

    def with_card(body: Any) -> None:
        body["lines"].append(gift_line(2_000, gift, 2))
        body["tax_subtotals"].insert(
            0, {"tax_category": "O", "tax_rate_ppm": 0, "net": 2_000, "tax": 0, "gross": 2_000}
        )
        body |= {"net": body["net"] + 2_000, "gross": 2_890, "tenders": [{"kind": "card", "amount": 2_890}]}

    send(till, [sell(till, [shop.wine], with_card)])

    assert sums(shop.organization) == {
        CARD: 2_890, WINE: -742, WINE_VAT: -148, account(Role.VOUCHERS): -2_000,
    }  # fmt: skip


def test_a_taxed_card_owes_its_net(shop: Shop, till: SimulatedTill, send: Send) -> None:
    gift = new_uuid7()

    def redeemed(body: Any) -> None:
        body["lines"][1]["voucher"] = str(gift)

    spent = replace(shop.wine, item=None, name="", quantity_milli=-1_000)
    send(till, [taxed_card(till, shop, gift)])
    sold = sums(shop.organization)
    send(till, [sell(till, [shop.wine, spent], redeemed)])

    owed = account(Role.VOUCHERS_TAXED, "S/200000")
    assert sold == {CASH: 2_000, owed: -1_667, WINE_VAT: -333}
    assert sums(shop.organization) == {CASH: 2_000, WINE: -742, WINE_VAT: -333, owed: -925}


def test_store_credit_of_a_refund_is_owed(shop: Shop, till: SimulatedTill, send: Send) -> None:
    sale = till.sell([shop.wine])
    body: Any = dict(replace(till).refund(sale, {1: 1_000}).body)
    body["tenders"] = [{"kind": "store_credit", "amount": -890, "voucher": str(new_uuid7())}]
    send(till, [sale, till.seal("refund", body)])

    assert sums(shop.organization) == {CASH: 890, account(Role.STORE_CREDIT): -890}


def test_what_was_bought_on_account_is_owed_to_the_shop(shop: Shop, till: SimulatedTill, send: Send) -> None:
    petit = customer(shop)
    send(till, [selling(till, shop, petit, 10), settle_account(till, petit, 400)])

    assert sums(shop.organization) == {CASH: 400, account(Role.RECEIVABLES): 750, BREAD: -1_090, BREAD_VAT: -60}


def test_tips_belong_to_those_who_served(shop: Shop, till: SimulatedTill, send: Send) -> None:
    in_cash = {"kind": "cash", "amount": 890, "received": 1_000, "change": 60, "tip": 50}
    sale = sell(till, [shop.wine], paid(in_cash))
    named: dict[str, Any] = {"chain": str(till.identity.chain), "sequence": sale.sequence, "digest": sale.digest}
    late = till.seal("late_tip", {**who(till), "kind": "card", "tip": 200, "refers_to": named})
    out = till.seal("cash_movement", {**who(till), "reason": "paid_out", "purpose": "tips", "amount": -150})
    send(till, [sale, late, out])

    assert sums(shop.organization) == {
        CASH: 790, CARD: 200, WINE: -742, WINE_VAT: -148, account(Role.TIPS): -100,
    }  # fmt: skip


def test_a_corrected_tender_moves_the_money(shop: Shop, till: SimulatedTill, send: Send) -> None:
    sale = till.sell([shop.bread])
    send(till, [sale, correct_tender(till, sale, {"cash": -115, "card": 115})])

    assert sums(shop.organization) == {CARD: 115, BREAD: -109, BREAD_VAT: -6}


def test_rounding_of_cash_has_its_account(shop: Shop, till: SimulatedTill, send: Send) -> None:
    def rounded(body: Any) -> None:
        body |= {"cash_rounding": -3, "tenders": [{"kind": "cash", "amount": 112, "received": 112, "change": 0}]}

    send(till, [sell(till, [shop.bread], rounded)])

    assert sums(shop.organization) == {CASH: 112, BREAD: -109, BREAD_VAT: -6, account(Role.ROUNDING): 3}


def test_a_deposit_on_a_bottle_is_owed_or_part_of_the_price(shop: Shop, till: SimulatedTill, send: Send) -> None:
    bottles = furnish(shop)
    till.catalog_position = bottles.position
    till.engine_version = 2
    pieces = with_deposit(shop.wine, bottles.bottle, 1)
    crate = with_deposit(shop.wine, bottles.crate, 1)
    entries = [
        till.seal("sale", sale_of(till, shop, pieces)),
        till.seal("sale", sale_of(till, shop, crate)),
        till.seal("sale", sale_of(till, shop, [back(bottles.crate, 2)])),
    ]
    send(till, list(entries))

    found = sums(shop.organization)

    # 8.90 and 0.15, both with 20 % in them; 8.90 and 3.00 untaxed; 6.00 paid out.
    assert found[account(Role.BOTTLES)] == 300
    assert found[account(Role.BOTTLES_TAXED, "S/200000")] == -12
    assert found[WINE] + found[WINE_VAT] + found[account(Role.BOTTLES_TAXED, "S/200000")] == -(890 + 15 + 890)
    assert (found[CARD], found[CASH]) == (890 + 15 + 890 + 300, -600)


def test_cash_goes_from_the_safe_and_back_with_its_difference(shop: Shop, send: Send) -> None:
    till = enrol(shop, add_till(shop, "C1"), now=NOON)
    till.now = NOON
    entries: list[Sealed | bytes] = [till.start_chain(), till.open(10_000), till.sell([shop.wine])]
    for reason, amount, purpose in (
        ("float", 2_000, ""), ("pickup", -500, ""), ("paid_out", -300, "supplier"), ("paid_out", -200, "to_bank"),
        ("paid_in", 100, "found"),
    ):  # fmt: skip
        told: dict[str, Any] = {"purpose": purpose} if purpose else {}
        entries.append(till.seal("cash_movement", {**who(till), "reason": reason, "amount": amount, **told}))
    check = {**who(till), "purpose": "check", "cash_expected": 11_990, "cash_counted": 11_980, "cash_difference": -10}
    closing = {
        **who(till), "currency": "EUR", "period": "day", "first_sequence": 2, "last_sequence": 9,
        "cash_expected": 11_980, "cash_counted": 12_000, "cash_difference": 20, "differences": -10,
    }  # fmt: skip
    entries += [till.seal("cash_count", check), till.seal("closing", closing)]
    send(till, entries)

    assert sums(shop.organization) == {
        # 100.00 and 20.00 went out of it, 5.00 and 120.00 came back.
        SAFE: -10_000 - 2_000 + 500 + 12_000,
        account(Role.PAID_OUT, "supplier"): 300,
        account(Role.BANK): 200,
        account(Role.PAID_IN, "found"): -100,
        account(Role.SHORT): 10,
        account(Role.OVER): -20,
        WINE: -742,
        WINE_VAT: -148,
    }


def test_foreign_cash_and_what_its_count_was_off_by(shop: Shop, till: SimulatedTill, send: Send) -> None:
    add_exchange_rate(
        AddExchangeRate(
            organization=shop.organization, person=None, id=new_uuid7(), currency="CHF",
            valid_from=THURSDAY, rate_ppm=1_060_000, today=THURSDAY,
        )
    )  # fmt: skip
    francs = {
        "kind": "foreign_cash",
        "currency": "CHF",
        "foreign_amount": 1_000,
        "rate_ppm": 1_060_000,
        "amount": 1_060,
    }
    change = {"kind": "cash", "amount": -170, "received": 0, "change": 170}
    closing = {
        **who(till), "currency": "EUR", "period": "day", "cash_expected": -170, "cash_counted": 0,
        "cash_difference": 170,
        "counted_tenders": [
            {"kind": "foreign_cash", "currency": "CHF", "expected": 1_000, "counted": 900, "difference": -100},
        ],
    }  # fmt: skip
    send(till, [sell(till, [shop.wine], paid(francs, change)), till.seal("closing", closing)])

    assert sums(shop.organization) == {
        account(Role.TENDER, "foreign_cash"): 1_060 - 106, account(Role.SHORT): 106, account(Role.OVER): -170,
        WINE: -742, WINE_VAT: -148,
    }  # fmt: skip


def test_foreign_cash_without_a_rate_is_said(shop: Shop, till: SimulatedTill, send: Send) -> None:
    heap = {"kind": "foreign_cash", "currency": "USD", "expected": 1_000, "counted": 900, "difference": -100}
    closing = {
        **who(till), "currency": "EUR", "period": "day", "cash_expected": 0, "cash_counted": 0, "cash_difference": 0,
        "counted_tenders": [heap],
    }  # fmt: skip
    send(till, [till.sell([shop.wine]), till.seal("closing", closing)])

    found = books(shop.organization)

    assert not found.is_even
    assert [(row.currency, row.amount) for row in found.unvalued] == [("USD", -100)]


def test_a_purse_goes_into_the_safe_or_is_still_out(shop: Shop, till: SimulatedTill, send: Send) -> None:
    one, two = str(new_uuid7()), str(new_uuid7())
    moved = [
        till.seal("cash_movement", {**who(till), "reason": "float", "amount": 5_000, "purse": purse})
        for purse in (one, two)
    ]
    given_back = {
        **who(till), "purpose": "return", "purse": one, "into": "safe", "cash_expected": 5_000, "cash_counted": 4_990,
        "cash_difference": -10,
    }  # fmt: skip
    closing = {
        **who(till), "currency": "EUR", "period": "day", "cash_expected": 0, "cash_counted": 0, "cash_difference": 0,
        "purses": [{"cashier": two, "float": 5_000, "cash_expected": 5_000}],
    }  # fmt: skip
    send(till, [*moved, till.seal("cash_count", given_back), till.seal("closing", closing)])

    assert sums(shop.organization) == {
        SAFE: -10_000 + 4_990, account(Role.SHORT): 10, account(Role.PURSES): 5_000,
    }  # fmt: skip


def test_a_day_that_does_not_balance_says_where(shop: Shop, till: SimulatedTill, send: Send) -> None:
    wrong = sell(till, [shop.bread], paid({"kind": "cash", "amount": 100, "received": 100, "change": 0}))
    send(till, [wrong, till.sell([shop.wine])])

    found = books(shop.organization)
    with reading(shop.organization):
        where = uneven([shop.store], THURSDAY, THURSDAY)

    assert [(day.left_over, day.is_even) for day in found.days] == [(-15, False)]
    assert {line.account: line.amount for line in found.balance()}[account(Role.SUSPENSE)] == 15
    assert [(row.number, row.left_over) for row in where] == [(f"B1-1-{wrong.sequence}", -15)]


def test_training_and_quotes_are_no_books(shop: Shop, till: SimulatedTill, send: Send) -> None:
    body: Any = replace(till).sell([shop.wine]).body
    send(till, [till.seal("training", {**body, "training_of": "sale"}), order(till, [shop.wine])])

    assert books(shop.organization).days == []


def test_days_are_numbered_without_a_hole_and_by_the_business_day(shop: Shop, till: SimulatedTill, send: Send) -> None:
    send(till, [till.sell([shop.wine])])
    till.now = NOON + timedelta(days=3)
    send(till, [till.open(0), till.sell([shop.bread])])

    with reading(shop.organization):
        found = journal(
            books_of(stores()[0].legal_entity), [shop.store], date(2026, 11, 20), date(2026, 11, 30), whole_year=True
        )

    assert [(day.number, day.day) for day in found.days] == [(2, date(2026, 11, 22))]


def test_the_books_of_a_sealed_day(day: Any) -> None:
    """Opening with 100.00, sales by cash and card, a refund, closed one euro short: all in one."""
    assert sums(day.organization) == {
        SAFE: 905, CARD: 801, account(Role.SHORT): 100,
        BREAD: -109, BREAD_VAT: -6, WINE: -1_409, WINE_VAT: -282,
    }  # fmt: skip
