"""An order as its supplier reads it: a page of A4, a table for their program, a mail."""

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.kernel import currency_exponent
from comptoir.messaging.public import Attachment, Mail
from comptoir.platform.public import LegalEntityView, OrganizationView, legal_entities, organization_view, stores
from comptoir.purchasing.queries import LetterView, OrderView
from comptoir.receipts import Speech, speech
from comptoir.receipts.figures import amount, day, money, quantity
from comptoir.receipts.sheet import LARGE, SMALL, Sheet


def order_pdf(order: OrderView) -> bytes:
    """The page, in the supplier's language."""
    house, buyer = organization_view(), _buyer(order)
    words = speech(order.supplier.language, house.country)
    with override(words.language):
        return _page(order, house, buyer, words)


def order_table(order: OrderView) -> list[list[str]]:
    """The lines for a program: plain figures with a point, the column names first."""
    exponent = currency_exponent(organization_view().currency)
    plain = speech("en", "GB")
    rows = [["reference", "barcode", "name", "quantity", "unit", "unit_cost"]]
    return rows + [
        [
            line.reference, line.barcodes[0] if line.barcodes else "", line.name,
            quantity(line.quantity_milli, "", plain).replace(",", ""), line.unit,
            amount(line.unit_cost, exponent, plain).replace(",", ""),
        ]
        for line in order.lines
    ]  # fmt: skip


def order_mail(order: OrderView, letter: LetterView) -> Mail:
    """The order as the mail itself, with the page to keep."""
    house, buyer = organization_view(), _buyer(order)
    words = speech(letter.language, house.country)
    host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
    with override(words.language):
        title = _title(order)
        lines = [f"{title} · {buyer.name}", *_facts(order, words), ""]
        lines += [f"{quantity(line.quantity_milli, line.unit, words)}  {line.name}  {line.reference}".rstrip()
                  for line in order.lines]  # fmt: skip
        return Mail(
            to=letter.address,
            subject=f"{title} · {buyer.name}",
            text="\n".join(lines) + "\n",
            html="".join(f"<p>{escape(line)}</p>" for line in lines if line),
            sender_name=order.store_name,
            attachments=(Attachment(f"{order.number}.pdf", _page(order, house, buyer, words), "application/pdf"),),
            message_id=f"<{letter.id}@{host}>",
        )


def _page(order: OrderView, house: OrganizationView, buyer: LegalEntityView, words: Speech) -> bytes:
    exponent = currency_exponent(house.currency)
    sheet = Sheet(words.language)
    title = _title(order)
    sheet.title(title)
    sheet.text(buyer.name, strong=True)
    for place in (order.store_name, *order.store_address.splitlines()):
        sheet.text(place)
    if buyer.tax_number:
        sheet.text(_("VAT number %(number)s") % {"number": buyer.tax_number}, size=SMALL)
    sheet.text(title, size=LARGE, strong=True, above=24)
    for fact in _facts(order, words):
        sheet.text(fact)
    sheet.row((_("Item"), _("Quantity"), _("Cost of one"), _("Amount")), strong=True, above=24)
    sheet.rule()
    for line in order.lines:
        name = f"{line.name} ({line.reference})" if line.reference else line.name
        sheet.row(
            (
                name, quantity(line.quantity_milli, line.unit, words), amount(line.unit_cost, exponent, words),
                amount(line.cost, exponent, words),
            )
        )  # fmt: skip
    sheet.rule()
    sheet.row(("", "", _("Total without tax"), money(order.cost, house.currency, exponent, words)), strong=True)
    return sheet.save()


def _title(order: OrderView) -> str:
    return _("Purchase order %(number)s") % {"number": order.number}


def _facts(order: OrderView, words: Speech) -> list[str]:
    facts = [f"{_('Supplier')}: {order.supplier.name}"]
    if order.supplier.customer_number:
        facts.append(f"{_('Our customer number')}: {order.supplier.customer_number}")
    facts.append(f"{_('To be delivered to')}: {', '.join([order.store_name, *order.store_address.splitlines()])}")
    if order.expected_on is not None:
        facts.append(f"{_('Expected on')}: {day(order.expected_on.isoformat(), words)}")
    return facts


def _buyer(order: OrderView) -> LegalEntityView:
    entity = next(store.legal_entity for store in stores() if store.id == order.store)
    return next(one for one in legal_entities() if one.id == entity)
