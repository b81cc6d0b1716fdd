"""The catalogue: pieces that never change, and an ordered feed of what changed since."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import parse_qs
from uuid import UUID

import asyncpg
import msgspec

from comptoir.catalog.documents import ItemDocument, Placeholders, document, documents_sql
from comptoir.edge.database import Connection, reading
from comptoir.edge.deposit_settings import is_any_container
from comptoir.edge.http import Receive, Scope, Send, header, send_bytes, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.edge.settings_document import SettingsDocument, read_settings
from comptoir.edge.snapshots import READ_POSITION
from comptoir.sales.entries import Sender

CHUNKS = "/edge/v1/catalog/chunks/"
PAGE = 500
# Loading the catalogue again is then shorter than its history.
CHANGES_MAX = 5_000

READ_CHUNK = "SELECT body FROM catalog_chunk WHERE organization_id = $1 AND digest = $2"
READ_FEED = """
    SELECT position, kind, subject FROM catalog_feed WHERE organization_id = $1 AND position > $2
    ORDER BY position LIMIT $3
"""
READ_RULES = """
    SELECT kind, document FROM (
        SELECT DISTINCT ON (rule) 'price_list' AS kind, rule, document, is_ended
        FROM catalog_price_list WHERE organization_id = $1 AND position <= $2 ORDER BY rule, position DESC
    ) lists WHERE NOT is_ended
    UNION ALL
    SELECT kind, document FROM (
        SELECT DISTINCT ON (rule) 'promotion' AS kind, rule, document, is_ended
        FROM catalog_promotion WHERE organization_id = $1 AND position <= $2 ORDER BY rule, position DESC
    ) promotions WHERE NOT is_ended
"""
# Codes that are good once, but those that a sealed sale has stated already.
READ_COUPON_CODES = """
    WITH made AS (
        SELECT promotion, coupon, code, is_withdrawn FROM catalog_coupon_code WHERE organization_id = $1
    ), used AS (
        SELECT DISTINCT code FROM sales_coupon_use WHERE organization_id = $1
    )
    SELECT coupon, coalesce(
        array_agg(code ORDER BY code) FILTER (WHERE NOT is_withdrawn AND code NOT IN (SELECT code FROM used)), '{}'
    )
    FROM made GROUP BY coupon ORDER BY coupon
"""
READ_DOCUMENTS = documents_sql(Placeholders("$1", "$2", "$3", "$4"))

_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch
_POSITION = re.compile(r"[0-9]{1,18}").fullmatch


class ChunkReference(msgspec.Struct, frozen=True):
    digest: str
    count: int


class CouponCodes(msgspec.Struct, frozen=True):
    """The codes, each good once, that stand for a coupon; that coupon's own name is then no code."""

    coupon: str
    codes: list[str]


class RulesDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """The price lists and promotions that stood at a position, as they were written (docs/developer/pricing.md)."""

    price_lists: list[msgspec.Raw]
    promotions: list[msgspec.Raw]
    coupon_codes: list[CouponCodes] = []


class Manifest(msgspec.Struct, frozen=True):
    """What to load, and from where to read the changes."""

    position: int
    chunks: list[ChunkReference]
    settings: SettingsDocument
    rules: RulesDocument


class ItemChange(msgspec.Struct, frozen=True):
    position: int
    item: ItemDocument


class Removal(msgspec.Struct, frozen=True):
    position: int
    removed: UUID


class SettingsChange(msgspec.Struct, frozen=True):
    position: int
    settings: SettingsDocument


class RulesChange(msgspec.Struct, frozen=True):
    position: int
    rules: RulesDocument


Change: TypeAlias = ItemChange | Removal | SettingsChange | RulesChange


class Changes(msgspec.Struct, frozen=True):
    """A page of the feed; `position` is where the next one begins."""

    position: int
    changes: list[Change]
    more: bool


