"""What is still owed on a Swiss invoice, and the code that asks a bank for it. Pure.

SIX, Swiss implementation guidelines for the QR-bill 2.3: structured addresses alone, payload `SPC` version `0200`, a QR
reference (QRR) at a QR-IBAN, an ISO 11649 one (SCOR) or none (NON) elsewhere. Twin of the till's `paying/swiss.ts`,
with the debtor's address that a till does not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.invoices.commands import Buyer
from comptoir.payments.references import is_creditor_reference, is_qr_iban, recursive_digit, references_of

COUNTRIES = frozenset({"CH", "LI"})
CURRENCIES = frozenset({"CHF", "EUR"})
# The widths of the fields of a structured address, in letters.
NAME_MAX, STREET_MAX, POSTCODE_MAX, TOWN_MAX = 70, 70, 16, 35
AMOUNT_MAX = 99_999_999_999
NOBODY = ("",) * 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Where the rest of an invoice is to be paid. `amount` in minor units; `reference` as the account wants it."""

    iban: str
    holder: str
    street: str
    building: str
    postcode: str
    town: str
    country: str
    amount: int
    currency: str
    reference: str


class TransferInvalid(ValueError):
    """No bank would take this code."""


def transfer_of(facts: Mapping[str, str], *, amount: int, currency: str, document: UUID) -> Transfer:
    """To this account, with a reference made of the identifier alone: whoever makes it again makes the same."""
    names = ("iban", "holder", "street", "building", "postcode", "town", "country")
    said = {name: facts.get(name, "") for name in names}
    references = references_of(document)
    reference = references.qr if is_qr_iban(said["iban"]) else references.creditor
    return Transfer(**said, amount=amount, currency=currency, reference=reference)


def reference_type(transfer: Transfer) -> str:
    """`QRR`, `SCOR` or `NON`; raises for a reference that this account does not take."""
    iban, reference = transfer.iban, transfer.reference
    if is_qr_iban(iban):
        is_good = (
            len(reference) == 27 and reference.isdecimal() and recursive_digit(reference[:26]) == int(reference[26])
        )
        if is_good and int(reference):
            return "QRR"
    elif not reference:
        return "NON"
    elif is_creditor_reference(reference):
        return "SCOR"
    raise TransferInvalid("reference")


def code_text(transfer: Transfer, buyer: Buyer | None, *, message: str) -> str:
    """What stands in the code. Somebody whose address does not fit is left out: the bank's customer is asked anyway."""
    if transfer.currency not in CURRENCIES or not 0 < transfer.amount <= AMOUNT_MAX:
        raise TransferInvalid("amount")
    creditor = (
        "S", transfer.holder, transfer.street, transfer.building, transfer.postcode, transfer.town, transfer.country,
    )  # fmt: skip
    lines = [
        "SPC", "0200", "1", transfer.iban, *creditor, *NOBODY, plain_amount(transfer.amount), transfer.currency,
        *debtor_lines(buyer), reference_type(transfer), transfer.reference, message[:140], "EPD",
    ]  # fmt: skip
    return "\n".join(lines)


def debtor_lines(buyer: Buyer | None) -> tuple[str, ...]:
    """A structured address whose street holds the number, or seven empty lines."""
    if buyer is None:
        return NOBODY
    fits = (
        (buyer.name, NAME_MAX), (buyer.street, STREET_MAX), (buyer.postal_code, POSTCODE_MAX), (buyer.city, TOWN_MAX),
    )  # fmt: skip
    if any(len(text) > most for text, most in fits) or not (buyer.name and buyer.postal_code and buyer.city):
        return NOBODY
    return ("S", buyer.name, buyer.street, "", buyer.postal_code, buyer.city, buyer.country)


def plain_amount(amount: int) -> str:
    """`2500.25`, as the code has it."""
    whole, cents = divmod(amount, 100)
    return f"{whole}.{cents:02d}"


def shown_amount(amount: int) -> str:
    """`2 500.25`, as people read it on the payment part."""
    whole, cents = divmod(amount, 100)
    return f"{whole:,}".replace(",", " ") + f".{cents:02d}"


def shown_iban(iban: str) -> str:
    return _grouped(iban, 4)


def shown_reference(transfer: Transfer) -> str:
    """Groups of five from the right for a QR reference, of four for the other."""
    reference = transfer.reference
    if reference_type(transfer) == "QRR":
        return f"{reference[:2]} {_grouped(reference[2:], 5)}"
    return _grouped(reference, 4)


def _grouped(text: str, width: int) -> str:
    return " ".join(text[at : at + width] for at in range(0, len(text), width))
