"""How often somebody may ask: shared by processes, kept by a restart, bounded."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import psycopg
import pytest
from django.db import connection

from comptoir.kernel import new_uuid7
from comptoir.platform import buckets as module
from comptoir.platform.buckets import TokenBuckets, Turn, digest_of, sweep
from comptoir.platform.tenancy import reading


def rows(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM platform_rate WHERE kind = %s", [name])
        return int(cursor.fetchone()[0])


def test_so_many_at_once_then_as_time_passes_and_each_for_oneself(db: None) -> None:
    buckets = TokenBuckets(burst=3, per_minute=300)  # one in 200 ms

    turns = [buckets.take("a") for _ in range(4)]
    assert [bool(turn) for turn in turns] == [True, True, True, False]
    assert 0 < turns[-1].wait_ms <= 200
    assert buckets.take("b")

    sleep(0.25)
    assert buckets.take("a")


def test_what_is_refused_is_not_counted_and_looking_takes_nothing(db: None) -> None:
    buckets = TokenBuckets(burst=1, every_seconds=3600)
    assert buckets.look("a")
    assert buckets.look("a")
    assert buckets.take("a")

    waits = [buckets.take("a").wait_ms for _ in range(5)] + [buckets.look("a").wait_ms]

    assert all(3_590_000 < wait <= 3_600_000 for wait in waits)
    assert Turn(3_599_001).wait_seconds == 3600


def test_a_restart_forgets_nothing(db: None) -> None:
    name = f"restart-{new_uuid7()}"
    first = TokenBuckets(burst=2, every_seconds=3600, name=name)
    assert [bool(first.take("a")) for _ in range(3)] == [True, True, False]
    connection.close()

    again = TokenBuckets(burst=2, every_seconds=3600, name=name)

    assert not again.take("a")


def _take_many(address: str, name: str, answers: "multiprocessing.Queue[int]") -> None:
    buckets = TokenBuckets(burst=50, every_seconds=3600, name=name)
    with psycopg.connect(address, autocommit=True) as own:
        terms = [name, digest_of("a"), buckets.step_ms, buckets.tolerance_ms]
        answers.put(sum(own.execute(module.TAKE, terms).fetchone()[0] == 0 for _ in range(60)))  # type: ignore[index]


def test_two_processes_share_one_bucket(db: None) -> None:
    name = f"shared-{new_uuid7()}"
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[int] = context.Queue()
    address = os.environ["COMPTOIR_APP_DATABASE_URL"]
    processes = [context.Process(target=_take_many, args=(address, name, answers)) for _ in range(2)]
    for one in processes:
        one.start()
    for one in processes:
        one.join(60)

    assert sum(answers.get(timeout=5) for _ in processes) == 50
    assert rows(name) == 1


def test_of_many_at_the_same_time_no_more_than_the_bucket_holds(db: None) -> None:
    buckets = TokenBuckets(burst=7, every_seconds=3600)

    def take(_number: int) -> bool:
        try:
            return bool(buckets.take("a"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(40))) == 7


def test_who_has_all_tokens_again_is_forgotten_and_there_is_an_end_to_rows(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, slow = TokenBuckets(burst=1, per_minute=60_000), TokenBuckets(burst=1, every_seconds=36_000)
    for number in range(5):
        fast.take(str(number))
        slow.take(str(number))
    sleep(0.05)

    sweep()
    assert (rows(fast.name), rows(slow.name)) == (0, 5)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM platform_rate")
        [every] = cursor.fetchone()
    monkeypatch.setattr(module, "ROWS_MAX", every - 2)
    assert sweep() == 2
    assert rows(slow.name) <= 5


def test_no_address_stands_in_the_table_and_a_network_of_the_new_kind_is_one_asker(db: None) -> None:
    assert digest_of("2001:db8:1:2::1") == digest_of("2001:db8:1:2:ffff::9") != digest_of("2001:db8:1:3::1")
    assert digest_of("192.0.2.1") != digest_of("192.0.2.2")
    assert len(digest_of("192.0.2.1")) == 16


def test_it_is_never_taken_inside_a_reading(organization) -> None:
    with pytest.raises(Exception, match="read-only transaction"), reading(organization):
        TokenBuckets(burst=1, per_minute=1).take("a")
    connection.close()
