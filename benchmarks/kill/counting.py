"""What the tills know against what the books hold, in all and for each thing that was killed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from browser_till import IN_BROWSER, BrowserTill, chain_of_browser
from load import LoadTill

from comptoir.config.demo.rehearsal import Rehearsal

Figures = dict[str, int | float | None]

# The agent brings what it keeps, and the worker moves what is stored into the log, in their own time: as long as
# something still comes, it is waited for.
SETTLE_SECONDS = 120
TWICE = """
    SELECT count(*) FROM (SELECT 1 FROM sales_entry WHERE kind = 'sale'
        GROUP BY convert_from(content, 'UTF8')::jsonb -> 'body' ->> 'id' HAVING count(*) > 1) AS doubled
"""
NOT_LOGGED = """
    SELECT count(*) FROM sales_entry e WHERE NOT EXISTS (
        SELECT FROM platform_log l WHERE l.organization_id = e.organization_id AND l.subject = e.id
            AND l.topic = 'sales.entry' AND l.digest = e.digest)
"""
LOGGED_TWICE = """
    SELECT count(*) FROM (SELECT 1 FROM platform_log WHERE topic = 'sales.entry'
        GROUP BY organization_id, subject HAVING count(*) > 1) AS doubled
"""
SUMS = """
    SELECT e.chain_id, sum(s.gross)::bigint FROM sales_sale s JOIN sales_entry e USING (id)
    WHERE e.chain_id = ANY(%s) GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Entries that the door or an agent answered for, and receipt numbers that a screen showed as paid."""

    digests: frozenset[str]
    seen: frozenset[int]


def compare(
    shop: Rehearsal,
    tills: list[LoadTill],
    browser: BrowserTill,
    targets: dict[str, Acknowledged],
    say: Callable[[str], None],
) -> Figures:
    chains = [till.chain for till in tills]
    acknowledged = frozenset().union(*(till.acknowledged for till in tills))
    made = {digest for till in tills for digest in till.made}
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"], autocommit=True) as books:
        stored = _settled(books, chains, made)
        in_browser: dict[int, int] = dict(books.execute(IN_BROWSER, [chain_of_browser(books)]).fetchall())
        twice, logged_twice, not_logged = (
            _number(books, TWICE),
            _number(books, LOGGED_TWICE),
            _number(books, NOT_LOGGED),
        )
        sums = dict(books.execute(SUMS, [chains]).fetchall())
    missing = [digest for digest in acknowledged | made if digest not in stored]
    problems = {
        "lost": [where(digest, tills) for digest in missing],
        "lost in the browser": [seen for seen in browser.seen.items() if in_browser.get(seen[0]) != seen[1]],
        "never made": [digest for digest in stored if digest not in made],
        "stored twice": [digest for digest, count in stored.items() if count > 1],
        "other sums": [str(till.chain) for till in tills if sums.get(till.chain) != sum(till.made.values())],
        "refused": [line for till in tills for line in till.refused],
    }
    for name, found in problems.items():
        if found:
            say(f"  {name}: {found[:5]}")
    doubled = twice + logged_twice
    return {
        "acknowledged": len(acknowledged) + len(browser.seen),
        "acknowledged_browser": len(browser.seen),
        "lost": len(problems["lost"]) + len(problems["lost in the browser"]) + not_logged,
        "doubled": doubled + sum(len(problems[name]) for name in ("never made", "stored twice", "other sums")),
        "refused": len(problems["refused"]),
        "cut_deliveries": sum(till.cuts for till in tills),
        "tills_ended_early": sum(till.ended_early for till in tills),
        **{name: value for target, one in targets.items() for name, value in _of(target, one, stored, in_browser)},
    }


def _of(
    target: str, acknowledged: Acknowledged, stored: Counter[str], in_browser: dict[int, int]
) -> list[tuple[str, int]]:
    there = [digest for digest in acknowledged.digests if digest in stored]
    seen = [number for number in acknowledged.seen if number in in_browser]
    return [
        (f"{target}_acknowledged", len(acknowledged.digests) + len(acknowledged.seen)),
        (f"{target}_stored", len(there) + len(seen)),
        (f"{target}_doubled", sum(stored[digest] - 1 for digest in there)),
    ]


def where(digest: str, tills: list[LoadTill]) -> str:
    """What its till knows of an entry that is not in the books, for whoever looks for the reason."""
    [till] = [till for till in tills if digest in till.made]
    said = "acknowledged" if digest in till.acknowledged else "never acknowledged"
    return f"{digest[:12]} of {till.chain}: {said}, {till.place_of(digest)}"


def _settled(books: psycopg.Connection, chains: list, made: set[str]) -> Counter[str]:
    """What is stored, once everything is, or when nothing has come for so long."""
    newest, ends = (-1, -1), 0.0
    while True:
        rows = books.execute("SELECT digest FROM sales_entry WHERE chain_id = ANY(%s)", [chains])
        stored = Counter(bytes(digest).hex() for (digest,) in rows)
        not_logged = _number(books, NOT_LOGGED)
        if made <= stored.keys() and not_logged == 0:
            return stored
        if (reached := (len(stored), -not_logged)) != newest:
            newest, ends = reached, time.monotonic() + SETTLE_SECONDS
        if time.monotonic() > ends:
            return stored
        time.sleep(0.5)


def _number(books: psycopg.Connection, question: str) -> int:
    row = books.execute(question).fetchone()
    return int(row[0]) if row else 0
