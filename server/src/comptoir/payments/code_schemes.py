"""What each scheme must know of an account before its code can be drawn. Pure; the texts are the till's to write.

Twin of what `web/packages/codes/src/paying` refuses: what is saved here can be drawn there.
"""

import re
from collections.abc import Mapping

from comptoir.payments.references import is_iban, is_qr_iban

Facts = Mapping[str, str]

_LINE = re.compile(r"[^\x00-\x1f\x7f]+")
_SWISS = re.compile(r"(?:CH|LI).{19}")
_PATTERNS = {
    "bic": re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"),
    "country": re.compile(r"[A-Z]{2}"),
    "key": re.compile(r"[\w.+@-]{5,77}", re.ASCII),
    "address": re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}"),
    "tag": re.compile(r"2[6-9]|[34][0-9]|5[01]"),
    "category": re.compile(r"[0-9]{4}"),
    "addresses": re.compile(r"(?!.*0x0{40})0x[0-9a-f]{40}(?: 0x[0-9a-f]{40}){0,99}"),
    "contract": re.compile(r"(?!0x0{40})0x[0-9a-f]{40}"),
    "chain": re.compile(r"[1-9][0-9]{0,11}"),
    "decimals": re.compile(r"[0-9]|1[0-8]"),
    "rate": re.compile(r"(?=.*[1-9])[0-9]{1,6}(?:\.[0-9]{1,6})?"),
    "confirmations": re.compile(r"[1-9][0-9]{0,2}"),
    "minutes": re.compile(r"[1-9][0-9]{0,2}"),
}
_USUAL = {"decimals": "6", "rate": "1", "confirmations": "12", "minutes": "15"}
_LENGTHS = {
    "holder": 70, "street": 70, "building": 16, "postcode": 16, "town": 35, "city": 15, "account": 60, "guid": 32,
}  # fmt: skip
# What is asked for each scheme; the first one is the account itself.
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "epc": ("iban", "holder", "bic"),
    "swiss": ("iban", "holder", "street", "building", "postcode", "town", "country"),
    "pix": ("key", "holder", "city"),
    "upi": ("address", "holder"),
    "emv": ("account", "guid", "tag", "category", "holder", "city", "country"),
    "evm": ("addresses", "contract", "chain", "decimals", "rate", "confirmations", "minutes"),
}
CURRENCIES: Mapping[str, frozenset[str]] = {
    "epc": frozenset({"EUR"}),
    "swiss": frozenset({"CHF", "EUR"}),
    "pix": frozenset({"BRL"}),
    "upi": frozenset({"INR"}),
}
_OPTIONAL = frozenset({"bic", "street", "building"})


def tidy(scheme: str, facts: Facts) -> dict[str, str]:
    """As it is kept: the scheme's members alone, without what people type around them."""
    kept = {name: " ".join(str(facts.get(name, "")).split()) for name in MEMBERS[scheme]}
    for name in ("iban", "bic", "country"):
        if name in kept:
            kept[name] = kept[name].replace(" ", "").upper()
    if scheme == "emv":
        kept["tag"] = kept["tag"] or "26"
        kept["category"] = kept["category"] or "0000"
    if scheme == "evm":
        kept = {name: value.lower() or _USUAL.get(name, "") for name, value in kept.items()}
    return kept


def wrong_member(scheme: str, facts: Facts) -> str:
    """The first member that no code can be drawn of; empty when all are right. `facts` are tidy."""
    for name in MEMBERS[scheme]:
        value = facts[name]
        if value == "" and name in _OPTIONAL:
            continue
        if not _is_right(scheme, name, value):
            return name
    return ""


def _is_right(scheme: str, name: str, value: str) -> bool:
    if name == "iban":
        return is_iban(value) and (scheme != "swiss" or _SWISS.fullmatch(value) is not None)
    if name in _PATTERNS:
        return _PATTERNS[name].fullmatch(value) is not None
    most = 25 if name == "holder" and scheme in ("pix", "emv") else _LENGTHS[name]
    return _LINE.fullmatch(value) is not None and len(value) <= most


def account_number(scheme: str, facts: Facts) -> str:
    """What people know the account by."""
    number = facts[MEMBERS[scheme][0]]
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if "iban" in facts else number


def wants_qr_reference(scheme: str, facts: Facts) -> bool:
    """A Swiss account that only takes payments with a QR reference."""
    return scheme == "swiss" and is_qr_iban(facts["iban"])
