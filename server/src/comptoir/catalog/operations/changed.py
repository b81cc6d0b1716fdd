"""What an operation of the catalogue answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changed:
    """Where in the feed the change stands; `created` is false when nothing had to be written."""

    position: int
    created: bool = True
