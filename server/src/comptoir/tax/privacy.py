"""Whose words stand in the tables of `tax` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="tax.ExemptionRevision",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        kept=Kept.TRACE,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("tax.TaxClass", "name"),
    Plain("tax.TaxRate", "category"),
    Plain("tax.ClassSwitch", "place"),
    Plain("tax.StorePlaces", "place keeps"),
    Plain("tax.ExemptionReason", "category"),
    Plain("tax.ExemptionRevision", "name vatex mention evidence groups"),
)
