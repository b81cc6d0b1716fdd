"""Card terminals as a till meets them: an agent and a virtual terminal, each a process of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir_agent.paying.drivers import SIMULATED
from comptoir_agent.settings import SettingsWrong, read_settings
from comptoir_agent.simulate.hands import SECONDS_MAX, Device, free_port, plug_in, start_agent
from tests.running import Agent

# Whole programs are started and stopped.
pytestmark = pytest.mark.slow

WISH = {"kind": "payment", "amount": 1_234, "currency": 978}


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Device]:
    device = plug_in("terminal", "--port", "0", "--ledger", str(tmp_path / "ledger.jsonl"))
    yield device
    device.stop()


@pytest.fixture
def agent(tmp_path: Path, terminal: Device) -> Iterator[Agent]:
    port = free_port()
    settings = tmp_path / "agent.toml"
    settings.write_text(
        f'name = "Comptoir"\nport = {port}\n[[terminals]]\nid = "front"\nname = "Terminal"\n'
        f'address = "tcp://127.0.0.1:{terminal.port}"\n',
        encoding="utf-8",
    )
    running = Agent(settings, port, start_agent(settings, port), ec.generate_private_key(ec.SECP256R1()))
    assert running.pair(running.code())[0] == 201
    yield running
    running.process.kill()
    running.process.wait(timeout=SECONDS_MAX)


def begin(agent: Agent, name: str, **changes: Any) -> tuple[int, Any]:
    wish = json.dumps(WISH | changes).encode()
    return agent.ask("POST", f"/v1/terminals/front/attempts/{name}", wish)


def until_over(agent: Agent, name: str) -> Any:
    found: Any = {"count": 0, "step": "", "state": "pending"}
    while found["state"] in ("pending", "unknown"):
        found = agent.ask("GET", f"/v1/attempts/{name}?after={found['count']}&step={found['step']}")[1]
    return found


def test_a_payment_survives_the_agent_and_is_taken_once(agent: Agent, terminal: Device, tmp_path: Path) -> None:
    assert agent.ask("GET", "/v1/devices")[1]["terminals"] == [
        {"id": "front", "name": "Terminal", "driver": "zvt", "label": SIMULATED, "trouble": ""}
    ]
    first, second, never = (str(uuid4()) for _ in range(3))
    assert [begin(agent, first)[0] for _ in range(2)] == [202, 202]
    paid = until_over(agent, first)
    assert (paid["state"], paid["tip"], paid["result"]["last_four"]) == ("approved", 0, "1111")
    assert [(one["state"], one["source"]) for one in paid["events"]] == [("pending", "till"), ("approved", "terminal")]
    assert begin(agent, first, amount=1)[0] == 409

    terminal.say("wait")
    begin(agent, second, amount=250)
    terminal.next("waiting")
    agent.restart()
    terminal.say("card")
    begin(agent, second, amount=250)
    after = until_over(agent, second)
    taken = [json.loads(line)["amount"] for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]
    assert taken == ([1_234, 250] if after["state"] == "approved" else [1_234])
    assert [one["state"] for one in after["events"]][1] == "unknown"

    # Given up before it was heard of: when it comes all the same, nobody is charged.
    path = f"/v1/terminals/front/attempts/{never}"
    assert agent.ask("POST", f"{path}/void", json.dumps(WISH).encode())[1]["state"] == "cancelled"
    assert begin(agent, never)[1]["state"] == "cancelled"
    assert len((tmp_path / "ledger.jsonl").read_text().splitlines()) == len(taken)


def test_what_is_no_payment_is_refused(agent: Agent, tmp_path: Path) -> None:
    for changes in (
        {"amount": 0},
        {"amount": 1.5},
        {"currency": 1_000},
        {"kind": "gift"},
        {"receipt": "4111111111111111"},
        {"kind": "reversal", "receipt": "4111111111111111"},
        {"kind": "reversal", "receipt": "1", "takes_less": True},
        {"takes_less": 1},
    ):
        assert begin(agent, str(uuid4()), **changes) == (
            422,
            {"type": "about:blank", "status": 422, "code": "agent.body_invalid"},
        )
    assert begin(agent, "not-an-id")[0] == 422
    assert agent.ask("POST", f"/v1/terminals/back/attempts/{uuid4()}", json.dumps(WISH).encode())[0] == 404
    assert agent.ask("GET", f"/v1/attempts/{uuid4()}")[1]["code"] == "agent.attempt_unknown"
    assert agent.send("POST", f"/v1/terminals/front/attempts/{uuid4()}", json.dumps(WISH).encode(), {})[0] == 401
    assert not (tmp_path / "ledger.jsonl").exists()
    for line in (
        'driver = "caisse-ap"\naddress = "serial:///dev/ttyUSB0"',
        'driver = "nexo"\nhost = "a"\npoi = "terminal 1!"',
        'driver = "concert"\nhost = "a"\nregister = 100',
        'driver = "caisse-ap"\nhost = "a"\nversion = "3"',
        'host = "a"\npassword = "12"',
        'host = "a"\nid = "a/b"',
    ):
        wrong = tmp_path / "wrong.toml"
        name = "" if "id =" in line else 'id = "front"\n'
        wrong.write_text(f'name = "C"\n[[terminals]]\n{name}{line}\n', encoding="utf-8")
        with pytest.raises(SettingsWrong, match="terminal"):
            read_settings(wrong)
