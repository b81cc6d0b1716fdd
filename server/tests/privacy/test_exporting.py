"""Everything that is kept of a person comes as one document, and that it was taken is noted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.privacy.commands import EndRestrictions
from comptoir.privacy.errors import PersonUnknown
from comptoir.privacy.operations import end_restrictions
from comptoir.privacy.public import (
    ErasePerson,
    ExportEmployee,
    ExportPerson,
    erase_person,
    export_employee,
    export_person,
)
from tests.databases import TestDatabase
from tests.privacy.known import CARD, EMAIL, EVIDENCE, NAME, NOTED, NOW, PHONE, Known, known_everywhere
from tests.privacy.test_erasure import AFTER, let_days_pass


@pytest.fixture
def known(db: None, database: TestDatabase, settings, tmp_path: Path) -> Iterator[Known]:
    settings.HOME = tmp_path
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    found = known_everywhere(database)
    yield found
    forget(found)
    let_days_pass(found.organization)
    end_restrictions(EndRestrictions(organization=found.organization, now=AFTER))


def forget(known: Known) -> None:
    erase_person(
        ErasePerson(organization=known.organization, person=None, customer=known.customer, reason="asked", now=NOW)
    )


def exported(known: Known) -> dict[str, list[dict[str, object]]]:
    asked = ExportPerson(organization=known.organization, person=None, customer=known.customer, now=NOW)
    file = json.loads(export_person(asked).as_bytes())
    assert (file["format"], file["kind"], file["person"]) == ("comptoir-person-v1", "customer", str(known.customer))
    assert (file["shop"], file["made_at"]) == ("Essai", "2026-11-25T10:00:00+00:00")
    assert {(part["purpose"] != "", part["basis"] in ("contract", "law", "interest")) for part in file["sections"]} == {
        (True, True)
    }
    return {part["name"]: part["rows"] for part in file["sections"]}


def test_a_customer_gets_all_that_is_kept_of_them(known: Known) -> None:
    file = exported(known)

    assert list(file) == [
        "profile", "consents", "exemption", "sales", "notes", "papers_sent", "invoices", "baskets_aside", "imports",
        "changes",
    ]  # fmt: skip
    [profile] = file["profile"]
    assert (profile["name"], profile["email"], profile["phone"], profile["card"]) == (NAME, EMAIL, PHONE, CARD)
    assert [one["evidence"] for one in file["exemption"]] == [EVIDENCE]
    assert [one["kind"] for one in file["sales"]] == ["sale", "sale", "order", "payment", "payment"]
    first = file["sales"][0]["text"]
    assert isinstance(first, dict)
    assert (first["body"]["gross"], len(first["body"]["lines"])) == (460, 4)
    assert sorted(str(one["text"]) for one in file["notes"]) == [EVIDENCE, NOTED]
    assert [one["address"] for one in file["papers_sent"]] == [EMAIL]
    [invoice] = file["invoices"]
    assert isinstance(invoice["content"], dict)
    assert (invoice["content"]["buyer"]["name"], invoice["kept_until"]) == (NAME, None)
    assert [one["text"] for one in file["consents"]] == ["Oui, écrivez-moi."]
    assert [one["label"] for one in file["baskets_aside"]] == [NAME]
    assert [one["before"]["name"] for one in file["imports"]] == ["Z. Quixotesk"]  # type: ignore[index]
    with reading(known.organization):
        [noted] = AuditEvent.objects.filter(action="privacy.exported")
    assert (noted.subject, noted.details) == (str(known.customer), {"rows": sum(len(rows) for rows in file.values())})


def test_who_was_erased_gets_what_is_left(known: Known) -> None:
    forget(known)

    file = exported(known)

    assert set(file) == {"consents", "sales", "papers_sent", "invoices", "erasure", "changes"}
    assert [one["address"] for one in file["papers_sent"]] == [""]
    assert file["erasure"] == [
        {"erased_at": "2026-11-25T10:00:00+00:00", "reason": "asked", "kept_until": "2036-11-25"}
    ]
    assert file["invoices"][0]["kept_until"] == "2036-11-25"


def test_somebody_of_the_team_gets_theirs_and_nobody_elses(known: Known) -> None:
    noor = new_uuid7()
    add_employee(AddEmployee(organization=known.organization, person=None, id=noor, name="Noor"))

    found = export_employee(
        ExportEmployee(organization=known.organization, person=None, employee=noor, now=NOW)
    ).as_json()

    assert [(part["name"], len(part["rows"])) for part in found["sections"]] == [("profile", 1)]
    assert found["sections"][0]["rows"][0]["name"] == "Noor"
    with pytest.raises(PersonUnknown):
        export_employee(ExportEmployee(organization=known.organization, person=None, employee=new_uuid7(), now=NOW))
    with pytest.raises(PersonUnknown):
        export_person(ExportPerson(organization=known.organization, person=None, customer=new_uuid7(), now=NOW))
