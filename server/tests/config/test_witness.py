"""The witness as a true process: what it cosigns, what it refuses, and what it still knows after a crash."""

import socket
import threading
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.config.witness.folder import FolderUnfit, WitnessFolder
from comptoir.config.witness.roots import write_roots
from comptoir.journal.signed_note import Note, read_note, read_verifier, signed_at
from comptoir.journal.witnessing import Verdict
from tests.witnesses.paper_log import ORIGIN, PaperLog, Process, run_witness, witness_process

TRUE = PaperLog()
SIZE = "text/x.tlog.size"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory):
    with witness_process(tmp_path_factory.mktemp("accountant")) as process:
        yield process


def log_of(running: Process, number: int, **terms) -> PaperLog:
    """A log of its own for each test, trusted by the witness that runs."""
    origin = f"comptoir/0198c1a0-0000-7000-8000-{number:012d}"
    log = PaperLog(origin=origin, **terms)
    assert WitnessFolder(running.folder).trust(str(PaperLog(origin=origin).verifier)) is True
    return log


def add(running: Process, log: PaperLog, old: int, size: int) -> tuple[int, str, str]:
    return running.post(str(log.submission(old, size)))


def is_cosigned(running: Process, log: PaperLog, size: int, line: str) -> bool:
    note = read_note(f"{log.head(size)}{line}")
    at = signed_at(note, read_verifier(running.key))
    return at is not None and abs(time.time() - at) < 60


def test_a_head_is_cosigned_and_again_and_as_it_grows(running: Process) -> None:
    log = log_of(running, 1)
    status, _, line = add(running, log, 0, 5)
    assert (status, is_cosigned(running, log, 5, line)) == (200, True)
    assert add(running, log, 0, 5) == (409, SIZE, "5\n")
    status, _, line = add(running, log, 5, 5)
    assert (status, is_cosigned(running, log, 5, line)) == (200, True)
    status, _, line = add(running, log, 5, 300)
    assert (status, is_cosigned(running, log, 300, line)) == (200, True)
    # Whoever can name the log sees the newest head, both signatures on it.
    status, note = running.get(f"/checkpoint/{sha256(log.origin.encode()).hexdigest()}")
    read = read_note(note)
    assert (status, read.text) == (200, log.head(300).text)
    assert signed_at(read, log.verifier) == 0
    assert signed_at(read, read_verifier(running.key)) is not None
    assert running.state(log.origin)["refused"] == ""


def test_what_is_not_this_logs_is_refused_and_nothing_is_written(running: Process) -> None:
    log = log_of(running, 2)
    assert add(running, log, 0, 5)[0] == 200
    before = running.state(log.origin)
    stranger = PaperLog(origin=log.origin, key=Ed25519PrivateKey.generate())
    assert add(running, stranger, 5, 9)[0] == 403
    assert add(running, PaperLog(origin="comptoir/other"), 0, 9)[0] == 404
    assert add(running, PaperLog(origin=f"{log.origin}/1"), 0, 9)[0] == 404
    assert running.post(str(log.submission(0, 5)).replace("old 0", "old 9"))[0] == 400
    assert running.post("old 0\n\nno head\n")[0] == 400
    assert running.post(str(log.submission(0, 5)), path="/other")[0] == 404
    assert running.post("x" * 70_000)[0] == 413
    assert running.get("/checkpoint/" + "0" * 64)[0] == 404
    assert running.get("/logs")[0] == 404
    assert running.state(log.origin) == before


def test_a_roll_back_is_answered_by_the_size_that_was_cosigned_and_noted(running: Process) -> None:
    log = log_of(running, 3)
    assert add(running, log, 0, 100)[0] == 200
    assert add(running, log, 60, 80) == (409, SIZE, "100\n")
    state = running.state(log.origin)
    assert (state["size"], state["refused"], state["refused_size"]) == (100, "behind", 80)
    assert WitnessFolder(running.folder).evidence() == []


