"""A checker of DEP-7 files, written from the regulation's text and from nothing of `comptoir_at`.

It shares no code with what it checks, and another AES (PyCryptodome, block by block). `faults` names each receipt with
what is wrong. What no chain can show is not here: a file whose last receipts were cut off is a shorter good file.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from Crypto.Cipher import AES
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

Say: TypeAlias = Callable[[str], None]

FAILED = b"Sicherheitseinrichtung ausgefallen"
AMOUNT = re.compile(r"^-?(0|[1-9]\d*),\d\d$")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")


@dataclass
class Receipt:
    system: str
    register: str
    number: str
    moment: datetime
    cents: list[int]
    turnover: bytes
    key_id: str
    chain: str
    signature: bytes
    signed_bytes: bytes

    @property
    def is_unsigned(self) -> bool:
        return self.signature == FAILED

    @property
    def is_empty(self) -> bool:
        return not any(self.cents)


@dataclass
class Checker:
    """Walks one register's receipts in the order of the file."""

    aes: bytes
    keys: dict[str, ec.EllipticCurvePublicKey]
    found: list[str] = field(default_factory=list)
    before: Receipt | None = None
    before_jws: str = ""
    turnover: int = 0
    counter_bytes: int | None = None
    owes_empty: bool = False
    numbers: set[str] = field(default_factory=set)

    def take(self, jws: str, certificate: x509.Certificate | None) -> None:
        try:
            receipt = parse(jws)
        except (ValueError, IndexError) as error:
            self.found.append(f"{jws[:40]}: unreadable ({error})")
            return

        def say(what: str) -> None:
            self.found.append(f"{receipt.number}: {what}")

        self._signature(receipt, certificate, say)
        link = self.before_jws or receipt.register
        if receipt.chain != base64.b64encode(hashlib.sha256(link.encode()).digest()[:8]).decode():
            say("does not follow the receipt before")
        if receipt.number in self.numbers:
            say("its number was given before")
        self._order(receipt, say)
        self._counter(receipt, say)
        self.numbers.add(receipt.number)
        self.before, self.before_jws = receipt, jws

    def _signature(self, receipt: Receipt, certificate: x509.Certificate | None, say: Say) -> None:
        if receipt.is_unsigned:
            return
        if (receipt.system == "AT0") == bool(re.fullmatch(r"[0-9a-fA-F]+", receipt.key_id)):
            say("names a certificate in a closed system, or none in an open one")
        if certificate is not None:
            if f"{certificate.serial_number:x}" != receipt.key_id.lower():
                say("is not signed by its group's certificate")
            key: object = certificate.public_key()
        else:
            key = self.keys.get(receipt.key_id)
        if not isinstance(key, ec.EllipticCurvePublicKey) or len(receipt.signature) != 64:
            say("no key or no signature")
            return
        pair = [int.from_bytes(receipt.signature[at : at + 32], "big") for at in (0, 32)]
        try:
            key.verify(encode_dss_signature(*pair), receipt.signed_bytes, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            say("the signature is wrong")

    def _order(self, receipt: Receipt, say: Say) -> None:
        marked = receipt.turnover in (b"TRA", b"STO")
        if self.before is None:
            if receipt.is_unsigned or not receipt.is_empty or marked:
                say("is no start receipt")
            return
        if receipt.register != self.before.register:
            say("another register")
        if (receipt.system == "AT0") != (self.before.system == "AT0"):
            say("open and closed system in one file")
        if receipt.moment < self.before.moment:
            say("is older than the receipt before")
        if receipt.is_unsigned:
            self.owes_empty = True
        elif self.owes_empty:
            if not receipt.is_empty or marked:
                say("the device was back, and no receipt over zero came first")
            self.owes_empty = False

    def _counter(self, receipt: Receipt, say: Say) -> None:
        if receipt.turnover == b"TRA":
            return
        self.turnover += sum(receipt.cents)
        if receipt.turnover == b"STO":
            return
        if not 5 <= len(receipt.turnover) <= 16 or self.counter_bytes not in (None, len(receipt.turnover)):
            say("the counter's size is wrong")
            return
        self.counter_bytes = len(receipt.turnover)
        block = hashlib.sha256((receipt.register + receipt.number).encode()).digest()[:16]
        stream = AES.new(self.aes, AES.MODE_ECB).encrypt(block)
        plain = bytes(a ^ b for a, b in zip(receipt.turnover, stream, strict=False))
        stated = int.from_bytes(plain, "big")
        if plain[0] & 0x80:
            stated -= 1 << (8 * len(plain))
        if stated != self.turnover:
            say(f"the counter says {stated}, the receipts {self.turnover}")
            self.turnover = stated


def parse(jws: str) -> Receipt:
    header, payload, signature = jws.split(".")
    if header != "eyJhbGciOiJFUzI1NiJ9" or "=" in jws:
        raise ValueError("no JWS of R1")
    fields = _unpadded(payload).decode().split("_")
    if len(fields) != 13 or fields[0] != "" or not re.fullmatch(r"R1-(AT0|[A-Z]{2}[1-9]\d*)", fields[1]):
        raise ValueError("not twelve fields")
    if (
        not all(AMOUNT.match(one) for one in fields[5:10])
        or not TIME.match(fields[4])
        or not fields[2]
        or not fields[3]
    ):
        raise ValueError("a field is malformed")
    chain = base64.b64decode(fields[12], validate=True)
    if len(chain) != 8:
        raise ValueError("the chain value has not 8 bytes")
    return Receipt(
        system=fields[1].removeprefix("R1-"),
        register=fields[2],
        number=fields[3],
        moment=datetime.fromisoformat(fields[4]),
        cents=[int(one.replace(",", "")) for one in fields[5:10]],
        turnover=base64.b64decode(fields[10], validate=True),
        key_id=fields[11],
        chain=fields[12],
        signature=_unpadded(signature),
        signed_bytes=f"{header}.{payload}".encode(),
    )


def faults(dep: Any, material: Any) -> list[str]:
    """What is wrong in a DEP-7 file, by receipt; empty for a good one."""
    keys: dict[str, Any] = {}
    for name, entry in material["certificateOrPublicKeyMap"].items():
        raw = base64.b64decode(entry["signatureCertificateOrPublicKey"])
        is_certificate = entry["signatureDeviceType"] == "CERTIFICATE"
        keys[name] = x509.load_der_x509_certificate(raw).public_key() if is_certificate else load_der_public_key(raw)
    checker = Checker(base64.b64decode(material["base64AESKey"]), keys)
    groups = dep["Belege-Gruppe"]
    for group in groups:
        raw = group["Signaturzertifikat"]
        certificate = x509.load_der_x509_certificate(base64.b64decode(raw)) if raw else None
        if certificate is None and len(groups) > 1:
            checker.found.append("a group without certificate beside others")
        for jws in group["Belege-kompakt"]:
            checker.take(jws, certificate)
    return checker.found


def _unpadded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
