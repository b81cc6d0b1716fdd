"""The server asks true witnesses: heads are cosigned as the log grows, and what a witness says of it is an alarm."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection as django_connection

from comptoir.config.witness.folder import WitnessFolder
from comptoir.journal.merkle import verify_inclusion
from comptoir.journal.signed_note import COSIGNATURE, Verifier, read_checkpoint, read_note, read_verifier, signed_at
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir.platform.tree import leaf_of
from comptoir.tills.log_key import log_verifier, read_signed
from comptoir.witnesses.commands import ClaimWitnesses, ThinCosignatures
from comptoir.witnesses.errors import AddressInvalid, AlarmUnknown, AlreadyThere, KeyInvalid, TooMany, WitnessUnknown
from comptoir.witnesses.operations import claim_witnesses, thin_cosignatures
from comptoir.witnesses.public import (
    WITNESSES_MAX,
    AddWitness,
    AlarmView,
    RemoveWitness,
    SeeAlarm,
    WitnessView,
    add_witness,
    alarms,
    cosigned_head,
    prove_witnessed,
    remove_witness,
    see_alarm,
    witnesses,
)
from comptoir.witnesses.sending import cosign_due
from comptoir.witnesses.worker import Rounds
from tests.sales.shop import count, rows
from tests.tills.logbook import Log, digests, log, subject
from tests.webhooks.listener import listening
from tests.witnesses.paper_log import Process, witness_process

__all__ = ["log"]


@pytest.fixture(autouse=True)
def _networks(settings) -> None:
    settings.COMPTOIR_WITNESS_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def accountant(tmp_path: Path) -> Iterator[Process]:
    with witness_process(tmp_path / "accountant", name="witness.accountant.example") as process:
        yield process


def named(log: Log, witness: Process, *, trust: bool = True) -> UUID:
    """The shop names its witness, and the witness trusts the shop's log."""
    identifier = new_uuid7()
    command = AddWitness(
        organization=log.organization, person=None, id=identifier, address=f"http://127.0.0.1:{witness.port}/",
        key=f" {witness.key}\n",
    )  # fmt: skip
    assert (add_witness(command), add_witness(command)) == (True, False)
    if trust:
        WitnessFolder(witness.folder).trust(str(log_verifier(log.organization)))
    return identifier


def the(log: Log) -> WitnessView:
    with reading(log.organization):
        [found] = witnesses()
    return found


def raised(log: Log) -> list[AlarmView]:
    with reading(log.organization):
        return alarms(is_open=True)


def later(minutes: int = 0) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_heads_are_cosigned_as_the_log_grows_and_receipts_are_proven_under_them(log: Log, accountant: Process) -> None:
    named(log, accountant)
    assert cosign_due(log.organization, later()) == 0  # no head yet, and the lease is not held against it
    log.add(*digests(1, 5))
    log.grow()
    assert cosign_due(log.organization, later(10)) == 1
    first = the(log)
    assert (first.cosigned_size, first.code, first.status, first.behind, first.failing_since) == (5, "", 200, 0, None)
    log.add(*digests(6, 300))
    log.grow()
    assert the(log).behind == 295
    assert cosign_due(log.organization, later()) == 0  # not before the minute is over
    assert cosign_due(log.organization, later(20)) == 1
    assert (the(log).cosigned_size, accountant.state(f"comptoir/{log.organization}")["size"]) == (300, 300)
    # A line that came since is proven without the witness, the others under its head.
    log.add(*digests(301, 301))
    log.grow()
    key = read_verifier(accountant.key)
    for position, size, is_cosigned in ((3, 300, True), (300, 300, True), (301, 301, False)):
        with reading(log.organization):
            proof = prove_witnessed(log.organization, "entry", subject(position))
        assert proof is not None
        note = read_note(proof.note)
        leaf = leaf_of("entry", subject(position), digests(position, position)[0])
        verify_inclusion(leaf, position - 1, proof.size, proof.path, read_checkpoint(note.text).root)
        assert signed_at(note, log_verifier(log.organization)) == 0
        assert (proof.size, signed_at(note, key) is not None) == (size, is_cosigned)
    assert raised(log) == []


