"""Everything of a till adopted in one go: each entry on its own, the bad ones named, a repeat harmless."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connections

from comptoir.sales import adopting
from comptoir.sales.adopting import adopt_waiting
from comptoir.sales.commands import AdoptEntry, AdoptWaiting
from comptoir.sales.errors import NotAdoptable
from comptoir.sales.operations import adopt_entry
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.sales.shop import Shop, count, new_till, rows, submit
from tests.sales.test_operations import NOW, PERSON
from tests.sales.test_own_chains import leave_chain, of_a_stranger


def all_of(
    shop: Shop, till: SimulatedTill, *codes: str, after: UUID | None = None, count_max: int = 200
) -> AdoptWaiting:
    return AdoptWaiting(
        organization=shop.organization, till=till.identity.till, codes=frozenset(codes), person=PERSON, now=NOW,
        note="Honest", after=after, count_max=count_max,
    )  # fmt: skip


def revoked_with(shop: Shop, dsn: str, sales: int) -> tuple[SimulatedTill, list[Sealed]]:
    """A till whose device was revoked before it sent what it sold."""
    till = new_till(shop)
    submit(dsn, till, [till.start_chain(), till.open(0)])
    revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=NOW))
    sold = [till.sell([shop.bread]) for _ in range(sales)]
    submit(dsn, till, list(reversed(sold)))
    return till, sold


def states(shop: Shop) -> list[tuple[object, object, object]]:
    return [
        (row["code"], row["sequence"], row["state"]) for row in rows("sales_quarantine", shop.organization, "sequence")
    ]


def test_all_that_a_revoked_till_sold_counts_in_the_order_of_its_chain(shop: Shop, database) -> None:
    till, sold = revoked_with(shop, database.app, 3)

    done = adopt_waiting(all_of(shop, till, "revoked"))

    assert (done.adopted_count, done.left, done.waiting_count) == (3, (), 0)
    assert [row["gross"] for row in rows("sales_sale", shop.organization)] == [115, 115, 115]
    entries = [row for row in rows("sales_entry", shop.organization, "sequence") if row["kind"] == "sale"]
    assert [(row["sequence"], row["branch"]) for row in entries] == [(one.sequence, 0) for one in sold]
    assert states(shop) == [("revoked", 3, "adopted"), ("revoked", 4, "adopted"), ("revoked", 5, "adopted")]
    assert {row["note"] for row in rows("sales_quarantine", shop.organization)} == {"Honest"}
    told = [row["action"] for row in rows("platform_auditevent", shop.organization)]
    assert told.count("quarantine.adopted") == 3


def test_a_repeat_adopts_nothing_twice(shop: Shop, database) -> None:
    till, _ = revoked_with(shop, database.app, 2)
    adopt_waiting(all_of(shop, till, "revoked"))

    again = adopt_waiting(all_of(shop, till, "revoked"))

    assert (again.adopted_count, again.left, again.waiting_count) == (0, (), 0)
    assert count("sales_sale", shop.organization) == 2


def test_a_fault_of_ours_keeps_its_entry_waiting_and_no_other(
    shop: Shop, database, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, _ = revoked_with(shop, database.app, 3)
    broken = rows("sales_quarantine", shop.organization, "sequence")[1]["id"]

    def adopt(command: AdoptEntry) -> object:
        if command.quarantine == broken:
            raise ZeroDivisionError
        return adopt_entry(command)

    with monkeypatch.context() as patch:
        patch.setattr(adopting, "adopt_entry", adopt)
        done = adopt_waiting(all_of(shop, till, "revoked"))

    assert (done.adopted_count, done.waiting_count) == (2, 0)
    assert [(one.quarantine, one.refusal.code) for one in done.left] == [(broken, "sales.adoption_failed")]
    assert [state for _, _, state in states(shop)] == ["adopted", "open", "adopted"]
    assert adopt_waiting(all_of(shop, till, "revoked")).adopted_count == 1
    assert count("sales_sale", shop.organization) == 3


def test_it_goes_part_by_part_from_where_it_ended(shop: Shop, database) -> None:
    till, _ = revoked_with(shop, database.app, 5)

    first = adopt_waiting(all_of(shop, till, "revoked", count_max=2))
    second = adopt_waiting(all_of(shop, till, "revoked", count_max=2, after=first.last))
    third = adopt_waiting(all_of(shop, till, "revoked", count_max=2, after=second.last))

    assert [(part.adopted_count, part.waiting_count) for part in (first, second, third)] == [(2, 3), (2, 1), (1, 0)]
    assert count("sales_sale", shop.organization) == 5


def test_what_cannot_be_adopted_is_named_and_holds_up_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain(), till.open(0)])
    stranger, foreign = leave_chain(shop, till, of_a_stranger)
    submit(database.app, till, [foreign, stranger.sell([shop.wine])])
    own = till.sell([shop.bread])
    submit(database.app, till, [own])

    done = adopt_waiting(all_of(shop, till, "revoked", "unknown_chain"))

    assert done.adopted_count == 1
    assert [type(one.refusal) for one in done.left] == [NotAdoptable, NotAdoptable]
    assert [row["gross"] for row in rows("sales_sale", shop.organization)] == [115]
    assert sorted(states(shop), key=str) == [
        ("revoked", own.sequence, "adopted"),
        ("unknown_chain", 1, "open"),
        ("unknown_chain", 2, "open"),
    ]
    assert done.waiting_count == 0


@pytest.mark.parametrize("codes", [(), ("fork",), ("bad_seal",)])
def test_only_the_chosen_reasons_are_adopted(shop: Shop, database, codes: tuple[str, ...]) -> None:
    till, _ = revoked_with(shop, database.app, 1)

    done = adopt_waiting(all_of(shop, till, *codes))

    assert (done.adopted_count, done.waiting_count) == (0, 0)
    assert count("sales_sale", shop.organization) == 0
    assert states(shop) == [("revoked", 3, "open")]


def test_another_till_is_left_alone(shop: Shop, database) -> None:
    till, _ = revoked_with(shop, database.app, 1)
    other = new_till(shop, "B1")

    assert adopt_waiting(all_of(shop, other, "revoked")).adopted_count == 0
    assert states(shop) == [("revoked", 3, "open")]
    assert till.identity.till != other.identity.till


def test_two_people_at_once_adopt_each_entry_once(shop: Shop, database) -> None:
    till, _ = revoked_with(shop, database.app, 6)

    # However busy the machine is: what a part of the page's two seconds leaves would be another part's.
    whole = replace(all_of(shop, till, "revoked"), seconds_max=60)

    def adopt(_: int) -> int:
        try:
            return adopt_waiting(whole).adopted_count
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(adopt, range(2)))

    assert sum(counts) == 6
    assert count("sales_sale", shop.organization) == 6
    assert {state for _, _, state in states(shop)} == {"adopted"}
