"""Somebody who wants to be forgotten is, in every table; what the law keeps is named, and every seal still holds."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from comptoir.config.verification import verify_database
from comptoir.customers.commands import MeetCustomer
from comptoir.customers.errors import CustomerOwes
from comptoir.customers.models import Customer
from comptoir.customers.public import find_customers, list_customers, meet_customer
from comptoir.fiscal.public import Kept, LegalTerm
from comptoir.fiscal.registry import plugin_of
from comptoir.invoices.commands import CancelInvoice
from comptoir.invoices.models import Document
from comptoir.invoices.operations import cancel_invoice
from comptoir.invoices.public import document_of, file_of
from comptoir.kernel import new_uuid7
from comptoir.papers.commands import KeepNote
from comptoir.papers.errors import CustomerErased
from comptoir.papers.models import Delivery, Note
from comptoir.papers.operations import keep_note
from comptoir.papers.sending import deliver_due
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import as_one, reading
from comptoir.privacy import register
from comptoir.privacy.commands import EndRestrictions
from comptoir.privacy.errors import PersonUnknown, ReasonInvalid
from comptoir.privacy.keeping import invoice_kept_until
from comptoir.privacy.models import Erasure
from comptoir.privacy.operations import Erased, end_restrictions
from comptoir.privacy.public import ErasePerson, erase_person
from comptoir.privacy.worker import follow_register
from comptoir.sales.simulation_promises import settle_account
from tests.databases import TestDatabase
from tests.papers.receipts import store
from tests.privacy.known import EMAIL, NAME, NOTED, NOW, SALT, Known, known_everywhere, owner, sent, traces
from tests.sales.shop import rows, value
from tests.sales.test_accounts import selling

DOCUMENT = {("invoices_document", "buyer_name"), ("invoices_document", "content"), ("invoices_document", "xml")}
AFTER = datetime(2037, 1, 1, 3, tzinfo=UTC)


@pytest.fixture
def known(db: None, database: TestDatabase, settings, tmp_path: Path) -> Iterator[Known]:
    settings.HOME = tmp_path
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    found = known_everywhere(database)
    yield found
    # The next test looks for the same words in every table.
    erase_person(erasing(found))
    let_days_pass(found.organization)
    end_restrictions(EndRestrictions(organization=found.organization, now=AFTER))


def erasing(known: Known, **changes: object) -> ErasePerson:
    wanted: dict[str, object] = {
        "organization": known.organization, "person": None, "customer": known.customer, "reason": "asked", "now": NOW,
        **changes,
    }  # fmt: skip
    return ErasePerson(**wanted)  # type: ignore[arg-type]


def let_days_pass(organization: UUID) -> None:
    with owner() as connection:
        connection.execute(
            "UPDATE invoices_restriction SET kept_until = current_date - 1 WHERE organization_id = %s", [organization]
        )


def sealed(organization: UUID) -> list[tuple[object, ...]]:
    """Entries as they lie there, and what is derived from them for reports."""
    return [
        *((row["id"], row["content"], row["seal"], row["digest"]) for row in entries(organization)),
        *((row["id"], row["kind"], row["gross"], row["tax"]) for row in rows("sales_sale", organization)),
        *((row["sale_id"], row["number"], row["kind"], row["amount"]) for row in rows("sales_tender", organization)),
        *((row["sale_id"], row["number"], row["account"]) for row in rows("sales_tender_detail", organization)),
    ]


def entries(organization: UUID) -> list[dict[str, object]]:
    return sorted(rows("sales_entry", organization), key=lambda row: str(row["id"]))


def findings(organization: UUID) -> list[str]:
    with psycopg.connect(owner().info.dsn, password=owner().info.password) as connection:
        return [str(finding) for finding in verify_database(connection, organization=organization).findings]


def test_nothing_is_left_of_them_but_what_the_law_keeps_and_then_not_that(known: Known) -> None:
    before = sealed(known.organization)
    assert traces() >= DOCUMENT | {
        ("customers_customer", "name"), ("customers_customer", "folded"), ("customers_standing_exemption", "evidence"),
        ("papers_note", "text"), ("papers_delivery", "address"), ("moving_move", "content"),
        ("moving_moved_customer", "before"), ("tills_parkedbasket", "basket"), ("tills_parkedbasket", "label"),
        ("api_kept_answer", "body"),
    }  # fmt: skip

    erased = erase_person(erasing(known))

    assert erased == Erased(known.customer, NOW, date(2036, 11, 25), 1)
    assert traces() == DOCUMENT
    assert sealed(known.organization) == before
    assert findings(known.organization) == []
    with reading(known.organization):
        assert (find_customers(NAME), find_customers(EMAIL), list_customers()) == ([], [], [])
        invoice = document_of(known.invoice)
        [audited] = AuditEvent.objects.filter(action="customers.erased")
        [row] = Erasure.objects.all()
    assert invoice is not None
    assert (invoice.buyer_name, invoice.kept_until, invoice.content["buyer"]["name"]) == ("", date(2036, 11, 25), NAME)
    assert audited.details == {"reason": "asked", "kept_until": "2036-11-25", "documents": 1}
    assert (row.position, row.customer_id, row.ended_at) == (int(NOW.timestamp() * 1_000), known.customer, None)

    # Before its day nobody may, whoever writes.
    with pytest.raises(ProgrammingError, match="written once"), as_one(known.organization):
        Document.objects.filter(pk=known.invoice).update(buyer_name="", xml="")
    assert end_restrictions(EndRestrictions(organization=known.organization, now=NOW)) == 0
    let_days_pass(known.organization)
    with pytest.raises(ProgrammingError, match="written once"), as_one(known.organization):
        Document.objects.filter(pk=known.invoice).update(buyer_name="Somebody else")
    assert traces() == DOCUMENT

    assert end_restrictions(EndRestrictions(organization=known.organization, now=AFTER)) == 1

    assert traces() == set()
    assert sealed(known.organization) == before
    assert findings(known.organization) == []
    with reading(known.organization):
        invoice = document_of(known.invoice)
        assert (file_of(known.invoice), Erasure.objects.get().ended_at) == (None, AFTER)
    assert invoice is not None
    assert (invoice.gross, set(invoice.content["buyer"].values())) == (460, {""})
    assert end_restrictions(EndRestrictions(organization=known.organization, now=AFTER)) == 0


def test_a_repeat_answers_what_came_of_the_first(known: Known) -> None:
    first = erase_person(erasing(known))

    again = erase_person(erasing(known, reason="unneeded", now=AFTER))

    assert again == replace(first, documents=0)
    with reading(known.organization):
        assert Erasure.objects.count() == 1
        assert AuditEvent.objects.filter(action="customers.erased").count() == 1
    assert [one.customer for one in register.noted()] == [known.customer]


def test_two_at_once_erase_once(known: Known) -> None:
    def erase(_number: int) -> Erased:
        try:
            return erase_person(erasing(known))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(erase, range(2)))

    assert {(one.erased_at, one.kept_until) for one in found} == {(NOW, date(2036, 11, 25))}
    assert sorted(one.documents for one in found) == [0, 1]
    assert len(rows("privacy_erasure", known.organization)) == 1


def test_who_owes_something_is_refused_and_nothing_is_written(known: Known, database: TestDatabase) -> None:
    store(database, known.till, [selling(known.till, known.shop, known.customer, 2)])
    before = traces()

    for command, refusal in (
        (erasing(known), CustomerOwes), (erasing(known, reason="restored"), ReasonInvalid),
        (erasing(known, reason="because"), ReasonInvalid), (erasing(known, customer=new_uuid7()), PersonUnknown),
    ):  # fmt: skip
        with pytest.raises(refusal):
            erase_person(command)

    assert traces() == before
    assert rows("privacy_erasure", known.organization) == []
    assert register.noted() == set()
    store(database, known.till, [settle_account(known.till, known.customer, 230)])
    erase_person(erasing(known))
    assert traces() == DOCUMENT


def test_a_crash_between_commit_and_register_is_mended_by_the_worker(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr("comptoir.privacy.operations.note", _dies)
        with pytest.raises(OSError, match="no power"):
            erase_person(erasing(known))

    assert traces() == DOCUMENT
    assert register.noted() == set()
    with monkeypatch.context() as full:
        full.setattr("comptoir.privacy.worker.note", _dies)
        assert follow_register(NOW) == 0
    assert follow_register(NOW) >= 1
    assert {one.customer for one in register.noted() if one.organization == known.organization} == {known.customer}
    # Half of a line, as a power cut leaves it, hides no other.
    with register.register_path().open("a") as stream:
        stream.write('{"organization": "')
    register.note(known.organization, [(new_uuid7(), "now")])
    assert len({one for one in register.noted() if one.organization == known.organization}) == 2
    register.register_path().write_text(
        json.dumps({"organization": str(known.organization), "customer": str(known.customer)}) + "\n"
    )


def test_whom_a_restore_brings_back_is_erased_again(known: Known) -> None:
    """The books are those of before the erasure, the home is of now: as after `comptoir restore`."""
    erase_person(erasing(known))
    with owner() as connection:
        connection.execute("DELETE FROM privacy_erasure WHERE organization_id = %s", [known.organization])
        connection.execute(
            "UPDATE customers_customer SET name = %s, email = %s, credit_limit = 100, erased_at = NULL WHERE id = %s",
            [NAME, EMAIL, known.customer],
        )
        # Somebody of whom a database of that time has never heard.
        stranger = new_uuid7()
    register.note(known.organization, [(stranger, "2026-11-25T10:00:00")])
    assert ("customers_customer", "name") in traces()

    assert follow_register(AFTER) >= 2

    assert traces() == DOCUMENT
    with reading(known.organization):
        again = dict(Erasure.objects.values_list("customer_id", "reason"))
    assert again == {known.customer: "restored", stranger: "restored"}
    meet_customer(MeetCustomer(organization=known.organization, id=stranger, name=NAME))
    assert traces() == DOCUMENT


def test_what_tills_bring_later_brings_nobody_back(known: Known) -> None:
    erase_person(erasing(known))
    with owner() as connection:
        connection.execute("DELETE FROM papers_note WHERE organization_id = %s", [known.organization])

    is_new = keep_note(
        KeepNote(
            organization=known.organization, till=known.till.identity.till, chain=known.till.identity.chain,
            sequence=known.sale.sequence, digest=known.sale.digest, line=0, salt=SALT, text=NOTED,
        )
    )  # fmt: skip
    meet_customer(MeetCustomer(organization=known.organization, id=known.customer, name=NAME, email=EMAIL))
    with pytest.raises(CustomerErased):
        sent(known.shop, known.till, known.exempt)

    assert not is_new
    with reading(known.organization):
        [note] = Note.objects.all()
        [delivery] = Delivery.objects.all()
        assert Customer.objects.get(pk=known.customer).name == ""
    assert (note.text, bytes(note.salt), note.erased_at is not None) == ("", b"", True)
    assert (delivery.address, delivery.state, delivery.code) == ("", "failed", "address_erased")
    assert deliver_due(known.organization, AFTER) == 0
    assert traces() == DOCUMENT


def test_a_credit_note_that_comes_later_is_kept_as_long_and_no_longer(known: Known) -> None:
    erase_person(erasing(known))

    credit = cancel_invoice(
        CancelInvoice(organization=known.organization, person=None, invoice=known.invoice, now=datetime.now(UTC))
    )

    with reading(known.organization):
        made = document_of(credit)
    assert made is not None
    assert (made.buyer_name, made.kept_until) == ("", date(2036, 11, 25))
    let_days_pass(known.organization)
    end_restrictions(EndRestrictions(organization=known.organization, now=AFTER))
    assert traces() == set()


def test_the_proof_of_what_they_agreed_to_and_the_goods_put_aside_stay(known: Known) -> None:
    noted = value("SELECT count(*)::int FROM customers_consent WHERE organization_id = %s", known.organization)

    erase_person(erasing(known))

    assert value("SELECT count(*)::int FROM customers_consent WHERE organization_id = %s", known.organization) == noted
    assert value("SELECT count(*)::int FROM tills_parkedbasket WHERE organization_id = %s", known.organization) == 1


@pytest.mark.parametrize(
    ("country", "last"),
    [
        ("FR", date(2035, 12, 30)), ("DE", date(2033, 12, 31)), ("AT", date(2032, 12, 31)), ("ES", date(2031, 12, 30)),
        ("CH", date(2035, 12, 31)), ("XX", date(2035, 12, 31)),
    ],
)  # fmt: skip
def test_a_name_is_kept_as_long_as_the_country_says(country: str, last: date) -> None:
    plugin = plugin_of(country)
    law = next((term for term in plugin.terms if term.kept == Kept.INVOICES), None) if plugin else None

    assert invoice_kept_until(date(2025, 12, 30), law) == last


def test_the_last_day_of_february_is_a_last_day() -> None:
    assert invoice_kept_until(date(2024, 2, 29), LegalTerm(Kept.INVOICES, 120, "")) == date(2034, 2, 28)


def _dies(*_arguments: object) -> None:
    raise OSError("no power")
