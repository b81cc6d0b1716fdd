"""What is wrong is noted once, told once, and over when it is over."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import asyncpg
import psycopg
import pytest
from django.test import Client

from comptoir.alerts.public import Found, Machine, NoteTroubles, Trouble, Work, note_troubles, queues, troubles
from comptoir.backoffice.alert_mail import look
from comptoir.platform.backups.plan import Backups, Plan, Run
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.sequencer import sequence
from comptoir.platform.tenancy import reading
from comptoir.sales.clocks import wrong_clocks
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import NOON, Day
from tests.papers.test_sending import Mailbox, mailbox
from tests.sales.shop import count, rows

__all__ = ["mailbox"]

LATER = NOON + timedelta(days=3)
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def heard(day: Day, at: datetime, *, unsent_since: datetime | None = None) -> None:
    """When the till's device was heard of last, and what it still holds."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE fleet_device SET last_seen_at = %s, unsent_since = %s, unsent_count = %s "
            "WHERE organization_id = %s",
            [at, unsent_since, 3 if unsent_since else 0, day.organization],
        )


def noted(day: Day) -> list[tuple[object, ...]]:
    return [
        (row["kind"], row["name"], row["since"], row["ended_at"], row["told_at"])
        for row in sorted(rows("alerts_alert", day.organization), key=lambda row: str(row["id"]))
    ]


def test_a_silent_till_is_noted_once_and_over_when_it_is_heard_again(day: Day) -> None:
    heard(day, NOON)
    look(day.organization, NOON + timedelta(hours=36), None)
    assert noted(day) == []

    for hours in (37, 38):
        look(day.organization, NOON + timedelta(hours=hours), None)
    [(kind, name, since, ended, told)] = noted(day)
    assert (kind, since, ended, told) == ("silent", NOON, None, None)
    assert str(name).startswith("A1")

    heard(day, LATER)
    look(day.organization, LATER, None)
    assert [(row[0], row[3]) for row in noted(day)] == [("silent", LATER)]

    # The next silence is another one; a till that nobody used for a month is put away.
    look(day.organization, LATER + timedelta(hours=40), None)
    assert [row[3] for row in noted(day)] == [LATER, None]
    put_away = LATER + timedelta(days=29)
    look(day.organization, put_away, None)
    assert [row[3] for row in noted(day) if row[0] == "silent"] == [LATER, put_away]


def test_sales_that_cannot_be_sent_are_told_after_six_hours(day: Day) -> None:
    heard(day, NOON, unsent_since=NOON - timedelta(hours=5))
    look(day.organization, NOON, None)
    assert noted(day) == []
    look(day.organization, NOON + timedelta(hours=2), None)
    assert [(row[0], row[2]) for row in noted(day)] == [("unsent", NOON - timedelta(hours=5))]


def test_what_is_set_aside_is_an_incident_and_waits(day: Day, send: Send) -> None:
    heard(day, NOON)
    send(day.till, [b"no entry at all"])
    with reading(day.organization):
        found = troubles(day.organization, NOON, None)
    assert [one.kind for one in found] == [Trouble.CHAIN, Trouble.QUARANTINE]
    assert found[0].name == "A1"
    assert (found[1].subject, found[1].name) == ("", "1")


def test_owners_get_one_mail_in_their_language_and_none_twice(
    day: Day, owner: Client, mailbox: Mailbox, settings
) -> None:
    settings.PUBLIC_ADDRESS = "https://essai.example"
    heard(day, NOON)
    mailbox.answer = "452 no room"
    look(day.organization, LATER, None)
    assert [row[4] for row in noted(day)] == [None]
    mailbox.answer = ""
    for minutes in (1, 2):
        look(day.organization, LATER + timedelta(minutes=minutes), None)

    [mail] = mailbox.mails
    assert mail["Subject"] == "Essai · 1 thing needs you"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "A till is silent · A1" in text.get_content()
    assert "https://essai.example/alerts" in text.get_content()
    assert [row[4] for row in noted(day)] == [LATER + timedelta(minutes=1)]


def test_without_a_way_to_mail_nobody_is_said_to_be_told(day: Day, owner: Client) -> None:
    heard(day, NOON)
    look(day.organization, LATER, None)
    assert [row[4] for row in noted(day)] == [None]


def test_a_till_with_a_wrong_clock_is_noted_and_over_when_its_entries_say_the_time_again(
    day: Day, send: Send, owner: Client, mailbox: Mailbox
) -> None:
    now = datetime.now(UTC)
    heard(day, now)
    with reading(day.organization):
        assert wrong_clocks(day.organization, NOON) == []
    day.till.now = now + timedelta(hours=5)
    send(day.till, [day.till.open(0), day.till.sell([day.shop.bread])])
    sequence_now(day)
    for minutes in (1, 2):
        look(day.organization, now + timedelta(minutes=minutes), None)
    [(kind, name, _, ended, told)] = noted(day)
    assert (kind, ended, told) == ("clock", None, now + timedelta(minutes=1))
    assert str(name).startswith("A1")
    assert [mail["Subject"] for mail in mailbox.mails] == ["Essai · 1 thing needs you"]

    # The first entry behind the jump back is flagged as well: time went backwards there.
    day.till.now = datetime.now(UTC)
    send(day.till, [day.till.sell([day.shop.bread])])
    send(day.till, [day.till.sell([day.shop.bread])])
    sequence_now(day)
    look(day.organization, now + timedelta(minutes=3), None)
    assert [(row[0], row[3]) for row in noted(day)] == [("clock", now + timedelta(minutes=3))]
    assert len(mailbox.mails) == 1


