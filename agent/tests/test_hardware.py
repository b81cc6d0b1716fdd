"""Scales, displays, readers and labels, asked through the service as a till asks."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir_agent.settings import SettingsWrong, read_settings
from comptoir_agent.simulate.hands import Device, free_port, plug_in, start_agent
from tests.running import Agent

# Whole programs are started and stopped, and slow printers waited for.
pytestmark = pytest.mark.slow


@dataclass
class Counter:
    """A shop's counter: everything on one agent, in processes of their own."""

    agent: Agent
    scale: Device
    display: Device
    reader: Device
    labels: Device

    def ask(self, method: str, path: str, **wish: Any) -> tuple[int, Any]:
        return self.agent.ask(method, path, json.dumps(wish).encode() if wish else b"")

    def weighed(self, name: str, mark: str) -> dict[str, Any]:
        """Follow a weighing as a till does."""
        _, found = self.ask("GET", f"/v1/weighings/{name}")
        while found["mark"] != mark:
            _, found = self.ask("GET", f"/v1/weighings/{name}?after={found['revision']}")
        return dict(found)

    def shown(self, *lines: str) -> None:
        while self.display.next("shown")["lines"] != list(lines):
            pass


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("agent")
    scale, display, reader = plug_in("scale"), plug_in("display"), plug_in("reader")
    labels = plug_in("labels", "--port", "0", "--folder", str(folder / "labels"))
    port = free_port()
    settings = folder / "agent.toml"
    settings.write_text(
        f"""
        name = "Counter"
        port = {port}
        [[scales]]
        id = "scale"
        address = "serial://{scale.path}"
        display = "pole"
        [[displays]]
        id = "pole"
        address = "serial://{display.path}"
        [[readers]]
        id = "reader"
        address = "serial://{reader.path}"
        [[printers]]
        id = "labels"
        language = "zpl"
        host = "127.0.0.1"
        port = {labels.port}
        """,
        encoding="utf-8",
    )
    agent = Agent(settings, port, start_agent(settings, port), ec.generate_private_key(ec.SECP256R1()))
    assert agent.pair(agent.code())[0] == 201
    yield Counter(agent, scale, display, reader, labels)
    agent.process.kill()
    agent.process.wait()
    for one in (scale, display, reader, labels):
        one.stop()


@pytest.fixture
def ready(counter: Counter) -> Counter:
    counter.scale.say("reset")
    time.sleep(0.2)  # what is still on its way belongs to the test before
    for one in (counter.scale, counter.display, counter.reader, counter.labels):
        one.fresh()
    return counter


def test_goods_are_weighed_while_the_customer_sees_it(ready: Counter) -> None:
    name = str(uuid4())
    ready.scale.say("move 450")

    begun = ready.ask("POST", f"/v1/scales/scale/weighings/{name}", unit_price=320, tare_g=15, price="3,20 €/kg")
    ready.weighed(name, "moving")
    ready.scale.say("put 450")
    done = ready.weighed(name, "done")

    assert begun[0] == 202
    assert done | {"revision": 0} == {
        "id": name, "revision": 0, "is_over": True, "mark": "done",
        "net_g": 435, "tare_g": 15, "unit_price": 320, "amount": 139,
    }  # fmt: skip
    ready.shown("T 0,015    3,20 €/kg", "            0,435 kg")


def test_a_repeat_is_the_same_weighing_and_a_cancelled_one_ends(ready: Counter) -> None:
    name = str(uuid4())
    path = f"/v1/scales/scale/weighings/{name}"

    ready.ask("POST", path, unit_price=320)
    again = ready.ask("POST", path, unit_price=999)
    cancelled = ready.ask("POST", f"/v1/weighings/{name}/cancel")

    assert (again[0], again[1]["unit_price"]) == (202, 320)
    assert (cancelled[0], cancelled[1]["is_over"], cancelled[1]["net_g"]) == (200, True, 0)


@pytest.mark.parametrize(
    "wish", [{"unit_price": 0}, {"unit_price": 1.5}, {"unit_price": True}, {"unit_price": 1, "tare_g": 10_000}]
)
def test_a_wish_that_no_scale_can_take_is_refused(ready: Counter, wish: dict[str, Any]) -> None:
    assert ready.ask("POST", f"/v1/scales/scale/weighings/{uuid4()}", **wish)[1]["code"] == "agent.body_invalid"
    assert ready.scale.events.empty()


