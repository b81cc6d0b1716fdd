"""What both simulated wallets are: pairs of keys, a customer with a phone, payments and refunds.

A customer's code says what happens: one that ends in 8 has expired, one that ends in 9 is nobody's.
"""

import time
from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from comptoir.payments.peers.base import Peer

MERCHANT = "COMPTOIR_TEST"
CATEGORY = "5411"
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key and its public one, in base64."""

    private: str
    public: str


@lru_cache(maxsize=4)
def pair_of(owner: str) -> Pair:
    """Made once a process: of the `shop` or of a provider."""
    key = generate_private_key(public_exponent=65_537, key_size=2_048)
    return Pair(_private(key), _public(key))


@dataclass(slots=True)
class WalletPeer(Peer):
    """Payments by the shop's own number, and refunds of them."""

    payments: dict[str, Said] = field(default_factory=dict)
    refunds: dict[str, Said] = field(default_factory=dict)

    def clear(self) -> None:
        Peer.clear(self)
        self.payments.clear()
        self.refunds.clear()

    def make(self, name: str, code: str, amount: int, currency: str) -> Said:
        """One payment; again under its number it is the one that was made."""
        known = self.payments.get(name)
        if known is not None:
            return known
        payment: Said = {
            "number": f"{len(self.payments) + 1:020}", "state": "open", "amount": amount, "currency": currency,
            "began": time.monotonic(), "back": 0,
        }  # fmt: skip
        if code.endswith("8"):
            payment["state"] = "expired"
        elif code.endswith("9"):
            payment["state"] = "wrong"
        self.payments[name] = payment
        self.work(name)
        return payment

    def work(self, name: str) -> None:
        """The customer looks at the phone."""
        payment = self.payments.get(name)
        if payment is None or payment["state"] != "open" or not self.is_ready(payment["began"]):
            return
        if self.mood.answer != "approve":
            payment["state"] = "declined"
            return
        payment["state"] = "paid"
        payment["amount"] -= self.mood.lacks
        self.take("payment", name, payment["amount"], payment["currency"])

    def cancel(self, name: str) -> bool:
        """Whether nothing can come of it any more; what was taken goes back."""
        payment = self.payments.get(name)
        if payment is None or self.mood.is_stubborn:
            return False
        if payment["state"] == "paid":
            self.take("refund", name, payment["back"] - payment["amount"], payment["currency"])
        if payment["state"] in ("open", "paid"):
            payment["state"] = "cancelled"
        return True

    def refund(self, name: str, number: str, amount: int) -> Said | None:
        """None where there is not so much left."""
        if name in self.refunds:
            return self.refunds[name]
        payment = next((one for one in self.payments.values() if one["number"] == number), None)
        if payment is None or payment["state"] != "paid" or amount > payment["amount"] - payment["back"]:
            return None
        payment["back"] += amount
        self.refunds[name] = {"amount": amount, "currency": payment["currency"]}
        self.take("refund", name, -amount, payment["currency"])
        return self.refunds[name]


def _private(key: RSAPrivateKey) -> str:
    return b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def _public(key: RSAPrivateKey) -> str:
    return b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
