"""Runs that let go: on the day and not before, a batch at a time, by one worker, in one shop, with exact counts."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from axes.models import AccessLog
from django.db import connections

from comptoir.customers.commands import SaveCustomer
from comptoir.customers.models import Customer
from comptoir.customers.public import save_customer
from comptoir.identity.models import Employee
from comptoir.kernel import new_uuid7
from comptoir.moving.models import Export
from comptoir.payments.models import CardAttempt, CardAttemptEvent
from comptoir.platform.keeping import forget_batch, timers
from comptoir.platform.models import AuditEvent
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import as_one, reading
from comptoir.retention import operations
from comptoir.retention.commands import AskRun, BeginDue, CancelRun, SetTerm, Step
from comptoir.retention.errors import KeptUnknown, RunUnknown, TermTooShort
from comptoir.retention.house import forget_house
from comptoir.retention.models import Term
from comptoir.retention.operations import ask_run, begin_due, cancel_run, set_term, step
from comptoir.retention.public import classes, runs
from comptoir.retention.worker import Rounds
from comptoir.staff.models import TimeCorrection
from tests.databases import TestDatabase
from tests.retention.letting import gone, let_go
from tests.sales.shop import Shop, count, new_till, open_shop, submit
from tests.sales.shop import value as asked
from tests.sales.test_accounts import selling

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


def say(shop: Shop, kept: Kept, amount: int) -> None:
    set_term(SetTerm(organization=shop.organization, person=None, kept=kept, amount=amount, now=NOW))


def attempts(shop: Shop, number: int, at: datetime, state: str = "approved") -> None:
    with as_one(shop.organization):
        rows = [
            CardAttempt(
                organization_id=shop.organization, id=new_uuid7(), store_id=shop.store, till_id=new_uuid7(),
                kind="payment", amount=100, tip=0, currency=978, driver="zvt", terminal="t", terminal_name="T",
                state=state, made_at=at,
            )
            for _ in range(number)
        ]  # fmt: skip
        CardAttempt.objects.bulk_create(rows)
        CardAttemptEvent.objects.bulk_create(
            CardAttemptEvent(organization_id=shop.organization, attempt=row.id, at=at, state=state, source="till")
            for row in rows
        )


def customer(shop: Shop, name: str, since: datetime) -> UUID:
    key = new_uuid7()
    save_customer(SaveCustomer(organization=shop.organization, person=None, id=key, name=name))
    with as_one(shop.organization):
        Customer.objects.filter(pk=key).update(created_at=since)
    return key


def left(shop: Shop) -> tuple[int, int]:
    return count("payments_card_attempt", shop.organization), count("payments_card_attempt_event", shop.organization)


def corrected(shop: Shop, left_at: datetime) -> None:
    """Somebody's hours of a day, put right."""
    person = new_uuid7()
    with as_one(shop.organization):
        Employee.objects.create(organization_id=shop.organization, id=person, name="Paul")
        TimeCorrection.objects.create(
            organization_id=shop.organization, employee_id=person, store_id=shop.store, shift=new_uuid7(),
            came_at=left_at - timedelta(hours=8), left_at=left_at, reason="oubli", proposed_at=left_at,
        )  # fmt: skip


def events(shop: Shop) -> list[tuple[str, dict[str, object]]]:
    with reading(shop.organization):
        rows = AuditEvent.objects.filter(action__startswith="retention.").order_by("id")
        return [(row.action, row.details) for row in rows]


def test_nothing_goes_the_day_before_and_all_of_it_on_the_day(shop: Shop) -> None:
    say(shop, Kept.PAYMENTS, 25)
    attempts(shop, 3, datetime(2024, 10, 27, 11, tzinfo=UTC))

    assert let_go(shop.organization, NOW - timedelta(days=1)) == {}
    assert (
        count("payments_card_attempt", shop.organization),
        count("payments_card_attempt_event", shop.organization),
    ) == (3, 3)
    assert let_go(shop.organization, NOW) == {"payments.attempt": 3}
    assert (
        count("payments_card_attempt", shop.organization),
        count("payments_card_attempt_event", shop.organization),
    ) == (0, 0)


def test_a_second_before_its_moment_a_row_stays(shop: Shop) -> None:
    say(shop, Kept.PAYMENTS, 13)
    attempts(shop, 1, datetime(2025, 10, 27, 12, tzinfo=UTC))

    # On the shop's clock it is 13:00 on both days: winter time.
    assert let_go(shop.organization, NOW) == {}
    assert let_go(shop.organization, NOW + SECOND) == {"payments.attempt": 1}


