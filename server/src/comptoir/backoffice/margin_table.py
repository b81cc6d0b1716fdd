"""The margin as a table: what each day brought without tax, and what the goods had cost."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.report_tables import Asked, Column, Figure, Line, Table, figure
from comptoir.backoffice.report_words import DIMENSIONS
from comptoir.insights.margin import Earned, earned
from comptoir.insights.public import Unit
from comptoir.kernel import divide_half_away

PPM = 1_000_000


def margin_table(asked: Asked) -> Table:
    """In the order of the days; a comparison sets the margin of the day that lies so far back beside each."""
    found = earned(asked.organization, first=asked.first, last=asked.last, store=asked.store)
    shift = timedelta(days=asked.days_back) if asked.days_back is not None else None
    earlier: Sequence[Earned] = (
        earned(asked.organization, first=asked.first - shift, last=asked.last - shift, store=asked.store)
        if shift is not None
        else ()
    )
    before = {one.day + shift: one.net - one.average for one in earlier} if shift is not None else {}
    lines = [
        Line(
            [one.day.isoformat() if asked.is_for_programs else formats.short_day(one.day, asked.language)],
            _figures(one, before.get(one.day) if shift is not None else None, asked),
        )
        for one in found[: asked.limit]
    ]
    whole = Earned(
        asked.last, sum(one.net for one in found), sum(one.average for one in found), sum(one.fifo for one in found),
        sum(one.amount for one in found), sum(one.costed for one in found),
    )  # fmt: skip
    columns = [Column(_("Margin") if whole.is_known else _("Margin, at most"), Unit.MONEY, is_series=True)]
    if shift is not None:
        columns.append(Column(_("Before"), Unit.MONEY, is_series=True))
    columns += [
        Column(_("Of the net"), Unit.RATE),
        Column(_("Cost is known of"), Unit.RATE),
        Column(_("Net"), Unit.MONEY),
        Column(_("Cost, average"), Unit.MONEY),
        Column(_("Cost, first in first out"), Unit.MONEY),
    ]
    past = sum(one.net - one.average for one in earlier) if shift is not None else None
    return Table(
        [str(DIMENSIONS["day"])],
        columns,
        lines,
        Line([_("Total")], _figures(whole, past, asked)) if found else None,
        len(found),
        _(
            "Net takings less what the goods had cost when they went. What has no known cost, and free amounts, count"
            " as earned whole: the margin is then at most this, and no share of the net is said."
        ),
    )


def _figures(one: Earned, before: int | None, asked: Asked) -> list[Figure]:
    margin = one.net - one.average
    rate = divide_half_away(margin * PPM, one.net) if one.net > 0 and one.is_known else None
    known = divide_half_away(one.costed * PPM, one.amount) if one.amount > 0 else None
    said: list[tuple[int | None, Unit]] = [(margin, Unit.MONEY)]
    if asked.days_back is not None:
        said.append((before, Unit.MONEY))
    said += [
        (rate, Unit.RATE),
        (known, Unit.RATE),
        (one.net, Unit.MONEY),
        (one.average, Unit.MONEY),
        (one.fifo, Unit.MONEY),
    ]
    return [figure(value, unit, asked.currency, asked.language) for value, unit in said]
