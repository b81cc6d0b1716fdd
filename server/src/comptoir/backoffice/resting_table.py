"""Dead stock as a table: what lies there and nobody bought."""

from django.utils.translation import gettext as _

from comptoir.backoffice.report_tables import Asked, Column, Line, Table, figure
from comptoir.backoffice.report_words import DIMENSIONS
from comptoir.insights.dead_stock import dead_stock
from comptoir.insights.public import Row, Unit, names_of


def resting_table(asked: Asked) -> Table:
    """The most first; the store where there are several to tell apart."""
    found = dead_stock(asked.organization, first=asked.first, last=asked.last, store=asked.store, limit=asked.limit)
    places = names_of(asked.organization, "store", [Row((str(row.store),), ()) for row in found.rows], 0)
    lines = [
        Line(
            [row.name, places[str(row.store)].text],
            [figure(row.on_hand_milli, Unit.QUANTITY, asked.currency, asked.language, row.unit)],
        )
        for row in found.rows
    ]
    whole = Line([_("Items")], [figure(found.count, Unit.COUNT, asked.currency, asked.language)]) if lines else None
    return Table(
        [str(DIMENSIONS["item"]), str(DIMENSIONS["store"])],
        [Column(_("On hand"), Unit.QUANTITY)],
        lines,
        whole,
        found.count,
        _("Counted items of which nothing was sold in this time. What was never counted is not listed."),
    )