def test_two_witnesses_stand_under_one_head(log: Log, accountant: Process, tmp_path: Path) -> None:
    named(log, accountant)
    with witness_process(tmp_path / "owner", name="witness.owner.example") as second:
        named(log, second)
        log.add(*digests(1, 5))
        log.grow()
        assert cosign_due(log.organization, later()) == 2
        key = second.key
    with reading(log.organization):
        found = cosigned_head(log.organization)
    assert found is not None
    note = read_note(found[1])
    assert [signed_at(note, read_verifier(one)) is not None for one in (accountant.key, key)] == [True, True]
    # One that is down holds the other up by nothing, and the head that both cosigned is the better one.
    log.add(*digests(6, 9))
    log.grow()
    assert cosign_due(log.organization, later(20)) == 2
    with reading(log.organization):
        views = {one.name: one for one in witnesses()}
        assert [cosigned_head(log.organization, least=least)[0] for least in (2, 6)] == [5, 9]  # type: ignore[index]
    down = views["witness.owner.example"]
    assert (down.cosigned_size, down.code, down.failing_since is not None) == (5, "unreachable", True)
    assert views["witness.accountant.example"].cosigned_size == 9


def test_a_witness_that_does_not_know_us_says_so_and_that_is_no_alarm(log: Log, accountant: Process) -> None:
    named(log, accountant, trust=False)
    log.add(*digests(1, 5))
    log.grow()
    cosign_due(log.organization, later())
    assert (the(log).code, the(log).status, the(log).cosigned_at) == ("log_unknown", 404, None)
    WitnessFolder(accountant.folder).trust(str(log_verifier(log.organization)))
    cosign_due(log.organization, later(2))
    assert (the(log).code, the(log).cosigned_size) == ("", 5)
    assert raised(log) == []


def test_another_key_than_the_one_that_was_named_cosigns_nothing(log: Log, accountant: Process) -> None:
    stranger = Verifier("witness.accountant.example", COSIGNATURE, bytes(31) + b"\1")
    accountant.key = str(stranger)
    named(log, accountant)
    log.add(*digests(1, 5))
    log.grow()
    cosign_due(log.organization, later())
    assert (the(log).code, the(log).cosigned_size) == ("wrong_signature", 0)
    assert count("witnesses_cosignature", log.organization) == 0


def test_what_is_no_answer_cosigns_nothing(log: Log) -> None:
    log.add(*digests(1, 5))
    log.grow()
    with listening() as nonsense:
        key = str(Verifier("w.example", COSIGNATURE, bytes(32)))
        add_witness(
            AddWitness(
                organization=log.organization, person=None, id=new_uuid7(), key=key,
                address=nonsense.address.removesuffix("/hook?of=shop"),
            )
        )  # fmt: skip
        minutes = 0
        for status, code in ((204, "wrong_signature"), (500, "refused"), (409, "refused"), (403, "key_refused")):
            nonsense.status = status
            cosign_due(log.organization, later(minutes := minutes + 120))
            assert (the(log).code, the(log).status, the(log).cosigned_size) == (code, status, 0)
        assert nonsense.heard[0].body.startswith(b"old 0\n\ncomptoir/")
    assert raised(log) == []


def set_back(log: Log, kept: int, *, with_home: bool) -> None:
    """As a restored backup leaves the database and, where somebody is thorough, the home folder."""
    log.change("DELETE FROM platform_log WHERE organization_id = %s AND position > %s", kept)
    log.change(f"UPDATE platform_tree_tile SET hashes = substr(hashes, 1, {kept * 32}) WHERE organization_id = %s")
    log.change(
        f"UPDATE platform_consumer_cursor SET position = {kept} WHERE organization_id = %s AND consumer = 'tree'"
    )
    log.change(f"UPDATE witnesses_witness SET cosigned_size = {kept} WHERE organization_id = %s")
    if with_home:
        (Path(settings.HOME) / "log-heads" / f"{log.organization}.json").unlink()


