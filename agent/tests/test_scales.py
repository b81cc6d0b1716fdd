"""Weighing on virtual scales: what lies there, and every reason why nobody can say."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from comptoir_agent.lines import Serial, connect, hang_up
from comptoir_agent.simulate.hands import Device, plug_in
from comptoir_agent.simulate.scale import APPROVED
from comptoir_agent.weighing.cas import Cas
from comptoir_agent.weighing.dialog06 import Checksums, Dialog06
from comptoir_agent.weighing.reading import Dialect, Garbled, Mark, Reading, Wish
from comptoir_agent.weighing.scale import Scale, Weighing

APPLES = Wish(unit_price=320)
DIALECTS = ["dialog06", "cas"]


@pytest.fixture(scope="module")
def scales() -> Iterator[dict[str, Device]]:
    running = {dialect: plug_in("scale", "--dialect", dialect) for dialect in DIALECTS}
    yield running
    for one in running.values():
        one.stop()


@pytest.fixture
def start(scales: dict[str, Device]) -> Callable[[str], Device]:
    """A scale, switched off and on."""

    def begin(dialect: str) -> Device:
        scales[dialect].say("reset")
        return scales[dialect].fresh()

    return begin


def speak(dialect: str, *checksums: Checksums) -> Dialect:
    return Cas() if dialect == "cas" else Dialog06(checksums)


def look(virtual: Device, dialect: Dialect, wish: Wish = APPLES) -> Reading:
    """Ask once."""

    async def ask() -> Reading:
        streams = await connect(Serial(virtual.path))
        try:
            return await dialect.look(streams, wish)
        finally:
            await hang_up(streams[1])

    return asyncio.run(ask())


def weigh(virtual: Device, dialect: Dialect, then: Callable[[Scale, Weighing], Awaitable[None]]) -> Weighing:
    """Begin a weighing, let things happen, and answer how it stands."""

    async def run() -> Weighing:
        scale = Scale(Serial(virtual.path), dialect)
        weighing = scale.weigh("w1", APPLES)
        try:
            await then(scale, weighing)
        finally:
            await scale.stop()
        return weighing

    return asyncio.run(run())


async def until(weighing: Weighing, mark: Mark) -> None:
    async with asyncio.timeout(8):
        while weighing.reading.mark is not mark:
            await weighing.after(weighing.revision, seconds=8)


def test_dialog_06_answers_weight_and_amount(start: Callable[[str], Device]) -> None:
    scale = start("dialog06")
    scale.say("put 450")

    reading = look(scale, Dialog06())

    assert reading == Reading(Mark.DONE, net_g=450, amount=144)
    assert scale.next("price") == {"event": "price", "unit_price": 320, "tare_g": 0}


def test_a_tare_is_taken_off_by_the_scale_itself(start: Callable[[str], Device]) -> None:
    scale = start("dialog06")
    scale.say("put 450")

    assert look(scale, Dialog06(), Wish(320, tare_g=15)) == Reading(Mark.DONE, net_g=435, amount=139)
    assert scale.next("price") == {"event": "price", "unit_price": 320, "tare_g": 15}


def test_cas_answers_the_weight_and_we_take_the_tare_off(start: Callable[[str], Device]) -> None:
    scale = start("cas")
    scale.say("put 1234")

    assert look(scale, Cas()) == Reading(Mark.DONE, net_g=1234)
    assert look(scale, Cas(), Wish(320, tare_g=34)) == Reading(Mark.DONE, net_g=1200)
    assert look(scale, Cas(), Wish(320, tare_g=1234)) == Reading(Mark.TOO_LIGHT)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("move 450", Mark.MOVING),
        ("overload", Mark.OVERLOAD),
        ("negative", Mark.UNDER_ZERO),
        ("lift", Mark.TOO_LIGHT),
    ],
)
def test_what_is_no_weight_says_why(start: Callable[[str], Device], dialect: str, words: str, mark: Mark) -> None:
    scale = start(dialect)
    scale.say(words)

    assert look(scale, speak(dialect)) == Reading(mark)


def test_dialog_06_gives_out_the_same_goods_once(start: Callable[[str], Device]) -> None:
    scale = start("dialog06")
    scale.say("put 450")
    look(scale, Dialog06())

    assert look(scale, Dialog06()) == Reading(Mark.NOT_MOVED)

    scale.say("put 450")
    assert look(scale, Dialog06()) == Reading(Mark.DONE, net_g=450, amount=144)


def test_a_price_that_the_scale_does_not_take_is_refused(start: Callable[[str], Device]) -> None:
    scale = start("dialog06")
    scale.say("put 450")

    assert look(scale, Dialog06(), Wish(unit_price=0)) == Reading(Mark.REFUSED)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_broken_answer_is_never_a_weight(start: Callable[[str], Device], dialect: str) -> None:
    scale = start(dialect)
    scale.say("put 450")
    scale.say("garble")

    with pytest.raises(Garbled):
        look(scale, speak(dialect))


def test_the_right_checksums_open_the_scale(start: Callable[[str], Device]) -> None:
    scale = start("dialog06")
    scale.say("put 450")
    scale.say("demand")
    dialect = Dialog06([Checksums(*APPROVED)])

    readings = [look(scale, dialect), look(scale, dialect)]

    assert readings == [Reading(Mark.MOVING), Reading(Mark.DONE, net_g=450, amount=144)]


def test_wrong_checksums_and_none_get_no_weight(start: Callable[[str], Device]) -> None:
    scale = start("dialog06")
    scale.say("put 450")
    scale.say("demand")

    assert look(scale, Dialog06()) == Reading(Mark.NOT_ADMITTED)
    assert look(scale, Dialog06([Checksums(0x1F2E, 0)])) == Reading(Mark.NOT_ADMITTED)


def test_checksums_are_veiled_by_turning_them() -> None:
    # 47H: CS four bits to the left, KW seven to the right.
    assert Checksums(0x1F2E, 0xB3D4).veiled(0x47) == b"F2E1" + b"A967"
    assert Checksums(0x1F2E, 0xB3D4).veiled(0x00) == b"1F2EB3D4"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_weighing_follows_the_hand_until_the_goods_rest(start: Callable[[str], Device], dialect: str) -> None:
    scale = start(dialect)
    seen: list[Mark] = []

    async def story(_: Scale, weighing: Weighing) -> None:
        for words, mark in [
            ("lift", Mark.TOO_LIGHT),
            ("overload", Mark.OVERLOAD),
            ("move 600", Mark.MOVING),
            ("put 600", Mark.DONE),
        ]:
            await asyncio.to_thread(scale.say, words)
            await until(weighing, mark)
            seen.append(mark)

    weighing = weigh(scale, speak(dialect), story)

    assert seen == [Mark.TOO_LIGHT, Mark.OVERLOAD, Mark.MOVING, Mark.DONE]
    assert (weighing.reading.net_g, weighing.is_over) == (600, True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_silence_and_noise_are_said_and_pass(start: Callable[[str], Device], dialect: str) -> None:
    scale = start(dialect)
    scale.say("mute")

    async def story(_: Scale, weighing: Weighing) -> None:
        await until(weighing, Mark.NO_ANSWER)
        await asyncio.to_thread(scale.say, "garble")
        await asyncio.to_thread(scale.say, "put 250")
        await asyncio.to_thread(scale.say, "speak")
        if dialect == "dialog06":
            # The weight that was lost in the noise is given out: the goods must move.
            await until(weighing, Mark.NOT_MOVED)
            await asyncio.to_thread(scale.say, "put 260")
        await until(weighing, Mark.DONE)

    weighing = weigh(scale, speak(dialect), story)

    assert weighing.reading.net_g == (260 if dialect == "dialog06" else 250)


def test_a_scale_that_is_not_plugged_in_is_said(tmp_path: Path) -> None:
    scale = Scale(Serial(f"{tmp_path}/ttyUSB0"), Cas())

    async def run() -> tuple[bool, Mark]:
        weighing = scale.weigh("w1", APPLES)
        await until(weighing, Mark.NO_ANSWER)
        await scale.stop()
        return await scale.is_there(), weighing.reading.mark

    assert asyncio.run(run()) == (False, Mark.NO_ANSWER)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_scale_says_whether_it_is_there(start: Callable[[str], Device], dialect: str) -> None:
    virtual = start(dialect)
    scale = Scale(Serial(virtual.path), speak(dialect))

    assert asyncio.run(scale.is_there()) is True
    virtual.say("mute")
    assert asyncio.run(scale.is_there()) is False


def test_the_newest_wish_wins_and_a_repeat_is_the_same(start: Callable[[str], Device]) -> None:
    virtual = start("dialog06")

    async def run() -> list[object]:
        scale = Scale(Serial(virtual.path), Dialog06())
        first = scale.weigh("w1", APPLES)
        again = scale.weigh("w1", APPLES)
        second = scale.weigh("w2", Wish(unit_price=990))
        await asyncio.to_thread(virtual.say, "put 100")
        await until(second, Mark.DONE)
        scale.cancel("w1")  # too late: it is not the newest any more
        found = [again is first, first.is_over, first.reading.mark, second.reading, scale.find("w1")]
        await scale.stop()
        return found

    assert asyncio.run(run()) == [True, True, Mark.MOVING, Reading(Mark.DONE, net_g=100, amount=99), None]


def test_a_cancelled_weighing_lets_the_line_go(start: Callable[[str], Device]) -> None:
    virtual = start("cas")

    async def run() -> tuple[bool, bool]:
        scale = Scale(Serial(virtual.path), Cas())
        weighing = scale.weigh("w1", APPLES)
        await until(weighing, Mark.TOO_LIGHT)
        scale.cancel("w1")
        return weighing.is_over, await scale.is_there()

    assert asyncio.run(run()) == (True, True)
