"""Why an article shall be ordered, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.formats import number, quantity
from comptoir.purchasing.public import Suggestion

TENTH_MILLI, WHOLE_MILLI = 100, 1_000
# From here on a tenth tells nobody anything.
PLENTY_MILLI = 10_000


def why(row: Suggestion, language: str) -> str:
    """ "Sells 4 a week, 6 left, the supplier needs 5 days"."""
    said = {"weekly": quantity(_readable(row.weekly_milli), row.unit, language)}
    parts = [_("Sells %(weekly)s a week") % said if row.weekly_milli else _("Sold nothing lately")]
    parts.append(_("%(left)s left") % {"left": quantity(row.free_milli, row.unit, language)})
    if row.coming_milli:
        parts.append(_("%(coming)s ordered") % {"coming": quantity(row.coming_milli, row.unit, language)})
    if row.is_by_hand:
        parts.append(_("reorder point %(point)s by hand") % {"point": quantity(row.point_milli, row.unit, language)})
    if row.supplier is not None:
        days = ngettext("the supplier needs %(days)s day", "the supplier needs %(days)s days", row.lead_days)
        parts.append(days % {"days": number(row.lead_days, language)})
    return ", ".join(parts)


def _readable(milli: int) -> int:
    """A mean as people say it: 5.1 a week and not 5.125, 16 and not 15.6."""
    step = WHOLE_MILLI if milli >= PLENTY_MILLI else TENTH_MILLI
    return max(TENTH_MILLI, (milli + step // 2) // step * step)
