"""Histories with a name: what tills of others lost or doubled in public, told to ours (research: trust, §6.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from comptoir.simulation.plan import Plan
from comptoir.simulation.trade import Size

SALES = 10
SOON, NOON, EVENING = 4_000, 9_000, 40_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happened elsewhere, and how it is made to happen here."""

    name: str
    happened: str
    make: Callable[[int], Plan]


def _plan(seed: int, *, tills: int = 2) -> Plan:
    return Plan(seed, seed % 16, Size(tills, SALES), calm_at=EVENING)


def _paid_offline(seed: int) -> Plan:
    """The line goes after the first entries were sent; sales are paid, pages reload, another device syncs meanwhile."""
    plan = _plan(seed)
    plan.cuts = ((0, SOON, EVENING),)
    plan.till_trouble = 0.3
    return plan


def _cut_in_sync(seed: int) -> Plan:
    """Answers get lost in the middle of sending, and pages are loaded anew before they are sent again."""
    plan = _plan(seed)
    plan.lost = 0.5
    plan.till_trouble = 0.3
    plan.cuts = ((0, SOON, NOON), (0, NOON + 1_000, EVENING))
    return plan


def _two_tabs(seed: int) -> Plan:
    """Sales are made without a line, then the till is open twice and the line comes back to both."""
    plan = _plan(seed, tills=1)
    plan.cuts = ((0, 0, NOON),)
    plan.second_tabs = ((0, SOON), (0, NOON))
    plan.doubled = 0.3
    return plan


def _timeout_after_commit(seed: int) -> Plan:
    """The server writes, and its answer never comes, or comes after the till has asked again."""
    plan = _plan(seed)
    plan.lost = 0.4
    plan.slow_ms = 12_000
    plan.server_crash = 0.1
    return plan


def _closed_with_unsent(seed: int) -> Plan:
    """The day is closed while everything of it still waits in the browser; the line comes back after."""
    plan = _plan(seed)
    plan.cuts = tuple((till, 0, EVENING) for till in range(2))
    plan.till_trouble = 0.1
    return plan


def _old_backup(seed: int) -> Plan:
    """The server burns down; the backup of the morning comes back, and tills send again what it lacks.

    One of them has a program from before there was a word for that, until the evening.
    """
    plan = _plan(seed)
    plan.old_tills = (1,)
    plan.backup_at, plan.restore_at = SOON, 18_000
    plan.lost = 0.1
    return plan


def _forgotten_storage(seed: int) -> Plan:
    """A browser forgets the till in the midst of selling, without a line; the relay had kept what waited."""
    plan = _plan(seed)
    plan.cuts = ((0, SOON, EVENING),)
    plan.has_relay = True
    plan.relay_crash = 0.1
    plan.evictions = ((0, 20_000),)
    return plan


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("paid-offline", "a draft was synced, then paid offline, and the payment was lost", _paid_offline),
        Scenario("cut-in-sync", "cut during sync, the remaining orders no longer counted as unsent", _cut_in_sync),
        Scenario("two-tabs", "two tabs synced the same offline orders", _two_tabs),
        Scenario("timeout-after-commit", "a timeout after the commit made a duplicate", _timeout_after_commit),
        Scenario("closed-with-unsent", "closing left offline orders in the browser", _closed_with_unsent),
        Scenario("old-backup", "a restored server lacked the sales since its backup", _old_backup),
        Scenario("forgotten-storage", "a browser evicted the till's storage", _forgotten_storage),
    )
}
