"""Our XML keeps the rules of EN 16931, and its sums agree to the cent, whatever was sold."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.invoices.commands import Buyer
from comptoir.invoices.content import (
    InvoiceContent,
    Seller,
    content_of,
    explained_as,
    figures_of,
    needs_tax_number,
    share,
    subtract,
)
from comptoir.invoices.errors import NotInvoiceable
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


def test_a_menu_is_a_position_for_each_part_and_a_part_that_comes_back_leaves_the_rest() -> None:
    parts = [
        {"item": name, "name": name, "quantity_milli": 1000, "unit_price": price, "amount": amount,
         "taxes": [{"category": "S", "rate_ppm": rate}]}
        for name, price, amount, rate in [("Burger", 800, 1200, 100_000), ("Bière", 400, 600, 200_000)]
    ]  # fmt: skip
    menu = {"line": 1, "name": "Menu", "quantity_milli": 2000, "unit": "C62", "unit_price": 900, "amount": 1800,
            "line_discount": 0, "basket_discount": 0, "components": parts}  # fmt: skip
    sold = {**body([line(1200, 100_000), line(600, 200_000)]), "lines": [menu]}
    refund = body([line(-300, 200_000, name="Bière", quantity_milli=-1000, refers_to_line=1, refers_to_component=2)])

    xml = xml_of(content(sold))
    left = subtract(figures_of(sold, ""), content(refund, kind="credit_note"))

    assert broken_rules(xml) == []
    assert [(row.name, row.quantity_milli, row.net) for row in figures_of(sold, "").lines] == [
        ("Burger", 2000, 1091),
        ("Bière", 2000, 500),
    ]
    assert [(row.name, row.quantity_milli, row.net) for row in left.lines] == [
        ("Burger", 2000, 1091),
        ("Bière", 1000, 250),
    ]
    assert (left.gross, left.tax) == (1500, 159)


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


def deposits(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A body whose deposits are no turnover beside what is taxed."""
    taxed = [row for row in lines if row["tax_category"] == "S"]
    made = body(taxed, **changes) if taxed else body([], **changes)
    beside = sum(row["amount"] for row in lines if row["tax_category"] == "O")
    row = {"tax_category": "O", "tax_rate_ppm": 0, "net": beside, "tax": 0, "gross": beside}
    return {
        **made, "lines": list(lines), "tax_subtotals": [row, *made["tax_subtotals"]], "net": made["net"] + beside,
        "gross": made["gross"] + beside,
    }  # fmt: skip


def deposit(amount: int, pieces: int, **changes: Any) -> dict[str, Any]:
    return line(
        amount, 0, name="Consigne bouteille", quantity_milli=1_000 * pieces, tax_category="O", kind="deposit", **changes
    )


def test_a_deposit_that_is_no_turnover_is_exempt_and_says_why() -> None:
    made = content(deposits(line(2490, 200_000), deposit(300, 20, of_line=1), deposit(-60, -4)))

    xml = xml_of(made)

    assert broken_rules(xml) == []
    assert [(row.tax_category, row.net, row.tax, row.reason) for row in made.taxes] == [
        ("E", 240, 0, "Not subject to tax"), ("S", 2075, 415, ""),
    ]  # fmt: skip
    assert (made.net, made.tax, made.gross) == (2315, 415, 2730)
    assert "<ram:ExemptionReason>Not subject to tax</ram:ExemptionReason>" in xml
    assert '<ram:BilledQuantity unitCode="C62">-4</ram:BilledQuantity>' in xml


def test_a_deposit_that_is_part_of_the_price_is_taxed_as_its_goods() -> None:
    taxed = line(90, 200_000, name="Pfand", quantity_milli=6_000, kind="deposit", of_line=1)

    made = content(body([line(5340, 200_000, quantity_milli=6_000), taxed]))

    assert broken_rules(xml_of(made)) == []
    assert [(row.name, row.net) for row in made.lines] == [("Baguette", 4450), ("Pfand", 75)]


