"""What every door says to browsers: nothing is sniffed, framed, followed, kept or reached without TLS."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from comptoir.config.away import server_error
from comptoir.config.web_files import PAGE_POLICY
from comptoir.identity.public import Role
from tests.backoffice.conftest import _quick_passwords, sign_in
from tests.edge.test_dispatcher import ask, built

__all__ = ["_quick_passwords", "sign_in"]  # fixtures
OPEN = ("/sign-in", "/start", "/nowhere", "/api/v1/", "/api/v1/nowhere", "/api/v1/articles", "/pay/x", "/r/x")
SignIn = Callable[[UUID, Role], Client]
ASK_SETTINGS = """
import json, os
os.environ["COMPTOIR_TLS"] = "1"
from comptoir.config import settings as s
print(json.dumps({
    name: [getattr(s, f"{name}_COOKIE_{part}") for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")]
    for name in ("SESSION", "CSRF", "LANGUAGE")
}))
"""


def test_every_answer_says_what_it_is_and_may_stand_in_no_frame(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    for address in (*OPEN, "/today", "/sales", "/team", "/sales.csv"):
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address
        if answer["Content-Type"].startswith("text/"):
            assert "charset=utf-8" in answer["Content-Type"].lower(), address


def test_files_of_the_till_say_the_same(tmp_path: Path) -> None:
    dispatcher = built(tmp_path)
    (tmp_path / "till" / "index.html").write_text("<!doctype html>")

    answer = ask(dispatcher, "GET", "/till/")

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_who_came_by_tls_comes_by_nothing_else(tmp_path: Path) -> None:
    dispatcher = built(tmp_path)
    (tmp_path / "till" / "index.html").write_text("<!doctype html>")

    for path in ("/till/", "/static/nowhere.css", "/edge/v1/catalog", "/sign-in", "/r"):
        assert ask(dispatcher, "GET", path, scheme="https").headers["strict-transport-security"] == "max-age=31536000"
        assert "strict-transport-security" not in ask(dispatcher, "GET", path, scheme="http").headers, path


def test_cookies_are_bound_to_this_host_and_to_tls() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK_SETTINGS], capture_output=True, text=True, check=True, env=os.environ.copy()
    )
    cookies = json.loads(done.stdout)

    assert len(cookies) == 3
    for name, secure, httponly, samesite in cookies.values():
        assert (name.startswith("__Host-"), secure, httponly, samesite) == (True, True, True, "Lax"), name


def test_pages_of_a_person_are_kept_nowhere(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)

    for address in ("/today", "/sales", "/team", "/account", "/customers"):
        assert "no-store" in client.get(address)["Cache-Control"], address


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK"])
def test_a_request_is_never_sent_back(method: str) -> None:
    answer = Client().generic(method, "/sign-in", headers={"X-Secret": "do-not-echo"})

    assert b"do-not-echo" not in answer.content
    assert answer.status_code == 405


def test_no_other_origin_may_read_an_answer(organization: UUID) -> None:
    for address in OPEN:
        answer = Client().get(address, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer, address


def test_an_error_of_ours_tells_nothing_of_itself() -> None:
    request = RequestFactory().get("/today")
    try:
        raise RuntimeError("SELECT password FROM identity_user")
    except RuntimeError:
        answer = server_error(request)

    assert answer.status_code in (500, 503)
    assert b"identity_user" not in answer.content
    assert b"Traceback" not in answer.content
    assert settings.DEBUG is False


def test_no_folder_is_listed_and_no_history_of_the_source_is_served(tmp_path: Path) -> None:
    dispatcher = built(tmp_path)
    for folder in ("static", "till"):
        (tmp_path / folder / ".git").mkdir()
        (tmp_path / folder / ".git" / "config").write_text("[core]")

    for path in ("/static/", "/static/.git/config", "/till/assets/", "/till/.git/config", "/till/.env"):
        answer = ask(dispatcher, "GET", path)
        # Below `/till/` what is no file is the till's own page.
        assert answer.status == 404 or answer.body == b"<!doctype html>till", path
        assert b"[core]" not in answer.body


def test_signing_out_lets_the_browser_forget_pages_and_leaves_the_till_its_sales(
    organization: UUID, sign_in: SignIn
) -> None:
    answer = sign_in(organization, Role.OWNER).post("/sign-out")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in")
    # "storage" would take a till's unsent sales, "cookies" those of other programs of the domain.
    assert answer["Clear-Site-Data"] == '"cache"'


def test_every_page_demands_trusted_types(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    pages = ("/today", "/pay/nothing", "/start", "/nowhere")
    policies = [client.get(path)["Content-Security-Policy"] for path in pages]

    for policy in [*policies, PAGE_POLICY.decode()]:
        assert "require-trusted-types-for 'script'" in policy
        [named] = [rule.split()[1:] for rule in policy.split(";") if rule.split()[0] == "trusted-types"]
        assert set(named) in ({"htmx", "default"}, {"svelte-trusted-html", "till"})
