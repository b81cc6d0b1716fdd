"""A price on a scale's label: right by the shop's table as of the entry's time, and only for the label's article."""

import os
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comptoir.catalog.commands import AddScaleLabel, RemoveScaleLabel
from comptoir.catalog.labels import LabelAt, price_on_label
from comptoir.catalog.operations import add_scale_label, remove_scale_label
from comptoir.kernel import gtin_check_digit, new_uuid7
from comptoir.sales.simulation import SimulatedTill
from tests.sales.shop import Shop, new_till, rows
from tests.sales.test_judge_v2 import flags, newest, sale, submit

LABEL = UUID("01900000-0000-7000-8000-00000000000b")


def label(twelve: str) -> str:
    return f"{twelve}{gtin_check_digit(twelve)}"


def _name(shop: Shop, item: UUID, code: str) -> None:
    """What the scale knows the article by. The owner writes it: how codes are given is another test's."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO catalog_barcode (organization_id, id, item_id, code) VALUES (%s, %s, %s, %s)",
            [shop.organization, new_uuid7(), item, code],
        )


def _row(shop: Shop, kind: str = "price") -> AddScaleLabel:
    return AddScaleLabel(
        organization=shop.organization, person=None, id=LABEL, prefix="24", item_digits=5, value_digits=5, kind=kind,
        decimals=2, has_inner_check=False, store=None,
    )  # fmt: skip


def _till(shop: Shop) -> SimulatedTill:
    till = new_till(shop)
    till.engine_version = 2
    till.catalog_position = newest(shop)
    return till


def _body(till: SimulatedTill, shop: Shop, unit_price: int, code: str, **more: Any) -> Any:
    """A bottle at the price that its label says."""
    wine = replace(shop.wine, unit_price=unit_price, **more)
    body = sale(till, shop, [wine])
    body["lines"][0] |= {"barcode": code, "price_source": "open", "unit": more.get("unit", "C62")}
    return body


def test_a_piece_costs_what_its_label_says_and_nothing_else(shop: Shop, database) -> None:
    assert shop.wine.item is not None
    add_scale_label(_row(shop))
    _name(shop, shop.wine.item, "12345")
    till = _till(shop)
    right, cent, other, plain = (
        _body(till, shop, 450, label("241234500450")),
        _body(till, shop, 451, label("241234500450")),
        _body(till, shop, 450, label("249999900450")),
        _body(till, shop, 450, "3760123456785"),
    )

    entries = [till.start_chain(), *(till.seal("sale", body) for body in (right, cent, other, plain))]
    assert submit(database.app, till, *[[entry] for entry in entries]) == ["stored"] * 5

    assert flags(shop) == [("price", "451", "890"), ("price", "450", "890"), ("price", "450", "890")]
    # The same again, from memory.
    submit(database.app, till, [till.seal("sale", _body(till, shop, 450, label("241234500450")))])
    assert len(flags(shop)) == 3


def test_weighed_goods_come_to_the_label_s_price_to_the_cent(shop: Shop, database) -> None:
    assert shop.wine.item is not None
    add_scale_label(_row(shop))
    _name(shop, shop.wine.item, "12345")
    till = _till(shop)
    # 266 g of 12.97 a kilogram are 3.45; of 12.99 they are 3.46.
    right = _body(till, shop, 1297, label("241234500345"), quantity_milli=266, unit="KGM")
    dear = _body(till, shop, 1299, label("241234500345"), quantity_milli=266, unit="KGM")

    submit(database.app, till, [till.start_chain()], [till.seal("sale", right)], [till.seal("sale", dear)])

    assert (right["gross"], dear["gross"]) == (345, 346)
    assert flags(shop) == [("price", "1299", "890")]


def test_the_table_counts_as_the_till_knew_it(shop: Shop, database) -> None:
    assert shop.wine.item is not None
    _name(shop, shop.wine.item, "12345")
    before = _till(shop)
    add_scale_label(_row(shop))
    knew = newest(shop)
    remove_scale_label(RemoveScaleLabel(organization=shop.organization, person=None, id=LABEL))
    code = label("241234500450")
    entries = [before.start_chain()]
    for position in (before.catalog_position, knew, newest(shop)):
        before.catalog_position = position
        entries.append(before.seal("sale", _body(before, shop, 450, code)))

    submit(database.app, before, *[[entry] for entry in entries])

    assert flags(shop) == [("price", "450", "890")] * 2
    assert [row["ended_position"] is None for row in rows("catalog_scalelabel", shop.organization)] == [False]


def test_an_element_string_is_right_where_the_shop_prints_prices(shop: Shop, database) -> None:
    """By the same table, as of the same time, for this article and this currency, and not a cent more."""
    assert shop.wine.item is not None
    gtin = "09506000134352"
    _name(shop, shop.wine.item, gtin)
    till = _till(shop)
    entries = [till.start_chain(), till.seal("sale", _body(till, shop, 450, f"01{gtin}3922450"))]
    submit(database.app, till, *[[entry] for entry in entries])
    assert flags(shop) == [("price", "450", "890")]  # nobody had said that labels carry prices

    add_scale_label(_row(shop))
    till.catalog_position = newest(shop)
    taken = [
        (450, f"01{gtin}3922450"),
        (450, f"01{gtin}3932978450"),
        (1_200, f"01{gtin}392012"),
    ]
    refused = [
        (451, f"01{gtin}3922450"),
        (450, f"01{gtin}3932756450"),
        (450, "01095060001343693922450"),
        (450, f"01{gtin}"),
    ]
    bodies = [_body(till, shop, price, code) for price, code in (*taken, *refused)]
    weighed = _body(till, shop, 1297, f"01{gtin}3922345", quantity_milli=266, unit="KGM")
    assert weighed["gross"] == 345
    submit(database.app, till, *[[till.seal("sale", body)] for body in (*bodies, weighed)])

    assert flags(shop)[1:] == [("price", "451", "890")] + [("price", "450", "890")] * 3

    remove_scale_label(RemoveScaleLabel(organization=shop.organization, person=None, id=LABEL))
    # A till that has not heard of it goes on; one that has does not.
    late = till.seal("sale", _body(till, shop, 450, f"01{gtin}3922450"))
    till.catalog_position = newest(shop)
    submit(database.app, till, [late], [till.seal("sale", _body(till, shop, 450, f"01{gtin}3922450"))])
    assert flags(shop)[5:] == [("price", "450", "890")]


def test_a_store_s_own_row_says_that_it_prints_no_prices() -> None:
    store, elsewhere = new_uuid7(), new_uuid7()
    everywhere = LabelAt(1, None, None, "24", 5, 5, "price", 2, False)
    own = everywhere._replace(store=store, kind="weight", decimals=3)
    code = "01095060001343523922450"

    def read(where: UUID) -> int | None:
        found = price_on_label(code, [everywhere, own], store=where, position=7, currency="EUR")
        return found and found.amount

    assert (read(store), read(elsewhere)) == (None, 450)


@pytest.mark.parametrize(
    ("code", "row", "amount"),
    [
        (label("241234500450"), {}, 450),
        ("0" + label("241234500450"), {}, 450),
        (label("241234500450"), {"decimals": 1}, 4_500),
        (label("241234500455"), {"decimals": 3}, 46),
        (label("241234500450")[:-1] + "x", {}, None),
        (label("251234500450"), {}, None),
        (label("241234500450"), {"kind": "weight"}, None),
        (label("241234500450"), {"position": 8}, None),
        (label("241234500450"), {"ended_position": 7}, None),
    ],
)
def test_a_label_is_read_as_a_till_reads_it(code: str, row: dict[str, Any], amount: int | None) -> None:
    standing = LabelAt(1, None, None, "24", 5, 5, "price", 2, False)._replace(**row)

    found = price_on_label(code, [standing], store=new_uuid7(), position=7, currency="EUR")

    assert (found.amount if found is not None else None) == amount
    if found is not None:
        assert "12345" in found.codes
