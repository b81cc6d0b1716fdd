"""An invoice as a page of A4 with its XML inside: Factur-X, PDF/A-3."""

import io
from collections.abc import Sequence

from facturx import generate_from_binary
from PIL import ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from comptoir.invoices.commands import Buyer
from comptoir.invoices.content import InvoiceContent, Seller
from comptoir.receipts import Speech, fonts
from comptoir.receipts.figures import amount, moment, money, percent, quantity
from comptoir.receipts.pdf import wrap

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, HEIGHT - 56.0, 70.0
SIZE, SMALL, LARGE = 9.5, 8.0, 18.0
LEADING = 1.4
QUANTITY_AT, RATE_AT = RIGHT - 170.0, RIGHT - 100.0


def pdf_of(content: InvoiceContent, xml: str, speech: Speech) -> bytes:
    """The whole file: the page that people read, and the XML that their programs read."""
    title = f"{speech.say(content.kind)} {content.number}"
    page = _with_color_profile(_Page(content, speech).draw(title))
    described = {
        "author": content.seller.name,
        "keywords": "Factur-X, invoice",
        "title": title,
        "subject": f"{title}, {content.seller.name}",
    }
    made: bytes = generate_from_binary(
        page, xml.encode(), flavor="factur-x", level="en16931", check_xsd=True, pdf_metadata=described,
        lang=speech.language, afrelationship="data",
    )  # fmt: skip
    return made


class _Page:
    """Writes from the top down, and begins a new page when one is full."""

    def __init__(self, content: InvoiceContent, speech: Speech) -> None:
        self._content = content
        self._speech = speech
        self._file = io.BytesIO()
        fonts.register_fonts()
        self._canvas = Canvas(self._file, pagesize=A4, invariant=1, lang=speech.language, initialFontName=fonts.REGULAR)
        self._y = TOP

    def draw(self, title: str) -> bytes:
        content, say = self._content, self._speech.say
        self._canvas.setTitle(title)
        self._party(content.seller, LEFT)
        self._text(title, LEFT, size=LARGE, strong=True, above=24)
        facts = [
            f"{say('issued_on')}: {self._day(content.issued_on)}",
            f"{say('paid_on' if content.kind == 'prepayment' else 'delivered_on')}: {self._day(content.sold_on)}",
            f"{say('receipt_no')}: {content.receipt}",
        ]
        if content.corrects_number:
            facts.append(say("corrects", number=content.corrects_number, day=self._day(content.corrects_on)))
        for fact in facts:
            self._text(fact, LEFT)
        self._text(say("billed_to"), LEFT, size=SMALL, above=14)
        self._party(content.buyer, LEFT)
        self._lines()
        self._sums()
        self._taxes()
        if content.seller.mention:
            self._text(content.seller.mention, LEFT, size=SMALL, above=20)
        self._canvas.save()
        return self._file.getvalue()

    def _party(self, who: Seller | Buyer, x: float) -> None:
        self._text(who.name, x, strong=True)
        self._text(who.street, x)
        self._text(f"{who.postal_code} {who.city}, {who.country}", x)
        if who.tax_number:
            self._text(self._speech.say("vat_id", number=who.tax_number), x, size=SMALL)
        if who.registration:
            self._text(self._speech.say("company_id", number=who.registration), x, size=SMALL)

    def _lines(self) -> None:
        say = self._speech.say
        self._row((say("article"), say("quantity"), say("rate"), say("net_amount")), strong=True, above=24)
        self._rule()
        for line in self._content.lines:
            name = line.name
            if line.discount:
                name += f" ({say('discount_of', amount=self._figure(line.discount))})"
            billed = quantity(line.quantity_milli, line.unit, self._speech)
            self._row((name, billed, percent(line.tax_rate_ppm, self._speech), self._figure(line.net)))
        self._rule()

    def _sums(self) -> None:
        content, say = self._content, self._speech.say
        paid = content.gross + content.rounding
        self._row(("", "", say("total_net"), self._figure(content.net)), above=4)
        self._row(("", "", say("total_tax"), self._figure(content.tax)))
        self._row(("", "", say("total_gross"), self._money(content.gross)), strong=True)
        if content.rounding:
            self._row(("", "", say("rounding"), self._figure(content.rounding)))
        means = f" ({self._speech.tender(content.means)})" if content.means else ""
        self._row(("", "", say("paid") + means, self._figure(paid)))
        self._row(("", "", say("due"), self._money(0)))

    def _taxes(self) -> None:
        say = self._speech.say
        self._row((say("tax"), say("base"), "", say("total_tax")), strong=True, above=18)
        for tax in self._content.taxes:
            rate = percent(tax.tax_rate_ppm, self._speech)
            self._row((rate, self._figure(tax.net), "", self._figure(tax.tax)))

    def _row(self, cells: Sequence[str], *, strong: bool = False, above: float = 0) -> None:
        first, second, third, last = cells
        pieces = wrap(first, QUANTITY_AT - 70 - LEFT, strong=strong, size=SIZE)
        self._make_room(above + len(pieces) * SIZE * LEADING)
        self._y -= above
        for place, piece in enumerate(pieces):
            self._y -= SIZE * LEADING
            self._put(piece, LEFT, strong=strong, size=SIZE)
            if place == 0:
                for text, x in ((second, QUANTITY_AT), (third, RATE_AT), (last, RIGHT)):
                    self._put_right(text, x, strong=strong)

    def _text(self, text: str, x: float, *, size: float = SIZE, strong: bool = False, above: float = 0) -> None:
        for piece in wrap(text, RIGHT - x, strong=strong, size=size):
            self._make_room(above + size * LEADING)
            self._y -= above + size * LEADING
            above = 0
            self._put(piece, x, strong=strong, size=size)

    def _rule(self) -> None:
        self._y -= 6
        self._canvas.setLineWidth(0.6)
        self._canvas.line(LEFT, self._y, RIGHT, self._y)

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

    def _figure(self, value: int) -> str:
        return amount(value, self._content.exponent, self._speech)

    def _money(self, value: int) -> str:
        return money(value, self._content.currency, self._content.exponent, self._speech)

    def _day(self, day: str) -> str:
        return moment(f"{day}T00:00", self._speech).split(" ")[0]


def _with_color_profile(page: bytes) -> bytes:
    """PDF/A wants to know what its colors mean: the profile of sRGB goes along (ISO 19005-3, 6.2.3)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page)))
    profile = StreamObject()
    profile.set_data(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile.update({NameObject("/N"): NumberObject(3)})
    intent = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/DestOutputProfile"): writer._add_object(profile.flate_encode()),
        }
    )
    writer.root_object[NameObject("/OutputIntents")] = ArrayObject([writer._add_object(intent)])
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
