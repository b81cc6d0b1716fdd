"""What will go wrong in a history, drawn from its seed before it begins. Times are virtual milliseconds."""

from dataclasses import dataclass
from random import Random

from comptoir.simulation.trade import Size

# A sale each two seconds or so, so that several wait for each answer.
PACE_MS = 2_000
NEVER = 1 << 60
# Where a till may be cut off while it sells, in the order of its steps.
STEPS = ("basket_kept", "terminal_asked", "paid", "device_signed", "sealed", "committed", "printed", "marked")
# What may go wrong without a crash: an answer that does not come, a printer without paper.
MISHAPS = ("terminal_lost", "device_lost", "paper_out")
CLOCK_JUMPS_S = (-93_600, -5_400, -180, 200, 7_200)


@dataclass(slots=True)
class Plan:
    """All faults of one history. A named scenario writes its own."""

    seed: int
    day: int
    size: Size
    # The line: which share of messages is lost, comes twice; and how long they take at most.
    lost: float = 0.0
    doubled: float = 0.0
    slow_ms: int = 400
    # (link, from, until): a till's line (its number), the relay's (the number of tills); the shop's own net is whole.
    cuts: tuple[tuple[int, int, int], ...] = ()
    # Which share of sales meets trouble at the till, and of requests a crash of the server or the relay.
    till_trouble: float = 0.0
    server_crash: float = 0.0
    relay_crash: float = 0.0
    has_relay: bool = False
    backup_at: int = NEVER
    restore_at: int = NEVER
    # (till, when): the browser forgets everything.
    evictions: tuple[tuple[int, int], ...] = ()
    # (till, when): somebody opens the till a second time on the same device.
    second_tabs: tuple[tuple[int, int], ...] = ()
    # (till, act, seconds): from this act on, its clock is off by so much.
    clock_jumps: tuple[tuple[int, int, int], ...] = ()
    # Tills with last year's program, until everything is calm.
    old_tills: tuple[int, ...] = ()
    calm_at: int = 0
    # Histories that share a database have tills of their own.
    first_till: int = 0
    # Compared with the real till: an enrolment ends with the first exchange.
    is_settled: bool = False


def draw(seed: int, size: Size) -> Plan:
    """The faults of a seed: most histories have several kinds, some have none of a kind."""
    dice = Random(seed)  # noqa: S311  # repeatable, that is the point
    ends = size.sales * PACE_MS
    plan = Plan(seed, seed % 16, size)
    plan.lost = dice.choice((0.0, 0.05, 0.2, 0.4))
    plan.doubled = dice.choice((0.0, 0.1, 0.3))
    plan.slow_ms = dice.choice((400, 3_000, 12_000))
    plan.till_trouble = dice.choice((0.0, 0.02, 0.06))
    plan.server_crash = dice.choice((0.0, 0.01, 0.05))
    plan.has_relay = dice.random() < 0.4
    plan.relay_crash = dice.choice((0.0, 0.05)) if plan.has_relay else 0.0
    links = size.tills + 1
    plan.cuts = tuple(_stretch(dice, dice.randrange(links), ends) for _ in range(dice.choice((0, 0, 1, 2))))
    _draw_rare(plan, dice, ends)
    plan.calm_at = ends + 20_000
    return plan


def _draw_rare(plan: Plan, dice: Random, ends: int) -> None:
    tills = plan.size.tills
    if dice.random() < 0.12:
        plan.backup_at = int(dice.random() * ends)
        plan.restore_at = plan.backup_at + int(dice.random() * ends)
    if dice.random() < 0.08:
        plan.evictions = ((dice.randrange(tills), int(dice.random() * ends)),)
    if dice.random() < 0.2:
        plan.second_tabs = ((dice.randrange(tills), int(dice.random() * ends)),)
    if dice.random() < 0.15:
        # At few places, so that the entries behind it come again in other histories.
        begins = 1 + plan.size.sales * dice.randrange(3) // 3
        jump = (dice.randrange(tills), begins, dice.choice(CLOCK_JUMPS_S))
        plan.clock_jumps = (jump,)
    if dice.random() < 0.1:
        plan.old_tills = (dice.randrange(tills),)


def _stretch(dice: Random, link: int, ends: int) -> tuple[int, int, int]:
    begins = int(dice.random() * ends)
    return (link, begins, begins + int(dice.random() * ends))
