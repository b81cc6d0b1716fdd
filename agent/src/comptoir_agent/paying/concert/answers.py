"""What of an answer may be kept, and whether it is the answer to what was asked."""

from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import Lost, Said, Wish

DONE, NOT_DONE = "10", "01"
# AF: why it was not done; the list is the terminal's maker's, these are the common ones.
TROUBLES = {
    "04": "declined", "05": "not_possible", "06": "cancelled", "08": "timeout", "09": "not_possible",
    "11": "cancelled",
}  # fmt: skip
# The first ten digits of an application's identifier say whose card it is.
BRANDS = {
    "A000000003": "VISA", "A000000004": "MASTERCARD", "A000000042": "CB", "A000000025": "AMERICAN EXPRESS",
    "A000000065": "JCB", "A000000152": "DISCOVER", "A000000333": "UNIONPAY",
}  # fmt: skip
AUTHORIZATION_MAX = 8
LAST_FOUR = 4


def said(asked: dict[str, str], answer: dict[str, str], wish: Wish, reference: str) -> Said:
    """What the terminal said of ours. Raises `Lost`: it is not understood, or speaks of something else."""
    if any(
        tag in answer and not _is_same(tag, asked[tag], answer[tag]) for tag in ("CA", "CD", "CE", "CF") if tag in asked
    ):
        raise Lost("an answer to something else")
    status = answer.get("AE")
    if status == NOT_DONE:
        return Said(is_approved=False, result=Result(), trouble=TROUBLES.get(answer.get("AF", ""), "declined"))
    if status != DONE:
        raise Lost(f"status {status or 'missing'}")
    if wants := [tag for tag in ("CB", "CE", "CF") if tag in asked and tag not in answer]:
        raise Lost(f"approved without {', '.join(wants)}")
    # A last end of day has no amount.
    return Said(is_approved=True, result=_result(answer, wish, reference))


def _is_same(tag: str, asked: str, answer: str) -> bool:
    return int(answer) == int(asked) if tag == "CA" and answer.isdecimal() else answer == asked


def _result(answer: dict[str, str], wish: Wish, reference: str) -> Result:
    amount, currency = answer.get("CB", "0"), answer.get("CE", str(wish.currency))
    if not (amount + currency).isdecimal():
        raise Lost("no figures")
    return Result(
        amount=int(amount),
        # An end of day without an amount says no figures at all.
        currency=int(currency) if "CB" in answer else 0,
        receipt=reference,
        authorization=_authorization(answer.get("AC", "")),
        brand=BRANDS.get(answer.get("AI", "")[:10].upper(), ""),
        last_four=_last_four(answer.get("AA", "")),
    )


def _authorization(text: str) -> str:
    short = "".join(letter for letter in text if letter.isascii() and letter.isalnum())
    return short if len(short) <= AUTHORIZATION_MAX else ""


def _last_four(card: str) -> str:
    """Whatever the terminal shows of the number, its last four digits are all that leaves this function."""
    last = card.strip()[-LAST_FOUR:]
    return last if len(last) == LAST_FOUR and last.isascii() and last.isdecimal() else ""
