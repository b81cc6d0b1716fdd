"""The lines that Comptoir writes about itself: for people, or as one JSON object each, without personal data.

What a database says of a row that it refuses holds the row: names, addresses, numbers. It is left out, and so is
whatever else in a line looks like a mail address or a card's number. Identifiers stay: they are what one looks up.
"""

from __future__ import annotations

import logging
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from comptoir.kernel.card_numbers import mask_card_numbers

FORMS = ("text", "json")
# From what PostgreSQL adds of a row to the next thing that is said: another field of it, a frame, the next error.
_ROW = re.compile(
    r"^(?:DETAIL|CONTEXT):.*?(?=^(?:HINT:|  File |Traceback |The above |During handling |\s*$)|\Z)",
    re.MULTILINE | re.DOTALL,
)
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_TOLD = ("event", "exception")


def formatter(form: str) -> logging.Formatter:
    """For `logging`: `text` or `json`. Raises ValueError for any other."""
    if form not in FORMS:
        raise ValueError(f"COMPTOIR_LOG is text or json, not {form!r}")
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    shown: Processor = structlog.processors.JSONRenderer() if form == "json" else _as_text
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown]
    )


def without_personal_data(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A processor of structlog: takes rows, mail addresses and card numbers out of what was said."""
    for name in _TOLD:
        if name in line:
            line[name] = clean(str(line[name]))
    return line


def clean(text: str) -> str:
    """The same without what may belong to a person."""
    return mask_card_numbers(_MAIL.sub("…@…", _ROW.sub("", text)).encode()).decode()


def _as_text(_logger: WrappedLogger, _method: str, line: EventDict) -> str:
    said = f"{line['timestamp']} {line['level']:<8} {line['logger']}: {line['event']}"
    return f"{said}\n{line['exception']}" if line.get("exception") else said
