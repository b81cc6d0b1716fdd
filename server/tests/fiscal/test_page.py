"""The page of what the law asks: what it shows, what it lets somebody do, and that each of it is noted."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import psycopg
from django.test import Client

from comptoir.fiscal.commands import NoteProgram
from comptoir.fiscal.models import Archive, Fact
from comptoir.fiscal.public import software, till_documents
from comptoir.fiscal.taking import note_program
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.fiscal.archived import archived

SignIn = Callable[[UUID, Role], Client]


def noted(day: Day, action: str) -> list[AuditEvent]:
    with reading(day.organization):
        return list(AuditEvent.objects.filter(organization_id=day.organization, action=action))


def test_page_says_what_is_prepared_and_what_is_missing(day: Day, owner: Client) -> None:
    page = owner.get("/fiscal").content.decode()

    assert "CGI art. 286 I 3° bis" in page
    assert "Prepared for this law, and certified by nobody" in page
    assert page.count("tag tag-bad") == 2
    assert "€19.21" in page
    assert software().fingerprint in page


def test_auditor_checks_and_takes_copies_and_each_is_noted(day: Day, sign_in: SignIn) -> None:
    made, _file = archived(day)
    auditor = sign_in(day.organization, Role.AUDITOR)

    checked = auditor.post("/fiscal/check").content.decode()
    taken = auditor.get(f"/fiscal/archive/{made}")
    events = auditor.get("/fiscal/file?what=events&from=2026-11-19&to=2026-11-19")

    assert "7 entries in 1 chains" in checked
    assert zipfile.ZipFile(BytesIO(taken.getvalue())).testzip() is None
    assert events.getvalue().decode().splitlines()[1].startswith("A1-1-1,")
    [check] = noted(day, "fiscal.checked")
    assert check.details == {"entries": 7, "faults": 0}
    assert {event.subject for event in noted(day, "fiscal.taken")} == {str(made), "events"}


def test_auditor_archives_nothing(day: Day, sign_in: SignIn) -> None:
    auditor = sign_in(day.organization, Role.AUDITOR)

    answer = auditor.post("/fiscal/archive", {"id": str(new_uuid7()), "last": "2026-11-19"})

    assert answer.status_code == 403
    with reading(day.organization):
        assert not Archive.objects.filter(organization_id=day.organization).exists()


def test_changed_entry_is_named_on_the_page(day: Day, owner: Client, database: TestDatabase) -> None:
    with psycopg.connect(database.owner) as connection:
        connection.execute(
            "UPDATE sales_entry SET content = "
            "convert_to(replace(convert_from(content, 'UTF8'), '1120', '1119'), 'UTF8') "
            "WHERE organization_id = %s AND sequence = 3",
            [day.organization],
        )

    page = owner.post("/fiscal/check").content.decode()

    assert "A1-1-3: its seal does not fit its bytes" in page
    assert [event.details["faults"] for event in noted(day, "fiscal.checked")] == [2]


def test_owner_archives_on_the_page_once(day: Day, owner: Client) -> None:
    wish = {"id": str(new_uuid7()), "last": "2026-11-19"}

    first = owner.post("/fiscal/archive", wish)
    again = owner.post("/fiscal/archive", wish)
    other = owner.post("/fiscal/archive", {**wish, "id": str(new_uuid7())})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 422)
    assert "in an archive already" in other.content.decode()
    with reading(day.organization):
        assert Archive.objects.filter(organization_id=day.organization).count() == 1


def test_events_and_closings_are_listed(day: Day, owner: Client) -> None:
    events = owner.get("/fiscal/events?from=2026-11-19&to=2026-11-19").content.decode()
    closings = owner.get("/fiscal/closings?from=2026-11-01&to=2026-11-30").content.decode()

    for words in ("A device became this till", "Day opened", "Basket voided", "Day closed"):
        assert words in events
    assert "2026-11</th>" in closings
    assert "A1-1-7" in closings


def test_attestation_is_a_template_that_names_the_program(day: Day, owner: Client) -> None:
    page = owner.get("/fiscal/attestation").content.decode()

    assert "Non signé, ce document ne vaut pas attestation." in page
    assert software().fingerprint in page


def test_another_program_is_noted_once_and_told_to_tills(day: Day) -> None:
    assert [note_program(NoteProgram(day.organization)) for _ in range(2)] == [True, False]

    with reading(day.organization):
        assert till_documents("fr") == {"": {"build": software().short}}
        assert Fact.objects.filter(organization_id=day.organization, name="program").count() == 1
    [event] = noted(day, "fiscal.program")
    assert event.details == {"version": software().version, "fingerprint": software().fingerprint}
