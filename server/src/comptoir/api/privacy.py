"""Whose words stand in the tables of `api` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="api.KeptAnswer",
        columns="body",
        whose=frozenset({Whose.CUSTOMER, Whose.STAFF, Whose.SUPPLIER}),
        told=frozenset({Told.NAME, Told.CONTACT, Told.PURCHASES}),
        purpose=Purpose.PROGRAMS,
        basis=Basis.INTEREST,
        recipients=frozenset({Recipient.STAFF, Recipient.PROGRAMS}),
        kept=Kept.ANSWERS,
    ),
)
PLAIN: tuple[Plain, ...] = (Plain("api.KeptAnswer", "key asked etag"),)
