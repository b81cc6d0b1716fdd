"""The part of JSON Schema that our own schemas use; enough to catch a vector with a misspelt member."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "integer": int}
_KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "additionalProperties",
    "items", "minItems", "minProperties", "enum", "oneOf", "pattern", "minimum", "maximum",
}  # fmt: skip


def faults(value: Any, schema: Schema, root: Schema, where: str = "$") -> Iterator[str]:
    """Every place where the value is not what the schema says."""
    unknown = set(schema) - _KNOWN
    assert not unknown, f"the checker does not know {unknown}"
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "type" in schema and (not isinstance(value, _TYPES[schema["type"]]) or isinstance(value, bool)):
        yield f"{where}: not a {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "oneOf" in schema:
        fitting = [option for option in schema["oneOf"] if not list(faults(value, option, root, where))]
        if len(fitting) != 1:
            yield f"{where}: fits {len(fitting)} of {len(schema['oneOf'])} shapes"
    yield from _scalar_faults(value, schema, where)
    if isinstance(value, dict):
        yield from _object_faults(value, schema, root, where)
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{where}: too few items"
        for index, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), root, f"{where}[{index}]")


def _scalar_faults(value: Any, schema: Schema, where: str) -> Iterator[str]:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where}: {value!r} does not match"
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        yield f"{where}: {value} is out of range"


def _object_faults(value: Mapping[str, Any], schema: Schema, root: Schema, where: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{where}: {name} is missing"
    if len(value) < schema.get("minProperties", 0):
        yield f"{where}: too few members"
    for name, member in value.items():
        if name in properties:
            yield from faults(member, properties[name], root, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}: {name} is unknown"
