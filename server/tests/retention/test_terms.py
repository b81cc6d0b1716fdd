"""From when on something is over, to the day: pure, for each country as its plugin says."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from comptoir.fiscal.public import plugins
from comptoir.platform.keeping import RULES, Unit, timers
from comptoir.platform.privacy import Kept, declared
from comptoir.retention.errors import TermTooLong, TermTooShort
from comptoir.retention.terms import FOR_EVER, Terms, months_before, over_before

PARIS = ZoneInfo("Europe/Paris")
# What each country's law asks at least: of the journal and of hours, in months.
LAWS = {"AT": (84, 84), "CH": (120, 60), "DE": (120, 24), "ES": (72, 48), "FR": (72, 12)}


def terms_of(country: str, **said: int) -> Terms:
    [plugin] = [one for one in plugins() if one.country == country]
    return Terms({Kept(name): amount for name, amount in said.items()}, plugin.terms, "Europe/Paris")


@pytest.mark.parametrize("country", sorted(LAWS))
def test_each_country_says_how_long_at_least_and_by_which_law(country: str) -> None:
    terms = terms_of(country)
    journal, hours = terms.law(Kept.JOURNAL), terms.law(Kept.HOURS)

    assert journal is not None
    assert hours is not None
    assert (journal.months, hours.months) == LAWS[country]
    assert [term for term in terms.legal if not term.source] == []
    assert {term.kept for term in terms.legal} >= set(FOR_EVER)


@pytest.mark.parametrize("country", sorted(LAWS))
def test_shorter_than_the_law_is_refused_and_just_as_long_is_not(country: str) -> None:
    terms = terms_of(country)
    least = LAWS[country][1]

    assert terms.least(Kept.HOURS) == least
    terms.check(Kept.HOURS, least)
    with pytest.raises(TermTooShort) as refused:
        terms.check(Kept.HOURS, least - 1)
    assert refused.value.details["least"] == least
    with pytest.raises(TermTooLong):
        terms.check(Kept.HOURS, 121)


def test_a_country_without_a_plugin_may_not_be_shorter_than_usual() -> None:
    terms = Terms({}, (), "UTC")

    assert terms.least(Kept.HOURS) == 60
    with pytest.raises(TermTooShort):
        terms.check(Kept.HOURS, 59)


def test_a_law_that_grew_counts_although_somebody_said_less() -> None:
    assert terms_of("CH", hours=24).amount(Kept.HOURS) == 60


def test_what_waits_is_never_over_until_somebody_says_how_long() -> None:
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)

    assert terms_of("FR").before(Kept.CUSTOMERS, now) is None
    assert terms_of("FR", customers=36).before(Kept.CUSTOMERS, now) == datetime(2023, 11, 27, 13, tzinfo=PARIS)
    assert terms_of("FR").before(Kept.LETTERS, now) == datetime(2026, 10, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [
        ((2026, 11, 27), 36, (2023, 11, 27)),
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2028, 3, 31), 1, (2028, 2, 29)),
        ((2028, 2, 29), 12, (2027, 2, 28)),
        ((2026, 1, 15), 13, (2024, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(
    now: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    assert months_before(datetime(*now, tzinfo=PARIS), months) == datetime(*expected, tzinfo=PARIS)


def test_from_the_end_of_the_year_seven_years_are_over_on_new_years_day() -> None:
    law = terms_of("AT").law(Kept.JOURNAL)
    rule = RULES[Kept.HOURS]
    eve, day = datetime(2027, 12, 31, 23, 59, tzinfo=PARIS), datetime(2028, 1, 1, tzinfo=PARIS)

    assert over_before(rule, 84, eve, law) == datetime(2020, 1, 1, tzinfo=PARIS)
    assert over_before(rule, 84, day, law) == datetime(2021, 1, 1, tzinfo=PARIS)


def test_days_are_days_also_when_clocks_are_set() -> None:
    """In Paris a night of 25 hours lies between: thirty times 24 hours, not thirty dates."""
    now = datetime(2026, 11, 10, 8, tzinfo=PARIS)

    assert over_before(RULES[Kept.LETTERS], 30, now).astimezone(UTC) == datetime(2026, 10, 11, 7, tzinfo=UTC)


def test_each_timer_is_of_a_class_with_a_rule_and_each_rule_has_a_timer() -> None:
    assert {timer.kept for timer in timers()} == set(RULES)
    assert [rule for rule in RULES.values() if not rule.least <= rule.usual <= rule.most] == []
    assert {rule.unit for rule in RULES.values()} == set(Unit)


def test_what_tells_of_people_is_under_a_clock_or_says_why_not() -> None:
    """Each class that some column is declared by has a rule, or is one that no clock takes away."""
    without = {Kept.USED, Kept.STAFF_LEFT, Kept.SESSIONS, *FOR_EVER}

    assert {line.kept for line in declared().personal} - set(RULES) - without == set()
