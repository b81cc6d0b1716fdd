"""A document as elements for a mail: tables and plain styles, because that is what mail programs show alike.

A mail is read on the phone that would have to scan its code: the receipt's own code becomes a link.
"""

from collections.abc import Sequence
from html import escape

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

SIZES = {"normal": "15px", "tall": "19px", "double": "23px"}
# The ground is said with the ink: a mail program that is dark keeps its own ground under dark letters otherwise.
GROUND = "color:#111;background:#fff"
PAPER = f"max-width:420px;margin:0 auto;padding:16px;font:15px/1.4 system-ui,Helvetica,Arial,sans-serif;{GROUND}"
RULE = '<hr style="border:0;border-top:1px dashed #999;margin:8px 0">'


def html_of(document: ReceiptDocument) -> str:
    """The receipt as one element, with nothing in it that came unescaped."""
    inner = "".join(_element(block) for block in document.blocks)
    return f'<div lang="{escape(document.language)}" style="{PAPER}">{inner}</div>'


def text_of(document: ReceiptDocument) -> str:
    """The same in plain lines, a row a line: for programs and people that read no HTML."""
    return "\n".join(row for block in document.blocks for row in _rows(block)) + "\n"


def _element(block: Block) -> str:
    match block:
        case TextBlock():
            weight = "font-weight:700;" if block.strong else ""
            style = f"margin:0;text-align:{block.align};{weight}font-size:{SIZES[block.size]}"
            return f'<p style="{style}">{escape(block.text)}</p>'
        case MarkBlock():
            style = "margin:8px 0;padding:4px;border:2px solid #111;text-align:center;font-weight:700;font-size:19px"
            return f'<p style="{style}">{escape(block.text)}</p>'
        case PairBlock():
            return _pair(block)
        case TableBlock():
            rows = _row("th", block.head) + "".join(_row("td", row) for row in block.rows)
            return f'<table width="100%" style="border-collapse:collapse;font-size:13px">{rows}</table>'
        case RuleBlock():
            return RULE
        case BarcodeBlock():
            return f'<p style="margin:0;text-align:center">{escape(block.text)}</p>'
        case QrBlock():
            return _link(block.text)
        case LogoBlock():
            return ""


def _link(text: str) -> str:
    """What stands behind the # is long and says nothing to a reader: the link is named by its page."""
    if not text.startswith("https://"):
        return ""
    shown = escape(text.split("#", 1)[0])
    return f'<p style="margin:8px 0;text-align:center"><a href="{escape(text)}" style="color:#0a6b3d">{shown}</a></p>'


def _pair(block: PairBlock) -> str:
    weight = "font-weight:700;" if block.strong else ""
    indent = "padding-left:16px;color:#444;" if block.is_detail else ""
    style = f"font-size:{SIZES[block.size]};{weight}"
    right = f"{style}white-space:nowrap;vertical-align:bottom;padding-left:12px"
    value = f'<td align="right" style="{right}">{escape(block.value)}</td>'
    return (
        '<table width="100%" cellspacing="0" cellpadding="0" role="presentation"><tr>'
        f'<td style="{style}{indent}">{escape(block.name)}</td>{value}</tr></table>'
    )


def _row(tag: str, cells: Sequence[str]) -> str:
    first, *rest = (escape(cell) for cell in cells)
    figures = "".join(f'<{tag} align="right" style="font-weight:400">{cell}</{tag}>' for cell in rest)
    return f'<tr><{tag} align="left" style="font-weight:400">{first}</{tag}>{figures}</tr>'


def _rows(block: Block) -> list[str]:
    match block:
        case TextBlock() | MarkBlock() | BarcodeBlock():
            return [block.text]
        case PairBlock():
            return [f"{'  ' if block.is_detail else ''}{block.name}{'  ' if block.value else ''}{block.value}"]
        case TableBlock():
            return ["  ".join(cells) for cells in (block.head, *block.rows)]
        case RuleBlock():
            return [""]
        case QrBlock():
            return [block.text] if block.text.startswith("https://") else []
        case LogoBlock():
            return []