def test_work_that_stands_still_is_noted_and_over_when_it_is_done(day: Day, owner: Client, mailbox: Mailbox) -> None:
    """Nobody moves the outbox into the log here, until somebody does; then a follower that does not follow."""
    now = datetime.now(UTC)
    heard(day, now)
    look(day.organization, now, None)
    assert noted(day) == []
    soon, later = now + timedelta(minutes=16), now + timedelta(minutes=17)
    for moment in (soon, later):
        look(day.organization, moment, None)
    [(kind, waiting, _, ended, told)] = noted(day)
    assert (kind, waiting, ended, told) == ("queue", str(count("platform_outbox", day.organization)), None, soon)
    assert len(mailbox.mails) == 1
    text = mailbox.mails[0].get_body(("plain",))
    assert text is not None
    assert f"Work waits in the background and is not done · Into the log ({waiting})" in text.get_content()

    sequence_now(day)
    look(day.organization, later, None)
    assert [row[3] for row in noted(day)] == [later]

    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO platform_consumer_cursor (organization_id, consumer, position) VALUES (%s, 'stock', 2) "
            "ON CONFLICT (organization_id, consumer) DO UPDATE SET position = 2",
            [day.organization],
        )
        connection.execute("UPDATE platform_consumer_cursor SET position = 2 WHERE consumer = 'stock'")
    with reading(day.organization):
        lines = {one.work: one.waiting for one in queues(day.organization)}
    assert lines[Work.FOLLOWERS] == count("platform_log", day.organization) - 2
    much_later = datetime.now(UTC) + timedelta(minutes=30)
    look(day.organization, much_later, None)
    assert [(row[0], row[3]) for row in noted(day)] == [("queue", later), ("queue", None)]
    assert len(mailbox.mails) == 2


def sequence_now(day: Day) -> None:
    """As the worker does it."""

    async def run() -> None:
        connection = await asyncpg.connect(os.environ["COMPTOIR_APP_DATABASE_URL"])
        try:
            while await sequence(connection, day.organization):
                pass
        finally:
            await connection.close()

    asyncio.run(run())


def of_machine(home: Path, now: datetime) -> list[str]:
    return [one.kind.value for one in Machine(home).troubles(now)]


def test_a_machine_without_backups_with_old_ones_and_with_good_ones(tmp_path: Path) -> None:
    assert of_machine(tmp_path, NOON) == ["no_backup"]
    files = Backups(tmp_path)
    key = "A" * 43 + "="
    files.write(Plan(place=str(tmp_path / "away"), books_key=key, secrets_key=key, every_hours=24))
    assert of_machine(tmp_path, NOON) == []
    files.note(Run("a", NOON.isoformat(), Kind.BOOKS, tested=True))
    assert of_machine(tmp_path, NOON + timedelta(hours=48)) == []
    assert of_machine(tmp_path, NOON + timedelta(hours=49)) == ["backup"]
    # One that failed its trial is none, and secrets alone are no books.
    files.note(Run("b", (NOON + timedelta(hours=30)).isoformat(), Kind.BOOKS, tested=True, findings=("short",)))
    files.note(Run("c", (NOON + timedelta(hours=30)).isoformat(), Kind.SECRETS, tested=True))
    assert of_machine(tmp_path, NOON + timedelta(hours=49)) == ["backup"]
    files.note(Run("d", (NOON + timedelta(hours=30)).isoformat(), Kind.BOOKS, tested=True))
    assert of_machine(tmp_path, NOON + timedelta(hours=49)) == []


@pytest.mark.parametrize(
    ("free", "is_full"), [(1_999_999_999, True), (2_000_000_001, False)], ids=["nearly full", "room enough"]
)
def test_a_disk_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, is_full: bool) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(20_000_000_000, 0, free))
    assert ("disk" in of_machine(tmp_path, NOON)) is is_full


def test_two_looks_at_once_note_one_alert(day: Day) -> None:
    """Both read that there is none; the second row is refused by the database, and nobody hears of it."""
    found = (Found(Trouble.DISK, NOON),)
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as other:
        other.execute(
            "INSERT INTO alerts_alert (id, organization_id, kind, since, begun_at) "
            "VALUES (gen_random_uuid(), %s, 'disk', %s, %s)",
            [day.organization, NOON, NOON],
        )
    note_troubles(NoteTroubles(organization=day.organization, now=NOON, found=found))
    assert [row[0] for row in noted(day)] == ["disk"]


def test_the_page_says_what_to_do_and_where(day: Day, owner: Client) -> None:
    heard(day, NOON)
    assert "All is well" in owner.get("/alerts").content.decode()
    look(day.organization, LATER, None)
    page = owner.get("/alerts").content.decode()
    assert "1 thing needs you" in page
    assert f'href="/tills/{day.till.identity.till}"' in page
    heard(day, LATER)
    look(day.organization, LATER, None)
    page = owner.get("/alerts").content.decode()
    assert "All is well" in page
    assert "A till is silent · A1" in page
