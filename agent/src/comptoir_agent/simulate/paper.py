"""What a thermal printer makes of commands: dots on a strip of paper, a drawer that opens, a knife.

The letters are those of a monospaced font in the printer's own cell (12 × 24 dots, font A), so a page can be compared
glyph by glyph, and every barcode is drawn from its own specification, so that somebody else's reader can judge it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from io import BytesIO

import barcode
import segno
from PIL import Image, ImageDraw, ImageFont

from comptoir_agent.simulate.escpos import Command

CELL = (12, 24)
SMALL_CELL = (9, 17)
LINE_FEED = 30
FONT_SIZE = 20
DOTS = {58: 384, 80: 576}
# `ESC t n`: pages that are the same on every printer of the last twenty years; 15 is Greek on some, so it is left out.
CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}
LINEAR = {
    0: "upca", 65: "upca", 2: "ean13", 67: "ean13", 3: "ean8", 68: "ean8", 4: "code39", 69: "code39",
    5: "itf", 70: "itf", 73: "code128",
}  # fmt: skip


@dataclass(slots=True)
class Job:
    """What came out up to a cut: the picture, the words by line, and what is wrong with the bytes."""

    image: Image.Image
    lines: list[str]
    faults: list[str]
    is_cut: bool

    def png(self) -> bytes:
        out = BytesIO()
        self.image.save(out, "PNG")
        return out.getvalue()


@dataclass(slots=True)
class _Style:
    page: str = "cp437"
    is_bold: bool = False
    is_underlined: bool = False
    is_inverted: bool = False
    align: int = 0
    wide: int = 1
    tall: int = 1
    cell: tuple[int, int] = CELL
    bar_height: int = 162
    bar_width: int = 3
    label_place: int = 0
    qr_size: int = 3
    qr_level: str = "l"
    qr_data: bytes = b""


@dataclass(slots=True)
class _Glyph:
    letter: str
    style: tuple[bool, bool, bool, int, int]
    cell: tuple[int, int]


@dataclass(slots=True)
class Printer:
    """A strip of paper under a head of `dots`; `on_job` hears of each cut, `on_drawer` of each pulse (pin 2 or 5)."""

    dots: int
    on_job: Callable[[Job], None]
    on_drawer: Callable[[int], None]
    _style: _Style = field(default_factory=_Style)
    _rows: list[Image.Image] = field(default_factory=list)
    _line: list[_Glyph] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _faults: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self._rows and not self._line

    def do(self, command: Command) -> None:
        """Carry out one command."""
        action = _ACTIONS.get(command.name)
        if action is None:
            self._faults.append(f"{command.name} {command.data[:8].hex(' ')}".strip())
        else:
            action(self, command)

    def finish(self, *, is_cut: bool) -> None:
        """The strip is cut, or nothing more comes."""
        if self._line:
            self._feed()
        if self._rows:
            self.on_job(Job(_stacked(self._rows, self.dots), self._words, self._faults, is_cut))
        self._rows, self._words, self._faults = [], [], []

    def _reset(self, _: Command) -> None:
        self._style, self._line = _Style(), []

    def _text(self, command: Command) -> None:
        style = self._style
        for letter in command.data.decode(style.page, errors="replace"):
            if (sum(glyph.cell[0] * glyph.style[3] for glyph in self._line) + style.cell[0] * style.wide) > self.dots:
                self._feed()
            look = (style.is_bold, style.is_underlined, style.is_inverted, style.wide, style.tall)
            self._line.append(_Glyph(letter, look, style.cell))

    def _feed(self, _: Command | None = None) -> None:
        """The line's letters go to paper; an empty one is a blank of its height."""
        glyphs, self._line = self._line, []
        self._words.append("".join(glyph.letter for glyph in glyphs))
        height = max((glyph.cell[1] * glyph.style[4] for glyph in glyphs), default=0)
        row = Image.new("1", (self.dots, max(LINE_FEED, height + 6)), 1)
        left = self._left(sum(glyph.cell[0] * glyph.style[3] for glyph in glyphs))
        for glyph in glyphs:
            drawn = draw_glyph(glyph.letter, glyph.cell, glyph.style)
            row.paste(drawn, (left, height - drawn.height))
            left += drawn.width
        self._rows.append(row)

    def _left(self, width: int) -> int:
        return max(0, (self.dots - width) * self._style.align // 2)

    def _print(self, picture: Image.Image, what: str) -> None:
        if self._line:
            self._feed()
        if picture.width > self.dots:
            self._faults.append(f"{what}: {picture.width} dots are wider than the head")
        row = Image.new("1", (self.dots, picture.height), 1)
        row.paste(picture, (self._left(picture.width), 0))
        self._rows.append(row)

    def _page(self, command: Command) -> None:
        page = CODE_PAGES.get(command.parameters[0])
        if page is None:
            self._faults.append(f"ESC t {command.parameters[0]}: a page that differs from printer to printer")
        self._style.page = page or "cp437"

    def _mode(self, command: Command) -> None:
        mode = command.parameters[0]
        self._style.cell = SMALL_CELL if mode & 1 else CELL
        self._style.is_bold = bool(mode & 0x08)
        self._style.tall, self._style.wide = (2 if mode & 0x10 else 1), (2 if mode & 0x20 else 1)
        self._style.is_underlined = bool(mode & 0x80)

    def _size(self, command: Command) -> None:
        self._style.wide = (command.parameters[0] >> 4 & 7) + 1
        self._style.tall = (command.parameters[0] & 7) + 1

    def _blank(self, command: Command) -> None:
        if self._line:
            self._feed()
        if command.parameters[0]:
            height = command.parameters[0] * (LINE_FEED if command.name == "ESC d" else 1)
            self._rows.append(Image.new("1", (self.dots, height), 1))

    def _pulse(self, command: Command) -> None:
        self.on_drawer(5 if command.parameters[0] in (1, 49) else 2)

    def _pulse_now(self, command: Command) -> None:
        function, pin, _ = command.parameters
        if function == 1:
            self.on_drawer(5 if pin == 1 else 2)

    def _cut(self, _: Command) -> None:
        self.finish(is_cut=True)

    def _raster(self, command: Command) -> None:
        mode, across, down = command.parameters
        picture = Image.frombytes("1", (across * 8, down), bytes(byte ^ 0xFF for byte in command.data))
        if mode & 3:
            picture = picture.resize((picture.width * (1 + (mode & 1)), picture.height * (1 + (mode >> 1 & 1))))
        self._print(picture, "GS v 0")

    def _linear(self, command: Command) -> None:
        kind = LINEAR.get(command.parameters[0])
        text = command.data.decode("latin-1")
        if kind == "code128":
            text = text.removeprefix("{A").removeprefix("{B").removeprefix("{C").replace("{{", "{")
        if kind is None:
            self._faults.append(f"GS k {command.parameters[0]}: this kind of code is not simulated")
            return
        try:
            made = barcode.get(kind, text.strip("*") if kind == "code39" else text)
        except barcode.errors.BarcodeError as error:
            self._faults.append(f"GS k {kind}: {error}")
            return
        bars = "".join(made.build()).replace("G", "1")
        picture = Image.new("1", (len(bars) * self._style.bar_width, self._style.bar_height), 1)
        pen = ImageDraw.Draw(picture)
        for place, bar in enumerate(bars):
            if bar == "1":
                left = place * self._style.bar_width
                pen.rectangle((left, 0, left + self._style.bar_width - 1, picture.height), fill=0)
        self._print(picture, "GS k")
        if self._style.label_place & 2:
            self._text(Command("text", data=text.encode("latin-1")))
            self._feed()

    def _symbol(self, command: Command) -> None:
        """`GS ( k` of a QR code: cn 49, then which function."""
        if len(command.data) < 2 or command.data[0] != 49:
            self._faults.append("GS ( k: not a QR code")
            return
        function, rest = command.data[1], command.data[2:]
        if function == 67:
            self._style.qr_size = rest[0]
        elif function == 69:
            self._style.qr_level = "lmqh"[rest[0] - 48]
        elif function == 80:
            self._style.qr_data = rest[1:]
        elif function == 81:
            made = segno.make_qr(self._style.qr_data, error=self._style.qr_level, boost_error=False, mode="byte")
            out = BytesIO()
            made.save(out, kind="png", scale=self._style.qr_size, border=4)
            self._print(Image.open(out).convert("1"), "GS ( k")


def draw_glyph(letter: str, cell: tuple[int, int], style: tuple[bool, bool, bool, int, int]) -> Image.Image:
    """One letter in its cell, as the head burns it."""
    is_bold, is_underlined, is_inverted, wide, tall = style
    picture = Image.new("1", cell, 1)
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    pen.text((0, 0), letter, font=_font(cell), fill=0)
    if is_bold:
        pen.text((1, 0), letter, font=_font(cell), fill=0)
    if is_underlined:
        pen.line((0, cell[1] - 1, cell[0], cell[1] - 1), fill=0)
    if is_inverted:
        picture = picture.point(lambda dot: 0 if dot else 255)
    return picture.resize((cell[0] * wide, cell[1] * tall))


_fonts: dict[tuple[int, int], ImageFont.FreeTypeFont] = {}


def _font(cell: tuple[int, int]) -> ImageFont.FreeTypeFont:
    if cell not in _fonts:
        with resources.as_file(resources.files("barcode") / "fonts" / "DejaVuSansMono.ttf") as path:
            _fonts[cell] = ImageFont.truetype(str(path), FONT_SIZE * cell[1] // CELL[1])
    return _fonts[cell]


def _stacked(rows: list[Image.Image], width: int) -> Image.Image:
    whole = Image.new("1", (width, sum(row.height for row in rows)), 1)
    top = 0
    for row in rows:
        whole.paste(row, (0, top))
        top += row.height
    return whole


def _sets(name: str) -> Callable[[Printer, Command], None]:
    def act(printer: Printer, command: Command) -> None:
        setattr(printer._style, name, command.parameters[0])

    return act


def _switches(name: str) -> Callable[[Printer, Command], None]:
    def act(printer: Printer, command: Command) -> None:
        setattr(printer._style, name, bool(command.parameters[0] & 1))

    return act


def _nothing(printer: Printer, command: Command) -> None:
    """It changes how a real printer feeds or rests, and no dot."""


def _align(printer: Printer, command: Command) -> None:
    printer._style.align = command.parameters[0] & 3


_ACTIONS: dict[str, Callable[[Printer, Command], None]] = {
    "text": Printer._text,
    "LF": Printer._feed,
    "CR": _nothing,
    "CAN": _nothing,
    "ESC @": Printer._reset,
    "ESC !": Printer._mode,
    "ESC -": _switches("is_underlined"),
    "ESC 2": _nothing,
    "ESC 3": _nothing,
    "ESC E": _switches("is_bold"),
    "ESC G": _switches("is_bold"),
    "ESC J": Printer._blank,
    "ESC M": _nothing,
    "ESC R": _nothing,
    "ESC a": _align,
    "ESC d": Printer._blank,
    "ESC p": Printer._pulse,
    "ESC t": Printer._page,
    "FS .": _nothing,
    "GS !": Printer._size,
    "GS B": _switches("is_inverted"),
    "GS H": _sets("label_place"),
    "GS L": _nothing,
    "GS W": _nothing,
    "GS f": _nothing,
    "GS h": _sets("bar_height"),
    "GS w": _sets("bar_width"),
    "GS V": Printer._cut,
    "GS v 0": Printer._raster,
    "GS k": Printer._linear,
    "GS ( k": Printer._symbol,
    "GS a": _nothing,
    "DLE DC4": Printer._pulse_now,
}