def test_what_is_not_there_is_named(ready: Counter) -> None:
    codes = [
        ready.ask("POST", f"/v1/scales/other/weighings/{uuid4()}", unit_price=1),
        ready.ask("GET", f"/v1/weighings/{uuid4()}"),
        ready.ask("POST", "/v1/displays/other", upper="x"),
        ready.ask("GET", "/v1/readers/other"),
        ready.ask("POST", f"/v1/printers/other/labels/{uuid4()}", name="x"),
    ]

    assert [document["code"] for _, document in codes] == [
        "agent.scale_unknown", "agent.weighing_unknown", "agent.display_unknown", "agent.reader_unknown",
        "agent.printer_unknown",
    ]  # fmt: skip


def test_strangers_neither_weigh_nor_show_nor_listen(ready: Counter) -> None:
    for method, path in (
        ("GET", "/v1/devices"), ("POST", f"/v1/scales/scale/weighings/{uuid4()}"), ("POST", "/v1/displays/pole"),
        ("GET", "/v1/readers/reader"), ("POST", f"/v1/printers/labels/labels/{uuid4()}"), ("POST", "/v1/discover"),
    ):  # fmt: skip
        status, document, _ = ready.agent.send(method, path, b"{}" if method == "POST" else b"", {})
        assert (status, document["code"]) == (401, "agent.not_signed"), path


def test_the_display_shows_a_line_and_its_amount(ready: Counter) -> None:
    answer = ready.ask(
        "POST",
        "/v1/displays/pole",
        upper="Pâté en croûte du chef",
        upper_right="12,50",
        lower="Total",
        lower_right="18,30 €",
    )

    assert answer == (200, {"trouble": ""})
    ready.shown("Pâté en croûte 12,50", "Total        18,30 €")


def test_a_code_reaches_the_till_that_waits_for_it(ready: Counter) -> None:
    _, before = ready.ask("GET", "/v1/readers/reader")
    Timer(0.3, ready.reader.say, ["scan 3760123456784"]).start()

    status, heard = ready.ask("GET", f"/v1/readers/reader?after={before['newest']}")

    newest = before["newest"] + 1
    assert (status, heard) == (200, {"newest": newest, "codes": [{"number": newest, "text": "3760123456784"}]})


def test_a_label_comes_out_once(ready: Counter) -> None:
    name = str(uuid4())
    path = f"/v1/printers/labels/labels/{name}"
    ready.labels.say("paper out")
    wish = {"name": "Comté", "price": "24,90 €/kg", "code": "3760123456784", "copies": 2}

    first = ready.ask("POST", path, **wish)
    waits = ready.agent.until(name, "queued", "printing")
    ready.labels.say("paper ok")
    ready.agent.until(name, "printed")
    again = ready.ask("POST", path, **wish)

    assert (first[0], waits["state"]) == (202, "queued")
    assert again[1]["state"] == "printed"
    file = Path(ready.labels.next("label")["file"])
    assert "^FDComté^FS" in file.read_text(encoding="utf-8")
    assert ready.labels.events.empty()


def test_devices_say_whether_they_answer(ready: Counter) -> None:
    ready.scale.say("mute")
    ready.labels.say("cover open")

    status, document = ready.ask("GET", "/v1/devices")

    ready.labels.say("cover closed")
    troubles = {kind: [(one["id"], one["trouble"]) for one in devices] for kind, devices in document.items()}
    assert status == 200
    assert troubles == {
        "scales": [("scale", "no_answer")],
        "displays": [("pole", "")],
        "readers": [("reader", "")],
        "label_printers": [("labels", "cover_open")],
        "terminals": [],
    }
    assert document["scales"][0]["is_approved"] is False


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[scales]]\nid = 'a'\naddress = 'serial:///dev/x'\ndisplay = 'b'", "no display"),
        ("[[scales]]\nid = 'a'\naddress = 'ttyUSB0'", "no address"),
        ("[[scales]]\nid = 'a'\naddress = 'serial:///dev/x'\nchecksums = [['1', '2']]", "hexadecimal"),
        ("[[displays]]\nid = 'a'\naddress = 'serial:///dev/x'\ncode_page = 'utf8'", "one of cp858"),
        ("[[printers]]\nid = 'a'\nhost = 'h'\nlanguage = 'pdf'", "one of escpos, zpl"),
        (
            "[[printers]]\nid = 'a'\nhost = 'h'\nfallback = 'b'\n[[printers]]\nid = 'b'\nhost = 'h'\nlanguage = 'zpl'",
            "no other printer",
        ),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "agent.toml"
    path.write_text(f"name = 'x'\n{text}", encoding="utf-8")

    with pytest.raises(SettingsWrong, match=says):
        read_settings(path)
