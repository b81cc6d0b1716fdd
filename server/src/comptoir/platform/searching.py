"""Search under row-level security that forgives a slip: by the triples of letters that a text is made of.

No extension of PostgreSQL is needed, and none would help: its operators for likeness are not leakproof, so row-level
security keeps their indexes from being used (ADR 0026). Here a text is an array of hashed triples, the organization's
identity among what is hashed, in a GIN index of core PostgreSQL. A function of the lookup role finds the rows that hold
all the triples that somebody asks for; it looks only into the organizations of the transaction.

Texts and words are folded by whoever keeps them (`catalog.folding`).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from comptoir.platform.tenancy import WRITABLE

TRIPLE, PAIR = 3, 2
# A shorter word is looked for as it is written.
SLIP_LETTERS_MIN = 4
SWAPS_LETTERS_MAX = 6
# So many rows of one question are looked at more closely.
CANDIDATES_MAX = 300

Question = tuple[str, ...]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed, folded, word by word."""

    words: tuple[str, ...]

    @property
    def is_indexed(self) -> bool:
        """Whether the index knows any of it."""
        return any(len(word) >= PAIR for word in self.words)

    @property
    def is_short(self) -> bool:
        """Whether all of it is so short that the index knows it at the beginning of a word only."""
        return all(len(word) <= PAIR for word in self.words)

    @property
    def exactly(self) -> Question:
        """Every triple of every word: a row that holds the words holds these. Two letters must begin a word."""
        found = {triple for word in self.words for triple in _triples(word)}
        return tuple(sorted(found | {f" {word}" for word in self.words if len(word) == PAIR}))

    def with_a_slip(self) -> list[Question]:
        """Questions whose answers together hold every row that has these words but for a slip in one of them."""
        found: list[Question] = []
        for place, word in enumerate(self.words):
            if len(word) < SLIP_LETTERS_MIN or word.isdigit():
                continue
            others = Words(self.words[:place] + self.words[place + 1 :]).exactly
            found += [tuple(sorted({*others, *left})) for left in _left_by_a_slip(word)]
        # Those that ask for more are answered with less.
        return sorted(dict.fromkeys(found), key=len, reverse=True)

    def are_in(self, text: str) -> bool:
        """Whether a folded text holds every word."""
        return all(word in text for word in self.words)

    def are_almost_in(self, texts: Iterable[tuple[Key, str]]) -> list[Key]:
        """Of which of these folded texts that is so when one slip a word is forgiven, in their order. Texts found by
        the same triples are made of few words: each is compared once.
        """
        is_almost = cache(_is_almost)
        return [
            key
            for key, text in texts
            if all(word in text or any(is_almost(word, other) for other in text.split()) for word in self.words)
        ]


def written(questions: Iterable[Question]) -> str:
    """Questions as the functions of the database read them."""
    return json.dumps([list(question) for question in questions], ensure_ascii=False)


def patterns(words: Words) -> list[str]:
    """For LIKE: the index finds rows that hold the triples, these hold the words."""
    return [f"%{_escaped(word)}%" for word in words.words]


def finder(table: str, text: str, *, but: str) -> str:
    """The body of a function (organization uuid, questions jsonb, patterns text[], ..., many integer) of one table.

    It is a way around row-level security, so it asks itself whether the organization is the transaction's.
    """
    return f"""
        SELECT DISTINCT f.id FROM jsonb_array_elements(questions) AS q(triples)
        CROSS JOIN LATERAL (
            SELECT r.id FROM {table} r
            WHERE r.organization_id = organization AND {WRITABLE.format(column="organization")}
              AND comptoir_triples(r.organization_id, r.{text}) @> comptoir_hashed(organization, q.triples)
              AND r.{text} LIKE ALL (patterns) AND {but}
            LIMIT many
        ) f
    """  # noqa: S608  # names of ours


def _triples(word: str) -> Iterator[str]:
    for start in range(len(word) - TRIPLE + 1):
        yield word[start : start + TRIPLE]


def _left_by_a_slip(word: str) -> Iterator[Question]:
    """What one slip leaves alone: it is in the first half or in the second, or where they meet."""
    half, third = len(word) // 2, max(2, len(word) // 3)
    # Of a long word the end may still be to come; a short one has too few letters to do without.
    end = "" if len(word) >= SWAPS_LETTERS_MAX else " "
    head, tail = tuple(_triples(f" {word[:half]}")), tuple(_triples(f"{word[half:]}{end}"))
    yield from (part for part in (head, tail) if part)
    if len(word) <= SWAPS_LETTERS_MAX:
        for place in range(1, len(word) - 1):
            swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            yield tuple(_triples(swapped))
    else:
        yield (*_triples(f" {word[:third]}"), *_triples(f"{word[-third:]} "))


def _is_almost(word: str, other: str) -> bool:
    if len(word) < SLIP_LETTERS_MIN or word.isdigit() or len(other) < len(word) - 1:
        return False
    # Who has not typed all of it yet may slip, too.
    lengths = {len(word) - 1, len(word), len(word) + 1, len(other)}
    return any(is_one_slip(word, other[:length]) for length in lengths)


def is_one_slip(one: str, other: str) -> bool:
    """Whether a letter left out, put in or changed, or two that changed places, make one word of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < len(one) and start < len(other) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if len(left) <= 1 and len(right) <= 1:
        return True
    return len(left) == PAIR and left == right[::-1]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
