"""The worth of the stock as a table: by category and store, at the end of the last day."""

from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.report_tables import Asked, Column, Figure, Line, Table, figure
from comptoir.backoffice.report_words import DIMENSIONS
from comptoir.insights.public import Row, Unit, names_of
from comptoir.insights.stock_value import stock_value


def worth_table(asked: Asked) -> Table:
    """The most first; the whole is that of the stock's own page on that day."""
    found = stock_value(asked.organization, last=asked.last, store=asked.store)
    places = names_of(asked.organization, "store", [Row((str(row.store),), ()) for row in found], 0)

    def figures(average: int, fifo: int, articles: int) -> list[Figure]:
        said = ((average, Unit.MONEY), (fifo, Unit.MONEY), (articles, Unit.COUNT))
        return [figure(value, unit, asked.currency, asked.language) for value, unit in said]

    lines = [
        Line([row.category, places[str(row.store)].text], figures(row.average, row.fifo, row.articles))
        for row in found[: asked.limit]
    ]
    whole = [sum(row.average for row in found), sum(row.fifo for row in found), sum(row.articles for row in found)]
    return Table(
        [str(DIMENSIONS["category"]), str(DIMENSIONS["store"])],
        [
            Column(_("Worth, average"), Unit.MONEY, is_series=True),
            Column(_("Worth, first in first out"), Unit.MONEY),
            Column(_("Items"), Unit.COUNT),
        ],
        lines,
        Line([_("Total")], figures(*whole)) if found else None,
        len(found),
        _("At the end of %(day)s, at what the goods cost, without tax. What is on its way between stores is not in it.")
        % {"day": formats.short_day(asked.last, asked.language)},
    )
