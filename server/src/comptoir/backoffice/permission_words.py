"""What each permission lets somebody do, as the end of a sentence: "This page is for whoever may …"."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.identity.public import Permission

PERMISSION_WORDS: Mapping[Permission, Promise] = {
    Permission.SEE_DASHBOARD: _("see how the day goes"),
    Permission.SEE_SALES: _("see sales, customers and invoices"),
    Permission.SEE_REPORTS: _("see reports, cash and hours worked"),
    Permission.SEE_PRODUCTS: _("look up items and prices"),
    Permission.EDIT_PRODUCTS: _("change items, prices and taxes"),
    Permission.SEE_STOCK: _("see stock and purchase orders"),
    Permission.COUNT_STOCK: _("count goods and take them in"),
    Permission.MANAGE_STOCK: _("write off losses, decide about countings and order goods"),
    Permission.SEE_TILLS: _("see the tills and devices"),
    Permission.MANAGE_TILLS: _("change tills, receipts, ways to pay and opening hours"),
    Permission.SEE_INCIDENTS: _("see incidents"),
    Permission.DECIDE_INCIDENTS: _("decide about incidents"),
    Permission.SEE_TEAM: _("see the team"),
    Permission.MANAGE_TEAM: _("change the team, its rights and the programs"),
    Permission.SEE_AUDIT: _("see who changed what"),
    Permission.ASK_IN_SQL: _("ask questions in SQL"),
    Permission.MAIL_REPORTS: _("have reports mailed"),
    Permission.TAKE_OUT: _("take everything out as a file"),
    Permission.ANSWER_PEOPLE: _("tell people what is kept of them, and erase it"),
    Permission.MANAGE_WEBHOOKS: _("decide which programs hear of what happens"),
    Permission.MANAGE_WITNESSES: _("decide who cosigns the shop’s log"),
    Permission.MANAGE_PAYMENTS: _("change accounts with payment providers and their terminals"),
    Permission.SEE_BOOKS: _("see the books and what is owed to customers"),
    Permission.KEEP_BOOKS: _("keep the books and close their periods"),
    Permission.CONFIRM_PAYMENTS: _("confirm payments by code, and read messages of the bank"),
    Permission.REOPEN_BOOKS: _("open a closed period of the books again"),
    Permission.SEE_FISCAL: _("see what the law asks of tills, check the books and take archives away"),
    Permission.MAKE_ARCHIVES: _("archive periods"),
    Permission.MANAGE_TIMES: _("correct and approve hours"),
}
