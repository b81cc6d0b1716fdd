"""Whether bytes are the one spelling of what they say (RFC 8785, of integers and texts; export-format.md §3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode
_LITERALS = (b"true", b"false", b"null")


class _Pointed(ValueError):
    """A number with a point or an exponent, which no entry may hold."""


class _Twice(ValueError):
    """A name stands twice in one object."""


def _pointed(text: str) -> float:
    raise _Pointed(text)


_READ = json.JSONDecoder(parse_float=_pointed).raw_decode


def read_entry(content: bytes) -> tuple[Any, str]:
    """What the bytes say, and what is odd about them: nothing, `spelling`, or `twice`, where a name stands twice in one
    object, so that two readers may read two things. Raises `ValueError` or `RecursionError` for what is no JSON.

    Written anew by the standard library it is the same text, as long as no character beyond U+FFFF makes RFC 8785 order
    names otherwise: by UTF-16 code units. What an entry may not hold (numbers with a point, true, false, null) is only
    looked for where its letters stand.
    """
    text = content.decode()
    try:
        value, end = _READ(text)
    except ValueError:
        value, end = json.loads(text), 0
    is_same = (
        end == len(text) and (_WRITE(value) if text.isascii() or max(text) <= "\uffff" else _written(value)) == text
    )
    if is_same:
        has_letters = _LITERALS[0] in content or _LITERALS[1] in content or _LITERALS[2] in content
        return value, "" if not has_letters or _is_plain(value) else "spelling"
    try:
        json.loads(text, object_pairs_hook=_once)
    except _Twice:
        return value, "twice"
    return value, "spelling"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _is_plain(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(_is_plain(member) for member in value.values())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, str) or type(value) is int


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_WRITE(name)}:{_written(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return _WRITE(value)
