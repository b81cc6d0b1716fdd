"""The page that adopts everything of a till, and the incident that lists its entries."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.backoffice.pages import adoption
from comptoir.identity.public import Role
from comptoir.platform.tenancy import reading
from comptoir.sales.models import Incident, Quarantine, Sale
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.sales.test_own_chains import leave_chain, of_a_stranger

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


@pytest.fixture
def address(owner: Client, day: Day, send: Send) -> str:
    """Of the page, when three sales of a revoked device and two entries of a stranger's chain wait."""
    till = day.till
    owner.post(f"/tills/{till.identity.till}/revoke/{till.identity.chain}")
    send(till, [till.sell([day.shop.wine]) for _ in range(3)])
    return f"/incidents/till/{till.identity.till}"


def hidden(page: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


def sales_of_wine(day: Day) -> int:
    with reading(day.organization):
        return Sale.objects.filter(gross=890).count()


def test_an_incident_lists_its_entries_and_leads_to_adopting_all(owner: Client, day: Day, address: str) -> None:
    with reading(day.organization):
        incident = Incident.objects.get().pk
        held = list(Quarantine.objects.values_list("id", flat=True))

    page = owner.get(f"/incidents/{incident}").content.decode()

    assert len(held) == 3
    assert all(f"/quarantine/{one}" in page for one in held)
    assert address in page
    assert address in owner.get("/incidents").content.decode()
    assert address in owner.get(f"/quarantine/{held[0]}").content.decode()


def test_it_goes_on_by_itself_and_says_how_far_it_is(
    owner: Client, day: Day, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adoption, "PART_MAX", 2)
    before = sales_of_wine(day)

    question = owner.get(address).content.decode()
    first = owner.post(address, {"codes": ["revoked"], "note": "From the market"}).content.decode()
    second = owner.post(address, hidden(first), headers={"HX-Request": "true"}).content.decode()

    assert "3 × An entry from a revoked device" in question
    assert "2 adopted, 1 to go" in first
    assert 'max="3" value="2"' in first
    assert "<html" not in second
    assert "3 entries adopted: they now count like any others." in second
    assert sales_of_wine(day) == before + 3
    with reading(day.organization):
        assert set(Quarantine.objects.values_list("state", "note")) == {("adopted", "From the market")}
    again = owner.post(address, hidden(first)).content.decode()
    assert "2 entries adopted" in again  # what the first part said of itself: nothing more was there
    assert sales_of_wine(day) == before + 3
    assert "Nothing of this till waits" in owner.get(address).content.decode()


def test_what_cannot_be_adopted_is_named(owner: Client, day: Day, address: str, send: Send) -> None:
    stranger, started = leave_chain(day.shop, day.till, of_a_stranger)
    send(day.till, [started, stranger.sell([day.shop.wine])])
    before = sales_of_wine(day)

    page = owner.post(address, {"codes": ["revoked", "unknown_chain"], "note": "Honest"}).content.decode()

    assert "3 entries adopted" in page
    assert "These stay in quarantine" in page
    with reading(day.organization):
        left = list(Quarantine.objects.filter(state="open").values_list("id", flat=True))
    assert len(left) == 2
    assert all(f"/quarantine/{one}" in page for one in left)
    assert sales_of_wine(day) == before + 3


@pytest.mark.parametrize(
    "form", [{"codes": ["revoked"], "note": ""}, {"note": "Honest"}, {"codes": ["x"], "note": "x"}]
)
def test_without_a_note_or_a_reason_nothing_is_adopted(
    owner: Client, day: Day, address: str, form: dict[str, object]
) -> None:
    before = sales_of_wine(day)

    assert owner.post(address, form).status_code == 422
    assert sales_of_wine(day) == before


def test_whoever_may_only_look_adopts_nothing(day: Day, address: str, sign_in: Callable[[UUID, Role], Client]) -> None:
    before = sales_of_wine(day)
    looker = sign_in(day.organization, Role.ACCOUNTANT)

    assert looker.get(address).status_code == 200
    assert looker.post(address, {"codes": ["revoked"], "note": "x"}).status_code == 403
    assert sales_of_wine(day) == before
