"""How often a page asks the database: in this process, as Django's own tests count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """An address, and its questions."""

    address: str
    count: int


def questions(email: str, password: str, addresses: Sequence[str]) -> Iterator[Counted]:
    """SELECTs of each page after the transaction was told its organization: who visits is asked before that."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["*"]
    client = Client(HTTP_HOST="localhost")
    answer = client.post("/sign-in", {"email": email, "password": password})
    assert answer.status_code == 302
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        yield Counted(address, len(of_page([query["sql"] for query in queries])))


def of_page(asked: Sequence[str]) -> list[str]:
    """Those that the page itself asks."""
    told = next((place for place, query in enumerate(asked) if "comptoir.organizations" in query), len(asked))
    return [query for query in asked[told + 1 :] if query.lstrip().startswith(("SELECT", "WITH"))]
