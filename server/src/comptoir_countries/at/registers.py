"""A till's register as its sealed entries tell it: receipts in order, the key that signs, the key of its counter."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.fiscal.entries import Chain, chains, entries
from comptoir.fiscal.public import Status
from comptoir_at.exports import SigningKey
from comptoir_at.machine_code import is_unsigned, read_payload
from comptoir_countries.at.words import STATUS, WORDS


@dataclass(frozen=True, slots=True)
class Receipt:
    """One signed receipt, and the entry that it stands in."""

    jws: str
    kind: str
    purpose: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """`turnover_key` is still sealed; empty where the till knew nobody to tell it to."""

    name: str
    till_code: str
    till: UUID
    key: SigningKey
    turnover_key: str
    receipts: tuple[Receipt, ...]

    @property
    def is_out(self) -> bool:
        return is_unsigned(self.receipts[-1].jws)

    @property
    def months(self) -> tuple[str, ...]:
        """Those that a month or year receipt closed."""
        return tuple(str(one.body["of"]) for one in self.receipts if one.purpose in ("month", "year"))


def registers(last: date, *, till: UUID | None = None) -> Iterator[Register]:
    """Every register that began by the end of a day, with all its receipts up to then; inside a reading."""
    for chain in chains(last):
        if till in (None, chain.till) and (found := _register(chain)) is not None:
            yield found


STATUS_ENTRIES = 200


def status(last: date, language: str) -> list[Status]:
    """How each register stands, by its last entries alone: a page does not read a shop's whole books."""
    found = []
    for chain in chains(last):
        receipts = list(_receipts(chain, after=max(0, chain.until - STATUS_ENTRIES)))
        if receipts:
            found.append(_status(receipts, language))
    return found


def _out(receipt: Receipt, language: str) -> str:
    """That it is out, and why as the till was told."""
    words = WORDS.get(language, WORDS["en"])
    why = words.get(f"fault_{receipt.body['fiscal'].get('outage', '')}")
    out = STATUS.get(language, STATUS["en"])["out"]
    return f"{out}: {why}" if why else out


def _status(receipts: list[Receipt], language: str) -> Status:
    words: Mapping[str, str] = STATUS.get(language, STATUS["en"])
    newest = receipts[-1]
    payload = read_payload(newest.jws)
    is_out = is_unsigned(newest.jws)
    closed = [str(one.body["of"]) for one in receipts if one.purpose in ("month", "year")]
    facts = (
        f"{words['last']}: {payload.receipt}, {payload.local_time.replace('T', ' ')}",
        _out(newest, language) if is_out else words["signs"],
        *([f"{words['month']}: {closed[-1]}"] if closed else []),
        *([words["software"]] if "software" in newest.body["fiscal"] else []),
    )
    return Status(payload.register, facts, is_trouble=is_out)


def _register(chain: Chain) -> Register | None:
    receipts = tuple(_receipts(chain))
    if not receipts or receipts[0].purpose != "start":
        return None
    said = receipts[0].body["fiscal"]
    return Register(
        name=read_payload(receipts[0].jws).register,
        till_code=chain.till_code,
        till=chain.till,
        key=SigningKey(str(said["key_id"]), b64decode(str(said.get("public_key", "")))),
        turnover_key=str(said.get("turnover_key", "")),
        receipts=receipts,
    )


def _receipts(chain: Chain, *, after: int = 0) -> Iterator[Receipt]:
    for entry in entries(chain.id, after, chain.until):
        # What a person adopted stands behind; the register's own line is the chain's.
        if entry.branch:
            continue
        body = json.loads(bytes(entry.content))["body"]
        said = body.get("fiscal")
        if isinstance(said, dict) and said.get("plugin") == "at" and isinstance(said.get("jws"), str):
            yield Receipt(said["jws"], str(said.get("receipt", entry.kind)), str(body.get("purpose", "")), body)
