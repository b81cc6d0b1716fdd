"""The page of reasons for owing no tax: who may, what is said, and how a sale shows what was sealed."""

from uuid import UUID

import pytest
from django.test import Client
from django.utils.translation import override

from comptoir.catalog.commands import SaveCustomerGroup
from comptoir.catalog.public import save_customer_group
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tax.public import ReasonView, exemption_reasons
from tests.backoffice.conftest import Day
from tests.edge.client import settings_of
from tests.sales.shop import count


def _form(**changes: object) -> dict[str, object]:
    return {
        "id": str(new_uuid7()), "name": "Ambassade", "category": "E", "vatex": " vatex-eu-151 ", "evidence": "card",
        "mention": "Directive 2006/112/CE, art. 151", **changes,
    }  # fmt: skip


def _reasons(organization: UUID) -> list[ReasonView]:
    with reading(organization):
        return exemption_reasons(with_ended=True)


def test_a_reason_is_added_once_changed_and_ended(owner: Client, day: Day) -> None:
    group = new_uuid7()
    save_customer_group(SaveCustomerGroup(organization=day.organization, person=None, id=group, name="Ambassades"))
    form = _form(groups=[str(group)])

    answers = [owner.post("/exemptions/new", form)["Location"] for _ in range(2)]
    page = owner.get("/exemptions").content.decode()
    [made] = _reasons(day.organization)

    assert answers == ["/exemptions"] * 2
    assert (made.vatex, made.evidence, made.groups, made.revision) == ("VATEX-EU-151", "card", (group,), 1)
    for words in ("Ambassade", "VATEX-EU-151", "Directive 2006/112/CE, art. 151", "The number of a card", "Ambassades"):
        assert words in page

    changed = owner.post(f"/exemptions/{made.id}", _form(name="Consulat"))
    assert changed["Location"] == "/exemptions"
    [ended] = _reasons(day.organization)
    # The box "tills offer it" was not ticked.
    assert (ended.name, ended.revision, ended.is_active) == ("Consulat", 2, False)
    assert "No longer accepted" in owner.get("/exemptions").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "This field is required."),
        ({"vatex": "VATEX-EU-G"}, "This code is not in the list of the norm, or not of this kind of taxation."),
        ({"category": "S"}, "Select a valid choice."),
    ],
)
def test_what_does_not_fit_is_said_and_not_written(
    owner: Client, day: Day, changes: dict[str, object], said: str
) -> None:
    answer = owner.post("/exemptions/new", _form(**changes))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert count("tax_exemption_reason", day.organization) == 0


def test_tills_hear_of_it_in_their_settings(owner: Client, day: Day, database) -> None:
    assert "exemptions" not in settings_of(day.till, database.app)
    owner.post("/exemptions/new", _form())

    [told] = settings_of(day.till, database.app)["exemptions"]
    [made] = _reasons(day.organization)
    assert told == {
        "id": str(made.id), "revision": 1, "category": "E", "name": "Ambassade", "vatex": "VATEX-EU-151",
        "mention": "Directive 2006/112/CE, art. 151", "evidence": "card",
    }  # fmt: skip
    owner.post(f"/exemptions/{made.id}", _form(evidence=""))
    # Who accepts none any more is not offered the usual ones instead.
    assert settings_of(day.till, database.app)["exemptions"] == []


def test_only_who_edits_products_may(day: Day, client: Client, sign_in) -> None:
    assert client.get("/exemptions")["Location"].startswith("/sign-in")
    accountant = sign_in(day.organization, Role.ACCOUNTANT)
    assert [accountant.get("/exemptions").status_code, accountant.post("/exemptions/new", _form()).status_code] == [
        403, 403,
    ]  # fmt: skip
    stranger = sign_in(day.organization, Role.OWNER)
    assert stranger.get(f"/exemptions/{new_uuid7()}").status_code == 404
    assert count("tax_exemption_reason", day.organization) == 0


def test_the_empty_page_says_what_tills_do_until_then(owner: Client, day: Day) -> None:
    with override("en"):
        assert "tills offer the usual ones" in owner.get("/exemptions").content.decode()
