"""Requests made from the specification alone: fitting ones, small, whole and by a seed, and spoiled ones.

The same seed makes the same requests, on every machine and day; nothing is shrunk and nothing is drawn twice, so that
each address can be asked often for little.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

Json = dict[str, Any]
NULL_OFTEN = 0.3
# What no pattern of ours forbids and programs trip over.
ODD = ("Été", 'O\'Brien "x"', "a\tb", "שלום", "🍞", "%s {0}", "<b>", "'; --", "\\", "0")
# The first of these that a pattern allows is its plainest text.
PLAIN = ("Ada Lovelace", "E", "C9", "27", "fr", "USD", "#2f6f5e", "UEs=", "returns_days", "411000", "")


@dataclass(slots=True)
class Sampler:
    """Values for schemas; what is `known` takes the place of what a field or a part of an address names."""

    document: Json
    known: dict[str, Any] = field(default_factory=dict)

    def value(self, schema: Json, name: str, random: Random | None, *, is_whole: bool = False) -> Any:
        """Without a seed the plainest: what is not required is left out, or (`is_whole`) said."""
        schema = self.resolved(schema)
        if parts := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            some = [one for one in parts if one.get("type") != "null"]
            if len(some) < len(parts) and random is not None and random.random() < NULL_OFTEN:
                return None
            return self.value(random.choice(some) if random else some[0], name, random, is_whole=is_whole)
        if choices := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
            return random.choice(choices) if random else choices[0]
        match schema.get("type"):
            case "object":
                return self._object(schema, name, random, is_whole=is_whole)
            case "array":
                least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
                count = random.randint(least, min(most, least + 2)) if random else max(least, min(1, most))
                return [self.value(schema["items"], name, random, is_whole=is_whole) for _ in range(count)]
            case "integer":
                return self._number(schema, random)
            case "boolean":
                return random.random() < 0.5 if random else False
            case "string":
                return self._text(schema, name, random)
            case _:
                return self.known.get(name, {})

    def resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _object(self, schema: Json, name: str, random: Random | None, *, is_whole: bool) -> Any:
        properties, required = schema.get("properties", {}), set(schema.get("required", ()))
        if not properties and name in self.known:
            return copy.deepcopy(self.known[name])
        return {
            key: self.value(inner, key, random, is_whole=is_whole)
            for key, inner in properties.items()
            # A name of one's own for what is made would be taken the second time.
            if key in required or (key != "id" and (is_whole or (random is not None and random.random() < 0.5)))
        }

    def _number(self, schema: Json, random: Random | None) -> int:
        least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        most = schema.get("maximum", 2**31 - 1)
        if random is None:
            return int(min(max(least, 1), most))
        return int(random.choice((least, most, min(max(least, 1), most), random.randint(least, most))))

    def _text(self, schema: Json, name: str, random: Random | None) -> str:
        kind, pattern = schema.get("format"), schema.get("pattern", "")
        if kind == "uuid":
            return str(self.known.get(name, "0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a10"))
        if kind == "date":
            return random.choice(("2026-11-20", "2000-01-01", "2100-12-31")) if random else "2026-11-20"
        if kind == "date-time":
            return "2026-11-20T10:00:00Z"
        wanted = self.known.get(name)
        if isinstance(wanted, str) and re.search(pattern, wanted):
            return wanted
        if random is not None and (not pattern or "\\x00" in pattern or "\x00" in pattern):
            text = random.choice((*ODD, "x" * schema.get("maxLength", 40)))
            long: str = text + "y" * schema.get("minLength", 0)
            return long[: schema.get("maxLength", 200)]
        cut = [text[: schema.get("maxLength", 40)] for text in PLAIN if len(text) >= schema.get("minLength", 0)]
        return next((text for text in cut if re.search(pattern, text)), cut[0])


def spoiled(schema: Json, body: Any, sampler: Sampler, random: Random) -> Iterator[Any]:
    """Bodies that do not fit: a field too many, one too few, one of another kind, one out of its bounds."""
    yield random.choice(([], "x", 7, None))
    schema = sampler.resolved(schema)
    if not isinstance(body, Mapping) or "properties" not in schema:
        return
    yield {**body, "nobody_knows_this": 1}
    if required := [name for name in schema.get("required", ()) if name in body]:
        gone = random.choice(required)
        yield {name: value for name, value in body.items() if name != gone}
    name = random.choice(sorted(schema["properties"]))
    wrong: Any = {"a": [1]} if sampler.resolved(schema["properties"][name]).get("type") != "object" else "x"
    if schema["properties"][name] != {} and name != "document":
        yield {**body, name: wrong}
