"""The background work of moving in: files are tried, taken over and taken back, a batch at a time."""

import asyncio
import logging
from datetime import datetime

from django.db import DatabaseError

from comptoir.moving.commands import CarryOn
from comptoir.moving.models import Move
from comptoir.moving.operations import AT_WORK, carry_on, give_up
from comptoir.platform.rounds import organizations_of, run_rounds
from comptoir.platform.tenancy import reading

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
# Of one move before the next has its turn.
BATCHES_AT_ONCE = 10


def work_once(now: datetime) -> int:
    """Some batches of each move that is under way; answers how many moves there were."""
    found = 0
    for organization in organizations_of("moving_organizations_at_work"):
        with reading(organization):
            waiting = list(
                Move.objects.filter(organization_id=organization, state__in=AT_WORK)
                .order_by("id")
                .values_list("id", "batches_done")
            )
        for move, number in waiting:
            found += 1
            batches = (
                CarryOn(organization=organization, move=move, number=number + further, now=now)
                for further in range(BATCHES_AT_ONCE)
            )
            all(map(_carry_on, batches))
    return found


def _carry_on(command: CarryOn) -> bool:
    try:
        return carry_on(command)
    except DatabaseError:
        raise  # it comes back, and the move goes on
    except Exception:
        # Whatever is wrong with this file must not keep the others waiting.
        log.exception("a move broke")
        give_up(command)
        return False


async def run_background(stop: asyncio.Event) -> None:
    """Work until `stop` is set. Several may run at once: a batch is done once."""
    await run_rounds(work_once, stop, poll_seconds=POLL_SECONDS, what="moves")
