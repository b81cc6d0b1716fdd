"""Whose words stand in the tables of `invoices` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="invoices.Document",
        columns="buyer_name content xml",
        whose=frozenset({Whose.CUSTOMER}),
        told=frozenset({Told.NAME, Told.CONTACT, Told.PURCHASES}),
        purpose=Purpose.INVOICING,
        basis=Basis.LAW,
        recipients=frozenset(
            {Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}
        ),
        kept=Kept.INVOICES,
    ),
    Personal(
        model="invoices.Restriction",
        columns="document person kept_until",
        whose=frozenset({Whose.CUSTOMER}),
        told=frozenset({Told.NUMBER}),
        purpose=Purpose.INVOICING,
        basis=Basis.LAW,
        kept=Kept.INVOICES,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("invoices.Issuer", "street postal_code city country tax_number registration mention"),
    Plain("invoices.Series", "kind"),
    Plain("invoices.Document", "kind number currency language digest"),
)
