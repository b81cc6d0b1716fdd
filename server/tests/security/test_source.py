"""What the source may not hold: ways to run a text, weak ciphers, whole technologies whose rules would then apply."""

import re
import tomllib

import pytest

from tests.architecture.layers import REPOSITORY, SERVER

PYTHON = [*(SERVER / "src").rglob("*.py"), *(REPOSITORY / "agent" / "src").rglob("*.py")]
WEB = [
    path
    for folder in ("apps", "packages")
    for kind in ("ts", "svelte", "js")
    for path in (REPOSITORY / "web" / folder).glob(f"*/src/**/*.{kind}")
]
TEMPLATES = [*(SERVER / "src").rglob("templates/**/*.html")]
# By what it is: a pattern that would show that it came to be used, in Python or in the web's source.
ABSENT = {
    "ldap": r"\bimport ldap|\bldap3\b",
    "xpath": r"\.xpath\(",
    "latex": r"pdflatex|xelatex|\\\\documentclass",
    "jndi": r"\bjndi\b",
    "memcache": r"memcache",
    "graphql": r"graphql|graphene|strawberry",
    "websocket": r"new WebSocket\(|websocket\.accept",
    "webrtc": r"RTCPeerConnection|\bSTUN\b|\bTURN server",
    "saml": r"\bSAML|saml2",
    "authorization server": r"oauth2_provider|/oauth/authorize|grant_types_supported",
    "code that is run from a text": r"(?<![\w.\"'])(?:eval|exec)\(|new Function\(|os\.system\(|shell=True",
    "deserialization of objects": r"\bpickle\b|\bmarshal\.|\bshelve\b|yaml\.(?:unsafe_)?load\(",
    "weak hashes": r"hashlib\.(?:md5|new\()|\bMD5\b\(",
    "weak ciphers": r"modes\.(?:ECB|CBC)\(|PKCS1v15\(|\b(?:TripleDES|ARC4|Blowfish)\b",
    "markup from a text": r"\{@html|\.outerHTML\s*=|insertAdjacentHTML|document\.write\(",
    "antivirus for uploads": r"clamd|clamav",
    "sms as a factor of sign-in": r"sms_code|otp_by_sms",
    "templates made of input": r"Template\(request|from_string\(request",
    "jsonp": r"[?&]callback=|jsonp",
    "mutual tls": r"CERT_REQUIRED.*client|ssl_cert_reqs",
    "user-supplied svg": r"image/svg\+xml.*upload|upload.*image/svg",
    "user markup": r"\bmarkdown\b\(|bleach|bbcode",
}
# Where a pattern stands for something else.
ELSEWHERE = {
    "weak ciphers": {"rksv", "payments", "austria"},
    "code that is run from a text": set(),
    "weak hashes": {"payments"},
}


@pytest.mark.parametrize("what", sorted(ABSENT))
def test_it_is_not_used(what: str) -> None:
    pattern = re.compile(ABSENT[what], re.IGNORECASE if what in ("jndi", "memcache", "graphql", "jsonp") else 0)
    found = [
        path.relative_to(REPOSITORY).as_posix()
        for path in (*PYTHON, *WEB)
        if pattern.search(path.read_text("utf-8")) and not set(path.parts) & ELSEWHERE.get(what, set())
    ]

    assert found == []


def test_chance_that_can_be_foreseen_is_for_plans_and_trials_only() -> None:
    """Secrets come from `secrets`; `random` is for the demo's story and for simulations."""
    uses = re.compile(r"^\s*(?:import random|from random import)", re.MULTILINE)
    found = {path.relative_to(SERVER / "src" / "comptoir").parts[:2] for path in PYTHON
             if path.is_relative_to(SERVER) and uses.search(path.read_text("utf-8"))}  # fmt: skip

    assert {parts[0] for parts in found} <= {"config", "simulation", "payments", "links", "sales"}
    assert not {parts for parts in found if parts[0] == "config"} - {("config", "demo")}


def test_templates_escape_everything() -> None:
    """A template never says that a text is safe; where a view does, the text is a picture that we drew."""
    loud = re.compile(r"\|\s*safe\b|\|\s*safeseq|autoescape off")
    assert [path.name for path in TEMPLATES if loud.search(path.read_text("utf-8"))] == []
    marked = {path.name for path in PYTHON if "mark_safe(" in path.read_text("utf-8")}
    assert len(marked) < 15, sorted(marked)


def test_documents_from_outside_resolve_no_entity() -> None:
    """Who reads XML: the bank's files by expat, which refuses entities; a store's answers, which are ours."""
    readers = {
        path.name for path in PYTHON
        if re.search(r"fromstring\(|ElementTree\.parse\(|expat\.ParserCreate|etree\.parse", path.read_text("utf-8"))
    }  # fmt: skip

    assert readers <= {"camt.py", "s3.py", "ipp.py", "xml.py", "foreign_invoices.py"}, readers


