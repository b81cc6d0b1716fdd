"""What happens to the server stands in the office's chain: once each, in order, and with nothing about a person."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comptoir.fiscal.commands import MakeArchive, TakeArchive
from comptoir.fiscal.models import Fact
from comptoir.fiscal.public import make_archive, note_taken
from comptoir.fiscal.server_events import TellServer, tell_server
from comptoir.fiscal.worker import Worker
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import operation, reading
from comptoir.tills.log_key import begin_age
from comptoir.tills.public import office_entries
from tests.databases import TestDatabase
from tests.sales.shop import Shop, add_till, enrol, submit
from tests.sales.test_period_closing import log

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def told(shop: Shop, *kinds: str) -> list[dict[str, Any]]:
    with reading(shop.organization):
        return [{"kind": one.kind, **json.loads(one.content)["body"]} for one in office_entries(*kinds)]


def test_a_restore_and_a_log_that_went_back_are_told_once(shop: Shop, settings: Any, tmp_path: Path) -> None:
    settings.HOME = str(tmp_path)
    assert tell_server(TellServer(shop.organization, NOW)) == 0
    said = {"restored_at": "2026-11-27T11:00:00+00:00", "taken_at": "2026-11-26T03:00:00+00:00"}
    (tmp_path / "restored.json").write_text(json.dumps(said))
    begin_age(shop.organization, 7, bytes(32), age=1_795_000_000)

    done = [tell_server(TellServer(shop.organization, NOW)) for _ in range(2)]

    assert done == [2, 0]
    assert told(shop) == [
        {"kind": "backup_restored", **said},
        {"kind": "roll_back_seen", "age": 1_795_000_000, "ended_size": 0, "ended_root": ""},
    ]


def test_another_key_of_the_server_is_told_and_the_first_is_not(shop: Shop) -> None:
    assert tell_server(TellServer(shop.organization, NOW)) == 0
    change_fact(TellServer(shop.organization, NOW))

    assert tell_server(TellServer(shop.organization, NOW)) == 1
    [entry] = told(shop, "log_key_changed")
    assert entry["previous_key"] == "of before"


@operation
def change_fact(command: TellServer) -> None:
    Fact.objects.create(
        organization_id=command.organization, plugin="core", subject="", name="log_key", value="of before", person=None
    )


def test_the_worker_asks_the_database_only_where_something_changed(shop: Shop) -> None:
    worker = Worker()
    first = worker.work_once(NOW)

    assert first >= 1
    assert worker.work_once(NOW) == 0


def test_archives_and_what_is_taken_away_are_told(shop: Shop, database: TestDatabase) -> None:
    till = enrol(shop, add_till(shop, "A1"), now=datetime(2026, 11, 20, 8, tzinfo=UTC))
    till.now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    submit(database.app, till, [till.start_chain(), till.sell([shop.bread])])
    log(database.app)
    archive = new_uuid7()
    made = MakeArchive(shop.organization, new_uuid7(), archive, date(2026, 11, 25), NOW)

    make_archive(made)
    make_archive(made)
    for subject in (str(archive), "events", "dep7"):
        note_taken(TakeArchive(shop.organization, None, subject, date(2026, 11, 1), date(2026, 11, 25), NOW))

    made_of, *taken = told(shop, "archive_made", "export_taken")
    assert (made_of["number"], made_of["entries"], made_of["last"], len(made_of["digest"])) == (1, 2, "2026-11-25", 64)
    days = {"first": "2026-11-01", "last": "2026-11-25"}
    assert [{name: one[name] for name in one if name not in days} for one in taken] == [
        {"kind": "export_taken", "subject": "archive", "number": 1},
        {"kind": "export_taken", "subject": "events"},
        {"kind": "export_taken", "subject": "country", "code": "dep7"},
    ]
    assert all({name: one[name] for name in days} == days for one in taken)


@pytest.mark.parametrize(
    ("jump", "said"),
    [
        (timedelta(hours=1), {"ahead_ms": 3_600_000}),
        (-timedelta(minutes=3), {"back_ms": 180_000}),
        (timedelta(seconds=119), None),
    ],
)
def test_a_clock_that_jumped_is_told_in_both_directions(
    shop: Shop, jump: timedelta, said: dict[str, int] | None
) -> None:
    passed = timedelta(0)
    worker = Worker(lambda: passed)
    worker.work_once(NOW)
    passed = timedelta(hours=8)
    worker.work_once(NOW + passed)  # the machine slept

    assert told(shop, "server_clock_jumped") == []
    worker.work_once(NOW + passed + jump)
    # Another worker of the same minute saw it, too; and nobody tells it twice.
    worker.work_once(NOW + passed + jump)
    assert told(shop, "server_clock_jumped") == ([] if said is None else [{"kind": "server_clock_jumped", **said}])
