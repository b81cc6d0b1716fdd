"""What other apps may call of the ledger."""

from comptoir.sales.adopting import ADOPTABLE, AdoptedPart, adopt_waiting
from comptoir.sales.bodies import StatedComponent
from comptoir.sales.commands import AdoptEntry, AdoptWaiting, RejectEntry, ResolveIncident
from comptoir.sales.components import sale_in
from comptoir.sales.naming import Naming, customers_named, entries_naming, erased_customers_of
from comptoir.sales.operations import adopt_entry, reject_entry, resolve_incident
from comptoir.sales.own_chains import own_chain_of

__all__ = [
    "ADOPTABLE",
    "AdoptEntry",
    "AdoptWaiting",
    "AdoptedPart",
    "Naming",
    "RejectEntry",
    "ResolveIncident",
    "StatedComponent",
    "adopt_entry",
    "adopt_waiting",
    "customers_named",
    "entries_naming",
    "erased_customers_of",
    "own_chain_of",
    "reject_entry",
    "resolve_incident",
    "sale_in",
]
