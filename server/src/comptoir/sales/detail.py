"""Everything about one sale: what was sold, what was paid, and whether its seal holds."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.journal.encoding import to_base64url
from comptoir.journal.entry import parse_envelope
from comptoir.journal.errors import JournalError
from comptoir.journal.seal import EMPTY_DIGEST, digest, load_public_key, verify_digest_seal
from comptoir.platform.sql import Parameters, select, select_one


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """The head of the page."""

    id: UUID
    number: str
    kind: str
    sold_at: datetime
    received_at: datetime
    timezone: str
    store_name: str
    till_code: str
    till_name: str
    cashier_name: str | None
    currency: str
    price_mode: str
    net: int
    tax: int
    gross: int
    cash_rounding: int
    chain: UUID
    sequence: int
    digest: bytes
    refers_to_chain: UUID | None
    refers_to_sequence: int | None

    @property
    def payable(self) -> int:
        return self.gross + self.cash_rounding

    @property
    def digest_text(self) -> str:
        return bytes(self.digest).hex()


@dataclass(frozen=True, slots=True)
class LineRow:
    """A sold thing as its entry states it."""

    number: int
    item: UUID | None
    name: str
    quantity_milli: int
    unit: str
    unit_price: int
    line_discount: int
    basket_discount: int
    amount: int
    tax_category: str
    tax_rate_ppm: int
    goes_to: str
    # Of a deposit: what stood on a machine's paper, "" without one; null for goods.
    deposit: str | None
    # What the code on the piece said; null where it said nothing.
    lot: str | None
    serial: str | None
    expires: date | None

    @property
    def discount(self) -> int:
        return self.line_discount + self.basket_discount


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax subtotal."""

    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True)
class TenderRow:
    """How a part was settled."""

    kind: str
    amount: int
    received: int | None
    change: int | None


@dataclass(frozen=True, slots=True)
class DiscrepancyRow:
    """What looks wrong; amounts come as text because not every claim is one."""

    code: str
    line: int | None
    claimed: str
    computed: str


@dataclass(frozen=True, slots=True)
class RelatedSale:
    """A refund or a correction of this sale, or the sale that this one refunds or corrects."""

    id: UUID
    number: str
    kind: str
    sold_at: datetime
    gross: int


@dataclass(frozen=True, slots=True)
class Neighbor:
    """The entry before or behind this one in its chain."""

    id: UUID
    sequence: int
    kind: str
    is_sale: bool


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What was verified just now, over the stored bytes."""

    digest_fits: bool
    seal_holds: bool
    chain_holds: bool


@dataclass(frozen=True, slots=True)
class EntryBytes:
    """The bytes of an entry and what is needed to check them."""

    content: bytes
    seal: bytes
    digest: bytes
    public_key: bytes
    previous_digests: list[bytes]
    sequence: int


@dataclass(frozen=True, slots=True)
class SaleParts:
    """The lists of the page."""

    lines: list[LineRow]
    taxes: list[TaxRow]
    tenders: list[TenderRow]
    discrepancies: list[DiscrepancyRow]
    refunds: list[RelatedSale]
    settled: list[TenderRow]
    refunded_sale: RelatedSale | None
    previous: Neighbor | None
    next: Neighbor | None


def sale_detail(organization: UUID, sale: UUID) -> SaleDetail | None:
    return select_one(SaleDetail, _DETAIL, {"organization": organization, "sale": sale})


def sale_parts(organization: UUID, detail: SaleDetail) -> SaleParts:
    key: Parameters = {"organization": organization, "sale": detail.id}
    place: Parameters = {"organization": organization, "chain": detail.chain, "sequence": detail.sequence}
    refunded: Parameters = {
        "organization": organization,
        "chain": detail.refers_to_chain,
        "sequence": detail.refers_to_sequence,
    }
    return SaleParts(
        lines=select(LineRow, _LINES, key),
        taxes=select(TaxRow, _TAXES, key),
        tenders=select(TenderRow, _TENDERS, key),
        discrepancies=select(DiscrepancyRow, _DISCREPANCIES, key),
        refunds=select(RelatedSale, _REFUNDS, place),
        settled=select(TenderRow, _SETTLED, {**key, **place}),
        refunded_sale=select_one(RelatedSale, _REFUNDED, refunded) if detail.refers_to_chain else None,
        previous=select_one(Neighbor, _NEIGHBOR, {**place, "step": -1}),
        next=select_one(Neighbor, _NEIGHBOR, {**place, "step": 1}),
    )


def entry_bytes(organization: UUID, entry: UUID) -> EntryBytes | None:
    return select_one(EntryBytes, _BYTES, {"organization": organization, "entry": entry})


def check_seal(entry: EntryBytes) -> SealCheck:
    """Verify digest, seal and the link to the entry before, over the bytes as they are stored.

    When the entry before is not here (it may come late, or wait in quarantine) its link can't be broken either;
    where a fork was adopted, two stand before it and it names one.
    """
    content = bytes(entry.content)
    computed = digest(content)
    try:
        key = load_public_key(to_base64url(bytes(entry.public_key)))
        seal_holds = verify_digest_seal(key, computed, bytes(entry.seal).decode("ascii"))
        previous = parse_envelope(content).previous
    except (JournalError, UnicodeDecodeError):
        return SealCheck(digest_fits=False, seal_holds=False, chain_holds=False)
    expected = {bytes(known).hex() for known in entry.previous_digests}
    if entry.sequence == 1:
        expected = {EMPTY_DIGEST}
    return SealCheck(
        digest_fits=computed == bytes(entry.digest).hex(),
        seal_holds=seal_holds,
        chain_holds=not expected or previous in expected,
    )


_NUMBER = "t.code || '-' || e.number || '-' || n.sequence"

_DETAIL = f"""
    SELECT s.id, {_NUMBER}, s.kind, s.sold_at, n.received_at, p.timezone, p.name, t.code, t.name, c.name,
           s.currency, s.price_mode, s.net, s.tax, s.gross, s.cash_rounding, n.chain_id, n.sequence, n.digest,
           s.refers_to_chain, s.refers_to_sequence
    FROM sales_sale s
    JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
    JOIN tills_enrolment e ON e.organization_id = s.organization_id AND e.id = n.chain_id
    JOIN tills_till t ON t.organization_id = s.organization_id AND t.id = s.till_id
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    LEFT JOIN identity_employee c ON c.organization_id = s.organization_id AND c.id = s.cashier
    WHERE s.organization_id = %(organization)s AND s.id = %(sale)s
