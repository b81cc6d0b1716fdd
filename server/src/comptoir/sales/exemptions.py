"""Sales without tax: read which reasons their tills knew, and judge what they say of them.

An exemption is judged by the revision that is sealed with it. One without a revision comes of a till that knew no
reasons of the shop's own, and says nothing that could be judged so.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from comptoir.sales.bodies import SaleBody, StatedExemption
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Received, Sender
from comptoir.sales.state import ExemptionRule, State

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

READ_REASONS = """
    SELECT r.organization_id, r.reason_id, r.number, x.category, r.vatex, r.evidence, r.groups::text
    FROM unnest($1::uuid[], $2::uuid[], $3::int4[]) AS wanted(organization_id, reason_id, number)
    JOIN tax_exemption_revision r ON r.organization_id = wanted.organization_id
        AND r.reason_id = wanted.reason_id AND r.number = wanted.number
    JOIN tax_exemption_reason x ON x.organization_id = r.organization_id AND x.id = r.reason_id
"""


async def read_exemptions(batch: Sequence[Received], connection: Connection, state: State) -> None:
    """Nothing is asked for a batch without such sales."""
    wanted = {
        (received.sender.organization, key, exemption.revision)
        for received in batch
        if received.has_rare_tenders and isinstance(received.body, SaleBody)
        if (exemption := received.body.exemption) is not None and exemption.revision is not None
        if (key := _key(exemption)) is not None
    }
    if not wanted:
        return
    for organization, reason, number, category, vatex, evidence, groups in await connection.fetch(
        READ_REASONS, *zip(*wanted, strict=True)
    ):
        named = tuple(msgspec.json.decode(groups, type=list[str]))
        state.exemptions[organization, reason, number] = ExemptionRule(category, vatex, evidence, named)


def judge_exemption(sale: SaleBody, sender: Sender, state: State) -> Iterator[Difference]:
    """What looks wrong in it: a reason that the shop does not have, another category or code, no evidence."""
    exemption = sale.exemption
    if exemption is None or exemption.revision is None:
        return
    key = _key(exemption)
    rule = None if key is None else state.exemptions.get((sender.organization, key, exemption.revision))
    if rule is None:
        yield Difference("exemption_unknown", None, exemption.reason, "")
        return
    stated = " ".join(filter(None, (exemption.category, exemption.vatex)))
    right = " ".join(filter(None, (rule.category, rule.vatex)))
    if stated != right:
        yield Difference("exemption_unknown", None, stated, right)
    if rule.evidence and not exemption.evidence:
        yield Difference("exemption_evidence", None, "", rule.evidence)
    # Goods that were promised go to whom they were promised to: the order's entry says the group.
    if rule.groups and sale.order is None and not set(rule.groups) & set(sale.customer_groups):
        yield Difference("exemption_group", None, ", ".join(sale.customer_groups), ", ".join(rule.groups))


def _key(exemption: StatedExemption) -> UUID | None:
    try:
        return UUID(exemption.reason)
    except ValueError:
        return None
