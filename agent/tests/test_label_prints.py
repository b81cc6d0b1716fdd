"""Labels of the office, by a virtual label printer: once each, and every word about them is true."""

import json
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from comptoir_agent.simulate.hands import SECONDS_MAX, Device, free_port, plug_in, start_agent

ZPL = "^XA^CI28^PW456^LL256^FO16,14^A0N,28,26^FDPâté^FS^PQ1^XZ\n"
NOTHING: dict[str, list[Any]] = {"print": [], "watch": [], "take_back": []}


class Office:
    """A server that answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: Queue[dict[str, Any]] = Queue()
        self.answer = NOTHING
        office = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_labels = self.path == "/edge/v1/agents/labels"
                if is_labels:
                    assert self.headers["Authorization"] == f"Bearer {'t' * 43}"
                    office.asked.put(json.loads(body))
                said = json.dumps(office.answer if is_labels else {"revoked_chains": []}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def until(self, number: str, state: str, trouble: str = "") -> None:
        """The agent says so, sooner or later."""
        seen = []
        for _ in range(60):
            asked = self.asked.get(timeout=SECONDS_MAX)
            seen = [(one["id"], one["state"], one.get("trouble", "")) for one in asked["prints"]]
            if (number, state, trouble) in seen:
                return
        raise AssertionError(f"{number} never was {state} {trouble}, but {seen}")


@pytest.fixture
def office() -> Iterator[Office]:
    found = Office()
    yield found
    found.server.shutdown()


@pytest.fixture
def labels(tmp_path: Path) -> Iterator[Device]:
    device = plug_in("labels", "--port", "0", "--folder", str(tmp_path / "labels"))
    yield device
    device.stop()


def test_labels_come_out_once_wait_for_paper_and_are_taken_back(office: Office, labels: Device, tmp_path: Path) -> None:
    port, state = free_port(), tmp_path / "state"
    settings = tmp_path / "agent.toml"
    settings.write_text(
        f'name = "Pi"\nport = {port}\n[[printers]]\nid = "labels"\nlanguage = "zpl"\nname = "Rayon"\n'
        f'host = "127.0.0.1"\nport = {labels.port}\n',
        encoding="utf-8",
    )
    state.mkdir()
    shop = {"server": f"http://127.0.0.1:{office.server.server_port}", "token": "t" * 43, "server_key": ""}
    (state / "shop.json").write_text(json.dumps(shop | {"agent": "a", "organization": "o", "store": "s"}))
    first, second, third, strange = (str(uuid.uuid4()) for _ in range(4))

    def to_print(*numbers: str, printer: str = "labels") -> dict[str, list[Any]]:
        return NOTHING | {"print": [{"id": number, "printer": printer, "zpl": ZPL} for number in numbers]}

    office.answer = to_print(first) | {"watch": [strange]}
    agent = start_agent(settings, port)
    try:
        asked = office.asked.get(timeout=SECONDS_MAX)
        assert asked == {
            "printers": [{"id": "labels", "name": "Rayon", "width_mm": 57, "height_mm": 32}], "prints": [],
        }  # fmt: skip
        # It is handed over in every answer, and comes out once.
        office.until(first, "printed")
        office.until(strange, "unknown")
        labels.say("paper out")
        office.answer = to_print(second, third)
        office.until(second, "queued", "paper_out")
        office.answer = NOTHING | {"watch": [second], "take_back": [third]}
        office.until(third, "failed", "taken_back")
        labels.say("paper ok")
        office.answer = NOTHING | {"watch": [second]}
        office.until(second, "printed")
        office.answer = to_print(strange, printer="kitchen")
        office.until(strange, "unknown")
    finally:
        agent.terminate()
        agent.wait(timeout=SECONDS_MAX)
    printed = sorted((tmp_path / "labels").iterdir())
    assert [path.read_bytes().decode().strip() for path in printed] == [ZPL.strip()] * 2
