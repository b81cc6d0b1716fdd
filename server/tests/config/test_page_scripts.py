"""The inventory of scripts is whole, and no page holds code of its own: a browser runs what the inventory names."""

import base64
import hashlib
import re
from pathlib import Path

from django.test import Client

import comptoir
from comptoir.config.cli.scripts import ONBOARDING, WEB, scripts
from comptoir.config.web_files import PAGE_POLICY

PACKAGE = Path(comptoir.__file__).parent
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
HANDLER = re.compile(r"<[a-z][^>]*\s(on[a-z]+\s*=|(href|src|action)\s*=\s*[\"']?\s*javascript:)", re.IGNORECASE)


def pages() -> list[Path]:
    """Every template, and every page that a build made."""
    made = [path for folder in ("till", "r") for path in (WEB / folder).rglob("*.html")]
    return [*PACKAGE.rglob("templates/**/*.html"), *made]


def test_no_page_holds_code_and_each_script_is_in_the_inventory() -> None:
    known = {name for _pages, name, _digest in scripts()}

    asked = pages()
    assert len(asked) > 100
    for page in asked:
        text = page.read_text()
        assert HANDLER.search(TAG.sub("", text)) is None, page
        for attributes, content in SCRIPT.findall(text):
            assert not content.strip(), page
            source = re.search(r"src=\"([^\"]*)\"", attributes)
            assert source is not None, page
            name = re.sub(r"\{%\s*static '([^']*)'.*", r"\1", source[1]).split("?")[0]
            assert not re.match(r"(https?:)?//", name), page
            assert any(one == name or name.endswith(f"/{one}") for one in known), (page, name)


def test_a_digest_is_of_the_bytes_that_are_served() -> None:
    found = {(kind, name): digest for kind, name, digest in scripts()}
    path = ONBOARDING / "start.js"

    expected = base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()

    assert found["first start", "start.js"] == f"sha384-{expected}"
    assert {kind for kind, _name in found} >= {"back office", "first start"}


def test_policies_allow_no_inline_script_and_no_other_host(db: None) -> None:
    answers = [Client().get(path) for path in ("/sign-in", "/start", "/nowhere", "/api/v1/", "/api/v1/reference")]
    policies = [answer["Content-Security-Policy"] for answer in answers] + [PAGE_POLICY.decode()]

    for policy in policies:
        rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
        allowed = rules.get("script-src", rules["default-src"])
        assert set(allowed) <= {"'self'", "'wasm-unsafe-eval'", "blob:"}, policy
        assert rules["object-src"] == ["'none'"]
        assert rules["base-uri"] == ["'none'"]
