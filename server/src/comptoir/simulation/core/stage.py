"""What the real programs of one history share: the till's process, the ledger, and requests that are on their way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal import (
    Certificate,
    build_certificate,
    from_base64url,
    load_public_key,
    to_base64url,
)
from comptoir.sales.entries import Answer, Sender
from comptoir.simulation.core.device import Call, Device, Disagreement, RealEntry, acts_in
from comptoir.simulation.core.ledger import RealLedger, statuses
from comptoir.simulation.core.process import TillCore
from comptoir.simulation.sealing import Chain
from comptoir.simulation.trade import CATALOG_POSITION, CATEGORY, OPENS_AT, STORE
from comptoir.simulation.world import World

POINT_BYTES = 65
SERVER_KEY = Ed25519PrivateKey.from_private_bytes(b"comptoir simulates, nobody more.")
SERVER_KEY_TEXT = to_base64url(SERVER_KEY.public_key().public_bytes_raw())


class CoreWorld(World):
    """A history with the real programs in it."""

    stage: Stage


class Stage:
    """Of one history. `kept` and `told` go with messages: by the object that the model's message carries."""

    def __init__(self, core: TillCore, ledger: RealLedger, seed: int) -> None:
        self.core = core
        self.ledger = ledger
        self.seed = seed
        self.devices: list[Device] = []
        # By the number of the model's request.
        self.requests: dict[int, Call] = {}
        self.brought: dict[int, list[RealEntry]] = {}
        self.stands: dict[int, int | None] = {}
        self.told: dict[int, tuple[object, list[Answer] | None]] = {}
        self.relayed: dict[int, tuple[object, list[RealEntry]]] = {}
        self.relay_told: dict[int, tuple[object, list[dict[str, object]]]] = {}
        self.essentials: dict[tuple[int, int], str] = {}
        self.evicted: list[Device] = []
        # What a till's word of itself needed beside the model's requests.
        self.offline = 0

    def device(self, number: int, chain: Chain) -> Device:
        name = f"{self.seed}-{number}-{chain.enrolment}"
        device = Device(
            self.core, name, chain.till, chain.enrolment, seed=self.seed * 64 + number * 8 + chain.enrolment
        )
        self.devices.append(device)
        return device

    def close(self) -> None:
        for device in self.devices:
            if device not in self.evicted:
                device.ask("close")

    def evict(self, device: Device) -> None:
        device.ask("close")
        self.evicted.append(device)

    def enrol(self, device: Device, call: Call, chain: Chain, number: int) -> None:
        """The server's side of an enrolment, with the key that the till has made."""
        asked = json.loads(call.body)
        sender = sender_of(chain, asked["public_key"])
        raw = from_base64url(asked["public_key"], POINT_BYTES)
        assert raw is not None
        previous = next((one for one in self.devices if one.till == chain.till and one.enrolment == number - 1), None)
        head = None
        if previous is not None and previous.entries:
            head = self.ledger.head(UUID(previous.entries[0].chain))
        self.ledger.enrol(sender, raw, number)
        certificate = build_certificate(
            SERVER_KEY,
            Certificate(
                sender.organization_text, str(STORE), sender.till_text, f"{chain.till:X}", sender.chain_text, number,
                asked["public_key"], "2026-01-05T08:00:00Z",
            ),
        )  # fmt: skip
        said: dict[str, object] = {
            "token": f"token-{sender.chain_text}", "certificate": certificate, "organization": sender.organization_text,
            "legal_entity": str(CATEGORY), "store": str(STORE), "till": sender.till_text,
            "till_code": f"{chain.till:X}", "chain": sender.chain_text, "enrolment": number,
            "server_key": SERVER_KEY_TEXT,
        }  # fmt: skip
        if previous is not None and previous.entries:
            said |= {"previous_chain": previous.entries[0].chain}
            if head is not None:
                said |= {"previous_head": {"sequence": head[0], "digest": head[1]}}
        device.certificate = certificate
        device.answer(call, 200, said)

    def receipt_of(self, call: Call) -> dict[str, object]:
        """A receipt of before the storage went, as `/edge/v1/receipts` tells it. Nothing of it came back yet."""
        asked = json.loads(call.body)
        entry = next(
            entry for device in self.devices for entry in device.entries if entry.digest == asked["digest"]
        )  # fmt: skip
        text = entry.line.partition(b" ")[2].decode()
        lines = [{"line": line["line"], "refunded_milli": 0} for line in json.loads(text)["body"]["lines"]]
        return {"number": entry.name, "cashier": "", "text": text, "lines": lines, "given_back": [], "counted": 0}

    def record(self, chain: Chain, lines: Sequence[RealEntry], *, can_resend: bool) -> list[Answer]:
        """The ledger's answers to a delivery."""
        return self.ledger.record([self.ledger.received(chain.id, line, can_resend=can_resend) for line in lines])

    def answer_entries(self, device: Device, call: Call, answers: list[Answer] | None) -> None:
        """What comes back from a delivery; None: the server knows no such token."""
        if answers is None:
            device.answer(call, 401, {"code": "edge.token_unknown"})
            return
        lines = device.lines_of(call)
        told = {"answers": statuses(answers), "catalog_position": CATALOG_POSITION, "revoked": False}
        device.answer(call, 200, told)
        device.unsure += [line for line, answer in zip(lines, answers, strict=True) if answer.status != "missing"]


def stage_of(world: World) -> Stage:
    assert isinstance(world, CoreWorld)
    return world.stage


def sender_of(chain: Chain, public_key: str) -> Sender:
    """The model's enrolment with a real key."""
    model = chain.sender
    return Sender(
        model.organization, model.till, model.store, model.chain, model.device, load_public_key(public_key), OPENS_AT,
        model.organization_text, model.till_text, model.chain_text,
    )  # fmt: skip


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000)


def agree(what: str, model: Any, real: Any) -> None:
    """Raises `Disagreement` where they differ."""
    if model != real:
        raise Disagreement(f"{what}: {model} in the model, {real} for real")


def agree_on_acts(what: str, model: Sequence[Any], real: Sequence[Any]) -> None:
    agree(what, acts_in(model), acts_in(real))
