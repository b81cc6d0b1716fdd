"""Addresses of an EVM chain as people copy them: their capitals are a checksum (EIP-55). Pure."""

import re

from Crypto.Hash import keccak

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


def miscopied(text: str) -> str:
    """The first address in a text whose capitals do not fit its digits; empty when there is none.

    Small letters alone, or capitals alone, say nothing and are none.
    """
    for address in _ADDRESS.findall(text):
        digits = address[2:]
        if digits not in (digits.lower(), digits.upper()) and address != with_checksum(address):
            return str(address)
    return ""


def with_checksum(address: str) -> str:
    """An address with the capitals that its checksum wants."""
    digits = address[2:].lower()
    hashed = keccak.new(digest_bits=256, data=digits.encode("ascii")).hexdigest()
    return "0x" + "".join(one.upper() if int(mark, 16) >= 8 else one for one, mark in zip(digits, hashed, strict=False))
