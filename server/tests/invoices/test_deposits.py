"""An invoice for what is paid ahead (UNTDID 1001 code 386), taken off by the final one, credited where it goes back."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from pypdf import PdfReader

from comptoir.invoices.commands import CreditRefund
from comptoir.invoices.errors import AlreadyCancelled, AlreadyInvoiced, NotInvoiceable
from comptoir.invoices.operations import credit_cancellation, make_invoice, save_issuer
from comptoir.invoices.public import document_of, file_of
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed
from comptoir.sales.simulation_promises import deposit, give_up, keep, order, settle_account
from tests.databases import TestDatabase
from tests.invoices.rules import broken_rules
from tests.invoices.test_operations import NORD, NOW, SUD, cancel, follow, issuer, numbers, wish
from tests.papers.receipts import Sold, sell, store
from tests.sales.shop import count, discrepancies, rows


@dataclass(frozen=True, slots=True)
class Promised:
    """Goods kept aside: six wines at 20 % and two breads at 5.5 %, of which two parts were paid."""

    sold: Sold
    order: Sealed
    first: Sealed
    second: Sealed


@pytest.fixture
def promised(db: None, database: TestDatabase, settings, tmp_path: Path) -> Promised:
    settings.HOME = tmp_path
    sold = sell(database)
    save_issuer(issuer(sold))
    sold.till.engine_version = 2
    goods = [replace(sold.shop.wine, quantity_milli=6_000), replace(sold.shop.bread, quantity_milli=2_000)]
    made = order(sold.till, goods, purpose="layaway")
    first = deposit(sold.till, made, 2_000)
    second = deposit(sold.till, made, 1_500, before=[first])
    store(database, sold.till, [made, first, second])
    return Promised(sold, made, first, second)


def documents(sold: Sold) -> dict[str, dict[str, Any]]:
    return {str(row["number"]): row for row in rows("invoices_document", sold.shop.organization)}


def amounts(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["content"]["net"], row["content"]["tax"], row["gross"]


def test_a_deposit_has_an_invoice_of_its_own_series(promised: Promised) -> None:
    sold = promised.sold
    body: Any = promised.first.body

    made = make_invoice(wish(sold, entry=promised.first))

    with reading(sold.shop.organization):
        view, content = document_of(made), file_of(made)
    assert view is not None
    assert (view.kind, view.number, view.gross) == ("prepayment", "D2026-000001", 2_000)
    assert "<ram:TypeCode>386</ram:TypeCode>" in view.xml
    assert "ActualDeliverySupplyChainEvent" not in view.xml
    assert "<ram:DuePayableAmount>0.00</ram:DuePayableAmount>" in view.xml
    assert broken_rules(view.xml) == []
    assert [(row["tax_rate_ppm"], row["net"], row["tax"]) for row in view.content["taxes"]] == [
        (row["tax_rate_ppm"], row["net"], row["tax"]) for row in body["tax_subtotals"]
    ]
    assert content is not None
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Facture d’acompte D2026-000001" in text
    assert f"Acompte sur la commande A1-1-{promised.order.sequence}" in text
    assert "Encaissé le" in text


def test_the_same_wish_gets_the_same_deposit_invoice_and_another_buyer_none(promised: Promised) -> None:
    made = make_invoice(wish(promised.sold, entry=promised.first))

    assert make_invoice(wish(promised.sold, entry=promised.first)) == made
    with pytest.raises(AlreadyInvoiced):
        make_invoice(wish(promised.sold, SUD, entry=promised.first))
    assert numbers(promised.sold) == [("D2026-000001", 2_000)]


def test_two_at_once_get_one_deposit_invoice_and_the_series_has_no_hole(promised: Promised) -> None:
    wishes = [wish(promised.sold, entry=entry) for entry in (promised.first, promised.second) for _ in range(3)]

    def work(command: Any) -> UUID:
        try:
            return make_invoice(command)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(work, wishes))

    assert len(set(made)) == 2
    assert [number for number, _ in numbers(promised.sold)] == ["D2026-000001", "D2026-000002"]


def test_the_final_invoice_takes_the_deposits_off_and_names_their_invoices(
    promised: Promised, database: TestDatabase
) -> None:
    sold = promised.sold
    make_invoice(wish(sold, entry=promised.first))
    make_invoice(wish(sold, entry=promised.second))
    kept = keep(sold.till, promised.order, [promised.first, promised.second])
    store(database, sold.till, [kept])

    make_invoice(wish(sold, entry=kept))

    found = documents(sold)
    final = found["F2026-000001"]
    whole: Any = promised.order.body
    three = [amounts(found[number]) for number in ("D2026-000001", "D2026-000002", "F2026-000001")]
    # All documents together state the sale's tax once.
    assert tuple(map(sum, zip(*three, strict=True))) == (whole["net"], whole["tax"], whole["gross"])
    assert broken_rules(str(final["xml"])) == []
    assert final["content"]["deposits"] == [
        {"number": "D2026-000001", "issued_on": "2026-11-25"}, {"number": "D2026-000002", "issued_on": "2026-11-25"},
    ]  # fmt: skip
    assert str(final["xml"]).count("InvoiceReferencedDocument>") == 4
    taken = [line for line in final["content"]["lines"] if line["net"] < 0]
    bodies: list[Any] = [promised.first.body, promised.second.body]
    assert sorted(line["net"] for line in taken) == sorted(
        -row["net"] for body in bodies for row in body["tax_subtotals"]
    )
    assert {line["name"].split(", ")[1] for line in taken} == {"facture D2026-000001", "facture D2026-000002"}
    # The goods cost what they were sold for, whatever was paid ahead.
    goods = {line["tax_rate_ppm"]: line["net"] for line in final["content"]["lines"] if line["net"] > 0}
    assert goods == {row["tax_rate_ppm"]: row["net"] for row in whole["tax_subtotals"]}


def test_a_deposit_without_an_invoice_is_taken_off_by_its_receipt(promised: Promised, database: TestDatabase) -> None:
    sold = promised.sold
    kept = keep(sold.till, promised.order, [promised.first, promised.second])
    store(database, sold.till, [kept])

    make_invoice(wish(sold, entry=kept))
    # The deposit's own may still be asked for afterwards.
    make_invoice(wish(sold, entry=promised.first))

    found = documents(sold)
    assert sorted(found) == ["D2026-000001", "F2026-000001"]
    names = {line["name"] for line in found["F2026-000001"]["content"]["lines"] if line["net"] < 0}
    assert {name.split(", ")[1] for name in names} == {
        f"ticket A1-1-{promised.first.sequence}", f"ticket A1-1-{promised.second.sequence}",
    }  # fmt: skip
    assert found["F2026-000001"]["content"]["deposits"] == []


def test_what_was_wholly_paid_ahead_has_a_final_invoice_of_nothing(promised: Promised, database: TestDatabase) -> None:
    sold = promised.sold
    whole: Any = promised.order.body
    last = deposit(sold.till, promised.order, whole["gross"] - 3_500, before=[promised.first, promised.second])
    kept = keep(sold.till, promised.order, [promised.first, promised.second, last])
    store(database, sold.till, [last, kept])

    make_invoice(wish(sold, entry=kept))

    final = documents(sold)["F2026-000001"]
    assert amounts(final) == (0, 0, 0)
    assert sum(line["net"] for line in final["content"]["lines"] if line["net"] > 0) == whole["net"]
    assert broken_rules(str(final["xml"])) == []


def test_an_order_that_is_given_up_credits_its_deposit_invoices_once(
    promised: Promised, database: TestDatabase
) -> None:
    sold = promised.sold
    make_invoice(wish(sold, entry=promised.first))
    make_invoice(wish(sold, entry=promised.second))
    end = give_up(sold.till, promised.order, [promised.first, promised.second], kept=500)
    store(database, sold.till, [end])

    follow(sold, database)
    follow(sold, database)
    [entry] = [row["id"] for row in rows("sales_sale", sold.shop.organization) if int(str(row["gross"])) < 0]
    again = CreditRefund(organization=sold.shop.organization, refund=UUID(str(entry)), now=NOW)
    assert credit_cancellation(again) == []

    # The newest deposit goes back first; what the shop keeps stays of the oldest.
    assert numbers(sold) == [
        ("A2026-000001", 1_500), ("A2026-000002", 1_500), ("D2026-000001", 2_000), ("D2026-000002", 1_500),
    ]  # fmt: skip
    found, body = documents(sold), end.body
    notes = [found["A2026-000001"], found["A2026-000002"]]
    assert [broken_rules(str(note["xml"])) for note in notes] == [[], []]
    assert all("<ram:TypeCode>381</ram:TypeCode>" in str(note["xml"]) for note in notes)
    assert sorted(note["content"]["corrects_number"] for note in notes) == ["D2026-000001", "D2026-000002"]
    assert (sum(note["content"]["net"] for note in notes), sum(note["content"]["tax"] for note in notes)) == (
        -int(str(body["net"])), -int(str(body["tax"])),
    )  # fmt: skip


def test_two_at_once_credit_an_order_that_was_given_up_once(promised: Promised, database: TestDatabase) -> None:
    sold = promised.sold
    make_invoice(wish(sold, entry=promised.first))
    store(database, sold.till, [give_up(sold.till, promised.order, [promised.first, promised.second])])
    [entry] = [row["id"] for row in rows("sales_sale", sold.shop.organization) if int(str(row["gross"])) < 0]
    command = CreditRefund(organization=sold.shop.organization, refund=UUID(str(entry)), now=NOW)

    def work(_: int) -> int:
        try:
            return len(credit_cancellation(command))
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, range(3))) == [0, 0, 1]
    assert numbers(sold) == [("A2026-000001", 2_000), ("D2026-000001", 2_000)]


def test_a_deposit_that_went_back_whole_has_no_invoice_and_one_that_went_back_in_part_comes_with_its_note(
    promised: Promised, database: TestDatabase
) -> None:
    sold = promised.sold
    store(database, sold.till, [give_up(sold.till, promised.order, [promised.first, promised.second], kept=500)])

    with pytest.raises(NotInvoiceable):
        make_invoice(wish(sold, entry=promised.second))
    assert count("invoices_document", sold.shop.organization) == count("invoices_series", sold.shop.organization) == 0

    make_invoice(wish(sold, entry=promised.first))

    assert numbers(sold) == [("A2026-000001", 1_500), ("D2026-000001", 2_000)]


def test_a_wrong_deposit_invoice_is_taken_back_and_made_anew(promised: Promised) -> None:
    sold = promised.sold
    wrong = make_invoice(wish(sold, NORD, entry=promised.first))

    cancel(sold, wrong)
    make_invoice(wish(sold, SUD, entry=promised.first))

    assert numbers(sold) == [("A2026-000001", 2_000), ("D2026-000001", 2_000), ("D2026-000002", 2_000)]
    assert broken_rules(str(documents(sold)["A2026-000001"]["xml"])) == []
    with pytest.raises(AlreadyCancelled):
        cancel(sold, wrong)


def test_goods_that_came_back_are_credited_whole_and_leave_nothing_to_take_back(
    promised: Promised, database: TestDatabase
) -> None:
    sold = promised.sold
    kept = keep(sold.till, promised.order, [promised.first, promised.second])
    store(database, sold.till, [kept])
    final = make_invoice(wish(sold, entry=kept))
    whole: Any = promised.order.body

    store(database, sold.till, [sold.till.refund(kept, {1: 6_000, 2: 2_000})])
    follow(sold, database)

    assert ("A2026-000001", whole["gross"]) in numbers(sold)
    with pytest.raises(AlreadyCancelled):
        cancel(sold, final)


def test_money_on_an_account_and_the_end_of_an_order_have_no_invoice(
    promised: Promised, database: TestDatabase
) -> None:
    sold = promised.sold
    settled = settle_account(sold.till, sold.shop.organization, 500)
    settled = replace(settled, body={**settled.body, "gross": 0})
    end = give_up(sold.till, promised.order, [promised.first, promised.second])
    store(database, sold.till, [settled, end])

    for entry in (settled, end, promised.order):
        with pytest.raises(NotInvoiceable):
            make_invoice(wish(sold, entry=entry))
    assert count("invoices_document", sold.shop.organization) == 0


def test_deposit_invoices_never_add_turnover(promised: Promised) -> None:
    sold = promised.sold
    tables = ("sales_sale", "sales_line", "sales_tender", "sales_tax_subtotal", "stock_movement", "sales_entry")
    before = {table: rows(table, sold.shop.organization) for table in tables}

    cancel(sold, make_invoice(wish(sold, entry=promised.first)))
    make_invoice(wish(sold, SUD, entry=promised.first))

    assert {table: rows(table, sold.shop.organization) for table in tables} == before
    assert discrepancies(sold.shop.organization) == []
