"""What other apps may know of commissions, and the operations on their rules."""

from comptoir.commissions.operations import add_rule, end_rule, keep, late, release
from comptoir.commissions.queries import KeptEarned, closed_until, kept, rules, worked_out
from comptoir.commissions.reckoning import MARGIN, NET, PIECE, Earned, RuleView

__all__ = [
    "MARGIN",
    "NET",
    "PIECE",
    "Earned",
    "KeptEarned",
    "RuleView",
    "add_rule",
    "closed_until",
    "end_rule",
    "keep",
    "kept",
    "late",
    "release",
    "rules",
    "worked_out",
]
