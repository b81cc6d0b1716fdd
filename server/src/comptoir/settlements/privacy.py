"""Whose words stand in the tables of `settlements` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="settlements.SettlementFile",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        kept=Kept.BOOKS,
    ),
    Personal(
        model="settlements.SettlementLine",
        columns="last_four authorization trace reference own_reference",
        whose=frozenset({Whose.GUEST}),
        told=frozenset({Told.PAYMENT}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT}),
        kept=Kept.BOOKS,
    ),
    Personal(
        model="settlements.BankMovement",
        columns="text key",
        whose=frozenset({Whose.GUEST}),
        told=frozenset({Told.PAYMENT, Told.WORDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT}),
        kept=Kept.BOOKS,
    ),
    Personal(
        model="settlements.SettledNote",
        columns="note person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.WORDS, Told.DEEDS}),
        purpose=Purpose.BOOKS,
        basis=Basis.INTEREST,
        kept=Kept.BOOKS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("settlements.SettlementFile", "provider name digest state bad_lines draft"),
    Plain("settlements.SettlementLine", "provider key kind terminal currency payout"),
    Plain("settlements.BankMovement", "currency"),
    Plain("settlements.SettledNote", "subject"),
)
