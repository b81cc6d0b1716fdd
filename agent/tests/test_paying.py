"""Card payments over ZVT; the judge is a virtual terminal's ledger: what it took is approved here, once each."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from comptoir_agent.lines import Tcp
from comptoir_agent.paying.attempts import Attempt, Attempts, Differs, State
from comptoir_agent.paying.desk import Desk
from comptoir_agent.paying.terminals import Kind, Wish
from comptoir_agent.paying.zvt.terminal import Patience, ZvtTerminal
from comptoir_agent.simulate.card_ledger import Ledger
from comptoir_agent.simulate.card_terminal import TEST_CARD, VirtualCardTerminal

EUR = 978
SECONDS_MAX = 20
PATIENCE = Patience(receipt_seconds=2, answer_seconds=4)
LUNCH = Wish(Kind.PAYMENT, 1_234, EUR)


@dataclass
class Counter:
    """A virtual terminal, and the agent's desk before it."""

    folder: Path
    port: int
    virtual: VirtualCardTerminal
    patience: Patience = PATIENCE
    allows_tips: bool = False
    desks: list[Desk] = field(default_factory=list)
    attempts: Attempts = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    @property
    def desk(self) -> Desk:
        return self.desks[-1]

    def open(self) -> None:
        self.attempts = Attempts(self.folder)
        terminal = ZvtTerminal(Tcp("127.0.0.1", self.port), "000000", self.patience)
        again = (0.02, 0.05)
        self.desks.append(Desk("front", terminal, self.attempts, allows_tips=self.allows_tips, again_seconds=again))
        self.desk.start()

    async def crash(self) -> None:
        """What was not on disk is gone."""
        await self.desk.stop()
        self.open()

    def begin(self, name: str, wish: Wish = LUNCH) -> Attempt:
        return self.desk.begin(name, wish)

    async def until(self, name: str, done: Callable[[Attempt], bool] = lambda one: not one.is_open) -> Attempt:
        async with asyncio.timeout(SECONDS_MAX):
            while not ((found := self.attempts.find(name)) and done(found)):
                await asyncio.sleep(0.005)
        return found

    async def pay(self, name: str, wish: Wish = LUNCH) -> Attempt:
        self.begin(name, wish)
        return await self.until(name, lambda one: not one.is_open or one.needs_person)

    @property
    def approved(self) -> int:
        found = (json.loads(path.read_bytes()) for path in self.folder.glob("*.json"))
        signs = {"payment": 1, "refund": -1, "reversal": -1, "reconcile": 0}
        return sum(signs[one["wish"]["kind"]] * one["result"]["amount"] for one in found if one["state"] == "approved")


@asynccontextmanager
async def counter(folder: Path, **wishes: object) -> AsyncIterator[Counter]:
    virtual = VirtualCardTerminal(lambda _: None, Ledger())
    server = await asyncio.start_server(virtual.hear, "127.0.0.1", 0)
    made = Counter(folder, server.sockets[0].getsockname()[1], virtual, **wishes)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        await made.desk.stop()
        server.close()


def run(folder: Path, story: Callable[[Counter], Awaitable[None]], **wishes: object) -> None:
    async def told() -> None:
        async with counter(folder, **wishes) as made:
            await story(made)

    asyncio.run(told())


def test_an_approved_payment_keeps_what_may_be_kept_and_is_asked_once(tmp_path: Path) -> None:
    async def story(shop: Counter) -> None:
        shop.virtual.obey(["bare"])
        shop.begin("a")
        shop.begin("a")
        paid = await shop.until("a")

        assert (paid.state, paid.result.amount, paid.result.currency, paid.tip) == (State.APPROVED, 1_234, EUR, 0)
        assert (paid.result.brand, paid.result.last_four, paid.result.authorization) == ("VISA", "1111", "A1B2C3")
        assert (paid.result.trace, paid.result.receipt, paid.result.terminal) == ("000001", "0001", "52500041")
        assert [(one.state, one.source) for one in paid.events] == [
            (State.PENDING, "till"),
            (State.APPROVED, "terminal"),
        ]
        assert shop.begin("a") == paid
        with pytest.raises(Differs):
            shop.begin("a", Wish(Kind.PAYMENT, 1_235, EUR))
        assert [one.amount for one in shop.virtual.ledger.taken] == [1_234]
        kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert TEST_CARD[:6].encode() not in kept

    run(tmp_path, story)


