"""Pictures of goods. Their address is their content, so a browser may keep them for ever."""

import re

from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, send_bytes
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted

PHOTOS = "/edge/v1/photos/"
READ_PHOTO = "SELECT body FROM catalog_photo WHERE organization_id = $1 AND digest = $2"

_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch


async def photo(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """One picture of the till's own organization."""
    sender = (await require_trusted(services, scope)).sender
    digest = scope["path"].removeprefix(PHOTOS)
    if not _DIGEST(digest):
        raise Problem(404, "edge.not_found")
    async with reading(services.pool, sender.organization) as connection:
        body = await connection.fetchval(READ_PHOTO, sender.organization, digest)
    if body is None:
        raise Problem(404, "edge.not_found")
    extra = [(b"cache-control", b"private, max-age=31536000, immutable")]
    await send_bytes(send, body, b"image/webp", extra=extra)
