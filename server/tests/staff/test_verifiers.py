"""The vectors that a till's WebCrypto must compute too."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.journal import load_public_key
from comptoir.staff import secrets
from tests.conformance.cases import load

VECTORS = load("people/verifiers.json")


def private_key(name: str) -> ec.EllipticCurvePrivateKey:
    text = VECTORS[name]["d"]
    number = int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


def test_server_and_till_make_the_same_key(monkeypatch) -> None:
    monkeypatch.setattr(secrets, "exchange_key", lambda: private_key("server"))

    made = secrets.mac_key(load_public_key(VECTORS["till"]["public_key"]), VECTORS["chain"])

    assert made.hex() == VECTORS["mac_key"]
    assert secrets.exchange_public_key() == VECTORS["server"]["public_key"]


def test_every_verifier() -> None:
    key = bytes.fromhex(VECTORS["mac_key"])
    salt = base64.urlsafe_b64decode(VECTORS["salt"] + "==")
    for case in VECTORS["cases"]:
        if case["kind"] == "pin":
            secret = secrets.slow_hash(case["text"], salt=salt, iterations=case["iterations"])
        else:
            secret = secrets.badge_hash(case["text"])

        assert secret.hex() == case["secret"], case["id"]
        assert secrets.verifier(key, case["kind"], case["employee"], secret) == case["verifier"], case["id"]
    assert len({case["verifier"] for case in VECTORS["cases"]}) == len(VECTORS["cases"])


def test_badges_carry_their_check_digit() -> None:
    for badge in VECTORS["badges"]:
        text = badge["text"]
        is_badge = (
            len(text) == 24 and text.startswith(secrets.BADGE_PREFIX) and secrets.check_digit(text[:-1]) == text[-1]
        )

        assert is_badge == bool(badge["is_badge"]), badge["why"]
    fresh = {secrets.new_badge() for _ in range(50)}
    assert len(fresh) == 50
    assert all(len(code) == 24 and secrets.check_digit(code[:-1]) == code[-1] for code in fresh)
