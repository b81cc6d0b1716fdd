"""What other apps may call of tills."""

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
    "CreateTill",
    "IssueCode",
    "IssuedCode",
    "RegisterKey",
    "Registered",
    "RevokeEnrolment",
    "create_till",
    "issue_code",
    "register_key",
    "revoke_enrolment",
]
