"""Sales without tax: read which reasons their tills knew, and judge what they say of them.

An exemption is judged by the revision that is sealed with it. One without a revision comes of a till that knew no
reasons of the shop's own, and says nothing that could be judged so. One that the office granted a customer (`standing`)
is judged by its days, and by whether the till could know of an earlier end.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from comptoir.journal import Envelope
from comptoir.sales.bodies import SaleBody, StatedExemption
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Received, Sender
from comptoir.sales.state import ExemptionRule, StandingRule, State

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

READ_REASONS = """
    SELECT r.organization_id, r.reason_id, r.number, x.category, r.vatex, r.evidence, r.groups::text
    FROM unnest($1::uuid[], $2::uuid[], $3::int4[]) AS wanted(organization_id, reason_id, number)
    JOIN tax_exemption_revision r ON r.organization_id = wanted.organization_id
        AND r.reason_id = wanted.reason_id AND r.number = wanted.number
    JOIN tax_exemption_reason x ON x.organization_id = r.organization_id AND x.id = r.reason_id
"""


READ_STANDING = """
    SELECT e.organization_id, e.id, e.reason_id, e.valid_from, e.valid_until, e.ended_position
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, id)
    JOIN customers_standing_exemption e ON e.organization_id = wanted.organization_id AND e.id = wanted.id
"""


async def read_exemptions(batch: Sequence[Received], connection: Connection, state: State) -> None:
    """Nothing is asked for a batch without such sales."""
    stated = [
        (received.sender.organization, exemption)
        for received in batch
        if received.has_rare_tenders and isinstance(received.body, SaleBody)
        if (exemption := received.body.exemption) is not None and exemption.revision is not None
    ]
    wanted = {
        (organization, key, exemption.revision)
        for organization, exemption in stated
        if (key := _key(exemption.reason)) is not None
    }
    granted = {
        (organization, key) for organization, exemption in stated if (key := _key(exemption.standing)) is not None
    }
    if granted:
        for organization, key, *rule in await connection.fetch(READ_STANDING, *zip(*granted, strict=True)):
            state.standing_exemptions[organization, key] = StandingRule(*rule)
    if not wanted:
        return
    for organization, reason, number, category, vatex, evidence, groups in await connection.fetch(
        READ_REASONS, *zip(*wanted, strict=True)
    ):
        named = tuple(msgspec.json.decode(groups, type=list[str]))
        state.exemptions[organization, reason, number] = ExemptionRule(category, vatex, evidence, named)


def judge_exemption(sale: SaleBody, sender: Sender, state: State, envelope: Envelope) -> Iterator[Difference]:
    """What looks wrong in it: a reason that the shop does not have, another category or code, no evidence, a customer
    to whom it was not granted for that day.
    """
    exemption = sale.exemption
    if exemption is None or exemption.revision is None:
        return
    key = _key(exemption.reason)
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
    if exemption.standing:
        yield from _judge_standing(exemption, sender, state, envelope)
        return
    # Goods that were promised go to whom they were promised to: the order's entry says the group.
    if rule.groups and sale.order is None and not set(rule.groups) & set(sale.customer_groups):
        yield Difference("exemption_group", None, ", ".join(sale.customer_groups), ", ".join(rule.groups))


def _judge_standing(
    exemption: StatedExemption, sender: Sender, state: State, envelope: Envelope
) -> Iterator[Difference]:
    """By the day on the till's own clock, in its own place; the first ten letters of its time are that day."""
    key = _key(exemption.standing)
    rule = None if key is None else state.standing_exemptions.get((sender.organization, key))
    day = envelope.device_time[:10]
    if rule is None or str(rule.reason) != exemption.reason:
        yield Difference("exemption_standing", None, exemption.standing, "")
    elif not rule.valid_from.isoformat() <= day <= rule.valid_until.isoformat():
        yield Difference("exemption_standing", None, day, f"{rule.valid_from} - {rule.valid_until}")
    elif rule.ended_position is not None and envelope.catalog_position >= rule.ended_position:
        yield Difference("exemption_standing", None, str(envelope.catalog_position), str(rule.ended_position))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
