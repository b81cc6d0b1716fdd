"""Numbers without holes, one invoice a sale, credit notes for what comes back, and never a cent of turnover."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import facturx
import psycopg
import pytest
from django.db import connections
from pypdf import PdfReader

from comptoir.invoices.commands import Buyer, CancelInvoice, CreditRefund, MakeInvoice, SaveIssuer
from comptoir.invoices.errors import (
    AlreadyCancelled,
    AlreadyInvoiced,
    BuyerInvalid,
    DocumentUnknown,
    IssuerInvalid,
    IssuerMissing,
    NotInvoiceable,
    SaleUnknown,
    TaxNumberInvalid,
)
from comptoir.invoices.operations import cancel_invoice, credit_refund, make_invoice, save_issuer
from comptoir.invoices.public import (
    document_of,
    documents_of,
    file_of,
    newest_documents,
    valid_invoice,
    wholly_refunded,
)
from comptoir.invoices.worker import credit_refunds
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import legal_entities
from comptoir.platform.sequencer import sequence
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed
from tests.databases import TestDatabase
from tests.invoices.rules import broken_rules
from tests.papers.receipts import Sold, essentials_of, sell, store
from tests.sales.shop import count, rows

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
NORD = Buyer(name="Atelier Nord", street="3 rue Neuve", postal_code="59000", city="Lille", country="FR")
SUD = Buyer(
    name="Atelier Sud", street="1 quai", postal_code="13001", city="Marseille", country="FR", tax_number="FR01123456789"
)


@pytest.fixture
def sold(db: None, database: TestDatabase, settings, tmp_path: Path) -> Sold:
    settings.HOME = tmp_path
    found = sell(database)
    save_issuer(issuer(found))
    return found


def issuer(sold: Sold, **changes: str) -> SaveIssuer:
    with reading(sold.shop.organization):
        [entity] = legal_entities()
    said = {
        "street": "1 rue Haute", "postal_code": "75001", "city": "Paris", "country": "FR",
        "tax_number": "FR00123456789", "registration": "123456789", "mention": "", **changes,
    }  # fmt: skip
    return SaveIssuer(organization=sold.shop.organization, person=None, legal_entity=entity.id, **said)


def wish(sold: Sold, buyer: Buyer = NORD, *, entry: Sealed | None = None, **changes: object) -> MakeInvoice:
    entry = entry or sold.sale
    wanted: dict[str, object] = {
        "organization": sold.shop.organization, "chain": sold.till.identity.chain, "sequence": entry.sequence,
        "digest": entry.digest, "essentials": essentials_of(sold.till, entry), "buyer": buyer, "language": "fr",
        "now": NOW, **changes,
    }  # fmt: skip
    return MakeInvoice(**wanted)  # type: ignore[arg-type]  # a test changes one member at a time


def cancel(sold: Sold, invoice: UUID) -> UUID:
    return cancel_invoice(CancelInvoice(organization=sold.shop.organization, person=None, invoice=invoice, now=NOW))


def numbers(sold: Sold) -> list[tuple[str, int]]:
    found = rows("invoices_document", sold.shop.organization)
    return sorted((str(row["number"]), int(str(row["gross"]))) for row in found)


def test_an_invoice_says_what_was_sold_and_is_a_leaf_of_the_log(sold: Sold) -> None:
    invoice = make_invoice(wish(sold))

    with reading(sold.shop.organization):
        view = document_of(invoice)
        assert view is not None
        content = file_of(invoice)
        again = file_of(invoice)
    assert (view.number, view.gross, view.buyer_name) == ("F2026-000001", 1005, "Atelier Nord")
    assert view.content["receipt"] == f"A1-1-{sold.sale.sequence}"
    assert broken_rules(view.xml) == []
    assert content is not None
    assert again is not None
    name, inside = facturx.get_xml_from_pdf(content)
    assert (name, inside.decode()) == ("factur-x.xml", view.xml)
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Facture F2026-000001" in text
    assert "10,05" in text
    told = [row for row in rows("platform_outbox", sold.shop.organization) if row["topic"] == "invoices.invoice"]
    [stored] = rows("invoices_document", sold.shop.organization)
    assert [(row["subject"], row["digest"]) for row in told] == [(invoice, stored["digest"])]


def test_the_same_wish_gets_the_same_invoice_and_another_buyer_none(sold: Sold) -> None:
    invoice = make_invoice(wish(sold))

    assert make_invoice(wish(sold, replace(NORD, name=" Atelier  Nord ", country="fr"))) == invoice
    with pytest.raises(AlreadyInvoiced):
        make_invoice(wish(sold, SUD))
    assert count("invoices_document", sold.shop.organization) == 1


def test_two_customers_at_once_get_one_invoice_and_numbers_have_no_hole(sold: Sold, database: TestDatabase) -> None:
    others = [sold.till.sell([sold.shop.bread]) for _ in range(6)]
    store(database, sold.till, others)
    wishes = [wish(sold, entry=entry) for entry in [sold.sale, *others] for _ in range(2)]

    def work(command: MakeInvoice) -> UUID:
        try:
            return make_invoice(command)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(work, wishes))

    assert [made[place] == made[place + 1] for place in range(0, 14, 2)] == [True] * 7
    assert [number for number, _ in numbers(sold)] == [f"F2026-{place:06d}" for place in range(1, 8)]


def test_what_fails_takes_no_number(sold: Sold) -> None:
    with pytest.raises(BuyerInvalid):
        make_invoice(wish(sold, Buyer(name="", street="x", postal_code="1", city="y", country="FR")))
    make_invoice(wish(sold))

    assert numbers(sold) == [("F2026-000001", 1005)]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"digest": "0" * 64}, SaleUnknown),
        ({"sequence": 99}, SaleUnknown),
        ({"essentials": "1.x"}, SaleUnknown),
        ({"till": new_uuid7()}, SaleUnknown),
        ({"buyer": Buyer(name="a", street="b", postal_code="c", city="d", country="France")}, BuyerInvalid),
        ({"buyer": Buyer(name="a" * 201, street="b", postal_code="c", city="d", country="FR")}, BuyerInvalid),
        ({"buyer": replace(NORD, tax_number="FR12")}, TaxNumberInvalid),
        ({"buyer": replace(NORD, country="DE", tax_number="12/345/67890")}, TaxNumberInvalid),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_and_nothing_is_written(
    sold: Sold, changes: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        make_invoice(wish(sold, **changes))  # type: ignore[arg-type]

    assert count("invoices_document", sold.shop.organization) == 0
    assert count("invoices_series", sold.shop.organization) == 0


def test_a_company_that_said_nothing_issues_nothing(db: None, database: TestDatabase, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    sold = sell(database)

    with pytest.raises(IssuerMissing):
        make_invoice(wish(sold))
    with pytest.raises(IssuerInvalid):
        save_issuer(issuer(sold, city=" "))
    assert count("invoices_issuer", sold.shop.organization) == 0
    assert count("invoices_document", sold.shop.organization) == 0


def test_a_refund_of_an_invoiced_sale_makes_one_credit_note(sold: Sold, database: TestDatabase) -> None:
    make_invoice(wish(sold))
    refund = sold.till.refund(sold.sale, {1: 1000})
    store(database, sold.till, [refund])

    assert follow(sold, database) > 1
    assert follow(sold, database) == 1  # the credit note itself
    assert follow(sold, database) == 0
    [entry] = [row["id"] for row in rows("sales_sale", sold.shop.organization) if row["kind"] == "refund"]
    again = CreditRefund(organization=sold.shop.organization, refund=UUID(str(entry)), now=NOW)
    assert credit_refund(again) is None

    assert numbers(sold) == [("A2026-000001", 115), ("F2026-000001", 1005)]
    [note] = [row for row in rows("invoices_document", sold.shop.organization) if row["kind"] == "credit_note"]
    assert broken_rules(str(note["xml"])) == []
    assert "<ram:IssuerAssignedID>F2026-000001</ram:IssuerAssignedID>" in str(note["xml"])


def test_only_an_invoice_of_which_all_came_back_is_wholly_refunded(sold: Sold, database: TestDatabase) -> None:
    invoice = make_invoice(wish(sold))
    refunded = []
    for lines in ({1: 1000}, {2: 1000}):
        store(database, sold.till, [sold.till.refund(sold.sale, lines)])
        follow(sold, database)
        with reading(sold.shop.organization):
            refunded.append(wholly_refunded(newest_documents()))

    assert refunded == [set(), {invoice}]


def test_a_refund_of_a_sale_without_invoice_makes_nothing(sold: Sold, database: TestDatabase) -> None:
    store(database, sold.till, [sold.till.refund(sold.sale, {1: 1000})])

    follow(sold, database)

    assert count("invoices_document", sold.shop.organization) == 0


def test_an_invoice_after_a_refund_comes_with_its_credit_note(sold: Sold, database: TestDatabase) -> None:
    store(database, sold.till, [sold.till.refund(sold.sale, {2: 1000})])

    make_invoice(wish(sold))
    follow(sold, database)

    assert numbers(sold) == [("A2026-000001", 890), ("F2026-000001", 1005)]


def test_what_came_back_whole_has_no_invoice(sold: Sold, database: TestDatabase) -> None:
    refund = sold.till.refund(sold.sale, {1: 1000, 2: 1000})
    store(database, sold.till, [refund])

    for entry in (sold.sale, refund):
        with pytest.raises(NotInvoiceable):
            make_invoice(wish(sold, entry=entry))
    assert count("invoices_document", sold.shop.organization) == 0
    assert count("invoices_series", sold.shop.organization) == 0


def test_a_wrong_invoice_is_taken_back_and_made_anew(sold: Sold, database: TestDatabase) -> None:
    wrong = make_invoice(wish(sold))
    store(database, sold.till, [sold.till.refund(sold.sale, {1: 1000})])
    follow(sold, database)

    note = cancel(sold, wrong)
    right = make_invoice(wish(sold, SUD))

    with reading(sold.shop.organization):
        cancelled, valid = document_of(note), valid_invoice(entry_id(sold))
        assert cancelled is not None
        assert valid is not None
        documents = documents_of(entry_id(sold))
    assert (cancelled.number, cancelled.gross, cancelled.is_cancellation) == ("A2026-000002", 890, True)
    assert broken_rules(cancelled.xml) == []
    assert (valid.id, valid.number, valid.buyer_name) == (right, "F2026-000002", "Atelier Sud")
    # The old pair sums to nothing; the new invoice has the refund's credit note of its own.
    assert numbers(sold) == [
        ("A2026-000001", 115), ("A2026-000002", 890), ("A2026-000003", 115), ("F2026-000001", 1005),
        ("F2026-000002", 1005),
    ]  # fmt: skip
    assert [document.is_cancelled for document in documents if document.kind == "invoice"] == [True, False]
    with pytest.raises(AlreadyCancelled):
        cancel(sold, wrong)
    with pytest.raises(DocumentUnknown):
        cancel(sold, note)
    with pytest.raises(DocumentUnknown):
        cancel(sold, new_uuid7())


def test_two_people_cancel_once(sold: Sold) -> None:
    invoice = make_invoice(wish(sold))

    def work(_: int) -> str:
        try:
            cancel(sold, invoice)
        except AlreadyCancelled:
            return "refused"
        finally:
            connections["default"].close()
        return "made"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, range(3))) == ["made", "refused", "refused"]
    assert numbers(sold) == [("A2026-000001", 1005), ("F2026-000001", 1005)]


def test_invoices_never_add_turnover(sold: Sold) -> None:
    tables = ("sales_sale", "sales_line", "sales_tender", "sales_tax_subtotal", "stock_movement", "sales_entry")
    before = {table: rows(table, sold.shop.organization) for table in tables}

    invoice = make_invoice(wish(sold))
    cancel(sold, invoice)
    make_invoice(wish(sold, SUD))

    assert {table: rows(table, sold.shop.organization) for table in tables} == before


def test_the_application_can_neither_change_nor_delete_a_document(sold: Sold, database: TestDatabase) -> None:
    make_invoice(wish(sold))

    for statement in ("UPDATE invoices_document SET gross = 1", "DELETE FROM invoices_document"):
        with psycopg.connect(database.app) as connection:
            connection.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(sold.shop.organization)])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def follow(sold: Sold, database: TestDatabase) -> int:
    async def run() -> int:
        connection = await asyncpg.connect(database.app)
        try:
            await sequence(connection, sold.shop.organization)
            return await credit_refunds(connection, sold.shop.organization)
        finally:
            await connection.close()

    return asyncio.run(run())


def entry_id(sold: Sold) -> UUID:
    entries = rows("sales_entry", sold.shop.organization)
    [found] = [row["id"] for row in entries if row["sequence"] == sold.sale.sequence]
    return UUID(str(found))
