"""Whose words stand in the tables of `witnesses` (`platform.privacy`)."""

from comptoir.platform.privacy import Personal, Plain

PERSONAL: tuple[Personal, ...] = ()
PLAIN: tuple[Plain, ...] = (
    Plain("witnesses.Witness", "name address key origin code"),
    Plain("witnesses.Cosignature", "origin head line"),
    Plain("witnesses.Alarm", "kind origin ours theirs"),
)
