"""A page of A4 that is written from the top down, with four columns where it is a table."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from comptoir.receipts import fonts
from comptoir.receipts.pdf import wrap

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, HEIGHT - 56.0, 70.0
SIZE, SMALL, LARGE = 9.5, 8.0, 18.0
LEADING = 1.4
SECOND_AT, THIRD_AT = RIGHT - 170.0, RIGHT - 100.0


class Sheet:
    """Begins a new page when one is full; the same content gives the same bytes."""

    def __init__(self, language: str) -> None:
        self._file = io.BytesIO()
        fonts.register_fonts()
        self._canvas = Canvas(self._file, pagesize=A4, invariant=1, lang=language, initialFontName=fonts.REGULAR)
        self._y = TOP

    def title(self, text: str) -> None:
        """What a reader's window says."""
        self._canvas.setTitle(text)

    def save(self) -> bytes:
        """The bytes of the file."""
        self._canvas.save()
        return self._file.getvalue()

    def row(self, cells: Sequence[str], *, strong: bool = False, above: float = 0) -> None:
        """A text and three figures; the text may take several lines."""
        first, second, third, last = cells
        pieces = wrap(first, SECOND_AT - 70 - LEFT, strong=strong, size=SIZE)
        self._make_room(above + len(pieces) * SIZE * LEADING)
        self._y -= above
        for place, piece in enumerate(pieces):
            self._y -= SIZE * LEADING
            self._put(piece, LEFT, strong=strong, size=SIZE)
            if place == 0:
                for text, x in ((second, SECOND_AT), (third, THIRD_AT), (last, RIGHT)):
                    self._put_right(text, x, strong=strong)

    def text(self, text: str, x: float = LEFT, *, size: float = SIZE, strong: bool = False, above: float = 0) -> None:
        """A paragraph."""
        for piece in wrap(text, RIGHT - x, strong=strong, size=size):
            self._make_room(above + size * LEADING)
            self._y -= above + size * LEADING
            above = 0
            self._put(piece, x, strong=strong, size=size)

    def rule(self) -> None:
        """A line across."""
        self._y -= 6
        self._canvas.setLineWidth(0.6)
        self._canvas.line(LEFT, self._y, RIGHT, self._y)

    def foot(self, height: float) -> Canvas:
        """The canvas, its lowest `height` free on the last page: on a new one where this page has not the room."""
        if self._y < height + LEADING * SIZE:
            self._canvas.showPage()
            self._y = TOP
        return self._canvas

    def _make_room(self, height: float) -> None:
        if self._y - height < BOTTOM:
            self._canvas.showPage()
            self._y = TOP

    def _put(self, text: str, x: float, *, strong: bool, size: float) -> None:
        self._canvas.setFont(fonts.BOLD if strong else fonts.REGULAR, size)
        self._canvas.drawString(x, self._y, fonts.spellable(text))

    def _put_right(self, text: str, x: float, *, strong: bool) -> None:
        shown = fonts.spellable(text)
        self._put(shown, x - fonts.width(shown, strong=strong, size=SIZE), strong=strong, size=SIZE)