def test_a_fork_is_refused_and_kept_with_both_heads(running: Process) -> None:
    log = log_of(running, 4)
    other = PaperLog(origin=log.origin, story="other", fork=90)
    assert add(running, log, 0, 100)[0] == 200
    # As large, larger and, once it was asked for, from the start: no proof leads there.
    assert add(running, other, 100, 100)[0] == 409
    assert add(running, other, 100, 120)[0] == 422
    assert add(running, other, 0, 120) == (409, SIZE, "100\n")
    found = [one for one in WitnessFolder(running.folder).evidence() if one.origin == log.origin]
    assert sorted(one.kind for one in found) == ["fork", "unconnected"]
    assert all(read_note(one.known).text == log.head(100).text for one in found)
    assert {one.offered for one in found} == {str(other.head(100)), str(other.head(120))}
    assert [len(one.proof) for one in found if one.kind == "unconnected"] == [len(other.submission(100, 120).proof)]
    # The true one is still cosigned, and asking again writes nothing twice.
    assert add(running, log, 100, 120)[0] == 200
    assert add(running, other, 120, 120)[0] == 409
    code, said = run_witness(running.folder, "show")
    assert code == 1
    assert f"{log.origin} signed two different heads of one size" in said
    assert f"{log.origin}: 120 lines" in said


def test_a_log_that_says_it_was_set_back_goes_on_under_its_number_and_that_is_kept(running: Process) -> None:
    first = log_of(running, 5)
    assert add(running, first, 0, 100)[0] == 200

    def age(number: int, end: int) -> PaperLog:
        after = f"{first.origin} {end} {b64encode(first.root(end)).decode()}"
        return PaperLog(origin=f"{first.origin}/{number}", story="later", fork=40, after=after)

    second = age(2, 100)
    status, _, line = add(running, second, 0, 50)
    assert (status, is_cosigned(running, second, 50, line)) == (200, True)
    found = [one for one in WitnessFolder(running.folder).evidence() if one.origin == first.origin]
    assert [(one.kind, one.offered) for one in found] == [("set_back", str(second.head(50)))]
    # The age that ended is still what it was; what goes beyond its end is nobody's.
    assert add(running, first, 100, 100)[0] == 200
    assert add(running, first, 100, 130)[0] == 422
    # An end before what was cosigned: it denies heads that it signed.
    third = log_of(running, 6)
    assert add(running, third, 0, 100)[0] == 200
    denying = PaperLog(
        origin=f"{third.origin}/2",
        story="later",
        fork=40,
        after=f"{third.origin} 90 {b64encode(third.root(90)).decode()}",
    )
    assert add(running, denying, 0, 50)[0] == 200
    assert [one.kind for one in WitnessFolder(running.folder).evidence() if one.origin == third.origin] == ["denied"]


def test_of_many_at_once_each_cosigned_head_holds_the_one_before(running: Process) -> None:
    log = log_of(running, 7)
    assert add(running, log, 0, 3)[0] == 200
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda size: (size, add(running, log, 3, size)), range(4, 40)))
    cosigned = [size for size, (status, _, _) in answers if status == 200]
    refused = {(status, kind) for _, (status, kind, _) in answers if status != 200}
    assert (len(cosigned), refused) == (1, {(409, SIZE)})
    assert running.state(log.origin)["size"] == cosigned[0]


@pytest.mark.slow
def test_what_was_cosigned_is_known_after_every_kill(tmp_path: Path) -> None:
    folder = tmp_path / "witness"
    WitnessFolder.make(folder, "witness.test.example").trust(str(TRUE.verifier))
    acknowledged = 0
    for round_number in range(6):
        with witness_process(folder) as process:
            stop = threading.Event()
            told: list[int] = []

            def send(process: Process = process, stop: threading.Event = stop, told: list[int] = told) -> None:
                size = int(str(process.state()["size"]))
                while not stop.is_set():
                    try:
                        status, _, line = add(process, TRUE, size, size + 1)
                    except OSError:
                        return
                    if status == 200 and is_cosigned(process, TRUE, size + 1, line):
                        told.append(size := size + 1)

            sender = threading.Thread(target=send)
            sender.start()
            time.sleep(0.3 + 0.05 * round_number)
            process.kill()
            stop.set()
            sender.join()
            acknowledged = max([acknowledged, *told])
            assert acknowledged <= int(str(process.state()["size"])) <= acknowledged + 1
    assert acknowledged > 20


