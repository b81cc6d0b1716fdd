"""Printing over the network, with paper that ends and covers that open."""

import asyncio
import socket
import time
from collections.abc import Callable

import pytest

from comptoir_agent.lines import Tcp
from comptoir_agent.printing.network_printer import NetworkPrinter, PrinterFault, Trouble
from tests.conftest import Printer

JOB = b"\x1b@\x1bt\x10Total 12,50\n\x1dV\x42\x00"


def deliver(printer: Printer, data: bytes = JOB, *, seconds: float = 8) -> list[Trouble]:
    """Print; answers what was waited for."""
    waited: list[Trouble] = []
    asyncio.run(
        NetworkPrinter(Tcp("127.0.0.1", printer.port)).print(
            data, seconds=seconds, begins=lambda: None, waiting=waited.append
        )
    )
    return waited


def test_it_returns_when_the_job_is_on_paper(printer: Printer) -> None:
    assert deliver(printer) == []

    assert printer.next("page")["cut"] is True


@pytest.mark.parametrize(("words", "trouble"), [("paper out", Trouble.PAPER_OUT), ("cover open", Trouble.COVER_OPEN)])
def test_a_printer_that_can_not_print_says_why_and_gets_nothing(printer: Printer, words: str, trouble: Trouble) -> None:
    printer.say(words)

    with pytest.raises(PrinterFault) as fault:
        deliver(printer)

    assert fault.value.trouble is trouble
    assert asyncio.run(NetworkPrinter(Tcp("127.0.0.1", printer.port)).trouble()) is trouble
    assert printer.events.empty()


def test_paper_that_ends_in_the_middle_is_waited_for(printer: Printer) -> None:
    def run() -> list[Trouble]:
        waited: list[Trouble] = []

        async def both() -> None:
            def bring_a_roll(trouble: Trouble) -> None:
                waited.append(trouble)
                printer.say("paper ok")

            one = NetworkPrinter(Tcp("127.0.0.1", printer.port))
            printing = asyncio.create_task(
                one.print(b"Zeile\n" * 4_000 + JOB, seconds=30, begins=lambda: None, waiting=bring_a_roll)
            )
            await asyncio.sleep(0.05)
            await asyncio.to_thread(printer.say, "paper out")
            await printing

        asyncio.run(both())
        return waited

    assert set(run()) <= {Trouble.PAPER_OUT}
    assert printer.next("page")["cut"] is True


def test_nobody_there(start: Callable[..., Printer]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(PrinterFault) as fault:
        asyncio.run(
            NetworkPrinter(Tcp("127.0.0.1", port)).print(JOB, seconds=5, begins=lambda: None, waiting=lambda _: None)
        )

    assert fault.value.trouble is Trouble.NO_ANSWER


def test_a_printer_that_never_says_it_is_done_is_given_up(printer: Printer) -> None:
    waited: list[Trouble] = []

    async def run() -> None:
        one = NetworkPrinter(Tcp("127.0.0.1", printer.port))
        printing = asyncio.create_task(
            one.print(b"Zeile\n" * 9_000 + JOB, seconds=3, begins=lambda: None, waiting=waited.append)
        )
        await asyncio.sleep(0.05)
        await asyncio.to_thread(printer.say, "offline")
        await printing

    with pytest.raises(PrinterFault) as fault:
        asyncio.run(run())

    assert fault.value.trouble is Trouble.TIMEOUT


def test_a_printer_that_takes_a_page_and_then_answers_nothing_is_given_up_soon(
    printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comptoir_agent.printing.network_printer.SILENT_SECONDS", 1.0)
    one = NetworkPrinter(Tcp("127.0.0.1", printer.port))
    began = time.monotonic()

    with pytest.raises(PrinterFault) as fault:
        asyncio.run(one.print(JOB, seconds=60, begins=lambda: printer.say("mute"), waiting=lambda _: None))

    assert fault.value.trouble is Trouble.TIMEOUT
    assert time.monotonic() - began < 10


def test_a_printer_that_answers_nothing_at_all_gets_nothing(printer: Printer) -> None:
    printer.say("mute")

    with pytest.raises(PrinterFault) as fault:
        deliver(printer)

    assert fault.value.trouble is Trouble.NO_ANSWER
    assert printer.events.empty()
