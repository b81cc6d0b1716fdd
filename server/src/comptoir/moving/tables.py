"""Files of spreadsheets and exports as rows of text: whatever the encoding, the separator and the line ends."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comptoir.moving.errors import TableUnreadable

CELL_CHARACTERS_MAX = 1_000_000
SEPARATORS = ";,\t|"
# What Excel writes above the header so that it knows its own separator.
SEPARATOR_LINE = "sep="


@dataclass(frozen=True, slots=True)
class Table:
    """The titles of the columns, and the lines below as they come."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(content: bytes) -> Table:
    """Read UTF-8, UTF-16 or Windows-1252, with comma, semicolon, tab or bar.

    Each row comes with the number of its first line in the file; empty ones are left out. A cell may hold line breaks.
    Raises TableUnreadable when it is no text.
    """
    text = decode(content)
    lines = text.splitlines(keepends=True)
    skipped = 0
    separator = None
    if lines and lines[0].lower().startswith(SEPARATOR_LINE):
        separator, skipped = lines[0].strip()[len(SEPARATOR_LINE) :] or None, 1
    rows = _rows(lines[skipped:], separator)
    try:
        header = next(rows, None)
        found = tuple((number + skipped, cells) for number, cells in rows)
    except csv.Error as error:
        raise TableUnreadable from error
    if header is None:
        raise TableUnreadable
    return Table(header[1], found)


def decode(content: bytes) -> str:
    """The text of a file. What is neither Unicode nor binary is taken for Windows-1252, as Excel writes it."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\x00" in content:
        raise TableUnreadable
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableUnreadable from error


def _rows(lines: Sequence[str], separator: str | None) -> Iterator[tuple[int, tuple[str, ...]]]:
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    first = next((line for line in lines if line.strip()), "")
    reader = csv.reader(lines, delimiter=separator or max(SEPARATORS, key=lambda mark: _outside_quotes(first, mark)))
    before = 0
    for cells in reader:
        number, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield number, tuple(cell.strip() for cell in cells)


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])
