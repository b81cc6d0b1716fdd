"""Books of very many entries and of very large sums: exact to the cent, or refused with nothing written."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import LiteralString
from uuid import UUID

import psycopg
import pytest

from comptoir.accounting.errors import AmountTooLarge
from comptoir.accounting.public import all_closings, datev_of, fec_of, is_intact
from comptoir.platform.tenancy import reading
from tests.accounting.fec_rules import breaches
from tests.accounting.test_periods import (
    BREAD,
    CASH,
    DECEMBER,
    END,
    NOVEMBER,
    NOW,
    WINE,
    Send,
    close,
    company,
    period,
    sums,
)
from tests.sales.shop import Shop, add_till, count, enrol, rows

LAST = date(2026, 11, 30)
DAYS = 28
# The largest amount that an entry can state.
LARGEST = 2**53 - 1
# One entry, many times over, each a day of November further: `more` is what its tables say otherwise.
_AGAIN: LiteralString = """
    INSERT INTO {table}
    SELECT (jsonb_populate_record(t, jsonb_build_object({key}, md5(%(sale)s::text || n)::uuid) || {more})).*
    FROM {table} t, generate_series(%(first)s::int, %(last)s::int) n WHERE {of} = %(sale)s::uuid
"""
_ENTRY: LiteralString = """
    jsonb_build_object('sequence', t.sequence + n, 'digest', '\\x' || md5(n::text) || md5(%(sale)s::text))
"""
_SALE: LiteralString = """
    jsonb_build_object('session', null, 'sold_at',
        t.sold_at + make_interval(days => %(after)s::int + n %% %(days)s::int))
"""
_SUMS: LiteralString = """
    jsonb_build_object(
        'net', t.net * %(times)s::int8, 'tax', t.tax * %(times)s::int8, 'gross', t.gross * %(times)s::int8
    )
"""
_PAID: LiteralString = "jsonb_build_object('amount', t.amount * %(times)s::int8)"


@pytest.fixture
def sale(shop: Shop, send: Send) -> UUID:
    """Bread and wine on the first of November: 10.05."""
    till = enrol(shop, add_till(shop, "B1"), now=datetime(2026, 11, 1, 9, tzinfo=UTC))
    send(till, [till.start_chain(), till.open(0), till.sell([shop.bread, shop.wine])])
    [row] = rows("sales_sale", shop.organization)
    return UUID(str(row["id"]))


def again(sale: UUID, first: int, last: int, *, days: int = 1, after: int = 0, times: int = 1) -> None:
    """The same sale with other numbers, by sets (a till would seal for minutes), on some days, `after` so many."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        for table, key, of, more in (
            ("sales_entry", "'id'", "t.id", _ENTRY),
            ("sales_sale", "'id'", "t.id", f"{_SALE} || {_SUMS}"),
            ("sales_tax_subtotal", "'sale_id'", "t.sale_id", _SUMS),
            ("sales_tender", "'sale_id'", "t.sale_id", _PAID),
        ):
            owner.execute(
                _AGAIN.format(table=table, key=key, of=of, more=more).encode(),
                {"sale": str(sale), "first": first, "last": last, "days": days, "after": after, "times": times},
            )
            # What autovacuum does within a minute: a plan for a table of one row is no plan for twelve thousand.
            owner.execute(f"ANALYZE {table}".encode())


def french(shop: Shop, first: date, last: date) -> bytes:
    found = period(shop, first, last)
    return fec_of(replace(found, terms=replace(found.terms, registration="552100554"))).content


def test_a_closing_of_twelve_thousand_sales_is_even_to_the_cent(shop: Shop, sale: UUID) -> None:
    again(sale, 1, 12_000, days=DAYS)

    closed = close(shop, NOVEMBER, LAST)

    found = period(shop, NOVEMBER, LAST).paper.journal.days
    assert (closed.is_new, len(found), count("accounting_closed_day", shop.organization)) == (True, DAYS, DAYS)
    assert {sum(sums(day).values()) for day in found} == {0}
    # 12,001 times bread at 1.15 and wine at 8.90.
    assert sums(*found) == {CASH: 12_001 * 1_005, BREAD: -12_001 * 115, WINE: -12_001 * 890}
    assert breaches("552100554FEC20261130.txt", french(shop, NOVEMBER, LAST), NOVEMBER, LAST) == []
    with reading(shop.organization):
        [closing] = all_closings(company(shop))
        assert is_intact(closing)


def test_sums_past_what_a_float_holds_are_exact_and_past_64_bits_refused(shop: Shop, sale: UUID) -> None:
    times = LARGEST // 1_005
    # 1,023 sales of some 2^53 cents on one day are a little less than 2^63; of as many and two more in December not.
    again(sale, 1, 1_023, times=times)
    again(sale, 2_001, 3_025, after=40, times=times)

    assert close(shop, NOVEMBER, LAST).is_new
    [day] = period(shop, NOVEMBER, LAST).paper.journal.days
    wanted = 1 + 1_023 * times
    assert sums(day) == {CASH: wanted * 1_005, BREAD: -wanted * 115, WINE: -wanted * 890}
    assert 2**53 < wanted * 1_005 < 2**63
    euros, cents = divmod(wanted * 1_005, 100)
    assert f"\t{euros},{cents:02d}\t0,00\t".encode() in french(shop, NOVEMBER, LAST)
    # DATEV's column is narrower: ten digits before the comma.
    found = period(shop, NOVEMBER, LAST)
    with pytest.raises(AmountTooLarge):
        datev_of(replace(found, terms=replace(found.terms, adviser="1001", client="42")), NOW)

    tables = ("accounting_closing", "accounting_closed_day", "platform_auditevent", "commissions_period")
    before = {table: count(table, shop.organization) for table in tables}
    with pytest.raises(AmountTooLarge) as refused:
        close(shop, DECEMBER, END)
    assert refused.value.details == {"day": "2026-12-11"}
    with pytest.raises(AmountTooLarge):
        french(shop, DECEMBER, END)
    assert {table: count(table, shop.organization) for table in tables} == before
    [late] = period(shop, DECEMBER, END).paper.journal.days
    assert sums(late)[CASH] == 1_025 * times * 1_005
