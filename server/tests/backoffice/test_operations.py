"""How it runs, on one page: what lives, what waits, what went back; nothing of a computer that others share."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from django.test import Client

from comptoir.backoffice.alert_mail import look
from comptoir.kernel import new_uuid7
from comptoir.platform.backups.plan import Backups, Plan, Run
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.tenancy import reading
from comptoir.sales.sent_again import first_id_of, sent_again
from tests.backoffice.conftest import NOON, Day
from tests.backoffice.test_alerts import heard
from tests.sales.shop import open_shop

KEY = "A" * 43 + "="


def page_of(owner: Client) -> str:
    answer = owner.get("/operations")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_shop_among_others_sees_nothing_of_the_computer(day: Day, owner: Client) -> None:
    open_shop()
    page = page_of(owner)
    assert "This installation serves several companies" in page
    assert "PostgreSQL" not in page
    assert "What waits" in page


def test_what_went_back_and_what_tills_brought_again_is_told_for_a_month(
    day: Day, owner: Client, tmp_path: Path
) -> None:
    heard(day, NOON)
    now = datetime.now(UTC)
    assert "the books went back" not in page_of(owner)

    # All entries of the day were sealed before, and came after.
    restored_at = now - timedelta(hours=1)
    said = {"restored_at": restored_at.isoformat(), "taken_at": (NOON - timedelta(days=1)).isoformat()}
    (tmp_path / "restored.json").write_text(json.dumps(said))
    page = page_of(owner)
    assert "the books went back to a backup of" in page
    assert "Since then tills sent 7 entries again that the backup lacked: A1 7." in page
    with reading(day.organization):
        assert [(one.code, one.entries) for one in sent_again(day.organization, restored_at)] == [("A1", 7)]

    # Before the restore they were there: nothing was sent again.
    said["restored_at"] = (now + timedelta(minutes=1)).isoformat()
    (tmp_path / "restored.json").write_text(json.dumps(said))
    assert "No till has sent anything again yet." in page_of(owner)

    said["restored_at"] = (now - timedelta(days=31)).isoformat()
    (tmp_path / "restored.json").write_text(json.dumps(said))
    assert "the books went back" not in page_of(owner)


def test_an_identifier_of_a_moment_stands_before_all_that_are_made_in_it() -> None:
    before, made, after = datetime.now(UTC), new_uuid7(), datetime.now(UTC) + timedelta(milliseconds=1)
    assert first_id_of(before) < made < first_id_of(after)


def test_what_needs_somebody_stands_first_and_versions_below(day: Day, owner: Client) -> None:
    heard(day, NOON)
    assert "All is well" in page_of(owner)
    look(day.organization, NOON + timedelta(days=3), None)
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE fleet_device SET app_version = '0.0.9', unsent_count = 4, storage_persistent = false"
        )
    page = page_of(owner)
    assert "1 thing needs you" in page
    assert f'href="/tills/{day.till.identity.till}"' in page
    assert "0.0.9" in page
    assert "Changes at its next start" in page
    assert "1 till keeps its sales in storage that its browser may clear." in page


def test_the_computer_of_a_shop_that_is_alone_on_it(day: Day, owner: Client, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("comptoir.backoffice.pages.operations.organizations_of", lambda _name: [day.organization])
    page = page_of(owner)
    assert "Runs elsewhere" in page
    assert "None is made" in page

    files = Backups(tmp_path)
    files.write(Plan(place=str(tmp_path / "away"), books_key=KEY, secrets_key=KEY))
    assert "None has passed its test yet" in page_of(owner)
    files.note(Run("a", datetime.now(UTC).isoformat(), Kind.BOOKS, tested=True))
    assert "None has passed its test yet" not in page_of(owner)

    told = {
        "pid": os.getpid(), "address": "http://localhost:1", "started_at": NOON.isoformat(), "version": "0.1.0",
        "postgres": "18.4", "database_url": "", "processes": {"worker": os.getpid()},
    }  # fmt: skip
    (tmp_path / "running.json").write_text(json.dumps(told))
    page = page_of(owner)
    assert "Works" in page
    assert "Does not run" not in page
    told["processes"] = {"worker": 2**22 + 1}
    (tmp_path / "running.json").write_text(json.dumps(told))
    assert "Does not run" in page_of(owner)