def test_declined_busy_absent_and_given_up_take_nothing(tmp_path: Path) -> None:
    async def story(shop: Counter) -> None:
        shop.virtual.obey(["decline"])
        assert ((await shop.pay("a")).state, (await shop.pay("a")).trouble) == (State.DECLINED, "declined")
        shop.virtual.obey(["busy"])
        busy = await shop.pay("b")
        assert (busy.state, busy.trouble, busy.is_leaving) == (State.DECLINED, "terminal_busy", False)
        shop.virtual.obey(["reset"])
        shop.virtual.obey(["wait"])
        shop.begin("c")
        await shop.until("c", lambda one: shop.desk.step_of(one) == "insert_card")
        shop.begin("d")
        shop.desk.cancel(shop.begin("d"))
        shop.desk.cancel(shop.begin("c"))
        assert ((await shop.until("c")).state, (await shop.until("d")).state) == (State.CANCELLED, State.CANCELLED)
        assert shop.virtual.ledger.money == 0

    run(tmp_path, story)


def test_a_tip_on_the_terminal_counts_only_where_it_is_allowed(tmp_path: Path) -> None:
    async def allowed(shop: Counter) -> None:
        shop.virtual.obey(["tip", "150"])
        paid = await shop.pay("a")
        assert (paid.state, paid.result.amount, paid.tip) == (State.APPROVED, 1_384, 150)

    async def not_allowed(shop: Counter) -> None:
        await shop.pay("a")
        shop.virtual.obey(["tip", "150"])
        odd = await shop.pay("b")
        assert (odd.state, odd.needs_person, odd.trouble) == (State.UNKNOWN, True, "not_sure")
        decided = shop.desk.decide(odd, is_paid=True)
        assert (decided.state, decided.events[-1].source) == (State.APPROVED, "person")
        assert (await shop.pay("c")).state is State.APPROVED

    run(tmp_path / "allowed", allowed, allows_tips=True)
    run(tmp_path / "not", not_allowed)


def test_a_tip_whose_answer_was_lost_is_in_what_a_person_confirms(tmp_path: Path) -> None:
    """The first payment at a terminal that never took one: nothing tells it from the one before."""

    async def story(shop: Counter) -> None:
        for order in ("tip 150", "lose"):
            assert shop.virtual.obey(order.split())
        odd = await shop.pay("first")
        assert (odd.state, odd.needs_person) == (State.UNKNOWN, True)

        found = shop.desk.decide(odd, is_paid=True)

        assert (found.state, found.result.amount, found.tip) == (State.APPROVED, 1_384, 150)
        assert [one.amount for one in shop.virtual.ledger.taken] == [1_384]

    run(tmp_path, story, allows_tips=True)


def test_money_goes_back_once(tmp_path: Path) -> None:
    async def story(shop: Counter) -> None:
        paid = await shop.pay("a")
        back = Wish(Kind.REVERSAL, 1_234, EUR, paid.result.receipt)
        first, second = await shop.pay("b", back), await shop.pay("c", back)
        assert (first.state, second.state, second.trouble) == (State.APPROVED, State.DECLINED, "already_reversed")
        assert (await shop.pay("d", Wish(Kind.REFUND, 500, EUR))).state is State.APPROVED
        assert (await shop.pay("e", Wish(Kind.RECONCILE, 0, EUR))).state is State.APPROVED
        assert shop.virtual.ledger.money == shop.approved == -500

    run(tmp_path, story)


