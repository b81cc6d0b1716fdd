"""Tokens on a real chain: paid, too little, too much, twice, late, from strangers, and a chain that thinks again."""

from datetime import timedelta
from typing import Any

import pytest

from comptoir.kernel import DomainError
from comptoir.payments.chain_watch import chain_words, strangers
from comptoir.payments.code_payments import save_code_account
from comptoir.payments.models import ChainTransfer, CodePaymentEvent
from comptoir.platform.tenancy import reading
from tests.payments.chain_desk import AMOUNT, BASE, Desk, account


def test_paid_is_what_is_deep_enough_and_one_payment_is_never_anothers(desk: Desk) -> None:
    first, second, elsewhere = desk.begin(17), desk.begin(42), desk.begin(17, at=1)

    desk.chain.pay(desk.addresses[0], BASE + 42)
    desk.look()
    seen = desk.stand(second)
    desk.chain.mine(1)
    desk.look()
    nearly = desk.stand(second)
    desk.chain.mine(1)
    desk.look()
    desk.look()

    assert (seen, nearly) == (("pending", "", "confirming", 0),) * 2
    assert desk.stand(second) == ("approved", "chain", "", AMOUNT)
    assert [desk.stand(one) for one in (first, elsewhere)] == [("pending", "", "", 0)] * 2
    with reading(desk.shop.organization):
        words = CodePaymentEvent.objects.filter(payment=second).order_by("at", "-state", "trouble")
        assert sorted({(one.state, one.source, one.trouble) for one in words}) == [
            ("approved", "chain", ""), ("pending", "chain", "confirming"), ("pending", "till", ""),
        ]  # fmt: skip
        assert ChainTransfer.objects.filter(organization_id=desk.shop.organization).count() == 1


def test_too_little_too_much_twice_and_late_are_each_named(desk: Desk) -> None:
    short, over, twice, withdrawn = desk.begin(1), desk.begin(2), desk.begin(3), desk.begin(4)
    old = desk.begin(5, made_at=desk.made_at - timedelta(minutes=16))
    desk.begin(4, id=withdrawn, word="cancelled")
    for units in (6_170_001, BASE * 2 - 340_000 + 2, BASE + 3, BASE + 3, BASE + 4, BASE + 5):
        desk.chain.pay(desk.addresses[0], units)
    desk.chain.mine(3)

    desk.look()

    assert desk.stand(short) == ("unknown", "", "short", 617)
    assert desk.stand(over) == ("approved", "chain", "over", 2_433)
    assert desk.stand(twice) == ("approved", "chain", "double", 2_468)
    assert desk.stand(withdrawn) == ("approved", "chain", "late", AMOUNT)
    assert desk.stand(old) == ("approved", "chain", "late", AMOUNT)
    # The rest of what was short: the only one that still waits there.
    desk.chain.pay(desk.addresses[0], 6_170_000)
    desk.chain.mine(3)
    desk.look()
    assert desk.stand(short) == ("approved", "chain", "", AMOUNT)


def test_a_chain_that_thinks_again_takes_the_money_with_it(desk: Desk) -> None:
    soon, sure = desk.begin(7), desk.begin(8)
    desk.chain.pay(desk.addresses[0], BASE + 8)
    desk.chain.mine(2)
    desk.chain.pay(desk.addresses[0], BASE + 7)
    desk.look()
    assert (desk.stand(soon), desk.stand(sure)) == (
        ("pending", "", "confirming", 0), ("approved", "chain", "", AMOUNT),
    )  # fmt: skip

    desk.chain.think_again(1)
    desk.look()
    assert desk.stand(soon) == ("pending", "", "reorganized", 0)
    assert desk.stand(sure) == ("approved", "chain", "", AMOUNT)

    # Deeper than anybody had thought.
    desk.chain.think_again(4)
    desk.look()
    assert desk.stand(sure) == ("unknown", "", "reorganized", 0)

    # It comes again, in another block.
    desk.chain.pay(desk.addresses[0], BASE + 8)
    desk.chain.mine(2)
    desk.look()
    assert desk.stand(sure) == ("approved", "chain", "", AMOUNT)


def test_what_fits_no_payment_is_kept_for_a_person_and_troubles_are_said(desk: Desk, settings: Any) -> None:
    desk.begin(9)
    desk.begin(10)
    desk.chain.pay(desk.addresses[0], 5_000_500)
    desk.chain.pay(f"0x{0xDEAD:040x}", BASE + 9)
    desk.look()

    with reading(desk.shop.organization):
        assert [(one.receiver, int(one.units, 16)) for one in strangers(desk.shop.organization)] == [
            (desk.addresses[0], 5_000_500)
        ]
        assert chain_words(desk.shop.organization)[desk.account][1] == ""
    for nodes, trouble in (({}, "node_missing"), ({31337: "http://127.0.0.1:9"}, "provider_away")):
        settings.CHAIN_NODES = nodes
        desk.look()
        with reading(desk.shop.organization):
            assert chain_words(desk.shop.organization)[desk.account][1] == trouble


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"addresses": "0x12"}, "code_facts_invalid"),
        ({"addresses": f"0x{0:040x}"}, "code_facts_invalid"),
        ({"contract": "coin"}, "code_facts_invalid"),
        ({"decimals": "4"}, "code_facts_invalid"),
        ({"rate": "0.000"}, "code_facts_invalid"),
        ({"chain": "1"}, "chain_node_missing"),
    ],
)
def test_an_account_that_nobody_could_watch_is_none(desk: Desk, facts: dict[str, str], refusal: str) -> None:
    with pytest.raises(DomainError, match=refusal):
        save_code_account(account(desk, **facts))
