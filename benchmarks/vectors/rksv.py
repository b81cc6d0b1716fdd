"""Scenarios of Austria's reference till through our registers, and what the checker says of each export."""

from __future__ import annotations

import copy
import random
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from comptoir_at.exports import SigningKey, dep7, key_material
from comptoir_at.machine_code import is_unsigned, read_payload
from comptoir_at.scenario import Scenario, make_devices, play, read_scenario
from tests.austria.checker import faults
from tests.austria.test_scenarios import MUTATIONS

COUNTERS = (5, 8, 16)
CHANGES_EACH = 20
OAEP_SHA256 = OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


@dataclass(frozen=True, slots=True)
class Judged:
    """An export: its receipts by name, and what is wrong with it."""

    name: str
    receipts: list[str]
    faults: list[str]


def judge_in_python(path: Path) -> list[Judged]:
    """Open and closed system, each size of the counter."""
    scenario = read_scenario(path)
    judged = []
    for is_closed in (False, True):
        for counter_bytes in COUNTERS:
            played = play(scenario, make_devices(scenario, is_closed=is_closed), counter_bytes=counter_bytes)
            log = dep7(played.receipts, {key.key_id: key for key in played.keys})
            name = f"{path.stem} {'closed' if is_closed else 'open'} {counter_bytes} bytes"
            named = [step.draft.receipt for step in scenario.steps]
            judged.append(Judged(name, named, faults(log, key_material(scenario.key, played.keys))))
    return judged


def judge_changes(path: Path) -> Iterator[tuple[str, bool]]:
    """Changed exports: whether the checker found each. None was cut off at its end: no chain shows that."""
    scenario = read_scenario(path)
    rng = random.Random(f"vectors {path.stem}")
    for is_closed in (False, True):
        played = play(scenario, make_devices(scenario, is_closed=is_closed), counter_bytes=8)
        material = key_material(scenario.key, played.keys)
        good: Any = dep7(played.receipts, {key.key_id: key for key in played.keys})
        for name, change in MUTATIONS.items():
            for _ in range(CHANGES_EACH):
                at = rng.randrange(1, len(played.receipts) - 2)
                if name == "forge_outage" and is_unsigned(played.receipts[at]):
                    continue
                changed = copy.deepcopy(good)
                change(changed, at, rng)
                yield f"{path.stem} {name} at {at}", bool(faults(changed, material))


def till_question(path: Path, key_for: str) -> dict[str, Any]:
    """The same scenario for the whole till: it names its receipts and makes its own key, told to `key_for` alone."""
    scenario = read_scenario(path)
    return {
        "call": "rksv_till", "name": f"vectors-{path.stem}", "key_for": key_for, "company": scenario.company,
        "devices": scenario.devices, "steps": _steps(scenario),
    }  # fmt: skip


def judge_till(path: Path, answer: Any, private_key: RSAPrivateKey) -> Judged:
    """The receipts of the journal before the checker, and beside the scenario: none left out, no other amount."""
    scenario = read_scenario(path)
    if "bug" in answer:
        return Judged(path.stem, [path.stem], [f"{path.stem}: {answer['bug']}"])
    turnover_key = private_key.decrypt(b64decode(answer["turnover_key"]), OAEP_SHA256)
    keys = [SigningKey(key["id"], b64decode(key["public_key"])) for key in answer["keys"]]
    log = dep7(answer["receipts"], {key.key_id: key for key in keys})
    payloads = [read_payload(jws) for jws in answer["receipts"]]
    found = faults(log, key_material(turnover_key, keys))
    sold = [one.amounts for one in payloads if not one.amounts.is_zero]
    wanted = [step.draft.amounts for step in scenario.steps if not step.draft.amounts.is_zero]
    if sold != wanted:
        found.append(f"{path.stem}: {len(sold)} receipts with turnover instead of {len(wanted)}, or other amounts")
    out = {step.draft.local_time for step in scenario.steps if step.is_device_out and not step.draft.amounts.is_zero}
    said = {payload.local_time for jws, payload in zip(answer["receipts"], payloads, strict=True) if is_unsigned(jws)}
    if not out <= said:
        found.append(f"{path.stem}: a receipt of an outage is signed")
    return Judged(path.stem, [payload.receipt for payload in payloads], found)


def twin_questions(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the TypeScript register is asked: the same scenario in a closed system, each size of the counter."""
    scenario = read_scenario(path)
    steps = _steps(scenario)
    for counter_bytes in COUNTERS:
        yield (
            counter_bytes,
            {
                "call": "rksv", "register": scenario.register, "key": b64encode(scenario.key).decode(),
                "company": scenario.company, "devices": scenario.devices, "counter_bytes": counter_bytes,
                "steps": steps,
            },
        )  # fmt: skip


def _steps(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        {
            "kind": step.draft.kind.value, "receipt": step.draft.receipt, "local_time": step.draft.local_time,
            "amounts": [
                step.draft.amounts.normal, step.draft.amounts.reduced_1, step.draft.amounts.reduced_2,
                step.draft.amounts.zero, step.draft.amounts.special,
            ],
            "device": step.device, "is_device_out": step.is_device_out,
        }
        for step in scenario.steps
    ]  # fmt: skip


def judge_twin(path: Path, counter_bytes: int, answer: Any) -> Judged:
    scenario = read_scenario(path)
    name = f"{path.stem} {counter_bytes} bytes"
    named = [step.draft.receipt for step in scenario.steps]
    if "bug" in answer:
        return Judged(name, named, [f"the twin: {answer['bug']}"])
    keys = [SigningKey(key["id"], b64decode(key["public_key"])) for key in answer["keys"]]
    log = dep7(answer["receipts"], {key.key_id: key for key in keys})
    return Judged(name, named, faults(log, key_material(scenario.key, keys)))
