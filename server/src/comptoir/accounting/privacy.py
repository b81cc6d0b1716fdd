"""Whose words stand in the tables of `accounting` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="accounting.SafeMovement",
        columns="person slip",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE}),
        kept=Kept.BOOKS,
    ),
    Personal(
        model="accounting.TerminalTotal",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE}),
        kept=Kept.BOOKS,
    ),
    Personal(
        model="accounting.Breakage",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE}),
        kept=Kept.BOOKS,
    ),
    Personal(
        model="accounting.Closing",
        columns="note person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE}),
        kept=Kept.BOOKS,
    ),
    Personal(
        model="accounting.Reopening",
        columns="reason person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE}),
        kept=Kept.BOOKS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("accounting.Books", "chart journal_code adviser client"),
    Plain("accounting.OwnAccount", "role key number name"),
    Plain("accounting.SafeMovement", "kind"),
    Plain("accounting.TerminalTotal", "kind"),
    Plain("accounting.Breakage", "kind tax_category"),
    Plain("accounting.Closing", "terms digest"),
    Plain("accounting.ClosedDay", "kind store_name why document postings"),
)
