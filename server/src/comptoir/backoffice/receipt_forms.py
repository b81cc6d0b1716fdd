"""The form of the shop's receipts, and the example that its preview shows."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from comptoir.backoffice.formats import language_name
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.kernel import currency_exponent, divide_half_away
from comptoir.papers.public import ChoiceView
from comptoir.platform.public import LegalEntityView, OrganizationView, StoreView
from comptoir.receipts import (
    LineFacts,
    Logo,
    ReceiptDocument,
    ReceiptTemplate,
    SaleFacts,
    Sections,
    ShopFacts,
    TaxFacts,
    TenderFacts,
    compose_sale,
    speech,
)

# Any address does: the preview shows where the code stands and how large it is.
EXAMPLE_ESSENTIALS = "1.AZOxZ0sAcACAAAAAAAAAAQ.42.1806.EUR.1795345994." + "A" * 43 + "." + "B" * 86


class ReceiptForm(PlainForm):
    """What a shop may choose; the logo is a file and comes beside it."""

    fields_of_refusals = {"papers.template_invalid": "header", "papers.language_unknown": "language"}

    language = forms.ChoiceField(label=gettext_lazy("Language of receipts"), required=False)
    code = forms.ChoiceField(
        label=gettext_lazy("Code on the screen after paying"),
        help_text=gettext_lazy("The customer scans it and keeps the receipt without giving an address."),
    )
    header = forms.CharField(
        label=gettext_lazy("Below the shop's name"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    footer = forms.CharField(
        label=gettext_lazy("At the end"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Opening hours, exchange, a thank-you. Empty: thanks in the receipt's language."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, choice: ChoiceView, languages: list[str]) -> None:
        template = choice.template
        initial = {
            "language": choice.language,
            "code": choice.code,
            "header": "\n".join(template.header),
            "footer": "\n".join(template.footer),
            **{f"show_{name}": shown for name, shown in asdict(template.sections).items()},
        }
        super().__init__(data, initial=initial)
        self.choose("language", [("", _("As the organization")), *((key, language_name(key)) for key in languages)])
        self.choose("code", list(WORDS["receipt_code"].items()))
        for name, label in WORDS["receipt_section"].items():
            self.fields[f"show_{name}"] = forms.BooleanField(label=str(label), required=False)
            self.fields[f"show_{name}"].widget.attrs["class"] = "size-6 shrink-0"

    def template(self, logo: Logo | None) -> ReceiptTemplate:
        """What is chosen, as far as it can be read: the preview shows it while somebody still types."""
        chosen = self.cleaned_data
        return ReceiptTemplate(
            logo=logo,
            header=_lines(chosen.get("header", "")),
            footer=_lines(chosen.get("footer", "")),
            sections=Sections(**{name: bool(chosen.get(f"show_{name}")) for name in WORDS["receipt_section"]}),
        )


def _lines(text: str) -> tuple[str, ...]:
    """Line by line; empty ones at the end are only where the typing stopped."""
    return tuple(line.strip() for line in text.rstrip().splitlines()) if text.strip() else ()


def example(
    template: ReceiptTemplate,
    *,
    language: str,
    organization: OrganizationView,
    store: StoreView,
    entity: LegalEntityView,
    now: datetime,
    public_address: str,
) -> ReceiptDocument:
    """A sale that everybody understands, on this shop's paper: its goods in the receipt's language, too."""
    spoken = language or organization.locale[:2]
    with override(spoken):
        bread, bottle = _("Fresh bread"), _("A bottle of something good")
    prices = (230, 1576)
    taxes = [(55_000, prices[0]), (200_000, prices[1])]
    subtotals = [
        TaxFacts(
            tax_category="S",
            tax_rate_ppm=rate,
            net=gross - divide_half_away(gross * rate, 1_000_000 + rate),
            tax=divide_half_away(gross * rate, 1_000_000 + rate),
            gross=gross,
        )
        for rate, gross in taxes
    ]
    total = sum(prices)
    facts = SaleFacts(
        kind="sale",
        is_training=False,
        is_gift=False,
        copy_number=0,
        number="A1-1-42",
        device_time=now.isoformat(),
        cashier="Camille",
        currency=organization.currency,
        exponent=currency_exponent(organization.currency),
        price_mode="gross",
        lines=[
            LineFacts(
                name=bread, quantity_milli=2000, unit="C62", unit_price=115, line_discount=0,
                basket_discount=0, amount=prices[0],
            ),
            LineFacts(
                name=bottle, quantity_milli=1000, unit="C62", unit_price=1751,
                line_discount=175, basket_discount=0, amount=prices[1],
            ),
        ],
        tax_subtotals=subtotals,
        net=sum(row.net for row in subtotals),
        tax=sum(row.tax for row in subtotals),
        gross=total,
        cash_rounding=0,
        tenders=[TenderFacts(kind="cash", amount=total, received=2000, change=2000 - total)],
        essentials=EXAMPLE_ESSENTIALS,
        public_address=public_address or "https://example.org",
        shop=ShopFacts(
            store=store.name,
            address=store.address.splitlines(),
            phone=store.phone or None,
            legal_name=entity.name,
            registration=entity.registration,
            tax_number=entity.tax_number,
        ),
    )  # fmt: skip
    words = speech(spoken, organization.country)
    return compose_sale(facts, template, words)