def test_a_crash_between_writing_and_answering_loses_no_head(tmp_path: Path) -> None:
    witness = WitnessFolder.make(tmp_path, "w.example")
    witness.trust(str(TRUE.verifier))
    assert witness.add_checkpoint(TRUE.submission(0, 7), 1_000).verdict is Verdict.COSIGN
    # The answer was lost with the process; the log asks again, and is told where it is.
    again = WitnessFolder(tmp_path)
    answer = again.add_checkpoint(TRUE.submission(0, 9), 1_001)
    assert (answer.verdict, answer.size) == (Verdict.BEHIND, 7)
    answer = again.add_checkpoint(TRUE.submission(7, 9), 900)
    note = read_note(f"{TRUE.head(9)}{answer.cosignature}")
    # A clock that was set back does not make the second head the earlier one.
    assert signed_at(note, again.verifier) == 1_000
    other = PaperLog(story="other", fork=8)
    assert again.add_checkpoint(other.submission(9, 12), 1_002).verdict is Verdict.UNCONNECTED
    assert (again.verifier.name, again.logs()[0].size) == ("w.example", 9)


def test_cosignatures_of_others_are_not_passed_on(tmp_path: Path) -> None:
    witness = WitnessFolder.make(tmp_path, "w.example")
    witness.trust(str(TRUE.verifier))
    stranger = PaperLog(origin="stranger", key=Ed25519PrivateKey.generate()).head(3).signatures
    head = TRUE.head(3)
    submission = TRUE.submission(0, 3)
    mixed = type(submission)(0, (), Note(head.text, (*head.signatures, *stranger)), submission.head)
    assert witness.add_checkpoint(mixed, 1_000).verdict is Verdict.COSIGN
    assert [one.name for one in read_note(witness.logs()[0].note).signatures] == [ORIGIN, "w.example"]


def test_a_folder_has_one_name_and_a_log_one_key(tmp_path: Path) -> None:
    with pytest.raises(FolderUnfit):
        WitnessFolder(tmp_path / "none")
    witness = WitnessFolder.make(tmp_path, "w.example")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert str(WitnessFolder.make(tmp_path, "w.example").verifier) == str(witness.verifier)
    for name in ("other.example", "w example"):
        with pytest.raises(FolderUnfit):
            WitnessFolder.make(tmp_path if "o" in name[:1] else tmp_path / "new", name)
    assert (witness.trust(str(TRUE.verifier)), witness.trust(str(TRUE.verifier))) == (True, False)
    with pytest.raises(FolderUnfit):
        witness.trust(str(PaperLog(key=Ed25519PrivateKey.generate()).verifier))
    assert [one.key for one in witness.logs()] == [str(TRUE.verifier)]


def test_silent_callers_hold_nobody_up(running: Process) -> None:
    log = log_of(running, 8)
    silent = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(40)]
    try:
        assert add(running, log, 0, 5)[0] == 200
    finally:
        for one in silent:
            one.close()


def test_commands_for_people(tmp_path: Path) -> None:
    assert run_witness(tmp_path / "none", "show")[0] == 2
    witness = WitnessFolder.make(tmp_path, "w.example")
    assert "No log is trusted yet" in run_witness(tmp_path, "show")[1]
    assert run_witness(tmp_path, "trust", "nonsense")[0] == 2
    assert run_witness(tmp_path, "trust", str(witness.verifier))[0] == 2  # a witness's key is no log's
    assert run_witness(tmp_path, "trust", str(TRUE.verifier)) == (0, "It is trusted now.\n")
    assert WitnessFolder(tmp_path).add_checkpoint(TRUE.submission(0, 7), 1_700_000_000).verdict is Verdict.COSIGN
    code, said = run_witness(tmp_path, "show")
    assert (code, f"{ORIGIN}: 7 lines, cosigned 2023-11-14 22:13:20 UTC" in said) == (0, True)
    code, said = run_witness(tmp_path, "roots", str(tmp_path / "out"))
    [path] = (tmp_path / "out").iterdir()
    assert (code, said.strip(), path.read_text("utf-8")) == (0, str(path), WitnessFolder(tmp_path).logs()[0].note)
    assert run_witness(tmp_path, "roots", str(tmp_path / "out")) == (0, "")


def test_a_days_root_is_written_once(tmp_path: Path) -> None:
    [path] = write_roots(tmp_path, {"log": "first\n"}, date(2026, 11, 27))
    assert path.name == f"2026-11-27-{sha256(b'log').hexdigest()[:16]}.checkpoint"
    assert write_roots(tmp_path, {"log": "second\n"}, date(2026, 11, 27)) == []
    assert len(write_roots(tmp_path, {"log": "second\n"}, date(2026, 11, 28))) == 1
    assert sorted(one.read_text("utf-8") for one in tmp_path.iterdir()) == ["first\n", "second\n"]
