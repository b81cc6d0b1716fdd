"""How the VAT numbers of the European Union are written: the prefix of the state, and what may follow it.

Source: the structures that the Commission publishes with VIES (ec.europa.eu/taxation_customs/vies, "What is the format
of a VAT number?"). Whether a number exists only VIES can say, and that needs a line; a slip of the finger is seen here.
"""

import re

_REST = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}(\d{3})?",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{12}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
}
# Greece writes EL, and is GR everywhere else.
_PREFIXES = {country: country for country in _REST if country != "EL"} | {"GR": "EL"}


def vat_number(text: str, *, country: str) -> str:
    """The number as an invoice must say it: without blanks, and with its prefix, which many people leave out
    (EN 16931 BR-CO-09). Of a country outside the Union, as it was said.
    """
    prefix = _PREFIXES.get(country)
    bare = re.sub(r"[\s.\-/]", "", text).upper()
    if _fits(bare):
        return bare
    if prefix is not None and _fits(prefix + bare):
        return prefix + bare
    return text


def can_be_vat_number(text: str, *, country: str) -> bool:
    """Whether a number is written as those of its state. Nothing is known of states outside the Union."""
    return country not in _PREFIXES or _fits(text)


def _fits(number: str) -> bool:
    rest = _REST.get(number[:2])
    return rest is not None and re.fullmatch(rest, number[2:], re.ASCII) is not None
