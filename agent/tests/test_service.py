"""The agent as a till meets it: paired once, asked by signature, printing once."""

import secrets
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from comptoir_agent.service.pairs import encode
from comptoir_agent.settings import SettingsWrong, read_settings
from comptoir_agent.simulate.hands import PROGRAM, SECONDS_MAX, free_port, start_agent
from tests.conftest import Printer
from tests.running import JOB, Agent

# Whole programs are started and stopped, and slow printers waited for.
pytestmark = pytest.mark.slow

# The light halves of a sign in a dark terminal: upper, lower.
HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Agent]]:
    running: list[Agent] = []

    def begin(**printers: int) -> Agent:
        port = free_port()
        settings = tmp_path / "agent.toml"
        lines = ['name = "Comptoir"', f"port = {port}"]
        names = list(printers)
        for name, at in printers.items():
            other = next((one for one in names if one != name), "")
            lines += ["[[printers]]", f'id = "{name}"', 'host = "127.0.0.1"', f"port = {at}"]
            lines += [f'fallback = "{other}"'] if other else []
        settings.write_text("\n".join(lines), encoding="utf-8")
        agent = Agent(settings, port, start_agent(settings, port), ec.generate_private_key(ec.SECP256R1()))
        running.append(agent)
        return agent

    yield begin
    for agent in running:
        agent.process.kill()
        agent.process.wait(timeout=SECONDS_MAX)


@pytest.fixture
def agent(serve: Callable[..., Agent], printer: Printer) -> Agent:
    """Paired, with one printer called front."""
    paired = serve(front=printer.port)
    assert paired.pair(paired.code())[0] == 201
    return paired


def test_a_job_comes_out_once_however_often_it_is_sent(agent: Agent, printer: Printer) -> None:
    job = str(uuid4())

    first = agent.print(job)
    agent.until(job, "printed")
    again = agent.print(job, data=b"something else")

    assert first[0] == 202
    assert again == (202, {"id": job, "printer": "front", "state": "printed", "trouble": ""})
    assert printer.next("page")["cut"] is True
    time.sleep(0.3)
    assert printer.events.empty()


def test_a_code_pairs_once(agent: Agent) -> None:
    code = agent.code()

    assert agent.pair("wrong") == (401, {"type": "about:blank", "status": 401, "code": "agent.code_unknown"})
    assert agent.pair(code)[0] == 201
    assert agent.pair(code)[1]["code"] == "agent.code_unknown"


