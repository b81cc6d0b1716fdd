"""A till says how it is: what it has not sent yet, and whether its storage is safe."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from comptoir.edge.database import borrowed
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem, server_time
from comptoir.edge.services import Services, require_trusted

UPDATE_DEVICE = """
    UPDATE fleet_device SET last_seen_at = $3, unsent_count = $4, unsent_since = $5, storage_persistent = $6,
        app_version = $7
    WHERE organization_id = $1 AND id = $2
"""


class Report(msgspec.Struct, frozen=True):
    """What a device tells about itself."""

    unsent_count: Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)]
    storage_persistent: bool
    app_version: Annotated[str, msgspec.Meta(max_length=100)]
    unsent_since: datetime | None = None


_REPORT = msgspec.json.Decoder(Report)


async def report(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Note a device's state and tell it the time."""
    device = await require_trusted(services, scope)
    said = await read_json(scope, receive, _REPORT)
    if "\0" in said.app_version or (said.unsent_since is not None and said.unsent_since.tzinfo is None):
        raise Problem(422, "edge.body_invalid")
    if services.reports.is_news(device.sender.chain, said):
        async with borrowed(services.pool) as connection, connection.transaction():
            await connection.execute(
                "SELECT set_config('comptoir.organizations', $1, true)", device.sender.organization_text
            )
            await connection.execute(
                UPDATE_DEVICE, device.sender.organization, device.sender.device, datetime.now(UTC), said.unsent_count,
                said.unsent_since, said.storage_persistent, said.app_version,
            )  # fmt: skip
    await send_json(send, {"server_time": server_time()})
