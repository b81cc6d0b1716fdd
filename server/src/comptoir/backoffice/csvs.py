"""Spreadsheet files as the person's spreadsheet expects them: a byte order mark, and in French and German
a semicolon, because the comma is the decimal mark there."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.http import HttpResponse, StreamingHttpResponse

from comptoir.catalog.folding import fold

CONTENT_TYPE = "text/csv; charset=utf-8"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> HttpResponse:
    """The whole file in one answer."""
    answer = HttpResponse("\ufeff" + _written([header, *rows], language), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_stream(
    name: str, header: Sequence[str], pages: Iterable[Iterable[Sequence[str]]], language: str
) -> StreamingHttpResponse:
    """A file of any length, page by page. `pages` is asked from any thread: each page opens its own reading."""

    def parts() -> Iterator[bytes]:
        yield ("\ufeff" + _written([header], language)).encode()
        for page in pages:
            yield _written(page, language).encode()

    answer = StreamingHttpResponse(parts(), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _written(rows: Iterable[Sequence[str]], language: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="," if language == "en" else ";", lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def read_records(content: bytes, columns: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines of a file with their numbers, by columns known in any of the three languages.

    Comma, semicolon or tab, UTF-8 or Windows-1252. A column that nobody knows is left out; empty lines are skipped.
    """
    text = decode(content)
    first = text.partition("\n")[0]
    rows = csv.reader(text.splitlines(), delimiter=max(";,\t", key=first.count))
    header = [column_of(title, columns) for title in next(rows, [])]
    for number, cells in enumerate(rows, start=2):
        if any(cell.strip() for cell in cells):
            yield number, {name: plain(cell) for name, cell in zip(header, cells, strict=False) if name}


def columns_in(content: bytes, columns: Mapping[str, frozenset[str]]) -> set[str]:
    """Which of the columns the first line names."""
    first = decode(content).partition("\n")[0]
    header = next(csv.reader([first], delimiter=max(";,\t", key=first.count)), [])
    return {column_of(title, columns) for title in header} - {""}


def decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def column_of(title: str, columns: Mapping[str, frozenset[str]]) -> str:
    folded = fold(title)
    return next((name for name, titles in columns.items() if folded in titles), "")


def plain(cell: str) -> str:
    """Undo `inert`: the apostrophe was for the spreadsheet."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def inert(text: str) -> str:
    """A text that a spreadsheet will not run as a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