"""  # noqa: S608
_LINES = """
    SELECT l.number, l.item_id, l.name, l.quantity_milli, l.unit, l.unit_price, l.line_discount, l.basket_discount,
           l.amount, l.tax_category, l.tax_rate_ppm, l.goes_to, d.voucher,
           b.lot, b.serial, b.expires
    FROM sales_line l
    LEFT JOIN sales_bottle_deposit d ON d.organization_id = l.organization_id AND d.sale_id = l.sale_id
        AND d.number = l.number
    LEFT JOIN sales_line_label b ON b.organization_id = l.organization_id AND b.sale_id = l.sale_id
        AND b.number = l.number
    WHERE l.organization_id = %(organization)s AND l.sale_id = %(sale)s ORDER BY l.number
"""
_TAXES = """
    SELECT tax_category, tax_rate_ppm, net, tax, gross
    FROM sales_tax_subtotal WHERE organization_id = %(organization)s AND sale_id = %(sale)s ORDER BY number
"""
_TENDERS = """
    SELECT kind, amount, received, change
    FROM sales_tender WHERE organization_id = %(organization)s AND sale_id = %(sale)s ORDER BY number
"""
# How the sale stands settled after corrections; empty while nothing was corrected.
_SETTLED = """
    SELECT d.kind, sum(d.amount), NULL::bigint, NULL::bigint
    FROM sales_sale s
    JOIN sales_tender d ON d.organization_id = s.organization_id AND d.sale_id = s.id
    WHERE s.organization_id = %(organization)s
      AND (s.id = %(sale)s OR (s.kind = 'tender_correction' AND s.refers_to_chain = %(chain)s
                               AND s.refers_to_sequence = %(sequence)s))
      AND EXISTS (SELECT 1 FROM sales_sale c
                  WHERE c.organization_id = s.organization_id AND c.refers_to_chain = %(chain)s
                    AND c.refers_to_sequence = %(sequence)s AND c.kind = 'tender_correction')
    GROUP BY d.kind HAVING sum(d.amount) <> 0
    ORDER BY d.kind
"""
_DISCREPANCIES = """
    SELECT code, line, claimed, computed
    FROM sales_discrepancy WHERE organization_id = %(organization)s AND entry_id = %(sale)s ORDER BY number
"""
_RELATED = f"""
    SELECT s.id, {_NUMBER}, s.kind, s.sold_at, s.gross
    FROM sales_sale s
    JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
    JOIN tills_enrolment e ON e.organization_id = s.organization_id AND e.id = n.chain_id
    JOIN tills_till t ON t.organization_id = s.organization_id AND t.id = s.till_id
    WHERE s.organization_id = %(organization)s
"""  # noqa: S608
_REFUNDS = _RELATED + (
    " AND s.refers_to_chain = %(chain)s AND s.refers_to_sequence = %(sequence)s ORDER BY s.sold_at, s.id"
)
_REFUNDED = _RELATED + " AND n.chain_id = %(chain)s AND n.sequence = %(sequence)s"
_NEIGHBOR = """
    SELECT n.id, n.sequence, n.kind, EXISTS (
        SELECT 1 FROM sales_sale s WHERE s.organization_id = n.organization_id AND s.id = n.id)
    FROM sales_entry n
    WHERE n.organization_id = %(organization)s AND n.chain_id = %(chain)s AND n.sequence = %(sequence)s + %(step)s
    ORDER BY n.branch LIMIT 1
"""
_BYTES = """
    SELECT n.content, n.seal, n.digest, e.public_key,
           ARRAY(SELECT p.digest FROM sales_entry p WHERE p.organization_id = n.organization_id
                 AND p.chain_id = n.chain_id AND p.sequence = n.sequence - 1),
           n.sequence
    FROM sales_entry n
    JOIN tills_enrolment e ON e.organization_id = n.organization_id AND e.id = n.chain_id
    WHERE n.organization_id = %(organization)s AND n.id = %(entry)s
"""
