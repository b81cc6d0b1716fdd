"""Reports that go by mail over real SMTP: at the store's hour, once, with their file, and stopped by who gets them."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from comptoir.backoffice.report_mail import send_due
from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.public import EndMembership, Role, add_membership, create_user, end_membership
from comptoir.insights.commands import BeginMailing, ClaimMailings
from comptoir.insights.errors import MailingAddressInvalid, MailingInvalid
from comptoir.insights.mailing import days_told, next_due
from comptoir.insights.public import begin_mailing, claim_mailings, mailings
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.insights.books import follow
from tests.papers.test_sending import Mailbox, mailbox
from tests.sales.shop import rows

__all__ = ["mailbox"]
EVENING = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
# Seven in the morning in Paris.
MORNING = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def told(day: Day, database: TestDatabase, settings) -> Day:
    settings.PUBLIC_ADDRESS = "https://essai.example"
    follow(database.app, day.organization)
    return day


def begin(organization: UUID, **other: object) -> UUID:
    asked: dict[str, object] = {
        "report": "days", "form": "pdf", "rhythm": "day", "hour": 7, "address": "claire@example.fr", "language": "fr",
        "now": EVENING, "id": new_uuid7(), "person": None,
    }  # fmt: skip
    command = BeginMailing(organization=organization, **(asked | other))  # type: ignore[arg-type]
    begin_mailing(command)
    return command.id


def state(organization: UUID) -> list[tuple[object, ...]]:
    return [
        (row["attempts"], row["code"], row["next_at"], row["sent_at"]) for row in rows("insights_mailing", organization)
    ]


def test_it_goes_once_at_its_hour_with_its_file_and_again_the_next_day(told: Day, mailbox: Mailbox) -> None:
    key = begin(told.organization)

    assert send_due(told.organization, MORNING - timedelta(seconds=1)) == 0
    assert send_due(told.organization, MORNING) == 1
    assert send_due(told.organization, MORNING + timedelta(hours=1)) == 0

    [mail] = mailbox.mails
    assert (mail["To"], mail["Subject"]) == ("claire@example.fr", "Ventes par jour · 19 nov. 2026")
    assert mail["Message-ID"].startswith(f"<{key}.202611200600@")
    [file] = list(mail.iter_attachments())
    assert (file.get_filename(), file.get_content_type()) == ("days-2026-11-19-2026-11-19.pdf", "application/pdf")
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert "18,06" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    text = mail.get_body(("plain",))
    assert text is not None
    assert "18,06\u00a0€" in text.get_content()
    assert state(told.organization) == [(0, "", MORNING + timedelta(days=1), MORNING)]
    assert send_due(told.organization, MORNING + timedelta(days=1)) == 1
    assert [mail["Subject"] for mail in mailbox.mails][1] == "Ventes par jour · 20 nov. 2026"


def test_who_gets_it_stops_it_by_its_link_and_by_no_other(told: Day, mailbox: Mailbox, owner: Client) -> None:
    begin(told.organization)
    send_due(told.organization, MORNING)
    text = mailbox.mails[0].get_body(("plain",))
    assert text is not None
    found = re.search(r"https://essai\.example(/reports/mail/stop/\S+)", text.get_content())
    assert found is not None
    stranger = Client()

    assert stranger.get(found[1]).status_code == 200
    assert len(state(told.organization)) == 1
    with reading(told.organization):
        assert len(mailings()) == 1
    assert stranger.post(found[1][:-1] + ("a" if found[1][-1] != "a" else "b")).status_code == 404
    assert (stranger.post(found[1]).status_code, stranger.post(found[1]).status_code) == (200, 200)

    with reading(told.organization):
        assert mailings() == []
    assert send_due(told.organization, MORNING + timedelta(days=3)) == 0
    assert len(mailbox.mails) == 1


def test_a_worker_that_died_in_the_midst_leaves_the_same_mail_to_the_next_one(told: Day, mailbox: Mailbox) -> None:
    key = begin(told.organization, form="csv")
    assert claim_mailings(ClaimMailings(organization=told.organization, now=MORNING)) == [key]

    assert send_due(told.organization, MORNING + timedelta(seconds=10)) == 0
    assert mailbox.mails == []
    assert send_due(told.organization, MORNING + timedelta(hours=1)) == 1
    assert send_due(told.organization, MORNING + timedelta(hours=2)) == 0

    [mail] = mailbox.mails
    assert mail["Message-ID"].startswith(f"<{key}.202611200600@")
    [file] = list(mail.iter_attachments())
    assert "18,06" in file.get_content()


def test_two_workers_send_it_once(told: Day, mailbox: Mailbox) -> None:
    begin(told.organization)
    claims = [claim_mailings(ClaimMailings(organization=told.organization, now=MORNING)) for _worker in range(2)]

    assert [len(claim) for claim in claims] == [1, 0]


def test_a_refused_address_waits_for_the_next_day_and_a_busy_one_is_tried_again(told: Day, mailbox: Mailbox) -> None:
    begin(told.organization, form="xlsx")
    mailbox.answer = "450 later"
    send_due(told.organization, MORNING)
    [(attempts, code, next_at, sent_at)] = state(told.organization)
    assert (attempts, code, sent_at) == (1, "mailbox_busy", None)
    assert isinstance(next_at, datetime)
    assert MORNING < next_at < MORNING + timedelta(hours=1)

    mailbox.answer = "550 nobody"
    send_due(told.organization, next_at)
    assert state(told.organization) == [(0, "address_refused", MORNING + timedelta(days=1), None)]

    mailbox.answer = ""
    send_due(told.organization, MORNING + timedelta(days=1))
    [mail] = mailbox.mails
    [file] = list(mail.iter_attachments())
    assert file.get_content()[:2] == b"PK"


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"address": "nobody"}, MailingAddressInvalid),
        ({"form": "exe"}, MailingInvalid),
        ({"rhythm": "year"}, MailingInvalid),
        ({"hour": 24}, MailingInvalid),
        ({"store": new_uuid7()}, MailingInvalid),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_written(
    told: Day, other: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        begin(told.organization, **other)

    assert state(told.organization) == []


def test_hours_and_days_are_those_of_the_wall() -> None:
    late = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)

    assert next_due(late, "day", 7, "Europe/Paris") == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)
    assert next_due(late, "week", 7, "Europe/Paris") == datetime(2026, 3, 30, 5, 0, tzinfo=UTC)
    assert next_due(late, "month", 0, "Europe/Paris") == datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
    told = [
        tuple(map(str, days_told(rhythm, datetime(2026, 3, 1, tzinfo=UTC).date())))
        for rhythm in ("day", "week", "month")
    ]
    assert told == [("2026-02-28",) * 2, ("2026-02-22", "2026-02-28"), ("2026-02-01", "2026-02-28")]


def test_a_person_begins_and_ends_it_on_the_page(
    owner: Client, told: Day, sign_in: Callable[[UUID, Role], Client]
) -> None:
    form = {"report": "items", "form": "xlsx", "rhythm": "week", "hour": "7", "address": "claire@example.fr",
            "id": str(new_uuid7())}  # fmt: skip

    assert "Sales by item" in owner.get("/reports/mail?report=items").content.decode()
    assert owner.post("/reports/mail/begin", {**form, "address": "x"}).status_code == 422
    assert owner.post("/reports/mail/begin", {**form, "report": "nonsense"}).status_code == 404
    assert owner.post("/reports/mail/begin", form).status_code == 302
    assert owner.post("/reports/mail/begin", form).status_code == 302

    with reading(told.organization):
        [view] = mailings()
    assert (view.report, view.form, view.rhythm, view.hour) == ("items", "xlsx", "week", 7)
    page = owner.get("/reports/mail").content.decode()
    assert "Every Monday" in page
    assert "claire@example.fr" in page
    assert sign_in(told.organization, Role.CASHIER).post("/reports/mail/begin", form).status_code == 403
    assert owner.post(f"/reports/mail/{view.id}/end").status_code == 302
    with reading(told.organization):
        assert mailings() == []
    assert owner.post(f"/reports/mail/{new_uuid7()}/end").status_code == 404


def test_what_somebody_began_who_left_or_gets_who_left_goes_no_more(told: Day, mailbox: Mailbox) -> None:
    people = [new_uuid7() for _ in range(3)]
    for person in people:
        create_user(
            CreateUser(id=person, email=f"{person}@x.example", name="Bea", password="quiet-zinc-counter", language="fr")
        )
        add_membership(
            AddMembership(organization=told.organization, person=None, id=new_uuid7(), user=person, role=Role.MANAGER)
        )
    begin(told.organization, person=people[0])
    begin(told.organization, address=f"{people[1]}@X.example")
    kept = begin(told.organization, person=people[2], address=f"{people[2]}@x.example")
    assert send_due(told.organization, MORNING) == 3
    for person in people[:2]:
        end_membership(EndMembership(organization=told.organization, person=None, user=person, now=MORNING))

    assert send_due(told.organization, MORNING + timedelta(days=1)) == 1

    assert [mail["To"] for mail in mailbox.mails[3:]] == [f"{people[2]}@x.example"]
    with reading(told.organization):
        assert [view.id for view in mailings()] == [kept]
    ended = [row for row in rows("platform_auditevent", told.organization) if row["action"] == "insights.mailing_ended"]
    assert len(ended) == 2
