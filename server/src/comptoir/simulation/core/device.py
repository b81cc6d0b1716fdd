"""One till's device in the real run: its browser in the till's process, and what its entries are of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comptoir.simulation.core.process import TillCore
from comptoir.simulation.trade import (
    CATALOG_POSITION,
    CATEGORY,
    FLOAT,
    GOODS,
    ORGANIZATION,
    STORE,
    Act,
    cashier_of,
    till_of,
)

VERSION = "simulated"
TRIES_MAX = 4


class Disagreement(Exception):
    """The model and the real programs differ; the text says where."""


@dataclass(slots=True, eq=False)
class RealEntry:
    """A line that the real till sealed. Without `act` it is the till's own word: that it started, who signed in."""

    name: str
    act: Act | None
    chain: str
    sequence: int
    kind: str
    digest: str
    line: bytes
    essentials: str = ""

    @property
    def what(self) -> str:
        """An act by its name, or what else it is."""
        return f"{self.act.kind} {self.act.name}" if self.act is not None else f"({self.kind})"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that the page made, on its way."""

    page: str
    number: int
    path: str
    body: str


class Device:
    """A browser. Pages are called by number; `acting` is what the cashier does at the moment."""

    def __init__(self, core: TillCore, name: str, till: int, enrolment: int, *, seed: int) -> None:
        self._core = core
        self._name = name
        self.till = till
        self.enrolment = enrolment
        self._seed = seed
        self._pages = 0
        self.entries: list[RealEntry] = []
        self.by_place: dict[tuple[str, int], RealEntry] = {}
        self.acting: Act | None = None
        # Struck off since the last entry was written: a power cut may bring them back.
        self.unsure: list[RealEntry] = []
        self.state: dict[str, Any] = {}
        self.bugs: list[str] = []
        self.certificate = ""

    def ask(self, op: str, page: str = "", **more: object) -> dict[str, Any]:
        """One step of the real till."""
        self.state = self._core.ask(
            op=op, browser=self._name, page=page, catalog=catalog_of(self.till), seed=self._seed, **more
        )  # fmt: skip
        if op != "close":
            self.bugs += self.state["bugs"]
            self._take(self.state["entries"])
        return self.state

    def _take(self, entries: Sequence[dict[str, Any]]) -> None:
        for told in entries:
            acting = self.acting
            act = acting if acting is not None and told["kind"] == acting.kind else None
            name = f"{self.till}-{self.enrolment}-{told['sequence']}"
            line = f"{told['seal']} {told['text']}".encode()
            entry = RealEntry(name, act, told["chain"], told["sequence"], told["kind"], told["digest"], line)
            self.entries.append(entry)
            self.by_place[entry.chain, entry.sequence] = entry
            self.unsure = []

    # Pages

    def open(self, wall: int) -> str:
        """A page over this storage."""
        self._pages += 1
        page = str(self._pages)
        self.ask("open", page, version=VERSION, wall=wall)
        return page

    def kill(self, page: str) -> None:
        self.ask("kill", page)

    def act(self, page: str, act: Act, *, wall: int, essentials: str, counted: int, dies: str) -> None:
        """What a cashier does, up to where the page dies. A disagreement when the till refuses."""
        self.acting = act
        lines = [
            {
                "item": str(line.item), "category": str(CATEGORY), "unit_price": line.unit_price,
                "rate_ppm": line.tax_rate_ppm, "quantity_milli": line.quantity_milli,
            }
            for line in act.lines
        ]  # fmt: skip
        done = {
            "kind": act.kind, "cashier": str(cashier_of(act.till)), "float": FLOAT, "lines": lines,
            "discount_ppm": act.discount_ppm, "card": act.card, "cash": act.cash, "essentials": essentials,
            "counted": counted, "dies": dies,
        }  # fmt: skip
        self.ask("act", page, act=done, wall=wall)

    def finished(self, page: str) -> str:
        """The receipt's essentials, or "". Raises where the act was refused or is not over."""
        done = self.state["pages"][page]["done"]
        acting = self.acting
        assert acting is not None
        self.acting = None
        if done is None:
            raise Disagreement(f"{acting.kind} {acting.name} does not come to an end: {self.calls(page)} {self.bugs}")
        if "refusal" in done:
            raise Disagreement(f"{acting.kind} {acting.name} is refused: {done['refusal']}")
        return str(done.get("essentials", ""))

    # Requests

    def calls(self, page: str) -> list[Call]:
        told = self.state["pages"].get(page)
        return [Call(page, one["call"], one["path"], one["body"]) for one in told["calls"]] if told else []

    def call(self, page: str, path: str) -> Call | None:
        return next((call for call in self.calls(page) if call.path.split("?")[0] == path), None)

    def answer(self, call: Call, status: int, said: object = None, *, may_relay: bool = False) -> None:
        """What comes back; a status of 0 is that nothing came."""
        body = "" if said is None else json.dumps(said)
        self.ask("answer", call.page, call=call.number, status=status, body=body, may_relay=may_relay)

    def lines_of(self, call: Call) -> list[RealEntry]:
        """The entries that a request brings."""
        if call.path == "/keep":
            lines = [f"{line['seal']} {line['text']}".encode() for line in json.loads(call.body)["lines"]]
        else:
            lines = [line.encode() for line in call.body.splitlines()]
        by_line = {entry.line: entry for entry in self.entries}
        return [by_line[line] for line in lines]

    @property
    def waiting(self) -> list[RealEntry]:
        """The outbox, in order."""
        return [self.by_place[chain, sequence] for chain, sequence in self.state["outbox"]]


def acts_in(entries: Sequence[Any]) -> list[str]:
    """What they are, without the till's words of itself; entries of the model and real ones alike."""
    return [f"{entry.act.kind} {entry.act.name}" for entry in entries if entry.act is not None]


def catalog_of(till: int) -> dict[str, object]:
    """What the door tells a till: its settings. The goods are handed over with each basket."""
    rates = sorted({rate for _price, rate in GOODS})
    names = [{"id": str(cashier_of(number)), "name": f"Caisse {number}", "color": "green"} for number in range(8)]
    settings = {
        "organization": {"id": str(ORGANIZATION), "name": "Simulée"},
        "store": {
            "id": str(STORE), "name": "Centre", "address": ["1 rue Haute"], "timezone": "Europe/Paris",
            "day_starts_minute": 240, "opening_hours": [],
        },
        "legal_entity": {"name": "Simulée", "registration": "1", "tax_number": "2"},
        "till": {"id": str(till_of(till)), "code": f"{till:X}", "name": "Caisse"},
        "country": "FR", "currency": "EUR", "exponent": 2, "price_mode": "gross", "locale": "fr",
        "tax_rates": [{"category": "S", "rate_ppm": rate, "name": f"{rate}"} for rate in rates],
        "categories": [{"id": str(CATEGORY), "name": "Rayon", "color": "amber", "position": 1}],
        "cashiers": [{**one, "is_guarded": False} for one in names],
        "customer_groups": [], "scale_labels": [],
        "people": {
            "roles": [], "key": "", "lock_after_s": 0,
            "pin": {"length": 4, "salt": "AAECAwQFBgcICQoLDA0ODw", "iterations": 1_000},
        },
        "public_address": "https://simulated.example", "agents": [],
        "fiscal": {"plugin": "simulated", "facts": {}},
        "receipt": {"language": "", "channels": ["email"], "is_page_reachable": True, "has_invoices": False},
    }  # fmt: skip
    rules: dict[str, object] = {"price_lists": [], "promotions": []}
    return {"position": CATALOG_POSITION, "chunks": [], "settings": settings, "rules": rules}
