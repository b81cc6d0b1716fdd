"""A customer's browser remembers a shop's log: what contradicts it is said above all, from the built page alone."""

import base64
import functools
import http.server
import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, Playwright, Route, expect

import comptoir.config
from comptoir.journal import (
    Certificate,
    Essentials,
    build_certificate,
    build_essentials,
    canonicalize,
    digest,
    dump_public_key,
    seal,
    to_base64url,
)
from comptoir.journal.signed_note import ED25519, Checkpoint, Note, Verifier, sign_note

pytestmark = pytest.mark.browser

WEB = Path(comptoir.config.__file__).parent / "web"
SHOP, TILL, CHAIN, ENTRY = (f"01900000-0000-7000-8000-00000000000{number}" for number in range(1, 5))
SERVER, KEY = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())


def head(size: int, root: bytes, name: str = f"comptoir/{SHOP}") -> str:
    text = str(Checkpoint(name, size, root))
    return str(Note(text, (sign_note(SERVER, name, text),)))


def leaf(text: str) -> bytes:
    return sha256(b"\x00" + text.encode()).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


ENVELOPE = canonicalize(
    {
        "format": 1, "organization": SHOP, "till": TILL, "chain": CHAIN, "sequence": 2, "previous": "0" * 64,
        "kind": "sale", "device_time": "2026-11-22T12:13:14.120+01:00", "monotonic_ms": 1, "boot": "0" * 16,
        "server_time_seen": "", "catalog_position": 0, "engine_version": 1,
        "body": {
            "country": "FR", "currency": "EUR", "price_mode": "gross", "net": 218, "tax": 12, "gross": 230,
            "cash_rounding": 0, "tenders": [{"kind": "cash", "amount": 230, "received": 230, "change": 0}],
            "lines": [
                {"line": 1, "name": "Baguette", "quantity_milli": 2000, "unit": "C62", "unit_price": 115,
                 "line_discount": 0, "basket_discount": 0, "amount": 230, "tax_category": "S", "tax_rate_ppm": 55000}
            ],
            "tax_subtotals": [{"tax_category": "S", "tax_rate_ppm": 55000, "net": 218, "tax": 12, "gross": 230}],
        },
    }
)  # fmt: skip
SALE = leaf(f"comptoir-log-v1\nsales.entry\n{ENTRY}\n{digest(ENVELOPE)}\n")
FIRST, THIRD = leaf("one"), leaf("three")
TWO = node(FIRST, SALE)
NOW, LATER, OTHER = head(2, TWO), head(3, node(TWO, THIRD)), head(2, node(leaf("another"), SALE))
CLAIM = build_essentials(KEY, Essentials(CHAIN, 2, 230, "EUR", 1_795_345_994, digest(ENVELOPE)))


def answer(note: str) -> dict[str, object]:
    public = to_base64url(SERVER.public_key().public_bytes_raw())
    certificate = build_certificate(
        SERVER,
        Certificate(
            organization=SHOP, store=TILL, till=TILL, till_code="A1", chain=CHAIN, enrolment=1,
            public_key=dump_public_key(KEY.public_key()), issued_at="2026-11-22T08:00:00.000Z",
        ),
    )  # fmt: skip
    return {
        "certificate": certificate, "public_key": dump_public_key(KEY.public_key()), "server_key": public,
        "number": "A1-1-2", "store": "Boutique", "country": "FR", "timezone": "Europe/Paris", "exponent": 2,
        "stored": {"content": ENVELOPE.decode(), "seal": seal(KEY, ENVELOPE)},
        "logged": {
            "topic": "sales.entry", "subject": ENTRY, "index": 1, "size": 2, "note": note,
            "path": [base64.b64encode(FIRST).decode()],
            "key": str(Verifier(f"comptoir/{SHOP}", ED25519, SERVER.public_key().public_bytes_raw())),
        },
    }  # fmt: skip


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def page(playwright: Playwright, chromium: str) -> Iterator[Page]:
    if not (WEB / "r" / "index.html").exists():
        pytest.skip("the receipt's page is not built")
    handler = functools.partial(Quiet, directory=str(WEB))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}", locale="fr-FR").new_page()
        page.route("**/api/v1/receipts/**", lambda route: route.fulfill(json=answer(NOW)))
        yield page
        browser.close()
        server.shutdown()


def look(page: Page, kept: str, growth: str | None) -> None:
    """Open the receipt in a browser that keeps this head of an earlier visit."""

    def grow(route: Route) -> None:
        route.fulfill(status=404 if growth is None else 200, content_type="text/plain", body=growth or "")

    page.unroute("**/log/**")
    page.route("**/log/**", grow)
    page.goto("/r/icon.svg")
    page.evaluate("kept => localStorage.setItem('comptoir-heads', kept)", json.dumps({SHOP: kept}))
    page.goto(f"/r/#{CLAIM}")
    expect(page.locator(".verdict.good")).to_be_visible()


def test_a_log_that_does_not_go_on_from_what_the_browser_saw_is_said(page: Page) -> None:
    look(page, OTHER, "")
    expect(page.locator(".heads.bad")).to_contain_text("un autre registre qu’avant")
    with page.expect_download() as download:
        page.get_by_role("link", name="Enregistrer les deux têtes").click()
    assert download.value.path().read_text("utf-8") == f"{OTHER}\n{NOW}"

    look(page, LATER, None)
    expect(page.locator(".heads.warn")).to_contain_text("ramené en arrière")

    with page.expect_request("**/log/**/consistency/2/3"):
        look(page, LATER, base64.b64encode(THIRD).decode() + "\n")
    page.wait_for_timeout(500)
    expect(page.locator(".heads")).to_have_count(0)
    kept = page.evaluate("JSON.parse(localStorage.getItem('comptoir-heads'))")
    assert kept == {SHOP: LATER}
