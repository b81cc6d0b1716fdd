"""From what happened to debits and credits. Pure: no number of an account stands here, and no country.

An amount above zero is a debit. A posting that is taxed carries its tax beside its net, because some formats book both
in one line; whoever wants the tax alone asks `exploded`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from comptoir.accounting.facts import Fact, What
from comptoir.accounting.roles import Role
from comptoir.kernel import divide_half_away

PPM = 1_000_000
UNTAXED = "O"


class Account(NamedTuple):
    """A role and what tells it apart: a rate ("S/200000"), a tender ("card"), a purpose ("supplier")."""

    role: Role
    key: str = ""


class Amount(NamedTuple):
    """Minor units, and the tax that belongs to them; both with the sign of the booking."""

    net: int
    tax: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a day's books."""

    account: Account
    amount: Amount
    # What its tax was reckoned by; empty where there is none.
    tax_key: str = ""

    @property
    def gross(self) -> int:
        return self.amount.net + self.amount.tax


class Place(NamedTuple):
    """Whose day it is."""

    day: date
    store: UUID


# Of the shop's own balances: which one paid.
_BALANCES = {"gift_card": Role.VOUCHERS, "store_credit": Role.STORE_CREDIT, "account": Role.RECEIVABLES}
# Into the drawer and out of it: where the money came from or went to.
_FROM_SAFE = frozenset({"float", "pickup"})
_PURPOSES = {"to_safe": Role.SAFE, "to_bank": Role.BANK, "tips": Role.TIPS}


def days_of(facts: Iterable[Fact]) -> dict[Place, list[Posting]]:
    """Each day's postings, sums by account, in the order of accounts. A day on which nothing moved is none."""
    sums: dict[Place, dict[tuple[Account, str], list[int]]] = {}
    for fact in facts:
        place = Place(fact.day, fact.store)
        for posting in post(fact):
            found = sums.setdefault(place, {}).setdefault((posting.account, posting.tax_key), [0, 0])
            found[0] += posting.amount.net
            found[1] += posting.amount.tax
    return {place: rows for place in sorted(sums, key=_by_day) if (rows := _rows(sums[place]))}


def _by_day(place: Place) -> tuple[date, str]:
    return place.day, str(place.store)


def _rows(sums: Mapping[tuple[Account, str], list[int]]) -> list[Posting]:
    order = {role: index for index, role in enumerate(Role)}
    return [
        Posting(account, Amount(net, tax), tax_key)
        for (account, tax_key), (net, tax) in sorted(
            sums.items(), key=lambda row: (order[row[0][0].role], row[0][0].key, row[0][1])
        )
        if net or tax
    ]


def left_over(postings: Iterable[Posting]) -> int:
    """Debits less credits: 0 where the day balances."""
    return sum(posting.gross for posting in postings)


def exploded(postings: Iterable[Posting]) -> dict[Account, int]:
    """By account, the tax in accounts of its own."""
    found: dict[Account, int] = {}
    for posting in postings:
        found[posting.account] = found.get(posting.account, 0) + posting.amount.net
        if posting.amount.tax:
            tax = Account(Role.VAT, posting.tax_key)
            found[tax] = found.get(tax, 0) + posting.amount.tax
    return {account: amount for account, amount in found.items() if amount}


def post(fact: Fact) -> Iterator[Posting]:
    """Both sides of what one fact is; of turnover and tenders one each, which only together are even."""
    return _WAYS[fact.what](fact)


def _turnover(fact: Fact) -> Iterator[Posting]:
    role = Role.PREPAYMENTS if fact.detail == "payment" else Role.SALES
    yield _taxed(role, fact, -fact.first, -fact.second)


def _tendered(fact: Fact) -> Iterator[Posting]:
    yield Posting(_tender(fact.key, fact.detail), Amount(fact.first))


def _rounding(fact: Fact) -> Iterator[Posting]:
    yield Posting(Account(Role.ROUNDING), Amount(-fact.first))


def _prepaid(fact: Fact) -> Iterator[Posting]:
    """The sale's own sums were less by it: it is sold as a whole, and what was owed for it ends."""
    yield _taxed(Role.PREPAYMENTS, fact, fact.first, fact.second)
    yield _taxed(Role.SALES, fact, -fact.first, -fact.second)


def _kept(fact: Fact) -> Iterator[Posting]:
    yield _taxed(Role.PREPAYMENTS, fact, fact.first, fact.second)
    yield _taxed(Role.KEPT, fact, -fact.first, -fact.second)


def _tip(fact: Fact) -> Iterator[Posting]:
    return _pair(_tender(fact.key, ""), Account(Role.TIPS), fact.first)


def _float(fact: Fact) -> Iterator[Posting]:
    return _pair(Account(Role.CASH), Account(Role.SAFE), fact.first)


def _counted(fact: Fact) -> Iterator[Posting]:
    return _pair(Account(Role.SAFE), Account(Role.CASH), fact.first)


def _difference(fact: Fact) -> Iterator[Posting]:
    return _pair(_tender(fact.key, fact.detail), _off(fact.first), fact.first)


def _purse(fact: Fact) -> Iterator[Posting]:
    return _pair(Account(Role.PURSES), Account(Role.CASH), fact.first)


def _off(amount: int) -> Account:
    """Where a difference goes: found, or missing."""
    return Account(Role.OVER if amount > 0 else Role.SHORT)