def test_the_code_on_the_terminal_is_read_by_a_camera_and_pairs(agent: Agent) -> None:
    shown = subprocess.run(
        [*PROGRAM, "pair", str(agent.settings)], capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout
    rows = [line for line in shown.splitlines() if line and set(line) <= set(HALVES)]
    pixels = [[255 * HALVES[sign][half] for sign in row] for row in rows for half in (0, 1)]
    small = Image.new("L", (len(rows[0]), len(pixels)))
    small.putdata([value for row in pixels for value in row])

    [found] = zxingcpp.read_barcodes(small.resize((small.width * 6, small.height * 6), Image.Resampling.NEAREST))

    at, _, code = found.text.partition("#code=")
    assert at == f"comptoir-agent://pair?at=http%3A%2F%2Flocalhost%3A{agent.port}"
    assert code in shown
    assert agent.pair(code)[0] == 201


def test_only_what_a_paired_till_signed_now_and_once_is_heard(agent: Agent, printer: Printer) -> None:
    path = f"/v1/printers/front/jobs/{uuid4()}"
    stranger = Agent(agent.settings, agent.port, agent.process, ec.generate_private_key(ec.SECP256R1()))
    nonce = encode(secrets.token_bytes(16))

    assert stranger.ask("POST", path, JOB)[1]["code"] == "agent.not_paired"
    assert agent.ask("POST", path, JOB, signed_body=b"another")[1]["code"] == "agent.signature_wrong"
    off = agent.ask("POST", path, JOB, at_ms=int(time.time() * 1000) - 400_000)[1]
    assert off["code"] == "agent.clock_off"
    assert abs(off["now_ms"] - time.time() * 1000) < 10_000
    assert agent.send("POST", path, JOB, {})[1]["code"] == "agent.not_signed"
    assert agent.ask("GET", "/v1/printers", nonce=nonce)[0] == 200
    assert agent.ask("GET", "/v1/printers", nonce=nonce)[1]["code"] == "agent.repeated"
    assert printer.events.empty()


def test_what_is_wrong_with_a_job_is_said(agent: Agent) -> None:
    assert agent.print(str(uuid4()), printer="nowhere")[1]["code"] == "agent.printer_unknown"
    assert agent.print("1")[1]["code"] == "agent.body_invalid"
    assert agent.print(str(uuid4()), data=b"x" * 1_000_001)[1]["code"] == "agent.too_large"
    assert agent.ask("GET", f"/v1/jobs/{uuid4()}")[1]["code"] == "agent.job_unknown"


def test_printers_say_what_a_person_should_see_to(agent: Agent, printer: Printer) -> None:
    printer.say("cover open")

    _, document = agent.ask("GET", "/v1/printers")

    assert [(one["id"], one["trouble"]) for one in document["printers"]] == [("front", "cover_open")]


def test_a_job_waits_for_paper_and_for_a_restart(agent: Agent, printer: Printer) -> None:
    printer.say("paper out")
    job = str(uuid4())
    agent.print(job)
    time.sleep(0.5)

    agent.restart()
    assert agent.until(job, "queued", "printing")["state"] in ("queued", "printing")
    printer.say("paper ok")

    agent.until(job, "printed")
    assert printer.next("page")["cut"] is True


def test_a_job_behind_one_that_waits_is_told_why_and_may_go_elsewhere(agent: Agent, printer: Printer) -> None:
    first, second = str(uuid4()), str(uuid4())
    printer.say("paper out")
    agent.print(first)
    until_trouble = time.monotonic() + 10
    while agent.ask("GET", f"/v1/jobs/{first}")[1]["trouble"] != "paper_out":
        assert time.monotonic() < until_trouble
        time.sleep(0.05)

    agent.print(second)

    told = {"id": second, "printer": "front", "state": "queued", "trouble": "paper_out"}
    assert agent.ask("GET", f"/v1/jobs/{second}") == (200, told)
    assert agent.ask("POST", f"/v1/jobs/{second}/take-back")[1]["trouble"] == "taken_back"
    printer.say("paper ok")
    agent.until(first, "printed")
    assert printer.next("page")["cut"] is True
    assert agent.ask("GET", f"/v1/jobs/{second}")[1]["state"] == "failed"


def test_another_printer_takes_over(serve: Callable[..., Agent], start: Callable[..., Printer]) -> None:
    back = start()
    agent = serve(front=free_port(), back=back.port)
    agent.pair(agent.code())
    job = str(uuid4())

    agent.print(job)

    assert agent.until(job, "printed")["printer"] == "back"
    assert back.next("page")["cut"] is True


def test_pages_of_other_origins_may_ask_and_browsers_let_them(agent: Agent) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{agent.port}/v1/printers",
        method="OPTIONS",
        headers={"Origin": "https://comptoir.local:8443", "Access-Control-Request-Private-Network": "true"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "https://comptoir.local:8443"
        assert answer.headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = 'x'\nhost = '0.0.0.0'", "certificate"),
        ("port = 1", "“name”"),
        ("name = 'x'\n[[printers]]\nid = 'a'\nhost = 'h'\nfallback = 'b'", "no other printer"),
        ("name = 'x'\n[[printers]]\nid = 'a'\nhost = 'h'\n[[printers]]\nid = 'a'\nhost = 'h'", "one id"),
        ("name = ", "agent.toml"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "agent.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsWrong, match=says):
        read_settings(path)


def test_a_job_that_waits_is_taken_back_and_one_that_is_printed_is_not(agent: Agent, printer: Printer) -> None:
    waiting, printed = str(uuid4()), str(uuid4())
    agent.print(printed)
    agent.until(printed, "printed")
    printer.say("paper out")
    agent.print(waiting)
    until_trouble = time.monotonic() + 10
    while agent.ask("GET", f"/v1/jobs/{waiting}")[1]["trouble"] != "paper_out":
        assert time.monotonic() < until_trouble
        time.sleep(0.05)

    taken = agent.ask("POST", f"/v1/jobs/{waiting}/take-back")
    assert taken == (200, {"id": waiting, "printer": "front", "state": "failed", "trouble": "taken_back"})
    assert agent.ask("POST", f"/v1/jobs/{printed}/take-back")[1]["state"] == "printed"
    assert agent.ask("POST", f"/v1/jobs/{uuid4()}/take-back")[1]["code"] == "agent.job_unknown"
    printer.say("paper ok")
    last = str(uuid4())
    agent.print(last)
    agent.until(last, "printed")
    assert agent.ask("GET", f"/v1/jobs/{waiting}")[1]["state"] == "failed"


def test_another_printer_takes_over_from_one_that_takes_all_and_answers_nothing(
    serve: Callable[..., Agent], start: Callable[..., Printer], printer: Printer
) -> None:
    back = start()
    agent = serve(front=printer.port, back=back.port)
    agent.pair(agent.code())
    printer.say("mute")
    jobs = [str(uuid4()) for _ in range(3)]
    for job in jobs:
        agent.print(job)

    assert agent.until(jobs[0], "printed")["printer"] == "back"
    # The first page waited for the first printer; the next ones need not.
    began = time.monotonic()
    assert [agent.until(job, "printed")["printer"] for job in jobs] == ["back"] * 3
    assert time.monotonic() - began < 12
    assert [back.next("page")["cut"] for _ in jobs] == [True] * 3
    assert printer.events.empty()
    printer.say("speak")
    last = str(uuid4())
    agent.print(last)
    assert agent.until(last, "printed")["printer"] == "front"


def test_two_printers_that_both_fail_do_not_hand_a_job_to_and_fro(serve: Callable[..., Agent]) -> None:
    agent = serve(front=free_port(), back=free_port())
    agent.pair(agent.code())
    job = str(uuid4())
    agent.print(job)

    places = set()
    ends = time.monotonic() + 18
    while time.monotonic() < ends:
        document = agent.ask("GET", f"/v1/jobs/{job}")[1]
        assert document["state"] == "queued"
        places.add((int(ends - time.monotonic()) < 4, document["printer"], document["trouble"]))
        time.sleep(0.2)

    assert {place for place in places if place[0]} == {(True, "back", "no_answer")}


def test_a_drawer_that_stays_shut_is_said_once_its_switch_is_known(agent: Agent, printer: Printer) -> None:
    def pulse() -> dict[str, str]:
        job = str(uuid4())
        assert agent.ask("POST", f"/v1/printers/front/jobs/{job}?drawer", b"\x1bp\x00\x19\xfa")[0] == 202
        return agent.until(job, "printed")

    printer.say("drawer stuck")
    # Nothing is known of this drawer yet: it may have no switch.
    assert pulse()["trouble"] == ""
    printer.say("drawer free")
    assert pulse()["trouble"] == ""
    assert printer.next("drawer")["open"] is False
    assert printer.next("drawer")["open"] is True

    # It stands open: nothing moves, and nothing is wrong.
    assert pulse()["trouble"] == ""
    printer.say("drawer shut")
    printer.say("drawer stuck")
    assert pulse()["trouble"] == "drawer_stuck"
    agent.restart()
    assert pulse()["trouble"] == "drawer_stuck"
    printer.say("drawer free")
    assert pulse()["trouble"] == ""


def test_a_drawer_opens_without_paper_and_before_the_page_that_waits_for_it(agent: Agent, printer: Printer) -> None:
    printer.say("paper out")
    page, pulse = str(uuid4()), str(uuid4())
    agent.print(page)
    agent.until(page, "queued")

    agent.ask("POST", f"/v1/printers/front/jobs/{pulse}?drawer", b"\x1bp\x00\x19\xfa")

    assert agent.until(pulse, "printed")["trouble"] == "paper_out"
    assert printer.next("drawer") == {"event": "drawer", "pin": 2, "open": True}
    assert agent.ask("GET", f"/v1/jobs/{page}")[1]["state"] == "queued"
    printer.say("paper ok")
    agent.until(page, "printed")
    # Once: what opened it is not printed again with the paper.
    assert printer.next("page")["faults"] == []
    assert agent.ask("GET", f"/v1/jobs/{pulse}")[1]["state"] == "printed"


def test_a_drawer_that_is_jammed_is_said_also_without_paper(agent: Agent, printer: Printer) -> None:
    def pulse() -> str:
        job = str(uuid4())
        agent.ask("POST", f"/v1/printers/front/jobs/{job}?drawer", b"\x1bp\x00\x19\xfa")
        return agent.until(job, "printed")["trouble"]

    assert pulse() == ""
    printer.say("drawer shut")
    printer.say("drawer stuck")
    printer.say("paper out")

    assert pulse() == "drawer_stuck"
