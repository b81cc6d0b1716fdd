"""A reader on a serial line: each code once, whole, and only while its customer stands there."""

import asyncio
from collections.abc import Iterator

import pytest

from comptoir_agent.lines import Serial
from comptoir_agent.readers import CodeReader
from comptoir_agent.simulate.hands import Device, plug_in


@pytest.fixture(scope="module")
def virtual() -> Iterator[Device]:
    running = plug_in("reader")
    yield running
    running.stop()


def test_codes_come_in_order_and_once(virtual: Device) -> None:
    async def run() -> list[list[str]]:
        reader = CodeReader(Serial(virtual.path))
        reader.start()
        while not reader.is_there:
            await asyncio.sleep(0.01)
        seen = []
        last = 0
        for words in ("scan 3760123456784", "scan ]C1010376012345678410AB \x1d21 7"):
            waiting = asyncio.create_task(reader.after(last, seconds=5))
            await asyncio.to_thread(virtual.say, words)
            codes = await waiting
            last = codes[-1].number
            seen.append([code.text for code in codes])
        seen.append([code.text for code in await reader.after(last, seconds=0.05)])
        # A till that remembers a number from before the agent's restart misses nothing.
        seen.append([code.text for code in await reader.after(99, seconds=0.05)])
        await reader.stop()
        return seen

    assert asyncio.run(run()) == [
        ["3760123456784"],
        ["]C1010376012345678410AB 21 7".replace(" 21", " 21")],
        [],
        ["3760123456784", "]C1010376012345678410AB 21 7"],
    ]


def test_a_code_that_nobody_fetched_is_forgotten(virtual: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comptoir_agent.readers.KEPT_SECONDS", 0.1)

    async def run() -> list[str]:
        reader = CodeReader(Serial(virtual.path))
        reader.start()
        while not reader.is_there:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(virtual.say, "scan 4006381333931")
        while reader.count == 0:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        found = [code.text for code in await reader.after(0, seconds=0.05)]
        await reader.stop()
        return found

    assert asyncio.run(run()) == []
