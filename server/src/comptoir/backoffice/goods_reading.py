"""What the forms of one article's traits say, read into commands: lines of names, a matrix, hours of a day."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product as combinations
from uuid import UUID

from django.http import QueryDict

from comptoir.backoffice.amounts import parse_amount
from comptoir.catalog.commands import (
    ArrangeBundle,
    ArrangeVariants,
    BundlePlace,
    ClosedHours,
    ModifierOption,
    Option,
    Variant,
)
from comptoir.catalog.deposit_commands import ContainerCount
from comptoir.catalog.errors import BundleInvalid, PriceInvalid, RestrictionInvalid
from comptoir.catalog.folding import fold
from comptoir.catalog.public import item_of_code, search_items
from comptoir.catalog.traits import ModifierGroupView
from comptoir.kernel import new_uuid7

SEPARATOR = "\x1f"
PLACES = 6
_TIME = re.compile(r"([01]?[0-9]|2[0-4])[:hH.]?([0-5][0-9])?").fullmatch


def read_variants(
    data: QueryDict, *, organization: UUID, person: UUID, parent: UUID, unit_price: int, currency: str, day: date
) -> ArrangeVariants:
    """The matrix as it was typed. A cell that nobody saw yet is on sale at the article's own price."""
    options = tuple(
        Option(name=" ".join(data.get(f"option{place}_name", "").split()), values=values)
        for place in range(2)
        if (values := tuple(_words(data.get(f"option{place}_values", ""))))
    )
    cells = {cell: number for number, cell in enumerate(data.getlist("cell"))}
    variants = []
    for choices in combinations(*(option.values for option in options)) if options else ():
        number = cells.get(SEPARATOR.join(choices))
        if number is None:
            variants.append(Variant(item=new_uuid7(), choices=choices, unit_price=unit_price))
        elif data.get(f"on{number}"):
            variants.append(
                Variant(
                    item=UUID(data.get(f"item{number}", "") or str(new_uuid7())),
                    choices=choices,
                    unit_price=read_price(data.get(f"price{number}", ""), currency),
                    barcodes=tuple(data.get(f"codes{number}", "").split()),
                )
            )
    return ArrangeVariants(
        organization=organization, person=person, parent=parent, options=options, variants=tuple(variants), day=day
    )


def read_bundle(data: QueryDict, *, organization: UUID, person: UUID, item: UUID, currency: str) -> ArrangeBundle:
    """The places of a menu; each line names an article by its name or its code, `Entrecôte + 3,00` with a surcharge.

    Call it inside `reading`.
    """
    places = []
    for place in range(PLACES):
        name = " ".join(data.get(f"place{place}_name", "").split())
        lines = [line.strip() for line in data.get(f"place{place}_items", "").splitlines() if line.strip()]
        if name or lines:
            count = data.get(f"place{place}_count", "1")
            choices = [_choice(line, currency) for line in lines]
            places.append(
                BundlePlace(
                    name=name,
                    items=tuple(item for item, _ in choices),
                    count=int(count) if count.isascii() and count.isdigit() else 0,
                    surcharges={item: surcharge for item, surcharge in choices if surcharge},
                )
            )
    return ArrangeBundle(organization=organization, person=person, item=item, places=tuple(places))


def read_containers(data: QueryDict) -> tuple[ContainerCount, ...]:
    """How many of each kind; an empty field is none of it, and what is no number is one that no operation takes."""
    typed = [(kind, data.get(f"container_{kind}", "").strip()) for kind in data.getlist("container")]
    return tuple(
        ContainerCount(item=UUID(kind), count=int(count) if count.isascii() and count.isdigit() else -1)
        for kind, count in typed
        if count not in ("", "0")
    )


def read_options(text: str, *, currency: str, known: ModifierGroupView | None) -> tuple[ModifierOption, ...]:
    """One a line, `Avoine + 0,40`. An option that keeps its name stays the same one."""
    ids = {fold(option.name): option.id for option in known.options} if known else {}
    return tuple(
        ModifierOption(id=ids.get(fold(name), new_uuid7()), name=name, price=price)
        for name, price in _priced_lines(text, currency)
    )


def read_closed(data: QueryDict) -> tuple[ClosedHours, ...]:
    """The hours in which the goods are not sold; none where none were typed."""
    begins, ends = data.get("closed_from", "").strip(), data.get("closed_until", "").strip()
    if not begins and not ends:
        return ()
    weekdays = tuple(int(day) for day in data.getlist("weekday") if day in tuple("0123456"))
    return (ClosedHours(weekdays=weekdays or tuple(range(7)), begins=_minute(begins), ends=_minute(ends)),)


def read_price(text: str, currency: str) -> int:
    amount = parse_amount(text, currency)
    if amount is None:
        raise PriceInvalid(price=text[:20])
    return amount


def _priced_lines(text: str, currency: str) -> Iterator[tuple[str, int]]:
    for line in text.splitlines():
        name, plus, price = line.rpartition("+")
        if line.strip():
            yield (name if plus else line).strip(), read_price(price, currency) if plus else 0


def _words(text: str) -> Iterator[str]:
    for word in text.split(","):
        if word.strip():
            yield " ".join(word.split())


def _choice(line: str, currency: str) -> tuple[UUID, int]:
    """A name may hold a plus sign itself: only an amount behind the last one is a surcharge."""
    name, plus, price = line.rpartition("+")
    surcharge = parse_amount(price, currency) if plus and name.strip() else None
    if surcharge is None:
        return _item_named(line), 0
    return _item_named(name.strip()), surcharge


def _item_named(text: str) -> UUID:
    found = item_of_code(text)
    if found is not None:
        return found.id
    named = [item.id for item in search_items(text, limit=20).items if item.folded == fold(text)]
    if not named:
        raise BundleInvalid(place=text[:40])
    return named[0]


def _minute(text: str) -> int:
    found = _TIME(text)
    if found is None:
        raise RestrictionInvalid
    return int(found[1]) * 60 + int(found[2] or 0)
