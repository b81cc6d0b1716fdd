"""Somebody changes their own PIN at a till: proved by the present one, counted, good at every till at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.db import connections

from comptoir.journal import to_base64url
from comptoir.kernel import DomainError
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import SimulatedTill, new_private_key
from comptoir.staff.commands import ChangeOwnPin, SetPin, SetPost
from comptoir.staff.models import Policy, Secret
from comptoir.staff.operations import change_own_pin, set_pin, set_post
from comptoir.staff.secrets import reveal, slow_hash, verifier
from comptoir.staff.tries import is_waiting, wait_after
from tests.edge.client import open_door
from tests.edge.test_people import hire, mac, register
from tests.edge.test_shelf import ask
from tests.sales.shop import Shop, count, new_till, open_shop

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def person(shop: Shop, name: str, digits: str | None) -> UUID:
    employee = hire(shop, name)
    if digits is not None:
        set_pin(SetPin(organization=shop.organization, person=None, employee=employee, pin=digits, now=NOW))
    return employee


def has_pin(shop: Shop, employee: UUID, digits: str) -> bool:
    with reading(shop.organization):
        policy = Policy.objects.get()
        row = Secret.objects.get(employee_id=employee, kind="pin")
        known = reveal(bytes(row.sealed), organization=shop.organization, employee=employee, kind="pin")
        return known == slow_hash(digits, salt=bytes(policy.pin_salt), iterations=policy.pin_iterations)


def tries(shop: Shop, employee: UUID) -> int:
    with reading(shop.organization):
        return Secret.objects.get(employee_id=employee, kind="pin").failures


def change(shop: Shop, employee: UUID, old: str, new: str, *, now: datetime = NOW) -> None:
    change_own_pin(
        ChangeOwnPin(organization=shop.organization, employee=employee, pin=old, new_pin=new, now=now)
    )  # fmt: skip


def wish(cashier: UUID, old: str, new: str) -> dict[str, object]:
    return {"cashier": cashier, "pin": old, "new_pin": new}


def test_the_new_pin_holds_and_the_answer_has_its_verifier_for_this_device(shop: Shop, database) -> None:
    noor = person(shop, "Noor", "2580")
    till, key = new_till(shop), new_private_key()

    async def run() -> tuple[Any, Any]:
        async with open_door(database.app) as client:
            registered = await register(client, till, key)
            body = msgspec.json.encode(wish(noor, "2580", "9072"))
            token = till.identity.token
            return registered.json, await client.ask("POST", "/edge/v1/pin", body=body, token=token)

    registered, reply = asyncio.run(run())

    assert reply.status == 200
    people = reply.json["settings"]["people"]
    with reading(shop.organization):
        policy = Policy.objects.get()
        assert people["pin"]["salt"] == to_base64url(bytes(policy.pin_salt))
        hashed = slow_hash("9072", salt=bytes(policy.pin_salt), iterations=policy.pin_iterations)
        changes = AuditEvent.objects.filter(action="staff.own_pin_changed")
        assert [(row.person, row.subject, row.details) for row in changes] == [(noor, str(noor), {})]
    [row] = reply.json["settings"]["cashiers"]
    assert row["pin"] == verifier(mac(till, key, registered["server_key"]), "pin", noor, hashed)
    assert has_pin(shop, noor, "9072")
    assert tries(shop, noor) == 0


def test_a_repeat_changes_nothing_and_tells_tills_nothing_new(shop: Shop) -> None:
    noor = person(shop, "Noor", "2580")
    change(shop, noor, "2580", "9072")
    known = count("catalog_feed", shop.organization)

    change(shop, noor, "2580", "9072")

    assert count("catalog_feed", shop.organization) == known
    assert has_pin(shop, noor, "9072")
    with reading(shop.organization):
        assert AuditEvent.objects.filter(action="staff.own_pin_changed").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("1470", "9072", "staff.pin_wrong"),
        ("2580", "1111", "staff.pin_weak"),
        ("2580", "4321", "staff.pin_weak"),
        ("2580", "90721", "staff.pin_invalid"),
        ("2580", "7391", "staff.pin_taken"),
    ],
)
def test_what_is_refused_leaves_the_pin_and_counts(shop: Shop, old: str, new: str, refusal: str) -> None:
    noor = person(shop, "Noor", "2580")
    person(shop, "Ada", "7391")
    known = count("catalog_feed", shop.organization)

    with pytest.raises(DomainError) as refused:
        change(shop, noor, old, new)

    assert refused.value.code == refusal
    assert has_pin(shop, noor, "2580")
    assert tries(shop, noor) == 1
    assert count("catalog_feed", shop.organization) == known


def test_tries_are_bounded_also_for_the_right_pin_and_an_office_ends_the_wait(shop: Shop) -> None:
    noor = person(shop, "Noor", "2580")
    for digits in ("1470", "1471", "1472", "1473", "1474"):
        with pytest.raises(DomainError, match=r"staff\.pin_wrong"):
            change(shop, noor, digits, "9072")

    with pytest.raises(DomainError, match=r"staff\.pin_waits"):
        change(shop, noor, "2580", "9072", now=NOW + timedelta(seconds=29))
    assert tries(shop, noor) == 5
    assert has_pin(shop, noor, "2580")
    set_pin(SetPin(organization=shop.organization, person=None, employee=noor, pin="6183", now=NOW))
    change(shop, noor, "6183", "9072")
    assert has_pin(shop, noor, "9072")


def test_waits_double_up_to_an_hour() -> None:
    assert [wait_after(failures).total_seconds() for failures in (0, 4, 5, 6, 11, 12, 900)] == [
        0, 0, 30, 60, 1_920, 3_600, 3_600,
    ]  # fmt: skip
    assert is_waiting(5, NOW, NOW + timedelta(seconds=29))
    assert not is_waiting(5, NOW, NOW + timedelta(seconds=30))
    assert not is_waiting(0, None, NOW)


def test_two_who_choose_one_pin_at_once_are_seen(shop: Shop) -> None:
    people = [person(shop, "Noor", "2580"), person(shop, "Ada", "7391"), person(shop, "Karim", "6183")]

    def choose(employee: UUID, old: str) -> str:
        try:
            change(shop, employee, old, "9072")
        except DomainError as refused:
            return refused.code
        finally:
            connections.close_all()
        return "changed"

    with ThreadPoolExecutor(3) as threads:
        answers = sorted(threads.map(choose, people, ("2580", "7391", "6183")))

    assert answers == ["changed", "staff.pin_taken", "staff.pin_taken"]
    assert [has_pin(shop, one, "9072") for one in people].count(True) == 1


def test_the_door_asks_for_a_device_and_for_somebody_who_stands_there(shop: Shop, database) -> None:
    noor, away, none = person(shop, "Noor", "2580"), person(shop, "Ada", "7391"), person(shop, "Karim", None)
    set_post(SetPost(organization=shop.organization, person=None, employee=away, role=None))
    till: SimulatedTill = new_till(shop)
    other = new_till(open_shop())

    def post(body: object) -> tuple[str, str, object]:
        return ("POST", "/pin", body)

    answers = ask(
        database, till,
        post(wish(away, "7391", "9072")),
        post(wish(none, "0000", "9072")),
        post(wish(noor, "1470", "9072")),
        post({"cashier": noor, "pin": "2580", "new_pin": "90 2"}),
        post({"cashier": noor, "pin": "2580"}),
    )  # fmt: skip
    [foreign] = ask(database, other, post(wish(noor, "2580", "9072")))
    [anonymous] = ask(database, None, post(wish(noor, "2580", "9072")))

    assert [(reply.status, reply.code) for reply in [*answers, foreign, anonymous]] == [
        (403, "edge.not_allowed"),
        (409, "staff.pin_missing"),
        (403, "staff.pin_wrong"),
        (422, "edge.body_invalid"),
        (422, "edge.body_invalid"),
        (403, "edge.not_allowed"),
        (401, "edge.token_unknown"),
    ]
    assert has_pin(shop, noor, "2580")
    assert tries(shop, noor) == 1
