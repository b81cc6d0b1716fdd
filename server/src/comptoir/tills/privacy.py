"""Whose words stand in the tables of `tills` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose, alike

PERSONAL: tuple[Personal, ...] = (
    *alike(
        {
            "tills.EnrolmentCode": "person",
            "tills.Enrolment": "revoked_by",
            "tills.AgentCode": "person",
            "tills.Agent": "revoked_by",
        },
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        kept=Kept.TRACE,
    ),
    Personal(
        model="tills.OfficeEntry",
        columns="content",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT, Recipient.TAX_OFFICE, Recipient.BACKUPS}),
        kept=Kept.TRACE,
    ),
    Personal(
        model="tills.ParkedBasket",
        columns="label basket cashier taken_by",
        whose=frozenset({Whose.GUEST, Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.NAME, Told.PURCHASES, Told.WORDS, Told.DEEDS}),
        purpose=Purpose.SELLING,
        basis=Basis.CONTRACT,
        kept=Kept.PARKED,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("tills.Till", "code name"),
    Plain("tills.EnrolmentCode", "code_hash"),
    Plain("tills.Enrolment", "public_key algorithm certificate token_hash exchange_key"),
    Plain("tills.ChainHead", "digest boot"),
    Plain("tills.OfficeEntry", "kind name digest signature"),
    Plain("tills.AgentCode", "code_hash"),
    Plain("tills.Agent", "name address public_key token_hash version"),
)
