"""Which items somebody means who typed a part of a name, or a code."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q

from comptoir.catalog.folding import fold
from comptoir.catalog.models import Barcode, Item
from comptoir.kernel import is_gtin, normalize_gtin
from comptoir.platform.searching import CANDIDATES_MAX, Words, patterns, written
from comptoir.platform.tenancy import current_organization

CODE_LENGTH_MIN = 4
NUMBER_LENGTH_MIN = 7


@dataclass(frozen=True, slots=True)
class Sought:
    """Items that somebody asks for: of a shelf or of all, from a place in the list on."""

    text: str
    is_archived: bool
    category: UUID | None
    after: tuple[str, UUID] | None
    is_lenient: bool


def found_in_order(sought: Sought, limit: int) -> list[UUID] | None:
    """Items whose folded name holds every word, or that carry the code, in the order of their names; null when the
    index can't tell (`matching`).

    `is_lenient`: when there is none, those whose name holds the words but for a slip.
    """
    words = Words(tuple(fold(sought.text).split()))
    if not words.is_indexed:
        return None
    found = _in_order(words, sought, limit)
    if found or sought.after is not None:
        return found
    if words.is_short:
        return None
    return _almost(words, sought, limit) if sought.is_lenient else []


def matching(text: str) -> Q:
    """Items whose folded name holds every word: a walk along the names, for words that the index does not know."""
    condition = Q()
    for word in fold(text).split():
        condition &= Q(folded__contains=word)
    return condition


def is_number(text: str) -> bool:
    """Whether it is a code or a phone, and no part of a name."""
    signs = "".join(text.split())
    return signs.isdigit() and len(signs) >= NUMBER_LENGTH_MIN


def carriers(text: str) -> list[UUID]:
    """The item that has this code, if it can be one."""
    code = text.strip()
    if not code.isascii() or " " in code or len(code) < CODE_LENGTH_MIN:
        return []
    kept = normalize_gtin(code) if is_gtin(code) else code
    with_code = Barcode.objects.filter(organization_id=current_organization(), code=kept)
    return list(with_code.values_list("item_id", flat=True))


def _in_order(words: Words, sought: Sought, limit: int) -> list[UUID]:
    folded, item = sought.after or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT catalog_items_in_order(%s, %s::jsonb, %s, %s, %s::uuid, %s::text, %s::uuid, %s)",
            [
                current_organization(), json.dumps(words.exactly), patterns(words), sought.is_archived,
                sought.category, folded, item, limit,
            ],
        )  # fmt: skip
        return [row[0] for row in cursor.fetchall()]


def _almost(words: Words, sought: Sought, limit: int) -> list[UUID]:
    questions = words.with_a_slip()
    if not questions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT catalog_items_holding(%s, %s::jsonb, %s, %s, %s)",
            [current_organization(), written(questions), [], sought.is_archived, CANDIDATES_MAX],
        )
        candidates = [row[0] for row in cursor.fetchall()]
    rows = Item.objects.filter(organization_id=current_organization(), pk__in=candidates)
    if sought.category is not None:
        rows = rows.filter(product__category_id=sought.category)
    return words.are_almost_in(rows.order_by("folded", "pk").values_list("pk", "folded"))[:limit]