def test_a_roll_back_of_database_and_home_is_an_alarm_that_is_proven(log: Log, accountant: Process) -> None:
    named(log, accountant)
    log.add(*digests(1, 100))
    log.grow()
    cosign_due(log.organization, later())
    set_back(log, 60, with_home=True)
    log.add(*digests(161, 180))
    log.grow()
    assert (log.head()[1].size, log.head()[1].origin) == (80, f"comptoir/{log.organization}")  # nothing shows it here

    cosign_due(log.organization, later(10))

    [alarm] = raised(log)
    assert (alarm.kind, alarm.their_size, alarm.our_size, alarm.is_proven) == ("set_back", 100, 80, True)
    theirs = read_note(alarm.theirs)
    assert signed_at(theirs, log_verifier(log.organization)) == 0  # our own signature accuses us
    assert signed_at(theirs, read_verifier(accountant.key)) is not None
    assert (the(log).code, the(log).failing_since is not None) == ("set_back", True)
    # It grows past what was cosigned: still not the same log, and now the witness keeps the evidence as well.
    log.add(*digests(181, 260))
    log.grow()
    cosign_due(log.organization, later(60))
    found = {(one.kind, one.their_size, one.is_proven) for one in raised(log)}
    assert found == {("set_back", 100, True), ("forked", 100, True)}
    assert [one.kind for one in WitnessFolder(accountant.folder).evidence()] == ["unconnected"]
    # Again and again: no second row.
    cosign_due(log.organization, later(200))
    assert len(raised(log)) == 2


def test_a_set_back_database_goes_on_under_a_number_and_that_is_an_alarm(log: Log, accountant: Process) -> None:
    named(log, accountant)
    log.add(*digests(1, 100))
    log.grow()
    cosign_due(log.organization, later())
    set_back(log, 60, with_home=False)
    log.add(*digests(161, 180))
    log.grow()
    assert read_signed(log.organization).age == 2

    cosign_due(log.organization, later(10))

    [alarm] = raised(log)
    assert (alarm.kind, alarm.origin, alarm.is_proven) == ("new_age", f"comptoir/{log.organization}", True)
    assert (the(log).code, the(log).cosigned_size) == ("", 80)
    assert [one.kind for one in WitnessFolder(accountant.folder).evidence()] == ["set_back"]
    with reading(log.organization):
        proof = prove_witnessed(log.organization, "entry", subject(5))
    assert proof is not None
    assert read_checkpoint(read_note(proof.note).text).origin == f"comptoir/{log.organization}/2"

    see_alarm(SeeAlarm(organization=log.organization, person=None, alarm=alarm.id, now=later()))
    assert raised(log) == []
    with reading(log.organization):
        [kept] = alarms()
    assert kept.seen_at is not None
    assert not see_alarm(SeeAlarm(organization=log.organization, person=None, alarm=alarm.id, now=later()))
    with pytest.raises(AlarmUnknown):
        see_alarm(SeeAlarm(organization=log.organization, person=None, alarm=new_uuid7(), now=later()))


def test_an_answer_that_was_lost_is_made_up_for(log: Log, accountant: Process) -> None:
    named(log, accountant)
    log.add(*digests(1, 50))
    log.grow()
    cosign_due(log.organization, later())
    # The worker died before it wrote down what it had been answered.
    log.change("UPDATE witnesses_witness SET cosigned_size = 0, origin = '' WHERE organization_id = %s")
    log.change("DELETE FROM witnesses_cosignature WHERE organization_id = %s")
    log.add(*digests(51, 60))
    log.grow()
    cosign_due(log.organization, later(10))
    assert (the(log).cosigned_size, the(log).code) == (60, "")
    assert raised(log) == []


def test_of_two_workers_one_asks(log: Log, accountant: Process) -> None:
    named(log, accountant)
    log.add(*digests(1, 5))
    log.grow()

    def work(_: int) -> int:
        with closing(django_connection):
            return len(claim_witnesses(ClaimWitnesses(organization=log.organization, now=later())))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [0, 0, 0, 1]


