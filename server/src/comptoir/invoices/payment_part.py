"""The Swiss payment part: receipt and payment part with the Swiss QR code, at the foot of a page of A4.

Measures and words are those of SIX, implementation guidelines for the QR-bill 2.3 (and its style guide). The typeface
is the one of our other papers, embedded; the guidelines name Arial, Frutiger, Helvetica and Liberation Sans.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from comptoir.invoices.commands import Buyer
from comptoir.invoices.transfer import (
    NOBODY,
    Transfer,
    code_text,
    debtor_lines,
    shown_amount,
    shown_iban,
    shown_reference,
)
from comptoir.receipts import fonts

HEIGHT: Final = 105 * mm
RECEIPT_WIDTH: Final = 62 * mm
MARGIN: Final = 5 * mm
CODE_SIDE: Final = 46 * mm
CROSS_SIDE: Final = 7 * mm
PAGE_WIDTH: Final = A4[0]
# Where the columns begin, from the left edge of the page.
CODE_AT: Final = RECEIPT_WIDTH + MARGIN
FACTS_AT: Final = RECEIPT_WIDTH + 56 * mm

WORDS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "receipt": "Empfangsschein", "part": "Zahlteil", "account": "Konto / Zahlbar an", "reference": "Referenz",
        "more": "Zusätzliche Informationen", "by": "Zahlbar durch", "by_blank": "Zahlbar durch (Name/Adresse)",
        "currency": "Währung", "amount": "Betrag", "point": "Annahmestelle",
        "separate": "Vor der Einzahlung abzutrennen",
    },
    "fr": {
        "receipt": "Récépissé", "part": "Section paiement", "account": "Compte / Payable à", "reference": "Référence",
        "more": "Informations supplémentaires", "by": "Payable par", "by_blank": "Payable par (nom/adresse)",
        "currency": "Monnaie", "amount": "Montant", "point": "Point de dépôt",
        "separate": "A détacher avant le versement",
    },
    "en": {
        "receipt": "Receipt", "part": "Payment part", "account": "Account / Payable to", "reference": "Reference",
        "more": "Additional information", "by": "Payable by", "by_blank": "Payable by (name/address)",
        "currency": "Currency", "amount": "Amount", "point": "Acceptance point",
        "separate": "Separate before paying in",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Square:
    """A filled square or bar, in points from the lower left corner of the code."""

    x: float
    y: float
    width: float
    height: float
    is_dark: bool = True


def code_squares(text: str) -> list[Square]:
    """The code of 46 mm, level M, with the Swiss cross of 7 mm in its middle."""
    rows = [[bool(module) for module in row] for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    side = CODE_SIDE / len(rows)
    squares = [
        Square(x * side, CODE_SIDE - (y + 1) * side, side, side)
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return [*squares, *_cross()]


def _cross() -> list[Square]:
    """White edge, black field, white cross: its arms are a sixth longer than wide (Swiss coat of arms act)."""
    corner = (CODE_SIDE - CROSS_SIDE) / 2
    edge = 0.5 * mm
    field = CROSS_SIDE - 2 * edge
    middle = CODE_SIDE / 2
    length, thickness = field * 20 / 32, field * 6 / 32
    return [
        Square(corner, corner, CROSS_SIDE, CROSS_SIDE, is_dark=False),
        Square(corner + edge, corner + edge, field, field),
        Square(middle - length / 2, middle - thickness / 2, length, thickness, is_dark=False),
        Square(middle - thickness / 2, middle - length / 2, thickness, length, is_dark=False),
    ]


class PaymentPart:
    """Draws both halves; the caller has left the lowest 105 mm of the page free."""

    def __init__(self, canvas: Canvas, transfer: Transfer, buyer: Buyer, *, message: str, language: str) -> None:
        self._canvas = canvas
        self._transfer = transfer
        self._buyer = buyer
        self._message = message
        self._words = WORDS.get(language, WORDS["en"])

    def draw(self) -> None:
        self._edges()
        self._receipt()
        self._part()

    def _edges(self) -> None:
        canvas = self._canvas
        canvas.setLineWidth(0.5)
        canvas.setDash(3, 2)
        canvas.line(0, HEIGHT, PAGE_WIDTH, HEIGHT)
        canvas.line(RECEIPT_WIDTH, 0, RECEIPT_WIDTH, HEIGHT)
        canvas.setDash()
        self._put(self._words["separate"], PAGE_WIDTH / 2, HEIGHT + 1.5 * mm, 7, place=canvas.drawCentredString)

    def _receipt(self) -> None:
        self._put(self._words["receipt"], MARGIN, HEIGHT - MARGIN - 11, 11, strong=True)
        self._facts(MARGIN, HEIGHT - 12 * mm - 6, RECEIPT_WIDTH - 2 * MARGIN, head=6, size=8, is_whole=False)
        self._amount(MARGIN, 37 * mm - 6, head=6, size=8)
        right = RECEIPT_WIDTH - MARGIN
        self._put(self._words["point"], right, 23 * mm - 6, 6, strong=True, place=self._canvas.drawRightString)

    def _part(self) -> None:
        self._put(self._words["part"], CODE_AT, HEIGHT - MARGIN - 11, 11, strong=True)
        bottom = HEIGHT - 17 * mm - CODE_SIDE
        text = code_text(self._transfer, self._buyer, message=self._message)
        canvas = self._canvas
        for square in code_squares(text):
            shade = 0 if square.is_dark else 1
            canvas.setFillGray(shade)
            canvas.rect(CODE_AT + square.x, bottom + square.y, square.width, square.height, stroke=0, fill=1)
        canvas.setFillGray(0)
        self._amount(CODE_AT, 37 * mm - 8, head=8, size=10)
        self._facts(FACTS_AT, HEIGHT - MARGIN - 8, PAGE_WIDTH - MARGIN - FACTS_AT, head=8, size=10, is_whole=True)

    def _amount(self, x: float, y: float, *, head: float, size: float) -> None:
        self._put(self._words["currency"], x, y, head, strong=True)
        self._put(self._words["amount"], x + 22 * mm, y, head, strong=True)
        self._put(self._transfer.currency, x, y - size - 3, size)
        self._put(shown_amount(self._transfer.amount), x + 22 * mm, y - size - 3, size)

    def _facts(self, x: float, y: float, width: float, *, head: float, size: float, is_whole: bool) -> None:
        transfer, words = self._transfer, self._words
        street = " ".join(filter(None, (transfer.street, transfer.building)))
        town = _place(transfer.postcode, transfer.town, transfer.country)
        account = [shown_iban(transfer.iban), transfer.holder, street, town]
        blocks: list[tuple[str, Sequence[str]]] = [(words["account"], account)]
        if transfer.reference:
            blocks.append((words["reference"], [shown_reference(transfer)]))
        if is_whole and self._message:
            blocks.append((words["more"], [self._message]))
        named = debtor_lines(self._buyer) != NOBODY
        buyer = self._buyer
        debtor = [buyer.name, buyer.street, _place(buyer.postal_code, buyer.city, buyer.country)] if named else []
        blocks.append((words["by"] if named else words["by_blank"], debtor))
        for title, lines in blocks:
            self._put(title, x, y, head, strong=True)
            y -= head + 2
            for line in filter(None, lines):
                self._fit(line, x, y, width, size)
                y -= size + 1
            y -= size * 0.7
        if not named:
            self._corners(x, y + size * 0.7 - 20 * mm, width, 20 * mm)

    def _corners(self, x: float, y: float, width: float, height: float) -> None:
        """Where somebody writes their name by hand."""
        mark = 3 * mm
        for at_x, to_x in ((x, mark), (x + width, -mark)):
            for at_y, to_y in ((y, mark), (y + height, -mark)):
                self._canvas.line(at_x, at_y, at_x + to_x, at_y)
                self._canvas.line(at_x, at_y, at_x, at_y + to_y)

    def _fit(self, text: str, x: float, y: float, width: float, size: float) -> None:
        """Our letters are wider than those of the guidelines: a long line becomes smaller, none is cut."""
        wide = fonts.width(fonts.spellable(text), strong=False, size=size)
        self._put(text, x, y, size if wide <= width else size * width / wide)

    def _put(
        self, text: str, x: float, y: float, size: float, *, strong: bool = False,
        place: Callable[[float, float, str], None] | None = None,
    ) -> None:  # fmt: skip
        self._canvas.setFont(fonts.BOLD if strong else fonts.REGULAR, size)
        (place or self._canvas.drawString)(x, y, fonts.spellable(text))


def _place(postcode: str, town: str, country: str) -> str:
    return f"{postcode} {town}" if country in ("CH", "LI") else f"{country}-{postcode} {town}"
