"""What waits for an office, on the page of the law: since when, what it said in words, again now, and an alert."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.test import Client

from comptoir.alerts.public import Trouble
from comptoir.backoffice.alert_mail import look
from comptoir.fiscal.models import Sending
from comptoir.fiscal.queue import Queue, queue, send_due
from comptoir.fiscal.registry import plugins
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir_countries.es.office import SimulatedOffice, TaxOffice
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase

LONG_AGO = datetime.now(UTC) - timedelta(hours=8)


@pytest.fixture
def spanish(day: Day, database: TestDatabase) -> Day:
    with psycopg.connect(database.owner) as connection:
        connection.execute("UPDATE platform_organization SET country = 'ES' WHERE id = %s", [day.organization])
    return day


def put(day: Day, content: bytes = b"a") -> None:
    assert queue(Queue(day.organization, "es-verifactu", "A", new_uuid7(), content, LONG_AGO))


def aged(day: Day, database: TestDatabase) -> None:
    with psycopg.connect(database.owner) as connection:
        connection.execute(
            "UPDATE fiscal_sending SET queued_at = %s WHERE organization_id = %s", [LONG_AGO, day.organization]
        )


def test_what_waits_is_shown_with_its_fault_in_the_persons_words(spanish: Day, owner: Client) -> None:
    office = SimulatedOffice(is_silent=True)
    put(spanish)
    put(spanish, b"b")
    send_due(spanish.organization, TaxOffice(office), datetime.now(UTC))

    page = owner.get("/fiscal").content.decode()
    owner.post("/language", {"language": "de"})
    german = owner.get("/fiscal").content.decode()

    assert "Tax office (Veri*factu)" in page
    assert "It does not answer." in page
    assert "Tries: 1." in page
    assert "Es antwortet nicht." in german
    assert "no_answer" not in page + german


def test_again_now_is_noted_and_does_no_more_twice(spanish: Day, owner: Client) -> None:
    office = SimulatedOffice(loses_replies=1)
    put(spanish)
    now = datetime.now(UTC)
    assert send_due(spanish.organization, TaxOffice(office), now) == 0
    assert send_due(spanish.organization, TaxOffice(office), now + timedelta(seconds=5)) == 0

    answers = [owner.post("/fiscal/retry", {"channel": "es-verifactu"}).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert send_due(spanish.organization, TaxOffice(office), datetime.now(UTC)) == 1
    assert (len(office.taken), office.repeats) == (1, 1)
    with reading(spanish.organization):
        noted = AuditEvent.objects.filter(organization_id=spanish.organization, action="fiscal.retry_asked")
        assert [event.details["waiting"] for event in noted] == [1, 1]
        assert Sending.objects.get(organization_id=spanish.organization).state == "accepted"


def test_who_may_not_see_the_law_asks_for_nothing(spanish: Day, sign_in) -> None:
    put(spanish)

    answer = sign_in(spanish.organization, Role.CASHIER).post("/fiscal/retry", {"channel": "es-verifactu"})

    assert answer.status_code == 403
    with reading(spanish.organization):
        assert not AuditEvent.objects.filter(organization_id=spanish.organization, action="fiscal.retry_asked").exists()


def test_what_waits_too_long_is_an_alert_until_it_was_taken(
    spanish: Day, owner: Client, database: TestDatabase
) -> None:
    from comptoir.alerts.public import open_alerts

    put(spanish)
    look(spanish.organization, datetime.now(UTC), None)
    with reading(spanish.organization):
        assert [one.kind for one in open_alerts() if one.kind is Trouble.OFFICE] == []
    aged(spanish, database)

    look(spanish.organization, datetime.now(UTC), None)

    with reading(spanish.organization):
        assert [(one.subject, one.name) for one in open_alerts() if one.kind is Trouble.OFFICE] == [
            ("es-verifactu", "1")
        ]
    assert "waits too long" in owner.get("/fiscal").content.decode()
    send_due(spanish.organization, TaxOffice(SimulatedOffice()), datetime.now(UTC))
    look(spanish.organization, datetime.now(UTC), None)
    with reading(spanish.organization):
        assert [one.kind for one in open_alerts() if one.kind is Trouble.OFFICE] == []


@pytest.mark.parametrize("plugin", [one.name for one in plugins()])
def test_no_plugin_calls_itself_certified(plugin: str, day: Day, owner: Client, database: TestDatabase) -> None:
    """Each is prepared for its law: its page says so, and no word of it claims more."""
    found = next(one for one in plugins() if one.name == plugin)
    with psycopg.connect(database.owner) as connection:
        connection.execute(
            "UPDATE platform_organization SET country = %s WHERE id = %s", [found.country, day.organization]
        )

    page = owner.get("/fiscal").content.decode()

    assert "Prepared for this law, and certified by nobody." in page
    claims = ("is certified", "zertifiziert für", "certifié pour", "certified for", "est certifié", "ist zertifiziert")
    said = [text.lower() for words in found.words.values() for text in words.values()]
    assert [text for text in (*said, found.law.lower()) if any(claim in text for claim in claims)] == []
    for language in ("fr", "de", "en"):
        codes = {row.code for row in found.conditions} | {row.code for row in found.obligations}
        codes |= {one.code for one in found.exports}
        assert codes - set(found.words[language]) == set()
