"""The reference till's scenarios: each receipt of them, signed by us, stands before a checker apart."""

import copy
import random
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest

from comptoir_at.exports import dep7, key_material
from comptoir_at.machine_code import is_unsigned, qr_text, read_payload
from comptoir_at.scenario import Scenario, make_devices, play, read_scenario
from tests.austria.checker import faults

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "rksv"
SCENARIOS = sorted(FOLDER.glob("scenario_*.json"))
present = pytest.mark.skipif(not SCENARIOS, reason="the scenarios are not beside the project (../shared/vectors/rksv)")
# Added up from the files by hand: all amounts of receipts that are no training.
TURNOVER = {1: 1_324_168, 2: 1_245_862, 3: 1_290_613, 4: 1_215_680, 5: 1_295_788}


def exported(scenario: Scenario, *, is_closed: bool, counter_bytes: int) -> tuple[Any, Any, tuple[str, ...], int]:
    played = play(scenario, make_devices(scenario, is_closed=is_closed), counter_bytes=counter_bytes)
    log = dep7(played.receipts, {key.key_id: key for key in played.keys})
    return log, key_material(scenario.key, played.keys), played.receipts, played.state.turnover


@present
@pytest.mark.parametrize("counter_bytes", [5, 8, 16])
@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_each_scenario_stands_before_the_checker(path: Path, is_closed: bool, counter_bytes: int) -> None:
    scenario = read_scenario(path)

    log, material, receipts, turnover = exported(scenario, is_closed=is_closed, counter_bytes=counter_bytes)

    assert faults(log, material) == []
    assert len(receipts) == len(scenario.steps)
    assert [is_unsigned(jws) for jws in receipts] == [step.is_device_out for step in scenario.steps]
    payloads = [read_payload(jws) for jws in receipts]
    assert [one.amounts for one in payloads] == [step.draft.amounts for step in scenario.steps]
    assert [one.receipt for one in payloads] == [step.draft.receipt for step in scenario.steps]
    number = int(path.stem.removeprefix("scenario_"))
    if number in TURNOVER:
        assert turnover == TURNOVER[number]
    assert len(log["Belege-Gruppe"]) == (1 if is_closed else len(runs([one.key_id for one in payloads])))


@present
def test_the_code_on_the_paper_says_what_was_signed() -> None:
    scenario = read_scenario(SCENARIOS[0])
    _log, _material, receipts, _turnover = exported(scenario, is_closed=True, counter_bytes=8)

    for jws in receipts:
        payload, signature = qr_text(jws).rsplit("_", 1)
        _header, signed, sealed = jws.split(".")
        assert payload.encode() == b64decode(signed + "=" * (-len(signed) % 4), altchars=b"-_")
        assert b64decode(signature) == b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_")


def flip(log: Any, at: int, rng: random.Random) -> None:
    """One bit of the payload, or of the signature."""
    receipts, place = located(log, at)
    parts = receipts[place].split(".")
    part = rng.choice((1, 2))
    raw = bytearray(b64decode(parts[part] + "=" * (-len(parts[part]) % 4), altchars=b"-_"))
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    parts[part] = b64encode(bytes(raw), altchars=b"-_").decode().rstrip("=")
    receipts[place] = ".".join(parts)


def remove(log: Any, at: int, _rng: random.Random) -> None:
    receipts, place = located(log, at)
    del receipts[place]


def duplicate(log: Any, at: int, _rng: random.Random) -> None:
    receipts, place = located(log, at)
    receipts.insert(place, receipts[place])


def swap(log: Any, at: int, _rng: random.Random) -> None:
    one, place = located(log, at)
    other, next_place = located(log, at + 1)
    one[place], other[next_place] = other[next_place], one[place]


def forge_outage(log: Any, at: int, _rng: random.Random) -> None:
    receipts, place = located(log, at)
    failed = b64encode(b"Sicherheitseinrichtung ausgefallen", altchars=b"-_").decode().rstrip("=")
    receipts[place] = ".".join([*receipts[place].split(".")[:2], failed])


MUTATIONS = {one.__name__: one for one in (flip, remove, duplicate, swap, forge_outage)}


@present
@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
def test_no_change_in_the_middle_stays_unseen(mutation: str, is_closed: bool) -> None:
    rng = random.Random(f"rksv {mutation} {is_closed}")
    missed = []
    for path in SCENARIOS:
        good, material, receipts, _ = exported(read_scenario(path), is_closed=is_closed, counter_bytes=8)
        for _ in range(20):
            at = rng.randrange(1, len(receipts) - 2)
            if mutation == "forge_outage" and is_unsigned(receipts[at]):
                continue
            changed = copy.deepcopy(good)
            MUTATIONS[mutation](changed, at, rng)
            if not faults(changed, material):
                missed.append((path.stem, at))
    assert missed == []


@present
def test_cutting_off_the_end_is_seen_by_no_chain_alone() -> None:
    """Why the receipts are sealed entries too: the till's chain and the server's log know how many there were."""
    good, material, receipts, _ = exported(read_scenario(SCENARIOS[0]), is_closed=True, counter_bytes=8)
    remove(good, len(receipts) - 1, random.Random(0))

    assert faults(good, material) == []


def located(log: Any, at: int) -> tuple[list[str], int]:
    for group in log["Belege-Gruppe"]:
        receipts = group["Belege-kompakt"]
        if at < len(receipts):
            return receipts, at
        at -= len(receipts)
    raise IndexError(at)


def runs(values: list[str]) -> list[str]:
    return [one for index, one in enumerate(values) if index == 0 or values[index - 1] != one]
