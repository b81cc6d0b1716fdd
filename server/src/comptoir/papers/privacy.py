"""Whose words stand in the tables of `papers` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="papers.Delivery",
        columns="address hint detail cashier consented_at",
        whose=frozenset({Whose.GUEST, Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.CONTACT, Told.DEEDS}),
        purpose=Purpose.RECEIPTS,
        basis=Basis.CONSENT,
        recipients=frozenset({Recipient.STAFF, Recipient.MAIL, Recipient.SMS}),
        kept=Kept.LETTERS,
    ),
    Personal(
        model="papers.Note",
        columns="salt text erased_by",
        whose=frozenset({Whose.GUEST, Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.WORDS}),
        purpose=Purpose.SELLING,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.BACKUPS}),
        kept=Kept.USED,
    ),
    Personal(
        model="papers.InvitationLetter",
        columns="address inviter",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.CONTACT, Told.NAME}),
        purpose=Purpose.ACCESS,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.MAIL}),
        kept=Kept.INVITATIONS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("papers.Delivery", "channel language essentials state code"),
    Plain("papers.PublicPage", "address code channels"),
    Plain("papers.Note", "commitment"),
    Plain("papers.InvitationLetter", "language link state code"),
)
