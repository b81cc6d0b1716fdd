"""What every endpoint of the device door uses, and who is asking."""

import asyncio
from dataclasses import dataclass, field

from comptoir.edge.database import Pool
from comptoir.edge.http import Scope, bearer
from comptoir.edge.limits import Rate, SharedRate, Throttle
from comptoir.edge.news import News
from comptoir.edge.problems import Problem
from comptoir.edge.snapshots import Snapshots
from comptoir.edge.tokens import Device, Tokens
from comptoir.edge.writer import Writer


@dataclass(slots=True)
class Services:
    """The connections, the writer, the news and the limits of one process."""

    pool: Pool
    tokens: Tokens
    news: News
    writer: Writer
    snapshots: Snapshots
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: Rate = field(default_factory=lambda: Rate(per_second=500, burst=2_000))
    requests: Rate = field(default_factory=lambda: Rate(per_second=20, burst=200))
    enrolments: SharedRate = field(default_factory=lambda: SharedRate(name="enrolment", per_second=1, burst=30))
    unknown: SharedRate = field(default_factory=lambda: SharedRate(name="device_token", per_second=5, burst=50))
    # A till reports after each delivery; the back office shows minutes.
    reports: Throttle = field(default_factory=lambda: Throttle(seconds=10))


async def authenticate(services: Services, scope: Scope) -> Device:
    """The device that asks, revoked or not.

    Guesses at tokens are counted by address before the database is asked: 256 random bits can't be guessed,
    but asking can be made expensive.
    """
    device = await services.tokens.find(bearer(scope))
    if device is None:
        if not (turn := await services.unknown.take(services.pool, address(scope))):
            raise Problem(429, "edge.too_fast", retry_after=turn.wait_seconds)
        raise Problem(401, "edge.token_unknown")
    return device


async def require_trusted(services: Services, scope: Scope) -> Device:
    """A device that may know the catalogue: not a revoked one, and not too often."""
    device = await authenticate(services, scope)
    if device.is_revoked:
        raise Problem(403, "edge.revoked")
    if not services.requests.take(device.sender.chain):
        raise Problem(429, "edge.too_fast", retry_after=1)
    return device


def address(scope: Scope) -> str:
    """Where a request comes from; behind a proxy the server has replaced it already."""
    client = scope.get("client")
    return str(client[0]) if client else ""
