"""Screens for customers on other devices: let in by their till's code, told at once, never left with an old basket."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir_agent.screens import CodeUnknown, Screens
from comptoir_agent.simulate.hands import SECONDS_MAX, free_port, start_agent
from tests.running import Agent

# Whole programs are started and stopped, and slow printers waited for.
pytestmark = pytest.mark.slow

BASKET = {"state": "basket", "shop": "Épicerie Lune", "total": 207, "lines": [{"name": "Baguette\n", "amount": 207}]}


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Agent]:
    port = free_port()
    settings = tmp_path / "agent.toml"
    settings.write_text(f'name = "Comptoir"\nport = {port}\n', encoding="utf-8")
    running = Agent(settings, port, start_agent(settings, port), ec.generate_private_key(ec.SECP256R1()))
    assert running.pair(running.code())[0] == 201
    yield running
    running.process.kill()
    running.process.wait(timeout=SECONDS_MAX)


def invite(agent: Agent) -> str:
    status, said = agent.ask("POST", "/v1/screens")
    assert status == 201
    return str(said["code"])


def join(agent: Agent, code: str) -> tuple[int, Any]:
    return agent.send("POST", "/v1/screens/join", json.dumps({"code": code}).encode(), {})[:2]


def show(agent: Agent, view: object) -> tuple[int, Any]:
    return agent.ask("POST", "/v1/screens/view", json.dumps(view).encode())


def open_stream(agent: Agent, token: str, **headers: str) -> HTTPResponse:
    request = urllib.request.Request(
        f"http://127.0.0.1:{agent.port}/v1/screens/events", headers={"Authorization": f"Bearer {token}", **headers}
    )
    answer = urllib.request.urlopen(request, timeout=SECONDS_MAX)
    assert isinstance(answer, HTTPResponse)
    return answer


def next_event(stream: HTTPResponse) -> tuple[str, Any]:
    """The next event; a pulse is none."""
    while line := stream.readline().decode():
        if line.startswith("event: "):
            data = stream.readline().decode().removeprefix("data:").strip()
            return line.removeprefix("event: ").strip(), json.loads(data or "null")
    return "end", None


def refusal_of(agent: Agent, token: str) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as refused:
        open_stream(agent, token)
    return refused.value.code, json.loads(refused.value.read())["code"]


def test_a_screen_sees_at_once_what_its_till_shows_and_each_change(agent: Agent) -> None:
    token = join(agent, invite(agent))[1]["token"]
    with open_stream(agent, token) as stream:
        assert next_event(stream) == ("away", None)
        assert show(agent, BASKET) == (200, {"screens": 1, "watching": 1})
        assert next_event(stream) == ("view", BASKET)
        # Said again, it is no news: the next event is the next view.
        show(agent, BASKET)
        show(agent, BASKET | {"total": 300})
        assert next_event(stream) == ("view", BASKET | {"total": 300})

    with open_stream(agent, token) as again:
        assert next_event(again) == ("view", BASKET | {"total": 300})


def test_a_code_lets_one_screen_in_and_the_next_code_voids_the_one_before(agent: Agent) -> None:
    first, second = invite(agent), invite(agent)

    assert join(agent, first)[1]["code"] == "agent.code_unknown"
    assert join(agent, second)[0] == 201
    assert join(agent, second)[1]["code"] == "agent.code_unknown"
    assert join(agent, "")[1]["code"] == "agent.code_unknown"
    assert agent.ask("GET", "/v1/screens") == (200, {"screens": 1, "watching": 0})


def test_a_screen_is_known_after_a_restart_and_forgotten_when_its_till_says_so(agent: Agent) -> None:
    token = join(agent, invite(agent))[1]["token"]
    agent.restart()

    with open_stream(agent, token) as stream:
        assert next_event(stream) == ("away", None)
        assert agent.ask("POST", "/v1/screens/clear")[1]["screens"] == 0
        assert next_event(stream) == ("end", None)
    assert refusal_of(agent, token) == (401, "agent.screen_unknown")
    assert token not in (agent.settings.parent / "state" / "screens.json").read_text(encoding="utf-8")


def test_only_tills_show_and_only_screens_look(agent: Agent) -> None:
    stranger = Agent(agent.settings, agent.port, agent.process, ec.generate_private_key(ec.SECP256R1()))

    assert stranger.ask("POST", "/v1/screens")[1]["code"] == "agent.not_paired"
    assert show(stranger, BASKET)[1]["code"] == "agent.not_paired"
    assert show(agent, ["no", "view"])[1]["code"] == "agent.body_invalid"
    assert show(agent, {"name": "x" * 200_001})[1]["code"] == "agent.too_large"
    assert refusal_of(agent, "x" * 32) == (401, "agent.screen_unknown")
    assert agent.ask("GET", "/v1/screens") == (200, {"screens": 0, "watching": 0})


def test_each_till_has_its_own_screens(agent: Agent) -> None:
    other = Agent(agent.settings, agent.port, agent.process, ec.generate_private_key(ec.SECP256R1()))
    assert other.pair(other.code())[0] == 201
    mine, theirs = (join(one, invite(one))[1]["token"] for one in (agent, other))

    show(agent, BASKET)

    with open_stream(agent, mine) as stream:
        assert next_event(stream) == ("view", BASKET)
    with open_stream(agent, theirs) as stream:
        assert next_event(stream) == ("away", None)
    other.ask("POST", "/v1/screens/clear")
    with open_stream(agent, mine) as stream:
        assert next_event(stream) == ("view", BASKET)


def test_a_page_of_another_origin_may_read_the_stream(agent: Agent) -> None:
    token = join(agent, invite(agent))[1]["token"]
    with open_stream(agent, token, Origin="https://comptoir.local:8443") as stream:
        assert stream.headers["Access-Control-Allow-Origin"] == "https://comptoir.local:8443"
        assert stream.headers["Content-Type"] == "text/event-stream"


def test_the_agent_stops_although_a_screen_looks(agent: Agent) -> None:
    token = join(agent, invite(agent))[1]["token"]
    with open_stream(agent, token) as stream:
        next_event(stream)
        began = time.monotonic()
        agent.process.terminate()
        assert agent.process.wait(timeout=5) == 0
        assert time.monotonic() - began < 2
        assert next_event(stream) == ("end", None)


def test_a_basket_of_a_till_that_says_nothing_more_is_not_left_standing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screens = Screens(tmp_path)
    stage = screens.stage("till")
    stage.show("{}")
    assert stage.is_shown

    monkeypatch.setattr("comptoir_agent.screens.AWAY_SECONDS", 0.0)
    assert not stage.is_shown


def test_a_code_is_good_for_ten_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comptoir_agent.screens.CODE_SECONDS", -1)
    screens = Screens(tmp_path)
    with pytest.raises(CodeUnknown):
        screens.join(screens.open_code("till"))
