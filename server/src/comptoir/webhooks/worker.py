"""The background work of webhooks: send what is due, several endpoints at once, each one's messages in their order."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings

from comptoir.platform.outside import post
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.webhooks.commands import ClaimMessages, ConcludeMessages, Outcome
from comptoir.webhooks.operations import claim_messages, conclude_messages
from comptoir.webhooks.queries import Due
from comptoir.webhooks.signing import headers_of

POLL_SECONDS = 1.0
AT_ONCE = 8
# What an endpoint may take of a round: one that answers slowly holds nobody else up.
ROUND_SECONDS = 10.0


def run(now: datetime) -> int:
    """One round; answers how many messages were tried."""
    return sum(send_due(organization, now) for organization in organizations_of("webhooks_due_organizations"))


def send_due(organization: UUID, now: datetime) -> int:
    """Try what is due in an organization once; answers how many there were. Nothing is sent inside a transaction."""
    due = claim_messages(ClaimMessages(organization=organization, now=now))
    if not due:
        return 0
    groups = [list(group) for _, group in groupby(due, key=lambda one: one.endpoint)]
    with ThreadPoolExecutor(min(AT_ONCE, len(groups))) as pool:
        outcomes = [outcome for ended in pool.map(send_in_order, groups) for outcome in ended]
    conclude_messages(
        ConcludeMessages(organization=organization, now=max(now, datetime.now(UTC)), outcomes=tuple(outcomes))
    )
    return sum(outcome.is_tried for outcome in outcomes)


def send_in_order(messages: Sequence[Due]) -> list[Outcome]:
    """One endpoint's messages, until it fails or has had its time; what was not tried is put back."""
    began, is_stopped = time.monotonic(), False
    outcomes = []
    for due in messages:
        if is_stopped or time.monotonic() - began > ROUND_SECONDS:
            outcomes.append(
                Outcome(message=due.message, endpoint=due.endpoint, attempt=due.attempt, is_tried=False)
            )  # fmt: skip
            continue
        headers = headers_of(str(due.message), due.body, now=datetime.now(UTC), secrets=due.secrets)
        headers["Content-Type"] = "application/json"
        answer = post(due.address, due.body, headers, networks=settings.COMPTOIR_WEBHOOK_NETWORKS)
        is_stopped = bool(answer.code)
        outcomes.append(
            Outcome(
                message=due.message, endpoint=due.endpoint, attempt=due.attempt, status=answer.status,
                code=answer.code, took_ms=answer.took_ms,
            )
        )  # fmt: skip
    return outcomes


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: rows are claimed."""
    await run_rounds(run, stop, poll_seconds=POLL_SECONDS, what="webhooks")
