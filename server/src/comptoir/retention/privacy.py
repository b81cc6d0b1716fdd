"""Whose words stand in the tables of `retention` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose

PERSONAL: tuple[Personal, ...] = tuple(
    Personal(
        model=model,
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        kept=Kept.TRACE,
    )
    for model in ("retention.Term", "retention.Run")
)
PLAIN: tuple[Plain, ...] = (Plain("retention.Term", "kept"), Plain("retention.Run", "state timer gone"))
