"""Random histories at every driver's virtual terminal; and that whoever counts them sees a driver that is wrong."""

import asyncio
from pathlib import Path

import pytest

from comptoir_agent.lines import Tcp
from comptoir_agent.paying.nexo.settings import NexoSettings
from comptoir_agent.paying.nexo.terminal import NexoTerminal, Patience
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import NOT_FOUND, Said, Wish
from comptoir_agent.simulate import payment_rig
from comptoir_agent.simulate.histories import tell_histories
from comptoir_agent.simulate.nexo_terminal import ENDS, KEY

HISTORIES = 60


@pytest.mark.parametrize("driver", payment_rig.DRIVERS)
def test_each_payment_is_taken_once_and_approved_once(driver: str, tmp_path: Path) -> None:
    tally = asyncio.run(tell_histories(driver, tmp_path, HISTORIES, seed=7))

    assert (tally.driver, tally.histories) == (driver, HISTORIES)
    assert (tally.double_charges, tally.lost, tally.unmatched) == (0, 0, 0)
    assert tally.approved > 0
    assert tally.cuts + tally.agent_crashes + tally.terminal_crashes > 0


def test_a_driver_that_takes_silence_for_a_refusal_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hasty(NexoTerminal):
        async def query(self, reference: str = "", wish: Wish | None = None) -> Said | None:
            return Said(is_approved=False, result=Result(), trouble=NOT_FOUND)

    def hasty(line: object, pace: payment_rig.Pace) -> Hasty:
        assert isinstance(line, Tcp)
        return Hasty(line, NexoSettings(ENDS, KEY), tls=None, patience=Patience(0.5, 0.5, 0))

    monkeypatch.setitem(payment_rig.DRIVERS, "nexo", hasty)

    assert asyncio.run(tell_histories("nexo", tmp_path, HISTORIES, seed=7)).unmatched > 0
