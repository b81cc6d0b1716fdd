"""The sessions of people in the back office: kept in a table of our own, so that each person sees and ends theirs.

A session ends fourteen days after the sign-in, and twelve hours after it was last used (`SESSION_IDLE_SECONDS`). What
is kept of the browser are two words and of the place one: no user agent and no address.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import time
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils import timezone

# Under this name the session's own data says how it was opened.
OPENED = "opened"
# So often, at most, the row of a session that is used is written.
TOUCH_SECONDS = 300
_BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"), (r"OPR/|Opera", "Opera"), (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"), (r"Chrome/|CriOS/", "Chrome"), (r"Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    (r"Android", "Android"), (r"iPhone|iPad|iPod", "iOS"), (r"Windows", "Windows"), (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"), (r"Linux", "Linux"),
)  # fmt: skip


class SessionStore(Stored):
    """Django's store, over our table, with an end by idleness and one that no use puts off."""

    @classmethod
    def get_model_class(cls) -> Any:
        from comptoir.identity.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        found = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        if found is not None and found.user is not None and is_over(found.made_at, found.used_at, timezone.now()):
            found.delete()
            found = self._session_key = None
        self.used_at = found.used_at if found is not None else None
        return found

    def create_model_instance(self, data: Any) -> Any:
        row: Any = super().create_model_instance(data)
        opened = data.get(OPENED) or {}
        row.user = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.used_at = timezone.now()
        row.made_at = datetime.fromtimestamp(opened["at"], tz=row.used_at.tzinfo) if opened else row.used_at
        row.browser, row.place = opened.get("browser", ""), opened.get("place", "")
        if opened:
            row.number = UUID(opened["number"])
        return row

    def cycle_key(self) -> None:
        """Another key for the same browser; the person's list names it anew as well."""
        if opened := self.get(OPENED):
            self[OPENED] = {**opened, "number": str(uuid4())}
        super().cycle_key()

    def touch(self) -> None:
        """Note that the session was used, if that was not noted lately."""
        now, used_at = timezone.now(), getattr(self, "used_at", None)
        if self.session_key and used_at is not None and now - used_at > timedelta(seconds=TOUCH_SECONDS):
            self.get_model_class().objects.filter(session_key=self.session_key).update(used_at=now)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A browser that somebody is signed in with. `place`: computer, network, internet, or empty when unknown."""

    number: UUID
    browser: str
    place: str
    made_at: datetime
    used_at: datetime


def is_over(made_at: datetime, used_at: datetime, now: datetime) -> bool:
    """Whether a session has ended by itself."""
    return (
        now - used_at >= timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        or now - made_at >= timedelta(seconds=settings.SESSION_COOKIE_AGE)
    )  # fmt: skip


def opened_by(meta: Mapping[str, str]) -> dict[str, object]:
    """What a session remembers of how it was opened, from the request's headers."""
    return {
        "number": str(uuid4()), "at": int(time()), "browser": browser_of(meta.get("HTTP_USER_AGENT", "")),
        "place": place_of(meta.get("REMOTE_ADDR", "")),
    }  # fmt: skip


def browser_of(user_agent: str) -> str:
    """Two words for a browser, such as "Firefox, Windows"; empty when it says nothing that we know."""
    browser, system = (
        next((name for pattern, name in known if re.search(pattern, user_agent[:500])), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(word for word in (browser, system) if word)


def place_of(address: str) -> str:
    """A word for where a request comes from; the address itself is not kept."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return "computer"
    return "network" if found.is_private else "internet"


def sessions_of(user: UUID) -> list[SessionView]:
    """Where somebody is signed in, the last used first."""
    from comptoir.identity.models import Session

    now = timezone.now()
    rows = Session.objects.filter(user=user, expire_date__gt=now).order_by("-used_at")
    return [
        SessionView(row.number, row.browser, row.place, row.made_at, row.used_at)
        for row in rows if not is_over(row.made_at, row.used_at, now)
    ]  # fmt: skip


def end_session(user: UUID, number: UUID) -> bool:
    """End one of somebody's sessions; answers whether there was one."""
    from comptoir.identity.models import Session

    return Session.objects.filter(user=user, number=number).delete()[0] > 0


def end_sessions(user: UUID, *, keep: UUID | None = None) -> int:
    """End all of somebody's sessions but the one that is kept; answers how many."""
    from comptoir.identity.models import Session

    rows = Session.objects.filter(user=user)
    return (rows if keep is None else rows.exclude(number=keep)).delete()[0]


def clear_sessions(now: datetime) -> int:
    """Forget what has ended."""
    from comptoir.identity.models import Session

    idle = now - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    over = Session.objects.filter(expire_date__lte=now) | Session.objects.filter(user__isnull=False, used_at__lte=idle)
    return over.delete()[0]
