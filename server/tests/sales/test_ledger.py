"""The ledger against a real PostgreSQL: what is stored, what is known already, what is kept apart."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
import msgspec
import pytest

from comptoir.journal import canonical_entry
from comptoir.kernel import new_uuid7
from comptoir.sales.bodies import SaleBody
from comptoir.sales.entries import Answer, Code, Status, receive
from comptoir.sales.simulation import BasketLine, Body, Sealed, SimulatedTill
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.sales.shop import (
    Counter,
    Shop,
    count,
    discrepancies,
    enrol,
    everything,
    new_till,
    open_shop,
    rows,
    submit,
    with_counter,
)

STORED, KNOWN, QUARANTINED = Status.STORED, Status.ALREADY_STORED, Status.QUARANTINED


def outcomes(answers: list[Answer]) -> list[tuple[Status, Code | None]]:
    return [(answer.status, answer.code) for answer in answers]


def begin(dsn: str, till: SimulatedTill) -> None:
    assert outcomes(submit(dsn, till, [till.start_chain(), till.open(10_000)])) == [(STORED, None)] * 2


def change(till: SimulatedTill, entry: Sealed, **changes: object) -> Sealed:
    """Seal a changed body in place of the entry that the till has just sealed."""
    till.sequence -= 1
    till.previous = _previous_of(entry)
    body: Body = {**entry.body, **changes}  # type: ignore[dict-item]  # a test may put anything there
    return till.seal("sale", body)


def _previous_of(entry: Sealed) -> str:
    text = entry.line.decode()
    at = text.index('"previous":"') + len('"previous":"')
    return text[at : at + 64]


def test_a_sale_becomes_its_rows_to_the_cent(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([replace(shop.bread, quantity_milli=2_000, discount_ppm=100_000), shop.wine], card=500)

    [answer] = submit(database.app, till, [sale])

    assert (answer.status, answer.sequence, answer.digest) == (STORED, 3, sale.digest)
    [row] = rows("sales_sale", shop.organization)
    assert (row["gross"], row["tax"], row["net"], row["kind"]) == (1_097, 159, 938, "sale")
    assert (row["store_id"], row["till_id"], row["session"]) == (shop.store, till.identity.till, till.session)
    lines = rows("sales_line", shop.organization, "number")
    assert [(line["item_id"], line["quantity_milli"], line["amount"]) for line in lines] == [
        (shop.bread.item, 2_000, 207),
        (shop.wine.item, 1_000, 890),
    ]
    tenders = rows("sales_tender", shop.organization, "number")
    assert [(tender["kind"], tender["amount"]) for tender in tenders] == [("card", 500), ("cash", 597)]
    subtotals = rows("sales_tax_subtotal", shop.organization, "number")
    assert [(s["tax_rate_ppm"], s["net"], s["tax"]) for s in subtotals] == [(55_000, 196, 11), (200_000, 742, 148)]
    movements = rows("stock_movement", shop.organization, "line")
    assert [(m["item_id"], m["quantity_milli"], m["reason"]) for m in movements] == [
        (shop.bread.item, -2_000, "sale"),
        (shop.wine.item, -1_000, "sale"),
    ]
    [entry] = rows("sales_entry", shop.organization, "sequence DESC LIMIT 1")
    content, seal = entry["content"], entry["seal"]
    assert isinstance(content, bytes)
    assert isinstance(seal, bytes)
    assert seal + b" " + content == sale.line
    assert discrepancies(shop.organization) == []


def test_each_entry_goes_to_the_outbox_once_with_its_digest(shop: Shop, database) -> None:
    till = new_till(shop)
    entries = [till.start_chain(), till.open(100), till.sell([shop.bread])]

    submit(database.app, till, list(entries))
    submit(database.app, till, list(entries))

    outbox = [row for row in rows("platform_outbox", shop.organization, "id") if row["topic"] == "sales.entry"]
    log = [row for row in rows("platform_log", shop.organization, "position") if row["topic"] == "sales.entry"]
    digests = [row["digest"] for row in log + outbox]
    assert digests == [bytes.fromhex(entry.digest) for entry in entries]


def test_a_repeat_is_known_and_writes_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    submit(database.app, till, [sale])
    before = everything(shop.organization)

    again = submit(database.app, till, [sale, sale])

    assert outcomes(again) == [(KNOWN, None)] * 2
    assert [answer.sequence for answer in again] == [3, 3]
    assert everything(shop.organization) == before


def test_the_same_sale_sent_by_four_clients_at_once_is_one_sale(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)

    async def race(sale: Sealed) -> list[Answer]:
        connections = [await asyncpg.connect(database.app) for _ in range(4)]
        try:
            found = await asyncio.gather(*(Counter(c).submit(till, [sale]) for c in connections))
            return [answer for answers in found for answer in answers]
        finally:
            for connection in connections:
                await connection.close()

    for number in range(1, 11):
        answers = asyncio.run(race(till.sell([shop.bread])))

        assert sorted(answer.status for answer in answers) == [KNOWN, KNOWN, KNOWN, STORED]
        assert count("sales_sale", shop.organization) == number
        assert count("stock_movement", shop.organization) == number
    assert count("sales_quarantine", shop.organization) == 0


def test_one_poisonous_entry_in_ten_leaves_nine_stored_and_one_in_quarantine(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    entries = [till.sell([shop.bread]) for _ in range(4)]
    entries.append(till.seal_bytes(b"not an entry at all", {}))
    entries += [till.sell([shop.bread]) for _ in range(5)]

    answers = submit(database.app, till, list(entries))

    assert outcomes(answers) == [(STORED, None)] * 4 + [(QUARANTINED, Code.UNREADABLE)] + [(STORED, None)] * 5
    assert count("sales_sale", shop.organization) == 9
    assert count("sales_quarantine", shop.organization) == 1


def test_bytes_that_were_replaced_on_the_way_do_not_lose_the_real_ones(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    entries = [till.sell([shop.bread]) for _ in range(10)]
    seal = entries[4].line.split(b" ")[0]
    poisoned: list[Sealed | bytes] = [*entries[:4], seal + b" not an entry at all", *entries[5:]]

    answers = submit(database.app, till, poisoned)

    # Nobody knows the bytes that the sixth names, so it waits; those behind it name the sixth, which is known.
    assert outcomes(answers)[:4] == [(STORED, None)] * 4
    assert outcomes(answers)[4:6] == [(QUARANTINED, Code.UNREADABLE), (QUARANTINED, Code.GAP)]
    assert outcomes(answers)[6:] == [(STORED, None)] * 4
    assert outcomes(submit(database.app, till, [entries[4]])) == [(STORED, None)]
    assert count("sales_sale", shop.organization) == 9


def test_a_badly_sealed_entry_is_kept_apart_and_its_nine_neighbours_are_stored(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    entries = [till.sell([shop.bread]) for _ in range(10)]
    other = till.sell([shop.bread]).line.split(b" ")[0]
    poisoned: list[Sealed | bytes] = list(entries)
    poisoned[4] = other + b" " + entries[4].line.split(b" ", 1)[1]

    answers = submit(database.app, till, poisoned)

    assert outcomes(answers) == [(STORED, None)] * 4 + [(QUARANTINED, Code.BAD_SEAL)] + [(STORED, None)] * 5
    assert count("sales_sale", shop.organization) == 9
    [held] = rows("sales_quarantine", shop.organization)
    assert (held["code"], held["sequence"], held["content"]) == ("bad_seal", 7, entries[4].line.split(b" ", 1)[1])
    [incident] = rows("sales_incident", shop.organization)
    assert (incident["code"], incident["entries_count"], incident["chain"]) == ("bad_seal", 1, till.identity.chain)


def test_an_entry_whose_seal_was_broken_on_the_way_is_stored_when_it_comes_again(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    broken = (b"B" if sale.line[:1] == b"A" else b"A") + sale.line[1:]

    first = submit(database.app, till, [broken])
    again = submit(database.app, till, [broken])
    healed = submit(database.app, till, [sale, till.sell([shop.wine])])

    assert outcomes(first) == outcomes(again) == [(QUARANTINED, Code.BAD_SEAL)]
    assert outcomes(healed) == [(STORED, None)] * 2
    assert count("sales_quarantine", shop.organization) == 1
    assert count("sales_sale", shop.organization) == 2


def test_unreadable_bytes_do_not_stop_the_well_sealed_entry_that_names_them(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    broken = till.seal_bytes(b'{"format":1,"half of an ent', {})
    after = till.sell([shop.bread])

    answers = submit(database.app, till, [broken, after])
    later = submit(database.app, till, [till.sell([shop.wine])])

    assert outcomes(answers) == [(QUARANTINED, Code.UNREADABLE), (STORED, None)]
    assert outcomes(later) == [(STORED, None)]
    [head] = rows("tills_chain_head", shop.organization)
    assert head["sequence"] == 5


def test_unreadable_bytes_and_their_successor_may_come_in_two_requests(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    broken = till.seal_bytes(b"\xff\xfe", {})
    submit(database.app, till, [broken])

    answers = submit(database.app, till, [broken, till.sell([shop.bread])])

    assert outcomes(answers) == [(QUARANTINED, Code.UNREADABLE), (STORED, None)]
    assert count("sales_quarantine", shop.organization) == 1


def test_a_gap_is_kept_and_the_chain_goes_on_when_the_hole_is_filled(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    missing, early, after = till.sell([shop.bread]), till.sell([shop.bread]), till.sell([shop.wine])

    gap = submit(database.app, till, [early])
    filled = submit(database.app, till, [missing])
    going_on = submit(database.app, till, [early, after])

    assert outcomes(gap) == [(QUARANTINED, Code.GAP)]
    assert outcomes(filled) == [(STORED, None)]
    assert outcomes(going_on) == [(QUARANTINED, Code.GAP), (STORED, None)]
    assert count("sales_sale", shop.organization) == 2


def test_a_late_entry_is_stored_at_its_place_and_does_not_move_the_head(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    hole, held, newest = till.sell([shop.bread]), till.sell([shop.bread]), till.sell([shop.wine])
    submit(database.app, till, [held])
    assert outcomes(submit(database.app, till, [newest])) == [(STORED, None)]

    late = submit(database.app, till, [hole])

    assert outcomes(late) == [(STORED, None)]
    [head] = rows("tills_chain_head", shop.organization)
    assert (head["sequence"], head["digest"]) == (5, bytes.fromhex(newest.digest))
    assert sorted(int(str(row["sequence"])) for row in rows("sales_entry", shop.organization)) == [1, 2, 3, 5]


def test_a_fork_is_kept_apart_raises_one_incident_and_the_first_history_goes_on(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    clone = till.copy()
    submit(database.app, till, [till.sell([shop.bread]), till.sell([shop.bread])])

    forked = submit(database.app, clone, [clone.sell([shop.wine])])
    forked += submit(database.app, clone, [clone.sell([shop.wine])])
    going_on = submit(database.app, till, [till.sell([shop.bread])])

    assert outcomes(forked) == [(QUARANTINED, Code.FORK)] * 2
    assert outcomes(going_on) == [(STORED, None)]
    assert count("sales_sale", shop.organization) == 3
    [incident] = rows("sales_incident", shop.organization)
    assert (incident["code"], incident["entries_count"]) == ("fork", 2)


def test_an_entry_of_a_revoked_key_is_kept_apart_and_what_was_stored_is_known(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    submit(database.app, till, [sale])
    revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=datetime.now(UTC)))

    answers = submit(database.app, till, [sale, till.sell([shop.wine]), till.sell([shop.wine])])

    assert outcomes(answers) == [(KNOWN, None), (QUARANTINED, Code.REVOKED), (QUARANTINED, Code.REVOKED)]
    assert count("sales_sale", shop.organization) == 1
    [incident] = rows("sales_incident", shop.organization)
    assert (incident["code"], incident["entries_count"]) == ("revoked", 2)


def test_a_replaced_chain_stays_open_for_late_entries_of_its_till(shop: Shop, database) -> None:
    old = new_till(shop)
    begin(database.app, old)
    unsent = old.sell([shop.bread])
    new = enrol(shop, old.identity.till)

    answers = submit(database.app, new, [new.start_chain(), unsent])

    assert outcomes(answers) == [(STORED, None), (STORED, None)]
    assert (new.identity.enrolment, new.identity.previous_chain) == (2, old.identity.chain)
    [sale] = rows("sales_sale", shop.organization)
    [entry] = [row for row in rows("sales_entry", shop.organization) if row["id"] == sale["id"]]
    assert entry["chain_id"] == old.identity.chain


def test_entries_of_another_till_or_an_unknown_chain_are_kept_apart(shop: Shop, database) -> None:
    till = new_till(shop, "A1")
    neighbour = new_till(shop, "B1")
    begin(database.app, till)
    stranger = till.copy()
    stranger.identity = replace(till.identity, chain=new_uuid7())

    answers = submit(database.app, till, [neighbour.start_chain(), stranger.sell([shop.bread])])

    assert outcomes(answers) == [(QUARANTINED, Code.WRONG_TILL), (QUARANTINED, Code.UNKNOWN_CHAIN)]
    assert count("sales_sale", shop.organization) == 0
    assert outcomes(submit(database.app, till, [till.sell([shop.bread])])) == [(STORED, None)]


def test_an_organization_can_not_deliver_into_another(shop: Shop, database) -> None:
    other = open_shop()
    till, foreign = new_till(shop), new_till(other)
    begin(database.app, till)
    begin(database.app, foreign)
    before = everything(other.organization)

    answers = submit(database.app, till, [foreign.sell([other.bread])])

    assert outcomes(answers) == [(QUARANTINED, Code.WRONG_TILL)]
    assert everything(other.organization) == before
    [held] = rows("sales_quarantine", shop.organization)
    assert (held["till_id"], held["chain"], held["sequence"]) == (till.identity.till, None, None)


def test_two_organizations_in_one_batch_never_see_each_other(shop: Shop, database) -> None:
    other = open_shop()
    till, foreign = new_till(shop), new_till(other)
    crossed = replace(other.bread, unit_price=other.bread.unit_price)
    ours = [till.start_chain(), till.sell([shop.bread]), till.sell([crossed])]
    theirs = [foreign.start_chain(), foreign.sell([other.wine])]

    async def together(counter: Counter) -> list[Answer]:
        mine, yours = await counter.sender(till), await counter.sender(foreign)
        batch = [receive(mine, ours[0].line), receive(yours, theirs[0].line), receive(mine, ours[1].line)]
        batch += [receive(yours, theirs[1].line), receive(mine, ours[2].line)]
        return await counter.ledger.record(batch)

    answers = with_counter(database.app, together)

    assert outcomes(answers) == [(STORED, None)] * 5
    assert (count("sales_sale", shop.organization), count("sales_sale", other.organization)) == (2, 1)
    # The other shop's bread is unknown here, whoever else is in the batch.
    assert discrepancies(shop.organization) == [("unknown_item", str(crossed.item), "")]
    assert discrepancies(other.organization) == []


def test_a_transaction_that_dies_has_written_nothing_and_the_till_sends_again(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    sale = till.sell([shop.bread])
    before = everything(shop.organization)

    async def crash(counter: Counter) -> None:
        write = counter.ledger._write

        async def write_and_die(found: object) -> None:
            await write(found)  # type: ignore[arg-type]
            counter.connection.terminate()

        counter.ledger._write = write_and_die  # type: ignore[method-assign,assignment]
        with pytest.raises((asyncpg.InterfaceError, asyncpg.PostgresError, OSError)):
            await counter.submit(till, [sale])

    with_counter(database.app, crash)
    assert everything(shop.organization) == before

    assert outcomes(submit(database.app, till, [sale])) == [(STORED, None)]
    assert count("sales_sale", shop.organization) == 1


@pytest.mark.parametrize("poison", [{"currency": "TOO LONG"}, {"lines": None}], ids=["column", "judging"])
def test_an_entry_that_nobody_can_write_is_stored_without_being_understood(shop: Shop, database, poison) -> None:
    till = new_till(shop)
    begin(database.app, till)
    poisoned = till.sell([shop.bread])
    neighbours = [till.sell([shop.bread]), till.sell([shop.wine])]

    async def work(counter: Counter) -> list[Answer]:
        sender = await counter.sender(till)
        batch = [receive(sender, entry.line) for entry in [poisoned, *neighbours]]
        body = batch[0].body
        assert isinstance(body, SaleBody)
        # Something that `bodies` would have refused: a column can't hold it, or our own judging stumbles over it.
        batch[0].body = msgspec.structs.replace(body, **poison)
        return await counter.ledger.record(batch)

    answers = with_counter(database.app, work)

    assert outcomes(answers) == [(STORED, None)] * 3
    assert count("sales_sale", shop.organization) == 2
    assert [code for code, _, _ in discrepancies(shop.organization)] == ["body"]


def test_five_hundred_entries_in_one_batch(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)

    answers = submit(database.app, till, [till.sell([shop.bread, shop.wine]) for _ in range(500)])

    assert outcomes(answers) == [(STORED, None)] * 500
    assert count("sales_line", shop.organization) == 1_000


def test_an_unknown_kind_is_stored_and_not_understood(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)

    answers = submit(database.app, till, [till.seal("ticket_scan", {"anything": [1, "ü"]}), till.sell([shop.bread])])

    assert outcomes(answers) == [(STORED, None)] * 2
    assert [row["kind"] for row in rows("sales_entry", shop.organization, "sequence")][2] == "ticket_scan"
    assert discrepancies(shop.organization) == []


def test_an_entry_that_is_too_large_or_too_deep_is_kept_apart(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    deep = b"[" * 200 + b"]" * 200
    data = canonical_entry(till.envelope("future", {"x": 1})).replace(b'{"x":1}', b'{"x":' + deep + b"}")
    too_deep = till.seal_bytes(data, {})
    data = canonical_entry(till.envelope("future", {"x": 1})).replace(b'{"x":1}', b'{"x":"' + b"a" * 70_000 + b'"}')
    too_large = till.seal_bytes(data, {})

    answers = submit(database.app, till, [too_deep, too_large, till.sell([shop.bread])])

    assert outcomes(answers) == [(QUARANTINED, Code.TOO_DEEP), (QUARANTINED, Code.TOO_LARGE), (STORED, None)]


def test_a_session_opens_and_closes_in_one_batch_or_in_two(shop: Shop, database) -> None:
    till = new_till(shop)
    opening, session = [till.start_chain(), till.open(10_000)], till.session
    closing: Body = {
        "session": str(session), "cashier": str(till.cashier), "currency": "EUR", "period": "day",
        "first_sequence": 2, "last_sequence": 3, "sales_count": 0, "refunds_count": 0, "gross": 0, "refunded": 0,
        "cash_expected": 10_000, "cash_counted": 9_950, "cash_difference": -50, "tenders": [],
        "perpetual_gross": 0, "perpetual_refunded": 0,
    }  # fmt: skip
    submit(database.app, till, [*opening, till.seal("closing", closing)])
    second = till.open(500)
    submit(database.app, till, [second])
    submit(database.app, till, [till.seal("closing", {**closing, "session": str(till.session)})])

    found = rows("sales_session", shop.organization, "float_amount DESC")

    assert [(s["float_amount"], s["cash_counted"], s["cash_difference"]) for s in found] == [
        (10_000, 9_950, -50),
        (500, 9_950, -50),
    ]
    assert all(s["opened_at"] and s["closed_at"] for s in found)


def free_amount(unit_price: int) -> BasketLine:
    return BasketLine(unit_price, "S", 200_000)


def test_a_free_amount_has_no_item_and_moves_no_stock(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)

    submit(database.app, till, [till.sell([free_amount(1_250)])])

    [line] = rows("sales_line", shop.organization)
    assert (line["item_id"], line["item_claimed"], line["amount"]) == (None, None, 1_250)
    assert count("stock_movement", shop.organization) == 0
    assert discrepancies(shop.organization) == []