def test_the_end_of_a_day_says_what_was_taken_since_the_last_one(tmp_path: Path) -> None:
    async def story(shop: Counter) -> None:
        closing = Wish(Kind.RECONCILE, 0, EUR)
        await shop.pay("a")
        await shop.pay("b", Wish(Kind.PAYMENT, 500, EUR))
        back = await shop.pay("c", Wish(Kind.REFUND, 200, EUR))
        days = [await shop.pay(name, closing) for name in ("d", "d", "e")]

        assert back.state is State.APPROVED
        assert [(day.state, day.result.amount, day.result.currency) for day in days] == [
            (State.APPROVED, 1_534, EUR),
            (State.APPROVED, 1_534, EUR),
            (State.APPROVED, 0, EUR),
        ]

    run(tmp_path, story)


def test_a_lost_answer_is_asked_for_and_never_sent_again(tmp_path: Path) -> None:
    async def story(shop: Counter) -> None:
        await shop.pay("before")
        for name, moods in (("lost", ["lose"]), ("gone", ["cut 46"]), ("gone on", ["cut 46", "stubborn"])):
            for mood in moods:
                shop.virtual.obey(mood.split())
            found = await shop.pay(name)
            assert (found.state is State.APPROVED) == (name != "gone")
            assert [one.state for one in found.events][1] is State.UNKNOWN
        # The figures of the payment before are no approval; the terminal says the right ones when it is asked.
        shop.virtual.obey(["stale"])
        assert (await shop.pay("stale")).state is State.APPROVED
        shop.virtual.obey(["twice"])
        assert (await shop.pay("twice")).state is State.APPROVED
        assert shop.virtual.ledger.money == shop.approved == 5 * 1_234

    run(tmp_path, story)


def test_a_mute_terminal_is_given_up_and_asked(tmp_path: Path) -> None:
    async def story(shop: Counter) -> None:
        await shop.pay("before")
        shop.virtual.obey(["mute"])
        shop.begin("a")
        assert (await shop.until("a", lambda one: one.state is State.UNKNOWN)).trouble == "no_answer"
        # Whoever looks sees that nothing was taken, and another try waits for no ghost.
        assert shop.desk.decide(shop.begin("a"), is_paid=False).state is State.DECLINED

    run(tmp_path, story, patience=Patience(receipt_seconds=1, answer_seconds=0.3))


@pytest.mark.parametrize("seed", range(4))
def test_any_history_of_cuts_crashes_and_double_presses_takes_each_payment_once(tmp_path: Path, seed: int) -> None:
    """At random places the line is cut, answers are lost or said twice, and the agent dies; amounts repeat, too."""
    dice = random.Random(seed)

    async def story(shop: Counter) -> None:
        await shop.pay("before")
        for turn in range(40):
            for mood in dice.sample(["decline", "lose", "stubborn", "twice", "stale", "bare"], dice.randrange(3)):
                shop.virtual.obey([mood])
            if dice.random() < 0.5:
                shop.virtual.obey(["cut", str(dice.randrange(180))])
            name, wish = f"turn-{turn}", Wish(Kind.PAYMENT, dice.choice([100, 250]), EUR)
            for _ in range(dice.randrange(1, 4)):
                shop.begin(name, wish)
                if dice.random() < 0.3:
                    await asyncio.sleep(dice.random() * 0.06)
                    await shop.crash()
                    # A till that lost the answer asks with the same id.
                    shop.begin(name, wish)
            found = await shop.until(name, lambda one: not one.is_open or one.needs_person)
            if found.needs_person:
                before = shop.approved
                shop.desk.decide(found, is_paid=shop.virtual.ledger.money != before)
            shop.virtual.obey(["reset"])
            assert shop.virtual.ledger.money == shop.approved
        questions = [one for one in tmp_path.glob("*.json") if '"person"' in one.read_text(encoding="utf-8")]
        assert len(questions) == 0

    run(tmp_path, story)
