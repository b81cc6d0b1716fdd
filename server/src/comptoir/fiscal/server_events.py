"""What happens to the server itself, told to the office's chain (journal format §9.3): once each, whoever runs.

Files beside the database know of it before the database does: when a backup was restored, in which age the log is, by
which key heads are signed. Each is compared with what the chain was told, so that a crash only makes it later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.fiscal.models import Fact
from comptoir.fiscal.queries import fact
from comptoir.journal.canonical import EntryValue
from comptoir.platform.tenancy import operation
from comptoir.tills.public import is_office_told, last_restore, server_public_key, signed_head, write_office_entry

CORE, KEY = "core", "log_key"


@dataclass(frozen=True, slots=True)
class TellServer:
    """Compare what the home says with what one organization's chain was told."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class NoteClock:
    """The server's clock went another way than time: ahead by so much, or back where it is below zero."""

    organization: UUID
    now: datetime
    ahead: timedelta


@operation
def note_clock(command: NoteClock) -> int:
    """Tell it, once a minute however many workers saw it. Answers how many entries that made."""
    milliseconds = command.ahead // timedelta(milliseconds=1)
    body: dict[str, EntryValue] = {"ahead_ms": milliseconds} if milliseconds > 0 else {"back_ms": -milliseconds}
    return _once("server_clock_jumped", f"{command.now:%Y-%m-%dT%H:%M}", body, command)


def server_state(organization: UUID) -> tuple[object, ...]:
    """What `tell_server` looks at: while it stays the same there is nothing to tell, and no question to ask."""
    return last_restore(), signed_head(organization).age, server_public_key()


@operation
def tell_server(command: TellServer) -> int:
    """Write what is new. Answers how many entries that made; a repeat makes none."""
    told = _tell_restore(command) + _tell_age(command)
    return told + _tell_key(command)


def _tell_restore(command: TellServer) -> int:
    restore = last_restore()
    if restore is None:
        return 0
    moment = restore.restored_at.isoformat(timespec="seconds")
    body = {"restored_at": moment, "taken_at": restore.taken_at.isoformat(timespec="seconds")}
    return _once("backup_restored", moment, body, command)


def _tell_age(command: TellServer) -> int:
    """A log whose end is no longer where it was signed went back in time, and began a new age."""
    head = signed_head(command.organization)
    if not head.ended:
        return 0
    _, size, root = head.ended.rsplit(" ", 2)
    body: dict[str, EntryValue] = {"age": head.age, "ended_size": int(size), "ended_root": root}
    return _once("roll_back_seen", str(head.age), body, command)


def _tell_key(command: TellServer) -> int:
    """The key that signs heads, certificates and this chain; the first one is only remembered."""
    key, before = server_public_key(), fact(CORE, KEY)
    if before == key:
        return 0
    Fact.objects.create(organization_id=command.organization, plugin=CORE, subject="", name=KEY, value=key, person=None)
    if before is None:
        return 0
    return _once("log_key_changed", "", {"public_key": key, "previous_key": str(before)}, command)


def _once(kind: str, name: str, body: Mapping[str, EntryValue], command: TellServer | NoteClock) -> int:
    if name and is_office_told(kind, name):
        return 0
    write_office_entry(kind, body, person=None, now=command.now, name=name)
    return 1
