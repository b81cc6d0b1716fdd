"""What virtual card terminals took, held and gave back: on their disk, if they have one."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

BUSY, CANCELLED, DECLINED, NOT_POSSIBLE, REVERSED = 0xA0, 0x6C, 0x05, 0x83, 0xB4
# Held on a card, or let go again: nobody pays it out.
UNPAID = ("reserve", "increase", "release")


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment that ended at this terminal; `amount` is below zero where money goes back.

    `reference`: the till's own number for it, where its protocol has one. `hold`: the number of the reservation that it
    raised, took or let go; `is_reversed`: taken back, or of a reservation that it is over.
    """

    kind: str
    number: int
    amount: int
    currency: int
    code: int
    is_reversed: bool = False
    reference: str = ""
    is_part: bool = False
    hold: int | None = None
    # Taken without a line to the bank, which is still to be asked.
    is_stored: bool = False


class Ledger:
    """What was taken, also after the terminal was switched off and on."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.taken: list[Taken] = []
        if path is not None and path.exists():
            self.taken = [Taken(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]

    @property
    def money(self) -> int:
        """What the acquirer would pay out."""
        return sum(one.amount for one in self.taken if one.code == 0 and one.kind not in UNPAID)

    @property
    def held(self) -> int:
        """What cards hold: what was reserved, or raised to last, and is not over."""
        good = [one for one in self.taken if one.code == 0]
        return sum(self.held_of(one) for one in good if one.kind == "reserve" and not one.is_reversed)

    def held_of(self, reserve: Taken) -> int:
        raised = [one for one in self.taken if one.kind == "increase" and one.hold == reserve.number and one.code == 0]
        return raised[-1].amount if raised else reserve.amount

    def add(self, taken: Taken) -> None:
        self.taken.append(taken)
        self._save()

    def store(self, taken: Taken) -> Taken:
        """It was taken without the bank."""
        stored = replace(taken, is_stored=True)
        self.taken[self.taken.index(taken)] = stored
        self._save()
        return stored

    def forward(self, *, is_accepted: bool) -> list[Taken]:
        """The bank is asked for what was stored: what it refuses is not paid out. Answers what was forwarded."""
        stored = [one for one in self.taken if one.is_stored]
        for one in stored:
            code = one.code if is_accepted else DECLINED
            self.taken[self.taken.index(one)] = replace(one, is_stored=False, code=code)
        self._save()
        return stored

    def reverse(self, taken: Taken) -> None:
        self.taken[self.taken.index(taken)] = replace(taken, is_reversed=True)
        self._save()

    def _save(self) -> None:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(asdict(one)) for one in self.taken]
            self._path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
