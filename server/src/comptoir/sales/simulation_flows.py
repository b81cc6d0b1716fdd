"""Bodies of the entries beside plain sales and refunds, as tills seal them: for tests, benchmarks and the demo shop."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from comptoir.journal import EntryValue
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import BasketLine, Body, Sealed, SimulatedTill, refund_body, sale_body


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


def exchange(
    till: SimulatedTill,
    original: Sealed,
    back: Mapping[int, int],
    sold: Sequence[BasketLine],
    *,
    goes_to: str = "stock",
    chain: UUID | None = None,
    card: bool = False,
) -> Sealed:
    """Take goods of a sale back (line → milli) and sell others for it; one tender pays the balance, or pays it out."""
    there = sale_body(sold, session=till.session, cashier=till.cashier, country="FR", currency="EUR", day=till.now)
    here = refund_body(original, chain or till.identity.chain, dict(back), cashier=till.cashier, session=till.session)
    lines: list[EntryValue] = []
    for line in [*_rows(there, "lines"), *({**row, "goes_to": goes_to} for row in _rows(here, "lines"))]:
        lines.append({**line, "line": len(lines) + 1})
    sums: dict[tuple[str, int], Body] = {}
    for row in [*_rows(there, "tax_subtotals"), *_rows(here, "tax_subtotals")]:
        key = (str(row["tax_category"]), _whole(row["tax_rate_ppm"]))
        before = sums.get(key, {"tax_category": key[0], "tax_rate_ppm": key[1], "net": 0, "tax": 0, "gross": 0})
        sums[key] = {
            **before, **{name: _whole(before[name]) + _whole(row[name]) for name in ("net", "tax", "gross")}
        }  # fmt: skip
    total = {name: _whole(there[name]) + _whole(here[name]) for name in ("net", "tax", "gross")}
    tender: Body = {"kind": "card" if card else "cash", "amount": total["gross"]}
    body: Body = {
        **there,
        "lines": lines,
        "tax_subtotals": [sums[key] for key in sorted(sums)],
        **total,
        "returned": here["gross"],
        "cash_rounding": 0,
        "tenders": [tender] if total["gross"] else [],
        "refers_to": here["refers_to"],
    }
    return till.seal("exchange", body)


def _rows(body: Body, name: str) -> list[Body]:
    found = body[name]
    assert isinstance(found, list)
    return [row for row in found if isinstance(row, dict)]


def _whole(value: EntryValue) -> int:
    assert isinstance(value, int)
    return value
