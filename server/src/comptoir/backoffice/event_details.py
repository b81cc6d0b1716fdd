"""What an event of the journal says besides its name, in words: no code, no identifier, no address."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comptoir.backoffice.act_words import ACT_WORDS
from comptoir.backoffice.words import WORDS

Said = Mapping[str, Any]
CODES: Mapping[str, Mapping[str, Promise]] = {
    "act": {
        "come": gettext_lazy("Came"),
        "break": gettext_lazy("Break"),
        "back": gettext_lazy("Back from the break"),
        "go": gettext_lazy("Went"),
    },
    "what": {"sync": gettext_lazy("Server"), "sealer": gettext_lazy("Sealing device")},
    "code": {
        "offline": gettext_lazy("no line"),
        "timeout": gettext_lazy("no answer in time"),
        "server": gettext_lazy("the server had a fault"),
        "busy": gettext_lazy("the server was busy"),
        "token_unknown": gettext_lazy("the server did not know the till"),
        "unreadable_answer": gettext_lazy("an answer that could not be read"),
        "no_module": gettext_lazy("no program for it"),
        "fault": gettext_lazy("the program for it had a fault"),
        "not_started": gettext_lazy("not started yet"),
        "no_signature": gettext_lazy("it gave no signature"),
        "not_committed": gettext_lazy("it knows nothing of the document"),
    },
    "purpose": {
        "start": gettext_lazy("start receipt"),
        "recovery": gettext_lazy("receipt after an outage"),
        "month": gettext_lazy("month receipt"),
        "year": gettext_lazy("year receipt"),
        "zero": gettext_lazy("zero receipt"),
        "asked": gettext_lazy("asked for by somebody"),
    },
    "document_kind": {
        "sale": gettext_lazy("Sale"),
        "refund": gettext_lazy("Refund"),
        "exchange": gettext_lazy("Exchange"),
        "payment": gettext_lazy("Payment"),
        "opening": gettext_lazy("Opening of the day"),
        "closing": gettext_lazy("Closing of the day"),
        "technical_event": gettext_lazy("Technical event"),
        "training": gettext_lazy("Training"),
    },
    "subject": {
        "archive": gettext_lazy("Archive"),
        "events": gettext_lazy("List of events"),
        "closings": gettext_lazy("List of closings"),
        "journal": gettext_lazy("Journal"),
        "everything": gettext_lazy("All data"),
        "country": gettext_lazy("File for the tax office"),
    },
}
OTHER_CODE = gettext_lazy("something that this program does not know")


def event_detail(event: str, body: str) -> str:
    """One line, empty where the name says it all. An event of a newer program has none."""
    try:
        said = json.loads(body) if body else {}
    except ValueError:
        return ""
    makers = DETAILS.get(event, ())
    parts = [maker(said) for maker in makers] if isinstance(said, dict) else []
    return " · ".join(part for part in parts if part)


def _coded(name: str) -> Callable[[Said], str]:
    """The word for a code. One that nobody knows is not shown as it is."""

    def maker(said: Said) -> str:
        value = said.get(name)
        return "" if not isinstance(value, str) or not value else str(CODES[name].get(value, OTHER_CODE))

    return maker


def _acted(name: str, group: str) -> Callable[[Said], str]:
    def maker(said: Said) -> str:
        value = said.get(name)
        return "" if not isinstance(value, str) or not value else str(ACT_WORDS[group].get(value, OTHER_CODE))

    return maker


def _number(said: Said, name: str) -> int | None:
    value = said.get(name)
    return value if isinstance(value, int) else None


def _text(said: Said, name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _version(said: Said) -> str:
    version, before = _text(said, "version"), _text(said, "previous_version")
    return f"{before} → {version}" if before else version


def _clock(said: Said) -> str:
    back, ahead = _number(said, "back_ms"), _number(said, "ahead_ms")
    if back is not None:
        return _("back by %(time)s") % {"time": _span(back)}
    return "" if ahead is None else _("ahead by %(time)s") % {"time": _span(ahead)}


def _span(milliseconds: int) -> str:
    """Days, hours and minutes: what a person would say of it."""
    minutes = milliseconds // 60_000
    days, hours, rest = minutes // 1_440, minutes // 60 % 24, minutes % 60
    parts = [
        ngettext("%(count)d day", "%(count)d days", days) % {"count": days} if days else "",
        f"{hours} h" if hours else "",
        f"{rest} min" if rest and not days else "",
    ]
    return " ".join(part for part in parts if part) or _("less than a minute")


def _failures(said: Said) -> str:
    count = _number(said, "failures")
    return "" if count is None else ngettext("%(count)d try", "%(count)d tries", count) % {"count": count}


def _taken(said: Said) -> str:
    items = _number(said, "items") or 0
    parts = [
        ngettext("%(count)d article", "%(count)d articles", items) % {"count": items} if items else "",
        _("price rules") if said.get("rules") else "",
        _("taxes") if said.get("taxes") else "",
    ]
    return ", ".join(part for part in parts if part)


def _lines(said: Said) -> str:
    count = _number(said, "lines_count")
    return "" if count is None else ngettext("%(count)d line", "%(count)d lines", count) % {"count": count}


def _age(said: Said) -> str:
    age = _number(said, "age")
    return "" if age is None else _("younger than %(age)d") % {"age": age}


def _restriction(said: Said) -> str:
    value = _text(said, "restriction")
    return str(WORDS["restriction"].get(value, OTHER_CODE)) if value else ""


def _copy(said: Said) -> str:
    number = _number(said, "copy_number")
    return "" if number is None else _("copy %(number)d") % {"number": number}


def _later(said: Said) -> str:
    """A going that was said later: when it was, on the till's clock."""
    at = _text(said, "at")
    return _("said later: %(at)s") % {"at": at[:16].replace("T", " ")} if at else ""


