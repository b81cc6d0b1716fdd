"""Caisse-AP over IP: the published packet, and which answers approve."""

import json
from pathlib import Path

import pytest

from comptoir_agent.lines import Tcp
from comptoir_agent.paying.concert.answers import said
from comptoir_agent.paying.concert.caisse_ap import CaisseApTerminal
from comptoir_agent.paying.concert.register import Register
from comptoir_agent.paying.concert.tags import Garbled, decode, encode
from comptoir_agent.paying.terminals import Kind, Lost, Wish
from comptoir_agent.simulate.card_terminal import TEST_CARD

PUBLISHED = json.loads(
    (Path(__file__).resolve().parents[2] / "conformance" / "payments" / "caisse_ap.json").read_text(encoding="utf-8")
)
LUNCH = Wish(Kind.PAYMENT, 1_590, 978)
ASKED = CaisseApTerminal(Tcp("127.0.0.1", 1), Register()).words(LUNCH, "00000042")
YES = {"CZ": "0300", "CA": "01", "CB": "1590", "CD": "0", "CE": "978", "CF": "00000042", "AE": "10"}


def test_the_published_packet_is_read_and_written() -> None:
    packet = PUBLISHED["packet"].encode()
    tags = decode(packet)

    assert tags is not None
    assert len(tags["CF"]) == PUBLISHED["private_length"]
    assert {tag: tags[tag] for tag in PUBLISHED["tags"]} == PUBLISHED["tags"]
    assert json.loads(tags["CF"])["ISV_amount"] == 123
    assert encode(tags) == packet
    assert all(decode(packet[:count]) != tags for count in range(1, len(packet)))


def test_what_is_no_message_is_refused_and_a_second_one_is_left_alone() -> None:
    for broken in (b"XX", b"CA00201", b"CZ00x", b"CZ0040300C\xe9003", b"CZ0040300CA00201CA00202"):
        with pytest.raises(Garbled):
            decode(broken)
    assert decode(b"CZ0040300AE00210" * 2) == {"CZ": "0300", "AE": "10"}


def test_a_payment_is_asked_in_the_words_of_the_protocol() -> None:
    assert encode(ASKED) == b"CZ0040300CJ012012345678901CA00201BA0010CF00800000042CB0041590CD0010CE003978"
    assert CaisseApTerminal(Tcp("h", 1), Register(says_reference=False)).words(Wish(Kind.REFUND, 5, 978), "1") == {
        "CZ": "0300", "CJ": "012345678901", "CA": "01", "BA": "0", "CB": "05", "CD": "1", "CE": "978",
    }  # fmt: skip


def test_only_an_answer_to_what_was_asked_approves() -> None:
    more = {"AA": f"{'*' * 12}0674", "AC": "184117", "AI": "A0000000421010"}
    yes = said(ASKED, YES | more, LUNCH, "00000042")
    assert (yes.is_approved, yes.result.amount, yes.result.currency) == (True, 1_590, 978)
    assert (yes.result.receipt, yes.result.authorization) == ("00000042", "184117")
    assert (yes.result.brand, yes.result.last_four) == ("CB", "0674")

    for changes in (
        {"CF": "00000041"},
        {"CA": "02"},
        {"CD": "1"},
        {"CE": "840"},
        {"AE": "11"},
        {"AE": ""},
        {"CB": "x"},
    ):
        with pytest.raises(Lost):
            said(ASKED, YES | changes, LUNCH, "00000042")
    for missing in ("CF", "CB", "CE", "AE"):
        with pytest.raises(Lost):
            said(ASKED, {tag: value for tag, value in YES.items() if tag != missing}, LUNCH, "00000042")
    # A refusal of somebody else's payment is no refusal of ours.
    with pytest.raises(Lost):
        said(ASKED, YES | {"AE": "01", "AF": "04", "CF": "00000041"}, LUNCH, "00000042")


def test_refusals_have_reasons_and_no_card_number_is_left() -> None:
    for code, trouble in (
        ("04", "declined"),
        ("05", "not_possible"),
        ("08", "timeout"),
        ("11", "cancelled"),
        ("77", "declined"),
    ):
        no = said(ASKED, {"CZ": "0300", "AE": "01", "AF": code}, LUNCH, "00000042")
        assert (no.is_approved, no.trouble) == (False, trouble)
    bare = said(ASKED, YES | {"AA": TEST_CARD, "AC": TEST_CARD, "AI": TEST_CARD}, LUNCH, "00000042").result
    assert (bare.last_four, bare.authorization, bare.brand) == (TEST_CARD[-4:], "", "")
