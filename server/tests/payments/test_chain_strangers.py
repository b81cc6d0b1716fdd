"""What came on a chain and fits no payment: a person says whose it is, once; and addresses that were miscopied."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import DomainError, new_uuid7
from comptoir.payments.chain_addresses import miscopied, with_checksum
from comptoir.payments.chain_strangers import (
    AssignTransfer,
    NoteReturned,
    StrangerRow,
    TransferKey,
    assign_transfer,
    chain_accounts,
    note_returned,
)
from comptoir.payments.code_payments import save_code_account
from comptoir.payments.models import ChainTransfer, CodeAccount, CodePaymentEvent
from comptoir.platform.tenancy import reading
from tests.backoffice.test_some_stores import member_of
from tests.catalog.stores import new_store
from tests.payments.chain_desk import AMOUNT, BASE, Desk, account
from tests.sales.shop import rows

# EIP-55's own examples.
RIGHT = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    "0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77",
)  # fmt: skip


def strangers_of(desk: Desk) -> list[StrangerRow]:
    with reading(desk.shop.organization):
        [one] = chain_accounts()
    return list(one.strangers)


def assign(desk: Desk, key: TransferKey, payment: UUID) -> None:
    assign_transfer(
        AssignTransfer(
            organization=desk.shop.organization, person=None, transfer=key, payment=payment, at=desk.block_time()
        )
    )  # fmt: skip


def give_back(desk: Desk, key: TransferKey) -> None:
    note_returned(NoteReturned(organization=desk.shop.organization, person=None, transfer=key, at=desk.block_time()))


def unclear(desk: Desk, *units: int) -> tuple[UUID, UUID]:
    """Two payments wait, and what comes has the digits of neither."""
    payments = desk.begin(9), desk.begin(10)
    for one in units:
        desk.chain.pay(desk.addresses[0], one)
    desk.chain.mine(3)
    desk.look()
    return payments


def words(desk: Desk, action: str) -> int:
    return sum(row["action"] == action for row in rows("platform_auditevent", desk.shop.organization))


def test_a_person_gives_it_to_a_payment_exactly_once(desk: Desk) -> None:
    first, second = unclear(desk, BASE + 500)
    [stranger] = strangers_of(desk)
    assert (str(stranger.tokens), {one.id for one in stranger.candidates}) == ("12.340500", {first, second})
    assert re.fullmatch(r"0x[0-9a-f]{6}…[0-9a-f]{6}", stranger.sender)
    assert stranger.sender == f"{desk.chain.customer[:8]}…{desk.chain.customer[-6:]}".lower()

    for _ in range(2):
        assign(desk, stranger.key, second)
    with pytest.raises(DomainError, match="chain_transfer_over"):
        assign(desk, stranger.key, first)
    with pytest.raises(DomainError, match="chain_transfer_over"):
        give_back(desk, stranger.key)
    desk.look()

    assert desk.stand(second) == ("approved", "chain", "over", AMOUNT)
    assert desk.stand(first) == ("pending", "", "", 0)
    assert strangers_of(desk) == []
    assert (words(desk, "payments.chain_assigned"), words(desk, "payments.chain_returned")) == (1, 0)
    with reading(desk.shop.organization):
        assert CodePaymentEvent.objects.filter(payment=second, source="person").count() == 1


def test_two_at_once_give_it_to_one(desk: Desk) -> None:
    payments = unclear(desk, BASE + 500)
    [stranger] = strangers_of(desk)

    def give(payment: UUID) -> str:
        try:
            assign(desk, stranger.key, payment)
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "given"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(give, payments))

    assert said == ["given", "payments.chain_transfer_over"]
    assert sorted(desk.stand(one)[0] for one in payments) == ["approved", "pending"]


def test_late_too_little_decided_foreign_and_unknown(desk: Desk) -> None:
    waiting, given_up = unclear(desk, BASE + 501, 6_170_500, BASE + 502)
    paid = desk.begin(42, word="approved")
    desk.begin(10, id=given_up, word="cancelled")
    other = Desk(desk.chain)
    foreign = other.begin(11)
    found = {str(one.tokens): one for one in strangers_of(desk)}
    exact, half, third = (found.pop(tokens) for tokens in ("12.340501", "6.170500", "12.340502"))
    assert found == {}
    before = everything_of(desk)
    lost = TransferKey(desk.account, f"0x{0:064x}", 0)
    for key, payment, refusal in (
        (exact.key, paid, "code_payment_over"),
        (exact.key, foreign, "code_payment_unknown"),
        (exact.key, new_uuid7(), "code_payment_unknown"),
        (lost, waiting, "chain_transfer_unknown"),
    ):
        with pytest.raises(DomainError, match=refusal):
            assign(desk, key, payment)
    with pytest.raises(DomainError, match="chain_transfer_unknown"):
        give_back(desk, lost)
    assert everything_of(desk) == before

    assign(desk, half.key, given_up)
    assert desk.stand(given_up) == ("cancelled", "", "short", 617)
    assign(desk, exact.key, waiting)
    assert desk.stand(waiting) == ("approved", "chain", "over", AMOUNT)
    for _ in range(2):
        give_back(desk, third.key)
    with pytest.raises(DomainError, match="chain_transfer_over"):
        assign(desk, third.key, given_up)
    desk.look()
    assert strangers_of(desk) == []
    assert (words(desk, "payments.chain_assigned"), words(desk, "payments.chain_returned")) == (2, 1)


def everything_of(desk: Desk) -> list[Any]:
    tables = ("payments_chain_transfer", "payments_code_payment", "payments_code_payment_event", "platform_auditevent")
    return [rows(table, desk.shop.organization) for table in tables]


def test_what_is_not_deep_enough_is_only_seen(desk: Desk) -> None:
    payment, _other = desk.begin(9), desk.begin(10)
    desk.chain.pay(desk.addresses[0], BASE + 500)
    desk.look()
    [stranger] = strangers_of(desk)
    assign(desk, stranger.key, payment)
    assert desk.stand(payment) == ("pending", "", "confirming", 0)
    desk.chain.mine(3)
    desk.look()
    assert desk.stand(payment) == ("approved", "chain", "over", AMOUNT)


def test_the_page_shows_them_and_only_who_confirms_payments_decides(
    desk: Desk,
    sign_in: Callable[[UUID, Role], Client],
    settings: Any,
) -> None:
    first, _second = unclear(desk, BASE + 500, BASE + 600)
    owner, seller = (sign_in(desk.shop.organization, role) for role in (Role.OWNER, Role.CASHIER))
    page = owner.get("/code-payments").content.decode()
    for said in ("12.3405", "Belongs to this payment", "Last looked at"):
        assert said in page
    assert "node" not in page
    [give, back] = [
        f"/code-payments/transfers/{one.key.account}/{one.key.block_hash}/{one.key.log_index}"
        for one in sorted(strangers_of(desk), key=lambda one: one.tokens)
    ]
    assert seller.post(f"{give}/assign", {"payment": str(first)}).status_code == 403
    assert seller.post(f"{back}/back").status_code == 403
    assert owner.post(f"{give}/assign", {"payment": "nothing"}).status_code == 302
    assert owner.post(f"{give}/assign", {"payment": str(new_uuid7())}).status_code == 404
    assert desk.stand(first) == ("pending", "", "", 0)

    assert owner.post(f"{give}/assign", {"payment": str(first)})["Location"] == f"/code-payments/{first}"
    assert owner.post(f"{back}/back")["Location"] == "/code-payments"
    again = owner.post(f"{back}/assign", {"payment": str(first)}, follow=True).content.decode()
    assert "dealt with already" in again
    assert "Every transfer fits a payment." in again
    settings.CHAIN_NODES = {}
    desk.look()
    assert "has no node for this chain any more" in owner.get("/code-payments").content.decode()


@pytest.mark.parametrize("address", RIGHT)
def test_the_capitals_of_an_address_are_its_checksum(address: str) -> None:
    assert with_checksum(address.lower()) == address
    assert miscopied(f"{address} {address.lower()}") == ""
    if address[2:] not in (address[2:].lower(), address[2:].upper()):
        wrong = address[:-1] + ("a" if address[-1] != "a" else "b")
        assert miscopied(f"{RIGHT[0]}\n{wrong}") == wrong


@pytest.mark.parametrize("field", ["addresses", "contract"])
def test_a_miscopied_address_is_refused_and_nothing_is_kept(desk: Desk, field: str) -> None:
    wrong = RIGHT[0].replace("b9A0", "b9A1")
    with pytest.raises(DomainError, match="chain_address_miscopied"):
        save_code_account(account(desk, **{field: wrong}))
    with reading(desk.shop.organization):
        assert CodeAccount.objects.filter(organization_id=desk.shop.organization).count() == 1
    save_code_account(account(desk, **{field: RIGHT[0]}))
    with reading(desk.shop.organization):
        kept = CodeAccount.objects.filter(organization_id=desk.shop.organization).exclude(pk=desk.account).get()
        assert kept.facts[field] == RIGHT[0].lower()
        assert not ChainTransfer.objects.filter(account_id=kept.pk).exists()


def test_whoever_has_a_role_in_some_stores_only_decides_nothing_of_the_whole_shop(desk: Desk) -> None:
    first, _second = unclear(desk, BASE + 500)
    [one] = strangers_of(desk)
    address = f"/code-payments/transfers/{one.key.account}/{one.key.block_hash}/{one.key.log_index}"
    elsewhere = new_store(desk.shop.organization)
    limited, _user = member_of(desk.shop.organization, Role.MANAGER, frozenset({elsewhere}))
    before = everything_of(desk)

    assert str(first) not in limited.get("/code-payments").content.decode()
    for act in ("assign", "back"):
        assert limited.post(f"{address}/{act}", {"payment": str(first)}).status_code < 500

    assert everything_of(desk) == before
