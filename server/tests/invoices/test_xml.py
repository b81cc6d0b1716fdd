"""Our XML keeps the rules of EN 16931, and its sums agree to the cent, whatever was sold."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.invoices.commands import Buyer
from comptoir.invoices.content import InvoiceContent, Seller, content_of, figures_of, share
from comptoir.invoices.xml import xml_of
from tests.invoices.rules import broken_rules

SELLER = Seller(
    name="Marché & Cie SARL", street="12 rue des Halles", postal_code="69002", city="Lyon", country="FR",
    tax_number="FR12123456789", registration="123 456 789 00012", mention="SARL au capital de 8 000 €",
)  # fmt: skip
BUYER = Buyer(
    name='Atelier "Nord" <3>', street="3 rue Neuve", postal_code="59000", city="Lille", country="FR",
    tax_number="FR98987654321", registration="987654321",
)  # fmt: skip


def line(amount: int, rate: int, **changes: Any) -> dict[str, Any]:
    return {
        "line": 1, "name": "Baguette", "quantity_milli": 1000, "unit": "C62", "unit_price": amount, "amount": amount,
        "line_discount": 0, "basket_discount": 0, "tax_category": "S", "tax_rate_ppm": rate, **changes,
    }  # fmt: skip


def tax(gross: int, rate: int) -> dict[str, Any]:
    part = (2 * abs(gross) * rate + 1_000_000 + rate) // (2 * (1_000_000 + rate))
    stated = part if gross >= 0 else -part
    return {"tax_category": "S", "tax_rate_ppm": rate, "net": gross - stated, "tax": stated, "gross": gross}


def body(lines: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    rates = sorted({row["tax_rate_ppm"] for row in lines})
    taxes = [tax(sum(row["amount"] for row in lines if row["tax_rate_ppm"] == rate), rate) for rate in rates]
    sums = {name: sum(row[name] for row in taxes) for name in ("net", "tax", "gross")}
    return {
        "price_mode": "gross",
        "lines": lines,
        "tax_subtotals": taxes,
        "tenders": [{"kind": "cash"}],
        **sums,
        **changes,
    }


def content(sold: dict[str, Any], **changes: Any) -> InvoiceContent:
    figures = figures_of(sold, "Montant libre")
    made = InvoiceContent(
        kind="invoice", number="F2026-000001", issued_on="2026-11-25", sold_on="2026-11-22", receipt="A1-1-42",
        currency="EUR", exponent=2, seller=SELLER, buyer=BUYER, lines=figures.lines, taxes=figures.taxes,
        net=figures.net, tax=figures.tax, gross=figures.gross, rounding=figures.rounding, means=figures.means,
    )  # fmt: skip
    return replace(made, **changes)


TWO_RATES = body(
    [
        line(230, 55_000, quantity_milli=2000, unit_price=115),
        line(1576, 200_000, unit_price=1751, line_discount=100, basket_discount=75, name=None),
        line(464, 55_000, quantity_milli=1250, unit="KGM", unit_price=371),
    ]
)


def test_an_invoice_keeps_the_rules() -> None:
    xml = xml_of(content(TWO_RATES))

    assert broken_rules(xml) == []
    assert '<ram:ID schemeID="0002">123456789</ram:ID>' in xml
    assert 'Atelier "Nord" &lt;3&gt;' in xml
    assert "<ram:GrandTotalAmount>22.70</ram:GrandTotalAmount>" in xml
    assert "<ram:DuePayableAmount>0.00</ram:DuePayableAmount>" in xml


def test_a_credit_note_keeps_the_rules_and_names_its_invoice() -> None:
    refund = body([line(-115, 55_000, quantity_milli=-1000, unit_price=115)])
    xml = xml_of(
        content(
            refund, kind="credit_note", number="A2026-000001", corrects_number="F2026-000001", corrects_on="2026-11-25"
        )
    )

    assert broken_rules(xml) == []
    assert "<ram:TypeCode>381</ram:TypeCode>" in xml
    assert "<ram:GrandTotalAmount>1.15</ram:GrandTotalAmount>" in xml


def test_rounded_cash_leaves_nothing_due() -> None:
    xml = xml_of(content(body([line(1952, 60_000)], cash_rounding=-2)))

    assert broken_rules(xml) == []
    assert "<ram:RoundingAmount>-0.02</ram:RoundingAmount>" in xml
    assert "<ram:TotalPrepaidAmount>19.50</ram:TotalPrepaidAmount>" in xml


def test_goods_that_came_back_in_the_same_sale_are_a_negative_quantity() -> None:
    xml = xml_of(content(body([line(1000, 200_000), line(-200, 200_000, quantity_milli=-1000, unit_price=200)])))

    assert broken_rules(xml) == []
    assert '<ram:BilledQuantity unitCode="C62">-1</ram:BilledQuantity>' in xml


def test_the_rules_would_catch_a_wrong_sum() -> None:
    wrong = content(TWO_RATES)

    assert broken_rules(xml_of(replace(wrong, gross=wrong.gross + 1))) != []


def test_what_was_stored_is_read_back_as_it_was() -> None:
    made = content(TWO_RATES)

    assert content_of(made.as_json()).as_json() == made.as_json()


amounts = st.lists(
    st.tuples(st.integers(1, 99_999), st.sampled_from([0, 21_000, 55_000, 100_000, 200_000])), min_size=1, max_size=8
)


@given(amounts)
@settings(max_examples=60, deadline=None)
def test_lines_subtotals_and_total_agree_for_any_sale(sold: list[tuple[int, int]]) -> None:
    lines = [line(amount, rate, tax_category="S" if rate else "Z") for amount, rate in sold]
    given_body = body(lines)
    for row in given_body["tax_subtotals"]:
        row["tax_category"] = "S" if row["tax_rate_ppm"] else "Z"
    made = content(given_body)

    assert sum(row.net for row in made.lines) == made.net == sum(row.net for row in made.taxes)
    assert made.net + made.tax == made.gross == sum(amount for amount, _ in sold)
    assert broken_rules(xml_of(made)) == []


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (-10, [-1, -1, -1], [-4, -3, -3]),
        (0, [0, 0], [0, 0]),
        (5, [], []),
        (7, [3, -3], [7, 0]),
    ],
)
def test_shares_add_up(total: int, weights: list[int], parts: list[int]) -> None:
    found = share(total, weights)

    assert sorted(found) == sorted(parts)
    assert sum(found) == (total if weights else 0)


def test_what_a_promotion_took_is_an_allowance_of_its_line() -> None:
    awards = [{"promotion": "01900000-0000-7000-8000-0000000000e1", "amount": 115}]
    promoted = line(230, 55_000, quantity_milli=3000, unit_price=115, promotions=awards)

    made = content(body([promoted]))

    # 3.45 less 1.15 with tax; 12 cents of tax in the 2.30 that is left.
    assert [(row.net, row.discount) for row in made.lines] == [(218, 109)]
    assert broken_rules(xml_of(made)) == []
