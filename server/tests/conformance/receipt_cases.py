"""The vectors of `conformance/receipts`, and what our side answers to them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from comptoir.receipts import (
    CountFacts,
    ForeignFacts,
    Line,
    Logo,
    Ordered,
    PurseFacts,
    ReceiptDocument,
    ReceiptTemplate,
    ReportDeposits,
    ReportFacts,
    ReportTender,
    ReportUnconfirmed,
    SaleContext,
    Sections,
    ShopFacts,
    SlotFacts,
    TaxName,
    compose_report,
    compose_sale,
    layout,
    sale_facts,
    speech,
)
from comptoir.receipts.layout import CodeLine, LogoLine, RuleLine, TextLine

Json = Mapping[str, Any]
COLUMNS = (32, 42, 48)

__all__ = ["COLUMNS", "answer", "document_of", "spell"]


def answer(given: Json) -> dict[str, Any]:
    """The document as JSON, and its lines at each width."""
    document = document_of(given)
    content = asdict(document)
    return {
        "document": content,
        "lines": {str(columns): [spell(line) for line in layout(document, columns)] for columns in COLUMNS},
    }


def document_of(given: Json) -> ReceiptDocument:
    template = template_of(given["template"])
    words = speech(given["language"], given["country"])
    if "report" in given:
        return compose_report(report_of(given["report"]), template, words)
    return compose_sale(sale_facts(given["sale"], context_of(given["context"])), template, words)


def spell(line: Line) -> str:
    """A line as the vectors write it."""
    match line:
        case TextLine():
            return f"{line.size[0]}{'*' if line.strong else ' '}|{line.text}"
        case RuleLine():
            return "rule"
        case LogoLine():
            return f"logo|{line.width}×{line.height}"
        case CodeLine():
            return f"{line.line}|{line.text}"


def context_of(given: Json) -> SaleContext:
    known = dict(given)
    known["tax_names"] = [TaxName(**name) for name in given.get("tax_names", [])]
    known["shop"] = ShopFacts(**given["shop"])
    for name in ("fiscal", "trade"):
        if name in given:
            known[name] = SlotFacts(**given[name])
    if "ordered" in given:
        known["ordered"] = Ordered(**given["ordered"])
    known["cards"] = [SlotFacts(**card) for card in given.get("cards", [])]
    return SaleContext(**known)


def report_of(given: Json) -> ReportFacts:
    known = dict(given)
    known["float_amount"] = known.pop("float")
    known["tenders"] = [ReportTender(**tender) for tender in given["tenders"]]
    known["tips"] = [ReportTender(**tip) for tip in given.get("tips", [])]
    known["counts"] = [CountFacts(**count) for count in given.get("counts", [])]
    known["purses"] = [PurseFacts(**purse) for purse in given.get("purses", [])]
    known["foreign"] = [_foreign_of(money) for money in given.get("foreign", [])]
    known["shop"] = ShopFacts(**given["shop"])
    if "deposits" in given:
        known["deposits"] = ReportDeposits(**given["deposits"])
    if "unconfirmed" in given:
        known["unconfirmed"] = ReportUnconfirmed(**given["unconfirmed"])
    return ReportFacts(**known)


def _foreign_of(given: Json) -> ForeignFacts:
    known = dict(given)
    return ForeignFacts(float_amount=known.pop("float"), **known)


def template_of(given: Json) -> ReceiptTemplate:
    return ReceiptTemplate(
        logo=Logo(**given["logo"]) if "logo" in given else None,
        header=given["header"],
        footer=given["footer"],
        sections=Sections(**given["sections"]),
    )
