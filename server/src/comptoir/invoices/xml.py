"""An invoice as EN 16931 says it in UN/CEFACT CII, profile EN 16931 of Factur-X."""

from decimal import Decimal
from xml.etree import ElementTree as Tree

from comptoir.invoices.commands import Buyer
from comptoir.invoices.content import InvoiceContent, InvoiceLine, InvoiceTax, Seller
from comptoir.tax.exemptions import INTRA_COMMUNITY

GUIDELINE = "urn:cen.eu:en16931:2017"
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
# UNTDID 1001 and 4461; ISO 6523 schemes of registrations by country.
TYPES = {"invoice": "380", "credit_note": "381", "prepayment": "386"}
MEANS = {"cash": "10", "card": "48", "transfer": "30", "check": "20"}
REGISTRATION_SCHEMES = {"FR": "0002", "CH": "0183", "BE": "0208"}
EXEMPT = {
    "E": "Exempt from tax",
    "AE": "Reverse charge",
    "K": "Intra-community supply",
    "G": "Export",
    "O": "Not subject to tax",
}

for prefix, name in (("rsm", RSM), ("ram", RAM), ("udt", UDT), ("qdt", QDT)):
    Tree.register_namespace(prefix, name)


def xml_of(content: InvoiceContent) -> str:
    """The XML text; the same content gives the same text."""
    root = Tree.Element(f"{{{RSM}}}CrossIndustryInvoice")
    context = _add(root, RSM, "ExchangedDocumentContext")
    _add(_add(context, RAM, "GuidelineSpecifiedDocumentContextParameter"), RAM, "ID", GUIDELINE)
    document = _add(root, RSM, "ExchangedDocument")
    _add(document, RAM, "ID", content.number)
    _add(document, RAM, "TypeCode", TYPES[content.kind])
    _date(_add(document, RAM, "IssueDateTime"), UDT, content.issued_on)
    if content.seller.mention:
        _add(_add(document, RAM, "IncludedNote"), RAM, "Content", content.seller.mention)
    trade = _add(root, RSM, "SupplyChainTradeTransaction")
    for number, line in enumerate(content.lines, start=1):
        _line(trade, number, line, content.exponent)
    _agreement(trade, content)
    delivery = _add(trade, RAM, "ApplicableHeaderTradeDelivery")
    if content.kind == "prepayment":
        # Nothing was delivered when a deposit was paid: all that is known is that the goods wait in the shop.
        _ship_to(delivery, content.seller.country)
    else:
        if any(tax.tax_category == INTRA_COMMUNITY for tax in content.taxes):
            # Where the goods went (BT-80), without which there is no delivery into another country (BR-IC-12).
            _ship_to(delivery, content.buyer.country)
        event = _add(delivery, RAM, "ActualDeliverySupplyChainEvent")
        _date(_add(event, RAM, "OccurrenceDateTime"), UDT, content.sold_on)
    _settlement(trade, content)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, encoding="unicode")


def _ship_to(delivery: Tree.Element, country: str) -> None:
    party = _add(delivery, RAM, "ShipToTradeParty")
    _add(_add(party, RAM, "PostalTradeAddress"), RAM, "CountryID", country)


def _agreement(trade: Tree.Element, content: InvoiceContent) -> None:
    agreement = _add(trade, RAM, "ApplicableHeaderTradeAgreement")
    _party(agreement, "SellerTradeParty", content.seller)
    _party(agreement, "BuyerTradeParty", content.buyer)
    if content.receipt:
        # BT-18 with scheme: which receipt this is the invoice of.
        reference = _add(agreement, RAM, "AdditionalReferencedDocument")
        _add(reference, RAM, "IssuerAssignedID", content.receipt)
        _add(reference, RAM, "TypeCode", "130")


def _party(parent: Tree.Element, name: str, who: Seller | Buyer) -> None:
    party = _add(parent, RAM, name)
    _add(party, RAM, "Name", who.name)
    digits = "".join(letter for letter in who.registration if letter.isalnum())
    scheme = REGISTRATION_SCHEMES.get(who.country)
    if digits:
        legal = _add(party, RAM, "SpecifiedLegalOrganization")
        # A SIRET begins with the SIREN, which is what scheme 0002 names.
        identifier = _add(legal, RAM, "ID", digits[:9] if scheme == "0002" else digits)
        if scheme:
            identifier.set("schemeID", scheme)
    address = _add(party, RAM, "PostalTradeAddress")
    _add(address, RAM, "PostcodeCode", who.postal_code)
    _add(address, RAM, "LineOne", who.street)
    _add(address, RAM, "CityName", who.city)
    _add(address, RAM, "CountryID", who.country)
    if who.tax_number:
        registration = _add(_add(party, RAM, "SpecifiedTaxRegistration"), RAM, "ID", who.tax_number.replace(" ", ""))
        registration.set("schemeID", "VA")


