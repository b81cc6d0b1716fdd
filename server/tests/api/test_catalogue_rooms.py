"""What a shop's catalogue holds beside articles, by program: rules of price, families, shelves' rules, many at once."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from comptoir.catalog.models import Promotion
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.api.conftest import Connect, Program
from tests.sales.shop import Shop

RULE = {"name": "Soldes", "kind": "each", "percent_ppm": 200_000, "match": {}}


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


def version_of(program: Program, path: str) -> str:
    version: str = program.get(path)["ETag"]
    return version


def test_a_promotion_is_made_once_changed_by_who_read_it_and_ended(shop: Shop, program: Program) -> None:
    key = str(new_uuid7())
    made = program.post("/promotions", {"id": key, "document": RULE}, Idempotency_Key="one")
    again = program.post("/promotions", {"id": key, "document": RULE}, Idempotency_Key="one")
    twice = program.post("/promotions", {"id": key, "document": RULE})
    wrong = program.post("/promotions", {"document": {**RULE, "kind": "gift"}})

    assert (made.status_code, made.json()["document"]) == (201, {**RULE, "id": key})
    assert (again.status_code, again.json()) == (201, made.json())
    assert (twice.status_code, twice.json()["code"]) == (409, "api.already_there")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "pricing.rule_invalid")
    path, change = f"/promotions/{key}", {"document": {**RULE, "percent_ppm": 300_000}}
    assert program.put(path, change).status_code == 428
    assert program.put(path, change, If_Match='"old"').status_code == 412
    changed = program.done("put", path, change, If_Match=version_of(program, path))
    assert changed["document"]["percent_ppm"] == 300_000
    assert [one["is_ended"] for one in program.get("/promotions").json()["promotions"]] == [False]
    assert program.done("post", f"{path}/end")["is_ended"] is True
    with reading(shop.organization):
        assert Promotion.objects.count() == 3
        saved = AuditEvent.objects.filter(action="catalog.promotion_saved")
        assert [event.person for event in saved] == [program.person] * 2


def test_codes_are_made_for_a_promotion_with_a_code_and_withdrawn_by_batch(program: Program) -> None:
    rule = {**RULE, "when": {"coupon": "NOEL"}}
    path = f"/promotions/{program.done('post', '/promotions', {'document': rule}, 201)['id']}/codes"
    batch = str(new_uuid7())

    made = program.done("post", path, {"id": batch, "count": 3}, 201)
    program.done("post", path, {"id": batch, "count": 3}, 201)

    codes = [row["code"] for row in made["codes"]]
    assert (len(set(codes)), all(code.startswith("NOEL-") for code in codes)) == (3, True)
    first = program.get(f"{path}?limit=2").json()
    rest = program.get(f"{path}?limit=2&after={first['next']}").json()
    assert [row["code"] for row in first["codes"] + rest["codes"]] == sorted(codes)
    assert rest["next"] is None
    assert program.post(f"{path}/{new_uuid7()}/withdraw").status_code == 404
    gone = program.done("post", f"{path}/{batch}/withdraw")
    assert [row["is_withdrawn"] for row in gone["codes"]] == [True] * 3


def test_a_price_list_holds_and_ends_by_program(program: Program, shop: Shop) -> None:
    made = program.done("post", "/price-lists", {"document": {"name": "Soir", "rank": 3}}, 201)
    path = f"/price-lists/{made['id']}"
    prices = program.done("put", f"{path}/prices/{shop.wine.item}", {"unit_price": 700})

    assert [row["unit_price"] for row in prices["prices"]] == [700]
    changed = program.done("put", path, {"document": {"name": "Nuit"}}, If_Match=version_of(program, path))
    assert (changed["name"], changed["document"]) == ("Nuit", {"name": "Nuit", "id": made["id"]})
    assert program.done("post", f"{path}/end")["is_ended"] is True


def picture() -> str:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "#a03020").save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def test_an_article_gets_variants_a_pack_a_picture_and_what_is_in_it(program: Program, shop: Shop) -> None:
    bread, wine = f"/articles/{shop.bread.item}", f"/articles/{shop.wine.item}"

    def put(path: str, part: str, body: object) -> Any:
        return program.done("put", f"{path}/{part}", body, If_Match=version_of(program, f"{path}/details"))

    matrix = {
        "options": [{"name": "Taille", "values": ["S", "L"]}],
        "variants": [{"choices": ["S"], "unit_price": 100}, {"choices": ["L"], "unit_price": 200}],
    }
    varied = put(bread, "variants", matrix)
    assert [(one["choices"], one["unit_price"]) for one in varied["members"]] == [(["S"], 100), (["L"], 200)]
    packed = program.done("post", f"{wine}/packs", {"name": "Carton", "count": 6, "unit_price": 5_000}, 201)
    pack = packed["members"][0]["article"]
    held = program.done(
        "put", f"/packs/{pack}/count", {"count": 12}, If_Match=version_of(program, f"/articles/{pack}/details")
    )
    assert held["pack_count"] == 12
    described = put(wine, "description", {"allergens": ["sulphites"], "restriction": "beer_wine"})
    assert (described["allergens"], described["restriction"]) == (["sulphites"], "beer_wine")
    stated = put(wine, "content", {"net": {"milli": 750_000, "unit": "MLT"}, "origin": "Jura"})
    assert (stated["net"], stated["origin"]) == ({"milli": 750_000, "unit": "MLT"}, "Jura")
    shown = program.done("put", f"{wine}/photo", {"picture": picture()})
    photo = program.get(f"/photos/{shown['photo']}")
    assert (photo["Content-Type"], photo.content[8:12]) == ("image/webp", b"WEBP")
    refused = program.put(f"{wine}/photo", {"picture": "AAAA"})
    assert (refused.status_code, refused.json()["code"]) == (422, "catalog.photo_unreadable")
    assert program.done("put", f"{wine}/sold-out/{shop.store}", {"is_sold_out": True})["sold_out_in"] == [
        str(shop.store)
    ]
    menu = {"places": [{"name": "Boisson", "choices": [{"article": str(shop.wine.item), "surcharge": 150}]}]}
    lunch = program.done("post", "/articles", {**new_article(program), "name": "Midi"}, 201)["id"]
    assert put(f"/articles/{lunch}", "menu", menu)["places"][0]["choices"] == menu["places"][0]["choices"]


def new_article(program: Program) -> dict[str, Any]:
    shelf = program.get("/categories").json()["categories"][0]["id"]
    tax = program.get("/tax-classes").json()["tax_classes"][0]["id"]
    return {"name": "Miel", "category": shelf, "tax_class": tax, "unit_price": 890}


def test_rules_of_shelves_are_stated_and_taken_back(program: Program, shop: Shop) -> None:
    article = new_article(program)
    option = {"id": str(new_uuid7()), "name": "Bleu", "price": 0}
    question = {"name": "Cuisson", "minimum": 1, "maximum": 1, "options": [option]}
    group = program.done("post", "/modifier-groups", question, 201)
    assert group["options"] == [option]
    assert program.done("delete", f"/modifier-groups/{group['id']}")["modifier_groups"] == []

    said = program.done("put", "/restrictions/tobacco", {"age": 21})["restrictions"]
    assert [(row["age"], row["is_law"]) for row in said if row["code"] == "tobacco"] == [(18, True), (21, False)]
    law = program.done("delete", "/restrictions/tobacco")["restrictions"]
    assert [row["is_law"] for row in law] == [True] * 4
    shelf = article["category"]
    shelves = program.done("put", f"/categories/{shelf}/restriction", {"restriction": "spirits"})["categories"]
    assert shelves == [{"category": shelf, "restriction": "spirits"}]
    in_use = program.delete(f"/categories/{shelf}")
    assert (in_use.status_code, in_use.json()["code"]) == (409, "catalog.category_in_use")

    bottle = {**{key: article[key] for key in ("category", "tax_class")}, "name": "Bouteille", "unit_price": 25}
    deposit = program.done("post", "/deposits", bottle, 201)
    details = f"/articles/{shop.wine.item}/details"
    held = program.done(
        "put", f"/articles/{shop.wine.item}/containers",
        {"containers": [{"article": deposit["id"], "count": 1}]}, If_Match=version_of(program, details),
    )  # fmt: skip
    assert held["containers"] == [{"article": deposit["id"], "count": 1}]
    used = program.delete(f"/deposits/{deposit['id']}")
    assert (used.status_code, used.json()["code"]) == (409, "catalog.deposit_used")
    scale = {"prefix": "21", "item_digits": 5, "value_digits": 5, "kind": "price", "decimals": 2}
    label = program.done("post", "/scale-labels", scale, 201)["id"]
    taken = program.post("/scale-labels", scale)
    assert (taken.status_code, taken.json()["code"]) == (409, "catalog.scale_prefix_taken")
    assert program.done("delete", f"/scale-labels/{label}")["scale_labels"] == []


def test_prices_codes_and_labels_of_many_articles_at_once(program: Program, shop: Shop) -> None:
    bread, wine, store = str(shop.bread.item), str(shop.wine.item), str(shop.store)
    position = program.get("/catalog").json()["position"]
    batch = {"lines": [{"article": bread, "unit_price": 130}, {"article": wine, "unit_price": 890}]}

    changed = program.done("post", "/prices", {**batch, "position": position})

    assert (changed["changed"], changed["left"]) == (1, [])
    late = program.done("post", "/prices", {"lines": [{"article": bread, "unit_price": 99}], "position": position})
    assert (late["changed"], late["left"]) == (0, [{"article": bread, "code": "catalog.row_changed"}])
    span = {"first": changed["first"], "last": changed["last"]}
    assert program.done("post", "/prices/take-back", span)["changed"] == 1
    assert program.get(f"/articles/{bread}").json()["unit_price"] == 115
    assert {one["article"] for one in program.get("/codes/missing").json()["articles"]} == {bread, wine}
    given = program.done("post", "/codes", {"articles": [bread, bread]})["given"]
    assert [one["article"] for one in given] == [bread]
    assert program.get(f"/articles/{bread}").json()["barcodes"] == [given[0]["code"]]
    assert program.done("post", "/labels", {"stores": [store, store], "articles": [wine]})["labels"] == 2
    waiting = program.get(f"/stores/{store}/labels").json()
    assert [one["article"] for one in waiting["labels"] if one["is_wanted"]] == [wine]
    program.done(
        "post", f"/stores/{store}/labels/hang", {"position": waiting["position"], "seen_at": waiting["seen_at"]}
    )
    assert program.get(f"/stores/{store}/labels").json()["labels"] == []
