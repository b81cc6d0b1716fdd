"""The home folder: private, claimed by one, erased only by name."""

import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from comptoir.config.cli.opening import erase
from comptoir.config.cli.status import show_status
from comptoir.config.cli.verify import verify_entries
from comptoir.config.demo.state import FILE
from comptoir.config.home import DEMO_STATE, Home, HomeBusy


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("COMPTOIR_TEST_FAST_UNSAFE_DATABASE", "1")
    with tempfile.TemporaryDirectory(prefix="comptoir-home-") as name:
        Path(name).chmod(0o711)
        yield Home(Path(name) / "demo")


def test_secrets_are_private_and_stay(home: Home) -> None:
    home.prepare()

    first = home.secret("owner-password")

    assert home.secret("owner-password") == first
    assert home.secret("app-password") != first
    assert len(first) >= 43
    for path in (home.path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((home.path / "secrets").stat().st_mode) == 0o700


def test_two_who_need_a_secret_first_get_the_same(home: Home) -> None:
    home.prepare()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(home.secret("django-key"))) for _ in range(20)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 20
    assert len(set(found)) == 1


def test_a_home_is_claimed_by_one_at_a_time(home: Home) -> None:
    home.prepare()
    claim = home.claim()

    with pytest.raises(HomeBusy, match="already runs"):
        home.claim()
    assert home.is_claimed()

    claim.close()
    assert not home.is_claimed()


def test_reset_forgets_the_shop_and_keeps_certificates_and_foreign_files(home: Home) -> None:
    home.prepare()
    home.cluster.start().leave()
    home.secret("owner-password")
    assert DEMO_STATE == FILE
    kept = [home.path / "holiday.jpg", home.path / "tls" / "authority.pem"]
    for path in (*kept, home.path / FILE):
        path.write_text("x")

    erase(home)

    assert not home.cluster.is_running()
    assert sorted(path.name for path in home.path.iterdir()) == ["holiday.jpg", "running.lock", "tls"]
    assert all(path.exists() for path in kept)


def test_reset_of_a_running_shop_is_refused_and_erases_nothing(home: Home) -> None:
    home.prepare()
    home.secret("owner-password")
    claim = home.claim()

    with pytest.raises(SystemExit, match="already runs"):
        erase(home)

    claim.close()
    assert (home.path / "secrets" / "owner-password").exists()


def test_who_asks_an_empty_home_makes_no_database_and_hears_of_the_demo_shop(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COMPTOIR_HOME", str(home.path.parent))

    assert verify_entries(organization=None, is_demo=False) == 2
    alone = capsys.readouterr().err
    (home.path / "database").mkdir(parents=True)
    assert verify_entries(organization=None, is_demo=False) == 2
    assert show_status(as_json=False, is_demo=False) == 3

    told = capsys.readouterr()
    assert alone == f"There is no database in {home.path.parent}: nothing was sealed there.\n"
    assert told.err == f"{alone.rstrip()} The demo shop is asked with --demo.\n"
    assert told.out.endswith("not running. The demo shop is asked with --demo.\n")
    assert sorted(path.name for path in home.path.parent.iterdir()) == ["demo"]
