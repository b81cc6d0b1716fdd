"""Articles by program: lists, versions, repeats, refusals, and whose they are."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from comptoir.api.models import KeptAnswer
from comptoir.catalog.models import Item, Price
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.models import AuditEvent
from comptoir.platform.public import found_organization
from comptoir.platform.tenancy import reading
from tests.api.conftest import Connect, Program
from tests.sales.shop import Shop


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


def new_article(program: Program, name: str = "Miel", **more: object) -> dict[str, Any]:
    shelf = program.get("/categories").json()["categories"][0]["id"]
    tax = program.get("/tax-classes").json()["tax_classes"][0]["id"]
    return {"name": name, "category": shelf, "tax_class": tax, "unit_price": 890, **more}


def counted(organization: UUID) -> int:
    with reading(organization):
        return Item.objects.count()


def test_an_article_is_made_read_changed_priced_and_archived(shop: Shop, program: Program) -> None:
    made = program.post("/articles", new_article(program, barcodes=["3017620422003"]))

    assert made.status_code == 201
    article = made.json()
    assert (article["name"], article["unit_price"], article["barcodes"]) == ("Miel", 890, ["03017620422003"])
    read = program.get(f"/articles/{article['id']}")
    assert (read.json(), read["ETag"]) == (article, made["ETag"])
    changed = program.patch(f"/articles/{article['id']}", {"name": "Miel de lavande"}, If_Match=read["ETag"])
    assert (changed.status_code, changed.json()["name"], changed.json()["barcodes"]) == (
        200, "Miel de lavande", ["03017620422003"],
    )  # fmt: skip
    priced = program.put(f"/articles/{article['id']}/price", {"unit_price": 950}, If_Match=changed["ETag"])
    assert (priced.status_code, priced.json()["unit_price"]) == (200, 950)
    archived = program.post(f"/articles/{article['id']}/archive")
    assert (archived.status_code, archived.json()["is_archived"]) == (200, True)
    assert program.post(f"/articles/{article['id']}/restore").json()["is_archived"] is False
    with reading(shop.organization):
        calls = AuditEvent.objects.filter(action="api.called").order_by("id")
        assert [call.details["method"] for call in calls] == ["POST", "PATCH", "PUT", "POST", "POST"]
        assert {(call.person, call.subject) for call in calls} == {(program.person, str(program.token_id))}
        assert AuditEvent.objects.get(action="catalog.price_changed").person == program.person


def test_a_list_is_walked_by_cursor_without_hole_or_repeat(program: Program, shop: Shop) -> None:
    for number in range(7):
        assert program.post("/articles", new_article(program, f"Article {number}")).status_code == 201
    expected = program.get("/articles?limit=200").json()

    walked, cursor = [], ""
    while True:
        page = program.get(f"/articles?limit=2&after={cursor}").json()
        walked += [article["id"] for article in page["articles"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert walked == [article["id"] for article in expected["articles"]]
    assert len(walked) == counted(shop.organization)
    assert [article["name"] for article in program.get("/articles?q=ARTICLE+3").json()["articles"]] == ["Article 3"]
    assert program.get("/articles?after=nonsense").json()["code"] == "api.cursor_invalid"


def test_what_somebody_else_changed_is_not_overwritten(program: Program, shop: Shop) -> None:
    address = f"/articles/{shop.bread.item}"
    read = program.get(address)

    assert program.put(f"{address}/price", {"unit_price": 120}, If_Match=read["ETag"]).status_code == 200
    late = program.put(f"{address}/price", {"unit_price": 130}, If_Match=read["ETag"])
    blind = program.put(f"{address}/price", {"unit_price": 140})

    assert (late.status_code, late.json()["code"]) == (412, "api.changed_meanwhile")
    assert (blind.status_code, blind.json()["code"]) == (428, "api.match_missing")
    assert program.get(address).json()["unit_price"] == 120
    assert program.put(f"{address}/price", {"unit_price": 150}, If_Match="*").status_code == 200
    assert program.get(address, If_None_Match=program.get(address)["ETag"]).status_code == 304


def test_the_same_key_is_done_once_and_told_again(program: Program, shop: Shop) -> None:
    wish, before = new_article(program), counted(shop.organization)

    first = program.post("/articles", wish, Idempotency_Key="order-1")
    again = program.post("/articles", wish, Idempotency_Key="order-1")
    other = program.post("/articles", {**wish, "unit_price": 1}, Idempotency_Key="order-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert (other.status_code, other.json()["code"]) == (409, "api.key_reused")
    assert program.post("/articles", wish, Idempotency_Key="é").json()["code"] == "api.key_invalid"
    assert counted(shop.organization) == before + 1
    with reading(shop.organization):
        assert KeptAnswer.objects.count() == 1


def test_a_refusal_keeps_no_answer(program: Program, shop: Shop) -> None:
    wish, before = new_article(program), counted(shop.organization)

    refused = program.post("/articles", {**wish, "category": str(new_uuid7())}, Idempotency_Key="a")
    done = program.post("/articles", wish, Idempotency_Key="a")

    assert (refused.status_code, refused.json()["code"]) == (404, "catalog.category_unknown")
    assert refused.json()["detail"] == "This category is no longer there."
    assert done.status_code == 201
    assert counted(shop.organization) == before + 1


def test_two_at_once_with_one_key_make_one_article(program: Program, shop: Shop) -> None:
    wish, before = new_article(program), counted(shop.organization)

    def send(_: int) -> Any:
        try:
            return program.post("/articles", wish, Idempotency_Key="twice")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert counted(shop.organization) == before + 1


def test_an_identifier_that_is_taken_is_a_conflict(program: Program, shop: Shop) -> None:
    wish = new_article(program, id=str(shop.bread.item))

    refused = program.post("/articles", wish)

    assert (refused.status_code, refused.json()["code"]) == (409, "api.already_there")
    assert program.get(f"/articles/{shop.bread.item}").json()["name"] != "Miel"


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"unit_price": "890"}, "unit_price"),
        ({"unit_price": -1}, "unit_price"),
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"colour": "red"}, "colour"),
        ({"id": "{0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a10}"}, "id"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_written(
    program: Program, shop: Shop, broken: dict[str, object], where: str
) -> None:
    before = counted(shop.organization)

    refused = program.post("/articles", {**new_article(program), **broken})

    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert refused.json()["code"] == "api.invalid"
    assert refused.json()["errors"][0]["where"].endswith(where)
    assert counted(shop.organization) == before


def test_a_problem_speaks_the_caller_s_language(program: Program, shop: Shop) -> None:
    said = {
        language: program.get(f"/articles/{new_uuid7()}", **{"Accept-Language": language}).json()["detail"]
        for language in ("fr", "de", "en")
    }

    assert said == {
        "fr": "Rien ne porte cet identifiant ici.",
        "de": "Nichts hat hier diese Kennung.",
        "en": "There is nothing with this identifier here.",
    }


def test_another_organization_s_articles_are_nowhere(program: Program, shop: Shop, connect: Connect) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    stranger = connect(other)
    etag = program.get(f"/articles/{shop.bread.item}")["ETag"]

    assert stranger.get("/articles").json() == {"next": None, "articles": []}
    assert stranger.get(f"/articles/{shop.bread.item}").status_code == 404
    assert stranger.patch(f"/articles/{shop.bread.item}", {"name": "Mine"}, If_Match=etag).status_code == 404
    assert stranger.put(f"/articles/{shop.bread.item}/price", {"unit_price": 1}, If_Match="*").status_code == 404
    assert stranger.post(f"/articles/{shop.bread.item}/archive").status_code == 404
    assert shop.bread.item is not None
    with reading(shop.organization):
        assert Price.objects.filter(item_id=shop.bread.item).count() == 1
        assert not Item.objects.get(pk=shop.bread.item).is_archived


def test_a_token_for_looking_changes_nothing(shop: Shop, connect: Connect) -> None:
    looking = connect(shop.organization, Permission.SEE_PRODUCTS)
    before = counted(shop.organization)

    refused = looking.post("/articles", new_article(looking))

    assert (refused.status_code, refused.json()["code"], refused.json()["scope"]) == (
        403, "api.scope_missing", "edit_products",
    )  # fmt: skip
    assert looking.get("/customers").status_code == 403
    assert counted(shop.organization) == before


def test_a_program_says_what_a_store_carries(program: Program, shop: Shop) -> None:
    word = {"article": str(shop.wine.item), "is_in": False}

    first = program.put("/ranges", {"store": str(shop.store), "words": [word]})
    wrong = program.put("/ranges", {"words": [{"is_in": False}]})

    assert first.json() == {
        "words": [{"store": str(shop.store), "category": None, "article": str(shop.wine.item), "is_in": False}]
    }
    assert wrong.status_code == 404
    assert program.get("/ranges").json() == first.json()
