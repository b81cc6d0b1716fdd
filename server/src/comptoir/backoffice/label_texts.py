"""What stands on a label, in the language of whoever shops."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from comptoir.backoffice.formats import UNIT_SYMBOLS, money, quantity
from comptoir.catalog.label_facts import LabelFacts, label_facts
from comptoir.catalog.net_content import NetContent
from comptoir.labels.public import Label
from comptoir.platform.public import OrganizationView, StoreView

MEASURE_SYMBOLS = {**UNIT_SYMBOLS, "MLT": "ml", "CLT": "cl", "MTK": "m²"}


def labels_of(items: Sequence[UUID], *, store: StoreView, organization: OrganizationView, now: datetime) -> list[Label]:
    """The labels of these articles as they are sold in the store; one that is not sold there has none."""
    language = organization.locale[:2]
    with override(language):
        return [
            _label(facts, store=store, currency=organization.currency, language=language)
            for facts in label_facts(items, store=store.id, now=now)
        ]


def net_text(net: NetContent, language: str) -> str:
    """ "750 ml", "6 pieces"."""
    number = quantity(net.milli, "C62", language)
    if net.unit == "C62":
        return _("%(number)s pieces") % {"number": number}
    return f"{number}\N{NO-BREAK SPACE}{MEASURE_SYMBOLS[net.unit]}"


def _label(facts: LabelFacts, *, store: StoreView, currency: str, language: str) -> Label:
    price = money(facts.unit_price, currency, language)
    symbol = UNIT_SYMBOLS.get(facts.unit, "")
    return Label(
        name=facts.name,
        price=f"{price} / {symbol}" if symbol else price,
        notes=tuple(_notes(facts, store=store, currency=currency, language=language)),
        code=facts.code,
    )


def _notes(facts: LabelFacts, *, store: StoreView, currency: str, language: str) -> Iterator[str]:
    """What the law asks for first: a label that is too small for all of it loses the last lines."""
    base, said = facts.base_price, []
    if facts.net is not None:
        said.append(net_text(facts.net, language))
    if base is not None and base.unit != facts.unit:
        amount = money(base.amount, currency, language)
        said.append(
            _("%(amount)s a piece") % {"amount": amount}
            if base.unit == "C62"
            else f"{amount} / {MEASURE_SYMBOLS[base.unit]}"
        )
    if said:
        yield " · ".join(said)
    if facts.deposit:
        yield _("plus %(amount)s deposit") % {"amount": money(facts.deposit, currency, language)}
    if facts.lowest_before is not None:
        yield _("Lowest price of the last 30 days: %(amount)s") % {
            "amount": money(facts.lowest_before, currency, language)
        }
    if store.price_mode == "net":
        yield _("without tax")
    if facts.origin:
        yield _("Origin: %(origin)s") % {"origin": facts.origin}
