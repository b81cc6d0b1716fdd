"""A document in lines of a fixed number of columns: what a thermal printer prints, and what a picture of it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from comptoir.receipts.document import (
    BarcodeBlock,
    Block,
    LogoBlock,
    MarkBlock,
    PairBlock,
    QrBlock,
    ReceiptDocument,
    RuleBlock,
    Size,
    TableBlock,
    TextBlock,
)

GAP = 2
# What stays with the figure before it: nobody reads "250" here and "g" on the next line.
UNITS = frozenset(("mg", "g", "kg", "ml", "cl", "dl", "l", "mm", "cm", "m", "%", "€", "pcs", "x", "°"))
INDENT = 2
# Letters of East Asia, twice as wide as others.
WIDE = (
    (0x1100, 0x115F),
    (0x2E80, 0x303E),
    (0x3041, 0xA4CF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1F300, 0x1FAFF),
    (0x20000, 0x3FFFD),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """At most as wide as the paper at this size; alignment is in its spaces."""

    line: Literal["text"] = "text"
    text: str
    size: Size
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A line across."""

    line: Literal["rule"] = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoLine:
    """The shop's picture."""

    line: Literal["logo"] = "logo"
    width: int
    height: int
    bits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLine:
    """A code to scan."""

    line: Literal["qr", "barcode"]
    text: str


Line: TypeAlias = TextLine | RuleLine | LogoLine | CodeLine


def layout(document: ReceiptDocument, columns: int) -> list[Line]:
    """32 columns are 58 mm, 42 or 48 are 80 mm."""
    return [line for block in document.blocks for line in _lines_of(block, columns)]


def _lines_of(block: Block, columns: int) -> list[Line]:
    match block:
        case TextBlock():
            width = room(columns, block.size)
            pieces = wrap(block.text, width)
            if block.align == "center":
                pieces = [_centered(piece, width) for piece in pieces]
            return [TextLine(text=piece, size=block.size, strong=block.strong) for piece in pieces]
        case MarkBlock():
            width = room(columns, "double")
            pieces = [_centered(piece, width) for piece in wrap(block.text, width)]
            return [TextLine(text=piece, size="double", strong=True) for piece in pieces]
        case PairBlock():
            return [TextLine(text=piece, size=block.size, strong=block.strong) for piece in _pair(block, columns)]
        case TableBlock():
            return [TextLine(text=piece, size="normal", strong=False) for piece in _table(block, columns)]
        case RuleBlock():
            return [RuleLine()]
        case LogoBlock():
            return [LogoLine(width=block.width, height=block.height, bits=block.bits)]
        case QrBlock():
            return [CodeLine(line="qr", text=block.text)]
        case BarcodeBlock():
            return [CodeLine(line="barcode", text=block.text)]


def room(columns: int, size: Size) -> int:
    """How many letters of a size stand in a line."""
    return columns // 2 if size == "double" else columns


def _pair(block: PairBlock, columns: int) -> list[str]:
    """The value stands at the right edge of the name's last line, or of a line of its own."""
    width = room(columns, block.size)
    indent = INDENT if block.is_detail else 0
    pieces = [" " * indent + piece for piece in wrap(block.name, width - indent)]
    if not block.value:
        return pieces
    last = pieces[-1]
    space = width - width_of(last) - width_of(block.value)
    if space >= GAP:
        return [*pieces[:-1], last + " " * space + block.value]
    return [*pieces, *(_rightward(piece, width) for piece in wrap(block.value, width))]


def _table(block: TableBlock, columns: int) -> list[str]:
    """Columns as wide as their widest cell. A name that does not fit beside its figures stands on a line above them;
    figures stay below each other as long as they fit.
    """
    rows: list[Sequence[str]] = [block.head, *block.rows]
    widths = [max(width_of(row[column]) for row in rows) for column in range(len(block.head))]
    figures = widths[1:]
    gap = next((gap for gap in (GAP, 1) if sum(widths) + gap * len(figures) <= columns), None)
    gap = gap or next((gap for gap in (GAP, 1) if sum(figures) + gap * (len(figures) - 1) <= columns), None)
    lines: list[str] = []
    for first, *rest in rows:
        if gap is None:
            lines += wrap(first, columns)
            lines += [_rightward(piece, columns) for piece in wrap(" ".join(rest), columns)]
            continue
        cells = (" " * gap).join(_rightward(cell, width) for cell, width in zip(rest, figures, strict=True))
        room = columns - gap - width_of(cells)
        if width_of(first) <= room:
            lines.append(_leftward(first, room) + " " * gap + cells)
        else:
            lines += [*wrap(first, columns), _rightward(cells, columns)]
    return lines


def wrap(content: str, width: int) -> list[str]:
    """Break at spaces, not at no-break ones; cut a word that is wider than the paper. Nothing is one empty line."""
    lines: list[str] = []
    current = ""
    for word in _words(content):
        joined = f"{current} {word}" if current else word
        if width_of(joined) <= width:
            current = joined
            continue
        if current:
            lines.append(current)
        *whole, current = _cut(word, width)
        lines += whole
    return lines if lines and not current else [*lines, current]


def _words(content: str) -> list[str]:
    """A figure and its unit are one word."""
    words: list[str] = []
    for word in content.split(" "):
        if word.lower().rstrip(".,;)") in UNITS and words and "0" <= words[-1][-1] <= "9":
            words[-1] += f" {word}"
        elif word:
            words.append(word)
    return words


def _cut(word: str, width: int) -> list[str]:
    pieces: list[str] = []
    current = ""
    for character in word:
        if current and width_of(current + character) > width:
            pieces.append(current)
            current = ""
        current += character
    return [*pieces, current]


def _centered(content: str, width: int) -> str:
    return " " * (max(0, width - width_of(content)) // 2) + content


def _rightward(content: str, width: int) -> str:
    return " " * max(0, width - width_of(content)) + content


def _leftward(content: str, width: int) -> str:
    return content + " " * max(0, width - width_of(content))


def width_of(content: str) -> int:
    """Columns that a text takes; a mark that stands on the letter before it takes none."""
    return sum(_columns_of(ord(character)) for character in content)


def _columns_of(code: int) -> int:
    if 0x300 <= code <= 0x36F:
        return 0
    return 2 if any(first <= code <= last for first, last in WIDE) else 1
