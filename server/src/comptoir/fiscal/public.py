"""What other apps, and the countries, may use of the frame."""

from comptoir.fiscal.commands import StateFact, TellTills
from comptoir.fiscal.mappings import DatedMapping, Row, Unmapped, tax_key
from comptoir.fiscal.operations import state_fact, tell_tills
from comptoir.fiscal.plugin import (
    Condition,
    DocumentType,
    Export,
    ExportFile,
    Frame,
    Obligation,
    Period,
    Plugin,
    Slots,
    State,
)
from comptoir.fiscal.queries import fact, facts, till_documents
from comptoir.fiscal.registry import plugin_named, plugin_of, plugins
from comptoir.fiscal.sealing import Answer, Draft, Failed, Outage, Sealed, Sealer, Step, Unknown, Value, after
from comptoir.fiscal.sending import Channel, Message, Told, Verdict

__all__ = [
    "Answer",
    "Channel",
    "Condition",
    "DatedMapping",
    "DocumentType",
    "Draft",
    "Export",
    "ExportFile",
    "Failed",
    "Frame",
    "Message",
    "Obligation",
    "Outage",
    "Period",
    "Plugin",
    "Row",
    "Sealed",
    "Sealer",
    "Slots",
    "State",
    "StateFact",
    "Step",
    "TellTills",
    "Told",
    "Unknown",
    "Unmapped",
    "Value",
    "Verdict",
    "after",
    "fact",
    "facts",
    "plugin_named",
    "plugin_of",
    "plugins",
    "state_fact",
    "tax_key",
    "tell_tills",
    "till_documents",
]
