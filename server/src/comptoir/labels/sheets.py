"""Sheets of labels as PDF: the grids that stationers sell on A4, and single labels of a label printer."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from comptoir.labels.bars import QUIET, bars_of
from comptoir.receipts import fonts

MM = 72 / 25.4
PAD = 2.2 * MM
# The smallest that readers at a counter still find (GS1 General Specifications 5.2.6: 80 % of 0.33 mm).
MODULE = 0.264 * MM
MODULE_MAX = 0.33 * MM


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says, in the words of whoever shops. `notes` are small lines, the most important first."""

    name: str
    price: str
    notes: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of labels on a page, in tenths of a millimetre from its upper left corner."""

    page: tuple[int, int]
    label: tuple[int, int]
    columns: int
    rows: int
    first: tuple[int, int]
    step: tuple[int, int]

    @property
    def count(self) -> int:
        return self.columns * self.rows


_A4 = (2_100, 2_970)
SHEETS: Mapping[str, Sheet] = {
    "a4_65": Sheet(_A4, (381, 212), 5, 13, (47, 107), (406, 212)),
    "a4_24": Sheet(_A4, (700, 370), 3, 8, (0, 5), (700, 370)),
    "a4_21": Sheet(_A4, (635, 381), 3, 7, (72, 151), (660, 381)),
    "a4_8": Sheet(_A4, (1_050, 740), 2, 4, (0, 5), (1_050, 740)),
    "57x32": Sheet((570, 320), (570, 320), 1, 1, (0, 0), (570, 320)),
    "100x50": Sheet((1_000, 500), (1_000, 500), 1, 1, (0, 0), (1_000, 500)),
}


def sheet_pdf(labels: Sequence[Label], sheet: Sheet, *, title: str, language: str, skipped: int = 0) -> bytes:
    """The bytes of the file. `skipped`: so many places of the first sheet were used before."""
    fonts.register_fonts()
    width, height = (_points(side) for side in sheet.page)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(width, height), invariant=1, lang=language)
    canvas.setTitle(title)
    for number, label in enumerate(labels, start=skipped % sheet.count):
        place = number % sheet.count
        if place == 0 and number:
            canvas.showPage()
        row, column = divmod(place, sheet.columns)
        left = _points(sheet.first[0] + column * sheet.step[0])
        top = height - _points(sheet.first[1] + row * sheet.step[1])
        _Drawn(canvas, left, top, _points(sheet.label[0]), _points(sheet.label[1])).draw(label)
    canvas.save()
    return file.getvalue()


def _points(tenths: int) -> float:
    return tenths * MM * 0.1


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One label's place: the name on top, the price large, its notes, and the barcode at the bottom."""

    canvas: Canvas
    left: float
    top: float
    width: float
    height: float

    def draw(self, label: Label) -> None:
        inner = self.width - 2 * PAD
        scale = min(self.height * 0.0094, inner * 0.0062)
        bars_height = self._bars(label.code, inner)
        y = self.top - PAD
        for line in _wrapped(label.name, inner, size := max(6.0, 9.5 * scale), lines_max=2):
            y -= size
            self._text(line, y, size)
            y -= size * 0.18
        bottom = self.top - self.height + PAD + bars_height
        small = max(5.0, 6.2 * scale)
        room = max(0, int((y - bottom - 15 * scale) // (small * 1.2)))
        notes = [line for note in label.notes for line in _wrapped(note, inner, small, lines_max=2)][:room]
        y = bottom + (small * 0.3 if bars_height else 0)
        for line in reversed(notes):
            self._text(line, y, small)
            y += small * 1.2
        self._price(label.price, y, inner, _room_above(self.top, label.name, y, inner, size))

    def _price(self, text: str, y: float, inner: float, room: float) -> None:
        """As large as its place allows, at the right."""
        size = min(max(room * 0.92, 7.0), 60.0)
        while size > 7 and fonts.width(text, strong=True, size=size) > inner:
            size *= 0.94
        self.canvas.setFont(fonts.BOLD, size)
        self.canvas.drawRightString(self.left + self.width - PAD, y + size * 0.12, fonts.spellable(text))

    def _text(self, text: str, y: float, size: float) -> None:
        self.canvas.setFont(fonts.REGULAR, size)
        self.canvas.drawString(self.left + PAD, y, fonts.spellable(text))

    def _bars(self, code: str, inner: float) -> float:
        """Draw the symbol with its quiet zones; answers the height that it took, none where it does not fit."""
        bars = bars_of(code)
        if bars is None:
            return 0.0
        modules = len(bars.modules) + 2 * QUIET
        # The quiet zones may reach into the label's own margin.
        module = min(MODULE_MAX, (inner + 2 * PAD) / modules)
        if module < MODULE * 0.8:
            return 0.0
        size = 5.5
        height = max(5 * MM, min(12 * MM, self.height * 0.27))
        bottom = self.top - self.height + PAD * 0.6
        x = self.left + max(PAD * 0.4, PAD - QUIET * module) + QUIET * module
        x = min(x, self.left + self.width - (modules - QUIET) * module)
        for start, length in _runs(bars.modules):
            self.canvas.rect(x + start * module, bottom + size, length * module, height - size, stroke=0, fill=1)
        self.canvas.setFont(fonts.REGULAR, size)
        self.canvas.drawCentredString(x + len(bars.modules) * module * 0.5, bottom + 0.6, fonts.spellable(bars.text))
        return height


def _room_above(top: float, name: str, y: float, inner: float, size: float) -> float:
    """The height between the name and what stands below the price."""
    lines = len(list(_wrapped(name, inner, size, lines_max=2)))
    return top - PAD - lines * size * 1.18 - y


def _runs(modules: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Dark stretches, as where they begin and how long they are."""
    start = None
    for place, dark in enumerate([*modules, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def _wrapped(text: str, width: float, size: float, *, lines_max: int) -> Iterator[str]:
    """By words, the last line cut short where more would follow."""
    words, line, count = text.split(), "", 1
    for place, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if fonts.width(longer, strong=False, size=size) <= width:
            line = longer
        elif count == lines_max or not line:
            yield _cut(" ".join([line, *words[place:]]).strip(), width, size)
            return
        else:
            yield line
            line, count = word, count + 1
    if line:
        yield _cut(line, width, size)


def _cut(text: str, width: float, size: float) -> str:
    if fonts.width(text, strong=False, size=size) <= width:
        return text
    while text and fonts.width(f"{text}…", strong=False, size=size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"
