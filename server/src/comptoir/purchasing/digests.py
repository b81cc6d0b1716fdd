"""What ran short since the last mail, as one reads it in the morning."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from comptoir.messaging.public import Mail
from comptoir.platform.public import organization_view
from comptoir.purchasing.short import RecipientView, ShortRow
from comptoir.receipts import Speech, speech
from comptoir.receipts.figures import quantity

LINES_MAX = 100


def digest(recipient: RecipientView, rows: Sequence[ShortRow], until: datetime) -> Mail:
    """The mail; its id is that of the recipient and the moment, so that a second try is the same mail."""
    house = organization_view()
    words = speech(recipient.language, house.country)
    host = settings.COMPTOIR_EMAIL_FROM.rpartition("@")[2] or "localhost"
    with override(words.language):
        title = ngettext("%(count)s item is running low", "%(count)s items are running low", len(rows)) % {
            "count": len(rows)
        }
        lines = []
        for place in dict.fromkeys(row.store_name for row in rows[:LINES_MAX]):
            lines += ["", place]
            lines += [_line(row, words) for row in rows[:LINES_MAX] if row.store_name == place]
        if len(rows) > LINES_MAX:
            lines += ["", _("The whole list stands in the office, under “Order again”.")]
        lines += ["", _("Each item stands here once, until there is enough of it again.")]
        return Mail(
            to=recipient.address,
            subject=f"{title} · {house.name}",
            text="\n".join([title, *lines]) + "\n",
            html="".join(f"<p>{escape(line)}</p>" for line in [title, *lines] if line),
            sender_name=house.name,
            message_id=f"<low-{recipient.id}-{int(until.timestamp())}@{host}>",
        )


def _line(row: ShortRow, words: Speech) -> str:
    left = quantity(row.free_milli, row.unit, words)
    point = quantity(row.point_milli, row.unit, words)
    return _("%(name)s: %(left)s left, reorder point %(point)s") % {"name": row.name, "left": left, "point": point}
