"""Whose words stand in the tables of `commissions` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="commissions.Rule",
        columns="employee",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.PAYMENT}),
        purpose=Purpose.STAFF,
        basis=Basis.CONTRACT,
        kept=Kept.USED,
    ),
    Personal(
        model="commissions.Kept",
        columns="employee",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.PAYMENT}),
        purpose=Purpose.STAFF,
        basis=Basis.CONTRACT,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT}),
        kept=Kept.BOOKS,
    ),
)
PLAIN: tuple[Plain, ...] = (Plain("commissions.Rule", "basis"),)
