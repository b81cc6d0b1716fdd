"""`comptoir verify` by what lies outside the database, and every row that an entry has made."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.config.cli.verify import read_held
from comptoir.config.verification import Held, Outside, verify_database
from comptoir.journal import Certificate, build_certificate, build_essentials, dump_public_key, from_base64url, seal
from comptoir.journal.essentials import Essentials
from comptoir.sales.simulation import new_private_key
from comptoir.sales.simulation_promises import deposit, keep, order
from comptoir.tills.server_key import known_server_keys, remember_server_key
from tests.config.test_verification import Day, Touch, day, touch
from tests.databases import TestDatabase
from tests.sales.shop import with_counter

__all__ = ["day", "touch"]
Found = list[tuple[str, str]]


def verify(database: TestDatabase, day: Day, outside: Outside = Outside()) -> Found:  # noqa: B008  # frozen and empty
    with psycopg.connect(database.owner) as connection:
        report = verify_database(connection, organization=day.shop.organization, outside=outside)
    return [(finding.document, finding.what) for finding in report.findings]


def test_a_key_in_the_place_of_the_tills_is_found_with_every_entry_that_it_sealed(
    day: Day, database: TestDatabase, touch: Touch
) -> None:
    own = new_private_key()
    text = dump_public_key(own.public_key())
    with psycopg.connect(database.owner) as connection:
        rows = connection.execute(
            "SELECT id, content FROM sales_entry WHERE chain_id = %s", [day.till.identity.chain]
        ).fetchall()
    for entry, content in rows:
        touch(
            "UPDATE sales_entry SET seal = %(seal)s WHERE id = %(id)s",
            {"seal": seal(own, content).encode(), "id": entry},
        )
    touch("UPDATE tills_enrolment SET public_key = %(key)s WHERE id = %(chain)s", {"key": from_base64url(text, 65)})

    found = verify(database, day)

    assert {f"A1-1-{number}" for number in range(1, 6)} <= {
        document for document, what in found if what == "its seal does not fit its bytes"
    }
    assert any(
        document == "A1-1" and what.startswith("the key of its enrolment is certified as") for document, what in found
    )


def test_a_certificate_that_this_server_did_not_sign_is_found_at_each_entry(
    day: Day, database: TestDatabase, touch: Touch
) -> None:
    identity = day.till.identity
    forged = build_certificate(
        Ed25519PrivateKey.generate(),
        Certificate(
            organization=str(identity.organization), store=str(day.shop.store), till=str(identity.till), till_code="A1",
            chain=str(identity.chain), enrolment=1, public_key=dump_public_key(day.till.key.public_key()),
            issued_at="2026-11-22T08:00:00.000Z",
        ),
    )  # fmt: skip
    touch("UPDATE tills_enrolment SET certificate = %(text)s WHERE id = %(chain)s", {"text": forged})

    what = "the certificate of its chain is not signed by this server"
    assert {("A1-1", what), ("A1-1-3", what), ("A1-1-5", what)} <= set(verify(database, day))


def test_what_a_till_holds_names_what_was_cut_off(day: Day, database: TestDatabase, touch: Touch) -> None:
    chain = day.till.identity.chain
    with psycopg.connect(database.owner) as connection:
        rows: dict[Any, Any] = dict(
            connection.execute("SELECT sequence, digest FROM sales_entry WHERE chain_id = %s", [chain]).fetchall()
        )
    held = Outside([Held(chain, 5, rows[5])])
    assert verify(database, day, held) == []
    assert ("A1-1-5", "it is not the one that somebody outside holds") in verify(
        database, day, Outside([Held(chain, 5, rows[4])])
    )

    touch("DELETE FROM sales_entry WHERE chain_id = %(chain)s AND sequence > 3", {})
    touch("UPDATE tills_chain_head SET sequence = 3, digest = %(d)s WHERE chain_id = %(chain)s", {"d": rows[3]})

    why = "it is missing: somebody outside holds A1-1-5"
    assert {("A1-1-4", why), ("A1-1-5", why)} <= set(verify(database, day, held))


def test_a_receipts_code_is_as_good_as_a_tills_head(day: Day, tmp_path: Path) -> None:
    chain, digest = day.till.identity.chain, "ab" * 32
    text = build_essentials(day.till.key, Essentials(str(chain), 3, 1005, "EUR", 1_790_000_000, digest))
    (tmp_path / "held").write_text(f"https://shop.example/r/#{text}\n\n{chain} 5 {digest}\n")

    raw = bytes.fromhex(digest)
    assert read_held(tmp_path / "held") == [Held(UUID(str(chain)), 3, raw), Held(UUID(str(chain)), 5, raw)]


SHOP, FIFTH = "organization_id = %(organization)s", "chain_id = %(chain)s AND sequence = 5"


@pytest.mark.parametrize(
    ("statement", "document", "what"),
    [
        (
            f"UPDATE sales_sale SET sold_at = sold_at - interval '1 day' WHERE {SHOP} AND kind = 'refund'",
            "A1-1-4",
            "its time is sealed as",
        ),
        (
            f"UPDATE stock_movement SET reason = 'refund' WHERE {SHOP} AND line = 2",
            "A1-1-3",
            "its goods moved elsewhere",
        ),
        (
            f"UPDATE sales_session SET float_amount = 9000 WHERE {SHOP}",
            "A1-1-2",
            "its session's float_amount is sealed as 10000",
        ),
        (
            f"UPDATE sales_entry SET device_time = device_time + interval '1 hour' WHERE {FIFTH}",
            "A1-1-5",
            "its time is sealed as",
        ),
        (
            "INSERT INTO sales_tip SELECT 1, NULL, NULL, now(), 'cash', 5, NULL, NULL, id, organization_id, till_id,"
            f" till_id FROM sales_entry WHERE {FIFTH}",
            "A1-1-5",
            "its tips are not those",
        ),
        (
            f"UPDATE tills_till SET code = 'B7' WHERE {SHOP}",
            "A1-1",
            "the till code of its enrolment is certified as A1",
        ),
    ],
)
def test_what_no_row_may_say_otherwise(
    day: Day, database: TestDatabase, touch: Touch, statement: str, document: str, what: str
) -> None:
    assert touch(statement, {}) == 1

    assert any(found == document and said.startswith(what) for found, said in verify(database, day))


def test_an_excuse_does_not_hide_a_sale(day: Day, database: TestDatabase, touch: Touch) -> None:
    with psycopg.connect(database.owner) as connection:
        row = connection.execute(
            "SELECT id FROM sales_entry WHERE chain_id = %s AND sequence = 5", [day.till.identity.chain]
        ).fetchone()
    assert row is not None
    for table, column in (("sales_sale", "id"), ("sales_line", "sale_id"), ("sales_tender", "sale_id"),
                          ("sales_tax_subtotal", "sale_id"), ("stock_movement", "document")):  # fmt: skip
        touch(f"DELETE FROM {table} WHERE {column} = %(id)s", {"id": row[0]})  # constants
    touch(
        "INSERT INTO sales_discrepancy (organization_id, entry_id, number, code, claimed, computed)"
        " VALUES (%(organization)s, %(id)s, 1, 'body', 'sale', '')",
        {"id": row[0]},
    )

    what = "its sale is missing, and nothing in it refuses to be counted, as is said beside it"
    assert ("A1-1-5", what) in verify(database, day)


def test_the_same_entry_twice_is_found(day: Day, database: TestDatabase, touch: Touch) -> None:
    touch(
        "INSERT INTO sales_entry SELECT %(id)s, sequence, 1, kind, digest, content, seal, device_time, received_at,"
        " chain_id, organization_id, till_id FROM sales_entry WHERE chain_id = %(chain)s AND sequence = 5",
        {"id": uuid4()},
    )
    found = verify(database, day)

    assert {("A1-1-5 (adopted 1)", "it is there twice"),
            ("A1-1-5 (adopted 1)", "it stands beside another one, and nobody adopted it")} <= set(found)  # fmt: skip


def test_orders_payments_and_the_sales_that_keep_them_are_silent(day: Day, database: TestDatabase) -> None:
    till, goods = day.till, [day.shop.bread, day.shop.wine]
    promised = order(till, goods, purpose="layaway", customer=uuid4())
    paid = deposit(till, promised, 200)
    answers = with_counter(
        database.app, lambda counter: counter.submit(till, [promised, paid, keep(till, promised, [paid])])
    )
    assert [answer.status for answer in answers] == ["stored"] * 3

    assert verify(database, day) == []


def test_a_key_of_before_is_believed_once_it_was_taken_in(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    known_server_keys()
    other = "A" * 43
    with pytest.raises(ValueError, match="no server's key"):
        remember_server_key("no key")
    remember_server_key(other)
    remember_server_key(other)
    assert known_server_keys()[1:] == [other]
