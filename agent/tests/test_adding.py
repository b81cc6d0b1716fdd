"""Printers that a person takes out of what the agent found."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir_agent.service.app import make_app
from comptoir_agent.service.asking import SERVICE
from comptoir_agent.settings import Settings
from tests.conftest import Printer
from tests.running import JOB, Agent


def run(state: Path, found: set[str], story: Callable[[Agent], None]) -> None:
    """An agent in this process: nobody finds a printer on this machine's own loopback."""

    async def serve() -> None:
        app = make_app(Settings("Comptoir", state))
        app[SERVICE].hardware.found_addresses |= found
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        agent = Agent(state, port, None, ec.generate_private_key(ec.SECP256R1()))  # type: ignore[arg-type]  # no process
        try:
            assert (await asyncio.to_thread(agent.pair, app[SERVICE].pairs.open_code()))[0] == 201
            await asyncio.to_thread(story, agent)
        finally:
            await runner.cleanup()

    asyncio.run(serve())


def add(agent: Agent, **wish: Any) -> tuple[int, Any]:
    return agent.ask("POST", "/v1/printers", json.dumps(wish).encode())


def names(agent: Agent) -> list[tuple[str, str]]:
    return [(one["id"], one["name"]) for one in agent.ask("GET", "/v1/printers")[1]["printers"]]


def test_a_printer_that_was_found_prints_from_then_on(tmp_path: Path, printer: Printer) -> None:
    address = f"tcp://127.0.0.1:{printer.port}"
    name = f"tcp-127-0-0-1-{printer.port}"

    def take(agent: Agent) -> None:
        assert add(agent, address=address, name="Kitchen", width=80) == (201, {"id": name})
        assert add(agent, address=address, name="again", width=58) == (200, {"id": name})
        assert names(agent) == [(name, "Kitchen")]
        job = str(uuid4())
        assert agent.print(job, name)[0] == 202
        assert agent.until(job, "printed", "failed")["state"] == "printed"

    run(tmp_path, {address}, take)

    def after_a_restart(agent: Agent) -> None:
        assert names(agent) == [(name, "Kitchen")]
        job = str(uuid4())
        agent.print(job, name, JOB)
        assert agent.until(job, "printed", "failed")["state"] == "printed"

    run(tmp_path, set(), after_a_restart)


def test_what_the_agent_did_not_find_is_not_taken(tmp_path: Path) -> None:
    def story(agent: Agent) -> None:
        assert add(agent, address="tcp://192.168.1.1:22", name="x", width=80)[1]["code"] == "agent.not_found_here"
        for wish in ({"address": "tcp://10.0.0.9:9100"}, {"address": "tcp://10.0.0.9:9100", "name": "x", "width": 70}):
            assert add(agent, **wish)[1]["code"] == "agent.body_invalid"
        assert names(agent) == []

    run(tmp_path, {"tcp://10.0.0.9:9100"}, story)

    assert not (tmp_path / "printers.json").exists()


def test_a_serial_line_has_the_speed_that_a_person_says(tmp_path: Path) -> None:
    found = "serial:///dev/ttyUSB7?baud=9600&bits=8&parity=none&stop=1"

    def speeds(agent: Agent) -> list[str]:
        return [one["address"] for one in agent.ask("GET", "/v1/printers")[1]["printers"]]

    def story(agent: Agent) -> None:
        wish = {"address": found, "name": "Kitchen", "width": 80}
        status, made = add(agent, **wish, baud=115_200)
        assert (status, speeds(agent)) == (201, [found.replace("9600", "115200")])
        assert add(agent, **wish, baud=12_345)[1]["code"] == "agent.body_invalid"
        assert add(agent, **wish) == (200, made)
        assert speeds(agent) == [found.replace("9600", "115200")]

        assert add(agent, **wish, baud=19_200) == (200, made)

        assert speeds(agent) == [found.replace("9600", "19200")]

    run(tmp_path, {found}, story)

    def after_a_restart(agent: Agent) -> None:
        assert speeds(agent) == [found.replace("9600", "19200")]

    run(tmp_path, set(), after_a_restart)
