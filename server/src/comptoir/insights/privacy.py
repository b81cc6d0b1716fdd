"""Whose words stand in the tables of `insights` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose, alike

PERSONAL: tuple[Personal, ...] = (
    *alike(
        {
            "insights.SalesHour": "cashier",
            "insights.DeedDay": "cashier",
        },
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.JOURNAL,
    ),
    Personal(
        model="insights.Mailing",
        columns="address person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.CONTACT}),
        purpose=Purpose.BOOKS,
        basis=Basis.INTEREST,
        recipients=frozenset({Recipient.STAFF, Recipient.MAIL}),
        kept=Kept.USED,
    ),
    Personal(
        model="insights.SavedReport",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.INTEREST,
        kept=Kept.USED,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("insights.DeedDay", "deed"),
    Plain("insights.TaxDay", "tax_category"),
    Plain("insights.TenderDay", "kind"),
    Plain("insights.BookedDay", "what key detail"),
    Plain("insights.Mailing", "report form rhythm compare language code"),
    Plain("insights.SavedReport", "name cube by measures compare"),
)
