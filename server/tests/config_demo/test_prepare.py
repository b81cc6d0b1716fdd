"""The demo shop in a whole Comptoir: what the plan says is what the books hold, once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import psycopg
import pytest

from comptoir.config.demo.book import Book, Draft
from comptoir.config.demo.containers import CONTAINERS
from comptoir.config.demo.goods import goods
from comptoir.config.demo.plan import plan_till
from comptoir.config.demo.rehearsal import Access, Rehearsal
from comptoir.config.demo.shop import TILLS
from comptoir.config.demo.specials import SPECIALS
from comptoir.config.demo.state import DemoState
from comptoir.config.demo.trade import chain_of, offers_of
from comptoir.journal import parse_envelope

DAYS = 5

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    rehearsal = Rehearsal(Path(tmp_path_factory.mktemp("demo")), durable=False)
    try:
        rehearsal.start()
        yield rehearsal
    finally:
        rehearsal.stop()


@pytest.fixture(scope="module")
def access(shop: Rehearsal) -> Access:
    return shop.furnish(days=DAYS)


def ask(shop: Rehearsal, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(shop.environment()["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        return connection.execute(question.encode()).fetchall()


def planned(shop: Rehearsal) -> list[Draft]:
    state = DemoState.load(shop.home.path, now=datetime.now(UTC), days=DAYS)
    drafts: list[Draft] = []
    for till in TILLS:
        book = Book(chain_of(till, state.tills[till.code]), tuple(state.positions), offers_of(state))
        for day in plan_till(till, state.first_run, days=DAYS):
            drafts += book.write(day)
    return drafts


def test_the_books_hold_exactly_what_was_planned(shop: Rehearsal, access: Access) -> None:
    drafts = planned(shop)
    bodies = [parse_envelope(draft.content).parse_body() for draft in drafts if draft.kind in {"sale", "refund"}]

    stored = ask(shop, "SELECT chain_id, sequence, digest FROM sales_entry")
    sums = ask(shop, "SELECT count(*), sum(net)::bigint, sum(tax)::bigint, sum(gross)::bigint FROM sales_sale")
    lines = ask(shop, "SELECT count(*) FROM sales_line")

    assert Counter(bytes(digest).hex() for _, _, digest in stored) == Counter(draft.digest for draft in drafts)
    expected = [sum(int(str(body[member])) for body in bodies) for member in ("net", "tax", "gross")]
    assert sums == [(len(bodies), *expected)]
    assert lines == [(sum(len(body["lines"]) for body in bodies if isinstance(body["lines"], list)),)]


def test_the_first_page_finds_statistics(shop: Rehearsal, access: Access) -> None:
    """Without them the first visitor's pages are planned for an empty shop."""
    tables = "('sales_sale', 'sales_line', 'sales_tender', 'stock_movement', 'catalog_item')"

    counted = ask(shop, f"SELECT count(*) FROM pg_class WHERE relname IN {tables} AND reltuples > 0")

    assert counted == [(5,)]


def test_only_what_the_story_falsifies_is_flagged(shop: Rehearsal, access: Access) -> None:
    flagged = ask(shop, "SELECT code, claimed::int - computed::int FROM sales_discrepancy")
    incidents = ask(shop, "SELECT code, entries_count, resolved_at FROM sales_incident")
    quarantined = ask(shop, "SELECT code, state FROM sales_quarantine")

    assert flagged == [("total", 100)]
    assert incidents == [("bad_seal", 1, None)]
    assert quarantined == [("bad_seal", "open")]


def test_the_catalogue_is_whole(shop: Rehearsal, access: Access) -> None:
    # Beside the shelves: what shows off the till, the shirt in four sizes and two colors, a six-pack, containers with a
    # deposit, and a crate of beer.
    own = len(SPECIALS) + 4 * 2 + 1 + len(CONTAINERS) + 1
    assert ask(shop, "SELECT count(*) FROM catalog_item") == [(len(goods()) + own,)]
    assert ask(shop, "SELECT code FROM tills_till ORDER BY code") == [("A1",), ("A2",), ("B1",), ("T1",)]
    assert ask(shop, "SELECT count(*) FROM tills_enrolment") == [(3,)]


