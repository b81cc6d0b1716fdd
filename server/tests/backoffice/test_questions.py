"""How often pages ask the database: as `comptoir bench office` counts, which counts among 100,000 of everything."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.backoffice.urls import urlpatterns
from tests.backoffice.conftest import NOON, Day
from tests.catalog.stores import new_store

AT_MOST = 12
# So many stores show a question that is asked once a store.
STORES = 13
# What each kind of label has to say. It may become less.
KNOWN = {"/labels": 16}
NO_LISTS = {"/", "/sign-out", "/sign-in/passkey", "/sign-in/passkey/challenge"}


def questions(client: Client, address: str) -> int | None:
    """SELECTs of a page after the transaction was told its organization; null where the address is no page."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return None
    asked = [query["sql"].lstrip() for query in queries]
    told = next((place for place, query in enumerate(asked) if "comptoir.organizations" in query), len(asked))
    return len([query for query in asked[told + 1 :] if query.startswith(("SELECT", "WITH"))])


def test_no_page_that_lists_asks_often(owner: Client, day: Day) -> None:
    for _ in range(STORES):
        new_store(day.organization)
    addresses = [f"/{pattern.pattern}" for pattern in urlpatterns]
    lists = [one for one in addresses if "<" not in one and one not in NO_LISTS and not one.endswith(".csv")]
    searches = ["/search?q=painn", "/search?q=11,20", "/products?q=pain", "/customers?q=petit"]
    searches += [f"/day-report?day={NOON.date()}", f"/products/{day.shop.bread.item}"]

    counted = {address: questions(owner, address) for address in (*lists, *searches)}

    pages = {address: count for address, count in counted.items() if count is not None}
    assert len(pages) > 60
    assert {address: count for address, count in pages.items() if count > KNOWN.get(address, AT_MOST)} == {}
