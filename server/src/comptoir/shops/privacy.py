"""Whose words stand in the tables of `shops` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="shops.SettingChange",
        columns="person",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.TRACE,
        basis=Basis.INTEREST,
        kept=Kept.TRACE,
    ),
)
PLAIN: tuple[Plain, ...] = (Plain("shops.SettingChange", "values before state zone wall begun"),)
