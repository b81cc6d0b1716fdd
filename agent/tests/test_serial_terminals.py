"""Card terminals on a serial line: the frames of ZVT, the handshake of Concert E+, and a wizard's first question."""

import asyncio

import pytest

from comptoir_agent.lines import Serial
from comptoir_agent.paying.concert.register import Register
from comptoir_agent.paying.concert.serial_terminal import ConcertTerminal, SerialPatience, read_answer, sealed, words
from comptoir_agent.paying.terminals import Kind, Lost, NotSent, Wish
from comptoir_agent.paying.zvt.apdu import Apdu, Control
from comptoir_agent.paying.zvt.serial_link import ACK, NAK, SerialLink, checksum, frame
from comptoir_agent.simulate.serial_port import SerialPort

LUNCH = Wish(Kind.PAYMENT, 1_234, 978)
REGISTRATION = bytes.fromhex("060006000000ba0978")


def test_a_frame_has_a_check_sum_and_doubles_what_looks_like_its_end() -> None:
    # CRC-16/KERMIT: the check value of its catalogue is over these nine digits.
    assert checksum(b"123456789") == 0x2189
    message = bytes.fromhex("0601041003")
    assert frame(message) == bytes.fromhex("1002060104101003") + b"\x10\x03" + checksum(message + b"\x03").to_bytes(
        2, "little"
    )
    assert frame(b"\x80\x00\x00")[:-2] == b"\x10\x02\x80\x00\x00\x10\x03"


def link_of(heard: list[bytes], said: list[bytes], ack_seconds: float = 0.05) -> SerialLink:
    async def read() -> bytes:
        if not heard:
            await asyncio.Event().wait()
        return heard.pop(0)

    return SerialLink(read, said.append, ack_seconds=ack_seconds)


def test_what_arrives_whole_is_acknowledged_and_what_does_not_is_not() -> None:
    async def story() -> None:
        status = Apdu(Control.STATUS_INFORMATION, b"\x27\x00\x10\x10").encode()
        broken = bytearray(frame(status))
        broken[5] ^= 1
        said: list[bytes] = []
        cut = frame(status)[:6]
        link = link_of([b"\x00", bytes(broken), cut, frame(status), frame(REGISTRATION)], said)
        assert await link.messages.readexactly(len(status)) == status
        assert await link.messages.readexactly(len(REGISTRATION)) == REGISTRATION
        assert said == [bytes([NAK]), bytes([ACK]), bytes([ACK])]
        link.close()

    asyncio.run(story())


def test_a_frame_that_may_move_money_is_sent_once_and_others_are_said_again() -> None:
    async def story() -> None:
        for message, times in ((REGISTRATION, 3), (Apdu(Control.AUTHORISATION, b"\x04").encode(), 1)):
            said: list[bytes] = []
            link = link_of([], said, ack_seconds=5)
            link.write(message)

            async def refuse(link: SerialLink = link, said: list[bytes] = said) -> None:
                answered = 0
                while True:
                    if len(said) > answered:
                        answered = len(said)
                        link._take(NAK)
                    await asyncio.sleep(0)

            refusing = asyncio.create_task(refuse())
            with pytest.raises(ConnectionError):
                await link.drain()
            refusing.cancel()
            assert said == [frame(message)] * times
            link.close()

    asyncio.run(story())


def test_e_plus_is_asked_in_34_characters_and_answers_only_to_our_number() -> None:
    ours = Register()
    text = words(LUNCH, ours, "00000042")
    assert len(text) == 34
    assert text == "01" + "00001234" + "0" + "1" + "0" + "978" + "00000042  " + "A010" + "B010"
    assert sealed("A") == b"\x02A\x03B"
    for wish in (Wish(Kind.RECONCILE, 0, 978), Wish(Kind.PAYMENT, 100_000_000, 978)):
        with pytest.raises(NotSent):
            words(wish, ours, "1")

    def answer(result: str = "0", register: str = "01", private: str = "00000042", amount: str = "00001234") -> str:
        return f"{register}{result}{amount}1978{private:<10}"

    yes, no = (read_answer(answer(result), LUNCH, ours, "00000042") for result in "07")
    assert yes is not None
    assert no is not None
    assert (yes.is_approved, yes.result.amount, yes.result.currency) == (True, 1_234, 978)
    # Terminals that refuse have been taken for ones that approved.
    assert (no.is_approved, no.trouble) == (False, "declined")
    for other in (answer(private="00000041"), answer(private=""), answer(register="02"), "", "01"):
        assert read_answer(other, LUNCH, ours, "00000042") is None
    for odd in (answer(result="9"), answer(amount="0000123x")):
        with pytest.raises(Lost):
            read_answer(odd, LUNCH, ours, "00000042")


def test_nobody_at_the_other_end_is_no_terminal() -> None:
    async def story() -> None:
        port = SerialPort()
        await port.open()
        terminal = ConcertTerminal(Serial(port.path), Register(), patience=SerialPatience(0.02, 0.1, 2))
        assert not await terminal.is_there()
        with pytest.raises(NotSent):
            await terminal.start(
                LUNCH, leaving=lambda: pytest.fail("nothing leaves"), step=lambda _: None, reference="1"
            )
        port.close()

    asyncio.run(story())
