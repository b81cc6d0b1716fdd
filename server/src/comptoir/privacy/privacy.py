"""Whose words stand in the tables of `privacy` (`platform.privacy`): of those who were erased, nobody's."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    # An identifier that names nobody any more, and who of the house erased them.
    Personal(
        model="privacy.Erasure",
        columns="customer person erased_at kept_until",
        whose=frozenset({Whose.CUSTOMER, Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.LAW,
        kept=Kept.TRACE,
    ),
)
PLAIN: tuple[Plain, ...] = (Plain("privacy.Erasure", "reason"),)
