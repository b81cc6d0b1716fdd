"""What the register of processing says in words: whose data, what for, by what right, who sees it, how long."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comptoir.platform.keeping import Unit
from comptoir.platform.privacy import Basis, Kept, Purpose, Recipient, Told, Whose

WHOSE: Mapping[Whose, Promise] = {
    Whose.CUSTOMER: _("Customers by name"),
    Whose.GUEST: _("Buyers without a name"),
    Whose.STAFF: _("People who work here"),
    Whose.SUPPLIER: _("Contacts at suppliers"),
}
TOLD: Mapping[Told, Promise] = {
    Told.NAME: _("name"),
    Told.CONTACT: _("e-mail, phone, address"),
    Told.NUMBER: _("number of a card or certificate"),
    Told.PURCHASES: _("purchases"),
    Told.PAYMENT: _("how it was paid, last digits of a card"),
    Told.DEBT: _("what is owed"),
    Told.HOURS: _("hours worked"),
    Told.DEEDS: _("who did what, and when"),
    Told.SIGN_IN: _("what proves a person at sign-in, only as a hash or sealed"),
    Told.WORDS: _("notes in free words"),
    Told.DEVICE: _("device and browser"),
}
PURPOSES: Mapping[Purpose, Promise] = {
    Purpose.SELLING: _("Selling, keeping goods aside, quotes"),
    Purpose.ACCOUNTS: _("Customer file, customer accounts and prices"),
    Purpose.RECEIPTS: _("Sending receipts to whoever asks for one"),
    Purpose.INVOICING: _("Invoices and credit notes"),
    Purpose.PAYMENTS: _("Taking payments and finding out what became of them"),
    Purpose.BOOKS: _("Till journal, bookkeeping and reports"),
    Purpose.STAFF: _("Team, roles and commissions"),
    Purpose.HOURS: _("Hours worked and tips"),
    Purpose.ACCESS: _("Signing in and rights"),
    Purpose.TRACE: _("Who changed what"),
    Purpose.SUPPLY: _("Purchasing and stock"),
    Purpose.MOVING: _("Moving files in and out"),
    Purpose.PROGRAMS: _("Telling and answering other programs"),
}
BASES: Mapping[Basis, Promise] = {
    Basis.CONSENT: _("consent, art. 6 (1) (a)"),
    Basis.CONTRACT: _("contract, art. 6 (1) (b)"),
    Basis.LAW: _("legal duty, art. 6 (1) (c)"),
    Basis.INTEREST: _("legitimate interest, art. 6 (1) (f)"),
}
RECIPIENTS: Mapping[Recipient, Promise] = {
    Recipient.STAFF: _("people of the shop, by their role"),
    Recipient.PERSON: _("the person"),
    Recipient.ACCOUNTANT: _("accountant"),
    Recipient.TAX_OFFICE: _("tax office, when it asks"),
    Recipient.MAIL: _("mail provider"),
    Recipient.SMS: _("SMS provider"),
    Recipient.PROVIDERS: _("payment providers"),
    Recipient.PROGRAMS: _("programs that the shop connected"),
    Recipient.SIGN_ON: _("the company’s sign-in"),
    Recipient.BACKUPS: _("the place of backups, sealed"),
}
# What is in a class, and from when on its time is counted.
KEPT: Mapping[Kept, Promise] = {
    Kept.JOURNAL: _("Sealed entries of tills, and what is counted from them"),
    Kept.INVOICES: _("Invoices and credit notes"),
    Kept.BOOKS: _("Books, bank movements, card settlements"),
    Kept.TRACE: _("Who changed what, and the journal of the office"),
    Kept.PAYMENTS: _("What was asked of card terminals"),
    Kept.LINKS: _("Payment links that ended"),
    Kept.PARKED: _("Baskets that nobody fetched"),
    Kept.LETTERS: _("Addresses that receipts were sent to"),
    Kept.INVITATIONS: _("Invitations that were used or are over"),
    Kept.CALLS_OUT: _("Messages told to programs"),
    Kept.CALLS_IN: _("Calls of payment providers"),
    Kept.ANSWERS: _("Answers kept for programs that ask again"),
    Kept.PRINTS: _("Labels sent to a printer"),
    Kept.MOVES: _("Files moved in, with people’s words"),
    Kept.EXPORTS: _("Files of everything"),
    Kept.HOURS: _("Corrected hours, and hours that tips are shared by"),
    Kept.CUSTOMERS: _("Customers who come no more"),
    Kept.STAFF_LEFT: _("Names and rights of people who left"),
    Kept.SESSIONS: _("Sessions of the office"),
    Kept.SIGN_INS: _("Tries to sign in"),
    Kept.BACKUPS: _("Backups"),
    Kept.USED: _("What is in use"),
}
SINCE: Mapping[Kept, Promise] = {
    Kept.PAYMENTS: _("from the payment"),
    Kept.LINKS: _("from the day it was made"),
    Kept.PARKED: _("from the day it was put aside"),
    Kept.LETTERS: _("from sending"),
    Kept.INVITATIONS: _("from its end"),
    Kept.CALLS_OUT: _("from the last try"),
    Kept.CALLS_IN: _("from the call"),
    Kept.ANSWERS: _("from the answer"),
    Kept.PRINTS: _("from sending"),
    Kept.MOVES: _("from the day it was moved in"),
    Kept.EXPORTS: _("from the day it was made"),
    Kept.HOURS: _("from the day worked"),
    Kept.CUSTOMERS: _(
        "from the last order, payment or purchase on account; whoever owes, has goods aside or a card stays"
    ),
}
STATES: Mapping[str, Promise] = {
    "running": _("Under way"),
    "done": _("Done"),
    "cancelled": _("Stopped"),
}


def length(amount: int, unit: Unit) -> str:
    """A term as people say it; twelve months are a year."""
    if unit is Unit.DAY:
        return ngettext("%(count)d day", "%(count)d days", amount) % {"count": amount}
    years, months = divmod(amount, 12)
    if not months:
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d month", "%(count)d months", amount) % {"count": amount}


def sentence(texts: list[str]) -> str:
    """A list of words, some of which hold commas; the first letter is large."""
    text = "; ".join(texts)
    return text[:1].upper() + text[1:]


def never() -> str:
    """Of what no clock takes away."""
    return gettext("Stays: Comptoir removes none of it by a clock.")
