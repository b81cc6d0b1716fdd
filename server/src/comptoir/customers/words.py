"""What a customer is found by."""

from comptoir.catalog.folding import fold


def digits(phone: str) -> str:
    """A phone number as numbers are compared: its digits, without the zeros in front (0033 is +33)."""
    return "".join(sign for sign in phone if sign in "0123456789").lstrip("0")


def folded(name: str, phone: str, email: str, card: str = "") -> str:
    """Name, number, address and card as people search them; the number in one piece, and as it is written."""
    return fold(f"{name} {email} {digits(phone)} {phone} {card}")
