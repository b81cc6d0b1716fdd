"""What a person decides: adopt, reject, resolve. Through the same deciding code as the ledger's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comptoir.journal import digest
from comptoir.kernel import DomainError, new_uuid7
from comptoir.sales.commands import AdoptEntry, RejectEntry, ResolveIncident
from comptoir.sales.entries import Status
from comptoir.sales.operations import adopt_entry, reject_entry, resolve_incident
from tests.sales.shop import Shop, count, everything, new_till, rows, submit

# Later than any till's clock below, however long the tests before took: an entry of the future would be flagged.
NOW = datetime.now(UTC) + timedelta(hours=1)
PERSON = new_uuid7()


def adopt(shop: Shop, quarantine: object) -> UUID:
    return adopt_entry(
        AdoptEntry(organization=shop.organization, quarantine=UUID(str(quarantine)), person=PERSON, now=NOW)
    )


def reject(shop: Shop, quarantine: object) -> None:
    reject_entry(
        RejectEntry(
            organization=shop.organization, quarantine=UUID(str(quarantine)), person=PERSON, now=NOW, note="test"
        )
    )


def test_an_adopted_gap_is_stored_with_its_rows_and_the_till_hears_it(shop: Shop, database) -> None:
    till = new_till(shop)
    lost, early = till.start_chain(), till.sell([shop.bread])
    submit(database.app, till, [early])
    [held] = rows("sales_quarantine", shop.organization)

    entry = adopt(shop, held["id"])

    [sale] = rows("sales_sale", shop.organization)
    assert (sale["id"], sale["gross"]) == (entry, 115)
    assert count("stock_movement", shop.organization) == 1
    [held] = rows("sales_quarantine", shop.organization)
    assert (held["state"], held["decided_by"], held["decided_at"]) == ("adopted", PERSON, NOW)
    [event] = [row for row in rows("platform_auditevent", shop.organization) if row["action"] == "quarantine.adopted"]
    assert (event["person"], event["subject"]) == (PERSON, str(held["id"]))
    again = submit(database.app, till, [early, lost, till.sell([shop.wine])])
    assert [answer.status for answer in again] == [Status.ALREADY_STORED, Status.STORED, Status.STORED]


def test_an_adopted_fork_stands_on_a_branch_and_the_chain_goes_on(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.start_chain()])
    clone = till.copy()
    submit(database.app, till, [till.sell([shop.bread])])
    submit(database.app, clone, [clone.sell([shop.wine])])
    [held] = rows("sales_quarantine", shop.organization)

    entry = adopt(shop, held["id"])

    entries = rows("sales_entry", shop.organization, "sequence, branch")
    assert [(row["sequence"], row["branch"]) for row in entries] == [(1, 0), (2, 0), (2, 1)]
    assert entries[2]["id"] == entry
    assert {sale["gross"] for sale in rows("sales_sale", shop.organization)} == {115, 890}
    [head] = rows("tills_chain_head", shop.organization)
    assert head["digest"] == bytes.fromhex(till.previous)
    assert [a.status for a in submit(database.app, till, [till.sell([shop.bread])])] == [Status.STORED]


def test_what_is_wrong_in_an_adopted_entry_is_flagged_too(shop: Shop, database) -> None:
    till = new_till(shop)
    till.start_chain()
    submit(database.app, till, [till.sell([replace(shop.wine, unit_price=1)])])
    [held] = rows("sales_quarantine", shop.organization)

    adopt(shop, held["id"])

    found = rows("sales_discrepancy", shop.organization)
    assert [(row["code"], row["claimed"], row["computed"]) for row in found] == [("price", "1", "890")]


def test_bytes_that_nobody_sealed_can_not_be_adopted(shop: Shop, database) -> None:
    till, neighbour = new_till(shop, "A1"), new_till(shop, "B1")
    good = till.start_chain()
    forged = good.line[:86][::-1] + good.line[86:]
    submit(database.app, till, [forged, b"rubbish", neighbour.start_chain()])
    before = everything(shop.organization)

    for held in rows("sales_quarantine", shop.organization):
        with pytest.raises(DomainError, match=r"sales\.not_adoptable"):
            adopt(shop, held["id"])

    assert before["sales_quarantine"] == 3
    assert everything(shop.organization) == before


def test_a_decision_is_made_once(shop: Shop, database) -> None:
    till = new_till(shop)
    till.start_chain()
    submit(database.app, till, [till.sell([shop.bread])])
    [held] = rows("sales_quarantine", shop.organization)
    reject(shop, held["id"])
    before = everything(shop.organization)

    for again in (adopt, reject):
        with pytest.raises(DomainError, match=r"sales\.already_decided"):
            again(shop, held["id"])
    with pytest.raises(DomainError, match=r"sales\.quarantine_unknown"):
        reject(shop, new_uuid7())

    assert everything(shop.organization) == before
    assert count("sales_sale", shop.organization) == 0
    [held] = rows("sales_quarantine", shop.organization)
    assert (held["state"], held["note"]) == ("rejected", "test")


def test_another_organization_can_not_decide(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [b"rubbish"])
    [held] = rows("sales_quarantine", shop.organization)
    command = RejectEntry(organization=new_uuid7(), quarantine=UUID(str(held["id"])), person=PERSON, now=NOW)

    with pytest.raises(DomainError, match=r"sales\.quarantine_unknown"):
        reject_entry(command)

    assert rows("sales_quarantine", shop.organization)[0]["state"] == "open"


def test_an_incident_is_resolved_once_and_the_next_one_is_new(shop: Shop, database) -> None:
    till = new_till(shop)
    submit(database.app, till, [b"rubbish 1", b"rubbish 2"])
    submit(database.app, till, [b"rubbish 3"])
    [incident] = rows("sales_incident", shop.organization)
    assert incident["entries_count"] == 3
    command = ResolveIncident(
        organization=shop.organization,
        incident=UUID(str(incident["id"])),
        person=PERSON,
        now=NOW,
        note="a bad cable",
    )

    resolve_incident(command)
    with pytest.raises(DomainError, match=r"sales\.incident_resolved"):
        resolve_incident(command)
    submit(database.app, till, [b"rubbish 4"])

    found = rows("sales_incident", shop.organization, "opened_at")
    assert [(row["entries_count"], row["resolved_by"], row["note"]) for row in found] == [
        (3, PERSON, "a bad cable"),
        (1, None, ""),
    ]


def octets(value: object) -> bytes:
    assert isinstance(value, (bytes, memoryview))
    return bytes(value)


def test_what_may_still_count_keeps_its_bytes_and_what_was_rejected_no_card_number(shop: Shop, database) -> None:
    number = "4111 1111 1111 1111"
    till = new_till(shop)
    till.start_chain()
    early = till.seal("technical_event", {"event": "x", "said": number})
    stranger = replace(till, identity=replace(till.identity, chain=new_uuid7()))
    unknown = stranger.seal("technical_event", {"event": "x", "said": number})
    submit(database.app, till, [early, unknown])
    kept = {row["code"]: octets(row["content"]) for row in rows("sales_quarantine", shop.organization)}
    assert kept == {entry: line.line.partition(b" ")[2] for entry, line in (("gap", early), ("unknown_chain", unknown))}

    for row in rows("sales_quarantine", shop.organization):
        reject(shop, row["id"])

    # What the till's own key sealed is what it is; of a stranger's the digest still names what came.
    for row in rows("sales_quarantine", shop.organization):
        came = kept[row["code"]]
        is_strangers = row["code"] == "unknown_chain"
        assert octets(row["digest"]).hex() == digest(came)
        assert octets(row["content"]) == (
            came.replace(number.encode(), b"**** **** **** 1111") if is_strangers else came
        )
