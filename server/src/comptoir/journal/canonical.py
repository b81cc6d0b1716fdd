"""Canonical JSON (RFC 8785, JCS) and the stricter form that entries use.

Its twin is web/packages/journal/src/canonical.ts.
"""

import math
from collections.abc import Mapping, Sequence
from json.encoder import JSONEncoder, encode_basestring
from typing import TypeAlias

from comptoir.journal.errors import NotCanonical

JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
EntryValue: TypeAlias = "int | str | Sequence[EntryValue] | Mapping[str, EntryValue]"

INTEGER_MAX = 2**53 - 1
ENTRY_DEPTH_MAX = 16

_PLAIN = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False, default=dict)


def canonicalize(value: JsonValue) -> bytes:
    """The canonical bytes of any JSON value.

    Raises NotCanonical for what RFC 8785 can't express: NaN, infinities, integers beyond
    2^53 - 1 (a till would read another number) and strings with half a surrogate pair.
    """
    parts: list[str] = []
    _write(value, parts)
    try:
        return "".join(parts).encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical(reason="lone_surrogate") from None


def check_entry_value(value: object, *, depth_max: int = ENTRY_DEPTH_MAX) -> None:
    """Refuse what an entry may not hold: floats, booleans, null, and too deep a nesting.

    An absent value is an absent member; a flag is a kind or a 1. So the bytes never depend
    on how a language prints numbers.
    """
    if isinstance(value, str):
        return
    if isinstance(value, int) and not isinstance(value, bool):
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise NotCanonical(reason="integer_range")
        return
    if not isinstance(value, (Mapping, list, tuple)):
        raise NotCanonical(reason=_why_no_entry_value(value))
    if depth_max < 1:
        raise NotCanonical(reason="depth")
    if isinstance(value, Mapping):
        _require_string_keys(value)
        value = value.values()
    for member in value:
        # Nearly every member is a plain string or a small integer: no call for those.
        kind = type(member)
        if kind is not str and (kind is not int or not -INTEGER_MAX <= member <= INTEGER_MAX):
            check_entry_value(member, depth_max=depth_max - 1)


def _why_no_entry_value(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "literal"
    return "float" if isinstance(value, float) else "type"


def _require_string_keys(members: Mapping[object, object]) -> None:
    for key in members:
        if not isinstance(key, str):
            raise NotCanonical(reason="key")


def canonicalize_entry(value: Mapping[str, EntryValue]) -> bytes:
    """The canonical bytes of a checked entry value, by the standard library where it agrees.

    Without floats it prints as RFC 8785 does; its order of names, by code points, is the
    order by UTF-16 code units as long as no character lies beyond U+FFFF.
    """
    text = _PLAIN.encode(value)
    if text.isascii() or max(text) <= "\uffff":
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            raise NotCanonical(reason="lone_surrogate") from None
    return canonicalize(value)


def _write(value: JsonValue, parts: list[str]) -> None:
    if isinstance(value, str):
        # The standard library's escapes are the ones of RFC 8785 §3.2.2.2.
        parts.append(encode_basestring(value))
    elif value is None or isinstance(value, bool):
        parts.append("null" if value is None else "true" if value else "false")
    elif isinstance(value, int):
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise NotCanonical(reason="integer_range")
        parts.append(str(int(value)))
    elif isinstance(value, float):
        parts.append(_number(value))
    elif isinstance(value, Mapping):
        _write_object(value, parts)
    elif isinstance(value, (list, tuple)):
        separator = "["
        for item in value:
            parts.append(separator)
            _write(item, parts)
            separator = ","
        parts.append("]" if separator == "," else "[]")
    else:
        raise NotCanonical(reason="type")


def _write_object(members: Mapping[str, JsonValue], parts: list[str]) -> None:
    separator = "{"
    for key in _sorted_keys(members):
        parts.append(f"{separator}{encode_basestring(key)}:")
        _write(members[key], parts)
        separator = ","
    parts.append("}" if separator == "," else "{}")


def _sorted_keys(members: Mapping[str, JsonValue]) -> list[str]:
    """Order by UTF-16 code units (§3.2.3): beyond U+FFFF that is not the order of code points."""
    for key in members:
        if not isinstance(key, str):
            raise NotCanonical(reason="key")
        if not key.isascii():
            return sorted(members, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return sorted(members)


def _number(value: float) -> str:
    """Print a double as ECMAScript does (Number::toString, ECMA-262 §6.1.6.1.20)."""
    if not math.isfinite(value):
        raise NotCanonical(reason="not_finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    # Both languages print the shortest digits that read back as the same double.
    mantissa, _, exponent_text = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + (int(exponent_text) if exponent_text else 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    shown = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{sign}{shown}e{point - 1:+d}"
