"""What simulated tills write is what a real till would write."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from comptoir.config.demo.acts import Opening, Selling, Wanted
from comptoir.config.demo.book import Book, Chain, Draft, Offers
from comptoir.config.demo.offers import rules
from comptoir.config.demo.plan import plan_till
from comptoir.config.demo.shop import ORGANIZATION, TILLS, DemoTill, offers_from
from comptoir.journal import EMPTY_DIGEST, digest, parse_envelope

NOW = datetime(2026, 10, 27, 20, 0, tzinfo=UTC)
CHAIN = UUID("019b76da-a800-7000-8000-000000000001")


def write(till: DemoTill, *, days: int = 5) -> list[Draft]:
    offers = Offers(offers_from(NOW.date()), 352, rules())
    book = Book(Chain(ORGANIZATION, till.id, CHAIN, 1, "certificate"), (340, 344, 348), offers)
    return [draft for day in plan_till(till, NOW, days=days) for draft in book.write(day)]


def read(draft: Draft) -> dict[str, Any]:
    envelope: dict[str, Any] = json.loads(draft.content)
    return envelope


@pytest.mark.parametrize("till", TILLS, ids=lambda till: till.code)
def test_the_chain_is_whole_and_starts_with_its_certificate(till: DemoTill) -> None:
    drafts = write(till)

    previous = EMPTY_DIGEST
    for sequence, draft in enumerate(drafts, start=1):
        envelope = parse_envelope(draft.content)
        assert (envelope.sequence, envelope.previous) == (sequence, previous)
        assert digest(draft.content) == draft.digest
        previous = draft.digest
    assert read(drafts[0])["body"]["event"] == "chain_started"


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert write(TILLS[0], days=2) == write(TILLS[0], days=2)


def test_the_clocks_change_on_the_last_sunday_of_october() -> None:
    offsets = {read(draft)["device_time"][:10]: read(draft)["device_time"][-6:] for draft in write(TILLS[0])}

    assert offsets == {
        "2026-10-23": "+02:00",
        "2026-10-24": "+02:00",
        "2026-10-25": "+01:00",
        "2026-10-26": "+01:00",
        "2026-10-27": "+01:00",
    }


def test_a_closing_adds_up_what_its_session_sold() -> None:
    entries = [read(draft) for draft in write(TILLS[1])]
    closings = [entry for entry in entries if entry["kind"] == "closing"]

    assert closings
    perpetual = 0
    for closing in closings:
        body = closing["body"]
        session = [entry for entry in entries if entry["body"].get("session") == body["session"]]
        sales = [entry["body"] for entry in session if entry["kind"] == "sale"]
        refunds = [entry["body"] for entry in session if entry["kind"] == "refund"]
        opening = next(entry["body"] for entry in session if entry["kind"] == "opening")
        moved = sum(entry["body"]["amount"] for entry in session if entry["kind"] == "cash_movement")
        cash = sum(
            tender["amount"] for sale in sales + refunds for tender in sale["tenders"] if tender["kind"] == "cash"
        )
        empties = [line["amount"] for sale in sales for line in sale["lines"] if line.get("kind") == "deposit"]
        perpetual += body["gross"]
        assert (body["sales_count"], body["refunds_count"]) == (len(sales), len(refunds))
        returned = sum(sale.get("returned", 0) for sale in sales)
        assert returned == sum(amount for amount in empties if amount < 0)
        assert body["gross"] == sum(sale["gross"] for sale in sales) - returned
        assert body["refunded"] == sum(refund["gross"] for refund in refunds) + returned
        assert body.get("deposits", {"taken": 0, "given_back": 0}) == {
            "taken": sum(amount for amount in empties if amount > 0),
            "given_back": returned,
        }
        assert body["cash_expected"] == opening["float"] + cash + moved
        assert body["cash_difference"] == body["cash_counted"] - body["cash_expected"]
        assert body["perpetual_gross"] == perpetual


def test_tenders_settle_each_document_exactly() -> None:
    for till in TILLS:
        for entry in map(read, write(till)):
            if entry["kind"] in {"sale", "refund"}:
                body = entry["body"]
                assert sum(tender["amount"] for tender in body["tenders"]) == body["gross"]
                for tender in body["tenders"]:
                    assert tender.get("received", tender["amount"]) - tender.get("change", 0) == tender["amount"]


def test_an_amount_that_was_typed_names_no_article() -> None:
    at = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    day = next(iter(plan_till(TILLS[0], NOW, days=1)))
    typed = Selling(at, "adele", (Wanted(None, 500, 1000, 200_000),), "card")
    book = Book(Chain(ORGANIZATION, TILLS[0].id, CHAIN, 1, "certificate"), (340, 344, 348))

    *_, sale = book.write(type(day)(day.till, day.day, 0, (Opening(at, "adele", 0), typed)))

    [line] = read(sale)["body"]["lines"]
    assert line == {
        "line": 1, "unit": "C62", "quantity_milli": 1000, "unit_price": 500, "line_discount": 0,
        "basket_discount": 0, "amount": 500, "tax_category": "S", "tax_rate_ppm": 200_000,
    }  # fmt: skip
