"""What doors may call about how long things stay."""

from comptoir.retention.commands import AskRun, CancelRun, SetTerm
from comptoir.retention.errors import KeptUnknown, RunUnknown, TermTooLong, TermTooShort
from comptoir.retention.operations import ask_run, cancel_run, set_term
from comptoir.retention.queries import ClassView, RunView, classes, runs, terms
from comptoir.retention.terms import FOR_EVER, Terms

__all__ = [
    "FOR_EVER",
    "AskRun",
    "CancelRun",
    "ClassView",
    "KeptUnknown",
    "RunUnknown",
    "RunView",
    "SetTerm",
    "TermTooLong",
    "TermTooShort",
    "Terms",
    "ask_run",
    "cancel_run",
    "classes",
    "runs",
    "set_term",
    "terms",
]