def test_what_waits_for_the_shops_word_stays_for_ever(shop: Shop) -> None:
    attempts(shop, 2, datetime(2001, 1, 1, tzinfo=UTC))
    customer(shop, "Léa", datetime(2001, 1, 1, tzinfo=UTC))

    assert let_go(shop.organization, NOW) == {}
    assert count("payments_card_attempt", shop.organization) == 2


def test_what_nobody_knows_the_end_of_stays(shop: Shop) -> None:
    say(shop, Kept.PAYMENTS, 13)
    attempts(shop, 1, datetime(2001, 1, 1, tzinfo=UTC), "unknown")
    attempts(shop, 1, datetime(2001, 1, 1, tzinfo=UTC), "declined")

    assert let_go(shop.organization, NOW) == {"payments.attempt": 1}
    with reading(shop.organization):
        assert CardAttempt.objects.get().state == "unknown"


def test_another_shops_rows_are_not_touched(shop: Shop) -> None:
    other = open_shop()
    for one in (shop, other):
        say(one, Kept.PAYMENTS, 13)
        attempts(one, 2, datetime(2001, 1, 1, tzinfo=UTC))

    assert let_go(shop.organization, NOW) == {"payments.attempt": 2}

    assert count("payments_card_attempt", other.organization) == 2
    with reading(other.organization):
        assert runs() == []


@pytest.mark.parametrize(("country", "least"), [("FR", 12), ("DE", 24), ("ES", 48), ("CH", 60)])
def test_each_country_lets_hours_go_on_its_day_and_no_sooner(db: None, country: str, least: int) -> None:
    shop = open_shop(country)
    left = datetime(2026 - least // 12, 11, 27, 11, tzinfo=UTC)
    corrected(shop, left)

    with pytest.raises(TermTooShort):
        say(shop, Kept.HOURS, least - 1)
    with reading(shop.organization):
        assert not Term.objects.exists()
    say(shop, Kept.HOURS, least)

    assert let_go(shop.organization, NOW - timedelta(days=1)) == {}
    assert let_go(shop.organization, NOW) == {"staff.correction": 1}


def test_where_the_year_counts_hours_go_on_new_years_day(db: None) -> None:
    shop = open_shop("AT")
    corrected(shop, datetime(2019, 3, 1, tzinfo=UTC))
    with pytest.raises(TermTooShort):
        say(shop, Kept.HOURS, 83)
    say(shop, Kept.HOURS, 84)

    assert let_go(shop.organization, datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)) == {}
    assert let_go(shop.organization, datetime(2026, 12, 31, 23, tzinfo=UTC)) == {"staff.correction": 1}


def test_customers_go_by_name_when_nothing_names_them_any_more(shop: Shop, database: TestDatabase) -> None:
    say(shop, Kept.CUSTOMERS, 36)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    unused, fresh, owing = customer(shop, "Anne", long_ago), customer(shop, "Bea", NOW), customer(shop, "Cyr", long_ago)
    carrying = customer(shop, "Dora", long_ago)
    with as_one(shop.organization):
        Customer.objects.filter(pk=carrying).update(card="A-0001")
    till = new_till(shop)
    submit(database.app, till, [selling(till, shop, owing, 1)])
    asked(
        "WITH moved AS (UPDATE sales_sale SET sold_at = '2020-02-01' WHERE organization_id = %s RETURNING 1) "
        "SELECT count(*)::int FROM moved",
        shop.organization,
    )

    assert let_go(shop.organization, NOW) == {"privacy.customer": 1}

    with reading(shop.organization):
        names = {row.pk: (row.name, row.erased_at is None) for row in Customer.objects.all()}
        said = AuditEvent.objects.filter(action="customers.erased").values_list("subject", flat=True)
        assert list(said) == [str(unused)]
    assert names == {unused: ("", False), fresh: ("Bea", True), owing: ("Cyr", True), carrying: ("Dora", True)}


