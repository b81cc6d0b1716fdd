"""Whose words stand in the tables of `fiscal` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose, alike

PERSONAL: tuple[Personal, ...] = (
    *alike(
        {
            "fiscal.Fact": "person",
            "fiscal.Archive": "person",
        },
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.TAX_OFFICE}),
        kept=Kept.JOURNAL,
    ),
    Personal(
        model="fiscal.Sending",
        columns="content",
        whose=frozenset({Whose.GUEST, Whose.CUSTOMER}),
        told=frozenset({Told.PURCHASES}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.TAX_OFFICE}),
        kept=Kept.JOURNAL,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("fiscal.Fact", "plugin subject name value"),
    Plain("fiscal.TillDocument", "plugin subject document"),
    Plain("fiscal.Archive", "manifest signature digest"),
    Plain("fiscal.ArchivedChain", "last_digest"),
    Plain("fiscal.Sending", "channel lane subject state remark proof"),
    Plain("fiscal.DataPack", "plugin content signer"),
)
