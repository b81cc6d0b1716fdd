"""The days of conformance/closings/cases.json in the real ledger: it adds them up as the till did.

The till's half is `web/packages/till-core/test/closing-vectors.test.ts`.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import BasketLine, Sealed, SimulatedTill
from tests.conformance.cases import Json, load
from tests.sales.shop import Shop, new_till, rows, submit
from tests.sales.test_closings import who
from tests.sales.test_tenders import paid, sell

CASES: list[Json] = load("closings/cases.json")["cases"]
# Of a purse, the float is only told.
NOT_JUDGED = {"float"}
TAKER = str(new_uuid7())


def entries_of(till: SimulatedTill, acts: list[Json]) -> Iterator[Sealed]:
    """What a till seals for them, the closings as the vector says them."""
    first, sales = 0, []
    for act in acts:
        body: dict[str, Any]
        match act["do"]:
            case "open":
                till.session, first = new_uuid7(), till.sequence + 1
                floats = {"foreign_floats": act["foreign"]} if "foreign" in act else {}
                yield till.seal("opening", {**who(till), "currency": "EUR", "float": act["float"], **floats})
            case "sell":
                sales.append(sold(till, act))
                yield sales[-1]
            case "refund":
                yield till.refund(sales[act["sale"] - 1], {1: 1_000})
            case "move":
                body = {**who(till), "reason": act["way"]}
                foreign = {"currency": act.get("currency"), "foreign_amount": act["amount"], "worth": act.get("worth")}
                yield till.seal("cash_movement", body | (foreign if "currency" in act else {"amount": act["amount"]}))
            case "purse":
                body = {**who(till), "reason": "transfer", "amount": act["amount"], "purse": str(till.cashier)}
                yield till.seal("cash_movement", body)
            case "count":
                yield counted(till, act)
            case _:
                yield till.seal("closing", closing_of(till, first, act["expect"]))


def sold(till: SimulatedTill, act: Json) -> Sealed:
    def change(body: Any) -> None:
        paid(*act["tenders"])(body)
        if act.get("is_carried"):
            body["purse"] = str(till.cashier)

    return sell(till, [BasketLine(act["amount"], "S", 200_000)], change)


def counted(till: SimulatedTill, act: Json) -> Sealed:
    difference = act["cash"] - act["cash_expected"]
    found = {"cash_expected": act["cash_expected"], "cash_counted": act["cash"], "cash_difference": difference}
    foreign = {"foreign": act["foreign"]} if "foreign" in act else {}
    taker = {"to": TAKER} if act["purpose"] == "handover" else {}
    body: dict[str, Any] = {**who(till), "purpose": act["purpose"], **taker, **found, **foreign}
    return till.seal("cash_count", body)


def closing_of(till: SimulatedTill, first: int, says: Json) -> dict[str, Any]:
    purses = [{"cashier": str(till.cashier), **purse} for purse in says.get("purses", [])]
    return {
        **who(till), "currency": "EUR", "period": "day", "first_sequence": first, "last_sequence": till.sequence,
        **says, **({"purses": purses} if purses else {}),
    }  # fmt: skip


def leaves(said: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where in what is said there stands a figure."""
    steps = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for name, value in steps:
        if isinstance(value, int) and name not in NOT_JUDGED:
            yield (*path, name)
        yield from leaves(value, (*path, name))


def one_more(said: Any, path: tuple[str | int, ...]) -> Any:
    """The same with one figure one higher."""
    name, *rest = path
    changed: Any = list(said) if isinstance(said, list) else dict(said)
    changed[name] = one_more(said[name], tuple(rest)) if rest else said[name] + 1
    return changed


def codes(shop: Shop, entry: Sealed, till: SimulatedTill) -> list[object]:
    [stored] = [
        row["id"]
        for row in rows("sales_entry", shop.organization)
        if row["chain_id"] == till.identity.chain and row["sequence"] == entry.sequence
    ]
    found = [row["code"] for row in rows("sales_discrepancy", shop.organization) if row["entry_id"] == stored]
    return [code for code in found if str(code).startswith("closing")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_ledger_adds_up_what_the_till_did_and_finds_each_figure_that_is_off(
    case: Json, shop: Shop, database
) -> None:
    till = new_till(shop)
    honest = [till.start_chain(), *entries_of(till, case["acts"])]
    submit(database.app, till, list(honest))
    closings = [entry for entry in honest if "sales_count" in entry.body]
    assert [codes(shop, entry, till) for entry in closings] == [[] for _ in closings], case["why"]

    # One closing after the other of the last day. A total since the beginning goes on from what was said last.
    first = max(entry.sequence for entry in honest if "float" in entry.body and "currency" in entry.body)
    says = dict(case["acts"][-1]["expect"])
    total = {name: says.pop(name) for name in ("perpetual_gross", "perpetual_refunded")}
    off = [(name, says | total | {name: total[name] + 1}) for name in ("perpetual_gross",)]
    off += [(".".join(map(str, path)), one_more(says, path)) for path in leaves(says)]
    for name, wrong in off:
        entry = till.seal("closing", closing_of(till, first, wrong))
        submit(database.app, till, [entry])
        assert codes(shop, entry, till), f"{case['id']}: nobody saw that {name} is one too many"


def test_identifiers_of_cases_are_unique() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
