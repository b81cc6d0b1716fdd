"""What other apps may call of the ledger."""

from comptoir.sales.commands import AdoptEntry, RejectEntry, ResolveIncident
from comptoir.sales.operations import adopt_entry, reject_entry, resolve_incident

__all__ = [
    "AdoptEntry",
    "RejectEntry",
    "ResolveIncident",
    "adopt_entry",
    "reject_entry",
    "resolve_incident",
]
