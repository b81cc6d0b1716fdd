from datetime import UTC, date, datetime, timedelta

from comptoir.settlements.matching import match
from comptoir.settlements.payouts import Credit, PayoutSum, Trace, is_of_a_company, trace
from comptoir.settlements.sides import Bucket, Taken, Told

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def told(key: str, amount: int = 1_000, seconds: int = 0, **more: object) -> Told:
    return Told(key, amount, "EUR", NOON + timedelta(seconds=seconds), **more)  # type: ignore[arg-type]


def taken(key: str, amount: int = 1_000, seconds: int = 0, **more: object) -> Taken:
    return Taken(key, amount, "EUR", NOON + timedelta(seconds=seconds), **more)  # type: ignore[arg-type]


def found(lines: list[Told], payments: list[Taken]) -> set[tuple[str, str, str]]:
    return {
        (pair.bucket.value, pair.told.key if pair.told else "", pair.taken.key if pair.taken else "")
        for pair in match(lines, payments)
    }


def test_the_surest_sign_counts_first_and_each_is_used_once() -> None:
    lines = [
        told("own", own_reference="a"), told("reference", reference="r"), told("trace", terminal="T", trace="000007"),
        told("auth", terminal="other name", authorization="X1", last_four="4242"), told("time", seconds=30),
        told("paid back", -1_000, reference="r"),
    ]  # fmt: skip
    payments = [
        taken("1", own_reference="a", seconds=40_000), taken("2", references=frozenset({"r", "s"})),
        taken("3", terminal="T", trace="7", seconds=100), taken("4", terminal="T", authorization="X1",
        last_four="4242"),
        taken("5", seconds=20), taken("6", -1_000, references=frozenset({"r"}), seconds=90_000),
    ]  # fmt: skip

    assert found(lines, payments) == {
        ("matched", "own", "1"), ("matched", "reference", "2"), ("matched", "trace", "3"), ("matched", "auth", "4"),
        ("matched", "time", "5"), ("matched", "paid back", "6"),
    }  # fmt: skip


def test_four_buckets_and_what_is_still_to_come() -> None:
    lines = [
        told("both", own_reference="a"), told("other amount", 1_100, own_reference="b"),
        told("double", own_reference="a", seconds=1), told("only theirs", 777, seconds=3_600),
        told("last", 5, seconds=7_200),
    ]  # fmt: skip
    payments = [
        taken("1", own_reference="a"), taken("2", own_reference="b"), taken("3", 333, seconds=1_800),
        taken("4", 5, seconds=7_200), taken("5", 444, seconds=9_000),
    ]  # fmt: skip

    assert found(lines, payments) == {
        ("matched", "both", "1"), ("amount_differs", "other amount", "2"), ("missing_here", "double", ""),
        ("missing_here", "only theirs", ""), ("missing_there", "", "3"), ("matched", "last", "4"),
        ("awaited", "", "5"),
    }  # fmt: skip
    assert found([], payments[:1]) == {("awaited", "", "1")}


def test_numbers_that_differ_are_two_payments_whatever_the_amount() -> None:
    assert found([told("x", last_four="1111")], [taken("1", last_four="2222")]) == {
        ("missing_here", "x", ""), ("missing_there", "", "1"),
    }  # fmt: skip
    # Another currency, the other direction, too long ago: none of them is it.
    stranger = Told("y", 1_000, "CHF", NOON)
    for line in (stranger, told("y", -1_000), told("y", seconds=-3_600)):
        assert ("missing_here", "y", "") in found([line], [taken("1")])


def test_the_nearest_in_time_of_equal_amounts_and_a_moment_alone() -> None:
    lines = [told("a"), told("b", seconds=60), told("c", 500, seconds=5_000)]
    payments = [taken("1", seconds=2), taken("2", seconds=61), taken("3", 550, seconds=5_010)]

    assert found(lines, payments) == {("matched", "a", "1"), ("matched", "b", "2"), ("amount_differs", "c", "3")}
    # Two near it: nobody could say which, so it is none.
    crowded = [*payments, taken("4", 560, seconds=5_020)]
    assert ("missing_here", "c", "") in found(lines, crowded)


