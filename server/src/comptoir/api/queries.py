"""What an anonymous reader may learn, by the exact chain and sequence that only a receipt names."""

import json
import logging
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.papers.public import OrderedView, beside
from comptoir.platform.tenancy import reading
from comptoir.platform.tree import LogProof, TreeBroken
from comptoir.sales.decide import TOPIC
from comptoir.tills.log_key import log_verifier
from comptoir.witnesses.public import prove_witnessed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """The chain's enrolment and store, and the entry when it has arrived."""

    template: dict[str, Any]
    content: bytes | None
    seal: bytes | None
    certificate: str
    public_key: bytes
    till_code: str
    enrolment: int
    store: str
    address: str
    phone: str
    timezone: str
    legal_entity: str
    registration: str
    tax_number: str
    country: str
    currency: str
    # Of a stored entry: the number of what it names, and of a deposit, the order that it was paid on.
    refers_to: str | None = None
    ordered: OrderedView | None = None
    # Once the log's tree has come so far.
    logged: LogProof | None = None
    log_key: str = ""


def find_receipt(chain: UUID, sequence: int) -> ReceiptRow | None:
    """Only sales and refunds are shown: nothing else is ever handed to a customer.

    A chain id is random and stands on receipts only, so knowing it is the permission.
    """
    organization = organization_of(chain)
    if organization is None:
        return None
    with reading(organization), connection.cursor() as cursor:
        cursor.execute(_RECEIPT, {"organization": organization, "chain": chain, "sequence": sequence})
        row = cursor.fetchone()
        if row is None:
            return None
        template, entry, kind, *known = row
        found = ReceiptRow(json.loads(template), *known)
        if found.content is None:
            return found
        other = beside(entry, kind, json.loads(bytes(found.content))["body"])
        logged = _logged(organization, entry)
        key = str(log_verifier(organization)) if logged else ""
        return replace(found, refers_to=other.refers_to, ordered=other.ordered, logged=logged, log_key=key)


def _logged(organization: UUID, entry: UUID) -> LogProof | None:
    """Without a proof the page says that there is none; a broken tree is no reason to hide the sale."""
    try:
        return prove_witnessed(organization, TOPIC, entry)
    except TreeBroken:
        log.error("the tree of %s has lost a tile", organization)
        return None


def organization_of(chain: UUID) -> UUID | None:
    """Whose chain it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tills_organization_of_chain(%s)", [chain])
        row = cursor.fetchone()
    return row[0] if row else None


_RECEIPT = """
    SELECT r.template, n.id, n.kind, n.content, n.seal, e.certificate, e.public_key, t.code, e.number, p.name,
           p.address, p.phone, p.timezone, l.name, l.registration, l.tax_number, o.country, o.currency
    FROM tills_enrolment e
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    JOIN platform_legalentity l ON l.organization_id = p.organization_id AND l.id = p.legal_entity_id
    JOIN platform_organization o ON o.id = e.organization_id
    LEFT JOIN LATERAL (
        SELECT coalesce(jsonb_object_agg(substr(v.name, 9), v.value), '{}') AS template
        FROM platform_inherited(p.organization_id, p.id, t.id) v WHERE starts_with(v.name, 'receipt_')
    ) r ON true
    LEFT JOIN sales_entry n ON n.organization_id = e.organization_id AND n.chain_id = e.id
        AND n.sequence = %(sequence)s AND n.kind IN ('sale', 'refund', 'exchange', 'payment')
    WHERE e.organization_id = %(organization)s AND e.id = %(chain)s
    ORDER BY n.branch LIMIT 1
"""