def test_the_dry_run_counts_and_writes_nothing(shop: Shop) -> None:
    say(shop, Kept.PAYMENTS, 25)
    attempts(shop, 3, NOW - timedelta(days=2000))
    attempts(shop, 2, datetime(2024, 11, 10, tzinfo=UTC))
    customer(shop, "Léa", datetime(2020, 1, 1, tzinfo=UTC))

    with reading(shop.organization):
        found = {one.kept: one for one in classes(NOW)}

    assert (found[Kept.PAYMENTS].now, found[Kept.PAYMENTS].soon) == (3, 2)
    # Counted by what is proposed, and in force only when the shop says so.
    assert (found[Kept.CUSTOMERS].now, found[Kept.CUSTOMERS].amount, found[Kept.CUSTOMERS].proposed) == (1, None, 36)
    assert count("payments_card_attempt", shop.organization) == 5
    assert (events(shop)[-1][0], count("retention_run", shop.organization)) == ("retention.term_set", 0)


def test_a_run_says_how_many_went_and_of_whom_nothing(shop: Shop) -> None:
    say(shop, Kept.CUSTOMERS, 36)
    customer(shop, "Léa", datetime(2020, 1, 1, tzinfo=UTC))
    begin_due(BeginDue(organization=shop.organization, now=NOW))
    while step(Step(organization=shop.organization, now=NOW)):
        pass

    assert events(shop) == [
        ("retention.term_set", {"amount": 36, "unit": "month"}),
        ("retention.applied", {"privacy_customer": 1}),
    ]
    with reading(shop.organization):
        [run] = runs()
    assert (run.state, run.gone, run.total, run.batches) == ("done", {Kept.CUSTOMERS: 1}, 1, len(timers()))


def test_a_day_on_which_nothing_is_over_leaves_no_event(shop: Shop) -> None:
    assert begin_due(BeginDue(organization=shop.organization, now=NOW))
    while step(Step(organization=shop.organization, now=NOW)):
        pass

    assert events(shop) == []


def test_a_crash_between_two_batches_loses_nothing_and_the_next_worker_goes_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "BATCH", 2)
    say(shop, Kept.PAYMENTS, 13)
    attempts(shop, 5, datetime(2001, 1, 1, tzinfo=UTC))
    run = new_uuid7()
    ask_run(AskRun(organization=shop.organization, person=None, id=run, now=NOW))
    while count("payments_card_attempt", shop.organization) == 5:
        step(Step(organization=shop.organization, now=NOW))

    def dies(*args: object, **kwargs: object) -> int:
        forget_batch(*args, **kwargs)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(operations, "forget_batch", dies)
        with pytest.raises(KeyboardInterrupt):
            step(Step(organization=shop.organization, now=NOW))
    # The batch that died is there again, and its count was never written.
    assert count("payments_card_attempt", shop.organization) == 3
    assert gone(shop.organization, run) == {"payments.attempt": 2}

    while step(Step(organization=shop.organization, now=NOW + timedelta(days=400))):
        pass

    assert count("payments_card_attempt", shop.organization) == 0
    assert gone(shop.organization, run) == {"payments.attempt": 5}


def test_a_run_is_judged_by_the_clock_that_it_began_by(shop: Shop) -> None:
    say(shop, Kept.PAYMENTS, 13)
    attempts(shop, 1, datetime(2025, 11, 1, tzinfo=UTC))
    ask_run(AskRun(organization=shop.organization, person=None, id=new_uuid7(), now=NOW))

    while step(Step(organization=shop.organization, now=NOW + timedelta(days=400))):
        pass

    assert count("payments_card_attempt", shop.organization) == 1


def test_two_workers_at_once_take_each_row_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BATCH", 10)
    say(shop, Kept.PAYMENTS, 13)
    attempts(shop, 95, datetime(2001, 1, 1, tzinfo=UTC))

    def work(_number: int) -> int:
        try:
            began = begin_due(BeginDue(organization=shop.organization, now=NOW))
            while step(Step(organization=shop.organization, now=NOW)):
                pass
            return began
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        began = list(pool.map(work, range(4)))
    while step(Step(organization=shop.organization, now=NOW)):
        pass

    assert sum(began) == 1
    with reading(shop.organization):
        [run] = runs()
    assert (run.state, run.gone) == ("done", {Kept.PAYMENTS: 95})
    assert count("payments_card_attempt", shop.organization) == 0