def test_a_day_without_an_hour_reaches_to_its_ends() -> None:
    lines = [told("a", has_time=False)]

    assert found(lines, [taken("1", seconds=9 * 3_600)]) == {("matched", "a", "1")}
    assert ("missing_there", "", "2") in found(lines, [taken("1"), taken("2", 5, seconds=9 * 3_600)])


def test_a_number_that_names_a_payment_is_no_other_one() -> None:
    ours, strange = "01a21d67-79fb-72a7-8b73-330b29a84e90", "01a21d67-7923-7c97-af5c-7c0f5a53b668"
    payments = [taken("1", own_reference=ours), taken("2", seconds=200, own_reference=strange[::-1])]
    # Said twice: the second one isn't the payment of the same amount that has no line.
    lines = [told("a", own_reference=ours), told("b", own_reference=ours), told("last", 5, seconds=500)]
    assert found(lines, payments) == {
        ("matched", "a", "1"), ("missing_here", "b", ""), ("missing_there", "", "2"), ("missing_here", "last", ""),
    }  # fmt: skip

    # An identifier of a till that we don't know; but a company's own words in its place say nothing.
    assert ("missing_here", "x", "") in found([told("x", own_reference=strange)], payments[:1])
    assert found([told("x", own_reference="order 12")], payments[:1]) == {("matched", "x", "1")}


def test_numbered_lines_tell_whose_files_hold_whom_and_how_far_times_are_apart() -> None:
    def numbered(place: str) -> tuple[list[Told], list[Taken]]:
        names = [f"{place}{number}" for number in range(20)]
        lines = [told(name, own_reference=name, place=place, seconds=2) for name in names]
        return lines, [taken(name, own_reference=name, place=place, terminal=f"T{place}") for name in names]

    (lines, payments), (lines_b, payments_b) = numbered("A"), numbered("B")
    near = told("near", 500, seconds=29, place="A")
    here = taken("here", 500, place="A", terminal="TA", own_reference="x")
    far = taken("far", 500, seconds=300, place="A", terminal="TA", own_reference="y")
    elsewhere = taken("elsewhere", 500, seconds=29, place="B", terminal="TB", own_reference="z")

    assert ("matched", "near", "here") in found([near, *lines], [here, *payments])
    # Twenty were two seconds apart: five minutes are too many. Nineteen do not tell.
    assert ("missing_here", "near", "") in found([near, *lines], [far, *payments])
    assert ("matched", "near", "far") in found([near, *lines[1:]], [far, *payments[1:]])
    # Each of the two stores has its own files. Where one account holds both, a line may be of either.
    assert ("missing_here", "near", "") in found([near, *lines, *lines_b], [elsewhere, *payments, *payments_b])
    assert ("matched", "near", "elsewhere") in found([near, *lines], [elsewhere, *payments])


def test_a_company_has_several_names_for_a_payment_and_its_files_choose_one() -> None:
    def both(number: int) -> frozenset[str]:
        return frozenset({f"pi_{number}", f"ch_{number}"})

    payments = [taken(str(number), seconds=number, references=both(number)) for number in range(6)]
    lines = [told(f"l{number}", reference=f"ch_{number}", seconds=9_999) for number in range(5)]

    # A line of another report of the same payment is said twice; a name that no payment has is nobody's here.
    again = told("again", reference="pi_1", seconds=1)
    stranger = told("stranger", reference="ch_99", seconds=5)
    assert found([*lines, again, stranger], payments) == {
        *(("matched", f"l{number}", str(number)) for number in range(5)), ("missing_here", "again", ""),
        ("missing_here", "stranger", ""), ("missing_there", "", "5"),
    }  # fmt: skip
    # Where no name was ever the same, names tell nothing.
    assert found([stranger], payments[5:]) == {("matched", "stranger", "5")}