def test_the_round_finds_the_shops_that_are_due(log: Log, accountant: Process) -> None:
    rounds = Rounds()
    log.add(*digests(1, 5))
    log.grow()
    assert rounds.run(later()) == 0
    named(log, accountant)
    assert (rounds.run(later()), rounds.run(later())) == (1, 0)
    # Nothing new: after an hour it is asked again, so that its silence would be seen.
    log.change("UPDATE witnesses_witness SET next_try_at = now() WHERE organization_id = %s")
    assert rounds.run(later()) == 0
    log.change("UPDATE witnesses_witness SET cosigned_at = now() - interval '2 hours' WHERE organization_id = %s")
    assert rounds.run(later()) == 1
    assert count("witnesses_cosignature", log.organization) == 1


def test_of_old_days_the_last_cosignature_stays(log: Log, accountant: Process) -> None:
    witness = named(log, accountant)
    for size, days in ((10, 9), (20, 9), (30, 8), (40, 1), (50, 1)):
        log.owner.execute(
            "INSERT INTO witnesses_cosignature (organization_id, id, witness_id, origin, size, head, line, signed_at)"
            " VALUES (%s, gen_random_uuid(), %s, 'o', %s, '', '', now() - make_interval(days => %s))",
            [log.organization, witness, size, days],
        )
    assert thin_cosignatures(ThinCosignatures(organization=log.organization, now=later())) == 1
    kept = sorted(int(str(row["size"])) for row in rows("witnesses_cosignature", log.organization))
    assert kept == [20, 30, 40, 50]


def test_what_cannot_be_a_witness_is_refused_and_nothing_written(log: Log, settings) -> None:
    key = str(Verifier("w.example", COSIGNATURE, bytes(32)))

    def add(**changes: object) -> bool:
        said = {"id": new_uuid7(), "address": "https://w.example", "key": key, **changes}
        return add_witness(AddWitness(organization=log.organization, person=None, **said))  # type: ignore[arg-type]

    settings.COMPTOIR_WITNESS_NETWORKS = []
    for address in ("http://127.0.0.1:8430", "https://localhost", "http://w.example", "w.example", ""):
        with pytest.raises(AddressInvalid):
            add(address=address)
    for wrong in ("", "w.example", key[:-4] + "BAAA", str(log_verifier(log.organization))):
        with pytest.raises(KeyInvalid):
            add(key=wrong)
    assert count("witnesses_witness", log.organization) == 0
    assert add() is True
    with pytest.raises(AlreadyThere):
        add()
    for number in range(1, WITNESSES_MAX):
        assert add(key=str(Verifier(f"w{number}.example", COSIGNATURE, bytes(32)))) is True
    with pytest.raises(TooMany):
        add(key=str(Verifier("last.example", COSIGNATURE, bytes(32))))
    assert count("witnesses_witness", log.organization) == WITNESSES_MAX


def test_a_removed_witness_is_asked_no_more_and_its_word_stays(log: Log, accountant: Process) -> None:
    witness = named(log, accountant)
    log.add(*digests(1, 5))
    log.grow()
    cosign_due(log.organization, later())
    command = RemoveWitness(organization=log.organization, person=None, witness=witness, now=later())
    remove_witness(command)
    with pytest.raises(WitnessUnknown):
        remove_witness(command)
    log.add(*digests(6, 6))
    log.grow()
    assert (cosign_due(log.organization, later(10)), Rounds().run(later(10))) == (0, 0)
    with reading(log.organization):
        assert witnesses() == []
        assert "witness.accountant.example" in (cosigned_head(log.organization, least=3) or (0, ""))[1]
        noted = [event.action for event in AuditEvent.objects.filter(action__startswith="witnesses").order_by("id")]
    assert noted == ["witnesses.added", "witnesses.removed"]
    # It may come back, and goes on where it was.
    named(log, accountant, trust=False)
    cosign_due(log.organization, later())
    assert the(log).cosigned_size == 6


def test_rows_of_another_shop_are_out_of_reach(log: Log, accountant: Process) -> None:
    named(log, accountant)
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        tables = owner.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            " WHERE relname LIKE 'witnesses\\_%%' AND relkind = 'r' ORDER BY 1"
        ).fetchall()
    assert tables == [(f"witnesses_{one}", True, True) for one in ("alarm", "cosignature", "witness")]
