"""Terminals from a shell: listed with their honest label, and a cent that goes there and back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comptoir_agent.cli import app
from comptoir_agent.paying.drivers import DRIVERS, SIMULATED
from comptoir_agent.simulate.hands import free_port, plug_in

pytestmark = pytest.mark.slow


def test_terminals_are_listed_and_a_cent_goes_there_and_back(tmp_path: Path) -> None:
    device = plug_in("terminal", "--driver", "caisse-ap", "--port", "0", "--ledger", str(tmp_path / "ledger.jsonl"))
    settings = tmp_path / "agent.toml"
    entry = '[[terminals]]\nid = "{}"\ndriver = "{}"\naddress = "tcp://127.0.0.1:{}"\n'
    settings.write_text(f'name = "C"\n{entry.format("front", "caisse-ap", device.port)}', encoding="utf-8")
    try:
        listed = CliRunner().invoke(app, ["terminals", str(settings)])
        paid = CliRunner().invoke(app, ["pay-test", str(settings)])
        device.say("decline")
        declined = CliRunner().invoke(app, ["pay-test", str(settings), "--terminal", "front"])
    finally:
        device.stop()

    assert listed.exit_code == 0
    assert f"Caisse-AP (Concert 3.x over IP): {SIMULATED}\tanswers" in listed.stdout
    assert (paid.exit_code, paid.stdout.splitlines()[-1][:18]) == (0, "reversal: approved")
    assert (declined.exit_code, declined.stdout.splitlines()[-1]) == (1, "payment: declined declined")
    taken = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["kind"], one["amount"], one["code"]) for one in taken] == [
        ("payment", 1, 0), ("reversal", -1, 0), ("payment", 1, 5),
    ]  # fmt: skip


def test_a_terminal_that_does_not_answer_is_said_and_an_unknown_one_refused(tmp_path: Path) -> None:
    settings = tmp_path / "agent.toml"
    entry = f'[[terminals]]\nid = "front"\naddress = "tcp://127.0.0.1:{free_port()}"\n'
    settings.write_text(f'name = "C"\n{entry}', encoding="utf-8")

    listed = CliRunner().invoke(app, ["terminals", str(settings)])
    assert (listed.exit_code, "DOES NOT ANSWER" in listed.stdout) == (1, True)
    paid = CliRunner().invoke(app, ["pay-test", str(settings)])
    assert (paid.exit_code, paid.stdout) == (1, "payment: declined no_answer\n")
    assert CliRunner().invoke(app, ["pay-test", str(settings), "--terminal", "back"]).exit_code == 2
    # Nobody has certified a driver; whoever changes that says by whom and when.
    assert {one.label for one in DRIVERS.values()} == {SIMULATED}