def test_the_linter_looks_for_dangerous_calls() -> None:
    """flake8-bandit's rules (SQL from texts, shells, weak hashes, requests without a limit) in `make lint`."""
    lint = tomllib.loads((SERVER / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]

    assert "S" in lint["select"]
    assert {rule for rule in lint["ignore"] if rule.startswith("S")} == {"S101", "S603"}


def test_pages_keep_no_secret_in_the_browser() -> None:
    """Storage that scripts read holds looks and devices of this browser, never a token."""
    keys = {
        match for path in WEB for match in re.findall(r"(?:local|session)Storage\.setItem\(([^,)]+)", path.read_text())
    }
    assert keys
    for key in keys:
        assert not re.search(r"token|password|secret", key, re.IGNORECASE), key


def test_every_input_for_a_password_hides_it_and_lets_managers_fill_it() -> None:
    fields = []
    for path in (SERVER / "src").rglob("*.py"):
        fields += re.findall(r"PasswordInput\(([^)]*\)?)", path.read_text("utf-8"))
    inputs = [
        tag for path in TEMPLATES for tag in re.findall(r"<[^>]*name=\"password\"[^>]*>", path.read_text("utf-8"))
    ]

    assert fields or inputs
    assert [tag for tag in inputs if 'type="password"' not in tag] == []
    everything = "".join(path.read_text("utf-8") for path in TEMPLATES)
    assert "onpaste" not in everything
    assert not re.search(r"autocomplete=\"off\"[^>]*type=\"password\"", everything)


def test_nothing_secret_is_written_in_the_source() -> None:
    told = re.compile(r"-----BEGIN (?:RSA |EC )?PRIVATE KEY|sk_live_[0-9a-zA-Z]{8}|AKIA[0-9A-Z]{16}|xox[bp]-")
    tracked = [path for path in (*PYTHON, *WEB, *TEMPLATES) if told.search(path.read_text("utf-8"))]

    assert [path.name for path in tracked if "peers" not in path.parts] == []


def test_addresses_carry_no_secret() -> None:
    """Tokens travel in headers: no address of the interface or the device door has one."""
    from comptoir.api.openapi import specification
    from comptoir.edge.door import ROUTES

    for path, methods in specification()["paths"].items():
        for terms in methods.values():
            names = {one["name"] for one in terms.get("parameters", ()) if one["in"] in ("query", "path")}
            assert not names & {"token", "secret", "password", "api_key", "pin"}, path
    assert not [path for path in ROUTES if "?" in path]


def test_only_the_named_hosts_are_asked() -> None:
    """Whoever calls outside stands in the list of docs/security/outside.md."""
    calls = re.compile(
        r"^\s*(?:import|from) .*(?:http\.client|urllib\.request|HTTPS?Connection|smtplib|aiohttp|httpx|requests\.)",
        re.MULTILINE,
    )
    named = (REPOSITORY / "docs" / "security" / "outside.md").read_text("utf-8")
    found = {
        path.relative_to(SERVER / "src").as_posix().removeprefix("comptoir/")
        for path in PYTHON
        if path.is_relative_to(SERVER) and calls.search(path.read_text("utf-8"))
    }  # fmt: skip

    assert sorted(one for one in found if f"`{one}`" not in named) == []


def test_pages_hear_messages_of_their_own_origin_only() -> None:
    """A channel, a worker or a port of ours: no page listens to windows, which anybody may write to (ASVS V3.5.5)."""
    listening = {
        "apps/till/src/service-worker.js", "apps/till/src/state/tabs.ts", "packages/till-core/src/catalog/serve.ts",
        "packages/till-core/src/catalog/worker-catalog.ts", "packages/devices/src/shell/shell.ts",
    }  # fmt: skip
    hears = re.compile(r"addEventListener\(\s*[\"'`]message[\"'`]")
    windows = r"\b(window|globalThis|parent|opener|top|contentWindow|document)\??"
    of_windows = re.compile(windows + r"\.addEventListener\(\s*[\"'`]message|" + windows + r"\.onmessage")
    to_windows = re.compile(windows + r"\.postMessage\(|postMessage\([^)]*,\s*[\"'`]\*")
    source = {path.relative_to(REPOSITORY / "web").as_posix(): path.read_text("utf-8") for path in WEB}
    source = {name: text for name, text in source.items() if ".test." not in name}

    assert {name for name, text in source.items() if hears.search(text)} - listening == set(), "from whom?"
    assert [name for name, text in source.items() if of_windows.search(text) or to_windows.search(text)] == []


def test_each_upload_stands_on_the_page_of_uploads() -> None:
    """Which kinds and sizes: docs/security/uploads.md names every page that takes a file, with its limits."""
    from comptoir.backoffice import logos, moving_forms
    from comptoir.backoffice.pages import price_lists
    from comptoir.catalog import photos
    from comptoir.config import wsgi_adapter

    page = (REPOSITORY / "docs" / "security" / "uploads.md").read_text("utf-8")
    taking = {
        path.relative_to(SERVER / "src" / "comptoir").as_posix()
        for path in (SERVER / "src" / "comptoir").rglob("*.py")
        if re.search(r"request\.FILES\b", path.read_text("utf-8"))
    } - {"config/card_guard.py"}  # fmt: skip
    megabyte = 1024 * 1024
    largest = (photos.UPLOAD_BYTES_MAX, logos.UPLOAD_BYTES_MAX, wsgi_adapter.UPLOAD_BYTES_MAX)
    sizes = [size // megabyte for size in (*largest, moving_forms.FILE_BYTES_MAX, price_lists.FILE_BYTES_MAX)]

    assert sorted(name for name in taking if f"`{name}`" not in page) == []
    assert sizes == [12, 4, 64, 20, 20]
    assert all(f"{size} MB" in page for size in sizes)


def test_the_inventory_of_logs_names_each_table_of_one() -> None:
    """docs/security/logs.md (ASVS V16.1.1): every table that keeps what happened."""
    page = (REPOSITORY / "docs" / "security" / "logs.md").read_text("utf-8")
    schema = (SERVER / "src" / "comptoir" / "platform" / "schema.sql").read_text("utf-8")
    tables = set(re.findall(r"CREATE (?:UNLOGGED )?TABLE public\.(\w+)", schema))
    log_like = re.compile(r"_(audit\w+|incident|quarantine|accessattempt|log|tree_\w+|alert)$")

    assert len(tables) > 100
    assert sorted(one for one in tables if log_like.search(one) and f"`{one}`" not in page) == []
