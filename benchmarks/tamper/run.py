"""`comptoir bench tamper`: is what a superuser of the database does to a shop's books found, and the document named?

See README.md. `COMPTOIR_BENCH_TAMPER=/a/folder` keeps the shop there for the next run, and what was tried: a run
that was stopped goes on.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TypeAlias

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
# The database of a bench, and its server, stand with the bench of ingest.
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "ingest")]

import psycopg
from database import addresses, prepare
from django.db import connections

from comptoir.platform.postgres import Cluster, RunningServer

Figures: TypeAlias = dict[str, int | float | None]
SEED = 20_261_127
MUTATIONS, QUICK_MUTATIONS = 1_000, 100


def main(*, quick: bool) -> Figures:
    kept = os.environ.get("COMPTOIR_BENCH_TAMPER", "")
    folder = Path(kept or tempfile.mkdtemp(prefix="comptoir-bench-"))
    cluster = Cluster(folder / "database" / "data")
    database = cluster.start()
    try:
        prepare(database, folder / "home")
        from shop import open_book
        from trying import measure

        owner, app = addresses(database, "comptoir")
        began = time.monotonic()
        book = open_book(app, owner, folder)
        say(f"{len(book.entries)} entries in {len(book.outside.held)} chains, {time.monotonic() - began:.0f} s")
        urls = [database.url(name) for name in ("comptoir", copy_of(database))]
        notes = folder / "tried.jsonl" if kept else None
        return measure(urls, book, QUICK_MUTATIONS if quick else MUTATIONS, SEED, say, notes)
    finally:
        connections.close_all()
        database.stop()
        if not kept:
            cluster.destroy()


def copy_of(database: RunningServer) -> str:
    """A second database with the same shop in it."""
    connections.close_all()
    with psycopg.connect(database.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS comptoir_copy")
        connection.execute("CREATE DATABASE comptoir_copy TEMPLATE comptoir")
    return "comptoir_copy"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
