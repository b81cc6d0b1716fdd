"""A card taken without a line to the bank: only where the shop allows it, and said to be so."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from comptoir_agent.paying.attempts import State
from comptoir_agent.paying.nexo.messages import header, read_answer, request
from comptoir_agent.paying.terminals import Kind, Wish
from comptoir_agent.simulate.nexo_terminal import ENDS
from comptoir_agent.simulate.payment_rig import rig, wish_of

AT = "2026-11-27T12:00:00+00:00"
HEAD = header("Payment", "00000042", ENDS)


def test_a_terminal_must_ask_the_bank_unless_the_till_may_do_without() -> None:
    def conditions(**changes: Any) -> Any:
        said = json.loads(request(Wish(Kind.PAYMENT, 1_234, 978, **changes), HEAD, AT))
        return said["SaleToPOIRequest"]["PaymentRequest"]["PaymentTransaction"].get("TransactionConditions")

    assert conditions() == {"ForceOnlineFlag": True}
    assert conditions(may_be_offline=True) is None


@pytest.mark.parametrize(
    ("result", "response", "is_offline"),
    [
        ({"OnlineFlag": False}, {}, True),
        ({"OnlineFlag": True}, {}, False),
        ({}, {}, False),
        (
            {},
            {"AdditionalResponse": "tid=1&offline=true&unconfirmedBatchCount=3"},
            True,
        ),
        ({}, {"AdditionalResponse": "eyJvZmZsaW5lIjogInRydWUifQ=="}, True),
        (
            {},
            {"AdditionalResponse": "eyJhZGRpdGlvbmFsRGF0YSI6IHsib2ZmbGluZSI6ICJ0cnVlIn19"},
            True,
        ),
        ({}, {"AdditionalResponse": "bm90IEpTT04="}, False),
    ],
)
def test_an_answer_says_whether_the_bank_was_asked(
    result: dict[str, Any], response: dict[str, Any], *, is_offline: bool
) -> None:  # fmt: skip
    said = {
        "MessageHeader": {**HEAD, "MessageType": "Response"},
        "PaymentResponse": {
            "Response": {"Result": "Success", **response},
            "PaymentResult": {
                "AmountsResp": {"AuthorizedAmount": "12.34", "Currency": "EUR"},
                **result,
            },
        },
    }

    heard = read_answer(said, HEAD, Wish(Kind.PAYMENT, 1_234, 978), "00000042")

    assert (heard.is_approved, heard.result.is_offline) == (True, is_offline)


def test_the_simulated_terminal_stores_and_forwards(tmp_path: Path) -> None:
    """Refused where the till may not; taken and marked where it may; asked again it says the same; the bank decides."""

    async def go() -> None:
        async with rig("nexo", tmp_path) as shop:
            shop.hand("offline")
            refused = await shop.pay("a", wish_of(1_000))
            assert (refused.state, refused.trouble, shop.machine.ledger.money) == (State.DECLINED, "no_acquirer", 0)
            shop.hand("offline")
            kept = await shop.pay("b", wish_of(1_234, may_be_offline=True))
            assert (kept.state, kept.result.is_offline, kept.result.amount) == (State.APPROVED, True, 1_234)
            shop.hand("offline", "lose")
            lost = await shop.pay("c", wish_of(500, may_be_offline=True))
            assert (lost.state, lost.result.is_offline) == (State.APPROVED, True)
            shop.hand("forward")
            assert shop.machine.ledger.money == 1_734
            shop.hand("offline")
            await shop.pay("d", wish_of(700, may_be_offline=True))
            shop.hand("forward refused")
            assert (shop.machine.ledger.money, [one.is_stored for one in shop.machine.ledger.taken]) == (
                1_734, [False] * 3,
            )  # fmt: skip

    asyncio.run(go())