def test_as_many_bottles_back_as_went_stand_on_the_invoice() -> None:
    made = content(deposits(line(2490, 200_000), deposit(60, 4, of_line=1), deposit(-60, -4)))

    assert broken_rules(xml_of(made)) == []
    assert [row.net for row in made.lines] == [60, -60, 2075]


def several(amount: int, *taxes: dict[str, Any], pieces: int = 1) -> dict[str, Any]:
    found = line(amount, 0, quantity_milli=1_000 * pieces, name="Lampe", taxes=list(taxes))
    del found["tax_category"], found["tax_rate_ppm"]
    return found


VAT = {"category": "S", "rate_ppm": 200_000}


def sold_as(lines: list[dict[str, Any]], stated: list[dict[str, Any]], net: int, levied: int) -> dict[str, Any]:
    return {
        **body([line(net + levied, 0)]), "lines": lines, "tax_subtotals": stated, "net": net, "tax": levied,
        "gross": net + levied,
    }  # fmt: skip


def test_an_amount_for_each_unit_is_part_of_the_price_where_vat_is_charged_on_it() -> None:
    eco = {"code": "DEEE", "category": "S", "unit_amount": 50, "in_base": 1}
    stated = [
        {"tax_category": "S", "tax_rate_ppm": 0, "code": "DEEE", "unit_amount": 50, "net": 0, "tax": 100, "gross": 100},
        tax(2400, 200_000),
    ]
    sold = sold_as([several(2400, VAT, eco, pieces=2)], stated, 1900, 500)

    made = content(sold)

    assert broken_rules(xml_of(made)) == []
    assert [(row.name, row.net) for row in made.lines] == [("Lampe", 2000)]
    assert (made.net, made.tax, made.gross) == (2000, 400, 2400)


def test_an_amount_for_each_unit_beside_vat_is_a_line_of_its_own() -> None:
    levy = {"code": "TAX", "category": "S", "unit_amount": 50}
    stated = [
        {"tax_category": "S", "tax_rate_ppm": 0, "code": "TAX", "unit_amount": 50, "net": 0, "tax": 100, "gross": 100},
        tax(2400, 200_000),
    ]
    sold = sold_as([several(2500, VAT, levy, pieces=2)], stated, 2000, 500)

    made = content(sold)

    assert broken_rules(xml_of(made)) == []
    assert [(row.name, row.net, row.tax_category) for row in made.lines] == [("Lampe", 2000, "S"), ("TAX", 100, "E")]
    assert (made.net, made.tax, made.gross) == (2100, 400, 2500)


def test_a_menu_is_told_by_its_parts() -> None:
    parts = [
        {"item": "meal", "quantity_milli": 1000, "unit_price": 800, "amount": 600,
         "taxes": [{"category": "S", "rate_ppm": 100_000}]},
        {"item": "beer", "quantity_milli": 1000, "unit_price": 400, "amount": 300, "taxes": [VAT]},
    ]  # fmt: skip
    menu = line(900, 0, name="Menu du midi", components=parts)
    del menu["tax_category"], menu["tax_rate_ppm"]
    sold = sold_as([menu], [tax(600, 100_000), tax(300, 200_000)], 795, 105)

    made = content(sold)

    assert broken_rules(xml_of(made)) == []
    assert [(row.name, row.net, row.tax_rate_ppm) for row in made.lines] == [
        ("Menu du midi", 545, 100_000), ("Menu du midi", 250, 200_000),
    ]  # fmt: skip


def test_two_rates_on_one_line_are_no_invoice_of_the_union() -> None:
    both = several(1120, {"code": "GST", **VAT}, {"code": "PST", **VAT})

    with pytest.raises(NotInvoiceable):
        figures_of(sold_as([both], [], 800, 320), "Montant libre")


