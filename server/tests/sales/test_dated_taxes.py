"""A tax rate that begins on a day: what tills are told, and how their sales are judged. Through the real doors."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from comptoir.catalog.operations import add_rate
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.commands import AdoptEntry
from comptoir.sales.entries import Answer, Status
from comptoir.sales.operations import adopt_entry
from comptoir.sales.simulation import BasketLine, Sealed, SimulatedTill
from comptoir.tax.commands import AddRate
from comptoir.tax.public import tax_classes
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.edge.client import Reply, open_door
from tests.sales.shop import Counter, Shop, add_till, discrepancies, enrol, new_till, rows, value

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime.now(UTC)
# Two days ago, so that both sides of the change lie behind us: a sale of tomorrow would be a wrong clock.
CHANGE = (NOW.astimezone(PARIS) - timedelta(days=2)).date()
MIDNIGHT = datetime.combine(CHANGE, time(), PARIS)


def _class_of(shop: Shop, name: str) -> UUID:
    with reading(shop.organization):
        return next(tax.id for tax in tax_classes() if tax.name == name)


def _date_rate(shop: Shop, since: date, rate_ppm: int) -> int:
    """Date a rate of the bread's class; answers the position at which tills learn it."""
    command = AddRate(
        organization=shop.organization, person=None, id=new_uuid7(), tax_class=_class_of(shop, "Pain"), category="S",
        rate_ppm=rate_ppm, valid_from=since,
    )  # fmt: skip
    assert add_rate(command) is True
    assert add_rate(command) is False
    return value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization)


def _submit(dsn: str, till: SimulatedTill, entries: list[Sealed]) -> list[Answer]:
    async def run() -> list[Answer]:
        connection = await asyncpg.connect(dsn)
        try:
            counter = Counter(connection)
            return [answer for entry in entries for answer in await counter.submit(till, [entry])]
        finally:
            await connection.close()

    return asyncio.run(run())


def _sell_at(till: SimulatedTill, at: datetime, line: BasketLine) -> Sealed:
    till.now = at.astimezone(UTC)
    till.offset = at.utcoffset() or timedelta(0)
    return till.sell([line])


def _away(shop: Shop, position: int) -> SimulatedTill:
    """A till that was enrolled before the change, and has read the catalogue up to a position."""
    till = enrol(shop, add_till(shop, f"T{new_uuid7().hex[-6:]}"), now=NOW - timedelta(days=9))
    till.catalog_position = position
    return till


def test_a_rate_counts_from_the_store_s_midnight_on(shop: Shop, database) -> None:
    old, new = shop.bread, replace(shop.bread, tax_rate_ppm=60_000)
    till = _away(shop, _date_rate(shop, CHANGE, 60_000))
    second = timedelta(seconds=1)

    answers = _submit(
        database.app,
        till,
        [till.start_chain(), _sell_at(till, MIDNIGHT - second, old), _sell_at(till, MIDNIGHT, new)],
    )

    assert [answer.status for answer in answers] == [Status.STORED] * 3
    assert discrepancies(shop.organization) == []


def test_a_till_on_another_zone_s_clock_is_judged_by_the_store_s_day(shop: Shop, database) -> None:
    till = _away(shop, _date_rate(shop, CHANGE, 60_000))
    still_yesterday = MIDNIGHT.astimezone(UTC)
    assert still_yesterday.date() == CHANGE - timedelta(days=1)

    _submit(
        database.app, till,
        [till.start_chain(), _sell_at(till, still_yesterday, replace(shop.bread, tax_rate_ppm=60_000))],
    )  # fmt: skip

    assert discrepancies(shop.organization) == []


