"""Whose words stand in the tables of `privacy` (`platform.privacy`): of those who were erased, nobody's."""

from comptoir.platform.privacy import Personal, Plain

PERSONAL: tuple[Personal, ...] = ()
PLAIN: tuple[Plain, ...] = (Plain("privacy.Erasure", "reason"),)
