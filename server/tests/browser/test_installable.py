"""The till can be installed: Chromium's own criteria, the manifest's pictures, and a start without a server's page."""

import struct
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.till_page import Shop

pytestmark = pytest.mark.browser

# What phones ask of an installed app: these two sizes, and one picture that may be cut to the phone's shape.
SIZES = {"192x192": (192, 192), "512x512": (512, 512)}


def test_a_browser_finds_nothing_that_keeps_the_till_from_being_installed(shop: Shop, device: BrowserContext) -> None:
    page = device.pages[0]
    page.goto(f"{shop.address}/till/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    browser = device.new_cdp_session(page)

    told: dict[str, Any] = browser.send("Page.getAppManifest")
    problems: dict[str, Any] = browser.send("Page.getInstallabilityErrors")

    assert told["url"] == f"{shop.address}/till/manifest.webmanifest"
    assert told["errors"] == []
    assert problems["installabilityErrors"] == []


def test_the_manifest_keeps_what_it_promises(shop: Shop, device: BrowserContext) -> None:
    page = device.pages[0]
    page.goto(f"{shop.address}/till/")
    manifest: dict[str, Any] = page.evaluate("fetch('/till/manifest.webmanifest').then((file) => file.json())")

    assert manifest["display"] == "standalone"
    assert manifest["start_url"] == manifest["scope"] == manifest["id"] == "/till/"
    assert manifest["name"]
    assert manifest["short_name"]
    pictures = [icon for icon in manifest["icons"] if icon["type"] == "image/png"]
    assert {icon["sizes"] for icon in pictures} == set(SIZES)
    assert [icon["sizes"] for icon in pictures if icon.get("purpose") == "maskable"] == ["512x512"]
    for icon in pictures:
        with urlopen(f"{shop.address}/till/{icon['src']}", timeout=10) as file:
            assert file.headers["content-type"] == "image/png"
            assert size_of(file.read(24)) == SIZES[icon["sizes"]]


def test_its_own_worker_answers_for_the_scope_and_starts_it_without_a_line(shop: Shop, device: BrowserContext) -> None:
    page = device.pages[0]
    page.goto(f"{shop.address}/till/")
    scope = page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.scope)")
    page.reload()
    is_controlled = page.evaluate("navigator.serviceWorker.controller !== null")
    device.set_offline(True)

    page.goto(f"{shop.address}/till/")

    assert scope == f"{shop.address}/till/"
    assert is_controlled is True
    page.locator("input[name=code]").wait_for()


def size_of(head: bytes) -> tuple[int, int]:
    """Width and height, as a PNG's first chunk says them."""
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height
