"""From an empty database to a shop with a past, or to where that was cut, or simply to what is there."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from comptoir.config.demo.access import GOODS, TRADE, DemoAccess, Progress
from comptoir.config.demo.device import Line
from comptoir.config.demo.founding import EMAIL, OWNER, found
from comptoir.config.demo.lots import count_lots
from comptoir.config.demo.plan import DAYS
from comptoir.config.demo.settling import settle_cards
from comptoir.config.demo.shop import GROCERY, ORGANIZATION_NAME, PHONE, TILLS
from comptoir.config.demo.state import DemoState
from comptoir.config.demo.supplying import add_supplies, conclude_supplies
from comptoir.config.demo.tills import APP_VERSION, code_for_visitor, create_tills, enrol_tills
from comptoir.config.demo.trade import Trade
from comptoir.platform.schema import gather_statistics


def prepare(
    base_url: str,
    home: Path,
    progress: Progress,
    *,
    now: datetime | None = None,
    days: int = DAYS,
    certificate_authority: str = "",
) -> DemoAccess:
    """Make the demo shop where it is missing, and answer how to get in.

    The server at `base_url` must be running: the trade goes through its door. Cut at any point, the next call goes on
    from there; once all is there, nothing is written but a new code for the visitor's phone.
    """
    now = now or datetime.now(UTC)
    state = DemoState.load(home, now=now, days=days)
    is_new = not state.is_complete
    if is_new:
        state.save()
        found(state, lambda done, total: progress(GOODS, done, total))
        create_tills()
        enrol_tills(state)
        line_of = _lines(base_url, certificate_authority)
        trade = Trade(state, line_of, lambda done, total: progress(TRADE, done, total))
        add_supplies(OWNER, state, trade.days_of(GROCERY))
        trade.run()
        _report_status(state, line_of)
        gather_statistics()
        conclude_supplies(OWNER)
        count_lots(OWNER, state.first_run)
        settle_cards(OWNER, state.first_run)
        state.is_complete = True
        state.save()
    issued = code_for_visitor(now)
    return DemoAccess(
        shop=ORGANIZATION_NAME,
        address=base_url,
        email=EMAIL,
        password=state.password,
        till_name=PHONE.name,
        enrolment_code=issued.code,
        enrolment_address=f"{base_url}/till/#code={issued.code}",
        expires_at=issued.expires_at,
        is_new=is_new,
    )


def _lines(base_url: str, certificate_authority: str) -> Callable[[], Line]:
    return lambda: Line(base_url, certificate_authority=certificate_authority)


def _report_status(state: DemoState, line_of: Callable[[], Line]) -> None:
    """As every till does: nothing unsent, storage kept."""
    with line_of() as line:
        for till in TILLS:
            line.report(state.tills[till.code].token, app_version=APP_VERSION)
