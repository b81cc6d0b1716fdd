"""Whose words stand in the tables of `fleet` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="fleet.Device",
        columns="label user_agent",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEVICE}),
        purpose=Purpose.ACCESS,
        basis=Basis.INTEREST,
        kept=Kept.USED,
    ),
)
PLAIN: tuple[Plain, ...] = (Plain("fleet.Device", "app_version"),)
