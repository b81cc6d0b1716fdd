"""Germany's device behind the frame's sealer, as a process of its own: slow, broken, silent, killed; no till stops."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from comptoir.fiscal.events import till_events
from comptoir.fiscal.public import Draft, Failed, Outage, Sealed, Unknown, after
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.models import Entry
from comptoir.sales.simulation import Sealed as SealedEntry
from comptoir_countries.de import simulate
from comptoir_countries.de.device import TseSealer
from comptoir_countries.de.receipt import process_data, qr_text
from tests.backoffice.conftest import NOON, Day

BUDGET_MS = 400


@dataclass(slots=True)
class Simulator:
    """The process, its file, and how to make it behave badly."""

    file: Path
    process: subprocess.Popen[str] = field(init=False)
    address: str = ""

    def start(self, port: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, simulate.__file__, "--state", str(self.file), "--port", str(port)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def mode(self, mode: str, **more: object) -> None:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=5)
        connection.request("POST", "/simulate", json.dumps({"mode": mode, **more}))
        connection.getresponse().read()
        connection.close()

    @property
    def kept(self) -> dict[str, Any]:
        return dict(json.loads(self.file.read_text("utf-8")))


@pytest.fixture
def tse(tmp_path: Path) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path / "tse.json")
    simulator.start()
    yield simulator
    simulator.kill()


def sealer(tse: Simulator) -> TseSealer:
    return TseSealer(tse.address, "tss-1", "A1", BUDGET_MS)


def draft() -> Draft:
    data = process_data({190_000: 1120}, [(1120, "Bar")])
    return Draft(new_uuid7(), "sale", "A1", {"process_data": data})


def test_process_data_is_written_as_the_annex_says() -> None:
    data = process_data({190_000: 7533, 70_000: 799}, [(1000, "Bar"), (500, "Bar:CHF"), (500, "Unbar")])

    assert data == "Beleg^75.33_7.99_0.00_0.00_0.00^10.00:Bar_5.00:Bar:CHF_5.00:Unbar"
    assert process_data({0: -5}, [(-5, "Bar")]) == "Beleg^0.00_0.00_0.00_0.00_-0.05^-0.05:Bar"
    with pytest.raises(ValueError, match="160000"):
        process_data({160_000: 1}, [])


def test_seal_carries_number_counter_time_serial_and_key(tse: Simulator) -> None:
    first, second = sealer(tse).seal(draft()), sealer(tse).seal(draft())

    assert isinstance(first, Sealed)
    assert isinstance(second, Sealed)
    assert [(one.members["number"], one.members["counter"]) for one in (first, second)] == [(1, 2), (2, 4)]
    assert str(first.members["serial"]).startswith("SIMULATED-")
    code = qr_text("A1", "Beleg^…", first.members)
    assert code.split(";")[:6] == ["V0", "A1", "Kassenbeleg-V1", "Beleg^…", "1", "2"]
    assert len(code.split(";")) == 12


def test_repeat_of_a_sealed_draft_is_the_same_transaction(tse: Simulator) -> None:
    one = draft()

    first, again = sealer(tse).seal(one), sealer(tse).seal(one)

    assert isinstance(first, Sealed)
    assert isinstance(again, Sealed)
    assert first.members == again.members
    assert (tse.kept["number"], tse.kept["counter"]) == (1, 2)


@pytest.mark.parametrize("state", ["ACTIVE", "FINISHED"])
def test_after_a_lost_reply_the_transaction_is_found_and_not_doubled(tse: Simulator, state: str) -> None:
    one = draft()
    tse.mode("lost_reply", state=state)
    lost = sealer(tse).seal(one)
    tse.mode("ok")

    found = sealer(tse).find(one)

    assert lost == Unknown("broken_off")
    assert isinstance(found, Sealed)
    assert found.found
    assert (found.members["number"], tse.kept["number"], len(tse.kept["transactions"])) == (1, 1, 1)


def test_device_that_was_killed_knows_its_transactions_when_it_is_back(tse: Simulator) -> None:
    one = draft()
    tse.mode("lost_reply")
    sealer(tse).seal(one)
    port = urlsplit(tse.address).port or 0
    tse.kill()
    assert sealer(tse).find(one) == Failed("unreachable")

    tse.start(port)

    found = sealer(tse).find(one)
    assert isinstance(found, Sealed)
    assert (found.members["number"], tse.kept["number"]) == (1, 1)
    assert sealer(tse).find(draft()) == Failed("not_there")


def test_slow_device_is_cut_off_at_the_budget(tse: Simulator) -> None:
    tse.mode("slow", ms=5_000)
    began = time.monotonic()

    answer = sealer(tse).seal(draft())

    assert answer == Unknown("timeout")
    assert time.monotonic() - began < 2 * BUDGET_MS / 1000


def test_no_device_stops_a_till(tse: Simulator, day: Day, send: Callable[..., None]) -> None:
    """Two-phase finish as the till does it: prepare, ask, commit with the answer or its mark; then tell the outage."""
    till, outage, sent = day.till, Outage(), list[SealedEntry]()

    def finish() -> None:
        nonlocal outage
        one = draft()
        answer = sealer(tse).seal(one)
        step = after(outage, one, answer, now=till.now.isoformat())
        for known in step.outage.pending if isinstance(answer, Sealed) else ():
            found = sealer(tse).find(known)
            step = after(step.outage, known, found, now=till.now.isoformat())
            sent.append(till.seal("technical_event", {"event": "seal_found", "document": str(known.id)}))
        fiscal = dict(answer.members) if isinstance(answer, Sealed) else {"outage": step.outage.code}
        if step.begins:
            sent.append(till.seal("technical_event", {"event": "outage_began", "code": step.outage.code}))
        body = {**till.copy().sell([day.shop.bread]).body, "fiscal": fiscal}
        sent.append(till.seal("sale", body))
        if step.ends:
            sent.append(till.seal("technical_event", {"event": "outage_ended"}))
        outage = step.outage

    for mode in ({"mode": "ok"}, {"mode": "lost_reply"}, {"mode": "slow", "ms": 600}, {"mode": "failed"}):
        tse.mode(**mode)
        finish()
    tse.mode("ok")
    while len(tse.kept["transactions"]) < 3:  # the slow one comes to its start after the till has gone on
        time.sleep(0.05)
    finish()
    send(till, sent)

    with reading(day.organization):
        sales = Entry.objects.filter(organization_id=day.organization, kind="sale", sequence__gt=7).count()
        events = [event.event for event in till_events(NOON.date(), NOON.date(), limit=50)][::-1]
    assert sales == 5
    assert events[-4:] == ["outage_began", "seal_found", "seal_found", "outage_ended"]
    assert not outage.is_on
    # The lost one was sealed once; the slow one was started, and ended when it was found; the broken one never began.
    assert (tse.kept["number"], len(tse.kept["transactions"])) == (4, 4)
