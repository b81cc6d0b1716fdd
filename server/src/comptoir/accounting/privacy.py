"""Whose words stand in the tables of `accounting` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose, alike

PERSONAL: tuple[Personal, ...] = (
    *alike(
        {
            "accounting.SafeMovement": "person slip",
            "accounting.TerminalTotal": "person",
            "accounting.Breakage": "person",
            "accounting.Closing": "note person",
            "accounting.Reopening": "reason person",
        },
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
