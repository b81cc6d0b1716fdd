"""Scenarios of the tax office's reference till (BMF-RKSV-Technik/at-registrierkassen-mustercode), read and played.

A scenario names receipts, which device signs each, and when that device is out. What it does not say (open or closed
system, bytes of the counter) is said by whoever plays it.
"""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from comptoir_at.devices import SoftwareDevice
from comptoir_at.exports import SigningKey
from comptoir_at.machine_code import Amounts
from comptoir_at.register import Draft, ReceiptKind, Register, RegisterState

KINDS = {
    "START_BELEG": ReceiptKind.START,
    "STANDARD_BELEG": ReceiptKind.STANDARD,
    "STORNO_BELEG": ReceiptKind.CANCELLATION,
    "TRAINING_BELEG": ReceiptKind.TRAINING,
    "NULL_BELEG": ReceiptKind.ZERO,
}


@dataclass(frozen=True, slots=True)
class Step:
    draft: Draft
    device: int
    is_device_out: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    label: str
    register: str
    key: bytes
    company: str
    devices: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Played:
    receipts: tuple[str, ...]
    keys: tuple[SigningKey, ...]
    state: RegisterState


def read_scenario(path: Path) -> Scenario:
    document = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return Scenario(
        label=document["simulationRunLabel"],
        register=document["cashBoxId"],
        key=b64decode(document["base64AesKey"]),
        company=document["companyID"],
        devices=document["numberOfSignatureDevices"],
        steps=tuple(_step(instruction) for instruction in document["cashBoxInstructionList"]),
    )


def make_devices(scenario: Scenario, *, is_closed: bool) -> list[SoftwareDevice]:
    """As many software keys as the scenario has cards."""
    if is_closed:
        return [SoftwareDevice.closed(scenario.company, f"K{number}") for number in range(scenario.devices)]
    return [SoftwareDevice.certified_by_itself(f"card {number}") for number in range(scenario.devices)]


def keys_of(devices: list[SoftwareDevice]) -> tuple[SigningKey, ...]:
    return tuple(SigningKey(one.key_id, one.public_key, one.certificate or b"") for one in devices)


def play(scenario: Scenario, devices: list[SoftwareDevice], *, counter_bytes: int) -> Played:
    """All receipts of the scenario by the pure register."""
    register = Register(scenario.key, counter_bytes)
    state = RegisterState(scenario.register)
    receipts: list[str] = []
    for step in scenario.steps:
        device = devices[step.device]
        device.is_out = step.is_device_out
        for draft in (*_recovery(state, step), step.draft):
            # In an outage the device is asked again by a receipt over zero only.
            issued = register.issue(state, draft, device, is_device_out=state.is_out and step.is_device_out)
            state = issued.state
            receipts.append(issued.jws)
    return Played(tuple(receipts), keys_of(devices), state)


def _recovery(state: RegisterState, step: Step) -> tuple[Draft, ...]:
    """The receipt over zero that a till makes by itself when the device is back and the scenario has none."""
    if not state.is_out or step.is_device_out or step.draft.kind is ReceiptKind.ZERO:
        return ()
    return (Draft(f"{step.draft.receipt}-0", step.draft.local_time, ReceiptKind.ZERO),)


def _step(instruction: dict[str, object]) -> Step:
    amounts = instruction["simplifiedReceipt"]
    assert isinstance(amounts, dict)
    moment = datetime.fromisoformat(str(instruction["dateToUse"]))
    return Step(
        draft=Draft(
            receipt=str(instruction["receiptIdentifier"]),
            local_time=moment.strftime("%Y-%m-%dT%H:%M:%S"),
            kind=KINDS[str(instruction["typeOfReceipt"])],
            amounts=Amounts(
                normal=_cents(amounts["taxSetNormal"]),
                reduced_1=_cents(amounts["taxSetErmaessigt1"]),
                reduced_2=_cents(amounts["taxSetErmaessigt2"]),
                zero=_cents(amounts["taxSetNull"]),
                special=_cents(amounts["taxSetBesonders"]),
            ),
        ),
        device=int(str(instruction["usedSignatureDevice"])),
        is_device_out=instruction["signatureDeviceDamaged"] is True,
    )


def _cents(euros: object) -> int:
    """To whole cents, as the reference till rounds before it counts."""
    return int((Decimal(str(euros)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
