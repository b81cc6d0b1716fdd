"""A device or key of a country that seals beside the till's own key: what it is asked, and what it may answer. Pure.

The till's ES256 seal is never left to it. A device that is slow, broken or silent makes an *outage*: a state with a
beginning and an end in the chain, and a mark on each receipt in between. Selling goes on. Twin of
`web/packages/till-core/src/fiscal/plugin.ts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias
from uuid import UUID

Value: TypeAlias = "int | str | list[Value] | Mapping[str, Value]"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sealed. `id` stays the same over repeats: by it a transaction is found again after a lost reply."""

    id: UUID
    kind: str
    till: str
    # As it will stand in the journal, before the device's answer is put in it.
    body: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sealed:
    """The device's answer; `members` go into the entry and on the receipt. `found`: it had been made before."""

    members: Mapping[str, Value]
    found: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not seal, surely. `code` names why; asking again later is allowed, never needed for the sale."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it sealed: the time was over, or the reply was lost. `find` tells later."""

    code: str


Answer: TypeAlias = Sealed | Failed | Unknown


class Sealer(Protocol):
    """A country's sealing device. No method may take longer than the budget; none raises for weather."""

    @property
    def budget_ms(self) -> int:
        """How long a sale waits for it, at most."""
        ...

    def seal(self, draft: Draft) -> Answer:
        """Seal once. A repeat of a draft that was sealed answers the first seal, with `found`."""
        ...

    def find(self, draft: Draft) -> Answer:
        """What became of a draft of unknown fate: sealed (`found`), surely not (`Failed`), or still unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Outage:
    """Whether the device is out. Begin and end are entries; receipts in between carry the plugin's mark."""

    began_at: str = ""
    code: str = ""
    # Drafts whose fate is unknown: to be found before the outage ends.
    pending: tuple[Draft, ...] = field(default=())

    @property
    def is_on(self) -> bool:
        return self.began_at != ""


@dataclass(frozen=True, slots=True)
class Step:
    """What follows of an answer: the state after, and whether an outage begins or ends with it."""

    outage: Outage
    begins: bool = False
    ends: bool = False


def after(outage: Outage, draft: Draft, answer: Answer, *, now: str) -> Step:
    """The one rule of outages: any answer but a seal begins one, the first seal after it ends it."""
    match answer:
        case Sealed():
            left = tuple(one for one in outage.pending if one.id != draft.id)
            if outage.is_on and not left:
                return Step(Outage(), ends=True)
            return Step(Outage(outage.began_at, outage.code, left))
        case Failed(code):
            left = tuple(one for one in outage.pending if one.id != draft.id)
            return Step(Outage(outage.began_at or now, outage.code or code, left), begins=not outage.is_on)
        case Unknown(code):
            left = tuple(one for one in outage.pending if one.id != draft.id)
            kept = (*left, draft)
            return Step(Outage(outage.began_at or now, outage.code or code, kept), begins=not outage.is_on)