def _line(trade: Tree.Element, number: int, line: InvoiceLine, exponent: int) -> None:
    item = _add(trade, RAM, "IncludedSupplyChainTradeLineItem")
    _add(_add(item, RAM, "AssociatedDocumentLineDocument"), RAM, "LineID", str(number))
    _add(_add(item, RAM, "SpecifiedTradeProduct"), RAM, "Name", line.name)
    price = _add(_add(item, RAM, "SpecifiedLineTradeAgreement"), RAM, "NetPriceProductTradePrice")
    # What the whole quantity costs, for the whole quantity: no unit price could say it without a rounding.
    _add(price, RAM, "ChargeAmount", _amount(abs(line.net + line.discount), exponent))
    basis = _add(price, RAM, "BasisQuantity", _decimal(abs(line.quantity_milli) or 1000, 3))
    basis.set("unitCode", line.unit)
    sign = -1 if line.net < 0 else 1
    quantity = _decimal(sign * (abs(line.quantity_milli) or 1000), 3)
    billed = _add(_add(item, RAM, "SpecifiedLineTradeDelivery"), RAM, "BilledQuantity", quantity)
    billed.set("unitCode", line.unit)
    settlement = _add(item, RAM, "SpecifiedLineTradeSettlement")
    _tax_head(settlement, line.tax_category, line.tax_rate_ppm)
    if line.discount:
        allowance = _add(settlement, RAM, "SpecifiedTradeAllowanceCharge")
        _add(_add(allowance, RAM, "ChargeIndicator"), UDT, "Indicator", "false")
        _add(allowance, RAM, "ActualAmount", _amount(line.discount, exponent))
        _add(allowance, RAM, "ReasonCode", "95")
    total = _add(settlement, RAM, "SpecifiedTradeSettlementLineMonetarySummation")
    _add(total, RAM, "LineTotalAmount", _amount(line.net, exponent))


def _tax_head(parent: Tree.Element, category: str, rate_ppm: int) -> None:
    tax = _add(parent, RAM, "ApplicableTradeTax")
    _add(tax, RAM, "TypeCode", "VAT")
    _add(tax, RAM, "CategoryCode", category)
    if category != "O":
        _add(tax, RAM, "RateApplicablePercent", _decimal(rate_ppm, 4))


def _settlement(trade: Tree.Element, content: InvoiceContent) -> None:
    settlement = _add(trade, RAM, "ApplicableHeaderTradeSettlement")
    _add(settlement, RAM, "InvoiceCurrencyCode", content.currency)
    _means(settlement, content)
    for tax in content.taxes:
        _tax(settlement, tax, content.exponent)
    if content.transfer is not None:
        # BR-CO-25: who owes something is told when, or how.
        terms = _add(settlement, RAM, "SpecifiedTradePaymentTerms")
        _add(terms, RAM, "Description", f"{content.transfer.iban}, {content.transfer.reference}")
    total = _add(settlement, RAM, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _add(total, RAM, "LineTotalAmount", _amount(sum(line.net for line in content.lines), content.exponent))
    _add(total, RAM, "TaxBasisTotalAmount", _amount(content.net, content.exponent))
    _add(total, RAM, "TaxTotalAmount", _amount(content.tax, content.exponent)).set("currencyID", content.currency)
    if content.rounding:
        _add(total, RAM, "RoundingAmount", _amount(content.rounding, content.exponent))
    _add(total, RAM, "GrandTotalAmount", _amount(content.gross, content.exponent))
    # What was not sold on account was paid at the till (BR-CO-16).
    paid = content.gross + content.rounding - content.due
    _add(total, RAM, "TotalPrepaidAmount", _amount(paid, content.exponent))
    _add(total, RAM, "DuePayableAmount", _amount(content.due, content.exponent))
    before = [(deposit.number, deposit.issued_on) for deposit in content.deposits]
    if content.corrects_number:
        before.append((content.corrects_number, content.corrects_on))
    for number, day in before:
        reference = _add(settlement, RAM, "InvoiceReferencedDocument")
        _add(reference, RAM, "IssuerAssignedID", number)
        _date(_add(reference, RAM, "FormattedIssueDateTime"), QDT, day)


def _means(settlement: Tree.Element, content: InvoiceContent) -> None:
    transfer = content.transfer
    if transfer is not None:
        _add(settlement, RAM, "PaymentReference", transfer.reference)
        reference = settlement[-1]
        settlement.remove(reference)
        settlement.insert(0, reference)
    means = _add(settlement, RAM, "SpecifiedTradeSettlementPaymentMeans")
    _add(means, RAM, "TypeCode", MEANS["transfer"] if transfer else MEANS.get(content.means, "1"))
    if transfer is not None:
        account = _add(means, RAM, "PayeePartyCreditorFinancialAccount")
        _add(account, RAM, "IBANID", transfer.iban)
        _add(account, RAM, "AccountName", transfer.holder)


def _tax(settlement: Tree.Element, tax: InvoiceTax, exponent: int) -> None:
    row = _add(settlement, RAM, "ApplicableTradeTax")
    _add(row, RAM, "CalculatedAmount", _amount(tax.tax, exponent))
    _add(row, RAM, "TypeCode", "VAT")
    if tax.tax_category in EXEMPT:
        _add(row, RAM, "ExemptionReason", tax.reason or EXEMPT[tax.tax_category])
    _add(row, RAM, "BasisAmount", _amount(tax.net, exponent))
    _add(row, RAM, "CategoryCode", tax.tax_category)
    if tax.tax_category in EXEMPT and tax.code:
        _add(row, RAM, "ExemptionReasonCode", tax.code)
    if tax.tax_category != "O":
        _add(row, RAM, "RateApplicablePercent", _decimal(tax.tax_rate_ppm, 4))


def _add(parent: Tree.Element, namespace: str, name: str, text: str = "") -> Tree.Element:
    made = Tree.SubElement(parent, f"{{{namespace}}}{name}")
    if text:
        # XML 1.0 has no way to write the other control characters.
        made.text = "".join(letter for letter in text if letter >= " " or letter in "\t\n")
    return made


def _date(parent: Tree.Element, namespace: str, day: str) -> None:
    made = _add(parent, namespace, "DateTimeString", day.replace("-", ""))
    made.set("format", "102")


def _amount(value: int, exponent: int) -> str:
    return f"{Decimal(value).scaleb(-exponent):.{exponent}f}"


def _decimal(value: int, exponent: int) -> str:
    text = f"{Decimal(value).scaleb(-exponent):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
