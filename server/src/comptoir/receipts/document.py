"""The receipt as a document: blocks in reading order, in words, with every figure written out.

The renderers show these blocks and decide nothing else; whoever compares them compares the same text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

# `tall` is twice as high, `double` also twice as wide: what a thermal printer can do.
Size: TypeAlias = Literal["normal", "tall", "double"]
Align: TypeAlias = Literal["left", "center"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Words of their own."""

    block: Literal["text"] = "text"
    text: str
    align: Align
    size: Size
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkBlock:
    """What nobody may overlook: copy, training."""

    block: Literal["mark"] = "mark"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairBlock:
    """A name at the left and its value at the right; a detail belongs to the line above."""

    block: Literal["pair"] = "pair"
    name: str
    value: str
    size: Size
    strong: bool
    is_detail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """Columns; all but the first hold figures."""

    block: Literal["table"] = "table"
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBlock:
    """A line across."""

    block: Literal["rule"] = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoBlock:
    """A picture of one bit a dot."""

    block: Literal["logo"] = "logo"
    width: int
    height: int
    bits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QrBlock:
    """A code that a phone reads."""

    block: Literal["qr"] = "qr"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarcodeBlock:
    """Code 128 of a receipt's number."""

    block: Literal["barcode"] = "barcode"
    text: str


Block: TypeAlias = TextBlock | MarkBlock | PairBlock | TableBlock | RuleBlock | LogoBlock | QrBlock | BarcodeBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDocument:
    """`title` is for a window, a file name, the subject of a mail."""

    format: Literal[1] = 1
    language: str
    title: str
    blocks: Sequence[Block]


def text(content: str, *, align: Align = "center", size: Size = "normal", strong: bool = False) -> TextBlock:
    """A line of words."""
    return TextBlock(text=content, align=align, size=size, strong=strong)


def pair(name: str, value: str, *, size: Size = "normal", strong: bool = False, is_detail: bool = False) -> PairBlock:
    """A name and its value."""
    return PairBlock(name=name, value=value, size=size, strong=strong, is_detail=is_detail)


RULE = RuleBlock()