def exempt(category: str, **exemption: Any) -> dict[str, Any]:
    """A body without tax: 8.90 with 20 % in it was 7.42 without."""
    zero = {"tax_category": category, "tax_rate_ppm": 0, "net": 742, "tax": 0, "gross": 742}
    return body([line(742, 200_000, exempted=148)]) | {
        "tax_subtotals": [zero], "net": 742, "tax": 0, "gross": 742,
        "exemption": {"category": category, "reason": "019a0000-0000-7000-8000-00000000e001", **exemption},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("category", "exemption", "reason", "code"),
    [
        ("E", {"name": "Ambassade", "mention": "Art. 151", "vatex": "VATEX-EU-151"}, "Art. 151", "VATEX-EU-151"),
        ("E", {"name": "Association"}, "Association", ""),
        ("E", {}, "Exempt from tax", ""),
        ("E", {"name": 7, "vatex": "VATEX-EU-G"}, "Exempt from tax", ""),
        ("G", {"name": "Exportation"}, "Exportation", "VATEX-EU-G"),
        ("K", {}, "Intra-community supply", "VATEX-EU-IC"),
        ("AE", {"mention": "Autoliquidation", "vatex": "VATEX-EU-AE"}, "Autoliquidation", "VATEX-EU-AE"),
    ],
)
def test_an_exemption_says_its_reason_and_code_and_keeps_the_rules(
    category: str, exemption: dict[str, Any], reason: str, code: str
) -> None:
    xml = xml_of(content(exempt(category, **exemption)))

    assert broken_rules(xml) == []
    assert f"<ram:ExemptionReason>{reason}</ram:ExemptionReason>" in xml
    assert ("ExemptionReasonCode" in xml) == bool(code)
    assert not code or f"<ram:ExemptionReasonCode>{code}</ram:ExemptionReasonCode>" in xml
    # Where the goods went stands on a delivery into another country alone (BR-IC-12).
    assert ("ShipToTradeParty" in xml) == (category == "K")


def test_an_exemption_beside_deposits_names_both_reasons_and_no_code() -> None:
    sold = exempt("E", name="Ambassade", vatex="VATEX-EU-151")
    untaxed = {"tax_category": "O", "tax_rate_ppm": 0, "net": 60, "tax": 0, "gross": 60}
    sold |= {
        "lines": [*sold["lines"], line(60, 0, tax_category="O", kind="fixed", refers_to_line=1)],
        "tax_subtotals": [*sold["tax_subtotals"], untaxed], "net": 802, "gross": 802,
    }  # fmt: skip

    made = content(sold)

    assert broken_rules(xml_of(made)) == []
    [tax_row] = made.taxes
    assert (tax_row.net, tax_row.reason, tax_row.code) == (802, "Ambassade; Not subject to tax", "")


def test_a_credit_note_gives_the_reason_of_its_invoice() -> None:
    invoice = content(exempt("E", mention="Art. 151", vatex="VATEX-EU-151"))
    zero = {"tax_category": "E", "tax_rate_ppm": 0, "net": -742, "tax": 0, "gross": -742}
    back = line(-742, 0, quantity_milli=-1000, tax_category="E", refers_to_line=1)
    refunded = body([back]) | {"tax_subtotals": [zero], "net": -742, "tax": 0, "gross": -742}

    figures = explained_as(figures_of(refunded, "Montant libre"), invoice)

    assert [(row.net, row.reason, row.code) for row in figures.taxes] == [(742, "Art. 151", "VATEX-EU-151")]
    made = content(
        refunded, kind="credit_note", taxes=figures.taxes, corrects_number="F2026-1", corrects_on="2026-11-25"
    )
    assert broken_rules(xml_of(made)) == []


@pytest.mark.parametrize(("category", "is_needed"), [("E", False), ("G", False), ("K", True), ("AE", True)])
def test_who_owes_the_tax_is_named_by_their_tax_number(category: str, is_needed: bool) -> None:
    assert needs_tax_number(figures_of(exempt(category), "")) is is_needed
