"""A pole display shows what was said last, with its accents, whatever it speaks."""

import asyncio
from collections.abc import Iterator

import pytest

from comptoir_agent.displays import DisplayDialect, PoleDisplay, fit, pair
from comptoir_agent.lines import Serial
from comptoir_agent.simulate.hands import Device, plug_in


@pytest.fixture(scope="module")
def display() -> Iterator[Device]:
    running = plug_in("display")
    yield running
    running.stop()


def words_on(virtual: Device) -> list[str]:
    """The next words; a display is dark for a moment when it is plugged in again."""
    while True:
        lines: list[str] = virtual.next("shown")["lines"]
        if lines != ["", ""]:
            return lines


def show(virtual: Device, dialect: DisplayDialect, *shown: tuple[str, str], code_page: str = "cp858") -> None:
    async def run() -> None:
        pole = PoleDisplay(Serial(virtual.path), dialect, code_page)
        pole.start()
        await asyncio.sleep(0.15)
        for upper, lower in shown:
            pole.show(upper, lower)
            await asyncio.sleep(0.15)
        assert pole.is_there
        await pole.stop()

    asyncio.run(run())


@pytest.mark.parametrize("code_page", ["cp858", "cp1252"])
@pytest.mark.parametrize("dialect", list(DisplayDialect))
def test_both_lines_are_shown_with_accents_and_euro(display: Device, dialect: DisplayDialect, code_page: str) -> None:
    show(display.fresh(), dialect, ("Pâté en croûte", pair("Total", "12,50 €")), code_page=code_page)

    assert words_on(display) == ["Pâté en croûte", "Total        12,50 €"]


def test_what_a_line_can_not_show_becomes_the_nearest_letter(display: Device) -> None:
    show(display.fresh(), DisplayDialect.CD5220, ("Ő → Straße", "\x1b@\r\n"))

    assert words_on(display) == ["O ? Straße", " @"]


def test_the_next_words_replace_all_of_the_last(display: Device) -> None:
    show(display.fresh(), DisplayDialect.ESCPOS, ("a" * 30, "b" * 20), ("Merci", ""))

    assert words_on(display) == ["a" * 20, "b" * 20]
    assert words_on(display) == ["Merci", ""]


def test_a_display_that_is_not_there_is_known_and_found_later() -> None:
    async def run() -> bool:
        pole = PoleDisplay(Serial("/dev/comptoir-no-such-line"), DisplayDialect.ESCPOS)
        pole.start()
        pole.show("Total", "1,00")
        await asyncio.sleep(0.2)
        is_there = pole.is_there
        await pole.stop()
        return is_there

    assert asyncio.run(run()) is False


@pytest.mark.parametrize(
    ("left", "right", "line"),
    [
        ("Baguette", "1,15", "Baguette        1,15"),
        ("Pommes Golden du verger", "3,20", "Pommes Golden d 3,20"),
        ("x", "12345678901234567890", "12345678901234567890"),
    ],
)
def test_an_amount_is_never_cut(left: str, right: str, line: str) -> None:
    assert pair(left, right) == line
    assert fit("e\N{COMBINING ACUTE ACCENT}\t") == "é "
