import time

from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel import new_uuid7, uuid7

TIMES = st.integers(min_value=0, max_value=2**48 - 1)


@given(unix_ms=TIMES, random=st.binary(min_size=10, max_size=10))
def test_version_variant_and_time(unix_ms: int, random: bytes) -> None:
    found = uuid7(unix_ms, random)

    assert (found.version, found.variant) == (7, "specified in RFC 4122")
    assert found.int >> 80 == unix_ms


@given(earlier=TIMES, later=TIMES, random=st.binary(min_size=10, max_size=10))
def test_identifiers_sort_by_time(earlier: int, later: int, random: bytes) -> None:
    assert (uuid7(earlier, random) < uuid7(later, bytes(10))) or earlier >= later


def test_a_fresh_identifier_carries_now() -> None:
    before = time.time_ns() // 1_000_000
    found = [new_uuid7() for _ in range(100)]
    after = time.time_ns() // 1_000_000

    assert all(before <= one.int >> 80 <= after for one in found)
    assert len(set(found)) == 100


def test_what_is_made_one_after_the_other_sorts_so_within_a_millisecond() -> None:
    found = []
    for _ in range(200):
        found.append(new_uuid7())
        # The next tick of the twelve bits: a quarter of a microsecond.
        until = time.perf_counter_ns() + 1_000
        while time.perf_counter_ns() < until:
            pass

    assert found == sorted(found)
    assert len({one.int & (1 << 62) - 1 for one in found}) == 200
