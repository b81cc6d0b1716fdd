import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comptoir.journal import EntryValue, JsonValue, NotCanonical, canonical_entry, canonicalize, check_entry_value

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
INTEGERS = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ENTRY_VALUES = st.recursive(
    st.one_of(INTEGERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(TEXTS, inner, max_size=5)),
    max_leaves=20,
)
JSON_VALUES = st.recursive(
    st.one_of(INTEGERS, TEXTS, FLOATS, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(TEXTS, inner, max_size=5)),
    max_leaves=20,
)


@given(value=JSON_VALUES)
def test_the_bytes_are_those_of_another_implementation(value: JsonValue) -> None:
    assert canonicalize(value) == rfc8785.dumps(value)


@given(value=ENTRY_VALUES)
def test_an_entry_value_survives_its_bytes(value: EntryValue) -> None:
    check_entry_value(value)

    data = canonicalize(value)

    assert json.loads(data) == value
    assert canonicalize(json.loads(data)) == data


@given(value=st.dictionaries(TEXTS, ENTRY_VALUES, max_size=5))
def test_the_short_way_of_an_entry_writes_the_same_bytes(value: dict[str, EntryValue]) -> None:
    assert canonical_entry(value) == canonicalize(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": 0.5}, "float"),
        ({"a": 1.0}, "float"),
        ({"a": [True]}, "literal"),
        ({"a": {"b": None}}, "literal"),
        ({"a": 2**53}, "integer_range"),
        ({"a": b"bytes"}, "type"),
        ({1: "a"}, "key"),
    ],
)
def test_what_an_entry_may_not_hold(value: object, reason: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        check_entry_value(value)

    assert refusal.value.details == {"reason": reason}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "not_finite"),
        ([float("-inf")], "not_finite"),
        ({"a": 2**53}, "integer_range"),
        ("\ud800", "lone_surrogate"),
        ({"\udfff": 1}, "lone_surrogate"),
        ({"a": {1, 2}}, "type"),
        ({1: "a"}, "key"),
    ],
)
def test_what_has_no_canonical_form(value: JsonValue, reason: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonicalize(value)

    assert refusal.value.details == {"reason": reason}


def test_an_entry_that_is_too_large_is_not_made() -> None:
    with pytest.raises(Exception, match=r"journal\.too_large"):
        canonical_entry({"a": "x" * 70_000})
