"""A report on paper: A4, as many pages as it takes, the columns' names on each."""

import io
from collections.abc import Sequence

from django.http import HttpResponse
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from comptoir.backoffice.report_tables import Line, Table
from comptoir.receipts import fonts
from comptoir.receipts.pdf import wrap

MARGIN = 42.0
SIZE, SMALL, LARGE = 9.0, 8.0, 16.0
LEADING = 1.45
GAP = 10.0
COLUMNS_UPRIGHT = 6


class _Pages:
    """Writes from the top down, and begins a new page when one is full."""

    def __init__(self, table: Table, title: str, about: str, language: str) -> None:
        self._table, self._title, self._about = table, title, about
        count = len(table.heads) + len(table.columns)
        self._width, self._height = landscape(A4) if count > COLUMNS_UPRIGHT else A4
        self._file = io.BytesIO()
        fonts.register_fonts()
        self._canvas = Canvas(
            self._file, pagesize=(self._width, self._height), invariant=1, lang=language, initialFontName=fonts.REGULAR
        )
        self._y = 0.0
        self._page = 0
        self._rooms = self._measure()

    def draw(self) -> bytes:
        self._canvas.setTitle(self._title)
        self._begin()
        for line in self._table.lines:
            self._row(line, strong=False)
        if self._table.whole is not None:
            self._rule()
            self._row(self._table.whole, strong=True)
        self._canvas.save()
        return self._file.getvalue()

    def _measure(self) -> list[float]:
        """As wide as its widest figure, or word above, for each column; names share what is left."""
        lines = [*self._table.lines, *([self._table.whole] if self._table.whole else [])]
        figures = [
            max(
                [fonts.width(word, strong=True, size=SMALL) for word in column.title.split()]
                + [fonts.width(column.title, strong=True, size=SMALL) / 2]
                + [fonts.width(fonts.spellable(_said(line, at)), strong=True, size=SIZE) for line in lines]
            )
            + GAP
            for at, column in enumerate(self._table.columns)
        ]
        left = self._width - 2 * MARGIN - sum(figures)
        return [left / len(self._table.heads)] * len(self._table.heads) + figures

    def _begin(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._y = self._height - MARGIN - LARGE
        self._write(self._title, MARGIN, size=LARGE, strong=True)
        self._y -= LARGE * LEADING
        self._write(f"{self._about} · {self._page}", MARGIN, size=SMALL)
        self._y -= SIZE * 2
        titles = [*self._table.heads, *(column.title for column in self._table.columns)]
        self._cells(titles, size=SMALL, strong=True)
        self._rule()

    def _row(self, line: Line, *, strong: bool) -> None:
        # The whole has one name, below however many columns of names.
        blanks = [""] * (len(self._table.heads) - len(line.labels))
        texts = [*line.labels, *blanks, *(_said(line, at) for at in range(len(self._table.columns)))]
        tallest = max(len(lines) for lines in self._wrapped(texts, size=SIZE, strong=strong))
        if self._y - tallest * SIZE * LEADING < MARGIN:
            self._begin()
        self._cells(texts, size=SIZE, strong=strong)

    def _cells(self, texts: Sequence[str], *, size: float, strong: bool) -> None:
        wrapped = self._wrapped(texts, size=size, strong=strong)
        top, x = self._y, MARGIN
        for at, (lines, room) in enumerate(zip(wrapped, self._rooms, strict=True)):
            self._y = top
            for text in lines:
                is_name = at < len(self._table.heads)
                begin = x if is_name else x + room - fonts.width(text, strong=strong, size=size)
                self._write(text, begin, size=size, strong=strong)
                self._y -= size * LEADING
            x += room
        self._y = top - max(len(lines) for lines in wrapped) * size * LEADING

    def _wrapped(self, texts: Sequence[str], *, size: float, strong: bool) -> list[list[str]]:
        rooms = zip(texts, self._rooms, strict=True)
        return [wrap(text, room - GAP / 2, strong=strong, size=size) or [""] for text, room in rooms]

    def _write(self, text: str, x: float, *, size: float, strong: bool = False) -> None:
        self._canvas.setFont(fonts.BOLD if strong else fonts.REGULAR, size)
        self._canvas.drawString(x, self._y, fonts.spellable(text))

    def _rule(self) -> None:
        self._canvas.setLineWidth(0.5)
        self._canvas.line(MARGIN, self._y + SIZE * 0.9, self._width - MARGIN, self._y + SIZE * 0.9)
        self._y -= SIZE * 0.5


def print_of(table: Table, title: str, about: str, language: str) -> bytes:
    """The file; `about` says of which shop, which days and which store."""
    return _Pages(table, title, about, language).draw()


def pdf_file(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _said(line: Line, at: int) -> str:
    figure = line.figures[at]
    return figure.text if figure.count is None else f"{figure.text} ({figure.count})"
