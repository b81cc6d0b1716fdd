"""The simulator itself: honest programs survive, faulty ones are found, and a seed is the same history everywhere."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from comptoir.config.cli.simulating import run
from comptoir.simulation.command import plan_of, simulate, trace
from comptoir.simulation.history import Outcome, Player
from comptoir.simulation.plan import Plan
from comptoir.simulation.scenarios import SCENARIOS
from tests.simulation.bugs import BUGS, Bug

FOUND_WITHIN = 200


def test_histories_of_all_faults_lose_and_double_nothing() -> None:
    player = Player()

    tally = simulate(1, 150, player=player, is_quiet=True)

    assert tally.histories == 150
    assert tally.failing == []
    assert tally.sales > 150 * 118
    assert player.counts.decided_again > 0


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_others_lost_in_public_is_not_lost_here(name: str) -> None:
    tally = simulate(1, 25, scenario=name, is_quiet=True)

    assert tally.failing == []


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_seeded_bug_is_found(bug: Bug) -> None:
    player = Player(bug.cast)

    outcomes = (player.play(plan_of(seed, bug.scenario)) for seed in range(FOUND_WITHIN))
    first = next(outcome for outcome in outcomes if outcome.broken)

    assert bug.kind in {kind for kind, _ in first.broken}


def test_a_seed_is_the_same_history_in_every_process() -> None:
    program = (
        "import sys; from comptoir.simulation.command import trace; print('\\n'.join(trace(int(sys.argv[1])).trace))"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program, "7"], check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": salt},
        )
        for salt in ("1", "2")
    ]  # fmt: skip

    assert found[0].stdout == found[1].stdout
    assert found[0].stdout.decode().splitlines() == trace(7).trace
    assert b"server is restored" in found[0].stdout


def test_a_history_does_not_depend_on_those_before_it() -> None:
    player = Player()
    simulate(1, 20, player=player, is_quiet=True)

    assert trace(7, player=player).trace == trace(7).trace


def test_the_last_line_is_json_and_says_what_stands_in() -> None:
    said: list[str] = []

    code = run(seed=1, histories=5, scenario="two-tabs", real=0, is_traced=False, say=said.append)

    figures = json.loads(said[-1])
    assert code == 0
    assert (figures["histories"], figures["lost"], figures["doubled"]) == (5, 0, 0)
    assert "keyed hash" in figures["stands_in"]


def test_a_run_that_was_stopped_goes_on_where_it_was() -> None:
    said: list[str] = []

    run(seed=1, histories=12, begin=9, scenario=None, real=0, is_traced=False, say=said.append)

    assert json.loads(said[-1])["histories"] == 4


def test_ctrl_c_says_which_seeds_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    play = Player.play

    def stopped(player: Player, plan: Plan, **more: Any) -> Outcome:
        if plan.seed == 5:
            raise KeyboardInterrupt
        return play(player, plan, **more)

    monkeypatch.setattr(Player, "play", stopped)
    code = run(seed=1, histories=12, scenario=None, real=0, is_traced=False, say=said.append)

    assert code == 130
    assert said[1].splitlines() == [
        "Stopped. Seeds 5 to 12 remain:",
        "  comptoir simulate --seed 1 --histories 12 --from 5",
    ]
    assert json.loads(said[-1])["histories"] == 4


def test_an_unknown_scenario_is_refused() -> None:
    said: list[str] = []

    assert run(seed=1, histories=5, scenario="nothing", real=0, is_traced=False, say=said.append) == 2
    assert "two-tabs" in said[0]


def test_a_trace_shows_what_broke() -> None:
    found = next(
        outcome for outcome in (Player(BUGS[0].cast).play(plan_of(seed, None), is_traced=True) for seed in range(20))
        if outcome.broken
    )  # fmt: skip

    assert any("already_stored" in line for line in found.trace)
