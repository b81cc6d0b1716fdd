"""A document as a picture of the paper: every letter in its column, as the printer sets it."""

from dataclasses import dataclass
from html import escape

from comptoir.receipts.code128 import code128
from comptoir.receipts.document import ReceiptDocument
from comptoir.receipts.layout import CodeLine, Line, LogoLine, RuleLine, TextLine, layout, width_of
from comptoir.receipts.pictures import logo_rows, path_of, qr_rows

# Dots of one column and one line of a printer's font A.
CELL = 12
ROW = 30
MARGIN = 24
MODULE = 4
BARS = 72
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line's elements and how far down they reach."""

    height: int
    markup: str


def svg_of(document: ReceiptDocument, columns: int) -> str:
    """An SVG element, complete, with nothing in it that came unescaped."""
    width = columns * CELL
    parts: list[str] = []
    top = MARGIN
    for line in layout(document, columns):
        drawn = _draw(line, width)
        parts.append(f'<g transform="translate({MARGIN} {top})">{drawn.markup}</g>')
        top += drawn.height
    wide, high = width + 2 * MARGIN, top + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" aria-label="{escape(document.title)}" lang="{escape(document.language)}">'
        f'<path d="M0 0h{wide}v{high}h-{wide}z" fill="#ffffff"/>'
        f'<g fill="#000000" font-family="{FONT}" font-size="20">{"".join(parts)}</g></svg>'
    )


def _draw(line: Line, width: int) -> Drawn:
    match line:
        case TextLine():
            return _text(line)
        case RuleLine():
            return Drawn(ROW, f'<path d="M0 {ROW // 2}h{width}" stroke="#000000" stroke-dasharray="6 6"/>')
        case LogoLine():
            rows = logo_rows(line.width, line.height, line.bits)
            if rows is None or line.width > width:
                return Drawn(0, "")
            return Drawn(line.height + ROW, _placed(path_of(rows), (width - line.width) // 2, 0, 1, 1))
        case CodeLine(line="qr"):
            modules = qr_rows(line.text)
            side = len(modules) * MODULE
            return Drawn(side + 2 * ROW, _placed(path_of(modules), (width - side) // 2, ROW, MODULE, MODULE))
        case CodeLine():
            bars = code128(line.text)
            drawn = _placed(path_of([bars]), (width - len(bars) * 2) // 2, ROW // 2, 2, BARS)
            label = f'<text x="{width // 2}" y="{BARS + ROW + 8}" text-anchor="middle">{escape(line.text)}</text>'
            return Drawn(BARS + 2 * ROW, drawn + label)


def _text(line: TextLine) -> Drawn:
    across = 2 if line.size == "double" else 1
    down = 1 if line.size == "normal" else 2
    text = line.text.lstrip(" ")
    height = ROW * down
    if not text:
        return Drawn(height, "")
    left = (width_of(line.text) - width_of(text)) * CELL * across
    weight = ' font-weight="700"' if line.strong else ""
    return Drawn(
        height,
        f'<text transform="translate({left} {22 * down}) scale({across} {down})" textLength="{width_of(text) * CELL}" '
        f'lengthAdjust="spacingAndGlyphs" xml:space="preserve"{weight}>{escape(text)}</text>',
    )


def _placed(path: str, x: int, y: int, across: int, down: int) -> str:
    return f'<path d="{path}" transform="translate({x} {y}) scale({across} {down})" shape-rendering="crispEdges"/>'
