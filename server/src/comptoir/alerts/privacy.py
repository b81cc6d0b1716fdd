"""Whose words stand in the tables of `alerts` (`platform.privacy`)."""

from comptoir.platform.privacy import Personal, Plain

PERSONAL: tuple[Personal, ...] = ()
PLAIN: tuple[Plain, ...] = (Plain("alerts.Alert", "kind subject name"),)
