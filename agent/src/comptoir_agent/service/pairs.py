"""Which tills may ask, and how both sides prove who they are.

A person shows the agent's one-time code to a till. The till sends its public key with it, and keeps the agent's: from
then on every question is signed by the till and every answer by the agent, so nobody in the Wi-Fi can print receipts,
open drawers or invent an answer, also where TLS ends at a proxy. ES256 (P-256, raw r‖s), as the till's other keys.
"""

import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from comptoir_agent.files import write_durably

CODE_SECONDS = 600
# A till's clock may be wrong by as much; within it a nonce counts once.
SKEW_SECONDS = 300
NONCES_MAX = 20_000
CLOCK_OFF = "agent.clock_off"
QUESTION_TAG = "comptoir-agent-question-v1"
ANSWER_TAG = "comptoir-agent-answer-v1"
CURVE = ec.SECP256R1()


class NotTrusted(Exception):
    """Who asks is not a paired till, or says so too late or twice. `code` is what the till is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def invitation_of(address: str, code: str) -> str:
    """What a till reads from a QR code: where this agent is, and its one-time code."""
    return f"comptoir-agent://pair?at={quote(address, safe='')}#code={code}"


@dataclass(slots=True)
class Pairs:
    """The agent's own key, the tills that it knows, and the one code that is open."""

    folder: Path
    _key: ec.EllipticCurvePrivateKey = field(init=False)
    _tills: dict[str, str] = field(init=False)
    _chains: dict[str, str] = field(init=False)
    _nonces: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._key = _load_key(self.folder / "agent.key")
        self._tills, self._chains = _load_tills(self.folder / "tills.json")

    @property
    def public_key(self) -> str:
        return encode(self._key.public_key().public_bytes(*_POINT))

    @property
    def tills(self) -> list[str]:
        """Names of the paired tills."""
        return sorted(self._tills.values())

    def knows(self, till: str) -> bool:
        """Whether this till is let in."""
        return till in self._tills

    def open_code(self) -> str:
        """A new one-time code; the one before is void. Kept as its hash, because the service is another process."""
        code = secrets.token_urlsafe(12)
        found = {"hash": sha256(code.encode()).hexdigest(), "until": time.time() + CODE_SECONDS}
        write_durably(self.folder / "code.json", json.dumps(found).encode())
        return code

    def pair(self, code: str, public_key: str, name: str) -> None:
        """Let a till in; the code is spent. Raises `NotTrusted`."""
        path = self.folder / "code.json"
        try:
            found = json.loads(path.read_bytes())
        except OSError:
            raise NotTrusted("agent.code_unknown") from None
        is_right = secrets.compare_digest(found["hash"], sha256(code.encode()).hexdigest())
        if not is_right or time.time() > found["until"]:
            raise NotTrusted("agent.code_unknown")
        self.let_in(public_key, name)
        path.unlink()

    def let_in(self, public_key: str, name: str, *, chain: str = "") -> None:
        """Keep a till's key. `chain`: let in by the server's word about that chain, and out again by it."""
        load_public(public_key)
        self._tills[public_key] = name
        self._chains[public_key] = chain
        self._save()

    def let_out(self, revoked: set[str]) -> None:
        """Forget tills whose chain the server has revoked."""
        gone = [key for key, chain in self._chains.items() if chain and chain in revoked]
        for key in gone:
            del self._tills[key], self._chains[key]
        if gone:
            self._save()

    def sign(self, text: str) -> str:
        """The agent's own word."""
        return sign(self._key, text)

    def check(self, till: str, *, question: str, signature: str, nonce: str, at_ms: int) -> None:
        """Whether a paired till asks exactly this, now, and for the first time. Raises `NotTrusted`."""
        if till not in self._tills:
            raise NotTrusted("agent.not_paired")
        if not verify(till, f"{QUESTION_TAG}\n{question}", signature):
            raise NotTrusted("agent.signature_wrong")
        now = time.time()
        if abs(now - at_ms / 1_000) > SKEW_SECONDS:
            raise NotTrusted(CLOCK_OFF)
        while self._nonces and next(iter(self._nonces.values())) < now - 2 * SKEW_SECONDS:
            self._nonces.popitem(last=False)
        if nonce in self._nonces or len(self._nonces) >= NONCES_MAX:
            raise NotTrusted("agent.repeated")
        self._nonces[nonce] = now

    def _save(self) -> None:
        found = {key: {"name": name, "chain": self._chains.get(key, "")} for key, name in self._tills.items()}
        write_durably(self.folder / "tills.json", json.dumps(found, ensure_ascii=False).encode())

    def answer(self, nonce: str, body: bytes) -> str:
        """The signature of an answer to the question with this nonce."""
        return sign(self._key, f"{ANSWER_TAG}\n{nonce}\n{sha256(body).hexdigest()}")


_POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def question(method: str, path: str, nonce: str, at_ms: int, body: bytes) -> str:
    """What a till signs of a request."""
    return f"{method}\n{path}\n{nonce}\n{at_ms}\n{sha256(body).hexdigest()}"


def sign(key: ec.EllipticCurvePrivateKey, text: str) -> str:
    """ES256 as WebCrypto writes it."""
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def verify(public_key: str, text: str, signature: str) -> bool:
    """Whether this key signed this text."""
    try:
        raw = decode(signature)
        if len(raw) != 64:
            return False
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        load_public(public_key).verify(der, text.encode(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, NotTrusted, Base64Error):
        return False
    return True


def load_public(text: str) -> ec.EllipticCurvePublicKey:
    """An uncompressed point. Raises `NotTrusted`."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(text))
    except (ValueError, Base64Error):
        raise NotTrusted("agent.key_invalid") from None


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        fresh = ec.generate_private_key(CURVE)
        pem = fresh.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_durably(path, pem)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _load_tills(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Names and chains by key. Files of the first version hold the name alone."""
    if not path.exists():
        return {}, {}
    found = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    entries = {key: one if isinstance(one, dict) else {"name": one, "chain": ""} for key, one in found.items()}
    return {key: one["name"] for key, one in entries.items()}, {key: one["chain"] for key, one in entries.items()}
