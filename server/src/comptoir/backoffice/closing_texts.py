"""What a closing says otherwise than its entries, in plain words and in the currency of what was counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice import formats
from comptoir.backoffice.queries.findings import EntryFinding
from comptoir.backoffice.words import WORDS, word
from comptoir.kernel import CURRENCY_EXPONENTS

COUNTS = frozenset({"sales_count", "refunds_count"})
# Of these, what is claimed says first which part of the closing it is about.
OF_A_PART = frozenset(
    f"closing_{what}"
    for what in (
        "cash",
        "count",
        "deposits",
        "difference",
        "foreign",
        "heap",
        "perpetual",
        "prepaid",
        "purse",
        "tender",
        "tips",
        "turnover",
    )
)


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding of an entry: what, and what the till and the books say."""

    finding: EntryFinding
    text: str
    claimed: str
    computed: str


def finding_text(finding: EntryFinding, names: Mapping[UUID, str], currency: str, language: str) -> FindingText:
    """`names`: what the shop calls its own ways to pay."""
    said = word("discrepancy", finding.code)
    if finding.code not in OF_A_PART:
        is_place = finding.code.startswith("tip_")
        return FindingText(finding, said, "" if is_place else finding.claimed, finding.computed)
    part, _space, claimed = finding.claimed.partition(" ")
    unit = part if part in CURRENCY_EXPONENTS else currency
    return FindingText(
        finding,
        f"{said}: {finding.person_name or _name(part, names)}",
        _amount(part, claimed, unit, language),
        _amount(part, finding.computed, unit, language),
    )


def _amount(part: str, text: str, unit: str, language: str) -> str:
    if part in COUNTS or not text.removeprefix("-").isdigit():
        return text
    return formats.money(int(text), unit, language)


def _name(part: str, names: Mapping[UUID, str]) -> str:
    try:
        return names.get(UUID(part)) or word("tender", "other")
    except ValueError:
        pass
    if part in WORDS["closing_part"]:
        return word("closing_part", part)
    return part if part in CURRENCY_EXPONENTS else word("tender", part)
