"""The virtual terminal answers as every native shell must, and prints what it says it printed."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from queue import Empty

from comptoir_agent.lines import Tcp
from comptoir_agent.simulate.shell import VirtualShell
from tests.conftest import Printer

EXCHANGE = Path(__file__).resolve().parents[2] / "conformance" / "shell" / "exchange.json"


def test_every_answer_is_the_one_of_the_contract_and_each_page_comes_out_once(start: Callable[..., Printer]) -> None:
    steps = json.loads(EXCHANGE.read_text(encoding="utf-8"))["steps"]
    printer = start(width=58)

    async def run() -> None:
        shell = VirtualShell(Tcp("127.0.0.1", printer.port), lambda _: None)
        for number, step in enumerate(steps):
            if "before" in step:
                printer.say(step["before"])
            answer = await shell.answer({"id": str(number), **step["ask"]})
            assert answer == {"id": str(number), **step["answer"]}, step["why"]

    asyncio.run(run())

    events = []
    try:
        while True:
            events.append(printer.events.get(timeout=0.5)["event"])
    except Empty:
        pass
    assert (events.count("page"), events.count("drawer")) == (2, 1)


def test_codes_and_tags_are_told_only_while_the_till_wants_them() -> None:
    async def run() -> list[object]:
        shell = VirtualShell(Tcp("127.0.0.1", 9), lambda _: None)
        told = [shell.tell("code", "1")]
        await shell.answer({"ask": "scan", "on": True})
        told += [shell.tell("code", "4006381333931"), shell.tell("tag", "badge")]
        return [*told, await shell.news("0"), await shell.news("")]

    assert asyncio.run(run()) == [
        False,
        True,
        False,
        {"newest": 1, "news": [{"news": "code", "text": "4006381333931"}]},
        {"newest": 1, "news": []},
    ]
