"""The bytes of ZVT: what is understood of them, and what somebody else (Wireshark's dissector) understands of ours."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from comptoir_agent.lines import Tcp
from comptoir_agent.paying.terminals import Kind, Wish
from comptoir_agent.paying.zvt.apdu import Apdu, Control, Garbled, bcd, bitmaps, counted, decode
from comptoir_agent.paying.zvt.status import read_status
from comptoir_agent.paying.zvt.terminal import ZvtTerminal
from comptoir_agent.simulate.card_terminal import VirtualCardTerminal

PORT = 20_007


def test_long_messages_say_their_length_in_three_bytes() -> None:
    for length in (0, 254, 255, 700):
        message = Apdu(Control.PRINT_BLOCK, bytes(length))
        assert decode(message.encode() + b"rest") == message
    assert Apdu(Control.PRINT_BLOCK, bytes(700)).encode()[:5] == b"\x06\xd3\xff\xbc\x02"
    for broken in (b"\x06", b"\x06\xd3\x05abc", b"\x06\xd3\xff\x10"):
        with pytest.raises(Garbled):
            decode(broken)


def test_bitmaps_are_read_in_any_order_and_broken_ones_refused() -> None:
    data = b"\x8b" + counted(b"girocard\0", 2) + b"\x06\x82\x00\x03\x1f\x10\x00" + b"\x04" + bcd(1_880, 6)
    assert bitmaps(data) == {0x8B: b"girocard\0", 0x06: b"\x1f\x10\x00", 0x04: bcd(1_880, 6)}
    for broken in (b"\x04\x00", b"\x22\xf1", b"\x22\x10\x16", b"\x22\xf1\xf6\xee"):
        with pytest.raises(Garbled):
            bitmaps(broken)


def test_of_a_card_number_four_digits_are_left_and_texts_hold_none() -> None:
    def said(card: str, name: bytes) -> tuple[str, str]:
        data = b"\x27\x00\x22" + counted(bytes.fromhex(card), 2) + b"\x8b" + counted(name, 2)
        result = read_status(data).result
        return result.last_four, result.brand

    assert said("4111111111111111", b"VISA 4111111111111111") == ("1111", "")
    assert said("eeeeeeeeeeeee1234f"[:18], b"Mastercard\0") == ("1234", "Mastercard")
    assert said("eeeeeeeeeeeeeeee", b"V PAY") == ("", "V PAY")
    assert read_status(b"").is_success is False


class Tap:
    """A cable that somebody listens to: each message, in the order it passed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.heard: list[bytes] = []

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        pending = b""
        while data := await source.read(4_096):
            target.write(data)
            pending += data
            while len(pending) >= 3 and len(pending) >= 3 + pending[2]:
                size = 3 + pending[2]
                self.heard.append(pending[:size])
                pending = pending[size:]
        target.close()


async def converse() -> list[bytes]:
    virtual = VirtualCardTerminal(lambda _: None)
    server = await asyncio.start_server(virtual.hear, "127.0.0.1", 0)
    tap = Tap(server.sockets[0].getsockname()[1])
    cable = await asyncio.start_server(tap.join, "127.0.0.1", 0)
    terminal = ZvtTerminal(Tcp("127.0.0.1", cable.sockets[0].getsockname()[1]), "000000")
    for kind, amount in ((Kind.PAYMENT, 1_234), (Kind.REVERSAL, 1_234), (Kind.REFUND, 500), (Kind.RECONCILE, 0)):
        wish = Wish(kind, amount, 978, "0001" if kind is Kind.REVERSAL else "")
        assert (await terminal.start(wish, leaving=lambda: None, step=lambda _: None)).is_approved
    assert (await terminal.query()) is not None
    for one in (server, cable):
        one.close()
    return tap.heard


@pytest.mark.skipif(not shutil.which("tshark") or not shutil.which("text2pcap"), reason="tshark is not installed here")
def test_wireshark_understands_each_message_of_a_day(tmp_path: Path) -> None:
    heard = asyncio.run(converse())
    dump, capture = tmp_path / "heard.txt", tmp_path / "heard.pcap"
    dump.write_text("".join(f"000000 {one.hex(' ')}\n" for one in heard), encoding="utf-8")
    subprocess.run(["text2pcap", "-q", "-T", f"40000,{PORT}", str(dump), str(capture)], check=True)
    fields = ("zvt.control_field", "zvt.amount", "zvt.cc", "zvt.password", "zvt.apdu_len.invalid", "_ws.malformed")
    wishes = [word for field in fields for word in ("-e", field)]
    read = subprocess.run(
        ["tshark", "-r", str(capture), "-d", f"tcp.port=={PORT},zvt", "-T", "fields", *wishes],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    rows = [line.split("\t") for line in read.stdout.splitlines()]

    assert len(rows) == len(heard)
    assert all(row[4:] == ["", ""] for row in rows)
    sent = [(int(row[0], 16), row[1]) for row in rows if row[0] and int(row[0], 16) in (0x06_01, 0x06_31)]
    assert sent == [(0x06_01, "1234"), (0x06_31, "500")]
    assert {int(row[0], 16) for row in rows if row[0]} >= {
        0x06_00, 0x06_01, 0x04_FF, 0x04_0F, 0x06_0F, 0x06_30, 0x06_31, 0x06_50,
    }  # fmt: skip
    assert {row[2] for row in rows} <= {"", "0x0978"}
