"""Why a customer may owe no tax: the categories and codes that an invoice knows for it, and what is asked for. Pure.

The codes are the exemption reason codes (VATEX) that EN 16931 takes for BT-121, as the rules of Factur-X 1.09 list
them; a test holds them to that list.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

EXEMPT, EXPORT, INTRA_COMMUNITY, REVERSE_CHARGE = "E", "G", "K", "AE"
# In the order of a shop's need. Not `O`: what is not subject to tax at all is so for everybody.
EXEMPTION_CATEGORIES: Final = (EXEMPT, EXPORT, INTRA_COMMUNITY, REVERSE_CHARGE)
# What a till asks the customer for; empty: nothing.
EVIDENCE: Final = ("", "number", "card", "document")

_OF_132 = tuple(f"VATEX-EU-132-1{letter}" for letter in "ABCDEFGHIJKLMNOPQ")
_OF_143 = tuple(f"VATEX-EU-143-1{name}" for name in ("A", "B", "C", "D", "E", "F", "FA", "G", "H", "I", "J", "K", "L"))
_OF_148 = tuple(f"VATEX-EU-148-{letter}" for letter in "ABCDEFG")
_OF_151 = tuple(f"VATEX-EU-151-1{name}" for name in ("A", "AA", "B", "C", "D", "E"))
_OF_FRANCE = (
    "VATEX-FR-298SEXDECIESA",
    *(f"VATEX-FR-CGI261-{number}" for number in (1, 2, 3, 4, 5, 7, 8)),
    "VATEX-FR-CGI261A",
    "VATEX-FR-CGI261B",
    *(f"VATEX-FR-CGI261C-{number}" for number in (1, 2, 3)),
    "VATEX-FR-CGI261D-1",
    "VATEX-FR-CGI261D-1BIS",
    *(f"VATEX-FR-CGI261D-{number}" for number in (2, 3, 4)),
    "VATEX-FR-CGI261E-1",
    "VATEX-FR-CGI261E-2",
    "VATEX-FR-CGI275",
    "VATEX-FR-CGI277A",
    "VATEX-FR-CGI295",
    "VATEX-FR-CNWVAT",
    "VATEX-FR-FRANCHISE",
)

# Export, intra-community and reverse charge have a code of their own each; everything else explains an exemption.
VATEX: Final[dict[str, tuple[str, ...]]] = {
    EXEMPT: (
        "VATEX-EU-79-C", "VATEX-EU-132", *_OF_132, "VATEX-EU-135-1", "VATEX-EU-143", *_OF_143, "VATEX-EU-144",
        "VATEX-EU-146-1E", "VATEX-EU-148", *_OF_148, "VATEX-EU-151", *_OF_151, "VATEX-EU-153", "VATEX-EU-159",
        "VATEX-EU-309", "VATEX-EU-D", "VATEX-EU-F", "VATEX-EU-I", "VATEX-EU-J", *_OF_FRANCE,
    ),
    EXPORT: ("VATEX-EU-G",),
    INTRA_COMMUNITY: ("VATEX-EU-IC",),
    REVERSE_CHARGE: ("VATEX-EU-AE", "VATEX-FR-AE"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason as it stands, with its newest revision."""

    id: UUID
    revision: int
    category: str
    name: str
    vatex: str
    mention: str
    evidence: str
    groups: tuple[UUID, ...]
    is_active: bool


def vatex_of(category: str) -> str:
    """The code that follows from the category alone; "" where a category has many."""
    codes = VATEX.get(category, ())
    return codes[0] if codes and category != EXEMPT else ""
