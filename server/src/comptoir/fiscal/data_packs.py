"""Signed tables of a country, newer than those that are shipped: a change of law without a release.

A pack is a file of two lines: canonical JSON (RFC 8785), and base64url of `key` `.` `signature` (Ed25519 over
`comptoir-data-pack-v1` LF and the first line). It counts only if this server trusts the key (`COMPTOIR_PUBLISHERS`),
the country is here, and its version is newer than the shipped one and every pack before. What is shipped is the floor.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction

from comptoir.fiscal.errors import PackRefused
from comptoir.fiscal.mappings import DatedMapping, Row
from comptoir.fiscal.models import DataPack
from comptoir.fiscal.registry import plugin_named
from comptoir.fiscal.sealing import Value
from comptoir.journal import canonicalize, from_base64url, to_base64url

TAG = b"comptoir-data-pack-v1\n"


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack says: whole tables are not replaced, rows are laid over those of the same key and day."""

    plugin: str
    version: int
    valid_from: date
    mappings: dict[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack that was added."""

    plugin: str
    version: int
    valid_from: date
    signer: str
    added_at: datetime


def sign_pack(content: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """As a publisher does it."""
    line = canonicalize(content)
    public = to_base64url(key.public_key().public_bytes_raw())
    return line + b"\n" + f"{public}.{to_base64url(key.sign(TAG + line))}\n".encode()


def read_pack(raw: bytes, trusted: Sequence[str]) -> Pack:
    """Raises `PackRefused`: of a pack that nobody trusted signed, or that can't be read."""
    line, _gap, rest = raw.partition(b"\n")
    key_text, _dot, signature_text = rest.decode("ascii", "replace").strip().partition(".")
    key, signature = from_base64url(key_text, 32), from_base64url(signature_text, 64)
    if key is None or signature is None or key_text not in trusted:
        raise PackRefused(why="signer")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, TAG + line)
    except InvalidSignature:
        raise PackRefused(why="signature") from None
    try:
        said = json.loads(line)
        mappings = {
            name: tuple(Row(row["key"], row["value"], date.fromisoformat(row["from"]), row["source"]) for row in rows)
            for name, rows in said["mappings"].items()
        }
        return Pack(said["plugin"], int(said["version"]), date.fromisoformat(said["valid_from"]), mappings)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PackRefused(why="form") from None


def add_pack(raw: bytes) -> Pack:
    """Keep it for every shop of this server. The same again changes nothing; an older one is refused."""
    pack, _is_new = keep_pack(raw)
    return pack


def keep_pack(raw: bytes) -> tuple[Pack, bool]:
    """The same, and whether it is new."""
    pack = read_pack(raw, settings.COMPTOIR_PUBLISHERS)
    plugin = plugin_named(pack.plugin)
    if plugin is None:
        raise PackRefused(why="country")
    if set(pack.mappings) - {table.name for table in plugin.mappings}:
        raise PackRefused(why="table")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('fiscal.data_pack'), hashtext(%s))", [pack.plugin])
        newest = DataPack.objects.filter(plugin=pack.plugin).order_by("-version").first()
        if newest is not None and newest.version == pack.version and bytes(newest.content) == raw:
            return pack, False
        if pack.version <= max(plugin.pack_version, newest.version if newest else 0):
            raise PackRefused(why="version")
        signer = raw.partition(b"\n")[2].decode("ascii").partition(".")[0]
        DataPack.objects.create(
            plugin=pack.plugin, version=pack.version, valid_from=pack.valid_from, content=raw, signer=signer
        )
    return pack, True


def mapping_of(plugin: str, name: str) -> DatedMapping:
    """A country's table with the rows of every pack over it, in order of versions; signatures are checked again.

    No row of a pack counts before the day of its pack: what was sealed before is not judged anew.
    """
    known = plugin_named(plugin)
    assert known is not None, f"no plugin {plugin}"
    return known.mapping(name).with_rows(newer_rows(plugin).get(name, ()))


def newer_rows(plugin: str) -> dict[str, tuple[Row, ...]]:
    """What packs lay over the shipped tables, by table: of the same key and day the newest pack's."""
    found: dict[str, dict[tuple[str, date], Row]] = {}
    for pack in _counting(plugin):
        for name, rows in pack.mappings.items():
            table = found.setdefault(name, {})
            for row in rows:
                held = replace(row, valid_from=max(row.valid_from, pack.valid_from))
                table[held.key, held.valid_from] = held
    return {name: tuple(table.values()) for name, table in sorted(found.items())}


def told_tables(plugin: str) -> dict[str, Value]:
    """The same for tills, as a member of what they are told; nothing where no pack counts."""
    rows = newer_rows(plugin)
    if not rows:
        return {}
    tables: dict[str, Value] = {
        name: [[row.key, row.value, row.valid_from.isoformat()] for row in table] for name, table in rows.items()
    }
    return {"tables": tables}


def _counting(plugin: str) -> Iterator[Pack]:
    known = plugin_named(plugin)
    floor = known.pack_version if known else 0
    for row in DataPack.objects.filter(plugin=plugin, version__gt=floor).order_by("version"):
        try:
            yield read_pack(bytes(row.content), settings.COMPTOIR_PUBLISHERS)
        except PackRefused:
            continue  # its publisher is no longer trusted: what is shipped holds


@dataclass(frozen=True, slots=True)
class TablesInForce:
    """Which version of a country's tables holds on a day, and the one that comes next. `version` of no pack is what
    the program shipped.
    """

    version: int
    valid_from: date | None
    next_version: int | None
    next_from: date | None


def tables_in_force(plugin: str, day: date) -> TablesInForce:
    known = plugin_named(plugin)
    assert known is not None, f"no plugin {plugin}"
    held, version, next_up = None, known.pack_version, None
    for pack in _counting(plugin):
        if pack.valid_from <= day:
            held, version = pack.valid_from, pack.version
        elif next_up is None:
            next_up = pack
    return TablesInForce(
        version, held, next_up.version if next_up else None, next_up.valid_from if next_up else None
    )  # fmt: skip


def packs() -> list[PackView]:
    """Newest first."""
    rows = DataPack.objects.order_by("plugin", "-version")
    return [PackView(row.plugin, row.version, row.valid_from, row.signer, row.added_at) for row in rows]
