"""Pages and the API: one process, and who asks for the one does not wait for the other."""

import subprocess
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_urlconf, set_urlconf

from comptoir.config.doors import PAGES, pages_apart

LOADED = """
import django, sys
django.setup()
import comptoir.config.dispatcher
from django.urls import resolve, reverse
assert resolve("/begin", urlconf="comptoir.config.page_urls")
assert reverse("sign-in", urlconf="comptoir.config.page_urls")
print("comptoir.api.api" in sys.modules)
"""


def test_pages_do_not_load_the_api() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=120, check=False)
    assert told.stdout.strip() == "False", told.stderr


@pytest.mark.parametrize(("path", "urls"), [("/begin", PAGES), ("/", PAGES), ("/apis", PAGES), ("/api/v1/sales", None)])
def test_a_page_is_looked_for_among_pages(path: str, urls: str | None) -> None:
    set_urlconf(None)
    seen: list[tuple[object, object]] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append((getattr(request, "urlconf", None), get_urlconf()))
        return HttpResponse()

    pages_apart(answer)(RequestFactory().get(path))
    assert seen == [(urls, urls)]


@pytest.mark.django_db
def test_the_apis_reference_leads_to_pages_and_to_itself(client: Client) -> None:
    """Its own page shows the office's head, and the file that tools read."""
    answer = client.get("/api/v1/")
    assert answer.status_code == 200
    assert b'href="/api/v1/openapi.json"' in answer.content
