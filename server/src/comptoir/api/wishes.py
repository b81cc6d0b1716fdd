"""How what a program sent becomes the input of an operation, and what an operation left behind an answer.

Most addresses only carry words over: the shape's field `name` is the command's field `name`. Two nouns keep the rest of
an address to its permission and its rule: `wish` fills a command, `Kept` is a list of things that a shop holds.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from ninja import Schema

from comptoir.api.bearers import Caller
from comptoir.api.doors import match
from comptoir.api.errors import AlreadyThere, NoPerson, Unknown
from comptoir.kernel import new_uuid7
from comptoir.platform.public import shop_day, stores

Command = TypeVar("Command")
Shape = TypeVar("Shape", bound=Schema)

# What programs call otherwise than operations do.
TRADE_WORDS: Mapping[str, str] = {"article": "item", "articles": "items"}


def wish(kind: type[Command], caller: Caller, said: Schema | None = None, /, **named: Any) -> Command:
    """The input of an operation: what the program said, who answers for it, and when.

    A field that was said and that the operation does not know is a bug of ours, never a wish that is lost.
    """
    hints = _hints(cast("Hashable", kind))
    parts: dict[str, Any] = {}
    if said is not None:
        parts = _parts(said, hints, named)
    for name in ("organization", "person", "now"):
        if name in hints and name not in named:
            parts[name] = getattr(caller, name)
    for name in ("day", "today"):
        if name in hints and name not in parts and name not in named:
            parts[name] = shop_day(caller.now)
    if hints.get("person") is UUID and parts.get("person") is None:
        raise NoPerson
    return kind(**parts, **named)


def told(shape: type[Shape], views: Iterable[object]) -> list[Shape]:
    """Views as programs read them."""
    return [shape.from_orm(view) for view in views]


def check_store(store: UUID) -> None:
    """Refuse a store that the shop does not have: an empty list would say that nothing waits in it."""
    if all(place.id != store for place in stores()):
        raise Unknown


def _nothing() -> None:
    """For things that no other operation changes while they are looked at."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[Shape]):
    """Things of one kind that a shop holds: how they are told, all of them, and what keeps others from changing them.

    `key` is the field that the shape knows a thing by.
    """

    shape: type[Shape]
    views: Callable[[], Iterable[object]]
    lock: Callable[[], object] = _nothing
    key: str = "id"

    def all(self) -> list[Shape]:
        return told(self.shape, self.views())

    def one(self, key: UUID) -> Shape:
        """As it stands; refuses what is not there."""
        found = self.find(key)
        if found is None:
            raise Unknown
        return found

    def find(self, key: UUID) -> Shape | None:
        return next((one for one in self.all() if getattr(one, self.key) == key), None)

    def fresh(self, said: UUID | None) -> UUID:
        """The identifier of one to be made: the program's own, which nothing has yet, or a new one."""
        if said is None:
            return new_uuid7()
        self.lock()
        if self.find(said) is not None:
            raise AlreadyThere
        return said

    def match(self, caller: Caller, key: UUID, *, is_needed: bool = True) -> Shape:
        """One that is about to be changed, by somebody who has read it; nobody else changes it meanwhile."""
        self.lock()
        standing = self.one(key)
        match(caller, standing, is_needed=is_needed)
        return standing


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    assert isinstance(kind, type)
    assert is_dataclass(kind)
    known = get_type_hints(kind)
    return {field.name: known[field.name] for field in fields(kind)}


def _parts(said: Schema, hints: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    parts = {}
    for name in type(said).model_fields:
        known = name if name in hints else TRADE_WORDS.get(name, name)
        # The address chooses the identifier of what is made, and operations name it as they like.
        if known in named or name in named or (name == "id" and "id" not in hints):
            continue
        assert known in hints, f"no operation hears of {name}"
        parts[known] = _fit(getattr(said, name), hints[known])
    return parts


def _fit(value: Any, hint: Any) -> Any:
    """A value as the command holds it: a tuple for a list, a part of its own for a shape."""
    if value is None:
        return None
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _fit(value, next(one for one in arguments if one is not type(None)))
    if isinstance(value, Schema):
        assert isinstance(hint, type)
        own = get_type_hints(hint)
        return hint(**_parts(value, own, {}))
    if isinstance(value, list):
        of = arguments[0] if arguments else Any
        made = [_fit(one, of) for one in value]
        return frozenset(made) if origin is frozenset else tuple(made)
    return value
