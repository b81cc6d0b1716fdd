"""What other apps may call of tills."""

from comptoir.tills.agents import issue_agent_code, revoke_agent
from comptoir.tills.chains import ChainState, Enrolled, enrolled, move_head
from comptoir.tills.commands import (
    CreateTill,
    IssueAgentCode,
    IssueCode,
    RegisterExchangeKey,
    RegisterKey,
    RevokeAgent,
    RevokeEnrolment,
)
from comptoir.tills.log_key import read_signed as signed_head
from comptoir.tills.office_chain import (
    OfficeEntryView,
    Written,
    is_office_told,
    lock_office_chain,
    office_entries,
    write_office_entry,
)
from comptoir.tills.operations import (
    IssuedCode,
    Registered,
    create_till,
    issue_code,
    register_exchange_key,
    register_key,
    revoke_enrolment,
)
from comptoir.tills.own_chains import OwnChain, is_vouched, recognize_chain
from comptoir.tills.queries import is_agent_trusted, till_exists
from comptoir.tills.restored import last_restore
from comptoir.tills.server_key import server_key, server_public_key, server_secret

__all__ = [
    "ChainState",
    "CreateTill",
    "Enrolled",
    "IssueAgentCode",
    "IssueCode",
    "IssuedCode",
    "OfficeEntryView",
    "OwnChain",
    "RegisterExchangeKey",
    "RegisterKey",
    "Registered",
    "RevokeAgent",
    "RevokeEnrolment",
    "Written",
    "create_till",
    "enrolled",
    "is_agent_trusted",
    "is_office_told",
    "is_vouched",
    "issue_agent_code",
    "issue_code",
    "last_restore",
    "lock_office_chain",
    "move_head",
    "office_entries",
    "recognize_chain",
    "register_exchange_key",
    "register_key",
    "revoke_agent",
    "revoke_enrolment",
    "server_key",
    "server_public_key",
    "server_secret",
    "signed_head",
    "till_exists",
    "write_office_entry",
]
