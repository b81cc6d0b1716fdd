"""Moving out by the worker: one at a time, cancelled, begun again, forgotten after a week, and nobody else's rows."""

import json
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from arro3.io import read_parquet

from comptoir.kernel import new_uuid7
from comptoir.moving import export_worker
from comptoir.moving.carried import MANIFEST, carried_tables
from comptoir.moving.commands import AskExport, BeatExport, ClaimExport, OfExport
from comptoir.moving.errors import ExportBusy, ExportUnknown
from comptoir.moving.export_worker import work_once
from comptoir.moving.exporting import (
    ask_export,
    beat_export,
    cancel_export,
    claim_export,
    export_file,
    export_view,
    exports,
    exports_folder,
    file_parts,
)
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.moving.exported import CONTENT, ready_export
from tests.sales.shop import Shop, new_till, open_shop, submit

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path, database: TestDatabase) -> Iterator[Shop]:
    settings.HOME = tmp_path
    yield open_shop()
    # What waits, another test would make.
    with psycopg.connect(database.owner) as connection:
        connection.execute("UPDATE moving_export SET state = 'cancelled' WHERE state IN ('waiting', 'working')")


def asked(shop: Shop, *, now: datetime = NOW) -> UUID:
    export = new_uuid7()
    return ask_export(AskExport(organization=shop.organization, person=None, id=export, now=now))


def of(shop: Shop, export: UUID, *, now: datetime = NOW) -> OfExport:
    return OfExport(organization=shop.organization, person=None, export=export, now=now)


def state(shop: Shop, export: UUID) -> str:
    with reading(shop.organization):
        found = export_view(export)
    assert found is not None
    return found.state


def files(*of: UUID) -> list[str]:
    """What lies there of these exports; other tests' organizations are in the same database."""
    found = sorted(path.name for path in exports_folder().glob("*")) if exports_folder().exists() else []
    return [name for name in found if any(str(export) in name for export in of)]


@pytest.mark.slow
def test_a_file_of_everything_is_made_by_the_apps_own_role(shop: Shop, database: TestDatabase) -> None:
    other = open_shop()
    for place in (shop, other):
        till = new_till(place)
        submit(database.app, till, [till.start_chain(), till.open(0), till.sell([place.bread])])
    export = asked(shop)

    assert work_once(NOW) == 1

    with reading(shop.organization):
        view, path = export_view(export), export_file(export)
    assert view is not None
    assert path is not None
    assert (view.state, view.entries, view.tables_done < view.tables, view.bytes) == (
        "ready", 3, True, path.stat().st_size,
    )  # fmt: skip
    content = b"".join(file_parts(path, of(shop, export)))
    assert view.sha256 == sha256(content).hexdigest()
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        sales = read_parquet(BytesIO(archive.read("parquet/sales_sale.parquet"))).read_all()
        texts = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".csv", ".jsonl")))
        rows = {
            table["name"]: read_parquet(BytesIO(archive.read(table["parquet"]))).read_all().num_rows
            for table in manifest["tables"]
        }
    with psycopg.connect(database.owner) as owner:
        everything = [table.name for table in carried_tables(owner)]
        [gross] = owner.execute("SELECT gross FROM sales_sale WHERE organization_id = %s", [shop.organization])
    assert [table["name"] for table in manifest["tables"]] == everything
    assert rows == {table["name"]: table["rows"] for table in manifest["tables"]}
    assert sales["gross"].to_pylist() == list(gross)
    assert {str(value) for value in sales["organization_id"].to_pylist()} == {str(shop.organization)}
    assert str(other.organization).encode() not in texts
    with reading(shop.organization):
        acts = AuditEvent.objects.filter(subject=str(export)).order_by("id").values_list("action", flat=True)
        assert list(acts) == ["moving.export_asked", "moving.export_fetched"]


def test_one_at_a_time_and_asked_twice_it_is_one(shop: Shop) -> None:
    first = asked(shop)

    again = ask_export(AskExport(organization=shop.organization, person=None, id=first, now=NOW))
    with pytest.raises(ExportBusy):
        asked(shop)

    with reading(shop.organization):
        assert [row.id for row in exports()] == [first] == [again]


