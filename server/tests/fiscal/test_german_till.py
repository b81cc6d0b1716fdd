"""A till asks Germany's device through the server: chosen in the office, signed once, slow, broken, killed."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from comptoir.edge import sealing
from comptoir.fiscal.public import till_documents
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.entries import Sender
from comptoir_countries.de.plugin import PLUGIN, slots
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.fiscal.test_device import Simulator

DATA = "Beleg^11.90_0.00_0.00_0.00_0.00^11.90:Bar"


@pytest.fixture
def tse(tmp_path: Path) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path / "tse.json")
    simulator.start()
    yield simulator
    simulator.kill()


@pytest.fixture
def german(day: Day, database: TestDatabase, tse: Simulator, settings) -> Day:
    settings.COMPTOIR_SEALING_DEVICES = {"tss-1": tse.address}
    with psycopg.connect(database.owner) as connection:
        connection.execute("UPDATE platform_organization SET country = 'DE' WHERE id = %s", [day.organization])
    return day


def ask(day: Day, key: UUID, *, is_known: bool = False) -> dict[str, Any]:
    identity = day.till.identity
    key_of_till = ec.generate_private_key(ec.SECP256R1()).public_key()
    sender = Sender(
        organization=day.organization, till=identity.till, store=new_uuid7(), chain=identity.chain,
        device=identity.till, public_key=key_of_till, issued_at=datetime.now(UTC), organization_text="", till_text="",
        chain_text="",
    )  # fmt: skip
    return sealing._ask(sender, sealing.Wish(key, DATA, is_known))


def test_nothing_is_sealed_before_the_office_has_chosen_a_device_by_name(german: Day, owner: Client) -> None:
    before = ask(german, new_uuid7())
    wrong = owner.post("/fiscal/country/begin", {"company": "tss-9"})
    with reading(german.organization):
        nothing = till_documents("de")

    right = owner.post("/fiscal/country/begin", {"company": "tss-1"})

    assert before == {"outcome": "failed", "code": "no_device"}
    assert (wrong.status_code, nothing) == (422, {})
    assert "named no such device" in wrong.content.decode()
    assert right.status_code == 302
    with reading(german.organization):
        assert till_documents("de") == {"": {"device": "tse"}}
    assert ask(german, new_uuid7())["outcome"] == "sealed"


def test_the_same_draft_is_signed_once_and_stands_on_the_paper(german: Day, owner: Client, tse: Simulator) -> None:
    owner.post("/fiscal/country/begin", {"company": "tss-1"})
    key = new_uuid7()

    first, again, found = ask(german, key), ask(german, key), ask(german, key, is_known=True)

    assert first == again == found
    assert len(tse.kept["transactions"]) == 1
    members = first["members"]
    till = str(german.till.identity.till)
    paper = slots({"fiscal": {"plugin": "de", "client": till, "process_data": DATA, **members}}, "de")
    assert paper.qr.split(";")[:5] == ["V0", till, "Kassenbeleg-V1", DATA, str(members["number"])]
    assert paper.lines[0] == f"TSE-Vorgang {members['number']} · Signaturzähler {members['counter']}"
    assert "simulierte TSE" in paper.lines[3]
    assert slots({"fiscal": {"plugin": "de", "outage": "timeout"}}, "de").lines == ("TSE ausgefallen",)


def test_a_slow_a_broken_and_a_killed_device_are_answers_in_time(german: Day, owner: Client, tse: Simulator) -> None:
    owner.post("/fiscal/country/begin", {"company": "tss-1"})
    tse.mode("slow", ms=4_000)
    key, began = new_uuid7(), time.monotonic()
    slow = ask(german, key)
    took = time.monotonic() - began
    tse.mode("failed")
    broken = ask(german, new_uuid7())
    tse.mode("ok")
    # It signs all the same, after the till's patience.
    while str(key) not in tse.kept["transactions"]:
        assert time.monotonic() - began < 20
        time.sleep(0.1)
    later = ask(german, key, is_known=True)
    tse.kill()
    gone = ask(german, new_uuid7())

    assert slow == {"outcome": "unknown", "code": "timeout"}
    assert took < 4
    assert broken == {"outcome": "failed", "code": "E_DEVICE"}
    assert later["outcome"] == "sealed"
    assert gone == {"outcome": "failed", "code": "unreachable"}


def test_the_office_lets_the_device_fail_for_practice(german: Day, owner: Client) -> None:
    owner.post("/fiscal/country/simulate", {"is_out": "1"})
    with reading(german.organization):
        assert till_documents("de") == {}
    owner.post("/fiscal/country/begin", {"company": "tss-1"})
    owner.post("/fiscal/country/simulate", {"is_out": "1"})
    with reading(german.organization):
        assert till_documents("de") == {"": {"device": "tse", "is_out": True}}
    assert PLUGIN.fulfils == frozenset()
