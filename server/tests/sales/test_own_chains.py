"""What a till sold in a chain of its own, after its own was revoked: a person can adopt it, entry by entry."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import connections

from comptoir.journal import EMPTY_DIGEST, dump_public_key, own_enrolment, receipt_number, sign_hash, to_base64url
from comptoir.journal.certificate import certificate_digest
from comptoir.kernel import DomainError, new_uuid7
from comptoir.sales.entries import Code, Status
from comptoir.sales.simulation import Sealed, SimulatedTill, new_private_key
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from comptoir.tills.own_chains import OWN_CHAIN_TAG
from tests.sales.shop import Shop, count, enrol, everything, new_till, rows, submit
from tests.sales.test_operations import NOW, PERSON, adopt

Vouch = Callable[[SimulatedTill, str, str], str]


def vouch(by: SimulatedTill, chain: str, public_key: str) -> str:
    said = f"{OWN_CHAIN_TAG}{chain}\n{public_key}".encode("ascii")
    return to_base64url(sign_hash(by.key, sha256(said).digest()))


def leave_chain(shop: Shop, till: SimulatedTill, word: Vouch = vouch) -> tuple[SimulatedTill, Sealed]:
    """The till's enrolment is revoked and it begins a chain of its own, as the browser's till does."""
    revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=NOW))
    key, chain = new_private_key(), new_uuid7()
    before, public_key = till.identity, dump_public_key(key.public_key())
    identity = replace(
        before, chain=chain, enrolment=own_enrolment(str(chain)), previous_chain=before.chain,
        previous_sequence=till.sequence, previous_digest=till.previous,
    )  # fmt: skip
    own = replace(till, identity=identity, key=key, sequence=0, previous=EMPTY_DIGEST)
    started = own.seal(
        "technical_event",
        {
            "event": "chain_started",
            "certificate": certificate_digest(before.certificate),
            "enrolment": identity.enrolment,
            "previous_chain": str(before.chain),
            "previous_head": {"sequence": till.sequence, "digest": till.previous},
            "public_key": public_key,
            "vouched": word(till, str(chain), public_key),
        },
    )
    return own, started


def held(shop: Shop, sequence: int) -> object:
    [found] = [
        row["id"]
        for row in rows("sales_quarantine", shop.organization)
        if (row["sequence"], row["state"], row["code"]) == (sequence, "open", "unknown_chain")
    ]
    return found


def test_what_was_sold_after_a_revocation_counts_once_a_person_says_so(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain(), till.open(0)])
    own, started = leave_chain(shop, till)
    sold = [own.sell([shop.bread]), own.sell([shop.wine])]
    answers = submit(database.app, till, [started, *sold])
    assert {answer.code for answer in answers} == {Code.UNKNOWN_CHAIN}
    assert count("sales_sale", shop.organization) == 0

    # Whichever comes first makes the chain known.
    for sequence in (3, 1, 2):
        adopt(shop, held(shop, sequence))

    assert [row["gross"] for row in rows("sales_sale", shop.organization, "gross")] == [115, 890]
    [enrolled] = [row for row in rows("tills_enrolment", shop.organization) if row["id"] == own.identity.chain]
    assert (enrolled["number"], enrolled["revoked_at"], enrolled["revoked_by"]) == (own.identity.enrolment, NOW, PERSON)
    assert enrolled["previous_chain"] == till.identity.chain
    assert (
        receipt_number("A1", own.identity.enrolment, 2) == f"A1-{1_000_000 + int(str(own.identity.chain)[-6:], 16)}-2"
    )
    stored = [
        row for row in rows("sales_entry", shop.organization, "sequence") if row["chain_id"] == own.identity.chain
    ]
    assert [row["sequence"] for row in stored] == [1, 2, 3]
    told = [row["action"] for row in rows("platform_auditevent", shop.organization)]
    assert told.count("enrolment.recognized") == 1
    # Sent again they are known; what is sold there from now on still waits for a person.
    again = submit(database.app, till, [started, *sold, own.sell([shop.bread])])
    assert [answer.status for answer in again] == [Status.ALREADY_STORED] * 3 + [Status.QUARANTINED]
    assert again[3].code == Code.REVOKED


def test_a_till_that_is_enrolled_again_counts_on_from_its_last_number(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain()])
    own, started = leave_chain(shop, till)
    submit(database.app, till, [started])
    adopt(shop, held(shop, 1))

    again = enrol(shop, till.identity.till)

    assert again.identity.enrolment == 2
    assert again.identity.previous_chain == till.identity.chain
    assert [a.status for a in submit(database.app, again, [again.start_chain()])] == [Status.STORED]
    assert own.identity.enrolment >= 1_000_000


def of_a_stranger(by: SimulatedTill, chain: str, public_key: str) -> str:
    return vouch(replace(by, key=new_private_key()), chain, public_key)


def for_another_chain(by: SimulatedTill, chain: str, public_key: str) -> str:
    return vouch(by, str(new_uuid7()), public_key)


def for_another_key(by: SimulatedTill, chain: str, public_key: str) -> str:
    return vouch(by, chain, dump_public_key(new_private_key().public_key()))


def of_nobody(by: SimulatedTill, chain: str, public_key: str) -> str:
    return "é"


@pytest.mark.parametrize("word", [of_a_stranger, for_another_chain, for_another_key, of_nobody])
def test_a_chain_that_no_enrolled_key_vouched_for_is_never_adopted(shop: Shop, database, word: Vouch) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain()])
    own, started = leave_chain(shop, till, word)
    submit(database.app, till, [started, own.sell([shop.bread])])
    before = everything(shop.organization)

    for sequence in (1, 2):
        with pytest.raises(DomainError, match=r"sales\.not_adoptable"):
            adopt(shop, held(shop, sequence))

    assert everything(shop.organization) == before


def test_a_word_given_for_one_till_serves_no_other(shop: Shop, database) -> None:
    till, neighbour = new_till(shop, "A1"), new_till(shop, "B1")
    submit(database.app, till, [till.start_chain()])
    submit(database.app, neighbour, [neighbour.start_chain()])
    own, _ = leave_chain(shop, till)
    posing = replace(
        own, identity=replace(own.identity, till=neighbour.identity.till), sequence=0, previous=EMPTY_DIGEST
    )
    public_key = dump_public_key(own.key.public_key())
    started = posing.seal(
        "technical_event",
        {
            "event": "chain_started",
            "previous_chain": str(till.identity.chain),
            "public_key": public_key,
            "vouched": vouch(till, str(own.identity.chain), public_key),
        },
    )
    submit(database.app, neighbour, [started])

    with pytest.raises(DomainError, match=r"sales\.not_adoptable"):
        adopt(shop, held(shop, 1))


def test_a_forged_sale_in_a_vouched_chain_makes_nothing_known(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain()])
    own, started = leave_chain(shop, till)
    stranger = replace(own, key=new_private_key(), sequence=1, previous=started.digest)
    submit(database.app, till, [started, stranger.sell([shop.bread])])
    before = everything(shop.organization)

    with pytest.raises(DomainError, match=r"sales\.not_adoptable"):
        adopt(shop, held(shop, 2))

    assert everything(shop.organization) == before


def test_two_people_who_adopt_at_once_make_one_chain_known(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain()])
    own, started = leave_chain(shop, till)
    submit(database.app, till, [started, own.sell([shop.bread])])
    waiting = [held(shop, 1), held(shop, 2)]

    def decide(quarantine: object) -> UUID:
        try:
            return adopt(shop, quarantine)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        entries = list(pool.map(decide, waiting))

    assert len(set(entries)) == 2
    assert count("sales_sale", shop.organization) == 1
    numbers = [row["number"] for row in rows("tills_enrolment", shop.organization, "number")]
    assert numbers == [1, own.identity.enrolment]
