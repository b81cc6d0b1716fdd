"""Whose words stand in the tables of `customers` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="customers.Customer",
        columns="name phone email folded card credit_limit group created_at",
        whose=frozenset({Whose.CUSTOMER}),
        told=frozenset({Told.NAME, Told.CONTACT, Told.NUMBER, Told.DEBT}),
        purpose=Purpose.ACCOUNTS,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.PERSON, Recipient.ACCOUNTANT, Recipient.BACKUPS}),
        kept=Kept.CUSTOMERS,
    ),
    Personal(
        model="customers.StandingExemption",
        columns="customer reason evidence valid_from valid_until",
        whose=frozenset({Whose.CUSTOMER}),
        told=frozenset({Told.NUMBER, Told.WORDS}),
        purpose=Purpose.SELLING,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.TAX_OFFICE}),
        kept=Kept.CUSTOMERS,
    ),
    # What it proves outlives the customer's name: whom it names is an identifier then.
    Personal(
        model="customers.Consent",
        columns="customer purpose channel place proof person till happened_at",
        whose=frozenset({Whose.CUSTOMER}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.ACCOUNTS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.PERSON, Recipient.BACKUPS}),
        kept=Kept.CUSTOMERS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("customers.Consent", "text"),
    Plain("customers.ConsentText", "digest version language text"),
)
