"""Tender corrections against what was really tendered: an amount moves, none appears, and none is moved twice."""

from comptoir.sales.bodies import Reference, SaleBody
from comptoir.sales.differences import Difference
from comptoir.sales.state import Settled

BALANCES = frozenset({"gift_card", "store_credit", "account"})


def settled_by(kind: str, sale: SaleBody) -> Settled:
    """A sale of this batch, for a correction further down in it."""
    found = Settled(kind, sale.gross + sale.cash_rounding, sale.session)
    found.take((tender.kind, tender.amount) for tender in sale.tenders)
    return found


def judge_correction(body: SaleBody, known: Settled | None) -> list[Difference]:
    """Compare a correction with the sale that it names. The sale's tenders are changed: the next one sees them."""
    reference = body.refers_to
    assert reference is not None
    if known is None or not known.kind or known.kind == "tender_correction":
        return [Difference("correction_unknown_sale", None, _place(reference), "")]
    found: list[Difference] = []
    moved = sum(tender.amount for tender in body.tenders)
    if moved != body.cash_rounding:
        found.append(Difference("tenders", None, str(moved), str(body.cash_rounding)))
    if body.session != known.session:
        found.append(Difference("correction_other_session", None, str(body.session or ""), str(known.session or "")))
    for number, tender in enumerate(body.tenders, start=1):
        # A balance is never moved by a word alone: the entry says whose it is.
        owner = tender.account if tender.kind == "account" else tender.voucher
        if tender.kind in BALANCES and owner is None:
            found.append(Difference("correction_no_balance", number, str(tender.amount), ""))
    before = dict(known.tenders)
    known.take((tender.kind, tender.amount) for tender in body.tenders)
    known.due += body.cash_rounding
    sign = -1 if known.due < 0 else 1
    for number, tender in enumerate(body.tenders, start=1):
        if known.tenders[tender.kind] * sign < 0:
            found.append(Difference("correction_exceeds", number, str(tender.amount), str(before.get(tender.kind, 0))))
    return found


def _place(reference: Reference) -> str:
    return f"{reference.chain}/{reference.sequence}"


# Everything that settled the sales that corrections name: the sale's own tenders, and what corrections moved since.
READ_SETTLED = """
    SELECT wanted.chain, wanted.sequence, encode(wanted.digest, 'hex') AS digest, s.kind,
        (s.gross + s.cash_rounding + coalesce((
            SELECT sum(c.cash_rounding) FROM sales_sale c
            WHERE c.organization_id = s.organization_id AND c.refers_to_chain = wanted.chain
                AND c.refers_to_sequence = wanted.sequence AND c.kind = 'tender_correction'
        ), 0))::int8 AS due, s.session, d.kind AS tender, d.amount
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::bytea[]) AS wanted(organization_id, chain, sequence, digest)
    JOIN sales_entry e ON e.organization_id = wanted.organization_id AND e.chain_id = wanted.chain
        AND e.sequence = wanted.sequence AND e.digest = wanted.digest
    CROSS JOIN LATERAL (
        SELECT organization_id, id, kind, gross, cash_rounding, session FROM sales_sale
        WHERE id = e.id OFFSET 0
    ) s
    CROSS JOIN LATERAL (
        SELECT kind, amount FROM sales_tender WHERE organization_id = s.organization_id AND sale_id = s.id
        UNION ALL
        SELECT t.kind, t.amount FROM sales_sale c CROSS JOIN LATERAL (
            SELECT kind, amount FROM sales_tender
            WHERE organization_id = c.organization_id AND sale_id = c.id OFFSET 0
        ) t
        WHERE c.organization_id = s.organization_id AND c.refers_to_chain = wanted.chain
            AND c.refers_to_sequence = wanted.sequence AND c.kind = 'tender_correction'
        OFFSET 0
    ) d
    WHERE s.organization_id = e.organization_id
"""