def test_of_equal_amounts_each_is_named_that_could_be_the_missing_one() -> None:
    lines = [told("a", seconds=5), told("first", 1, seconds=-999), told("last", 2, seconds=999)]
    payments = [taken("1", seconds=1), taken("2", seconds=90), taken("3", 777, seconds=95)]

    alike = {pair.taken.key: pair.alike for pair in match(lines, payments) if pair.taken}
    assert alike == {"1": (), "2": (NOON + timedelta(seconds=1),), "3": ()}
    named = {pair.told.key: pair.alike for pair in match([*lines, told("b", seconds=90)], payments[:1]) if pair.told}
    assert named == {"a": (), "b": (NOON + timedelta(seconds=5),), "first": (), "last": ()}


def test_a_company_that_tells_both_ways_of_what_was_given_back() -> None:
    payments = [taken("1", seconds=10), taken("2", -1_000, seconds=60, reverses="1")]
    ends = [told("first", 1, seconds=-500), told("last", 1, seconds=500)]

    both = found([told("a", seconds=11), told("b", -1_000, seconds=61), *ends], payments)
    assert {("matched", "a", "1"), ("matched", "b", "2")} < both
    # The payment at its own moment, and nothing of what was given back: that is the difference.
    assert {("matched", "a", "1"), ("missing_there", "", "2")} < found([told("a", seconds=11), *ends], payments)
    # A stranger of the same amount minutes later is not it.
    assert ("missing_here", "a", "") in found([told("a", seconds=400), *ends], payments)


def test_what_was_given_back_before_it_was_settled_is_no_difference() -> None:
    payments = [taken("1", seconds=10), taken("2", -1_000, seconds=60, reverses="1")]
    lines = [told("first", 1, seconds=-500), told("last", 1, seconds=500)]

    assert [pair.bucket for pair in match(lines, payments) if pair.told is None] == [Bucket.MATCHED] * 2


def payout(name: str, net: int, day: int, **more: object) -> PayoutSum:
    values = {"stated": None, "stated_on": None, **more}
    when = date(2026, 11, day)
    return PayoutSum("stripe", name, "EUR", when, when, 3, net + 10, 10, net, **values)  # type: ignore[arg-type]


def credit(key: str, amount: int, day: int, text: str = "STRIPE") -> Credit:
    return Credit(key, date(2026, 11, day), amount, "EUR", text)


def test_a_payout_is_traced_by_its_name_or_by_its_amount() -> None:
    payouts = [
        payout("po_first", 500, 20), payout("po_second", 700, 20, stated=650), payout("po_third", 900, 20),
        payout("po_fourth", 900, 25),
    ]  # fmt: skip
    credits_ = [
        credit("a", 500, 22, "Stripe PO_FIRST"), credit("b", 700, 22, "po_second"), credit("c", 900, 27),
        credit("d", 900, 21), credit("e", 123, 21),
    ]  # fmt: skip

    result = trace(payouts, credits_)

    assert [(one.credit.key if one.credit else "", one.trace, one.adds_up) for one in result.payouts] == [
        ("a", Trace.ARRIVED, True), ("b", Trace.DIFFERS, False), ("d", Trace.ARRIVED, True), ("c", Trace.ARRIVED, True),
    ]  # fmt: skip
    assert [one.key for one in result.unexplained] == ["e"]
    assert trace(payouts[:1], [credit("late", 500, 31 - 1, "")]).payouts[0].trace is Trace.ARRIVED
    assert trace([payout("po_x", 500, 1)], [credit("late", 500, 30, "")]).payouts[0].trace is Trace.NOT_SEEN


def test_who_pays_out_cards_and_who_does_not() -> None:
    assert all(map(is_of_a_company, ("SUMUP PID123", "Stripe Technology", "REMISE CB 1234", "Viva Wallet")))
    assert not any(map(is_of_a_company, ("Ada Meier, rent", "Bäckerei Strip", "")))