async def manifest(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """The list of chunks and the settings; 304 when nothing of it has changed."""
    sender = (await require_trusted(services, scope)).sender
    built = await services.snapshots.newest(sender.organization, sender.store)
    async with reading(services.pool, sender.organization) as connection:
        document = await read_settings(connection, sender)
        rules = await read_rules(connection, sender.organization, built.position)
    chunks = [ChunkReference(chunk.digest, chunk.count) for chunk in built.chunks]
    body = msgspec.json.encode(Manifest(built.position, chunks, document, rules))
    etag = b'"%s"' % sha256(body).hexdigest().encode()
    extra = [(b"etag", etag), (b"cache-control", b"private, no-cache")]
    if header(scope, b"if-none-match") == etag:
        await send_bytes(send, b"", b"application/json", status=304, extra=extra)
    else:
        await send_bytes(send, body, b"application/json", extra=extra)


async def chunk(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """The items of a chunk. Its address is its digest, so a browser may keep it for ever."""
    sender = (await require_trusted(services, scope)).sender
    digest = scope["path"].removeprefix(CHUNKS)
    if not _DIGEST(digest):
        raise Problem(404, "edge.not_found")
    async with reading(services.pool, sender.organization) as connection:
        body = await connection.fetchval(READ_CHUNK, sender.organization, digest)
    if body is None:
        raise Problem(404, "edge.not_found")
    extra = [(b"cache-control", b"private, max-age=31536000, immutable")]
    await send_bytes(send, body, b"application/json", extra=extra)


async def changes(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """What changed after a position. One moment of the database answers the whole page."""
    sender = (await require_trusted(services, scope)).sender
    after = _after(scope)
    async with reading(services.pool, sender.organization) as connection:
        newest = await connection.fetchval(READ_POSITION, sender.organization)
        # A position from the future is from before a restore: the till starts again.
        if after > newest or newest - after > CHANGES_MAX:
            raise Problem(410, "edge.position_too_old")
        rows = await connection.fetch(READ_FEED, sender.organization, after, PAGE)
        position = rows[-1]["position"] if rows else after
        found = await _describe(connection, rows, sender, position)
    await send_json(send, Changes(position, found, position < newest))


async def _describe(
    connection: Connection, rows: Sequence[asyncpg.Record], sender: Sender, position: int
) -> list[Change]:
    """Each changed thing once, at its last place of the page, as it was at the page's end."""
    last: dict[tuple[str, UUID], int] = {}
    for row in rows:
        at, kind, subject = row["position"], row["kind"], row["subject"]
        last[kind if kind in ("settings", "rules") else "item", subject] = at
    items = [subject for kind, subject in last if kind == "item"]
    documents: dict[UUID, ItemDocument] = {}
    if items:
        for found in await connection.fetch(READ_DOCUMENTS, sender.organization, sender.store, position, items):
            described = document(tuple(found))
            documents[UUID(described.id)] = described
    changed: list[Change] = []
    missing = [subject for subject in items if subject not in documents]
    if missing and await is_any_container(connection, sender.organization, missing):
        last["settings", sender.store] = position
    settings_at = max((at for (kind, _), at in last.items() if kind == "settings"), default=None)
    rules_at = max((at for (kind, _), at in last.items() if kind == "rules"), default=None)
    for (kind, subject), at in last.items():
        if kind == "item" and subject in documents:
            changed.append(ItemChange(at, documents[subject]))
        elif kind == "item":
            changed.append(Removal(at, subject))
    if settings_at is not None:
        changed.append(SettingsChange(settings_at, await read_settings(connection, sender)))
    if rules_at is not None:
        changed.append(RulesChange(rules_at, await read_rules(connection, sender.organization, position)))
    return sorted(changed, key=lambda change: change.position)


async def read_rules(connection: Connection, organization: UUID, position: int) -> RulesDocument:
    """All rules at once: they are few, and a till indexes them together."""
    found: dict[str, list[msgspec.Raw]] = {"price_list": [], "promotion": []}
    for kind, written in await connection.fetch(READ_RULES, organization, position):
        found[kind].append(msgspec.Raw(written.encode()))
    codes = [CouponCodes(*row) for row in await connection.fetch(READ_COUPON_CODES, organization)]
    return RulesDocument(found["price_list"], found["promotion"], codes)


def _after(scope: Scope) -> int:
    values = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("after", [])
    if len(values) != 1 or not _POSITION(values[0]):
        raise Problem(422, "edge.position_invalid")
    return int(values[0])
