"""Why an article shall be ordered, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.formats import number, quantity
from comptoir.purchasing.public import Suggestion


def why(row: Suggestion, language: str) -> str:
    """ "Sells 4 a week, 6 left, the supplier needs 5 days"."""
    said = {"weekly": quantity(row.weekly_milli, row.unit, language)}
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
