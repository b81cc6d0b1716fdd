"""comptoir bench office: every page that lists, and the search, in an office of 100,000 articles, 100,000 customers and
1,000,000 sales.

How each figure is taken stands in benchmarks/README.md. The office is written by a generator (furnish.py).
`COMPTOIR_BENCH_OFFICE=/a/folder` keeps it there, so that it need not be written again.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TypeAlias
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "ingest"), str(FOLDER.parent / "reports")]

import psycopg
from asking import Office
from database import addresses, prepare
from django.db import connections
from machine import Server

from comptoir.platform.postgres import Cluster, RunningServer

Figures: TypeAlias = dict[str, int | float | None]

NO_LISTS = ("/", "/sign-out", "/search", "/sign-in/passkey")
ROUNDS, QUICK_ROUNDS = 7, 2
SEARCHES, QUICK_SEARCHES = 300, 20
EMAIL, PASSWORD = "a@bench.example", "quiet-zinc-counter"


@dataclass(frozen=True, slots=True)
class Asked:
    """An address that was asked for, and how long its answer took."""

    address: str
    milliseconds: float


def main(*, quick: bool) -> Figures:
    """Measure; speaks on stderr."""
    kept = os.environ.get("COMPTOIR_BENCH_OFFICE", "")
    folder = Path(kept or tempfile.mkdtemp(prefix="comptoir-bench-office-"))
    cluster = Cluster(folder / "database" / "data")
    database = cluster.start()
    try:
        prepare(database, folder / "home")
        owner, app = addresses(database, "comptoir")
        if not _number(database, "SELECT count(*) FROM platform_organization"):
            _furnish(database, owner, app, quick=quick)
        _keep_earned(database)
        server = Server(app, owner, folder / "home")
        try:
            server.wait()
            return _measure(database, Office(f"http://127.0.0.1:{server.port}"), quick=quick)
        finally:
            server.stop()
    finally:
        connections.close_all()
        database.stop()
        if not kept:
            cluster.destroy()


def _furnish(database: RunningServer, owner: str, app: str, *, quick: bool) -> None:
    from furnish import QUICK, WHOLE, furnish

    superuser = database.url("comptoir")
    chain = furnish(owner, superuser, QUICK if quick else WHOLE, today=datetime.now(UTC).date(), say=say)
    _invite(chain.organization)
    say("counting for the reports")
    _count(app, chain.organization)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO platform_consumer_cursor (organization_id, consumer, position) "
            "SELECT organization_id, 'insights', position FROM platform_log_head ON CONFLICT DO NOTHING"
        )
        connection.execute("VACUUM ANALYZE")


def _keep_earned(database: RunningServer) -> None:
    """As the worker does, of which there is none here."""
    from comptoir.insights.commands import KeepEarned
    from comptoir.insights.margin import keep_earned

    for organization in _texts(database, "SELECT id::text FROM platform_organization"):
        while keep_earned(KeepEarned(organization=UUID(organization), now=datetime.now(UTC))):
            pass


def _count(app: str, organization: UUID) -> None:
    """As `comptoir rebuild-reports` does."""
    import asyncpg

    from comptoir.insights.rebuilding import rebuild

    async def run() -> None:
        connection = await asyncpg.connect(app, server_settings={"jit": "off"})
        try:
            async for _part in rebuild(connection, organization):
                pass
        finally:
            await connection.close()

    asyncio.run(run())


def _invite(organization: UUID) -> None:
    from comptoir.identity.commands import AddMembership, CreateUser
    from comptoir.identity.public import Role, add_membership, create_user
    from comptoir.kernel import new_uuid7

    user = new_uuid7()
    create_user(CreateUser(id=user, email=EMAIL, name="Ada", password=PASSWORD, language="fr"))
    add_membership(
        AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=Role.OWNER)
    )  # fmt: skip


def _measure(database: RunningServer, office: Office, *, quick: bool) -> Figures:
    office.sign_in(EMAIL, PASSWORD)
    rounds, searches = (QUICK_ROUNDS, QUICK_SEARCHES) if quick else (ROUNDS, SEARCHES)
    pages = list(_pages(office))
    say(f"{len(pages)} pages, {rounds} times each")
    listed = _slowest_first(office, [page for _round in range(rounds) for page in pages])
    words = list(_words(database, searches))
    say(f"{len(words)} searches")
    for address in words[:5]:
        office.get(address)
    found = _slowest_first(office, words)
    missed = sum(not office.finds(address, wanted) for address, wanted in _mistyped(database, searches // 3))
    asked = _queries(pages, words[:20])
    return {
        "list_p95_ms": _percentile(listed, 95),
        "list_p50_ms": round(median(one.milliseconds for one in listed)),
        "list_max_ms": round(listed[0].milliseconds),
        "pages": len(pages),
        "queries_max": asked,
        "search_p95_ms": _percentile(found, 95),
        "search_p50_ms": round(median(one.milliseconds for one in found)),
        "search_max_ms": round(found[0].milliseconds),
        "searches": len(words),
        "mistyped": searches // 3,
        "mistyped_missed": missed,
        "articles": _number(database, "SELECT count(*) FROM catalog_item"),
        "customers": _number(database, "SELECT count(*) FROM customers_customer"),
        "sales": _number(database, "SELECT count(*) FROM sales_sale"),
    }


def _pages(office: Office) -> Iterator[str]:
    """Every address of the office that names no row and answers with a page; and lists as people narrow them."""
    from comptoir.backoffice.urls import urlpatterns

    addresses = [f"/{pattern.pattern}" for pattern in urlpatterns]
    lists = [address for address in addresses if "<" not in address and not address.endswith((".csv", "/challenge"))]
    yield from (address for address in lists if address not in NO_LISTS and office.is_page(address))
    year = datetime.now(UTC).date() - timedelta(days=360)
    yield "/products?q=chocolat"
    yield "/products?q=rousseau+citron"
    yield "/products/grid?q=garrigue"
    yield "/customers?q=lefebvre"
    yield f"/sales?from={year}"
    yield f"/sales?from={year}&min=20&kind=refund"
    yield f"/day-report?day={year}"


def _words(database: RunningServer, count: int) -> Iterator[str]:
    """What people type: words of names, beginnings, codes, numbers, amounts; three in ten are mistyped."""
    from urllib.parse import quote_plus

    chance = random.Random(7)
    articles = _texts(database, "SELECT name FROM catalog_item ORDER BY md5(id::text) LIMIT 400")
    people = _texts(database, "SELECT name FROM customers_customer ORDER BY md5(id::text) LIMIT 400")
    phones = _texts(database, "SELECT phone FROM customers_customer ORDER BY md5(id::text) LIMIT 400")
    codes = _texts(database, "SELECT code FROM catalog_barcode ORDER BY md5(id::text) LIMIT 400")
    totals = _texts(database, "SELECT (gross / 100) || ',' || lpad((gross % 100)::text, 2, '0') FROM sales_sale "
                    "WHERE gross > 0 ORDER BY md5(id::text) LIMIT 400")  # fmt: skip
    for number in range(count):
        name, person = articles[number % 400].split(), people[number % 400].split()
        kind = number % 10
        typed = {
            0: f"{name[0]} {name[2]}",
            1: name[2][: chance.randint(2, 6)],
            2: f"{name[0][:4]} {name[1]} {name[3]}",
            3: mistyped(name[2], chance),
            4: f"{mistyped(name[0], chance)} {name[2]} {name[3]}",
            5: " ".join(person),
            6: f"{person[0][:3]} {mistyped(person[1], chance)}",
            7: phones[number % 400],
            8: codes[number % 400].lstrip("0"),
            9: totals[number % 400],
        }[kind]
        yield f"/search?q={quote_plus(typed)}"


def _mistyped(database: RunningServer, count: int) -> Iterator[tuple[str, str]]:
    """An article's whole name with a slip in one word, and the name: it should stand among the hits."""
    from urllib.parse import quote_plus

    chance = random.Random(11)
    for name in _texts(database, f"SELECT name FROM catalog_item ORDER BY md5('m' || id) LIMIT {count}"):
        words = name.split()
        place = chance.choice([0, 2])
        words[place] = mistyped(words[place], chance)
        yield f"/search?q={quote_plus(' '.join(words))}", name


