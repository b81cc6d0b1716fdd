"""The books in memory around a hole, as a restored server has them: what is missing is no fork."""

from comptoir.journal import EMPTY_DIGEST
from comptoir.sales.entries import Code, Status
from comptoir.simulation.books import Counts, MemoryBooks
from comptoir.simulation.sealing import Chain, Entry, KeyedHash, Workshop
from comptoir.simulation.trade import OPENS_AT, SMALL, body_of, day_of, session_of

ENGINE = 2


def sealed(workshop: Workshop, chain: Chain, count: int) -> list[Entry]:
    """The first sales of a till, one behind the other."""
    previous = EMPTY_DIGEST
    made: list[Entry] = []
    acts = [act for act in day_of(0, SMALL).acts[0] if act.kind == "sale"][:count]
    for sequence, act in enumerate(acts, start=1):
        body = body_of(act, session_of(0, 1))
        entry = workshop.make((chain, previous, act, act.at, ENGINE, None), sequence, "sale", body)
        made.append(entry)
        previous = entry.digest
    return made


def test_what_fills_a_second_hole_is_a_gap_and_no_fork() -> None:
    workshop, books = Workshop(KeyedHash()), MemoryBooks(Counts())
    chain = workshop.chain(0, 1)
    books.enrol(chain)
    entries = sealed(workshop, chain, 7)
    books.commit(books.decide(entries[:1]))
    # The server was restored here: 2 and 3 are gone, and a delivery of before overtakes what is sent again.
    books.commit(books.decide(entries[3:5]))

    [answer] = books.commit(books.decide(entries[2:3]))

    assert [kept.code for kept in books.quarantine] == [Code.GAP, Code.GAP]
    assert (answer.status, answer.code) == (Status.QUARANTINED, Code.GAP)
    assert [row.entry.sequence for row in books.log] == [1, 5]


def test_another_entry_at_a_place_is_a_fork() -> None:
    workshop, books = Workshop(KeyedHash()), MemoryBooks(Counts())
    chain = workshop.chain(0, 1)
    books.enrol(chain)
    entries = sealed(workshop, chain, 3)
    books.commit(books.decide(entries))
    act = entries[2].act
    assert act is not None
    body = body_of(act, session_of(0, 1))
    other = workshop.make((chain, entries[1].digest, act, OPENS_AT, ENGINE, None), 3, "sale", body)

    [answer] = books.commit(books.decide([other]))

    assert (answer.status, answer.code) == (Status.QUARANTINED, Code.FORK)
    assert len(books.log) == 3


def test_a_backup_is_what_was_written_then() -> None:
    workshop, books = Workshop(KeyedHash()), MemoryBooks(Counts())
    chain = workshop.chain(0, 1)
    books.enrol(chain)
    entries = sealed(workshop, chain, 4)
    books.commit(books.decide(entries[:2]))
    backup = books.backup()
    on_hand = dict(books.on_hand)
    books.commit(books.decide(entries[2:]))

    books.restore(backup)

    assert [row.entry.sequence for row in books.log] == [1, 2]
    assert books.on_hand == on_hand
    assert books.head_of(chain).digest == entries[1].digest
