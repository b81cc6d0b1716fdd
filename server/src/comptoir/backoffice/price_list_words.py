"""A price list in a sentence: "−10 % on everything · Drinks −20 % · 12 own prices · Mon–Fri"."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.offers import Document
from comptoir.backoffice.price_list_forms import signed_percent
from comptoir.backoffice.promotion_words import Names, when_words
from comptoir.backoffice.terms import read_when


def list_words(document: Document, names: Names, *, own_count: int) -> str:
    """What the list says, then where and when."""
    words = []
    for percent in document.get("percents", ()):
        change = f"{signed_percent(percent['ppm'], names.language)}\N{NO-BREAK SPACE}%"
        if "category" not in percent:
            words.append(_("%(change)s on everything") % {"change": change})
        elif percent["category"] in names.of:
            words.append(f"{names.of[percent['category']]} {change}")
    if own_count:
        words.append(ngettext("%(count)s own price", "%(count)s own prices", own_count) % {"count": own_count})
    return " · ".join([*words, *when_words(read_when(document.get("when", {})), names)])
