"""Loss prevention: how often, for a hundred sales, each person did what costs money, beside everybody else.

Rates and not numbers: who works twice as much opens the drawer twice as often. What stands out (`standing_out`) is a
reason to look, never a verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.report_tables import Asked, Column, Figure, Line, Table
from comptoir.backoffice.report_words import DIMENSIONS, MEASURES, label
from comptoir.backoffice.standing_out import rate_ppm, stands_out
from comptoir.insights.public import NOBODY, Question, Row, Unit, ask, names_of

# What is counted of acts, and what of the sales themselves.
DEEDS = {"void": "voids", "no_sale": "no_sales", "price": "prices"}
MEASURED = ("voids", "no_sales", "refunds", "discounts", "prices")


@dataclass(frozen=True, slots=True)
class Person:
    """A cashier: how many sales, and how often each thing was done."""

    key: str
    sales: int
    counts: Mapping[str, int]


def loss_table(asked: Asked) -> Table:
    """A row for each person, most sales first, and the whole."""
    people = _people(asked)
    names = names_of(asked.organization, "cashier", [Row((person.key,), ()) for person in people], 0)
    lines = [
        Line([label("cashier", person.key, names.get(person.key), asked.language)], _figures(person, people, asked))
        for person in people
    ]
    titles = (_("Voids"), _("Drawer opened"), MEASURES["refunds_count"], MEASURES["discount"], _("Typed prices"))
    columns = [Column(str(MEASURES["sales_count"]), Unit.COUNT)]
    columns += [Column(str(title), Unit.RATE, has_counts=True) for title in titles]
    whole = Person(NOBODY, sum(one.sales for one in people), {
        name: sum(one.counts[name] for one in people) for name in MEASURED
    })  # fmt: skip
    return Table(
        [str(DIMENSIONS["cashier"])],
        columns,
        lines,
        Line([_("Everybody")], _figures(whole, (), asked)) if lines else None,
        len(lines),
        _("For a hundred sales, and how often. A mark is a reason to look, never a verdict."),
    )


def _people(asked: Asked) -> list[Person]:
    filters = {"store": asked.store} if asked.store else {}

    def question(cube: str, by: Sequence[str], measures: Sequence[str]) -> Question:
        return Question(asked.organization, cube, by, measures, asked.first, asked.last, filters)

    sold = ask(question("sales", ("cashier",), ("sales_count", "refunds_count", "discounted")))
    counts: dict[str, dict[str, int]] = {}
    sales: dict[str, int] = {}
    for row in sold.rows:
        number, refunds, discounted = (value or 0 for value in row.values)
        sales[row.keys[0]] = number
        counts[row.keys[0]] = {"refunds": refunds, "discounts": discounted}
    for row in ask(question("deeds", ("cashier", "deed"), ("count",))).rows:
        cashier, deed = row.keys
        if deed in DEEDS:
            counts.setdefault(cashier, {})[DEEDS[deed]] = row.values[0] or 0
    found = [
        Person(key, sales.get(key, 0), {name: known.get(name, 0) for name in MEASURED}) for key, known in counts.items()
    ]
    return sorted(found, key=lambda person: (-person.sales, person.key))


def _figures(person: Person, people: Sequence[Person], asked: Asked) -> list[Figure]:
    all_sales = sum(one.sales for one in people)
    found = [Figure(person.sales, Unit.COUNT, formats.number(person.sales, asked.language))]
    for name in MEASURED:
        count = person.counts[name]
        others = sum(one.counts[name] for one in people) - count
        marked = person.key != NOBODY and stands_out(count, person.sales, others, all_sales - person.sales)
        ppm = rate_ppm(count, person.sales)
        found.append(Figure(ppm, Unit.RATE, formats.rate(ppm, asked.language), count, marked))
    return found
