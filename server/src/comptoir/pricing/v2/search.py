"""The best order of promotions that compete. What is best is exact for a few, and a good order for many."""

from collections.abc import Callable, Sequence
from typing import TypeVar

State = TypeVar("State")
Rule = TypeVar("Rule")

EXHAUSTIVE_MAX = 4
MOVED_MAX = 12


def best_order(
    start: State,
    rules: Sequence[Rule],
    step: Callable[[State, Rule], State | None],
    value: Callable[[State], int],
) -> State:
    """The state of greatest value that some of the rules reach in some order; the first of equals.

    `step` applies a rule as far as it goes and answers None when it gives nothing. Up to four rules every order of
    every selection is tried, so one rule more never makes the best worse. More rules go by what each gives alone,
    and the strongest are tried in front of the others.
    """
    if len(rules) <= EXHAUSTIVE_MAX:
        return _explored(start, rules, step, value)
    return _improved(start, rules, step, value)


def _explored(
    start: State,
    rules: Sequence[Rule],
    step: Callable[[State, Rule], State | None],
    value: Callable[[State], int],
) -> State:
    best = start
    best_value = value(start)

    def explore(state: State, left: Sequence[Rule]) -> None:
        nonlocal best, best_value
        for index, rule in enumerate(left):
            reached = step(state, rule)
            if reached is None:
                continue
            reached_value = value(reached)
            if reached_value > best_value:
                best, best_value = reached, reached_value
            if len(left) > 1:
                explore(reached, [*left[:index], *left[index + 1 :]])

    explore(start, rules)
    return best


def _improved(
    start: State,
    rules: Sequence[Rule],
    step: Callable[[State, Rule], State | None],
    value: Callable[[State], int],
) -> State:
    def run(order: Sequence[Rule]) -> State:
        state = start
        for rule in order:
            reached = step(state, rule)
            if reached is not None:
                state = reached
        return state

    alone = [(value(reached), rule) for rule in rules if (reached := step(start, rule)) is not None]
    order = [rule for _, rule in sorted(alone, key=lambda pair: -pair[0])]
    best = run(order)
    best_value = value(best)
    for index in range(1, min(len(order), MOVED_MAX)):
        moved = [order[index], *order[:index], *order[index + 1 :]]
        reached = run(moved)
        reached_value = value(reached)
        if reached_value > best_value:
            best, best_value, order = reached, reached_value, moved
    # A set can spoil more than it gives; with many rules only the whole order is weighed against none.
    return best if best_value > value(start) else start
