"""Whose words stand in the tables of `moving` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="moving.Move",
        columns="content bad_lines file_name person",
        whose=frozenset({Whose.CUSTOMER, Whose.SUPPLIER, Whose.STAFF}),
        told=frozenset({Told.NAME, Told.CONTACT, Told.DEEDS}),
        purpose=Purpose.MOVING,
        basis=Basis.INTEREST,
        kept=Kept.MOVES,
    ),
    Personal(
        model="moving.MovedCustomer",
        columns="customer before",
        whose=frozenset({Whose.CUSTOMER}),
        told=frozenset({Told.NAME, Told.CONTACT}),
        purpose=Purpose.MOVING,
        basis=Basis.INTEREST,
        kept=Kept.MOVES,
    ),
    Personal(
        model="moving.MovedThing",
        columns="before",
        whose=frozenset({Whose.SUPPLIER}),
        told=frozenset({Told.NAME, Told.CONTACT}),
        purpose=Purpose.MOVING,
        basis=Basis.INTEREST,
        kept=Kept.MOVES,
    ),
    Personal(
        model="moving.Export",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.MOVING,
        basis=Basis.INTEREST,
        kept=Kept.EXPORTS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("moving.Move", "kind source digest category tax way state failed_at left_out"),
    Plain("moving.MovedThing", "kind key"),
    Plain("moving.MovedItem", "before counted"),
    Plain("moving.Export", "state sha256 reason"),
)
