"""Changes as JSON: `{name: {"own": value}}`, null where a place inherits."""

from collections.abc import Mapping
from typing import Any

from comptoir.platform.inherited import Changes, Own

Json = Mapping[str, Any]


def written(changes: Changes) -> dict[str, Any]:
    return {name: None if wanted is None else {"own": wanted.value} for name, wanted in changes.items()}


def read(document: Json) -> dict[str, Own | None]:
    return {name: None if wanted is None else Own(wanted["own"]) for name, wanted in document.items()}