def _began(said: Said) -> str:
    at = _text(said, "began_at")
    return _("since %(at)s") % {"at": at[:16].replace("T", " ")} if at else ""


def _documents(said: Said) -> str:
    count = _number(said, "documents")
    return "" if count is None else ngettext("%(count)d document", "%(count)d documents", count) % {"count": count}


def _of_period(said: Said) -> str:
    return _text(said, "of")


def _sequence(name: str) -> Callable[[Said], str]:
    def maker(said: Said) -> str:
        number = _number(said, name)
        return "" if number is None else _("entry %(number)d") % {"number": number}

    return maker


def _key(said: Said) -> str:
    code, number = _text(said, "till_code"), _number(said, "enrolment")
    return "" if number is None else f"{code}-{number}" if code else _("enrolment %(number)d") % {"number": number}


def _believed(said: Said) -> str:
    last = _number(said, "last_sequence")
    return "" if last is None else _("believed up to entry %(number)d") % {"number": last}


def _next_key(said: Said) -> str:
    code, number = _text(said, "till_code"), _number(said, "next_enrolment")
    if number is None:
        return ""
    name = f"{code}-{number}" if code else _("enrolment %(number)d") % {"number": number}
    return _("followed by %(key)s") % {"key": name}


def _name(said: Said) -> str:
    return _text(said, "name")


def _archive(said: Said) -> str:
    number = _number(said, "number")
    return "" if number is None else _("number %(number)d") % {"number": number}


def _days(said: Said) -> str:
    first, last = _text(said, "first"), _text(said, "last")
    return f"{first} – {last}" if first and last else ""


def _entries(said: Said) -> str:
    count = _number(said, "entries")
    return "" if count is None else ngettext("%(count)d entry", "%(count)d entries", count) % {"count": count}


def _backup(said: Said) -> str:
    at = _text(said, "taken_at")
    return _("as of %(at)s") % {"at": at[:16].replace("T", " ")} if at else ""


def _ended(said: Said) -> str:
    size = _number(said, "ended_size")
    return "" if size is None else _("%(count)d entries had been signed") % {"count": size}


def _erased(said: Said) -> str:
    count = _number(said, "count")
    return "" if count is None else ngettext("%(count)d record", "%(count)d records", count) % {"count": count}


_WHY = _acted("reason", "reason")
_BY = _acted("by", "proof")
_PURPOSE, _WHAT, _CODE = _coded("purpose"), _coded("what"), _coded("code")
_DOCUMENT = (_coded("document_kind"), _sequence("document_sequence"), _CODE)
# Each event that has a word has its details here, or none on purpose.
DETAILS: Mapping[str, tuple[Callable[[Said], str], ...]] = {
    "chain_started": (_key,),
    "key_rotated": (_key, _next_key),
    "till_started": (_version,),
    "version_changed": (_version,),
    "clock_jumped": (_clock,),
    "cashier_changed": (_BY,),
    "signed_out": (),
    "signed_in": (_BY,),
    "pin_blocked": (_failures,),
    "pin_changed": (),
    "passkey_refused": (_WHY,),
    "catalog_taken": (_taken,),
    "basket_voided": (_lines, _WHY),
    "drawer_opened": (_WHY,),
    "x_report": (),
    "age_refused": (_restriction, _age),
    "copy": (_copy,),
    "gift_receipt": (),
    "training_began": (),
    "training_ended": (),
    "time_clock": (_coded("act"), _BY, _later),
    "outage_began": (_WHAT, _began, _CODE),
    "outage_ended": (_WHAT, _began, _documents),
    "document_voided": _DOCUMENT,
    "seal_found": _DOCUMENT,
    "fiscal_document": (_PURPOSE, _of_period),
    "integrity_failed": (_sequence("sequence"),),
    "opening": (),
    "closing": (),
    "customer_correction": (),
    "key_enrolled": (_key,),
    "key_revoked": (_key, _believed),
    "key_lost": (_key, _believed),
    "period_closing": (_name,),
    "archive_made": (_archive, _days, _entries),
    "export_taken": (_coded("subject"), _archive, _days),
    "export_made": (_coded("subject"), _entries),
    "backup_restored": (_backup,),
    "roll_back_seen": (_ended,),
    "log_key_changed": (),
    "server_clock_jumped": (_clock,),
    "retention_run": (_erased,),
    "person_erased": (_erased,),
}
