"""The fourteen that must be declared: Regulation (EU) 1169/2011, annex II, in its order.

A set of them is one number: fourteen bits cost a catalogue of 100,000 articles nothing.
"""

from collections.abc import Iterable

from comptoir.catalog.errors import AllergenUnknown

ALLERGENS = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soybeans",
    "milk",
    "nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)


def allergen_bits(codes: Iterable[str]) -> int:
    """The set as a number; a code that is none of the fourteen is refused."""
    bits = 0
    for code in codes:
        if code not in ALLERGENS:
            raise AllergenUnknown(allergen=code[:20])
        bits |= 1 << ALLERGENS.index(code)
    return bits


def allergen_codes(bits: int) -> tuple[str, ...]:
    return tuple(code for place, code in enumerate(ALLERGENS) if bits >> place & 1)