def mistyped(word: str, chance: random.Random) -> str:
    """One slip: a letter left out, doubled, wrong, or two that changed places; the first one is right."""
    if len(word) < 4:
        return word
    place = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice("aeioulrst") + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )


def _slowest_first(office: Office, addresses: list[str]) -> list[Asked]:
    found = [Asked(address, office.get(address)) for address in addresses]
    found.sort(key=lambda one: -one.milliseconds)
    shown: set[str] = set()
    for one in found:
        if one.address not in shown and len(shown) < 12:
            shown.add(one.address)
            say(f"  {one.milliseconds:.0f} ms {one.address}")
    return found


def _percentile(slowest_first: list[Asked], percent: int) -> int:
    return round(slowest_first[len(slowest_first) * (100 - percent) // 100].milliseconds)


def _queries(pages: list[str], searches: list[str]) -> int:
    """Of the page that asks the database most often, in this process: what the tests count, too (`counting.py`)."""
    from counting import questions

    counted = sorted(questions(EMAIL, PASSWORD, [*pages, *searches]), key=lambda one: -one.count)
    for one in counted[:8]:
        say(f"  {one.count} questions {one.address}")
    return counted[0].count


@contextmanager
def _superuser(database: RunningServer) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(database.url("comptoir"), autocommit=True) as connection:
        yield connection


def _number(database: RunningServer, query: str) -> int:
    with _superuser(database) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(str(row[0]))


def _texts(database: RunningServer, query: str) -> list[str]:
    with _superuser(database) as connection:
        return [str(row[0]) for row in connection.execute(query.encode()).fetchall()]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
