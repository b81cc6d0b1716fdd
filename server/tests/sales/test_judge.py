"""What looks wrong is stored and flagged; what is honest raises no flag. Through the real ledger."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.journal import canonical_entry
from comptoir.sales.entries import Answer, Status
from comptoir.sales.simulation import BasketLine, Body, Sealed, SimulatedTill
from tests.sales.shop import Counter, Shop, add_till, count, enrol, new_till, open_shop, rows, submit


@pytest.fixture(scope="module")
def shop(database, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """One shop for the module: each test looks at its own till's entries."""
    from django.conf import settings

    home, settings.HOME = settings.HOME, Path(tmp_path_factory.mktemp("home"))
    with django_db_blocker.unblock():
        found = open_shop()
    settings.HOME = home
    return found


_codes = iter(f"J{number}" for number in range(1, 1_000))


@pytest.fixture
def till(shop: Shop, db: None, settings, tmp_path: Path) -> SimulatedTill:
    settings.HOME = tmp_path
    return new_till(shop, next(_codes))


def flags(shop: Shop, till: SimulatedTill) -> list[tuple[str, str, str]]:
    """The discrepancies of one till's entries."""
    entries = {row["id"] for row in rows("sales_entry", shop.organization) if row["till_id"] == till.identity.till}
    found = rows("sales_discrepancy", shop.organization, "entry_id, number")
    return [
        (str(row["code"]), str(row["claimed"]), str(row["computed"])) for row in found if row["entry_id"] in entries
    ]


def sell_changed(till: SimulatedTill, line: BasketLine, change: Callable[[Any], None]) -> Sealed:
    """A sale whose body was changed before the till sealed it, as a manipulated till would."""
    scratch = replace(till)
    body: Any = scratch.sell([line]).body
    change(body)
    return till.seal("sale", body)


def stored(answers: list[Answer]) -> bool:
    return {answer.status for answer in answers} == {Status.STORED}


def test_an_honest_sale_raises_no_flag(shop: Shop, till: SimulatedTill, database) -> None:
    entries = [
        till.start_chain(),
        till.sell([shop.bread, shop.wine]),
        till.sell([replace(shop.bread, quantity_milli=12_000, discount_ppm=150_000), shop.wine], discount_ppm=50_000),
        till.sell([replace(shop.wine, discount_amount=90)], card=300),
    ]

    assert stored(submit(database.app, till, entries))
    assert flags(shop, till) == []


def _set(**changes: object) -> Callable[[Any], None]:
    return lambda body: body.update(changes)


