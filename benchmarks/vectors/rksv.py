"""Scenarios of Austria's reference till through our registers, and what the checker says of each export."""

from __future__ import annotations

import copy
import random
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comptoir_at.exports import SigningKey, dep7, key_material
from comptoir_at.machine_code import is_unsigned
from comptoir_at.scenario import make_devices, play, read_scenario
from tests.austria.checker import faults
from tests.austria.test_scenarios import MUTATIONS

COUNTERS = (5, 8, 16)
CHANGES_EACH = 20


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


def twin_questions(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the TypeScript register is asked: the same scenario in a closed system, each size of the counter."""
    scenario = read_scenario(path)
    for counter_bytes in COUNTERS:
        steps = [
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
        yield (
            counter_bytes,
            {
                "call": "rksv", "register": scenario.register, "key": b64encode(scenario.key).decode(),
                "company": scenario.company, "devices": scenario.devices, "counter_bytes": counter_bytes,
                "steps": steps,
            },
        )  # fmt: skip


def judge_twin(path: Path, counter_bytes: int, answer: Any) -> Judged:
    scenario = read_scenario(path)
    name = f"{path.stem} {counter_bytes} bytes"
    named = [step.draft.receipt for step in scenario.steps]
    if "bug" in answer:
        return Judged(name, named, [f"the twin: {answer['bug']}"])
    keys = [SigningKey(key["id"], b64decode(key["public_key"])) for key in answer["keys"]]
    log = dep7(answer["receipts"], {key.key_id: key for key in keys})
    return Judged(name, named, faults(log, key_material(scenario.key, keys)))
