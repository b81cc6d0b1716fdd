"""Money that virtual terminals hold on cards: no money yet, and over once it was taken or let go."""

from dataclasses import replace

from comptoir_agent.simulate.card_ledger import DECLINED, REVERSED, Ledger, Taken

OF_HOLD = ("increase", "capture", "release")


def reservation(ledger: Ledger, number: int | None) -> Taken | None:
    """The one that bears this number and is neither taken nor let go."""
    every = [one for one in ledger.taken if one.kind == "reserve" and not one.code and not one.is_reversed]
    return next((one for one in every if one.number == number), None)


def change_hold(ledger: Ledger, wish: Taken, number: int | None) -> Taken | int:
    """What becomes of it, or a code that nothing does. The caller writes it down."""
    before = reservation(ledger, number)
    if before is None:
        return REVERSED
    holds = ledger.held_of(before)
    is_too_much = wish.amount <= holds if wish.kind == "increase" else wish.amount > holds
    if wish.code or (wish.kind != "release" and is_too_much):
        return replace(wish, code=wish.code or DECLINED, hold=before.number)
    if wish.kind != "increase":
        ledger.reverse(before)
    amount = holds if wish.kind == "release" else wish.amount
    return replace(wish, amount=amount, currency=before.currency, hold=before.number)
