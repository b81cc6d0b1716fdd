"""`comptoir rebuild-reports`: count every report and the worth of stock again; 1 when anything had been off."""

from __future__ import annotations

import asyncio
import os
import sys

import asyncpg
import psycopg

from comptoir.config.database import database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.platform.postgres import PostgresUnavailable


def rebuild_reports(*, is_demo: bool) -> int:
    """Every organization, a few days at a time, while the shop goes on selling."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}: nothing was sold there.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            off = asyncio.run(_rebuild(addresses.app))
    except (PostgresUnavailable, OSError, psycopg.OperationalError, asyncpg.PostgresError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print("Every report was as the entries say." if not off else f"{off} periods were off; they are right now.")
    return 1 if off else 0


async def _rebuild(dsn: str) -> int:
    from comptoir.insights.rebuilding import rebuild
    from comptoir.stock.valuing import rebuild as rebuild_worth

    off = 0
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(dsn, server_settings={"jit": "off"})
    try:
        for row in await connection.fetch("SELECT * FROM platform_organizations()"):
            async for part in rebuild(connection, row[0]):
                off += not part.was_equal
                print(f"{part.first} to {part.last}: {'equal' if part.was_equal else 'was off'}", file=sys.stderr)
            was_equal = await rebuild_worth(connection, row[0])
            off += not was_equal
            print(f"worth of stock: {'equal' if was_equal else 'was off'}", file=sys.stderr)
    finally:
        await connection.close()
    return off
