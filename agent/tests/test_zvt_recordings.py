"""What real terminals sent, as others recorded it: each message is read to its fields, whole or not at all."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from comptoir_agent.paying.zvt.apdu import Apdu, Control, Garbled, decode, read
from comptoir_agent.paying.zvt.status import read_status

RECORDED = json.loads(
    (Path(__file__).resolve().parents[2] / "conformance" / "payments" / "zvt.json").read_text(encoding="utf-8")
)
STATUSES, OTHERS = RECORDED["statuses"], RECORDED["others"]


def named(recording: dict[str, Any]) -> str:
    return str(recording["name"])


async def from_the_line(sent: bytes) -> Apdu:
    line = asyncio.StreamReader()
    line.feed_data(sent)
    line.feed_eof()
    return await read(line)


@pytest.mark.parametrize("recording", STATUSES, ids=named)
def test_how_a_payment_ended_is_read_to_each_field(recording: dict[str, Any]) -> None:
    message = decode(bytes.fromhex(recording["bytes"]))
    status = read_status(message.data)

    assert message.control == Control.STATUS_INFORMATION
    said = {"code": status.code, **asdict(status.result)}
    assert {field: said[field] for field in recording["says"]} == recording["says"]
    assert status.is_success is (recording["says"]["code"] == 0)


@pytest.mark.parametrize("recording", OTHERS, ids=named)
def test_the_other_messages_are_read_whole(recording: dict[str, Any]) -> None:
    sent = bytes.fromhex(recording["bytes"])
    message = decode(sent)

    assert (f"{message.control:04x}", len(message.data)) == (recording["control"], recording["length"])
    assert message.encode() == sent


@pytest.mark.parametrize("recording", [*STATUSES, *OTHERS], ids=named)
def test_a_message_that_breaks_off_is_none_wherever_it_does(recording: dict[str, Any]) -> None:
    sent = bytes.fromhex(recording["bytes"])

    assert asyncio.run(from_the_line(sent + b"\x06\x0f")) == decode(sent)
    for size in range(len(sent)):
        with pytest.raises(Garbled):
            decode(sent[:size])
        with pytest.raises(asyncio.IncompleteReadError):
            asyncio.run(from_the_line(sent[:size]))
