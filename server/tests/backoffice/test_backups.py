"""The page of backups: what was made, what its test found, and one asked for by the owner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.test import Client

from comptoir.platform.backups.plan import Backups, Plan, Run
from comptoir.platform.backups.recovery import Kind
from tests.backoffice.conftest import Day
from tests.sales.shop import rows


def run(hours_ago: int, **said: object) -> Run:
    made = (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat(timespec="seconds")
    return Run(f"{made}-books.comptoir", made, Kind.BOOKS, **{"size": 3_400_000, "organizations": 1, **said})  # type: ignore[arg-type]


def files(settings, tmp_path: Path) -> Backups:
    settings.HOME = tmp_path
    return Backups(tmp_path)


def test_without_a_plan_the_page_says_how_to_begin_and_nothing_can_be_asked(
    day: Day, owner: Client, settings, tmp_path: Path
) -> None:
    backups = files(settings, tmp_path)

    assert "comptoir backup setup" in owner.get("/backups").content.decode()
    assert owner.post("/backups").status_code == 302

    assert not backups.is_asked()
    assert "shop.backup_asked" not in [event["action"] for event in rows("platform_auditevent", day.organization)]


def test_what_became_of_each_is_shown_and_one_is_asked_for(day: Day, owner: Client, settings, tmp_path: Path) -> None:
    backups = files(settings, tmp_path)
    backups.write(Plan("/media/backups", "", "", every_hours=12))
    assert "No backup has passed its test yet." in owner.get("/backups").content.decode()
    backups.note(run(30, tested=True, entries=1))
    backups.note(run(20, trouble="The disk is full."))
    backups.note(run(10, tested=True, findings=("a chain does not end there",)))

    late = owner.get("/backups").content.decode()
    backups.note(run(1, tested=True, entries=1_234))
    page = owner.get("/backups").content.decode()

    assert "No backup has passed its test since" in late
    assert "No backup has passed its test" not in page
    for words in ("To /media/backups, every 12 hours", "The disk is full.", "a chain does not end there", "4 MB"):
        assert words in page
    assert page.count("Restored and counted") == 2
    assert owner.post("/backups").status_code == 302
    assert backups.is_asked()
    assert "One was asked for" in owner.get("/backups").content.decode()
    actions = [event["action"] for event in rows("platform_auditevent", day.organization)]
    assert actions.count("shop.backup_asked") == 1


def test_an_installation_of_several_companies_shows_it_to_none(
    day: Day, owner: Client, settings, tmp_path: Path
) -> None:
    backups = files(settings, tmp_path)
    backups.write(Plan("/media/backups", "", ""))
    backups.note(run(1, tested=True, organizations=2, entries=4_321))

    page = owner.get("/backups").content.decode()
    owner.post("/backups")

    assert "This installation serves several companies." in page
    assert "/media/backups" not in page
    assert not backups.is_asked()
