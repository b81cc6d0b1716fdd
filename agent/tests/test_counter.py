"""A virtual counter with a page: what its hands do is felt by the agent, and what the agent does is seen."""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir_agent.simulate.hands import PROGRAM, SECONDS_MAX, free_port, start_agent
from tests.running import Agent

CODES = [{"name": "Baguette", "code": "3760123456784"}]


@pytest.fixture
def terminal_port() -> int:
    return free_port()


@pytest.fixture
def page(tmp_path: Path, terminal_port: int) -> Iterator[str]:
    codes = tmp_path / "codes.json"
    codes.write_text(json.dumps(CODES), encoding="utf-8")
    port = free_port()
    ports = ["--printer-port", str(free_port()), "--labels-port", str(free_port()), "--page-port", str(port)]
    ports += ["--terminal-port", str(terminal_port)]
    words = ["simulate", "counter", "--folder", str(tmp_path / "counter"), *ports, "--codes", str(codes)]
    process = subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "page_ready":
            break
    yield f"http://localhost:{port}"
    process.terminate()
    process.wait(timeout=SECONDS_MAX)


def hand(page: str, device: str, words: str, *, kind: str = "application/json", host: str = "") -> int:
    body = json.dumps({"device": device, "words": words}).encode()
    headers = {"Content-Type": kind, **({"Host": host} if host else {})}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{page}/hand", data=body, headers=headers), timeout=SECONDS_MAX
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def next_state(stream: HTTPResponse) -> Any:
    while not (line := stream.readline().decode()).startswith("data: "):
        assert line != ""
    return json.loads(line.removeprefix("data: "))


def until(stream: HTTPResponse, part: str, wanted: object) -> Any:
    while (state := next_state(stream))[part] != wanted:
        pass
    return state


def test_hands_and_eyes(page: str, terminal_port: int, tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "counter"
    settings = tmp_path / "agent.toml"
    settings.write_text(
        f'name = "Comptoir"\nport = {port}\n'
        f'[[scales]]\nid = "scale"\naddress = "serial://{folder}/scale"\n'
        f'[[displays]]\nid = "pole"\naddress = "serial://{folder}/display"\n'
        f'[[readers]]\nid = "reader"\naddress = "serial://{folder}/reader"\n'
        f'[[terminals]]\nid = "card"\nhost = "127.0.0.1"\nport = {terminal_port}\n',
        encoding="utf-8",
    )
    agent = Agent(settings, port, start_agent(settings, port), ec.generate_private_key(ec.SECP256R1()))
    try:
        assert agent.pair(agent.code())[0] == 201
        with urllib.request.urlopen(f"{page}/state", timeout=SECONDS_MAX) as stream:
            first = next_state(stream)
            assert (first["codes"], first["pages"], first["grams"]) == (CODES, [], 0)

            agent.ask("POST", "/v1/displays/pole", json.dumps({"upper": "Bonjour", "lower": ""}).encode())
            until(stream, "display", ["Bonjour", ""])

            weighing = str(uuid4())
            agent.ask("POST", f"/v1/scales/scale/weighings/{weighing}", json.dumps({"unit_price": 299}).encode())
            assert hand(page, "scale", "put 450") == 204
            until(stream, "grams", 450)
            found: Any = {"is_over": False, "revision": 0}
            while not found["is_over"]:
                found = agent.ask("GET", f"/v1/weighings/{weighing}?after={found['revision']}")[1]
            assert (found["mark"], found["net_g"]) == ("done", 450)

            newest = agent.ask("GET", "/v1/readers/reader")[1]["newest"]
            assert hand(page, "reader", "scan 3760123456784") == 204
            codes = agent.ask("GET", f"/v1/readers/reader?after={newest}")[1]["codes"]
            assert [code["text"] for code in codes] == ["3760123456784"]

            assert hand(page, "terminal", "decline") == 204
            assert until(stream, "next", {**first["next"], "refuse": True})["card"] == {"word": "idle", "amount": 0}
            for state, word in (("declined", "declined"), ("approved", "taken")):
                assert paid(agent, 1_250) == state
                until(stream, "card", {"word": word, "amount": 1_250})

            assert hand(page, "printer", "paper out") == 204
            assert until(stream, "printer", {"paper": "out", "cover": "closed", "mute": False})
    finally:
        agent.process.kill()
        agent.process.wait(timeout=SECONDS_MAX)


def paid(agent: Agent, amount: int) -> str:
    """How a card payment at the counter's terminal ended."""
    attempt, wish = str(uuid4()), {"kind": "payment", "amount": amount, "currency": 978}
    found = agent.ask("POST", f"/v1/terminals/card/attempts/{attempt}", json.dumps(wish).encode())[1]
    while found["state"] == "pending":
        found = agent.ask("GET", f"/v1/attempts/{attempt}?after={found['count']}&step={found['step']}")[1]
    return str(found["state"])


def test_only_its_own_page_moves_it(page: str) -> None:
    assert hand(page, "printer", "paper out", kind="text/plain") == 415
    assert hand(page, "printer", "paper out", host="evil.example") == 403
    assert hand(page, "printer", "paper wet") == 422
    assert hand(page, "kettle", "boil") == 422
    with urllib.request.urlopen(f"{page}/state", timeout=SECONDS_MAX) as stream:
        assert next_state(stream)["printer"] == {"paper": "ok", "cover": "closed", "mute": False}
    for path in ("/printed/..%2fagent.toml", "/printed/0001.txt"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(page + path, timeout=SECONDS_MAX)


def test_its_page_is_said_in_every_language() -> None:
    folder = files("comptoir_agent.simulate") / "page"
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    text = "".join((folder / name).read_text(encoding="utf-8") for name in ("counter.html", "counter.js"))

    assert set(words) == {"de", "en", "fr"}
    assert {tuple(spoken) for spoken in words.values()} == {tuple(words["en"])}
    assert [key for key in words["en"] if f'data-say="{key}"' not in text and f"{key}" not in text] == []
