"""Spreadsheet files as the person's spreadsheet expects them: a byte order mark, and in French and German
a semicolon, because the comma is the decimal mark there."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse

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


def inert(text: str) -> str:
    """A text that a spreadsheet will not run as a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