def _set_line(**changes: object) -> Callable[[Any], None]:
    return lambda body: body["lines"][0].update(changes)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_set(gross=100), [("total", "100", "115"), ("tenders", "115", "100")]),
        (_set(tax=0, net=115), [("tax", "0", "6")]),
        (_set_line(amount=1), [("line", "1 (-0 -0)", "115 (-0 -0)")]),
        (_set_line(line_discount=5), [("line", "115 (-5 -0)", "115 (-0 -0)")]),
        (_set_line(tax_category="Z"), [("tax_rate", "Z 55000", "S 55000"), ("tax", "6", "6")]),
        (_set(tenders=[{"kind": "cash", "amount": 50}]), [("tenders", "50", "115")]),
        (
            _set(tenders=[{"kind": "cash", "amount": 115, "received": 200, "change": 90}]),
            [("tenders", "200 - 90", "115")],
        ),
        (_set(cash_rounding=2, tenders=[{"kind": "cash", "amount": 117}]), [("tenders", "2", "0")]),
        (_set(lines=[]), [("body", "sale", "")]),
        (_set(gross="115"), [("body", "sale", "")]),
        (_set(price_mode="none"), [("body", "sale", "")]),
        (_set_line(tax_rate_ppm=2_000_000), [("body", "sale", "")]),
        (_set_line(unit="too long for a unit"), [("body", "sale", "")]),
        (_set_line(discount_ppm=1, discount_amount=1), [("body", "", "pricing.discount_ambiguous")]),
        (_set_line(name="a\u0000b"), [("body", "sale", "")]),
        (_set_line(quantity_milli=2**53 - 1), [("body", "sale", "")]),
    ],
    ids=[
        "wrong-total", "wrong-tax", "wrong-amount", "wrong-discount", "wrong-tax-category", "half-paid", "wrong-change",
        "rounded-where-no-rule", "no-lines", "text-for-a-number", "unknown-price-mode", "rate-over-100", "long-unit",
        "two-discounts", "nul", "huge-quantity",
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_sale_is_stored_and_flagged(
    shop: Shop, till: SimulatedTill, database, change: Callable[[Any], None], expected: list[tuple[str, str, str]]
) -> None:
    entries = [till.start_chain(), sell_changed(till, shop.bread, change), till.sell([shop.wine])]

    assert stored(submit(database.app, till, entries))
    assert flags(shop, till) == expected
    # Money and goods of what was understood count; what was not is kept as bytes.
    understood = 1 if any(code == "body" for code, _, _ in expected) else 2
    sold = [row for row in rows("sales_sale", shop.organization) if row["till_id"] == till.identity.till]
    assert len(sold) == understood


def test_a_price_of_one_cent_is_stored_and_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    cheap = replace(shop.wine, unit_price=1)

    assert stored(submit(database.app, till, [till.start_chain(), till.sell([cheap])]))
    assert flags(shop, till) == [("price", "1", "890")]


def test_an_unknown_product_is_stored_flagged_and_moves_no_stock(shop: Shop, till: SimulatedTill, database) -> None:
    unknown = replace(shop.bread, item=till.identity.chain)
    before = count("stock_movement", shop.organization)

    assert stored(submit(database.app, till, [till.start_chain(), till.sell([unknown])]))
    assert flags(shop, till) == [("unknown_item", str(till.identity.chain), "")]
    assert count("stock_movement", shop.organization) == before


def test_a_price_is_judged_at_the_position_that_the_till_knew(shop: Shop, till: SimulatedTill, database) -> None:
    assert shop.bread.item is not None
    change_price(
        ChangePrice(
            organization=shop.organization, person=None, item=shop.bread.item, unit_price=130, day=date(2026, 1, 1)
        )
    )
    dearer = replace(shop.bread, unit_price=130)
    entries = [till.start_chain(), till.sell([shop.bread]), till.sell([dearer])]
    till.catalog_position += 1
    entries += [till.sell([dearer]), till.sell([shop.bread])]

    assert stored(submit(database.app, till, entries))
    assert sorted(flags(shop, till)) == [("price", "115", "130"), ("price", "130", "115")]


def test_a_clock_in_2019_is_stored_and_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    first = till.start_chain()
    till.see_server(datetime.now(UTC))
    till.now = datetime(2019, 5, 1, 12, tzinfo=UTC)

    assert stored(submit(database.app, till, [first, till.sell([shop.bread])]))
    [(code, claimed, _)] = flags(shop, till)
    assert (code, claimed) == ("clock", "2019-05-01T12:00:00.000+00:00")


def test_a_clock_in_2019_is_flagged_before_the_till_saw_a_server(shop: Shop, till: SimulatedTill, database) -> None:
    till.now = datetime(2019, 5, 1, 12, tzinfo=UTC)

    assert stored(submit(database.app, till, [till.start_chain()]))
    assert [code for code, _, _ in flags(shop, till)] == ["clock"]


def test_a_clock_from_the_future_is_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    first = till.start_chain()
    till.now = datetime.now(UTC) + timedelta(minutes=11)

    assert stored(submit(database.app, till, [first, till.sell([shop.bread])]))
    assert [code for code, _, _ in flags(shop, till)] == ["clock"]


def test_a_clock_that_is_set_back_is_flagged_by_the_monotonic_one(shop: Shop, db: None, database) -> None:
    began = datetime.now(UTC) - timedelta(hours=2)
    till = enrol(shop, add_till(shop, next(_codes)), now=began)
    entries = [till.start_chain(), till.sell([shop.bread])]
    # An hour passes, and the clock says five minutes.
    till.now += timedelta(minutes=5)
    assert till.booted_at is not None
    till.booted_at -= timedelta(minutes=55)
    entries.append(till.sell([shop.bread]))

    assert stored(submit(database.app, till, entries))
    [(code, claimed, computed)] = flags(shop, till)
    assert code == "clock"
    earliest = (began + timedelta(minutes=58)).isoformat(timespec="milliseconds")
    assert (claimed, computed) == (till.now.isoformat(timespec="milliseconds"), f"≥ {earliest}")


def test_a_till_that_was_honestly_away_for_a_month_raises_no_flag(shop: Shop, db: None, database) -> None:
    left = datetime.now(UTC) - timedelta(days=31)
    till = enrol(shop, add_till(shop, next(_codes)), now=left)
    till.see_server(left)
    entries = [till.start_chain()]
    for day in range(31):
        till.now = left + timedelta(days=day, minutes=5)
        till.boot, till.booted_at = f"{day:016x}", till.now
        till.offset = timedelta(hours=2 if day < 10 else 1)
        entries.append(till.sell([shop.bread]))

    assert stored(submit(database.app, till, entries))
    assert flags(shop, till) == []


def test_a_refund_of_a_part_is_exact_and_brings_goods_back(shop: Shop, till: SimulatedTill, database) -> None:
    sale = till_start_and_sell(till, [replace(shop.bread, quantity_milli=3_000), shop.wine])
    refund = till.refund(sale[1], {1: 1_000})

    assert stored(submit(database.app, till, [*sale, refund]))
    assert flags(shop, till) == []
    [row] = [
        r for r in rows("sales_sale", shop.organization) if r["till_id"] == till.identity.till and r["kind"] == "refund"
    ]
    assert (row["gross"], row["refers_to_chain"], row["refers_to_sequence"]) == (-115, till.identity.chain, 2)
    [movement] = [m for m in rows("stock_movement", shop.organization) if m["document"] == row["id"]]
    assert (movement["quantity_milli"], movement["reason"]) == (1_000, "refund")


def till_start_and_sell(till: SimulatedTill, lines: list[BasketLine]) -> list[Sealed]:
    return [till.start_chain(), till.sell(lines)]


@pytest.mark.parametrize("together", [True, False], ids=["one-batch", "two-batches"])
def test_refunding_the_same_goods_twice_is_flagged(
    shop: Shop, till: SimulatedTill, database, *, together: bool
) -> None:
    entries = till_start_and_sell(till, [shop.bread])
    entries += [till.refund(entries[1], {1: 1_000}), till.refund(entries[1], {1: 1_000})]

    for part in [entries] if together else [entries[:3], entries[3:]]:
        assert stored(submit(database.app, till, part))
    assert flags(shop, till) == [("refund_exceeds_sale", "1000", "0")]


def test_refunds_on_two_tills_at_once_are_flagged_once(shop: Shop, till: SimulatedTill, database) -> None:
    other = new_till(shop, next(_codes))
    entries = till_start_and_sell(till, [shop.bread])
    submit(database.app, till, entries)
    submit(database.app, other, [other.start_chain()])
    one = till.refund(entries[1], {1: 1_000})
    two = other.refund(entries[1], {1: 1_000}, chain=till.identity.chain)

    async def race() -> None:
        connections = [await asyncpg.connect(database.app) for _ in range(2)]
        try:
            await asyncio.gather(
                Counter(connections[0]).submit(till, [one]), Counter(connections[1]).submit(other, [two])
            )
        finally:
            for connection in connections:
                await connection.close()

    asyncio.run(race())

    assert flags(shop, till) + flags(shop, other) == [("refund_exceeds_sale", "1000", "0")]


def test_a_refund_of_an_unknown_sale_or_at_another_price_is_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    entries = till_start_and_sell(till, [shop.bread])
    unknown: Body = {**till_refund_body(till, entries[1])}
    unknown["refers_to"] = {"chain": str(till.identity.chain), "sequence": 77, "digest": "ab" * 32}
    dearer: Any = till_refund_body(till, entries[1])
    dearer["lines"][0]["unit_price"] = 200
    entries += [till.seal("refund", unknown), till.seal("refund", dearer)]

    assert stored(submit(database.app, till, entries))
    assert sorted(flags(shop, till)) == [
        ("price", "200", "115"),
        ("refund_unknown_sale", f"{till.identity.chain}/77", ""),
    ]


def till_refund_body(till: SimulatedTill, sale: Sealed) -> Body:
    return replace(till).refund(sale, {1: 1_000}).body


def test_another_engine_is_stored_and_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    envelope: Any = till.envelope("technical_event", {"event": "chain_started"})
    envelope["engine_version"] = 7

    assert stored(submit(database.app, till, [till.seal_bytes(canonical_entry(envelope), {})]))
    assert flags(shop, till) == [("engine_version", "7", "2")]


def test_a_shop_of_a_country_with_cash_rounding(shop: Shop, till: SimulatedTill, database) -> None:
    till_lines = [replace(shop.bread, unit_price=117)]
    first, rounded = till.start_chain(), till.sell(till_lines, country="FI")
    unrounded = sell_changed(till, till_lines[0], lambda body: body.update(country="FI"))

    assert stored(submit(database.app, till, [first, rounded, unrounded]))
    assert rounded.body["cash_rounding"] == -2
    assert [flag for flag in flags(shop, till) if flag[0] == "tenders"] == [("tenders", "0", "-2")]
