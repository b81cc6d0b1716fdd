"""An old backup begins again, tills send what it lacks, and every sum is what it was: nothing lost, nothing twice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from comptoir.config.backup.beginning_again import Begun, begin_again
from comptoir.config.backup.dumping import dump_books
from comptoir.config.backup.restoring import drop_database
from comptoir.fiscal.public import day_closings
from comptoir.platform.tenancy import reading
from comptoir.sales.charged import fold_charged
from comptoir.sales.entries import Status
from comptoir.sales.sent_again import sent_again
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.sales.simulation_promises import settle_account
from comptoir.stock.fold import fold as fold_stock
from comptoir.stock.valuing import value_stock
from tests.config.test_backups import BOOKS, House, house
from tests.insights.books import connected, everything, follow
from tests.sales.shop import Shop, discrepancies, let_go, new_till, rows, submit
from tests.sales.test_accounts import customer, owed, selling

__all__ = ["house"]
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Picture:
    """What people read of a shop."""

    stock: dict[UUID, int]
    sums: dict[str, list[dict[str, object]]]
    logged: list[bytes]
    heads: dict[UUID, tuple[int, bytes]]
    closings: list[tuple[str, date, int, int, int]]
    owed: int
    flagged: list[tuple[str, str, str]]


def folded(house: House) -> None:
    """As the worker does it, until nothing is left."""

    async def work(connection: Any) -> None:
        for consumer in (fold_stock, value_stock, fold_charged):
            while await consumer(connection, house.shop.organization):
                pass

    follow(house.addresses.app, house.shop.organization)
    connected(house.addresses.app, work)


def picture(house: House, account: UUID) -> Picture:
    folded(house)
    shop = house.shop
    with reading(shop.organization):
        closings = [
            (one.number, one.day, one.body.gross, one.body.perpetual_gross, one.body.perpetual_refunded)
            for one in day_closings(date(2026, 1, 1), date(2099, 1, 1))
        ]
    with psycopg.connect(house.addresses.owner) as books:
        logged = books.execute(
            "SELECT digest FROM platform_log WHERE organization_id = %s AND topic = 'sales.entry' ORDER BY position",
            [shop.organization],
        ).fetchall()
        heads = books.execute("SELECT chain_id, sequence, digest FROM tills_chain_head").fetchall()
    return Picture(
        stock={
            UUID(str(row["item_id"])): int(str(row["on_hand_milli"])) for row in rows("stock_level", shop.organization)
        },
        sums=everything(shop),
        logged=[bytes(digest) for (digest,) in logged],
        heads={chain: (sequence, bytes(digest)) for chain, sequence, digest in heads},
        closings=closings,
        owed=owed(shop, account),
        flagged=discrepancies(shop.organization),
    )


def close(till: SimulatedTill) -> Sealed:
    """Of 1 bread and 1 wine in cash, 4 bread on account of which 3.00 were paid, and a bread that came back."""
    closing: dict[str, Any] = {
        "session": str(till.session), "cashier": str(till.cashier), "currency": "EUR", "period": "day",
        "first_sequence": 2, "last_sequence": till.sequence, "sales_count": 2, "refunds_count": 1, "gross": 1_465,
        "refunded": -115, "cash_expected": 11_190, "cash_counted": 11_190, "cash_difference": 0,
        "tenders": [{"kind": "account", "amount": 160}, {"kind": "cash", "amount": 1_190}],
        "perpetual_gross": 1_465, "perpetual_refunded": -115,
    }  # fmt: skip
    return till.seal("closing", closing)


def back_up(house: House, file: Path) -> None:
    with file.open("wb") as target:
        dump_books(
            house.addresses.owner, target, name=file.name, public=BOOKS.public, version="1", now=datetime.now(UTC)
        )


def begin(house: House, file: Path) -> Begun:
    """The books go back; nobody is connected to what goes."""
    connections.close_all()
    let_go()
    with file.open("rb") as source:
        return begin_again(house.home, house.addresses, source, BOOKS, name=None, tell=lambda _: None)


def test_after_an_old_backup_and_what_tills_send_again_everything_is_what_it_was(house: House, tmp_path: Path) -> None:
    shop: Shop = house.shop
    account = customer(shop)
    till = new_till(shop, "B1")
    early = [till.start_chain(), till.open(10_000), sold := till.sell([shop.bread, shop.wine])]
    submit(house.addresses.app, till, [*early])
    folded(house)
    file = tmp_path / "old-books.comptoir"
    back_up(house, file)
    late = [selling(till, shop, account, 4), settle_account(till, account, 300), till.refund(sold, {1: 1_000})]
    late.append(close(till))
    submit(house.addresses.app, till, [*late])
    before = picture(house, account)
    # Before: three entries of the fixture's till, one bread; then what stands above.
    bread, wine = UUID(str(shop.bread.item)), UUID(str(shop.wine.item))
    assert (before.stock[bread], before.stock[wine], before.owed) == (-5_000, -1_000, 160)
    assert [one[2:] for one in before.closings] == [(1_465, 1_465, -115)]
    assert len(before.logged) == 10

    restored_at = datetime.now(UTC)
    begun = begin(house, file)
    try:
        lacking = picture(house, account)
        assert (lacking.stock[bread], lacking.owed, lacking.closings, len(lacking.logged)) == (-2_000, 0, [], 6)

        answers = submit(house.addresses.app, till, [*early, *late])
        again = picture(house, account)
        repeated = submit(house.addresses.app, till, [*early, *late])
        twice = picture(house, account)
        with reading(shop.organization):
            came = [(one.code, one.entries) for one in sent_again(shop.organization, restored_at)]
    finally:
        connections.close_all()
        let_go()
        drop_database(house.addresses, begun.aside)

    assert [answer.status for answer in answers] == [Status.ALREADY_STORED] * 3 + [Status.STORED] * 4
    assert [answer.status for answer in repeated] == [Status.ALREADY_STORED] * 7
    assert again == before
    assert twice == before
    assert came == [("B1", 4)]
