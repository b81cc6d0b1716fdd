"""`comptoir verify` works closings out again, and follows keys that were renewed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comptoir.config.verification import verify_database
from comptoir.journal import certificate_digest, dump_public_key
from comptoir.journal.canonical import canonicalize_entry
from comptoir.journal.office import TAG, office_digest
from comptoir.kernel import new_uuid7
from comptoir.sales.period_closing import close_period_by_log
from comptoir.sales.periods import ClosePeriodByLog
from comptoir.sales.simulation import Identity, Sealed, SimulatedTill, new_private_key
from comptoir.tills.commands import RenewKey
from comptoir.tills.rotating import renew_key
from comptoir.tills.server_key import server_key
from tests.databases import TestDatabase
from tests.edge.test_renew_key import request_of, successor, word_of
from tests.sales.shop import Shop, add_till, enrol, open_shop, rows, submit
from tests.sales.test_period_closing import log

BEGIN = datetime(2026, 10, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings: Any, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    return enrol(shop, add_till(shop, "A1"), now=BEGIN)


def findings(database: TestDatabase, shop: Shop) -> list[tuple[str, str]]:
    with psycopg.connect(database.owner) as connection:
        report = verify_database(connection, organization=shop.organization)
    return [(one.document, one.what) for one in report.findings]


TAXES = [
    {"category": "S", "rate_ppm": 55_000, "net": 0, "tax": 0, "gross": 0},
    {"category": "S", "rate_ppm": 200_000, "net": 742, "tax": 148, "gross": 890},
]


def a_day(till: SimulatedTill, shop: Shop, day: int, **stated: Any) -> list[Sealed]:
    """A bread and a wine are sold, the bread comes back, and the day is closed with true sums but for `stated`."""
    till.now = datetime(2026, 10, day, 10, tzinfo=UTC)
    first = till.sequence + 1
    opened = till.open(0)
    bread, wine = till.sell([shop.bread]), till.sell([shop.wine])
    back = till.refund(bread, {1: 1_000})
    gross, returned = 1_005, -115
    assert (bread.body["gross"], wine.body["gross"], back.body["gross"]) == (115, 890, returned)
    body: dict[str, Any] = {
        "session": str(till.session), "cashier": str(till.cashier), "currency": "EUR", "period": "day",
        "business_day": f"2026-10-{day:02}", "cash_expected": 0, "first_sequence": first,
        "last_sequence": till.sequence, "sales_count": 2, "refunds_count": 1, "gross": gross,
        "refunded": returned, "documents": 3, "net": 742, "taxes": TAXES,
        "perpetual_gross": gross * (day - 1), "perpetual_refunded":
        returned * (day - 1), **stated,
    }  # fmt: skip
    return [opened, bread, wine, back, till.seal("closing", body)]


def test_true_closings_are_silent_and_each_that_lies_is_named(
    shop: Shop, till: SimulatedTill, database: TestDatabase
) -> None:
    days = [[till.start_chain(), *a_day(till, shop, 2)], a_day(till, shop, 3)]
    submit(database.app, till, [entry for day in days for entry in day])
    assert findings(database, shop) == []

    wrong = a_day(till, shop, 4, gross=1, sales_count=7)
    after = a_day(till, shop, 5, perpetual_gross=1, documents=9)
    taxed = a_day(till, shop, 6, taxes=[{**TAXES[1], "net": 700}], perpetual_gross=1_006, net=700)
    submit(database.app, till, [*wrong, *after, *taxed])

    gross, perpetual = 1005, 4 * 1005
    assert findings(database, shop) == [
        (f"A1-1-{wrong[-1].sequence}", "its closing says sales_count 7, its entries come to 2"),
        (f"A1-1-{wrong[-1].sequence}", f"its closing says gross 1, its entries come to {gross}"),
        (f"A1-1-{after[-1].sequence}", "its closing says documents 9, its entries come to 3"),
        (f"A1-1-{after[-1].sequence}", f"its closing says perpetual_gross 1, its entries come to {perpetual}"),
        (f"A1-1-{taxed[-1].sequence}", "its closing says net 700, its entries come to 742"),
        (f"A1-1-{taxed[-1].sequence}", "its closing says net at S 200000 700, its entries come to 742"),
    ]


def test_a_month_that_says_other_sums_is_named_though_the_server_signed_it(
    shop: Shop, till: SimulatedTill, database: TestDatabase
) -> None:
    submit(database.app, till, [till.start_chain(), *a_day(till, shop, 2)])
    log(database.app)
    company = UUID(str(rows("platform_legalentity", shop.organization)[0]["id"]))
    close_period_by_log(
        ClosePeriodByLog(organization=shop.organization, company=company, name="2026-10", person=None, now=NOW)
    )
    log(database.app)
    assert findings(database, shop) == []

    forge(database, shop)

    found = [what for document, what in findings(database, shop) if document == "S-2" and "closing" in what]
    assert found == ["its closing says other perpetual in EUR than its entries come to"]


def forge(database: TestDatabase, shop: Shop) -> None:
    """Somebody with the server's key signs a closing that says less."""
    with psycopg.connect(database.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        asked = "SELECT content FROM tills_office_entry WHERE organization_id = %s AND kind = 'period_closing'"
        row = connection.execute(asked, [shop.organization]).fetchone()
        assert row is not None
        said = json.loads(row[0])
        said["body"]["currencies"][0]["perpetual"]["gross"] -= 100
        content = canonicalize_entry(said)
        connection.execute(
            "UPDATE tills_office_entry SET content = %s, digest = %s, signature = %s "
            "WHERE organization_id = %s AND kind = 'period_closing'",
            [content, office_digest(content), server_key().sign(TAG + content), shop.organization],
        )


def renewed(till: SimulatedTill, key: Any) -> dict[str, Any]:
    asked = request_of(till, key)
    done = renew_key(
        RenewKey(organization=till.identity.organization, chain=till.identity.chain, now=till.now, **asked)
    )
    return {"chain": str(done.chain), "enrolment": done.enrolment, "certificate": done.certificate}


def test_a_renewed_key_is_followed_and_what_goes_round_it_is_named(
    shop: Shop, till: SimulatedTill, database: TestDatabase
) -> None:
    key = new_private_key()
    submit(database.app, till, [till.start_chain(), till.sell([shop.bread])])
    answer = renewed(till, key)
    word = word_of(till, answer, key)
    submit(database.app, till, [word])
    force(database, answer["chain"])
    fresh = successor(till, answer, key, word)
    submit(database.app, fresh, [begun(fresh, word.sequence), fresh.sell([shop.wine])])
    assert findings(database, shop) == []

    # The old key seals on: whoever writes the database himself lets it in.
    late = till.sell([shop.bread])
    submit(database.app, till, [late])
    assert findings(database, shop) == [
        ("A1-1-4", "it stands behind the end of its chain: the key was renewed at 3"),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["no word", "another key", "another chain"])
def test_a_key_without_the_old_ones_word_is_named(
    shop: Shop, till: SimulatedTill, database: TestDatabase, wrong: str
) -> None:
    key, other = new_private_key(), new_private_key()
    submit(database.app, till, [till.start_chain()])
    answer = renewed(till, key)
    said = {"no word": {"event": "x"}, "another key": {"public_key": dump_public_key(other.public_key())}}
    more = said.get(wrong, {"chain": str(new_uuid7())})
    word = word_of(till, answer, key, **more)
    submit(database.app, till, [word])
    force(database, answer["chain"])
    fresh = successor(till, answer, key, word)
    submit(database.app, fresh, [begun(fresh, word.sequence)])

    named = "it names a key that the chain which it names does not have"
    missing = "its key follows another one without that key's word"
    assert (
        findings(database, shop)
        == {
            "no word": [("A1-2-1", missing)],
            "another key": [("A1-1-2", named)],
            "another chain": [("A1-1-2", named), ("A1-2-1", missing)],
        }[wrong]
    )


def force(database: TestDatabase, chain: str) -> None:
    with psycopg.connect(database.superuser) as connection:
        connection.execute("UPDATE tills_enrolment SET is_waiting = false WHERE id = %s", [chain])


def begun(till: SimulatedTill, word: int) -> Sealed:
    identity: Identity = till.identity
    return till.seal(
        "technical_event",
        {
            "event": "chain_started", "certificate": certificate_digest(identity.certificate),
            "enrolment": identity.enrolment, "previous_chain": str(identity.previous_chain),
            "previous_head": {"sequence": identity.previous_sequence, "digest": identity.previous_digest},
            "word": word,
        },
    )  # fmt: skip
