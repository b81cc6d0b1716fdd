"""What other apps may call of tills."""

from comptoir.tills.chains import ChainState, Enrolled, enrolled, lock_chain, move_head
from comptoir.tills.commands import CreateTill, IssueCode, RegisterKey, RevokeEnrolment
from comptoir.tills.operations import (
    IssuedCode,
    Registered,
    create_till,
    issue_code,
    register_key,
    revoke_enrolment,
)

__all__ = [
    "ChainState",
    "CreateTill",
    "Enrolled",
    "IssueCode",
    "IssuedCode",
    "RegisterKey",
    "Registered",
    "RevokeEnrolment",
    "create_till",
    "enrolled",
    "issue_code",
    "lock_chain",
    "move_head",
    "register_key",
    "revoke_enrolment",
]
