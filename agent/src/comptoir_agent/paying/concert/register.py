"""Who asks a French terminal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Register:
    """As the terminal's maker wants it: the protocol's version, and our number with the association.

    `says_reference`: our number of each payment goes out in the private field and must come back in it.
    """

    number: int = 1
    version: str = "0300"
    identifier: str = "012345678901"
    says_reference: bool = True
