"""A document as a PDF: a slip of 80 mm, as long as it needs to be."""

import io

from reportlab.pdfgen.canvas import Canvas

from comptoir.receipts import fonts
from comptoir.receipts.code128 import code128
from comptoir.receipts.document import (
    BarcodeBlock,
    Block,
    LogoBlock,
    MarkBlock,
    PairBlock,
    QrBlock,
    ReceiptDocument,
    RuleBlock,
    TableBlock,
    TextBlock,
)
from comptoir.receipts.pictures import Rows, logo_rows, qr_rows

MM = 72 / 25.4
PAGE = 80 * MM
MARGIN = 5 * MM
WIDTH = PAGE - 2 * MARGIN
LEADING = 1.35
SIZES = {"normal": 8.5, "tall": 10.5, "double": 13.0}
SMALL = 7.5
INDENT = 9.0
GAP = 6.0


def pdf_of(document: ReceiptDocument) -> bytes:
    """The bytes of the file; the same document gives the same bytes."""
    fonts.register_fonts()
    height = _Slip(None, 0).draw(document)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(PAGE, height + 2 * MARGIN), invariant=1, lang=document.language)
    canvas.setTitle(document.title)
    _Slip(canvas, height + MARGIN).draw(document)
    canvas.save()
    return file.getvalue()


class _Slip:
    """Writes from the top down. Without a canvas it only measures."""

    def __init__(self, canvas: Canvas | None, top: float) -> None:
        self._canvas = canvas
        self._top = top
        self._y = top

    def draw(self, document: ReceiptDocument) -> float:
        """Answers how much height was used."""
        for block in document.blocks:
            self._block(block)
        return self._top - self._y

    def _block(self, block: Block) -> None:
        match block:
            case TextBlock():
                self._text(block.text, SIZES[block.size], strong=block.strong, centered=block.align == "center")
            case MarkBlock():
                self._rule()
                self._text(block.text, SIZES["double"], strong=True, centered=True)
                self._rule()
            case PairBlock():
                self._pair(block)
            case TableBlock():
                self._table(block)
            case RuleBlock():
                self._rule()
            case LogoBlock():
                rows = logo_rows(block.width, block.height, block.bits)
                if rows is not None:
                    self._picture(rows, min(WIDTH, block.width * 0.35), block.height / block.width)
            case QrBlock():
                self._picture(qr_rows(block.text), 34 * MM, 1)
            case BarcodeBlock():
                self._picture([code128(block.text)], 45 * MM, 0.2)
                self._text(block.text, SMALL, strong=False, centered=True)

    def _text(self, text: str, size: float, *, strong: bool, centered: bool) -> None:
        for piece in wrap(text, WIDTH, strong=strong, size=size):
            self._y -= size * LEADING
            offset = (WIDTH - fonts.width(piece, strong=strong, size=size)) / 2 if centered else 0
            self._put(piece, MARGIN + offset, strong=strong, size=size)

    def _pair(self, block: PairBlock) -> None:
        size = SMALL if block.is_detail else SIZES[block.size]
        indent = INDENT if block.is_detail else 0
        value = fonts.spellable(block.value)
        room = fonts.width(value, strong=block.strong, size=size) + (GAP if value else 0)
        pieces = wrap(block.name, WIDTH - indent - min(room, WIDTH / 2), strong=block.strong, size=size)
        for piece in pieces:
            self._y -= size * LEADING
            self._put(piece, MARGIN + indent, strong=block.strong, size=size)
        if value:
            if room > WIDTH / 2:
                self._y -= size * LEADING
            self._put_right(value, MARGIN + WIDTH, strong=block.strong, size=size)

    def _table(self, block: TableBlock) -> None:
        """Each column as wide as its widest figure; read from left to right, as a voice reads the file."""
        rows = [[fonts.spellable(cell) for cell in row] for row in (block.head, *block.rows)]
        widths = [
            max(fonts.width(row[column], strong=False, size=SMALL) for row in rows) + GAP
            for column in range(1, len(block.head))
        ]
        room = max(WIDTH - sum(widths), WIDTH / 4)
        for first, *rest in rows:
            for piece in wrap(first, room, strong=False, size=SMALL):
                self._y -= SMALL * LEADING
                self._put(piece, MARGIN, strong=False, size=SMALL)
            for place, cell in enumerate(rest):
                self._put_right(cell, MARGIN + WIDTH - sum(widths[place + 1 :]), strong=False, size=SMALL)

    def _rule(self) -> None:
        self._y -= 5
        if self._canvas is not None:
            self._canvas.setDash(2, 2)
            self._canvas.setLineWidth(0.5)
            self._canvas.line(MARGIN, self._y, MARGIN + WIDTH, self._y)
        self._y -= 2

    def _picture(self, rows: Rows, width: float, ratio: float) -> None:
        """Dots as rectangles: a phone reads them at any zoom."""
        height = width * ratio
        self._y -= height + 12
        if self._canvas is None:
            return
        across, down = width / len(rows[0]), height / len(rows)
        left = MARGIN + (WIDTH - width) / 2
        path = self._canvas.beginPath()
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    path.rect(left + x * across, self._y + height - (y + 1) * down, across, down)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _put(self, text: str, x: float, *, strong: bool, size: float) -> None:
        if self._canvas is not None:
            self._canvas.setFont(fonts.BOLD if strong else fonts.REGULAR, size)
            self._canvas.drawString(x, self._y, text)

    def _put_right(self, text: str, x: float, *, strong: bool, size: float) -> None:
        self._put(text, x - fonts.width(text, strong=strong, size=size), strong=strong, size=size)


def wrap(content: str, room: float, *, strong: bool, size: float) -> list[str]:
    """Break at spaces; cut a word that is wider than the room."""
    lines: list[str] = []
    current = ""
    for word in fonts.spellable(content).split(" "):
        joined = f"{current} {word}" if current else word
        if fonts.width(joined, strong=strong, size=size) <= room:
            current = joined
            continue
        if current:
            lines.append(current)
        current = ""
        for letter in word:
            if current and fonts.width(current + letter, strong=strong, size=size) > room:
                lines.append(current)
                current = ""
            current += letter
    return [*lines, current]