def test_a_second_start_writes_nothing_but_a_new_code(shop: Rehearsal, access: Access) -> None:
    counts = "SELECT (SELECT count(*) FROM sales_entry), (SELECT count(*) FROM sales_quarantine), " \
        "(SELECT count(*) FROM catalog_feed), (SELECT count(*) FROM tills_enrolment)"  # fmt: skip
    before = ask(shop, counts)

    again = shop.furnish(days=DAYS)

    assert ask(shop, counts) == before
    assert (again.email, again.password) == (access.email, access.password)
    assert again.enrolment_code != access.enrolment_code


def test_promotions_took_something_and_nothing_of_it_is_doubted(shop: Rehearsal, access: Access) -> None:
    [(promotions, lines, taken)] = ask(
        shop, "SELECT count(DISTINCT promotion), count(*), sum(amount)::bigint FROM sales_line_promotion"
    )
    stated = [
        award["amount"]
        for draft in planned(shop)
        for line in cast("list[dict[str, Any]]", parse_envelope(draft.content).parse_body().get("lines", []))
        for award in line.get("promotions", [])
    ]

    assert promotions >= 2
    assert (lines, taken) == (len(stated), sum(stated))
    doubted = ask(shop, "SELECT code FROM sales_discrepancy WHERE code IN ('promotion', 'line', 'price', 'tax')")
    assert doubted == []


def test_bottles_went_out_with_their_deposit_and_came_back(shop: Rehearsal, access: Access) -> None:
    """With drinks, with somebody's shopping, alone against cash, and as the paper of the machine at the door."""
    taken, back, papers, alone = ask(
        shop,
        """
        SELECT count(*) FILTER (WHERE d.gross > 0), count(*) FILTER (WHERE d.gross < 0 AND d.voucher = ''),
            count(DISTINCT d.voucher) FILTER (WHERE d.voucher <> ''), count(DISTINCT s.id) FILTER (WHERE s.gross < 0)
        FROM sales_bottle_deposit d
        JOIN sales_sale s ON s.organization_id = d.organization_id AND s.id = d.sale_id
        """,
    )[0]
    stated = [
        line
        for draft in planned(shop)
        for line in cast("list[dict[str, Any]]", parse_envelope(draft.content).parse_body().get("lines", []))
        if line.get("kind") == "deposit"
    ]
    used = [line["bottle_voucher"] for line in stated if "bottle_voucher" in line]

    assert min(taken, back, papers, alone) > 0
    assert taken + back + len(used) == len(stated)
    assert papers == len(set(used)) == len(used)


def test_a_demo_that_was_cut_goes_on_where_it_was(shop: Rehearsal, access: Access) -> None:
    before = ask(shop, "SELECT chain_id, sequence, digest FROM sales_entry ORDER BY 1, 2")
    state = DemoState.load(shop.home.path, now=datetime.now(UTC), days=DAYS)
    state.is_complete = False
    known = list(state.positions)
    state.positions = state.positions[:1]
    for till in state.tills.values():
        till.delivered = min(till.delivered, 100)
    state.save()

    shop.furnish(days=DAYS)

    assert ask(shop, "SELECT chain_id, sequence, digest FROM sales_entry ORDER BY 1, 2") == before
    assert ask(shop, "SELECT count(*) FROM sales_quarantine") == [(1,)]
    after = DemoState.load(shop.home.path, now=datetime.now(UTC), days=DAYS)
    assert after.is_complete
    assert len(after.positions) == 5
    assert after.positions == known
    assert all(UUID(till.chain).version == 7 for till in after.tills.values())