def test_a_run_is_stopped_where_it_is(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BATCH", 2)
    say(shop, Kept.PAYMENTS, 13)
    attempts(shop, 5, datetime(2001, 1, 1, tzinfo=UTC))
    run = new_uuid7()
    ask_run(AskRun(organization=shop.organization, person=None, id=run, now=NOW))
    while count("payments_card_attempt", shop.organization) == 5:
        step(Step(organization=shop.organization, now=NOW))

    stop = CancelRun(organization=shop.organization, person=None, run=run, now=NOW)
    cancel_run(stop)
    cancel_run(stop)

    assert not step(Step(organization=shop.organization, now=NOW))
    assert count("payments_card_attempt", shop.organization) == 3
    assert [event for event in events(shop) if event[0] == "retention.cancelled"] == [
        ("retention.cancelled", {"rows": 2})
    ]
    with pytest.raises(RunUnknown):
        cancel_run(CancelRun(organization=open_shop().organization, person=None, run=run, now=NOW))


def test_asked_twice_is_one_run(shop: Shop) -> None:
    ask = AskRun(organization=shop.organization, person=None, id=new_uuid7(), now=NOW)

    assert (ask_run(ask), ask_run(ask)) == (True, False)
    assert not ask_run(AskRun(organization=shop.organization, person=None, id=new_uuid7(), now=NOW))
    assert not begin_due(BeginDue(organization=shop.organization, now=NOW))
    assert count("retention_run", shop.organization) == 1


def test_the_same_term_said_again_changes_nothing(shop: Shop) -> None:
    term = SetTerm(organization=shop.organization, person=None, kept=Kept.LETTERS, amount=10, now=NOW)

    assert (set_term(term), set_term(term)) == (True, False)
    assert len(events(shop)) == 1


@pytest.mark.parametrize("kept", [Kept.JOURNAL, Kept.INVOICES, Kept.BOOKS, Kept.TRACE, Kept.EXPORTS, Kept.USED])
def test_nobody_says_a_term_of_what_no_clock_takes_away(shop: Shop, kept: Kept) -> None:
    with pytest.raises(KeptUnknown):
        say(shop, kept, 1_000)
    assert (events(shop), count("retention_term", shop.organization)) == ([], 0)


def test_what_was_sealed_stays_whatever_the_clock(shop: Shop, database: TestDatabase) -> None:
    till = new_till(shop)
    submit(database.app, till, [till.sell([shop.bread])])
    for kept in (Kept.CUSTOMERS, Kept.PAYMENTS, Kept.LINKS):
        say(shop, kept, 13)

    let_go(shop.organization, NOW + timedelta(days=40_000))

    assert (count("sales_entry", shop.organization), count("sales_sale", shop.organization)) == (1, 1)
    assert count("platform_auditevent", shop.organization) > 3


def test_a_file_of_everything_is_let_go_after_a_week(shop: Shop) -> None:
    with as_one(shop.organization):
        Export.objects.create(organization_id=shop.organization, person=None, state="ready", asked_at=NOW, ended_at=NOW)

    assert let_go(shop.organization, NOW + timedelta(days=7)) == {}
    assert let_go(shop.organization, NOW + timedelta(days=7, seconds=1)) == {"moving.export": 1}
    with reading(shop.organization):
        assert Export.objects.get().state == "expired"


@pytest.fixture
def signed_in(db: None) -> Iterator[None]:
    yield
    AccessLog.objects.filter(username="retention@example.org").delete()


def test_tries_to_sign_in_of_half_a_year_ago_go(signed_in: None) -> None:
    for days in (179, 181):
        row = AccessLog.objects.create(username="retention@example.org", path_info="/")
        AccessLog.objects.filter(pk=row.pk).update(attempt_time=NOW - timedelta(days=days))

    forget_house(NOW)

    [left_row] = AccessLog.objects.filter(username="retention@example.org")
    assert left_row.attempt_time == NOW - timedelta(days=179)


def test_the_worker_does_it_by_itself_once_a_day(alone: TestDatabase) -> None:
    shop = open_shop()
    say(shop, Kept.PAYMENTS, 13)
    attempts(shop, 1, datetime(2001, 1, 1, tzinfo=UTC))
    rounds = Rounds()

    rounds.run(NOW)
    rounds.run(NOW + timedelta(hours=2))
    with reading(shop.organization):
        assert [(run.state, run.total) for run in runs()] == [("done", 1)]
    rounds.run(NOW + timedelta(hours=21))

    with reading(shop.organization):
        assert [(run.moment, run.total) for run in runs()] == [(NOW + timedelta(hours=21), 0), (NOW, 1)]