def test_two_who_ask_at_once_get_one_file(shop: Shop, at_once: Callable[..., list[object]]) -> None:
    def ask(_: int) -> str:
        try:
            return str(asked(shop))
        except ExportBusy:
            return "busy"

    answers = at_once(ask, 2)

    assert answers.count("busy") == 1
    with reading(shop.organization):
        assert len(exports()) == 1


def test_a_cancelled_one_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    export = asked(shop)
    monkeypatch.setattr(export_worker, "BEAT_SECONDS", 0)
    cancel = of(shop, export)

    def cancelled_midway(command: BeatExport) -> bool:
        if command.tables_done == 5:
            cancel_export(cancel)
        return beat_export(command)

    monkeypatch.setattr(export_worker, "beat_export", cancelled_midway)

    work_once(NOW)

    assert (state(shop, export), files(export)) == ("cancelled", [])
    with pytest.raises(ExportUnknown):
        list(file_parts(Path("nowhere"), of(shop, export)))
    assert state(shop, asked(shop)) == "waiting"


def test_a_process_that_ends_leaves_it_to_the_next(shop: Shop) -> None:
    export = asked(shop)

    work_once(NOW, is_stopping=lambda: True)

    assert (state(shop, export), files(export)) == ("waiting", [])


def test_a_worker_that_died_is_followed_three_times_at_most(shop: Shop) -> None:
    export = asked(shop)
    moments = [NOW, NOW + timedelta(seconds=90), NOW + timedelta(minutes=3), NOW + timedelta(minutes=6)]

    claims = [claim_export(ClaimExport(organization=shop.organization, now=moment)) for moment in moments]
    late = beat_export(
        BeatExport(organization=shop.organization, export=export, attempt=1, tables_done=9, tables=9, now=NOW)
    )

    assert [claim.attempt if claim else None for claim in claims] == [1, None, 2, 3]
    assert late is False
    assert claim_export(ClaimExport(organization=shop.organization, now=NOW + timedelta(minutes=9))) is None
    assert state(shop, export) == "failed"


def test_a_full_disk_is_said_and_nothing_is_left(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    export = asked(shop)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_worker, "carry_out", full)

    work_once(NOW)

    with reading(shop.organization):
        view = export_view(export)
    assert view is not None
    assert (view.state, view.reason, files(export)) == ("failed", "disk", [])


def test_files_are_forgotten_after_a_week_and_all_but_three(shop: Shop) -> None:
    old = ready_export(shop.organization, days_ago=8)
    newer = [ready_export(shop.organization, days_ago=days) for days in (4, 3, 2, 1)]
    (exports_folder() / f".{new_uuid7()}-1.zip.part").write_bytes(b"of a worker that died")

    work_once(datetime.now(UTC))

    assert [state(shop, export) for export in (old, *newer)] == ["expired", "expired", "ready", "ready", "ready"]
    assert files(old, *newer) == sorted(f"{export}-1.zip" for export in newer[1:])
    assert list(exports_folder().glob(".*")) == []


def test_another_organization_finds_none_of_it(shop: Shop) -> None:
    other, export = open_shop(), ready_export(shop.organization)
    with reading(other.organization):
        assert (exports(), export_view(export), export_file(export)) == ([], None, None)
    with pytest.raises(ExportUnknown):
        cancel_export(of(other, export))
    with reading(shop.organization):
        path = export_file(export)
    assert path is not None
    with pytest.raises(ExportUnknown):
        next(file_parts(path, of(other, export)))
    assert b"".join(file_parts(path, of(shop, export))) == CONTENT


@pytest.fixture
def at_once(django_db_blocker) -> Callable[..., list[object]]:
    """Call it in several threads."""
    from django.db import connection

    def run(work: Callable[[int], object], count: int) -> list[object]:
        def one(number: int) -> object:
            with django_db_blocker.unblock():
                try:
                    return work(number)
                finally:
                    connection.close()

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))

    return run
