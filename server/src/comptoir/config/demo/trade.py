"""Ninety days of trade, sent through the real door by simulated tills with real seals."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Event, Lock
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.config.demo.acts import TillDay
from comptoir.config.demo.book import Book, Chain, Draft, Offers
from comptoir.config.demo.device import DoorRefused, Line
from comptoir.config.demo.offers import rules
from comptoir.config.demo.plan import plan_till
from comptoir.config.demo.shop import ORGANIZATION, PARIS, TILLS, DemoStore, DemoTill, offers_from
from comptoir.config.demo.state import DemoState, TillState
from comptoir.journal import seal

BATCH = 250
FORGED_ON = "A2"

Step = Callable[[int, int], None]


class Trade:
    """Sends what the plan says and the shop does not have yet. Safe to cut anywhere: a repeat is recognized."""

    def __init__(self, state: DemoState, line_of: Callable[[], Line], step: Step) -> None:
        self._state = state
        self._line_of = line_of
        self._step = step
        self._lock = Lock()
        self._cut = Event()
        self._offers = offers_of(state)
        self._plans = {till.code: list(plan_till(till, state.first_run, days=state.days)) for till in TILLS}
        # Each chain begins with one entry more than the plan knows.
        self._total = sum(len(day.acts) for days in self._plans.values() for day in days) + len(TILLS)
        self._done = 0

    def days_of(self, store: DemoStore) -> list[TillDay]:
        """What the tills of a store will have done."""
        return [day for till in TILLS if till.store is store for day in self._plans[till.code]]

    def run(self) -> None:
        """Let every till trade at the same time; behind one of them comes an entry that it never made."""
        with ThreadPoolExecutor(max_workers=len(TILLS)) as pool:
            futures = [pool.submit(self._trade, till) for till in TILLS]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                self._cut.set()  # Ctrl-C: the other tills stop after the batch they are sending
                raise

    def _trade(self, till: DemoTill) -> None:
        known = self._state.tills[till.code]
        key = known.load_key()
        book = Book(chain_of(till, known), tuple(self._state.positions), self._offers)
        drafts = _entries(book, self._plans[till.code])
        with self._line_of() as line:
            while batch := list(islice(drafts, BATCH)):
                if self._cut.is_set():
                    return
                self._deliver(line, known, key, batch)
            if till.code == FORGED_ON:
                self._deliver_forgery(line, known, book)

    def _deliver(self, line: Line, known: TillState, key: ec.EllipticCurvePrivateKey, batch: list[Draft]) -> None:
        if batch[-1].sequence > known.delivered:
            lines = [sealed_line(key, draft) for draft in batch]
            for answer in line.deliver(known.token, lines):
                if answer.status not in {"stored", "already_stored"}:
                    raise DoorRefused(f"An entry of the demo was {answer.status}: {answer.code}")
        with self._lock:
            if batch[-1].sequence > known.delivered:
                known.delivered = batch[-1].sequence
                self._state.save()
            self._done += len(batch)
            self._step(self._done, self._total)

    def _deliver_forgery(self, line: Line, known: TillState, book: Book) -> None:
        """Somebody with the till's token but not its key: the visitor finds it among the incidents."""
        stranger = ec.generate_private_key(ec.SECP256R1())
        [answer] = line.deliver(known.token, [sealed_line(stranger, book.forge(self._state.first_run))])
        if answer.status != "quarantined":
            raise DoorRefused(f"The forged entry was {answer.status}")


def offers_of(state: DemoState) -> Offers:
    """What the tills know of price lists, promotions and deposits, and since when."""
    last_day = state.first_run.astimezone(PARIS).date()
    return Offers(offers_from(last_day), state.positions[-1], rules())


def chain_of(till: DemoTill, known: TillState) -> Chain:
    """The chain that the till's enrolment began."""
    return Chain(ORGANIZATION, till.id, UUID(known.chain), known.enrolment, known.certificate)


def sealed_line(key: ec.EllipticCurvePrivateKey, draft: Draft) -> bytes:
    """An entry as it goes over the line."""
    return b"%s %s\n" % (seal(key, draft.content).encode("ascii"), draft.content)


def _entries(book: Book, days: list[TillDay]) -> Iterator[Draft]:
    for day in days:
        yield from book.write(day)
