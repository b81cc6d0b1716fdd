"""A sealed file opens whole or not at all."""

import io
from pathlib import Path
from typing import BinaryIO

import pytest

from comptoir.platform.backups.places import FolderPlace, Kept
from comptoir.platform.backups.plan import Backups, Plan, PlanInvalid, Run, due_at
from comptoir.platform.backups.recovery import KeyUnreadable, Kind, RecoveryKey, read_recovery_key
from comptoir.platform.backups.sealed_file import (
    PIECE_BYTES,
    TAG_BYTES,
    SealBroken,
    SealedWriter,
    read_head,
    read_sealed,
)

KEY = RecoveryKey.new(Kind.BOOKS)
NAME = "20261127T183000Z-books.comptoir"


def sealed(plain: bytes, *, key: RecoveryKey = KEY, name: str = NAME) -> bytes:
    target = io.BytesIO()
    writer = SealedWriter(target, name=name, kind=key.kind, made_at="2026-11-27T18:30:00+00:00", public=key.public)
    for start in range(0, len(plain), 700_001):
        writer.write(plain[start : start + 700_001])
    writer.close()
    return target.getvalue()


def opened(file: bytes, key: RecoveryKey = KEY) -> bytes:
    source = io.BytesIO(file)
    return b"".join(read_sealed(source, read_head(source), key))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 3_500_000])
def test_what_was_sealed_comes_back(size: int) -> None:
    plain = bytes(number % 251 for number in range(1_000)) * (size // 1_000 + 1)

    assert opened(sealed(plain[:size])) == plain[:size]


def test_a_file_that_was_cut_anywhere_does_not_open() -> None:
    file = sealed(bytes(2 * PIECE_BYTES + 10))
    head = len(file) - (2 * PIECE_BYTES + 10 + 3 * TAG_BYTES)
    piece = PIECE_BYTES + TAG_BYTES

    for end in (head, head + 1, head + piece - 1, head + piece, head + 2 * piece, len(file) - 1):
        with pytest.raises(SealBroken):
            opened(file[:end])


def test_one_changed_byte_anywhere_is_noticed() -> None:
    file = sealed(b"the books of a shop" * 10)

    for place in range(len(file)):
        with pytest.raises(SealBroken):
            opened(file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :])


def test_pieces_in_another_order_or_of_another_file_do_not_open() -> None:
    one, other = sealed(bytes(2 * PIECE_BYTES + 10)), sealed(bytes(2 * PIECE_BYTES + 10))
    head = len(one) - (2 * PIECE_BYTES + 10 + 3 * TAG_BYTES)
    piece = PIECE_BYTES + TAG_BYTES
    first, second, rest = one[head : head + piece], one[head + piece : head + 2 * piece], one[head + 2 * piece :]

    for mixed in (
        one[:head] + second + first + rest,
        one[:head] + first + other[head + piece :],
        other[:head] + one[head:],
        one + b"x",
    ):
        with pytest.raises(SealBroken):
            opened(mixed)


def test_another_key_is_said_and_opens_nothing() -> None:
    with pytest.raises(SealBroken, match="not the recovery key"):
        opened(sealed(b"books"), RecoveryKey.new(Kind.BOOKS))


def test_a_recovery_key_is_read_as_people_type_it() -> None:
    text = str(KEY)

    assert read_recovery_key(f"  {text.lower().replace('-', ' - ')}\n") == KEY
    assert text not in repr(KEY)
    for wrong in (text[:-1], text.replace(text[10], "A" if text[10] != "A" else "B", 1), "SECRETS" + text[5:], "x"):
        with pytest.raises(KeyUnreadable):
            read_recovery_key(wrong)


def write_whole(target: BinaryIO) -> None:
    target.write(b"whole")


def test_a_folder_shows_a_backup_only_when_all_of_it_is_there(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path / "there")

    def stumble(target: io.BufferedIOBase) -> None:
        target.write(b"half")
        raise KeyError("the middle")

    with pytest.raises(KeyError):
        place.put(NAME, stumble)  # type: ignore[arg-type]
    assert place.list() == []
    assert list((tmp_path / "there").iterdir()) == []

    assert place.put(NAME, write_whole) == 5
    assert place.list() == [Kept(NAME, 5)]


def test_a_plan_that_cannot_be_is_refused_and_not_kept(tmp_path: Path) -> None:
    backups = Backups(tmp_path)

    for wrong in (
        Plan("here", "", ""),
        Plan("/x", "", "", keep=1),
        Plan("/x", "", "", every_hours=0),
        Plan("s3://b", "", ""),
    ):
        with pytest.raises(PlanInvalid):
            backups.write(wrong)
    assert backups.read() is None


def test_a_failed_backup_is_tried_again_after_an_hour_and_a_good_one_at_its_time() -> None:
    plan = Plan("/x", "", "", every_hours=24)
    made = "2026-11-27T10:00:00+00:00"

    assert due_at(plan, []) is None
    assert str(due_at(plan, [Run(NAME, made, Kind.BOOKS)])) == "2026-11-28 10:00:00+00:00"
    assert str(due_at(plan, [Run(NAME, made, Kind.BOOKS, trouble="full")])) == "2026-11-27 11:00:00+00:00"


def test_half_a_line_after_a_power_cut_hides_no_other_run(tmp_path: Path) -> None:
    backups = Backups(tmp_path)
    run = Run(NAME, "2026-11-27T10:00:00+00:00", Kind.BOOKS, tested=True, findings=("one",))
    backups.note(run)
    with (tmp_path / "backups" / "runs.jsonl").open("a") as stream:
        stream.write('{"name": "2026')

    assert backups.runs() == [run]