def _taxed(role: Role, fact: Fact, net: int, tax: int) -> Posting:
    key = tax_key(fact.key, fact.rate_ppm)
    return Posting(Account(role, key), Amount(net, tax), key if tax else "")


def tax_key(category: str, rate_ppm: int) -> str:
    """How a rate is named: "S/200000"."""
    return f"{category}/{rate_ppm}"


def _tender(kind: str, detail: str) -> Account:
    if kind == "cash":
        return Account(Role.CASH)
    if kind in _BALANCES:
        # A balance is what its card is, whatever a till called it when it paid.
        return Account(_BALANCES.get(detail, _BALANCES[kind]))
    return Account(Role.TENDER, f"{kind}/{detail}" if detail else kind)


def _pair(debit: Account, credit: Account, amount: int) -> Iterator[Posting]:
    yield Posting(debit, Amount(amount))
    yield Posting(credit, Amount(-amount))


def _apart(fact: Fact) -> Iterator[Posting]:
    """What a sale's sums hold that is no turnover of goods: it moves to what the shop owes, with its own tax."""
    gross = fact.first
    is_taxed = bool(fact.key) and fact.rate_ppm > 0
    if fact.what is What.BOTTLE and fact.detail == "net":
        tax = divide_half_away(gross * fact.rate_ppm, PPM)
        net = gross
    else:
        tax = divide_half_away(gross * fact.rate_ppm, PPM + fact.rate_ppm) if is_taxed else 0
        net = gross - tax
    key = tax_key(fact.key or UNTAXED, fact.rate_ppm if is_taxed else 0)
    yield Posting(Account(Role.SALES, key), Amount(net, tax), key if tax else "")
    if fact.what is What.VOUCHER:
        role = Role.VOUCHERS_TAXED if is_taxed else _BALANCES.get(fact.detail, Role.VOUCHERS)
    else:
        role = Role.BOTTLES_TAXED if is_taxed else Role.BOTTLES
    yield Posting(Account(role, key if is_taxed else ""), Amount(-net, -tax), key if tax else "")


def _moved(fact: Fact) -> Iterator[Posting]:
    if fact.what is What.MOVED_FOREIGN:
        if fact.key in _FROM_SAFE:
            return  # Foreign money has one account, wherever it lies.
        money = Account(Role.TENDER, "foreign_cash")
    else:
        money = Account(Role.CASH)
    if fact.key in _FROM_SAFE:
        other = Account(Role.SAFE)
    elif fact.detail in _PURPOSES:
        other = Account(_PURPOSES[fact.detail])
    else:
        other = Account(Role.PAID_IN if fact.key == "paid_in" else Role.PAID_OUT, fact.detail)
    yield from _pair(money, other, fact.first)


def _safe(fact: Fact) -> Iterator[Posting]:
    """`bank`: to the bank (above zero) or from it; `count`: what the safe was off by."""
    if fact.key == "bank":
        yield from _pair(Account(Role.BANK), Account(Role.SAFE), fact.first)
    else:
        yield from _pair(Account(Role.SAFE), _off(fact.first), fact.first)


def _taken_over(fact: Fact) -> Iterator[Posting]:
    """Another system's books owed it until now. Where it stood there, only the bookkeeper knows."""
    yield from _pair(Account(Role.SUSPENSE), Account(_BALANCES.get(fact.detail, Role.VOUCHERS)), fact.first)


def _broken(fact: Fact) -> Iterator[Posting]:
    """What nobody will use any more is earned. Of a card that was taxed when it was sold the tax stays as it was."""
    is_taxed = bool(fact.key) and fact.rate_ppm > 0
    tax = divide_half_away(fact.first * fact.rate_ppm, PPM + fact.rate_ppm) if is_taxed else 0
    net = fact.first - tax
    key = tax_key(fact.key, fact.rate_ppm) if is_taxed else ""
    role = Role.VOUCHERS_TAXED if is_taxed else _BALANCES.get(fact.detail, Role.VOUCHERS)
    yield Posting(Account(role, key), Amount(net, tax), key if tax else "")
    yield Posting(Account(Role.BREAKAGE, key), Amount(-net, -tax), key if tax else "")


def _settled(fact: Fact) -> Iterator[Posting]:
    """What a company kept is a cost, and what it paid out is on its way to the bank: both leave what it owes.

    What customers' banks took back is for somebody to look into.
    """
    card = _tender("card", "")
    match fact.key:
        case "fee":
            yield from _pair(Account(Role.CARD_FEES), card, fact.first)
        case "payout":
            yield from _pair(Account(Role.BANK), card, fact.first)
        case _:
            yield from _pair(Account(Role.SUSPENSE), card, fact.first)


_WAYS: Mapping[What, Callable[[Fact], Iterator[Posting]]] = {
    What.TURNOVER: _turnover,
    What.TENDER: _tendered,
    What.ROUNDING: _rounding,
    What.PREPAID: _prepaid,
    What.KEPT: _kept,
    What.VOUCHER: _apart,
    What.MOVED_CARD: _taken_over,
    What.BOTTLE: _apart,
    What.TIP: _tip,
    What.MOVED: _moved,
    What.MOVED_FOREIGN: _moved,
    What.FLOAT: _float,
    What.COUNTED: _counted,
    What.DIFFERENCE: _difference,
    What.PURSE: _purse,
    What.SAFE: _safe,
    What.BREAKAGE: _broken,
    What.SETTLED: _settled,
}
