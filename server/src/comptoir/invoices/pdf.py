"""An invoice as a page of A4 with its XML inside: Factur-X, PDF/A-3."""

import io

from facturx import generate_from_binary
from PIL import ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from comptoir.invoices.commands import Buyer
from comptoir.invoices.content import InvoiceContent, Seller
from comptoir.invoices.payment_part import HEIGHT as PAYMENT_PART_HEIGHT
from comptoir.invoices.payment_part import PaymentPart
from comptoir.receipts import Speech
from comptoir.receipts.figures import amount, moment, money, percent, quantity
from comptoir.receipts.sheet import LARGE, LEFT, SMALL, Sheet


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


class _Page(Sheet):
    """What an invoice says, from its seller to its taxes."""

    def __init__(self, content: InvoiceContent, speech: Speech) -> None:
        super().__init__(speech.language)
        self._content = content
        self._speech = speech

    def draw(self, title: str) -> bytes:
        content, say = self._content, self._speech.say
        self.title(title)
        self._party(content.seller, LEFT)
        self.text(title, LEFT, size=LARGE, strong=True, above=24)
        facts = [
            f"{say('issued_on')}: {self._day(content.issued_on)}",
            f"{say('paid_on' if content.kind == 'prepayment' else 'delivered_on')}: {self._day(content.sold_on)}",
            f"{say('receipt_no')}: {content.receipt}",
        ]
        if content.corrects_number:
            facts.append(say("corrects", number=content.corrects_number, day=self._day(content.corrects_on)))
        for fact in facts:
            self.text(fact, LEFT)
        self.text(say("billed_to"), LEFT, size=SMALL, above=14)
        self._party(content.buyer, LEFT)
        self._lines()
        self._sums()
        self._taxes()
        if content.seller.mention:
            self.text(content.seller.mention, LEFT, size=SMALL, above=20)
        if content.transfer is not None:
            canvas = self.foot(PAYMENT_PART_HEIGHT)
            PaymentPart(canvas, content.transfer, content.buyer, message=title, language=self._speech.language).draw()
        return self.save()

    def _party(self, who: Seller | Buyer, x: float) -> None:
        self.text(who.name, x, strong=True)
        self.text(who.street, x)
        self.text(f"{who.postal_code} {who.city}, {who.country}", x)
        if who.tax_number:
            self.text(self._speech.say("vat_id", number=who.tax_number), x, size=SMALL)
        if who.registration:
            # A number needs its name; "RCS Nantes 123" has one.
            is_bare = who.registration[0].isdigit()
            said = self._speech.say("company_id", number=who.registration) if is_bare else who.registration
            self.text(said, x, size=SMALL)

    def _lines(self) -> None:
        say = self._speech.say
        self.row((say("article"), say("quantity"), say("rate"), say("net_amount")), strong=True, above=24)
        self.rule()
        for line in self._content.lines:
            name = line.name
            if line.discount:
                name += f" ({say('discount_of', amount=self._figure(line.discount))})"
            billed = quantity(line.quantity_milli, line.unit, self._speech)
            self.row((name, billed, percent(line.tax_rate_ppm, self._speech), self._figure(line.net)))
        self.rule()

    def _sums(self) -> None:
        content, say = self._content, self._speech.say
        paid = content.gross + content.rounding
        self.row(("", "", say("total_net"), self._figure(content.net)), above=4)
        self.row(("", "", say("total_tax"), self._figure(content.tax)))
        self.row(("", "", say("total_gross"), self._money(content.gross)), strong=True)
        if content.rounding:
            self.row(("", "", say("rounding"), self._figure(content.rounding)))
        means = f" ({self._speech.tender(content.means)})" if content.means else ""
        if content.kind == "credit_note":
            self.row(("", "", say("paid_back") + means, self._figure(paid)))
            return
        if content.due < paid or not content.due:
            self.row(("", "", say("paid") + ("" if content.due else means), self._figure(paid - content.due)))
        self.row(("", "", say("due"), self._money(content.due)))

    def _taxes(self) -> None:
        say = self._speech.say
        self.row((say("tax"), say("base"), "", say("total_tax")), strong=True, above=18)
        for tax in self._content.taxes:
            rate = percent(tax.tax_rate_ppm, self._speech)
            self.row((rate, self._figure(tax.net), "", self._figure(tax.tax)))

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
