"""Whose words stand in the tables of `purchasing` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="purchasing.Supplier",
        columns="name email customer_number",
        whose=frozenset({Whose.SUPPLIER}),
        told=frozenset({Told.NAME, Told.CONTACT}),
        purpose=Purpose.SUPPLY,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.MAIL}),
        kept=Kept.USED,
    ),
    Personal(
        model="purchasing.Order",
        columns="note person",
        whose=frozenset({Whose.SUPPLIER, Whose.STAFF}),
        told=frozenset({Told.WORDS, Told.DEEDS}),
        purpose=Purpose.SUPPLY,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.MAIL}),
        kept=Kept.USED,
    ),
    Personal(
        model="purchasing.Delivery",
        columns="note person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.WORDS, Told.DEEDS}),
        purpose=Purpose.SUPPLY,
        basis=Basis.CONTRACT,
        kept=Kept.USED,
    ),
    Personal(
        model="purchasing.Letter",
        columns="address",
        whose=frozenset({Whose.SUPPLIER}),
        told=frozenset({Told.CONTACT}),
        purpose=Purpose.SUPPLY,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.MAIL}),
        kept=Kept.USED,
    ),
    Personal(
        model="purchasing.Recipient",
        columns="address",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.CONTACT}),
        purpose=Purpose.SUPPLY,
        basis=Basis.INTEREST,
        recipients=frozenset({Recipient.STAFF, Recipient.MAIL}),
        kept=Kept.USED,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("purchasing.Supplier", "language"),
    Plain("purchasing.Offer", "reference"),
    Plain("purchasing.OrderLine", "reference"),
    Plain("purchasing.Order", "state"),
    Plain("purchasing.Letter", "language state code"),
    Plain("purchasing.Recipient", "language code"),
)
