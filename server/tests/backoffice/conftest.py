"""A shop with a sealed day of trade, made by a simulated till through the real ledger, and people of every role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.commands import AddEmployee, AddMembership, CreateUser
from comptoir.identity.public import Role, add_employee, add_membership, create_user
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.databases import TestDatabase
from tests.sales.shop import Shop, add_till, enrol, open_shop, submit

PASSWORD = "quiet-zinc-counter"
NOON = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)  # a Thursday, 12:30 in Paris


@dataclass(frozen=True, slots=True)
class Day:
    """The shop after its day, and what was sealed in it."""

    shop: Shop
    till: SimulatedTill
    cashier: UUID
    bread_and_wine: Sealed
    refund: Sealed

    @property
    def organization(self) -> UUID:
        return self.shop.organization


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def send(database: TestDatabase) -> Callable[[SimulatedTill, list[Sealed | bytes]], None]:
    """Hand sealed entries to the ledger, as the device door does."""

    def send_now(till: SimulatedTill, entries: list[Sealed | bytes]) -> None:
        submit(database.app, till, entries)

    return send_now


@pytest.fixture
def day(shop: Shop, send: Callable[[SimulatedTill, list[Sealed | bytes]], None]) -> Day:
    """Opening with 100.00; 2 bread + 1 wine in cash, 1 wine by card with 10 % off, 1 bread back; a void; closing."""
    cashier = new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=cashier, name="Amir"))
    till = enrol(shop, add_till(shop, "A1"), now=NOON)
    till.cashier = cashier
    till.now = NOON
    entries = [till.start_chain(), till.open(10_000)]
    sale = till.sell([shop.bread, shop.bread, shop.wine])
    card = till.sell([shop.wine], card=801, discount_ppm=100_000)
    refund = till.refund(sale, {1: 1000})
    void = till.seal(
        "technical_event",
        {
            "event": "basket_voided",
            "cashier": str(cashier),
            "session": str(till.session),
            "lines_count": 1,
            "gross": 890,
        },
    )
    entries += [sale, card, refund, void]
    closing: dict[str, object] = {
        "session": str(till.session),
        "cashier": str(cashier),
        "currency": "EUR",
        "period": "day",
        "first_sequence": 2,
        "last_sequence": 6,
        "sales_count": 2,
        "refunds_count": 1,
        "gross": 1921,
        "refunded": -115,
        "cash_expected": 11_005,
        "cash_counted": 10_905,
        "cash_difference": -100,
        "tenders": [{"kind": "card", "amount": 801}, {"kind": "cash", "amount": 1005}],
        "perpetual_gross": 1921,
        "perpetual_refunded": -115,
    }
    entries.append(till.seal("closing", closing))  # type: ignore[arg-type]  # integers and strings, as entries hold
    send(till, list(entries))
    return Day(shop, till, cashier, sale, refund)


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]


@pytest.fixture
def sign_in(db: None) -> Callable[[UUID, Role], Client]:
    """A browser of somebody with this role in this organization, speaking English."""

    def enter(organization: UUID, role: Role) -> Client:
        user = new_uuid7()
        email = f"{user}@shop.example"
        create_user(CreateUser(id=user, email=email, name="Ada", password=PASSWORD, language="en"))
        add_membership(AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=role))
        client = Client()
        answer = client.post("/sign-in", {"email": email, "password": PASSWORD})
        assert answer.status_code == 302
        return client

    return enter


@pytest.fixture
def owner(day: Day, sign_in: Callable[[UUID, Role], Client]) -> Client:
    return sign_in(day.organization, Role.OWNER)
