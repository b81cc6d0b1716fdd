"""Entries, chains and a log, made here from the documented format alone."""

import base64
import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORGANIZATION = "01900000-0000-7000-8000-000000000001"
TILL = "01900000-0000-7000-8000-000000000002"
CHAIN = "01900000-0000-7000-8000-0000000000aa"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def es256(key: ec.EllipticCurvePrivateKey, data: bytes) -> str:
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def public(key: ec.EllipticCurvePrivateKey) -> str:
    return b64(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def server_public(key: Ed25519PrivateKey) -> str:
    return b64(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def certificate(server: Ed25519PrivateKey, till: ec.EllipticCurvePrivateKey) -> str:
    members = canonical(
        {
            "algorithm": "ES256", "chain": CHAIN, "enrolment": 1, "issued_at": "2026-11-22T08:00:00.000Z",
            "organization": ORGANIZATION, "public_key": public(till), "store": TILL, "till": TILL, "till_code": "A1",
        }
    ).decode()  # fmt: skip
    signed = f"comptoir-enrolment-v1\n{members}\n"
    return signed + b64(server.sign(signed.encode()))


def envelope(sequence: int, previous: str, kind: str, body: dict[str, Any]) -> bytes:
    return canonical(
        {
            "body": body, "boot": "0" * 16, "catalog_position": 0, "chain": CHAIN,
            "device_time": f"2026-11-22T09:00:{sequence % 60:02}.000+01:00", "engine_version": 1, "format": 1,
            "kind": kind, "monotonic_ms": sequence, "organization": ORGANIZATION, "previous": previous,
            "sequence": sequence, "server_time_seen": "", "till": TILL,
        }
    )  # fmt: skip


def digest(content: bytes) -> str:
    return sha256(b"comptoir-entry-v1\n" + content).hexdigest()


def note(server: Ed25519PrivateKey, size: int, root: bytes) -> str:
    name = f"comptoir/{ORGANIZATION}"
    text = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    raw = server.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    hint = sha256(name.encode() + b"\n\x01" + raw).digest()[:4]
    return f"{text}\n\u2014 {name} {base64.b64encode(hint + server.sign(text.encode())).decode()}\n"
