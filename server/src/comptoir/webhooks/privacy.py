"""Whose words stand in the tables of `webhooks` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="webhooks.Message",
        columns="body subject",
        whose=frozenset({Whose.GUEST, Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.PURCHASES, Told.DEEDS}),
        purpose=Purpose.PROGRAMS,
        basis=Basis.INTEREST,
        recipients=frozenset({Recipient.STAFF, Recipient.PROGRAMS}),
        kept=Kept.CALLS_OUT,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("webhooks.Endpoint", "name address kinds secret former_secret off_by"),
    Plain("webhooks.Message", "kind state code"),
)
