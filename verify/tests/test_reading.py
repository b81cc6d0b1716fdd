"""What is quick must read what is slow: spellings of entries, tables in pieces, sums of odd rows."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from comptoir_verify import reading
from comptoir_verify.canonical import read_entry
from comptoir_verify.reading import Rows
from comptoir_verify.sealing import Unreadable
from comptoir_verify.sums import Sums


@pytest.mark.parametrize(
    ("text", "oddity"),
    [
        ('{"a":1,"b":{"c":"é","d":["x",-2]}}', ""),
        ('{"a":"true, false and null, 1.5 e3"}', ""),
        ('{"a":"\\n\\u001f\\"\\\\"}', ""),
        # U+10000 is D800 DC00 in UTF-16, and so stands before U+FFFD; by code points it would stand behind.
        ('{"\U00010000":1,"\ufffd":2}', ""),
        ('{"\ufffd":2,"\U00010000":1}', "spelling"),
        ('{"a": 1}', "spelling"),
        ('{"b":1,"a":2}', "spelling"),
        ('{"a":"\\u00e9"}', "spelling"),
        ('{"a":"\\/"}', "spelling"),
        ('{"a":-0}', "spelling"),
        ('{"a":1.5}', "spelling"),
        ('{"a":1e3}', "spelling"),
        ('{"a":true}', "spelling"),
        ('{"a":[null]}', "spelling"),
        ('{"a":1,"a":1}', "twice"),
        ('{"a":{"gross":1,"gross":2}}', "twice"),
        ('{"\\u0061":1,"a":2}', "twice"),
    ],
)
def test_the_one_spelling_is_known_from_all_others(text: str, oddity: str) -> None:
    assert read_entry(text.encode())[1] == oddity


def test_what_is_no_json_is_none() -> None:
    for content in (b"", b"{", b'{"a":1}x', b"\xff"):
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
            read_entry(content)


def table(folder: Path, content: str) -> zipfile.ZipFile:
    file = folder / "t.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("t.csv", content)
    return zipfile.ZipFile(file)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 1_000])
def test_a_table_is_read_alike_in_pieces_of_any_size(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK_BYTES", size)
    rows = [["id", "name"], ["1", "plain"], ["2", 'a "word", and\na line\r\nmore'], ["3", ""], ["4", '"'], ["5", "end"]]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    for content in (
        stream.getvalue(),
        stream.getvalue().removesuffix("\n"),
        "id,name\r\n1,x\r\n",
        "id,name\n",
        "id,name",
    ):
        found = Rows(table(tmp_path, content), "t.csv", ["name", "id"])
        expected = [(row[1], row[0]) for row in csv.reader(io.StringIO(content, newline=""))][1:]
        assert list(found) == expected
        assert found.count == len(expected)
        assert found.digest() == reading.digest_of_member(table(tmp_path, content), "t.csv")


def test_a_quote_that_never_ends_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK_BYTES", 16)
    monkeypatch.setattr(reading, "RECORD_BYTES_MAX", 64)
    with pytest.raises(Unreadable):
        list(Rows(table(tmp_path, 'id,name\n1,"' + "x\n" * 100), "t.csv", ["id", "name"]))


def test_rows_that_hold_the_separator_are_told_apart() -> None:
    sums = Sums(b"k" * 32)
    marks = {
        sums.mark(cells)
        for cells in (("e", "a\x1fb", "c"), ("e", "a", "b\x1fc"), ("e", "a", "b", "c"), ("e\x1fa", "b", "c"))
    }
    assert len(marks) == 4
    assert sums.mark(("e", "\ud800")) != sums.mark(("e", "?"))
