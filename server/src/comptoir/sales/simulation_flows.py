"""Bodies of the entries beside plain sales and refunds, as tills seal them: for tests, benchmarks and the demo shop."""

from collections.abc import Mapping
from uuid import UUID

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Body, Sealed, SimulatedTill


def reference(original: Sealed, chain: UUID) -> Body:
    """How an entry names another."""
    return {"chain": str(chain), "sequence": original.sequence, "digest": original.digest}


def who(till: SimulatedTill) -> Body:
    """Who made an entry, in which session."""
    return {"id": str(new_uuid7()), "session": str(till.session), "cashier": str(till.cashier)}


def correct_tender(
    till: SimulatedTill, original: Sealed, moved: Mapping[str, int], *, chain: UUID | None = None, rounding: int = 0
) -> Sealed:
    """Move amounts between the tenders of a sale: `{"cash": -115, "card": 115}`."""
    body: Body = {
        **who(till),
        "currency": "EUR",
        "refers_to": reference(original, chain or till.identity.chain),
        "cash_rounding": rounding,
        "tenders": [{"kind": kind, "amount": amount} for kind, amount in moved.items()],
    }
    return till.seal("tender_correction", body)
