"""Whose words stand in the tables of `links` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="links.HookEvent",
        columns="body",
        whose=frozenset({Whose.GUEST}),
        told=frozenset({Told.PAYMENT}),
        purpose=Purpose.PAYMENTS,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.PROVIDERS}),
        kept=Kept.CALLS_IN,
    ),
    Personal(
        model="links.Link",
        columns="text lines person taken_by token",
        whose=frozenset({Whose.GUEST, Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.PURCHASES, Told.WORDS, Told.DEEDS}),
        purpose=Purpose.PAYMENTS,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.PERSON, Recipient.PROVIDERS}),
        kept=Kept.LINKS,
    ),
    Personal(
        model="links.LinkTry",
        columns="name payment address",
        whose=frozenset({Whose.GUEST}),
        told=frozenset({Told.PAYMENT}),
        purpose=Purpose.PAYMENTS,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.PROVIDERS}),
        kept=Kept.LINKS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("links.Hook", "secret former_secret"),
    Plain("links.HookEvent", "event kind"),
    Plain("links.Link", "currency state"),
    Plain("links.LinkTry", "state"),
)
