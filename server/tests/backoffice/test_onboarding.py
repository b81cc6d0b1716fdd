"""The trust page: what each device is told, and what it downloads."""

import datetime
import plistlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from django.test import Client, override_settings

from comptoir.config.lan import ensure_certificates, lan_files

NAME = "comptoir.local"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


@pytest.fixture
def lan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A shop that is open to its network; answers the authority's file."""
    files = lan_files(tmp_path / "tls", NAME)
    ensure_certificates(files, now=datetime.datetime.now(datetime.UTC))
    monkeypatch.setenv("COMPTOIR_LAN_NAME", NAME)
    with override_settings(HOME=tmp_path):
        yield files.authority


def page(language: str, user_agent: str) -> str:
    answer = Client(headers={"user-agent": user_agent}).get("/start", {"lang": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "de", "en"])
@pytest.mark.parametrize(("user_agent", "summary"), [(ANDROID, "Android"), (IPHONE, "iPhone"), (WINDOWS, "O")])
def test_the_steps_of_the_asking_device_are_open(lan: Path, language: str, user_agent: str, summary: str) -> None:
    text = page(language, user_agent)

    opened = [part.split("</summary>")[0] for part in text.split("<details open><summary>")[1:]]
    assert len(opened) == 1
    expected = {"O": {"fr": "Ordinateur", "de": "Computer", "en": "Computer"}[language]}.get(summary, summary)
    assert opened[0].startswith(expected)
    assert text.count("<details") == 3
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_the_fingerprint_to_compare_is_that_of_the_download(lan: Path, language: str) -> None:
    downloaded = Client().get("/start/comptoir.crt")
    profile = Client().get("/start/comptoir.mobileconfig")

    certificate = x509.load_der_x509_certificate(downloaded.content)
    from cryptography.hazmat.primitives import hashes

    fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    assert fingerprint in page(language, ANDROID)
    assert certificate == x509.load_pem_x509_certificate(lan.read_bytes())
    assert downloaded.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert profile.headers["Content-Type"] == "application/x-apple-aspen-config"
    assert plistlib.loads(profile.content)["PayloadContent"][0]["PayloadContent"] == downloaded.content


def test_no_key_leaves_the_server(lan: Path) -> None:
    for address in ("/start", "/start/comptoir.crt", "/start/comptoir.mobileconfig"):
        assert b"PRIVATE KEY" not in Client().get(address).content
    for address in ("/start/authority.key", "/start/..%2fauthority.key", "/start/certificate.key"):
        assert Client().get(address).status_code == 404


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_without_lan_the_page_says_how_to_open_the_shop(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPTOIR_LAN_NAME", raising=False)

    text = page(language, ANDROID)

    assert "comptoir serve --lan" in text
    assert "comptoir.crt" not in text
    assert Client().get("/start/comptoir.crt").status_code == 404


def test_the_page_stands_on_its_own_and_shows_no_code_to_scan(lan: Path) -> None:
    text = page("en", ANDROID)

    assert text.count("src=") == 1
    assert 'src="/start/start.js"' in text
    assert 'href="/start/start.css"' in text
    assert "<img" not in text
    assert "<svg" not in text
    for name in ("start.css", "start.js", "probe.js"):
        assert Client().get(f"/start/{name}").status_code == 200


def test_an_unknown_language_is_answered_in_english(lan: Path) -> None:
    assert "Trust the shop" in page("xx", ANDROID)
