"""The receipt: one document, made from sealed figures, that every renderer shows.

Pure: no clock, no network, no Django. The twin of `web/packages/receipts`, equal by `conformance/receipts`.
"""

from comptoir.receipts.compose import compose_report, compose_sale, receipt_address
from comptoir.receipts.document import Block, ReceiptDocument
from comptoir.receipts.facts import (
    CountFacts,
    ExtraFacts,
    ForeignFacts,
    LineFacts,
    PurseFacts,
    ReportDeposits,
    ReportFacts,
    ReportTender,
    ReportUnconfirmed,
    SaleFacts,
    ShopFacts,
    SlotFacts,
    TaxFacts,
    TenderFacts,
)
from comptoir.receipts.layout import Line, layout
from comptoir.receipts.reading import Ordered, SaleContext, TaxName, sale_facts
from comptoir.receipts.template import Logo, ReceiptTemplate, Sections
from comptoir.receipts.words import Speech, languages, speech

__all__ = [
    "Block",
    "CountFacts",
    "ExtraFacts",
    "ForeignFacts",
    "Line",
    "LineFacts",
    "Logo",
    "Ordered",
    "PurseFacts",
    "ReceiptDocument",
    "ReceiptTemplate",
    "ReportDeposits",
    "ReportFacts",
    "ReportTender",
    "ReportUnconfirmed",
    "SaleContext",
    "SaleFacts",
    "Sections",
    "ShopFacts",
    "SlotFacts",
    "Speech",
    "TaxFacts",
    "TaxName",
    "TenderFacts",
    "compose_report",
    "compose_sale",
    "languages",
    "layout",
    "receipt_address",
    "sale_facts",
    "speech",
]
