import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.journal import (
    ENTRY_BYTES_MAX,
    ENTRY_DEPTH_MAX,
    EntryKind,
    EntryTooDeep,
    EntryTooLarge,
    EntryUnreadable,
    JournalError,
    canonicalize,
    check_limits,
    depth_of,
    parse_envelope,
)
from tests.conformance.cases import load

BASE = load("journal/envelopes.json")["base"]
NESTED = st.recursive(
    st.one_of(st.text(alphabet='ab"\\[]{}'), st.integers(0, 9)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(alphabet='"\\[{'), inner, max_size=3)),
    max_leaves=15,
)


def depth_by_recursion(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_by_recursion, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth_by_recursion, value), default=0)
    return 0


@given(value=NESTED)
def test_depth_is_counted_without_parsing(value: object) -> None:
    data = json.dumps(value).encode()

    assert depth_of(data) == min(depth_by_recursion(value), ENTRY_DEPTH_MAX + 1)


@given(data=st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with pytest.raises(JournalError):
        parse_envelope(data)


def test_limits_are_looked_at_before_anything_is_parsed() -> None:
    with pytest.raises(EntryTooLarge):
        check_limits(b"\xff" * (ENTRY_BYTES_MAX + 1))
    with pytest.raises(EntryTooDeep):
        check_limits(b"[" * ENTRY_BYTES_MAX)
    check_limits(b"[" * ENTRY_DEPTH_MAX)


def test_the_body_is_read_when_asked_for() -> None:
    envelope = parse_envelope(canonicalize({**BASE, "body": {"lines": [{"amount": 207}]}}))

    assert envelope.kind == EntryKind.SALE
    assert envelope.parse_body() == {"lines": [{"amount": 207}]}


@pytest.mark.parametrize("body", [{"a": 0.5}, {"a": None}, {"a": [True]}, {"a": 2**60}])
def test_a_body_that_no_entry_may_hold_is_found_when_read(body: object) -> None:
    envelope = parse_envelope(json.dumps({**BASE, "body": body}).encode())

    with pytest.raises(EntryUnreadable) as refusal:
        envelope.parse_body()

    assert refusal.value.details == {"part": "body"}


def test_the_kinds_are_those_of_format_1() -> None:
    assert [kind.value for kind in EntryKind] == load("journal/envelopes.json")["kinds"]
