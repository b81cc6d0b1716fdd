"""What a message says: what happened, to what, and of a sale what it came to. Nobody's name, address or number."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization
from comptoir.webhooks.kinds import ADDRESSES
from comptoir.webhooks.models import Message

_SALES = """
    SELECT s.id, t.code || '-' || e.number || '-' || n.sequence, s.kind, s.sold_at, s.store_id, s.till_id, s.gross,
        s.currency,
        ARRAY(SELECT d.kind FROM sales_tender d WHERE d.organization_id = s.organization_id AND d.sale_id = s.id
              ORDER BY d.number),
        ARRAY(SELECT d.amount FROM sales_tender d WHERE d.organization_id = s.organization_id AND d.sale_id = s.id
              ORDER BY d.number),
        (SELECT r.id FROM sales_entry r WHERE r.organization_id = s.organization_id AND r.chain_id = s.refers_to_chain
            AND r.sequence = s.refers_to_sequence AND r.branch = 0)
    FROM unnest(%(sales)s::uuid[]) wanted(id)
    CROSS JOIN LATERAL (
        SELECT * FROM sales_sale WHERE organization_id = %(organization)s AND id = wanted.id OFFSET 0
    ) s
    JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
    JOIN tills_enrolment e ON e.organization_id = s.organization_id AND e.id = n.chain_id
    JOIN tills_till t ON t.organization_id = s.organization_id AND t.id = s.till_id
"""


@dataclass(frozen=True, slots=True)
class _Sale:
    """Of a sale or its kin what a program wants to know at once."""

    id: UUID
    number: str
    kind: str
    sold_at: datetime
    store: UUID
    till: UUID
    gross: int
    currency: str
    tenders: list[str]
    amounts: list[int]
    refers_to: UUID | None


def bodies_of(messages: Sequence[Message]) -> dict[UUID, bytes]:
    """The body of each message, in one question for all sales among them."""
    subjects = sorted(
        {message.subject for message in messages if ADDRESSES.get(message.kind, "").startswith("/api/v1/sales")}
    )
    rows = select(_Sale, _SALES, {"organization": current_organization(), "sales": subjects}) if subjects else []
    sales = {row.id: row for row in rows}
    return {message.id: _body(message, sales) for message in messages}


def _body(message: Message, sales: Mapping[UUID, _Sale]) -> bytes:
    thing: dict[str, object] = {"id": str(message.subject)}
    if message.kind in ADDRESSES:
        thing["address"] = ADDRESSES[message.kind].format(id=message.subject)
    sale = sales.get(message.subject)
    if sale is not None:
        thing |= {
            "number": sale.number, "sold_at": _moment(sale.sold_at), "store": str(sale.store), "till": str(sale.till),
            "gross": sale.gross, "currency": sale.currency,
            "refers_to": str(sale.refers_to) if sale.refers_to else None,
            "tenders": [
                {"kind": kind, "amount": amount} for kind, amount in zip(sale.tenders, sale.amounts, strict=True)
            ],
        }  # fmt: skip
    told = {
        "type": message.kind,
        "timestamp": _moment(message.happened_at),
        "organization": str(current_organization()),
        "position": message.position,
        "data": thing,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