@pytest.mark.parametrize(("hours", "rate_ppm", "right"), [(1, 55_000, 60_000), (-1, 60_000, 55_000)])
def test_a_till_that_switches_too_late_or_too_early_is_flagged(
    shop: Shop, database, hours: int, rate_ppm: int, right: int
) -> None:
    till = _away(shop, _date_rate(shop, CHANGE, 60_000))
    wrong = replace(shop.bread, tax_rate_ppm=rate_ppm)

    answers = _submit(
        database.app, till, [till.start_chain(), _sell_at(till, MIDNIGHT + timedelta(hours=hours), wrong)]
    )

    assert [answer.status for answer in answers] == [Status.STORED] * 2
    assert discrepancies(shop.organization) == [("tax_rate", f"S {rate_ppm}", f"S {right}")]


def test_a_till_that_could_not_know_of_the_change_is_not_suspicious(shop: Shop, database) -> None:
    _date_rate(shop, CHANGE, 60_000)
    till = _away(shop, shop.position)

    _submit(database.app, till, [till.start_chain(), _sell_at(till, MIDNIGHT + timedelta(hours=9), shop.bread)])

    assert discrepancies(shop.organization) == []


def test_goods_of_another_class_keep_their_rate(shop: Shop, database) -> None:
    till = _away(shop, _date_rate(shop, CHANGE, 60_000))
    wrong = replace(shop.wine, tax_rate_ppm=60_000)

    _submit(
        database.app, till,
        [till.start_chain(), _sell_at(till, MIDNIGHT, shop.wine), _sell_at(till, MIDNIGHT + timedelta(hours=1), wrong)],
    )  # fmt: skip

    assert discrepancies(shop.organization) == [("tax_rate", "S 60000", "S 200000")]


def test_an_adopted_entry_is_judged_by_the_same_calendar(shop: Shop, database) -> None:
    till = _away(shop, _date_rate(shop, CHANGE, 60_000))
    _submit(database.app, till, [till.start_chain()])
    revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=NOW))
    late = _sell_at(till, MIDNIGHT + timedelta(hours=1), shop.bread)
    _submit(database.app, till, [late])
    [held] = rows("sales_quarantine", shop.organization)

    adopt_entry(
        AdoptEntry(organization=shop.organization, person=new_uuid7(), quarantine=UUID(str(held["id"])), now=NOW)
    )

    assert discrepancies(shop.organization) == [("tax_rate", "S 55000", "S 60000")]


def test_tills_hold_a_rate_before_it_begins(shop: Shop, database) -> None:
    till = new_till(shop)
    today = NOW.astimezone(PARIS).date()
    bread, wine = _class_of(shop, "Pain"), _class_of(shop, "Vin")
    position = _date_rate(shop, today + timedelta(days=40), 60_000)
    _date_rate(shop, CHANGE, 56_000)

    async def run() -> tuple[Reply, Reply, Reply]:
        async with open_door(database.app) as client:
            token = till.identity.token
            manifest = await client.ask("GET", "/edge/v1/catalog", token=token)
            chunk = await client.ask(
                "GET", f"/edge/v1/catalog/chunks/{manifest.json['chunks'][0]['digest']}", token=token
            )
            changes = await client.ask("GET", f"/edge/v1/catalog/changes?after={shop.position}", token=token)
            return manifest, chunk, changes

    manifest, chunk, changes = asyncio.run(run())

    assert position == shop.position + 1
    rates = [
        {"category": "S", "rate_ppm": 56_000, "name": "Pain", "tax_class": str(bread)},
        {"category": "S", "rate_ppm": 200_000, "name": "Vin", "tax_class": str(wine)},
    ]
    ahead = {
        "tax_class": str(bread),
        "valid_from": str(today + timedelta(days=40)),
        "category": "S",
        "rate_ppm": 60_000,
    }
    assert manifest.json["settings"]["tax_rates"] == rates
    assert manifest.json["settings"]["tax_changes"] == [ahead]
    assert {item["name"]: item["tax_class"] for item in chunk.json} == {"Pain": str(bread), "Vin": str(wine)}
    [change] = changes.json["changes"]
    assert change["settings"]["tax_changes"] == [ahead]
