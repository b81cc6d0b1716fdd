"""The agent stops within moments of being told to, whatever its printers and tills are in the middle of."""

import asyncio
import secrets
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir_agent.lines import Tcp, hang_up
from comptoir_agent.printing.jobs import Jobs, State
from comptoir_agent.printing.network_printer import IN_TURN, OFFLINE_CAUSE, PAPER_SENSOR
from comptoir_agent.printing.presses import Presses
from comptoir_agent.settings import PrinterSettings, Settings
from comptoir_agent.simulate.hands import free_port, plug_in, start_agent
from tests.conftest import Printer
from tests.running import JOB, Agent

# Whole programs are started and stopped, and slow printers waited for.
pytestmark = pytest.mark.slow

LOOPBACK = "127.0.0.1"
FINE = b"\x12\x12"
PRINTED = b"\x00"
# From the printer's last answer to a press that waits again lie some dozen turns of the loop.
TURNS = 80


@asynccontextmanager
async def prompt_printer(answered: asyncio.Event) -> AsyncIterator[Tcp]:
    """Answers at once, and says when it has."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(OFFLINE_CAUSE + PAPER_SENSOR)
            writer.write(FINE)
            await reader.readuntil(IN_TURN)
            writer.write(PRINTED)
            answered.set()
            await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, LOOPBACK, 0) as server:
        yield Tcp(LOOPBACK, server.sockets[0].getsockname()[1])


async def stop_after(turns: int, folder: Path) -> Jobs:
    answered = asyncio.Event()
    async with prompt_printer(answered) as line:
        jobs = Jobs(folder)
        settings = Settings(name="x", state=folder, printers=(PrinterSettings("front", "front", line),))
        presses = Presses(settings, jobs)
        presses.start()
        jobs.add(str(uuid4()), "front", JOB)
        presses.wake("front")
        await answered.wait()
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(2):
            await presses.stop()
        assert [task for task in asyncio.all_tasks() if task.get_name().startswith("press-")] == []
        return jobs


def test_a_press_that_is_told_to_stop_while_its_printer_answers_stops(tmp_path: Path) -> None:
    """Whatever turn of the loop the request comes in: `asyncio.wait_for` lost one that came with the answer."""
    for turns in range(TURNS):
        asyncio.run(stop_after(turns, tmp_path / str(turns)))


def test_a_line_that_takes_nothing_more_is_let_go(tmp_path: Path) -> None:
    async def fill_and_leave() -> bool:
        async def sleep(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.transport.pause_reading()  # type: ignore[attr-defined]  # a server's transport reads
            await asyncio.sleep(30)

        async with await asyncio.start_server(sleep, LOOPBACK, 0, limit=1) as server:
            port = server.sockets[0].getsockname()[1]
            _, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(b"x" * 20_000_000)
            await hang_up(writer)
            await asyncio.sleep(0.05)
            return writer.transport.get_write_buffer_size() == 0

    began = time.monotonic()
    assert asyncio.run(fill_and_leave())
    assert time.monotonic() - began < 3


@pytest.fixture
def busy(tmp_path: Path, printer: Printer) -> Iterator[Callable[[], Agent]]:
    """An agent whose printer has no paper, with three jobs for it, and a till that waits for codes."""
    running: list[Agent] = []
    reader = plug_in("reader")

    def begin() -> Agent:
        port = free_port()
        settings = tmp_path / f"{secrets.token_hex(4)}.toml"
        settings.write_text(
            f'name = "Comptoir"\nport = {port}\nstate = "{settings.stem}"\n'
            f'[[printers]]\nid = "front"\nhost = "127.0.0.1"\nport = {printer.port}\n'
            f'[[readers]]\nid = "reader"\naddress = "serial://{reader.path}"\n',
            encoding="utf-8",
        )
        agent = Agent(settings, port, start_agent(settings, port), ec.generate_private_key(ec.SECP256R1()))
        running.append(agent)
        assert agent.pair(agent.code())[0] == 201
        return agent

    yield begin
    for agent in running:
        agent.process.kill()
        agent.process.wait()
    reader.stop()


def wait_for_codes(agent: Agent) -> None:
    with suppress(URLError, ConnectionError, AssertionError, ValueError):
        agent.ask("GET", "/v1/readers/reader?after=0")


def seconds_to_stop(agent: Agent) -> float:
    began = time.monotonic()
    agent.process.send_signal(signal.SIGTERM)
    agent.process.wait(timeout=5)
    return time.monotonic() - began


@pytest.mark.parametrize("when", ["before_paper", "in_the_middle"])
def test_it_stops_without_paper_with_jobs_and_with_a_till_that_waits(
    busy: Callable[[], Agent], printer: Printer, when: str
) -> None:
    agent = busy()
    if when == "before_paper":
        printer.say("paper out")
    jobs = [str(uuid4()) for _ in range(3)]
    for job in jobs:
        agent.print(job)
    if when == "in_the_middle":
        printer.say("paper out")
    waiting = threading.Thread(target=wait_for_codes, args=(agent,))
    waiting.start()
    time.sleep(0.3)

    assert seconds_to_stop(agent) < 2
    waiting.join()
    assert agent.process.returncode == 0

    kept = Jobs(agent.settings.with_suffix("") / "jobs")
    states = [found.state for job in jobs if (found := kept.find(job)) is not None]
    assert len(states) == 3
    assert State.FAILED not in states


def test_it_stops_while_a_job_is_being_printed_at_any_moment(busy: Callable[[], Agent], printer: Printer) -> None:
    for delay_ms in (0, 2, 4, 8, 16):
        agent = busy()
        agent.print(str(uuid4()))
        printer.next("page")
        time.sleep(delay_ms / 1_000)

        assert seconds_to_stop(agent) < 2
        assert agent.process.returncode == 0
