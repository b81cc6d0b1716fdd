"""What `comptoir verify --witness` finds when database and home were both set back, and what it does not invent."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from comptoir.config.cli.log_roots import roots_of
from comptoir.config.cli.verify import verify_owner
from comptoir.config.verification_witness import WitnessUnreadable, origins_of, read_witness, witness_faults
from comptoir.config.witness.folder import WitnessFolder
from comptoir.journal.signed_note import read_note, read_verifier, signed_at
from comptoir.witnesses.sending import cosign_due
from tests.tills.logbook import Log, digests, log
from tests.witnesses.paper_log import Process, witness_process
from tests.witnesses.test_witnesses import named, set_back

__all__ = ["log"]


@pytest.fixture
def accountant(tmp_path: Path, settings) -> Iterator[Process]:
    settings.COMPTOIR_WITNESS_NETWORKS = ["127.0.0.0/8"]
    with witness_process(tmp_path / "accountant", name="witness.accountant.example") as process:
        yield process


@pytest.fixture
def cosigned(log: Log, accountant: Process) -> Process:
    """A witness that cosigned a hundred lines."""
    named(log, accountant)
    log.add(*digests(1, 100))
    log.grow()
    assert cosign_due(log.organization, datetime.now(UTC)) == 1
    return accountant


def faults(log: Log, process: Process) -> list[str]:
    """By folder and by address alike, but for the evidence, which only the folder shows."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        found = []
        for where in (str(process.folder), f"http://127.0.0.1:{process.port}/"):
            witnessed = read_witness(where, origins_of(owner, log.organization))
            assert (witnessed.name, witnessed.key) == ("witness.accountant.example", process.key)
            found.append([what for _, what in witness_faults(owner, log.organization, witnessed)])
    assert found[1] == [what for what in found[0] if "keeps evidence" not in what]
    return found[0]


def test_a_log_that_only_grew_agrees(log: Log, cosigned: Process) -> None:
    assert faults(log, cosigned) == []
    log.add(*digests(101, 300))
    log.grow()
    assert faults(log, cosigned) == []


def test_a_roll_back_of_everything_is_named_with_what_is_missing(
    log: Log, cosigned: Process, capsys: pytest.CaptureFixture[str]
) -> None:
    set_back(log, 60, with_home=True)
    log.add(*digests(161, 180))
    log.grow()
    [what] = faults(log, cosigned)
    assert what.startswith("the log ends at 80, and witness.accountant.example cosigned 100 lines of comptoir/")
    assert what.endswith("the last 20 were cut off or set back")
    # Grown past it: not the same lines any more, and the witness has kept the evidence since it was asked.
    log.add(*digests(181, 260))
    log.grow()
    [what] = faults(log, cosigned)
    assert what.startswith("the first 100 lines are not those that witness.accountant.example cosigned")
    cosign_due(log.organization, datetime.now(UTC) + timedelta(minutes=10))
    assert sum("keeps evidence" in what for what in faults(log, cosigned)) == 1

    code = verify_owner(os.environ["COMPTOIR_OWNER_DATABASE_URL"], log.organization, witnesses=[str(cosigned.folder)])
    said = capsys.readouterr().out
    assert (code, "the first 100 lines are not those" in said) == (1, True)
    assert "compared with 1 heads that witness.accountant.example cosigned" in said


def test_one_changed_line_is_named(log: Log, cosigned: Process) -> None:
    log.change("UPDATE platform_log SET digest = set_byte(digest, 0, 1) WHERE organization_id = %s AND position = 7")
    assert len(faults(log, cosigned)) == 1


def test_a_set_back_that_the_server_admits_is_said_to_be_one(log: Log, cosigned: Process) -> None:
    set_back(log, 60, with_home=False)
    log.add(*digests(161, 180))
    log.grow()
    [what] = faults(log, cosigned)
    assert what.endswith(f"(the log was set back since, and goes on as comptoir/{log.organization}/2)")


def test_a_witness_can_accuse_by_our_signature_only(log: Log, cosigned: Process) -> None:
    [path] = (cosigned.folder / "logs").iterdir()
    path.write_text(path.read_text("utf-8").replace("\\n100\\n", "\\n900\\n"), "utf-8")
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        witnessed = read_witness(str(cosigned.folder), [])
        [(_, what)] = witness_faults(owner, log.organization, witnessed)
    assert what.endswith("that it or this server did not sign")


def test_where_no_witness_is_that_is_said(log: Log, tmp_path: Path) -> None:
    for where in (str(tmp_path / "none"), "http://127.0.0.1:9"):
        with pytest.raises(WitnessUnreadable):
            read_witness(where, [])
        assert verify_owner(os.environ["COMPTOIR_OWNER_DATABASE_URL"], log.organization, witnesses=[where]) == 2


def test_todays_root_is_a_file_with_its_cosignatures(log: Log, cosigned: Process, tmp_path: Path) -> None:
    owner = os.environ["COMPTOIR_OWNER_DATABASE_URL"]
    paths = roots_of(owner, tmp_path / "roots")
    mine = [text for text in (path.read_text("utf-8") for path in paths) if str(log.organization) in text]
    assert [signed_at(read_note(text), read_verifier(cosigned.key)) is not None for text in mine] == [True]
    assert all(path.name.startswith(datetime.now(UTC).date().isoformat()) for path in paths)
    assert roots_of(owner, tmp_path / "roots") == []
    assert WitnessFolder(cosigned.folder).logs()[0].note == mine[0]
